"""What is asked seldom: whether time alone mends a failing criterion, and whether an ageing value must be renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from posology.ir.counts import Counting
from posology.ir.plan import CellFormula, Step
from posology.ir.protocol import Criterion, Kind
from posology.ir.turning import PROCEDURE_DATE, Turning, depends_on_procedure_date, turning_of
from posology.plain.expression import lower_expression
from posology.plain.open_shapes import paths_read
from posology.plain.operators import MISSING, Read
from posology.record.facts import Facts
from posology.values.dates import exactly, shift
from posology.values.known import Value
from posology.values.truth import Unknown

Lowered: TypeAlias = Callable[[Read], Value]


def reader(facts: Facts, as_of: date, day: date, counts: tuple[Counting, ...] = ()) -> Read:
    """The lookup of a record, asked on `as_of` about a procedure on the day; what does not count is missing."""
    answers = facts.answers
    laid_over: dict[str, Value] = {"as_of": exactly(as_of), "procedure.date": exactly(day)}
    laid_over |= {each.element: MISSING for each in counts if not does_count(each, facts, as_of)}
    return lambda path: laid_over[path] if path in laid_over else answers.get(path, MISSING)


def does_count(rule: Counting, facts: Facts, as_of: date) -> bool:
    """Whether the recorded value counts on the day of asking; one that is not recorded is not refused."""
    recorded = facts.values.get(rule.element)
    if recorded is None:
        return True
    if rule.among is not None and recorded.value not in rule.among:
        return False
    if rule.method is not None and recorded.method != rule.method:
        return False
    if rule.within is None:
        return True
    oldest = shift(as_of, rule.within, -1)
    return recorded.date is not None and (oldest is None or recorded.date.earliest >= oldest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """A criterion, for asking whether time alone mends its failure."""

    counts: tuple[Counting, ...]
    applies: Lowered | None
    condition: Lowered
    lets_through: bool
    can_fail_for_good: bool
    turning: Turning
    pins: tuple[Lowered, ...]

    def __call__(self, facts: Facts, as_of: date, day: date) -> bool | None:
        """Whether some date after the day lets the criterion through; None where that is not known.

        What fails whatever the date is not tried on any.
        """
        read = reader(facts, as_of, day)
        if self.can_fail_for_good and self._fails_for_good(reader(facts, as_of, day, self.counts)):
            return False
        turning = self.turning.dates(pin(read) for pin in self.pins)
        answer: bool | None = False
        for later in turning:
            through = later > day and self._is_through(facts, as_of, later)
            if through:
                return True
            answer = None if through is None else answer
        return answer

    def _fails_for_good(self, read: Read) -> bool:
        value = self.condition(lambda path: MISSING if path == PROCEDURE_DATE else read(path))
        return value is (not self.lets_through)

    def _is_through(self, facts: Facts, as_of: date, day: date) -> bool | None:
        read = reader(facts, as_of, day, self.counts)
        if self.applies is not None:
            applies = self.applies(read)
            if applies is False or isinstance(applies, Unknown):
                return True if applies is False else None
        value = self.condition(read)
        return None if isinstance(value, Unknown) else value is self.lets_through


def lower_mending(criterion: Criterion) -> Mending:
    """The criterion, ready to be asked whether time alone mends it."""
    turning = turning_of(criterion.condition, criterion.applies)
    return Mending(
        counts=criterion.counts,
        applies=None if criterion.applies is None else lower_expression(criterion.applies),
        condition=lower_expression(criterion.condition),
        lets_through=criterion.kind is Kind.INCLUSION,
        can_fail_for_good=criterion.applies is None or not depends_on_procedure_date(criterion.applies),
        turning=turning,
        pins=tuple(lower_expression(each) for each in turning.pins),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A rule for how old a value may be, and what rests on that value: asked where the value will be too old."""

    counts: tuple[Counting, ...]
    element: str
    rests: Callable[[Read, str], bool]

    def __call__(self, facts: Facts, as_of: date, day: date) -> bool:
        """Whether what is decided for a procedure on the day rests on the value."""
        return self.rests(reader(facts, as_of, day, self.counts), self.element)


def resting_criterion(criterion: Criterion) -> Callable[[Read, str], bool]:
    """A criterion rests on a value where it would be unknown without it."""
    condition = lower_expression(criterion.condition)
    return lambda read, element: isinstance(condition(lambda path: MISSING if path == element else read(path)), Unknown)


def resting_step(step: Step) -> Callable[[Read, str], bool] | None:
    """A step rests on the values that its formula reads; None where it has no formula."""
    if not isinstance(step.cells, CellFormula):
        return None
    reads = paths_read(step.cells.expression, lower_expression)
    return lambda read, element: element in reads(read)
