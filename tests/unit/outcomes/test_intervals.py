"""Wilson's interval: published values, values of another implementation, and the laws of any interval."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.outcomes.intervals import PRECISION, Z, rate, wilson
from posology.values.rounding import half_up

# Newcombe, Statistics in Medicine 1998;17:857-872, Table I, method 3 (score without continuity correction).
PUBLISHED = (
    (81, 263, "0.2553", "0.3662"),
    (15, 148, "0.0624", "0.1605"),
    (0, 20, "0.0000", "0.1611"),
    (1, 29, "0.0061", "0.1718"),
)
# scipy 1.17.1: `binomtest(k, n).proportion_ci(0.95, method="wilson")`, the first twelve places of what it printed.
COMPUTED = (
    (18, 29, "0.440025442059", "0.773119778991"),
    (18, 48, "0.252152667608", "0.516372364807"),
    (29, 39, "0.589183440783", "0.854312194590"),
    (7, 8, "0.529111817787", "0.977582508549"),
    (1, 1, "0.206549314377", "1.000000000000"),
    (39, 39, "0.910333146292", "1.000000000000"),
)

counts = st.integers(min_value=1, max_value=5000).flatmap(
    lambda of: st.tuples(st.integers(min_value=0, max_value=of), st.just(of))
)


@pytest.mark.parametrize(("count", "of", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(count: int, of: int, low: str, high: str) -> None:
    """Four places agree with the table that compares seven methods."""
    found = rate(count, of)
    assert (found.low, found.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(("count", "of", "low", "high"), COMPUTED)
def test_the_interval_is_that_of_another_implementation(count: int, of: int, low: str, high: str) -> None:
    """Twelve places agree with one that computes in binary."""
    for end, wanted in zip(wilson(count, of), (low, high), strict=True):
        assert abs(end - Fraction(wanted)) < Fraction(1, 10**12)


def test_the_example_of_the_requirement() -> None:
    """18 of 29 is 62 %, 44 to 77; 18 of 48 is 38 %."""
    observed, failing = rate(18, 29), rate(18, 48)
    assert (observed.percent, observed.low_percent, observed.high_percent) == (62, 44, 77)
    assert failing.percent == 38


def test_a_tie_goes_up() -> None:
    """7 of 8 is 87.5 %, which the paper prints as 88."""
    assert rate(7, 8).percent == 88
    assert rate(7, 8).proportion == Decimal("0.8750")


def test_nobody_has_no_rate() -> None:
    """A rate of nobody is not zero."""
    found = rate(0, 0)
    figures = (found.proportion, found.percent, found.low, found.high, found.low_percent, found.high_percent)
    assert set(figures) == {None}


@pytest.mark.parametrize(("count", "of"), [(1, 0), (-1, 3), (4, 3), (0, 0)])
def test_what_is_no_rate_has_no_interval(count: int, of: int) -> None:
    """More responders than patients is a mistake of the caller."""
    with pytest.raises(ValueError, match="no rate"):
        wilson(count, of)


@given(counts)
def test_the_proportion_lies_in_its_interval(case: tuple[int, int]) -> None:
    """Both ends lie between 0 and 1, and the proportion between them; none and all reach the ends exactly."""
    count, of = case
    low, high = wilson(count, of)
    assert 0 <= low <= Fraction(count, of) <= high <= 1
    assert (low == 0) is (count == 0)
    assert (high == 1) is (count == of)


@given(counts)
def test_failures_have_the_mirrored_interval(case: tuple[int, int]) -> None:
    """Counting failures instead of responders turns the interval round."""
    count, of = case
    low, high = wilson(count, of)
    mirrored_low, mirrored_high = wilson(of - count, of)
    assert (mirrored_low, mirrored_high) == (1 - high, 1 - low)


@given(counts, st.integers(min_value=2, max_value=20))
def test_more_patients_make_the_interval_narrower(case: tuple[int, int], times: int) -> None:
    """The same proportion of more patients is known better."""
    count, of = case
    (low, high), (further_low, further_high) = wilson(count, of), wilson(count * times, of * times)
    assert further_high - further_low < high - low


@given(counts)
def test_the_equation_of_the_interval_holds(case: tuple[int, int]) -> None:
    """Each end is z standard errors, taken at that end, away from the proportion: how Wilson defined it."""
    count, of = case
    for end in wilson(count, of):
        distance = (end - Fraction(count, of)) ** 2
        error = Fraction(Z) ** 2 * end * (1 - end) / of
        assert abs(distance - error) < Fraction(1, 10 ** (PRECISION - 10)) or end in {0, 1}


@given(counts, st.integers(min_value=1, max_value=8))
def test_the_running_context_changes_nothing(case: tuple[int, int], precision: int) -> None:
    """A caller who computes in few digits gets the same interval."""
    wanted = rate(*case)
    with localcontext() as context:
        context.prec = precision
        assert rate(*case) == wanted


@given(st.fractions(), st.integers(min_value=0, max_value=6))
def test_half_up_is_nearest_and_breaks_ties_outwards(number: Fraction, places: int) -> None:
    """The rounded number is at most half a unit away, and at exactly half it is the larger in size."""
    rounded = Fraction(half_up(number, places))
    unit = Fraction(1, 10**places)
    assert abs(rounded - number) <= unit / 2
    if abs(rounded - number) == unit / 2:
        assert abs(rounded) > abs(number)
