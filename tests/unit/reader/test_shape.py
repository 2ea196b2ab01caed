"""Typed access: what is asked for is given, or the fault is told once and reading goes on."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.shape import (
    as_boolean,
    as_decimal,
    as_integer,
    as_mapping,
    as_option,
    as_scalar,
    as_sequence,
    as_text,
    as_text_scalar,
    is_null,
)
from posology.reader.tree import FAULTY, Mapping, Node, Scalar
from tests.unit.reader.reading import tree_of

Accessor = Callable[[Node | None, Diagnostics], object]

ACCESSORS: dict[str, Accessor] = {
    "mapping": lambda node, bag: as_mapping(node, bag, allowed=["a"], what="it"),
    "sequence": lambda node, bag: as_sequence(node, bag, what="it"),
    "scalar": lambda node, bag: as_scalar(node, bag, what="it"),
    "text": lambda node, bag: as_text(node, bag, what="it"),
    "integer": lambda node, bag: as_integer(node, bag, what="it", lowest=0, highest=100),
    "decimal": lambda node, bag: as_decimal(node, bag, what="it", lowest=0, highest=Decimal("99.5")),
    "boolean": lambda node, bag: as_boolean(node, bag, what="it"),
    "option": lambda node, bag: as_option(node, bag, what="it", options=["lumbar", "cervical"]),
}


@pytest.mark.parametrize(
    ("accessor", "written", "value"),
    [
        ("text", "a", "a"),
        ("text", "'1'", "1"),
        ("integer", "7", 7),
        ("integer", "0", 0),
        ("integer", "100", 100),
        ("decimal", "7", Decimal(7)),
        ("decimal", "7.50", Decimal("7.50")),
        ("decimal", "99.5", Decimal("99.5")),
        ("boolean", "true", True),
        ("boolean", "false", False),
        ("option", "lumbar", "lumbar"),
    ],
)
def test_what_is_asked_for_is_given(accessor: str, written: str, value: object) -> None:
    """A value of the right kind is given as it is, and nothing is reported."""
    bag = Diagnostics()
    given = ACCESSORS[accessor](tree_of(written), bag)
    assert (given, type(given)) == (value, type(value))
    assert bag.found == []


@pytest.mark.parametrize(
    ("accessor", "written", "code", "message"),
    [
        ("mapping", "[a]", "P0130", "it must be a mapping of keys and values, not a list"),
        ("mapping", "a", "P0130", "it must be a mapping of keys and values, not the text"),
        ("mapping", "~", "P0130", "it must be a mapping of keys and values, not empty"),
        ("mapping", "b: 1", "P0131", "it has no place for `b`"),
        ("sequence", "a: 1", "P0130", "it must be a list, not a mapping"),
        ("scalar", "[1]", "P0130", "it must be a single value, not a list"),
        ("text", "7", "P0133", "it must be text, not the whole number `7`"),
        ("text", "7.5", "P0133", "it must be text, not the number `7.5`"),
        ("text", "true", "P0133", "it must be text, not the truth value `true`"),
        ("text", "''", "P0133", "it is empty, and must be text"),
        ("text", "'  '", "P0133", "it is empty, and must be text"),
        ("text", "~", "P0133", "it is empty, and must be text"),
        ("text", "[a]", "P0133", "it must be a single value, not a list"),
        ("integer", "'7'", "P0133", "it must be a whole number, not the text `7`"),
        ("integer", "7.0", "P0133", "it must be a whole number, not the number `7.0`"),
        ("integer", "true", "P0133", "it must be a whole number, not the truth value `true`"),
        ("integer", "~", "P0133", "it must be a whole number, not empty"),
        ("integer", "-1", "P0135", "it is `-1`, below the lowest allowed, 0"),
        ("integer", "101", "P0135", "it is `101`, above the highest allowed, 100"),
        ("decimal", "72 kg", "P0133", "it must be a number, not the text `72 kg`"),
        ("decimal", "false", "P0133", "it must be a number, not the truth value `false`"),
        ("decimal", "-0.1", "P0135", "it is `-0.1`, below the lowest allowed, 0"),
        ("decimal", "99.6", "P0135", "it is `99.6`, above the highest allowed, 99.5"),
        ("boolean", "1", "P0133", "it must be `true` or `false`, not the whole number `1`"),
        ("boolean", "'true'", "P0133", "it must be `true` or `false`, not the text `true`"),
        ("option", "thoracic", "P0134", "it cannot be `thoracic`"),
        ("option", "1", "P0133", "it must be text, not the whole number `1`"),
    ],
)
def test_another_kind_is_reported(accessor: str, written: str, code: str, message: str) -> None:
    """No value is turned into one of another kind: it is refused, with what it is and what it should be."""
    bag = Diagnostics()
    given = ACCESSORS[accessor](tree_of(written), bag)
    assert given is None or isinstance(given, Mapping)
    assert [(each.code, each.message) for each in bag.found] == [(code, message)]


@pytest.mark.parametrize("accessor", ACCESSORS)
def test_a_fault_is_told_once(accessor: str) -> None:
    """A scalar that was refused when it was read, or a key that is missing, has been reported by somebody else."""
    bag = Diagnostics()
    refused = Scalar(FAULTY, "yes", quoted=False, span=Span("f", 1, 1, 1, 4))
    assert ACCESSORS[accessor](refused, bag) is None
    assert ACCESSORS[accessor](None, bag) is None
    assert bag.found == []


def test_unknown_and_missing_keys_are_reported_together() -> None:
    """Every key is looked at, the nearest unused key is offered, and the mapping is given all the same."""
    bag = Diagnostics()
    node = tree_of("id: a\nwieght: 1\nheihgt: 2\nheight: 3\n")
    mapping = as_mapping(node, bag, allowed=["weight", "height"], required=["id", "text"], what="the criterion")
    assert mapping is node
    told = [(each.code, each.span.line, each.message, each.help) for each in bag]
    assert told == [
        ("P0132", 1, "the criterion has no `text`", "add `text: …`"),
        ("P0131", 2, "the criterion has no place for `wieght`", "did you mean `weight`?"),
        ("P0131", 3, "the criterion has no place for `heihgt`", "did you mean `weight`?"),
    ]


def test_any_key_may_be_allowed() -> None:
    """Where keys are names of the author's own, none is unknown."""
    bag = Diagnostics()
    assert as_mapping(tree_of("anything: 1"), bag, allowed=None, what="`readings`") is not None
    assert bag.found == []


