"""Visits and the outcome of two forms: what changed, and the days or scores on which it shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from posology.ir.outcome import FROM_BASELINE, PERCENT_OF_BASELINE, Change, Definition, Instrument, Outcome, OutcomePart
from posology.ir.protocol import Protocol
from posology.ir.visit import Visit
from posology.outcomes.judging import judge_part
from posology.results.difference import Difference
from posology.scores.scores import Patient, Score, ScoredVisit
from posology.values.numerals import date_in_words, decimal_in_words, join_in_words
from posology.verify.meaning.change import change_of
from posology.verify.meaning.fields import Fields, Text

VISIT: Final = "visit"
OUTCOME: Final = "outcome"

_MOST_SCORES: Final = 40


def follow_up_differences(old: Protocol, new: Protocol, procedure: date) -> tuple[Difference, ...]:
    """Every visit and every part of the outcome that is another one, with what it comes to for that procedure day."""
    return (*_visits(old, new, procedure), *_outcome(old.outcome, new.outcome))


def _visits(old: Protocol, new: Protocol, procedure: date) -> Iterator[Difference]:
    before, after = ({each.when: each for each in protocol.visits} for protocol in (old, new))
    for when in dict.fromkeys((*before, *after)):
        one, other = before.get(when), after.get(when)
        fields = (_fields_of_visit(one), _fields_of_visit(other))
        said = [_said_of_visit(each, name, procedure) for each, name in ((one, "old"), (other, "new"))]
        change = change_of(VISIT, when, *fields)
        if change is not None:
            yield change.stated(*said)


def _fields_of_visit(visit: Visit | None) -> Fields:
    if visit is None:
        return {}
    window = visit.window
    days = "not stated" if window is None else f"{window.days_before} days before, {window.days_after} after"
    return {
        "visit": Text(visit.when),
        "window": Text(days),
        "scores": Text(join_in_words(visit.instruments)),
        "assessments": Text(join_in_words(visit.assessments)),
        "to bring": Text(join_in_words(visit.bring)),
    }


def _said_of_visit(visit: Visit | None, name: str, procedure: date) -> str:
    day = None if visit is None else visit.day(procedure)
    after = f"After a procedure on {date_in_words(procedure)} the {name} version"
    if visit is None or day is None:
        return f"{after} has no such visit."
    if visit.window is None:
        return f"{after} has it on {date_in_words(day)} and states no window."
    first, last = day - timedelta(days=visit.window.days_before), day + timedelta(days=visit.window.days_after)
    return f"{after} has it on {date_in_words(day)}; it counts from {date_in_words(first)} to {date_in_words(last)}."


def _outcome(old: Outcome | None, new: Outcome | None) -> Iterator[Difference]:
    before, after = _parts_of(old), _parts_of(new)
    for name in dict.fromkeys((*before, *after)):
        change = change_of(OUTCOME, name, before.get(name, {}), after.get(name, {}))
        if change is not None:
            yield change.stated(*_scores_that_show(name, old, new))


def _parts_of(outcome: Outcome | None) -> Mapping[str, Fields]:
    """Every part of the outcome that decides who is a responder, by its name."""
    if outcome is None:
        return {}
    found: dict[str, Fields] = {f"score {each.id}": _fields_of_instrument(each) for each in outcome.instruments}
    for definition in outcome.definitions:
        found[f"definition {definition.id}"] = {"parts count": Text(f"{definition.combine} of them")}
        found.update({_name(definition, each): _fields_of_part(each) for each in definition.parts})
    initial = outcome.initial
    found["initial responders"] = {"month": Text("not stated" if initial is None else str(initial.month))}
    return found


def _name(definition: Definition, part: OutcomePart) -> str:
    return f"{definition.id}, part {part.id}"


def _fields_of_instrument(instrument: Instrument) -> Fields:
    scale = instrument.scale
    ends = () if scale is None else (scale.lowest, scale.highest)
    said = " to ".join("not found" if each is None else decimal_in_words(each) for each in ends)
    whole = ", whole numbers" if scale is not None and scale.whole else ""
    return {
        "scale": Text("yes or no" if scale is None else f"{said}, {scale.unit}{whole}"),
        "better": Text(instrument.better),
        "at baseline": Text("taken" if instrument.at_baseline else "not taken"),
    }


def _fields_of_part(part: OutcomePart) -> Fields:
    threshold = "not found" if part.threshold is None else f"{decimal_in_words(part.threshold)} {part.unit}"
    is_event = part.change is Change.DID_NOT_HAPPEN
    return {
        "score": Text(part.instrument),
        "counts if it": Text(part.change.value if is_event else f"{part.change} {threshold}"),
    }


def _scores_that_show(name: str, old: Outcome | None, new: Outcome | None) -> list[str]:
    """One pair of scores that the two parts judge differently, the worst baseline first; nothing where none is."""
    first, second = _part_named(name, old), _part_named(name, new)
    if first is None or second is None or first.part.instrument != second.part.instrument:
        return []
    for baseline, score in _pairs(first, second):
        answers = [_answer(each, baseline, score) for each in (first, second)]
        if answers[0] != answers[1]:
            had = "" if baseline is None else f"a baseline of {decimal_in_words(baseline)} and "
            scores = f"With {had}a later {first.part.instrument} of {decimal_in_words(score)}"
            return [f"{scores} the part is {answers[0]} by the old version and {answers[1]} by the new one."]
    return []


class _Judged(NamedTuple):
    """A part of an outcome with the score that it is about."""

    part: OutcomePart
    instrument: Instrument


def _part_named(name: str, outcome: Outcome | None) -> _Judged | None:
    """The part of that name; None where there is none, or where it is about an event and no score."""
    if outcome is None:
        return None
    instruments = {each.id: each for each in outcome.instruments}
    parts = {_name(definition, each): each for definition in outcome.definitions for each in definition.parts}
    found = parts.get(name)
    if found is None or instruments[found.instrument].scale is None:
        return None
    return _Judged(found, instruments[found.instrument])


def _pairs(one: _Judged, other: _Judged) -> Iterator[tuple[Decimal | None, Decimal]]:
    """Baselines and later scores: a grid of the scale, and the scores around both thresholds."""
    scale = one.instrument.scale
    lowest = Decimal(0) if scale is None or scale.lowest is None else scale.lowest
    highest = lowest + 100 if scale is None or scale.highest is None else scale.highest
    step = max(Decimal(1), ((highest - lowest) / _MOST_SCORES).to_integral_value())
    grid = {lowest + step * count for count in range(int((highest - lowest) / step) + 1)}
    for part in (one.part, other.part):
        if part.threshold is not None:
            grid |= {end + sign * part.threshold for end in (Decimal(0), lowest, highest) for sign in (-1, 1)}
            grid |= {highest * (100 - part.threshold) / 100} if part.unit == PERCENT_OF_BASELINE else set()
    scores = sorted(each for each in grid if lowest <= each <= highest)
    needs_baseline = not FROM_BASELINE.isdisjoint({one.part.change, other.part.change})
    baselines: Sequence[Decimal | None] = list(reversed(scores)) if needs_baseline else [None]
    yield from ((baseline, score) for baseline in baselines for score in scores)


def _answer(judged: _Judged, baseline: Decimal | None, score: Decimal) -> str:
    id_ = judged.part.instrument
    scores: dict[str, Score] = {id_: score}
    first: dict[str, Score] = {} if baseline is None else {id_: baseline}
    visit = ScoredVisit(month=1, scores=scores)
    patient = Patient(id="W-1", groups={}, baseline=first, visits=(visit,))
    return judge_part(judged.part, judged.instrument, patient, visit).value.replace("-", " ")
