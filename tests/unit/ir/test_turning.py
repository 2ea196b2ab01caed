"""The days on which an answer can turn contain every day on which it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.ir.turning import PROCEDURE_DATE, Turning, depends_on_procedure_date, turning_of
from posology.values.dates import exactly, in_month, in_year
from posology.values.known import Entry, Value
from posology.values.truth import Unknown
from tests.strategies.expressions import SCOPE, unrecorded

START = date(2026, 11, 20)
DAYS = 900

RECORDED: Mapping[str, Value] = {
    "onset": exactly(date(2025, 1, 31)),
    "pain.vas": 7,
    "quebec": 23,
    "score": Decimal("2.5"),
    "smoker": True,
    "medications": (
        Entry({"last_dose": exactly(date(2026, 10, 31)), "class": "nsaid", "ongoing": False}),
        Entry({"last_dose": in_month(2026, 9), "class": "opioid", "ongoing": True}),
    ),
}

CONDITIONS = (
    "onset + 2 years before procedure.date",
    "procedure.date - 1 month - 30 days after onset + 2 years",
    "procedure.date - 3 months after @2027-02-28",
    "procedure.date - 3 months - 1 month after @2027-02-28",
    "procedure.date - 1 month - 1 month - 1 month after @2027-02-28",
    "procedure.date - 1 year - 1 month after @2026-02-28",
    "procedure.date + (if smoker then 2 weeks else 1 week) after @2027-02-28",
    "procedure.date - (if smoker then 1 month else 2 months) after @2027-02",
    "months between onset and procedure.date >= 24",
    "months between onset and procedure.date > score * 10.0",
    "years between onset and procedure.date > score",
    "days between onset and procedure.date > 700 + quebec",
    "weeks between onset and procedure.date >= pain.vas * 14",
    "2 * (months between onset and procedure.date) > 53",
    "((months between onset and procedure.date) - 1) * 3 >= 2 * quebec + 25",
    "(weeks between onset and procedure.date) / 4 > 25.5",
    "Abs(months between procedure.date and onset) > quebec",
    "difference in years between onset and procedure.date > 2",
    "difference in months between onset and procedure.date > 24",
    "difference in weeks between onset and procedure.date > 120",
    "difference in days between onset and procedure.date > 800",
    "months between onset and procedure.date in {22, 23, 26}",
    "procedure.date in Interval[@2026-12-31, @2027-03-01)",
    "procedure.date in Interval(@2027-01, onset + 30 months]",
    "procedure.date before @2027",
    "procedure.date same or after @2027-02",
    "exists (medications M where M.last_dose + 6 weeks after procedure.date)",
    "Count(medications M where M.last_dose + 3 months before procedure.date) > 1",
    "procedure.date after Max({@2027-01-15, onset + 25 months})",
    "start of Interval(onset + 25 months, @2028-01-01] same or before procedure.date",
    "if procedure.date before @2027-03-01 then smoker else pain.vas > 9",
    "weeks between procedure.date and @2028-01-01 < 40",
)


def compiled(text: str) -> Node:
    """The condition, without a fault."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, f"{text}: {list(diagnostics)}"
    return node


def answer(node: Node, day: date, recorded: Mapping[str, Value]) -> Value:
    """What the condition says of a procedure on the day; an unknown is one like any other."""

    def lookup(path: str) -> Value:
        return exactly(day) if path == PROCEDURE_DATE else recorded.get(path, unrecorded(path))

    value = evaluate(node, lookup).value
    return "unknown" if isinstance(value, Unknown) else value


def turning_days(node: Node, recorded: Mapping[str, Value]) -> frozenset[date]:
    """The days that the engine would try."""
    turning = turning_of(node)
    values = (evaluate(pin, lambda path: recorded.get(path, unrecorded(path))).value for pin in turning.pins)
    return turning.dates(values)


def missed(node: Node, recorded: Mapping[str, Value], days: int = DAYS) -> list[date]:
    """The days on which the answer turns and that the engine would not try."""
    tried = turning_days(node, recorded)
    before = answer(node, START, recorded)
    found: list[date] = []
    for day in (START + timedelta(days=offset) for offset in range(1, days)):
        now = answer(node, day, recorded)
        if now != before and day not in tried:
            found.append(day)
        before = now
    return found


@pytest.mark.parametrize("text", CONDITIONS)
def test_no_turn_is_missed(text: str) -> None:
    """Over two and a half years of days, with everything known."""
    assert missed(compiled(text), RECORDED) == []


@pytest.mark.parametrize("text", CONDITIONS)
def test_every_condition_of_this_test_turns(text: str) -> None:
    """A condition that never turns would prove nothing."""
    node = compiled(text)
    assert depends_on_procedure_date(node)
    assert len({str(answer(node, START + timedelta(days=offset), RECORDED)) for offset in range(DAYS)}) > 1


@pytest.mark.parametrize("onset", [in_year(2025), in_month(2025, 2), exactly(date(2024, 2, 29))])
@pytest.mark.parametrize("text", [each for each in CONDITIONS if "onset" in each])
def test_no_turn_is_missed_where_a_date_is_partial(text: str, onset: Value) -> None:
    """From unknown to known, and back, at either end of the interval that the date may be."""
    assert missed(compiled(text), {**RECORDED, "onset": onset}) == []


@settings(max_examples=40, deadline=None)
@given(text=st.sampled_from(CONDITIONS), vas=st.integers(0, 30), quebec=st.integers(-40, 100), ago=st.integers(1, 1500))
def test_no_turn_is_missed_whatever_is_recorded(text: str, vas: int, quebec: int, ago: int) -> None:
    """Numbers that are recorded turn an answer as those do that are written."""
    recorded = {**RECORDED, "pain.vas": vas, "quebec": quebec, "onset": exactly(START - timedelta(days=ago))}
    assert missed(compiled(text), recorded, 400) == []


def test_what_does_not_ask_for_the_procedure_date_never_turns() -> None:
    """Nothing is tried for it."""
    assert turning_of(compiled("onset + 1 year before @2027-01-01"), None) == Turning()
    assert turning_days(compiled("smoker"), RECORDED) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "procedure.date before @9999-12-31",
        "procedure.date - 9000 years after @0001-01-01",
        "weeks between @0001-01-01 and procedure.date > 100",
        "difference in years between procedure.date and @9999 > 3",
        "months between @0001 and procedure.date > 999999999",
        "(years between procedure.date and @9999-12-31) * 0 > 1 - 1",
    ],
)
def test_the_ends_of_the_calendar_are_no_error(text: str) -> None:
    """A day that would lie outside the calendar is no day to try."""
    assert all(date.min <= each <= date.max for each in turning_days(compiled(text), RECORDED))


def test_few_days_are_tried() -> None:
    """A search over every day of a century would be no search."""
    for text in CONDITIONS:
        assert len(turning_days(compiled(text), RECORDED)) < 60_000, text
