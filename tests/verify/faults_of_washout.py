"""Faults planted in the washout of a protocol: in its own rules, or in how it takes over another's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.verify.kinds import By, Fault, Kind
from tests.verify.manuscript import Manuscript, Way


def faults_of_washout(file: Manuscript) -> Iterator[Fault]:
    """The washout with something wrong in it."""
    if file.value("washout", "as"):
        yield Fault(Kind.WASHOUT_LOST, "taken over", file.written(("washout",), "none\n"), By.COMPILER, "P0")
        yield Fault(Kind.WASHOUT_LOST, "misspelt", file.written(("washout", "as"), "allorx-spin"), By.COMPILER, "P0405")
        return
    if file.has("washout", "reading"):
        options = [each for each in file.keys("washout") if each != "reading"]
        one, other = (("washout", each) for each in options)
        yield Fault(Kind.OPTIONS_EXCHANGED, "washout", file.exchanged(one, other))
        borrowed = next(each for each in (one, other) if file.has(*each, "as"))
        yield Fault(Kind.WASHOUT_LOST, str(borrowed[-1]), file.written(borrowed, "none"))
        yield Fault(Kind.OPTION_NOT_COVERED, "washout", file.without(*other), By.COMPILER, "P0404")
        yield Fault(Kind.WASHOUT_LOST, "misspelt", file.written((*borrowed, "as"), "allorx-spin"), By.COMPILER, "P0405")
        return
    for group in file.keys("washout"):
        yield from _of_group(file, group)
        yield from _of_hold(file, group)
    yield from _of_together(file)


def _of_group(file: Manuscript, group: str) -> Iterator[Fault]:
    here = ("washout", group)
    yield Fault(Kind.CLASS_LOST, group, file.without(*here), By.COMPILER, "P0")
    other = "opioid" if group != "opioid" else "nsaid"
    exchanged = Manuscript(file.written((*here, "class"), file.value("washout", other, "class")))
    text = exchanged.written(("washout", other, "class"), file.value(*here, "class"))
    yield Fault(Kind.CLASS_EXCHANGED, group, text)
    if file.has(*here, "hold"):
        lost = Manuscript(file.without(*here, "hold"))
        yield Fault(Kind.ALLOWED, group, lost.with_first(here, "allowed: true"))
    agreement = file.value(*here, "agreement")
    # a taper is agreed in any case, so that there the word changes nothing
    if agreement and agreement != "not needed" and not file.has(*here, "taper"):
        text = file.written((*here, "agreement"), "not needed")
        yield Fault(Kind.AGREEMENT_LOST, group, text, By.COMPILER, "P0455")
    if agreement == "unless primary prevention":
        yield Fault(Kind.AGREEMENT_LOST, f"{group}, always", file.written((*here, "agreement"), "required"))
    after = file.value(*here, "resume", "after")
    if after and after != "0 days":
        amount, _, unit = after.partition(" ")
        for way, by in (("earlier", -1), ("later", 1)):
            changed = file.written((*here, "resume", "after"), f"{int(amount) + by} {unit.removesuffix('s')}s")
            yield Fault(Kind.RESUMED_EARLIER, f"{group}, {way}", changed)
    if file.has(*here, "course"):
        yield Fault(Kind.COURSE_LOST, group, file.without(*here, "course"))
        for by in (2, 4):
            changed = file.written((*here, "course", "longer_than"), f"{by} weeks")
            yield Fault(Kind.COURSE_LOST, f"{group}, {by} weeks", changed)
    if file.has(*here, "taper"):
        days = Manuscript(file.without(*here, "taper")).with_first(here, "hold: 3 days")
        yield Fault(Kind.HOLD_CHANGED, f"{group}, days for a taper", days, By.COMPILER, "P0456")


def _of_hold(file: Manuscript, group: str) -> Iterator[Fault]:
    hold: Way = ("washout", group, "hold")
    for way in _lengths(file, hold):
        said = file.value(*way)
        name = ", ".join(str(each) for each in way[1:])
        for place in re.finditer(r"\b([0-9]+) days?\b", said):
            for by in (-1, 1):
                days = int(place[1]) + by
                if days >= 0:
                    changed = f"{said[: place.start()]}{days} days{said[place.end() :]}"
                    called = f"{name}: {place[0]}, {'longer' if by > 0 else 'shorter'}"
                    yield Fault(Kind.HOLD_CHANGED, called, file.quoted(way, changed))
    for lists in (way for way in (hold, (*hold, "five-half-lives")) if file.items(*way)):
        yield from _of_alternatives(file, lists, group)
    if group == "anticoagulant":
        yield from _of_kidneys(file, hold)


def _lengths(file: Manuscript, hold: Way) -> Iterator[Way]:
    if file.value(*hold):
        yield hold
    for option in file.keys(*hold):
        if option != "reading" and file.value(*hold, option):
            yield (*hold, option)
        yield from ((*hold, option, number, "days") for number in file.items(*hold, option))
    yield from ((*hold, each, "days") for each in file.items(*hold) if file.has(*hold, each, "days"))


def _of_alternatives(file: Manuscript, lists: Way, group: str) -> Iterator[Fault]:
    name = group if len(lists) == 3 else f"{group}, {lists[-1]}"
    last = len(file.items(*lists)) - 1
    yield Fault(Kind.HOLD_GAP, name, file.without(*lists, last), By.COMPILER, "P0437")
    for number in file.items(*lists):
        here = (*lists, number)
        if file.has(*here, "on_the_day"):
            drug = file.value(*here, "ingredients", 0)
            yield Fault(Kind.DAY_CHECK_LOST, f"{name}, {drug}", file.without(*here, "on_the_day"))
        for each in file.items(*here, "ingredients"):
            drug = file.value(*here, "ingredients", each)
            text = (
                file.without(*here)
                if len(file.items(*here, "ingredients")) == 1
                else file.without(*here, "ingredients", each)
            )
            yield Fault(Kind.INGREDIENT_LOST, f"{name}, {drug}", text)
    first, second = (*lists, 0, "ingredients", 0), (*lists, 1, "ingredients", 0)
    twice = file.written(second, file.value(*first))
    yield Fault(Kind.HOLD_OVERLAP, name, twice, By.COMPILER, "P0436")
    yield Fault(Kind.CLASS_EXCHANGED, f"{name}, ingredients", file.exchanged(first, second))


def _of_kidneys(file: Manuscript, hold: Way) -> Iterator[Fault]:
    """The one hold that turns on a measurement."""
    way = next((*hold, each, "days") for each in file.items(*hold) if "Coalesce" in file.value(*hold, each, "days"))
    said = file.value(*way)
    changes = {
        "unknown taken for good": said.replace("false)", "true)"),
        "boundary": said.replace(">=", ">"),
        "turned": said.replace(">=", "<="),
        "threshold up": said.replace("50 ", "51 "),
        "threshold down": said.replace("50 ", "49 "),
    }
    for name, changed in changes.items():
        yield Fault(
            Kind.MISSING_AS_TRUE if "unknown" in name else Kind.THRESHOLD, f"kidneys: {name}", file.quoted(way, changed)
        )
    unit = file.quoted(way, said.replace("'mL/min'", "'mL'"))
    yield Fault(Kind.UNIT_OF_ANOTHER_KIND, "kidneys", unit, By.COMPILER, "P0330")


def _of_together(file: Manuscript) -> Iterator[Fault]:
    if not file.has("together"):
        return
    yield Fault(Kind.TOGETHER_LOST, "all", file.without("together"))
    for number in file.items("together", "classes"):
        drug_class = file.value("together", "classes", number)
        yield Fault(Kind.TOGETHER_LOST, drug_class, file.without("together", "classes", number))
