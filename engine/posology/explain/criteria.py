"""Each criterion judged for one situation, and the dates on which time alone could change the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from posology.explain.evaluate import evaluate
from posology.explain.situation import Situation, counting, renewal_date, without
from posology.ir.nodes import Fact, Item, Literal, Node, TimeBetween
from posology.ir.protocol import Criterion, Kind
from posology.ir.types import Simple
from posology.ir.walk import children, walk
from posology.results.check import CriterionStatus, ToRenew
from posology.results.trace import Trace
from posology.values.dates import CalendarDuration, CalendarUnit, PartialDate, shift
from posology.values.known import Entry, Value
from posology.values.truth import Unknown

PROCEDURE_DATE = "procedure.date"


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion with its status and the trace that gave it; `trace` is that of `applies` where it does not apply."""

    criterion: Criterion
    status: CriterionStatus
    trace: Trace

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the criterion is known to fail: an inclusion not met, or an exclusion met."""
        failing = CriterionStatus.NOT_MET if self.criterion.kind is Kind.INCLUSION else CriterionStatus.MET
        return self.status is failing


def judge_criterion(criterion: Criterion, situation: Situation) -> Judged:
    """The criterion judged on the procedure date, with the values that count on the day of asking."""
    lookup = counting(situation, criterion.counts)
    if criterion.applies is not None:
        applies = evaluate(criterion.applies, lookup)
        if applies.value is False:
            return Judged(criterion, CriterionStatus.NOT_APPLICABLE, applies)
        if isinstance(applies.value, Unknown):
            return Judged(criterion, CriterionStatus.UNKNOWN, applies)
    trace = evaluate(criterion.condition, lookup)
    return Judged(criterion, _status(trace.value), trace)


def _status(value: Value) -> CriterionStatus:
    if isinstance(value, Unknown):
        return CriterionStatus.UNKNOWN
    return CriterionStatus.MET if value is True else CriterionStatus.NOT_MET


def renewals(judged: Judged, situation: Situation) -> tuple[ToRenew, ...]:
    """The values that the criterion rests on which count today and will be too old on the procedure date.

    A value is rested on where the criterion would be unknown without it.
    """
    if judged.status is CriterionStatus.UNKNOWN:
        return ()
    lookup = counting(situation, judged.criterion.counts)
    found = []
    for rule in judged.criterion.counts:
        not_before = renewal_date(situation, rule)
        if not_before is None:
            continue
        if isinstance(evaluate(judged.criterion.condition, without(lookup, rule.element)).value, Unknown):
            found.append(ToRenew(element=rule.element, not_before=not_before))
    return tuple(found)


def depends_on_procedure_date(node: Node) -> bool:
    """Whether the procedure date is asked for anywhere in the expression."""
    return any(isinstance(each, Fact) and each.path == PROCEDURE_DATE for each in walk(node))


def turning_dates(criterion: Criterion, situation: Situation) -> frozenset[date]:
    """A set of dates that contains every first procedure date on which the criterion's answer is another than the day before.

    The answer can turn only where the procedure date, moved by the durations in the condition, passes an end of
    some other date in it; a few days around each are kept, as months end on different days.
    """
    condition = criterion.condition
    if not depends_on_procedure_date(condition):
        return frozenset()
    pinned = frozenset(_ends(condition, situation))
    distances = frozenset(_distances(condition))
    moved = {
        later
        for end in pinned
        for distance in distances
        for sign in (1, -1)
        if (later := shift(end, distance, sign)) is not None
    }
    return frozenset(near for day in pinned | moved for near in _around(day))


def _around(day: date) -> Iterator[date]:
    for offset in range(-1, 4):
        try:
            yield day + timedelta(days=offset)
        except OverflowError:
            continue


def _ends(node: Node, situation: Situation) -> Iterator[date]:
    """Both ends of every date in the expression that does not itself move with the procedure date."""
    if node.type is Simple.DATE and not depends_on_procedure_date(node) and not _is_open(node):
        yield from _ends_of(evaluate(node, situation.lookup).value)
        return
    if isinstance(node, Fact):
        yield from _ends_of(situation.lookup(node.path))
    for child in children(node):
        yield from _ends(child, situation)


def _is_open(node: Node) -> bool:
    """Whether the expression speaks of the item of a query around it, so that it has no value of its own."""
    return any(isinstance(each, Item) for each in walk(node))


def _ends_of(value: Value) -> Iterator[date]:
    match value:
        case PartialDate():
            yield value.earliest
            yield value.latest
        case tuple():
            for each in value:
                yield from _ends_of(each)
        case Entry():
            for each in value.fields.values():
                yield from _ends_of(each)
        case _:
            return


def _distances(node: Node) -> Iterator[CalendarDuration]:
    """Every duration by which the procedure date may be moved: those written, their sums in pairs, and the counts asked of a time between."""
    literals = [each.value for each in walk(node) if isinstance(each, Literal)]
    written = [each for each in literals if isinstance(each, CalendarDuration)]
    yield from written
    for first in written:
        for second in written:
            if first is not second and first.unit is second.unit:
                yield CalendarDuration(first.amount + second.amount, first.unit)
    units: set[CalendarUnit] = {each.unit for each in walk(node) if isinstance(each, TimeBetween)}
    for value in literals:
        if isinstance(value, int) and not isinstance(value, bool):
            for unit in sorted(units):
                yield from (CalendarDuration(abs(value) + more, unit) for more in (0, 1))


def basis_paths(trace: Trace) -> tuple[str, ...]:
    """The paths of the record that the value rests on, in the order in which they were read."""
    found: dict[str, None] = {}

    def gather(part: Trace) -> None:
        if isinstance(part.node, Fact):
            found[part.node.path] = None
        for each in part.parts:
            gather(each)

    gather(trace)
    return tuple(found)


