"""Expressions in columns give every row the value that `explain` gives the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.nodes import Node
from posology.screen.expression import RULES
from posology.values.known import Value
from tests.property.size import examples
from tests.strategies.expressions import PLAIN, SCOPE, VALUES, Text, expressions
from tests.unit.screen.asked import ask

SOME_FACTS: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries({}, optional=dict(VALUES))
SHALLOW: Text = st.sampled_from(PLAIN).flatmap(lambda type_: expressions(type_, 1))
MANY = 60


def compiled(text: str) -> Node:
    """The expression, which must be one of the language."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, f"{text}: {list(diagnostics)}"
    return node


@pytest.fixture(scope="module")
def duckdb() -> ibis.BaseBackend:
    """A database in memory."""
    return ibis.duckdb.connect()


def test_every_node_has_a_rule() -> None:
    """A node that is added to the family is said in columns, or refused by a rule of its own."""
    assert frozenset(get_args(Node)) == RULES.keys()


@examples(2)
@given(st.lists(SHALLOW, min_size=MANY, max_size=MANY), st.lists(SOME_FACTS, min_size=20, max_size=20))
def test_an_expression_has_one_value(texts: list[str], records: list[Mapping[str, Value]]) -> None:
    """Of many expressions asked of many records at once, every answer is that of `explain`, and few are refused."""
    nodes = dict.fromkeys(compiled(each) for each in texts)
    asked = ask(list(nodes), records, SCOPE.types, ibis.duckdb.connect())
    assert asked.differences == ()
    assert len(asked.refused) <= max(1, len(nodes) // 10), asked.refused


@examples(3)
@given(st.lists(expressions(depth=2), min_size=8, max_size=8), st.lists(SOME_FACTS, min_size=20, max_size=20))
def test_conditions_within_conditions_have_one_value(texts: list[str], records: list[Mapping[str, Value]]) -> None:
    """Deeper conditions: what is not refused agrees."""
    nodes = dict.fromkeys(compiled(each) for each in texts)
    asked = ask(list(nodes), records, SCOPE.types, ibis.duckdb.connect())
    assert asked.differences == ()
    assert len(asked.refused) <= len(nodes) // 2, asked.refused


CONTRARIES = (
    "(not smoker) is null",
    "(note != 'a') is null",
    "(score !~ 1.5) is null",
    "(not (smoker and true)) is null",
    "(regions != {'lumbar'}) is null",
    "(regions !~ {site}) is null",
    "({pain.vas, null} != {quebec}) is null",
)


def test_a_contrary_can_be_asked_whether_it_is_null(duckdb: ibis.BaseBackend) -> None:
    """`NOT x IS NULL` is `NOT (x IS NULL)` to a database, and must not be written for `(NOT x) IS NULL`."""
    records: list[Mapping[str, Value]] = [{}, {"smoker": True, "note": "b"}]
    asked = ask([compiled(each) for each in CONTRARIES], records, SCOPE.types, duckdb)
    assert asked.differences == ()
    assert asked.refused == {}


def test_what_has_no_column_is_unknown(duckdb: ibis.BaseBackend) -> None:
    """A fact that is recorded of nobody is unknown on every row, also to `=`, which Ibis would turn into `is null`."""
    texts = ["smoker = consent.signed", "onset = procedure.date", "note != 'a'", "site = 'lumbar'", "score = 1.5"]
    asked = ask([compiled(each) for each in texts], [{}], {"consent.signed": SCOPE.types["consent.signed"]}, duckdb)
    assert asked.differences == ()
    assert asked.refused == {}
