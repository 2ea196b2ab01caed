"""Figures are rounded half up on exact fractions, or up where none may come out less."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.values.rounding import ceiling, rounded_up


@pytest.mark.parametrize(
    ("number", "rounded"), [("1/25000", "0.001"), ("41/1000", "0.041"), ("0", "0.000"), ("2/3", "0.667")]
)
def test_what_may_not_come_out_less_is_rounded_up(number: str, rounded: str) -> None:
    """Ends that are met exactly stay."""
    assert rounded_up(Fraction(number), 3) == Decimal(rounded)


@given(st.fractions(min_value=0, max_value=10**6), st.integers(0, 6))
def test_rounding_up_adds_less_than_one_step(number: Fraction, places: int) -> None:
    """Never less than the number, and never a whole step more."""
    assert 0 <= Fraction(rounded_up(number, places)) - number < Fraction(1, 10**places)


@pytest.mark.parametrize(("number", "whole"), [("23", 23), ("23/1", 23), ("64400001/2800000", 24), ("-1/2", 0)])
def test_the_ceiling_of_a_whole_number_is_itself(number: str, whole: int) -> None:
    """One more only where something is left over."""
    assert ceiling(Fraction(number)) == whole
