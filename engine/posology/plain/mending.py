"""What is asked seldom: whether time alone would mend a failing criterion, and whether an ageing value must be renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from posology.ir.nodes import Node
from posology.ir.protocol import Criterion, Kind
from posology.ir.protocol import Counting
from posology.ir.turning import turning_dates
from posology.plain.expression import lower_expression
from posology.plain.operators import MISSING, Read
from posology.record.facts import Facts
from posology.values.dates import exactly, shift
from posology.values.known import Value


def reader(facts: Facts, as_of: date, day: date, counts: tuple[Counting, ...] = ()) -> Read:
    """The lookup of one record, asked on `as_of` about a procedure on the day, to which values that do not count are unknown."""
    answers = facts.answers
    laid_over: dict[str, Value] = {"as_of": exactly(as_of), "procedure.date": exactly(day)}
    laid_over |= {each.element: MISSING for each in counts if not counts_on(each, facts, as_of)}
    return lambda path: laid_over[path] if path in laid_over else answers.get(path, MISSING)


def counts_on(rule: Counting, facts: Facts, as_of: date) -> bool:
    """Whether the recorded value, if there is one, counts on the day of asking."""
    recorded = facts.values.get(rule.element)
    if recorded is None:
        return True
    if rule.method is not None and recorded.method != rule.method:
        return False
    if rule.within is None:
        return True
    oldest = shift(as_of, rule.within, -1)
    return recorded.date is not None and (oldest is None or recorded.date.earliest >= oldest)


def runs_out(rule: Counting, facts: Facts, day: date) -> bool:
    """Whether the recorded value will be too old on the procedure day."""
    recorded = facts.values.get(rule.element)
    if recorded is None or recorded.date is None or rule.within is None:
        return False
    oldest = shift(day, rule.within, -1)
    return oldest is not None and recorded.date.earliest < oldest


@dataclass(frozen=True, slots=True)
class Mending:
    """A criterion, for asking whether a later procedure date would let it through."""

    criterion: Criterion
    applies: Callable[[Read], Value] | None
    condition: Callable[[Read], Value]
    value_of: Callable[[Node, Read], Value]

    def __call__(self, facts: Facts, as_of: date, day: date) -> bool:
        """Whether time alone mends the failure: some later date lets the criterion through."""
        read = reader(facts, as_of, day)
        turning = turning_dates(self.criterion.condition, read, lambda node: lower_expression(node)(read))
        return any(self._lets_through(facts, as_of, later) for later in turning if later > day)

    def _lets_through(self, facts: Facts, as_of: date, day: date) -> bool:
        """Whether the criterion is known not to stand in the way of a procedure on the day."""
        read = reader(facts, as_of, day, self.criterion.counts)
        if self.applies is not None:
            applies = self.applies(read)
            if applies is not True:
                return applies is False
        return self.condition(read) is (self.criterion.kind is Kind.INCLUSION)
