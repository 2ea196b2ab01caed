"""Faults planted in the plan of a protocol, its arms and its limits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from tests.verify.kinds import By, Fault, Kind
from tests.verify.manuscript import Manuscript, Way
from tests.verify.slips import slips


def faults_of_plan(file: Manuscript) -> Iterator[Fault]:
    """Every step with something wrong in it, and every limit."""
    for step in file.keys("plan"):
        yield from _of_step(file, step)
        yield from _of_when(file, step)
        yield from _of_targets(file, step)
        yield from _of_cells(file, step)
        yield from _of_volume(file, step)
    for number in file.items("limits"):
        yield from _of_limit(file, number)
    yield from _of_arms(file)


def _of_step(file: Manuscript, step: str) -> Iterator[Fault]:
    here = ("plan", step)
    if len(file.keys("plan")) > 1:
        yield Fault(Kind.STEP_LOST, step, file.without(*here))
    site = file.value(*here, "site")
    yield Fault(Kind.SITE_WRONG, step, file.written((*here, "site"), "iv" if site != "iv" else "epidural"), By.EITHER)
    if file.has(*here, "sedation"):
        yield Fault(Kind.SEDATION_LOST, step, file.without(*here, "sedation"))
    counts = (*here, "counts")
    for path in file.keys(*counts):
        amount, _, unit = file.value(*counts, path, "within").partition(" ")
        for by in (1, -1):
            changed = file.written((*counts, path, "within"), f"{int(amount) + by} {unit}")
            yield Fault(Kind.WINDOW, f"{step}, {path}, {'wider' if by > 0 else 'narrower'}", changed)
    if file.has(*counts):
        yield Fault(Kind.COUNTS_LOST, step, file.without(*counts))


def _of_when(file: Manuscript, step: str) -> Iterator[Fault]:
    here = ("plan", step, "when")
    for way in file.scalars(*here) if file.has(*here) else ():
        said, name = file.value(*way), step if way == here else f"{step}, {way[-1]}"
        if said in {"always", "never"}:
            continue
        yield Fault(Kind.STEP_ALWAYS, name, file.quoted(way, "always"))
        yield Fault(Kind.DENIED, name, file.quoted(way, f"not ({said})"))
        for slip in slips(said):
            yield Fault(slip.kind, f"{name}: {slip.name}", file.quoted(way, slip.said))


def _of_targets(file: Manuscript, step: str) -> Iterator[Fault]:
    here = ("plan", step)
    joints = (*here, "joints")
    lists = [joints] if file.items(*joints) else [(*joints, each) for each in file.keys(*joints) if each != "reading"]
    for way in lists if file.has(*joints) else ():
        for number in file.items(*way):
            name = f"{step}, {file.value(*way, number)}" + ("" if way == joints else f", {way[-1]}")
            yield Fault(Kind.TARGET_LOST, name, file.without(*way, number))
    for number in file.items(*here, "sides"):
        yield Fault(
            Kind.SIDE_LOST, f"{step}, {file.value(*here, 'sides', number)}", file.without(*here, "sides", number)
        )
    for way in ((*here, "count"), (*here, "count", "maximum"), (*here, "count", "minimum")):
        if file.has(*way) and file.value(*way):
            for by in (1, -1):
                number = int(file.value(*way)) + by
                name = f"{step}, {way[-1]} {'up' if by > 0 else 'down'}"
                if number > 0:
                    yield Fault(Kind.COUNT_CHANGED, name, file.written(way, str(number)))
    if file.has(*here, "count"):
        yield Fault(Kind.COUNT_CHANGED, f"{step}, lost", file.without(*here, "count"))


def _of_cells(file: Manuscript, step: str) -> Iterator[Fault]:
    cells = ("plan", step, "cells")
    low, high = (*cells, "minimum"), (*cells, "maximum")
    if file.has(*low) and file.value(*low):
        least, most = int(file.value(*low)), int(file.value(*high))
        for name, number in (("tenfold", most * 10), ("a fifth more", most * 6 // 5)):
            yield Fault(Kind.DOSE_ABOVE_LIMIT, f"{step}, {name}", file.written(high, str(number)), By.EITHER, "P0446")
        for name, number in (("a tenth", least // 10), ("a fifth less", least * 4 // 5)):
            yield Fault(Kind.DOSE_BELOW_LIMIT, f"{step}, {name}", file.written(low, str(number)), By.EITHER, "P0446")
        slipped = Manuscript(file.written(high, str(most * 10))).written(low, str(least * 10))
        yield Fault(Kind.DOSE_DECIMAL, step, slipped, By.COMPILER, "P0446")
        yield Fault(Kind.DOSE_UNIT, step, file.written((*cells, "unit"), "mL"), By.COMPILER, "P0")
        yield from _with_its_limit(file, step, least, most)
    for way in _formulas(file, step):
        yield from _of_formula(file, step, way)


def _with_its_limit(file: Manuscript, step: str, least: int, most: int) -> Iterator[Fault]:
    """The same number mistaken in the step and in each limit that states it: nothing contradicts it but the cases."""
    for was, now, end in ((most, most + most // 5, "maximum"), (least, least - least // 5, "minimum")):
        text = Manuscript(file.written(("plan", step, "cells", end), str(now)))
        for number in file.items("limits"):
            way: Way = ("limits", number, end)
            if text.value(*way) == str(was) and text.value("limits", number, "site") == file.value(
                "plan", step, "site"
            ):
                text = Manuscript(text.written(way, str(now)))
        yield Fault(Kind.DOSE_CHANGED, f"{step}, {end}", text.text, By.CASES)


def _formulas(file: Manuscript, step: str) -> Iterator[Way]:
    cells = ("plan", step, "cells")
    for way in (cells, *((*cells, each) for each in file.keys(*cells))):
        if file.value(*way, "formula"):
            yield (*way, "formula")


def _of_formula(file: Manuscript, step: str, way: Way) -> Iterator[Fault]:
    said, name = file.value(*way), f"{step}, {way[-2]}"
    if "Max(" in said:
        yield Fault(Kind.EXTREME_TURNED, name, file.quoted(way, said.replace("Max(", "Min(")))
    if "weight" in said:
        for zeros, called in ((said.replace("000 '", "0000 '"), "more"), (said.replace("000 '", "00 '"), "fewer")):
            yield Fault(Kind.DOSE_DECIMAL, f"{name}, {called}", file.quoted(way, zeros))
        yield Fault(Kind.UNIT_OF_ANOTHER_KIND, name, file.quoted(way, said.replace("/kg", "/mL")), By.COMPILER, "P0")
    else:
        for by in (1, -1):
            number = int(said.split(" ", 1)[0]) + by * 1_000_000
            yield Fault(Kind.DOSE_CHANGED, f"{name}, {by:+} million", file.quoted(way, f"{number} '{{cells}}'"))


def _of_volume(file: Manuscript, step: str) -> Iterator[Fault]:
    volume = ("plan", step, "volume")
    for end in ("minimum", "maximum") if file.has(*volume) else ():
        for way in file.scalars(*volume, end):
            number = file.value(*way)
            name = f"{step}, {end}" + ("" if way[-1] == end else f", {way[-1]}")
            changed = str(int(number) + (1 if end == "maximum" else -1)) if number != "1" else "0.5"
            yield Fault(Kind.VOLUME_CHANGED, name, file.written(way, changed), By.EITHER, "P0446")
    if file.has(*volume):
        yield Fault(Kind.DOSE_UNIT, f"{step}, volume", file.written((*volume, "unit"), "L"), By.COMPILER, "P0")
        text = file
        ends = [way for end in ("minimum", "maximum") for way in file.scalars(*volume, end)]
        for way in ends:
            text = Manuscript(text.written(way, str(int(text.value(*way)) * 2)))
        yield Fault(Kind.VOLUME_CHANGED, f"{step}, twice", text.text, By.COMPILER, "P0446")


def _of_arms(file: Manuscript) -> Iterator[Fault]:
    steps = [step for step in file.keys("plan") if file.has("plan", step, "arms")]
    for one, other in combinations(steps, 2):
        yield Fault(
            Kind.ARM_WRONG, f"{one} and {other}", file.exchanged(("plan", one, "arms"), ("plan", other, "arms"))
        )
    for step in steps:
        yield Fault(Kind.ARM_LOST, step, file.without("plan", step, "arms"))
    for arm in file.keys("arms"):
        yield Fault(Kind.ARM_LOST, arm, file.without("arms", arm), By.COMPILER, "P0466")


def _of_limit(file: Manuscript, number: int) -> Iterator[Fault]:
    here = ("limits", number)
    if file.has(*here, "element"):
        yield from _of_product_limit(file, number)
        return
    name = f"{number + 1} for {file.value(*here, 'site')}"
    if len(file.items("limits")) > 1:
        yield Fault(Kind.LIMIT_LOST, name, file.without(*here), By.DIFF)
    if file.value(*here, "kind") == "hard":
        yield Fault(Kind.LIMIT_SOFTENED, name, file.written((*here, "kind"), "soft"), By.DIFF)
    for end, wider in (("minimum", -1), ("maximum", 1)):
        for way in file.scalars(*here, end) if file.has(*here, end) else ():
            if file.value(*way) == "none":
                continue
            number = int(file.value(*way))
            small = max(number // 10, 1)
            called = f"{name}, {end}" + ("" if way[-1] == end else f", {way[-1]}")
            yield Fault(Kind.LIMIT_WIDENED, called, file.written(way, str(number + wider * small)), By.DIFF)
            narrower = file.written(way, str(number - wider * small))
            by = By.EITHER if file.value(*here, "kind") == "hard" else By.DIFF
            yield Fault(Kind.LIMIT_TIGHTENED, called, narrower, by, "P04")
            zeros = f"{number}0" if wider < 0 else str(small)
            yield Fault(Kind.LIMIT_TIGHTENED, f"{called}, a zero", file.written(way, zeros), by, "P04")


def _of_product_limit(file: Manuscript, number: int) -> Iterator[Fault]:
    here = ("limits", number)
    name = file.value(*here, "element")
    yield Fault(Kind.PRODUCT_LIMIT, f"{name}, lost", file.without(*here))
    yield Fault(Kind.PRODUCT_LIMIT, f"{name}, unit", file.quoted((*here, "unit"), "mL"), By.COMPILER, "P0")
    looser = str(int(file.value(*here, "above")) // 2)
    yield Fault(Kind.PRODUCT_LIMIT, f"{name}, looser", file.written((*here, "above"), looser))
