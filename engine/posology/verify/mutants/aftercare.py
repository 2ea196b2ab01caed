"""Every small change of what follows the procedure: of a visit, and of who counts as a responder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from posology.ir.outcome import PERCENT_OF_BASELINE, Combine, Definition, Outcome, OutcomePart
from posology.ir.outcome import Change as Becoming
from posology.ir.visit import Relation, Visit
from posology.values.dates import CalendarDuration, CalendarUnit
from posology.values.numerals import decimal_in_words
from posology.verify.mutants.counts import duration_changes
from posology.verify.mutants.mutant import DROPPED, Change, edited, with_part
from posology.verify.mutants.shifts import step_of

BECOMINGS: Mapping[Becoming, tuple[Becoming, ...]] = MappingProxyType(
    {
        Becoming.FALLS_BY_AT_LEAST: (Becoming.FALLS_BY_MORE_THAN, Becoming.RISES_BY_AT_LEAST),
        Becoming.FALLS_BY_MORE_THAN: (Becoming.FALLS_BY_AT_LEAST, Becoming.RISES_BY_MORE_THAN),
        Becoming.RISES_BY_AT_LEAST: (Becoming.RISES_BY_MORE_THAN, Becoming.FALLS_BY_AT_LEAST),
        Becoming.RISES_BY_MORE_THAN: (Becoming.RISES_BY_AT_LEAST, Becoming.FALLS_BY_MORE_THAN),
        Becoming.IS_AT_LEAST: (Becoming.IS_MORE_THAN, Becoming.IS_AT_MOST),
        Becoming.IS_MORE_THAN: (Becoming.IS_AT_LEAST, Becoming.IS_LESS_THAN),
        Becoming.IS_AT_MOST: (Becoming.IS_LESS_THAN, Becoming.IS_AT_LEAST),
        Becoming.IS_LESS_THAN: (Becoming.IS_AT_MOST, Becoming.IS_MORE_THAN),
        Becoming.DID_NOT_HAPPEN: (),
    }
)
"""Each change of a score with the one that differs at the threshold itself, and the one that looks the other way."""


def visit_changes(visit: Visit) -> Iterator[Change[Visit]]:
    """The visit dropped, moved, its window changed, and each of its scores left out."""
    what = f"the visit {visit.when}"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    if visit.relation is not Relation.ON:
        for after, said, words in duration_changes(visit.offset, "the time"):
            new = replace(visit, offset=after)
            yield Change(place="offset", said=said, words=f"{words} in {what}", old=visit.offset, new=new)
        other = Relation.AFTER if visit.relation is Relation.BEFORE else Relation.BEFORE
        words = f"{what} is {other} the procedure"
        new = replace(visit, relation=other)
        yield Change(place="relation", said=f"->{other}", words=words, old=visit.relation, new=new)
    yield from _window_changes(visit, what)
    for each in visit.instruments:
        rest = tuple(other for other in visit.instruments if other != each)
        words = f"{each} is no longer taken at {what}"
        new = replace(visit, instruments=rest)
        yield Change(place="instruments", said=f"{each} {DROPPED}", words=words, old=each, new=new)


def _window_changes(visit: Visit, what: str) -> Iterator[Change[Visit]]:
    window = visit.window
    if window is None:
        return
    words = f"the window of {what} is dropped"
    yield Change(place="window", said=DROPPED, words=words, old=window, new=replace(visit, window=None))
    for name, days in (("days_before", window.days_before), ("days_after", window.days_after)):
        side = name.removeprefix("days_")
        for after, said, told in duration_changes(CalendarDuration(days, CalendarUnit.DAY), f"the window {side}"):
            length = after.amount if after.unit is CalendarUnit.DAY else 7 * after.amount
            new = replace(visit, window=with_part(window, name, length))
            yield Change(place=f"window.{side}", said=said, words=f"{told} of {what}", old=days, new=new)


def outcome_changes(outcome: Outcome) -> Iterator[Change[Outcome]]:
    """The initial visit moved, each definition dropped or changed, and each of its parts."""
    initial = outcome.initial
    if initial is not None:
        for month in (initial.month - 1, initial.month + 1):
            words = f"the initial responders are those of month {month} instead of month {initial.month}"
            new = replace(outcome, initial=replace(initial, month=month))
            yield Change(place="initial", said=f"{initial.month}->{month}", words=words, old=initial.month, new=new)
    for index, definition in enumerate(outcome.definitions):
        if len(outcome.definitions) > 1:
            words = f"the definition {definition.id} of a responder is dropped"
            left = replace(outcome, definitions=edited(outcome.definitions, index, None))
            yield Change(place=definition.id, said=DROPPED, words=words, old=(), new=left)
        for change in _definition_changes(definition):
            yield change.lifted(replace(outcome, definitions=edited(outcome.definitions, index, change.new)))


def _definition_changes(definition: Definition) -> Iterator[Change[Definition]]:
    what, place = f"the definition {definition.id} of a responder", definition.id
    parts = definition.parts
    if len(parts) > 1:
        other = Combine.ALL if definition.combine is Combine.ANY else Combine.ANY
        words = f"{what} asks for {other} of its parts instead of {definition.combine}"
        new = replace(definition, combine=other)
        yield Change(
            place=f"{place}.combine",
            said=f"{definition.combine}->{other}",
            words=words,
            old=definition.combine,
            new=new,
        )
    for index, part in enumerate(parts):
        if len(parts) > 1:
            left = replace(definition, parts=edited(parts, index, None))
            words = f"the part {part.id} is dropped from {what}"
            yield Change(place=f"{place}.{part.id}", said=DROPPED, words=words, old=(), new=left)
        for change in _part_changes(part, f"{place}.{part.id}", f"the part {part.id} of {what}"):
            yield change.lifted(replace(definition, parts=edited(parts, index, change.new)))


def _part_changes(part: OutcomePart, place: str, what: str) -> Iterator[Change[OutcomePart]]:
    for becoming in () if part.is_open else BECOMINGS[part.change]:
        words = f"`{part.change}` becomes `{becoming}` in {what}"
        new = replace(part, change=becoming)
        yield Change(place=f"{place}.change", said=f"{part.change}->{becoming}", words=words, old=part.change, new=new)
    threshold = part.threshold
    if threshold is None:
        return
    for other in (threshold - step_of(threshold), threshold + step_of(threshold)):
        words = f"the threshold {decimal_in_words(threshold)} becomes {decimal_in_words(other)} in {what}"
        new = replace(part, threshold=other)
        yield Change(place=f"{place}.threshold", said=f"{threshold}->{other}", words=words, old=threshold, new=new)
    if part.unit == PERCENT_OF_BASELINE:
        words = f"the threshold is a number of points and no percentage of the baseline in {what}"
        new = replace(part, unit="points")
        yield Change(place=f"{place}.unit", said="percent of baseline->points", words=words, old=part.unit, new=new)
