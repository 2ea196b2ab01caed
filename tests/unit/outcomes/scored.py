"""Definitions and patients for tests of outcomes, in few words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from posology.ir.citation import Citation
from posology.ir.outcome import Change, Combine, Definition, Instrument, Outcome, OutcomePart, Scale
from posology.outcomes.judging import judge_visit
from posology.results.outcomes import PartStatus, Response
from posology.scores.scores import Patient, Score, ScoredVisit

CITATION = Citation(ref="trial", section="Outcome")


def scale(unit: str, lowest: int | None, highest: int | None) -> Scale:
    """A scale whose ends may be unknown."""
    ends = (None if each is None else Decimal(each) for each in (lowest, highest))
    low, high = ends
    return Scale(unit=unit, lowest=low, highest=high, whole=False)


def instrument(name: str, of: Scale | None, *, at_baseline: bool = True) -> Instrument:
    """An instrument of which lower is better."""
    return Instrument(id=name, name=name, scale=of, better="lower", at_baseline=at_baseline, citation="")


VAS = instrument("vas", scale("points of 10", 0, 10))
VAS_MM = instrument("vas", scale("points of 100", 0, 100))
GI = instrument("gi", scale("percent", -100, 100), at_baseline=False)
QUEBEC = instrument("quebec", scale("points of 100", 0, 100))
ODI = instrument("odi", scale("points of 100", 0, 100))
EVENT = instrument("intervention", None)
UNBOUNDED = instrument("eq", scale("index", None, None))


def part(of: Instrument, change: Change, threshold: str | None = None, unit: str = "points") -> OutcomePart:
    """A part named like its instrument."""
    number = None if threshold is None else Decimal(threshold)
    return OutcomePart(id=of.id, instrument=of.id, change=change, threshold=number, unit=unit, citation=CITATION)


def outcome(combine: Combine, *parts: OutcomePart, of: tuple[Instrument, ...]) -> Outcome:
    """An outcome with one definition."""
    definition = Definition(id="responder", text="", combine=combine, parts=parts, citation=CITATION)
    return Outcome(definitions=(definition,), instruments=of, initial=None, citation=CITATION)


TRIAL = outcome(
    Combine.ANY,
    part(VAS, Change.FALLS_BY_AT_LEAST, "2"),
    part(GI, Change.IS_AT_LEAST, "30"),
    part(QUEBEC, Change.FALLS_BY_AT_LEAST, "15"),
    of=(VAS, GI, QUEBEC),
)
"""Any of VAS down by 2, global improvement of 30 percent, Quebec down by 15."""


def scores(**given: str | bool) -> Mapping[str, Score]:
    """Scores as they are read: numbers are exact, truth values are events."""
    return {name: value if isinstance(value, bool) else Decimal(value) for name, value in given.items()}


def judged(
    of: Outcome, baseline: Mapping[str, Score], *visits: Mapping[str, Score]
) -> tuple[Response, tuple[PartStatus, ...]]:
    """What the last of the visits comes to, a month apart from each other."""
    seen = tuple(ScoredVisit(month=month, scores=each) for month, each in enumerate(visits, start=1))
    patient = Patient(id="P", groups={}, baseline=baseline, visits=seen)
    response, parts = judge_visit(of.definitions[0], of, patient, seen[-1])
    return response, tuple(status for _, status in parts)
