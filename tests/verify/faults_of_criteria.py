"""Faults planted in the criteria of a protocol."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.verify.kinds import OPPOSITE, By, Fault, Kind
from tests.verify.manuscript import Manuscript, Way
from tests.verify.slips import slips


def faults_of_criteria(file: Manuscript) -> Iterator[Fault]:
    """Every criterion with something wrong in it."""
    names = file.keys("criteria")
    for name in names:
        yield from _of_criterion(file, name)
        yield from _of_counts(file, name)


def _of_criterion(file: Manuscript, name: str) -> Iterator[Fault]:
    here = ("criteria", name)
    yield Fault(Kind.CRITERION_LOST, name, file.without(*here))
    kind = file.value(*here, "kind")
    yield Fault(Kind.KIND_TURNED, name, file.written((*here, "kind"), OPPOSITE[kind]))
    for way in file.scalars(*here, "condition"):
        yield from _of_condition(file, way, name if way[-1] == "condition" else f"{name}, {way[-1]}")
    for way in file.scalars(*here, "applies") if file.has(*here, "applies") else ():
        said = {"always": "never", "never": "always"}[file.value(*way)]
        yield Fault(Kind.APPLIES_SWITCHED, f"{name}, {way[-1]}", file.written(way, said))


def _of_condition(file: Manuscript, way: Way, name: str) -> Iterator[Fault]:
    condition = file.value(*way)
    for slip in slips(condition):
        by, about = (By.COMPILER, "P0") if slip.kind in REFUSED else (By.CASES, "")
        yield Fault(slip.kind, f"{name}: {slip.name}", file.quoted(way, slip.said), by, about)
    yield Fault(Kind.DENIED, name, file.quoted(way, f"not ({condition})"))
    for kind, said in ((Kind.MISSING_AS_FALSE, "false"), (Kind.MISSING_AS_TRUE, "true")):
        text = file.quoted(way, f"Coalesce(({condition}), {said})")
        yield Fault(kind, name, text, By.COMPILER, "P0424")
    misspelt = re.sub(r"\b([a-z]+)(?=[._])", lambda word: f"{word[1]}x", condition, count=1)
    if misspelt != condition:
        yield Fault(Kind.MISSPELT, name, file.quoted(way, misspelt), By.COMPILER, "P031")


REFUSED = {Kind.UNIT_OF_ANOTHER_KIND, Kind.UNIT_LOST}


def _of_counts(file: Manuscript, name: str) -> Iterator[Fault]:
    counts = ("criteria", name, "counts")
    for path in file.keys(*counts):
        within = file.value(*counts, path, "within")
        amount, _, unit = within.partition(" ")
        for by in (1, -1) if amount.isdigit() and int(amount) > 1 else (1,):
            changed = file.written((*counts, path, "within"), f"{int(amount) + by} {unit}")
            yield Fault(Kind.WINDOW, f"{name}, {path}, {'wider' if by > 0 else 'narrower'}", changed)
        if len(file.keys(*counts)) > 1:
            yield Fault(Kind.COUNTS_LOST, f"{name}, {path}", file.without(*counts, path))
        if file.has(*counts, path, "method"):
            yield Fault(Kind.METHOD_LOST, f"{name}, {path}", file.without(*counts, path, "method"))
    if file.has(*counts):
        yield Fault(Kind.COUNTS_LOST, name, file.without(*counts))
