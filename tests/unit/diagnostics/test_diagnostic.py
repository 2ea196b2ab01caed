"""The bag of diagnostics: everything found, each once, in the order of places."""

from __future__ import annotations

from posology.diagnostics.diagnostic import Diagnostic, Diagnostics, Refused, Severity
from posology.diagnostics.span import NOWHERE, Span

HERE = Span("a.yaml", 2, 1, 2, 5)
EARLIER = Span("a.yaml", 1, 9, 1, 10)


def test_diagnostics_come_in_the_order_of_their_places() -> None:
    """What was found last but stands first is told first; equal ones are told once."""
    bag = Diagnostics()
    bag.error("P0131", "second", HERE)
    bag.warning("P0401", "first", EARLIER)
    bag.error("P0131", "second", HERE)
    assert [each.message for each in bag] == ["first", "second"]


def test_only_an_error_is_an_error() -> None:
    """A warning goes beside a result and does not prevent it."""
    bag = Diagnostics()
    assert not bag.has_errors
    bag.warning("P0401", "a", HERE)
    assert not bag.has_errors
    bag.error("P0401", "a", HERE)
    assert bag.has_errors


def test_a_span_is_written_as_editors_understand_it() -> None:
    """File, line and column, divided by colons."""
    assert str(HERE) == "a.yaml:2:1"
    assert str(NOWHERE) == ":0:0"


def test_a_refusal_carries_what_was_found_but_does_not_print_it() -> None:
    """The text of an exception may reach a log, where no value of a record may appear."""
    refused = Refused((Diagnostic("P0131", Severity.ERROR, "weight `700 kg`", HERE),), {"a.yaml": "weight: 700 kg"})
    assert str(refused) == "1 diagnostics"
    assert refused.diagnostics[0].code == "P0131"
    assert refused.texts == {"a.yaml": "weight: 700 kg"}
