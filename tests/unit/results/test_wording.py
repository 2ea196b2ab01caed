"""A condition is written so that it compiles to itself, and described so that a clinician sees every value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.results.wording import describe, value_in_words, written
from posology.values.dates import exactly, in_month
from posology.values.known import CountRange, Interval, Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Cause, Reason, Unknown
from tests.strategies.expressions import SCOPE, TESTS_OF_BEING_KNOWN, expressions, unrecorded


def compiled(text: str) -> Node:
    """The typed tree of a text without faults."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, (text, list(diagnostics))
    return node


@settings(max_examples=300)
@given(expressions() | TESTS_OF_BEING_KNOWN)
def test_what_is_written_compiles_to_the_same_tree(text: str) -> None:
    """Writing loses nothing and adds nothing."""
    node = compiled(text)
    assert compiled(written(node)) == node


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("((pain.vas)) > (3)", "pain.vas > 3"),
        ("(consent.signed and smoker) or smoker", "consent.signed and smoker or smoker"),
        ("not (consent.signed and smoker)", "not (consent.signed and smoker)"),
        ("not (smoker is null)", "smoker is not null"),
        ("(1 - 2) - 3 = 0", "1 - 2 - 3 = 0"),
        ("1 - (2 - 3) = 0", "1 - (2 - 3) = 0"),
        ("(if smoker then 1 else 2) + 3 = 5", "(if smoker then 1 else 2) + 3 = 5"),
        ("regions contains 'lumbar'", "'lumbar' in regions"),
        ("exists (medications M where M.ongoing)", "exists (medications M where M.ongoing)"),
        ("weight > 5000 'g'", "weight > 5000 'g'"),
        ("pain.vas > 2.50", "pain.vas > 2.50"),
        ("note = 'it\\'s'", "note = 'it\\'s'"),
        ("onset + 1 years before procedure.date", "onset + 1 year before procedure.date"),
    ],
)
def test_a_condition_is_written_with_as_few_parentheses_as_it_needs(text: str, shortest: str) -> None:
    """Readers see the structure, and nothing that they would have to strip."""
    assert written(compiled(text)) == shortest


def described(text: str, record: Mapping[str, Value]) -> str:
    """The evaluated condition in words."""
    return describe(evaluate(compiled(text), lambda path: record.get(path, unrecorded(path))))


def test_values_stand_behind_the_names_they_were_recorded_under() -> None:
    """A clinician checks the values against the chart."""
    record: dict[str, Value] = {"onset": in_month(2019, 4), "procedure.date": exactly(date(2026, 12, 7))}
    told = described("onset + 1 year before procedure.date", record)
    assert told == "onset (April 2019) + 1 year before procedure.date (7 December 2026)"


def test_what_is_missing_is_said_to_be_missing() -> None:
    """Not recorded is said in words, never as an empty place."""
    assert described("weight between 30 'kg' and 250 'kg'", {}) == "weight (not recorded) between 30 kg and 250 kg"


def test_what_was_not_needed_has_no_value() -> None:
    """A value that did not count is not shown as if it had."""
    assert described("smoker or pain.vas > 3", {"smoker": True, "pain.vas": 9}) == "smoker (true) or pain.vas > 3"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NULL, "null"),
        (Unknown((Reason("a", Cause.TOO_OLD), Reason("b", Cause.TOO_OLD))), "too old to count"),
        (1500, "1,500"),
        (Decimal("0.50"), "0.5"),
        (("lumbar", "cervical"), "lumbar and cervical"),
        ((), "none"),
        (Quantity(Decimal(100_000_000), "{cells}"), "100 million cells"),
        (CountRange(4, 5), "4 to 5"),
        (Interval(1, 3), "1 to 3"),
    ],
)
def test_values_are_said_in_words(value: Value, words: str) -> None:
    """Numerals and whole words, as on every other page."""
    assert value_in_words(value) == words
