"""What the rules may ask of one patient on one date: recorded facts, the dates, and what the plan contains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from posology.ir.counts import Counting
from posology.ir.turning import PROCEDURE_DATE
from posology.record.facts import Facts
from posology.values.dates import exactly, shift
from posology.values.known import Value
from posology.values.numerals import join_in_words
from posology.values.truth import Cause, Reason, Truth, Unknown

Lookup: TypeAlias = Callable[[str], Value]


@dataclass(frozen=True, slots=True)
class Situation:
    """One record, asked on `as_of`, about a procedure on `procedure_date`."""

    facts: Facts
    as_of: date
    procedure_date: date
    lookup: Lookup = field(init=False, compare=False, repr=False)
    """The value of an element, with the two dates laid over what is recorded."""

    def __post_init__(self) -> None:
        """Lays the answers out once: every fact of every rule is looked up among them."""
        answers = _Answers(self.facts.answers)
        answers["as_of"], answers[PROCEDURE_DATE] = exactly(self.as_of), exactly(self.procedure_date)
        # a frozen dataclass has no other way to keep what it derives from its own fields
        object.__setattr__(self, "lookup", answers.__getitem__)

    @property
    def is_past(self) -> bool:
        """Whether the procedure date lies before the day of asking: values that are recorded may come after it."""
        return self.procedure_date < self.as_of


class _Answers(dict[str, Value]):
    """What is not recorded is unknown."""

    def __missing__(self, path: str) -> Value:
        """The unknown that names the path."""
        return Unknown((Reason(path, Cause.NOT_RECORDED),))


def with_plan(lookup: Lookup, planned: Mapping[str, Truth]) -> Lookup:
    """The lookup that also answers `plan.<site>`: whether the plan has a step at that site."""

    def answer(path: str) -> Value:
        if path.startswith("plan."):
            return planned.get(path.removeprefix("plan."), False)
        return lookup(path)

    return answer


def without(lookup: Lookup, element: str) -> Lookup:
    """The lookup to which the element is not recorded; what needs it becomes unknown, what does not stays."""
    missing = Unknown((Reason(element, Cause.NOT_RECORDED),))
    return lambda path: missing if path == element else lookup(path)


def counting(situation: Situation, counts: tuple[Counting, ...]) -> Lookup:
    """The lookup to which a value that does not count for a rule is unknown, with the reason why it does not."""
    if not counts:
        return situation.lookup
    refused = {each.element: why for each in counts if (why := _why_not(situation, each)) is not None}
    if not refused:
        return situation.lookup
    return lambda path: refused[path] if path in refused else situation.lookup(path)


def _why_not(situation: Situation, rule: Counting) -> Unknown | None:
    """Why a recorded value does not count on the day of asking; None where it counts, or where nothing is recorded."""
    recorded = situation.facts.values.get(rule.element)
    if recorded is None:
        return None
    cause: Cause | None = None
    if rule.among is not None and recorded.value not in rule.among:
        cause = Cause.NOT_AN_OPTION
    elif rule.method is not None and recorded.method != rule.method:
        cause = Cause.NOT_MEASURED
    elif rule.within is not None:
        oldest = shift(situation.as_of, rule.within, -1)
        if recorded.date is None:
            cause = Cause.UNDATED
        elif oldest is not None and recorded.date.latest < oldest:
            cause = Cause.TOO_OLD
        elif oldest is not None and recorded.date.earliest < oldest:
            cause = Cause.IMPRECISE
    return None if cause is None else Unknown((Reason(rule.element, cause, _required(rule)),))


def _required(rule: Counting) -> str:
    """What would count, in words."""
    age = f"at most {rule.within} old" if rule.within else ""
    words = f"one of {join_in_words(list(rule.among))}" if rule.among else ""
    return " and ".join(part for part in (rule.method or "", age, words) if part)


def renewal_date(situation: Situation, rule: Counting) -> date | None:
    """The first date on which a renewed value would count for the procedure; None where the recorded one still will."""
    recorded = situation.facts.values.get(rule.element)
    if recorded is None or recorded.date is None or rule.within is None:
        return None
    oldest = shift(situation.procedure_date, rule.within, -1)
    return oldest if oldest is not None and recorded.date.earliest < oldest else None