def test_a_list_may_need_so_many_items() -> None:
    """A list of nothing is refused where something is needed."""
    bag = Diagnostics()
    assert as_sequence(tree_of("[1]"), bag, what="`options`", at_least=2) is None
    assert bag.found[0].message == "`options` needs at least 2 items, and has 1"


def test_a_room_may_report_under_its_own_code() -> None:
    """The code belongs to whoever catalogues the fault."""
    bag = Diagnostics()
    as_mapping(tree_of("b: 1"), bag, allowed=[], required=["a"], what="it", unknown_code="P0401", missing_code="P0402")
    as_text(tree_of("1"), bag, what="it", code="P0403")
    assert [each.code for each in bag.found] == ["P0401", "P0402", "P0403"]


def test_a_text_scalar_keeps_its_place() -> None:
    """A condition is asked for with its scalar, since its faults are shown within it."""
    bag = Diagnostics()
    node = tree_of("'age > 18'")
    assert as_text_scalar(node, bag, what="`condition`") is node


@pytest.mark.parametrize(
    ("written", "expected"), [("~", True), ("null", True), ("''", False), ("0", False), ("[]", False)]
)
def test_null_is_nothing_written(written: str, expected: bool) -> None:
    """Neither zero nor an empty text nor an empty list is nothing."""
    assert is_null(tree_of(written)) is expected
    assert is_null(None)


def test_a_long_word_is_shortened_in_a_message() -> None:
    """A message stays readable whatever was written."""
    bag = Diagnostics()
    as_option(tree_of("x" * 5000), bag, what="it", options=["lumbar"])
    assert len(bag.found[0].message) < 100
