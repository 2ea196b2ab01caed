"""Two dates that were recorded alike, and not to the day, may be two days: nothing is said that a day could undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import evaluate
from posology.plain.expression import lower_expression
from posology.values.dates import PartialDate, Precision, exactly, in_month, in_year
from posology.values.known import Value
from posology.values.truth import Unknown
from tests.strategies.expressions import SCOPE, unrecorded

CUT = PartialDate(date(2013, 1, 1), date(2013, 11, 20), Precision.YEAR)
"""A year that is not over yet on the day of judging."""

OPEN = (
    "onset = procedure.date",
    "onset != procedure.date",
    "onset ~ procedure.date",
    "onset <= procedure.date",
    "onset < procedure.date",
    "onset same or before procedure.date",
    "onset between procedure.date and @2014",
    "{onset} = {procedure.date}",
    "{onset} != {procedure.date}",
    "{onset} ~ {procedure.date}",
    "{onset} included in {procedure.date}",
    "onset in {procedure.date}",
    "Interval[onset, @2014-01-01] = Interval[procedure.date, @2014-01-01]",
    "Interval[onset, @2014-01-01] included in Interval[procedure.date, @2014-01-01]",
    "procedure.date in Interval[onset, @2015]",
    "onset in Interval(procedure.date, @2015]",
    "onset in Interval[@2010, procedure.date)",
    "@2013-06-01 in Interval(onset, procedure.date]",
    "case onset when procedure.date then true else false end",
    "Max({onset, procedure.date}) = onset",
    "start of Interval[onset, @2015-01-01] = procedure.date",
    "onset + 1 year = procedure.date + 1 year",
    "Coalesce(onset, @2012) = procedure.date",
    "not (onset before procedure.date)",
)


def answers(text: str, recorded: Mapping[str, Value]) -> tuple[Value, Value]:
    """What both executions say."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, f"{text}: {list(diagnostics)}"

    def lookup(path: str) -> Value:
        return recorded.get(path, unrecorded(path))

    return evaluate(node, lookup).value, lower_expression(node)(lookup)


@pytest.mark.parametrize("text", OPEN)
@pytest.mark.parametrize(
    ("one", "other"), [(in_year(2013), in_year(2013)), (CUT, CUT), (CUT, in_year(2013)), (in_year(2013), CUT)]
)
def test_nothing_is_settled(text: str, one: Value, other: Value) -> None:
    """It waits for both, in the reasons of the one execution, and for something in the other."""
    explained, plain = answers(text, {"onset": one, "procedure.date": other})
    assert isinstance(explained, Unknown)
    assert {"onset", "procedure.date"} >= {each.element for each in explained.reasons} > set()
    assert isinstance(plain, Unknown)
    assert plain.reasons


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("onset = @2013", True),
        ("onset before @2013", False),
        ("onset in {@2013}", True),
        ("case onset when @2013 then true else false end", True),
        ("@2013-06-01 in Interval(@2013, @2015]", False),
        ("onset in Interval(@2012, @2015]", True),
        ("onset before procedure.date + 1 year", True),
        ("{onset, @2010} = {procedure.date, @2011}", False),
        ("onset in Interval[procedure.date - 1 year, @2015]", True),
    ],
)
def test_what_the_expression_states_is_settled(text: str, settled: bool) -> None:
    """A year that is asked for is a year, and dates that lie apart lie apart."""
    assert answers(text, {"onset": in_year(2013), "procedure.date": in_year(2013)}) == (settled, settled)


@pytest.mark.parametrize("text", OPEN)
def test_two_days_are_settled(text: str) -> None:
    """Known to the day, every one of them has an answer."""
    one, other = answers(text, {"onset": exactly(date(2013, 5, 1)), "procedure.date": exactly(date(2013, 7, 1))})
    assert isinstance(one, bool)
    assert one is other


def test_one_date_moved_by_less_than_it_is_known_is_not_settled() -> None:
    """A month after some day of a year may be in that year or not; a month after some day of a month is in the next."""
    assert all(isinstance(each, Unknown) for each in answers("onset before onset + 1 month", {"onset": CUT}))
    assert answers("onset before onset + 1 month", {"onset": in_month(2013, 5)}) == (True, True)
