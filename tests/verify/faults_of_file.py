"""Faults planted in the readings of a protocol, its head and its sources, and in its worked cases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.verify.kinds import By, Fault, Kind
from tests.verify.manuscript import Manuscript, Way


def faults_of_readings(file: Manuscript) -> Iterator[Fault]:
    """Another default, options in each other's place, and an option that some rule does not cover."""
    for reading in file.keys("readings"):
        options = file.keys("readings", reading, "options")
        default = file.value("readings", reading, "default")
        for option in options:
            if option != default:
                text = file.written(("readings", reading, "default"), option)
                yield Fault(Kind.DEFAULT_SWITCHED, f"{reading}, {option}", text)
    for way in _choices(file, ()):
        if way[0] in {"washout", "outcome", "visits", "properties"}:
            continue
        one, other, *_ = ((*way, each) for each in file.keys(*way) if each != "reading")
        name = ", ".join(map(str, way))
        if file.raw(*one) != file.raw(*other) and way[-1] not in {"because", "otherwise", "text"}:
            by, about = OF_OPTIONS.get(str(way[0]), (By.CASES, ""))
            yield Fault(Kind.OPTIONS_EXCHANGED, name, file.exchanged(one, other), by, about)
        yield Fault(Kind.OPTION_NOT_COVERED, name, file.without(*other), By.COMPILER, "P0404")


OF_OPTIONS = {"limits": (By.EITHER, "P0446"), "plan": (By.EITHER, "P0446")}
"""What reports that two options are in each other's place, by the block of the file."""


def _choices(file: Manuscript, here: Way) -> Iterator[Way]:
    """The ways to everything that a reading chooses."""
    keys = file.keys(*here)
    if "reading" in keys:
        yield here
    for key in keys:
        if here or key != "readings":
            yield from _choices(file, (*here, key))
    for number in file.items(*here) if here else ():
        yield from _choices(file, (*here, number))


def faults_of_head(file: Manuscript) -> Iterator[Fault]:
    """No banner, no source, a source that is not listed, a claim."""
    yield Fault(Kind.BANNER_LOST, "banner", file.without("banner"), By.COMPILER, "P0401")
    first = file.keys("criteria")[0]
    yield Fault(Kind.UNCITED, first, file.without("criteria", first, "source"), By.COMPILER, "P0410")
    yield Fault(
        Kind.UNLISTED, first, file.written(("criteria", first, "source", "ref"), "nobody"), By.COMPILER, "P0411"
    )
    promised = file.quoted(("criteria", first, "text"), "The treatment is safe and effective")
    yield Fault(Kind.PROMISE, first, promised, By.COMPILER, "P0418")
    step = file.keys("plan")[0]
    uncited = file.without("plan", step, "source")
    yield Fault(Kind.UNCITED, step, uncited, By.COMPILER, "P0410")


def faults_of_cases(file: Manuscript, cases: str) -> Iterator[Fault]:
    """An answer expected that is not that of the rules."""
    for count, (verdict, other) in enumerate(
        (("eligible", "ineligible"), ("indeterminate", "eligible"), ("ineligible", "deferred"))
    ):
        place = re.search(rf"verdict: {verdict}\b", cases)
        if place is not None:
            changed = f"{cases[: place.start()]}verdict: {other}{cases[place.end() :]}"
            yield Fault(Kind.WRONG_EXPECTATION, f"{verdict} {count}", file.text, cases=changed)
    place = re.search(r"planned: ([0-9]+)", cases)
    if place is not None:
        changed = f"{cases[: place.start(1)]}{int(place[1]) + 1}{cases[place.end(1) :]}"
        yield Fault(Kind.WRONG_EXPECTATION, "a dose", file.text, cases=changed)
