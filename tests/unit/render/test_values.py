"""Values as JSON: exact, without exponents, in the words of CQL."""

from __future__ import annotations

import json
from decimal import Decimal
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.render.values import json_text, value_as_json
from posology.values.dates import CalendarDuration, CalendarUnit, in_month
from posology.values.known import CountRange, Entry, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Cause, Reason, Unknown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (NULL, "null"),
        (Unknown((Reason("weight", Cause.NOT_RECORDED),)), "null"),
        (True, "true"),
        (-3, "-3"),
        (Decimal("0.00000001"), "0.00000001"),
        (Decimal("1E+3"), "1000"),
        ('it\'s "é"', '"it\'s \\"\\u00e9\\""'),
        (in_month(2014, 1), '"2014-01"'),
        (Quantity(Decimal("5.0"), "mg"), '{"value": "5.0", "unit": "mg"}'),
        (CalendarDuration(3, CalendarUnit.DAY), '{"value": "3", "unit": "day"}'),
        ((1, NULL, "a"), '[1, null, "a"]'),
        (Interval(1, NULL, high_closed=False), '{"low": 1, "high": null, "lowClosed": true, "highClosed": false}'),
        (CountRange(4, 5), '{"low": 4, "high": 5, "lowClosed": true, "highClosed": true}'),
        (Entry(MappingProxyType({"drug": "naproxen"})), '{"drug": "naproxen"}'),
    ],
)
def test_each_shape_of_value_has_its_json(value: Value, text: str) -> None:
    """One shape of value, one shape of JSON."""
    assert json_text(value_as_json(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8))
def test_decimals_pass_exactly(number: Decimal) -> None:
    """What is printed reads back as the same number, and has no exponent."""
    text = json_text(value_as_json(number))
    assert json.loads(text, parse_float=Decimal, parse_int=Decimal) == number
    assert "E" not in text
