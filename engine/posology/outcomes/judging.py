"""Judging one visit of one patient by a definition: each part, and what they make together in three truth values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from posology.ir.outcome import (
    PERCENT_OF_BASELINE,
    Change,
    Combine,
    Definition,
    Instrument,
    Outcome,
    OutcomePart,
)
from posology.results.outcomes import PartStatus, Response
from posology.scores.scores import Patient, Score, ScoredVisit
from posology.values.truth import Cause, Reason, Truth, Unknown, conjunction, disjunction

_PERCENT = 100

_FALLS = frozenset({Change.FALLS_BY_AT_LEAST, Change.FALLS_BY_MORE_THAN})
_RISES = frozenset({Change.RISES_BY_AT_LEAST, Change.RISES_BY_MORE_THAN})
_HIGH = frozenset({Change.IS_AT_LEAST, Change.IS_MORE_THAN})
_STRICT = frozenset({Change.FALLS_BY_MORE_THAN, Change.RISES_BY_MORE_THAN, Change.IS_MORE_THAN, Change.IS_LESS_THAN})


def judge_visit(
    definition: Definition, outcome: Outcome, patient: Patient, visit: ScoredVisit
) -> tuple[Response, tuple[tuple[str, PartStatus], ...]]:
    """Whether the patient responds at the visit, and what became of each part."""
    instruments = {each.id: each for each in outcome.instruments}
    parts = tuple(
        (part.id, judge_part(part, instruments[part.instrument], patient, visit)) for part in definition.parts
    )
    return combined(definition.combine, parts), parts


def combined(combine: Combine, parts: tuple[tuple[str, PartStatus], ...]) -> Response:
    """What the parts make: by Kleene's `or` for any, by his `and` for all."""
    together = disjunction if combine is Combine.ANY else conjunction
    truth = reduce(together, (_truth(name, status) for name, status in parts))
    if isinstance(truth, Unknown):
        return Response.UNKNOWN
    return Response.RESPONDER if truth else Response.NON_RESPONDER


def _truth(part: str, status: PartStatus) -> Truth:
    """A part that cannot respond is not met; what is missing, in the file or in the source, is unknown."""
    match status:
        case PartStatus.MET:
            return True
        case PartStatus.NOT_MET | PartStatus.CANNOT_RESPOND:
            return False
        case PartStatus.MISSING | PartStatus.NOT_FOUND:
            return Unknown((Reason(part, Cause.NOT_RECORDED),))


def judge_part(part: OutcomePart, instrument: Instrument, patient: Patient, visit: ScoredVisit) -> PartStatus:
    """What became of one part at the visit."""
    if part.is_open:
        return PartStatus.NOT_FOUND
    if part.change is Change.DID_NOT_HAPPEN:
        return _judge_event(part.instrument, patient, visit)
    baseline, score = patient.baseline.get(part.instrument), visit.scores.get(part.instrument)
    needs_baseline = part.change in _FALLS | _RISES
    if needs_baseline and baseline is None:
        return PartStatus.MISSING
    if needs_baseline and cannot_respond(part, instrument, baseline):
        return PartStatus.CANNOT_RESPOND
    if score is None:
        return PartStatus.MISSING
    return PartStatus.MET if is_met(part, baseline, score) else PartStatus.NOT_MET


def _judge_event(event: str, patient: Patient, visit: ScoredVisit) -> PartStatus:
    """An event that happened by an earlier visit has happened by this one; without an answer it is missing."""
    answers = [each.scores.get(event) for each in patient.visits if each.month <= visit.month]
    if True in answers:
        return PartStatus.NOT_MET
    return PartStatus.MISSING if visit.scores.get(event) is None else PartStatus.MET


def cannot_respond(part: OutcomePart, instrument: Instrument, baseline: Score | None) -> bool:
    """Whether not even the best score of the scale would meet the part from this baseline.

    A percentage of a baseline of zero is zero, which any score would meet: such a part cannot respond either.
    """
    scale = instrument.scale
    if baseline is None or scale is None:
        return False
    if part.unit == PERCENT_OF_BASELINE and baseline == 0:
        return True
    best = scale.lowest if part.change in _FALLS else scale.highest
    return best is not None and not is_met(part, baseline, best)


def is_met(part: OutcomePart, baseline: Score | None, score: Score) -> bool:
    """Whether the score meets the part; exact, so that a fall of exactly the threshold is at least it."""
    if part.threshold is None:
        raise AssertionError("a part without a threshold is not found, and is never held against a score")
    reached = Fraction(score)
    needed = Fraction(part.threshold)
    if part.change in _FALLS | _RISES:
        before = Fraction(baseline or 0)
        reached = before - reached if part.change in _FALLS else reached - before
        if part.unit == PERCENT_OF_BASELINE:
            needed = abs(before) * needed / _PERCENT
    elif part.change not in _HIGH:
        reached, needed = -reached, -needed
    return reached > needed if part.change in _STRICT else reached >= needed


def numbers(scores: Mapping[str, Score]) -> Iterator[tuple[str, Decimal]]:
    """The scores that are numbers: an event has no mean."""
    yield from ((name, score) for name, score in scores.items() if isinstance(score, Decimal))
