"""Nothing of the language is without a case, and nothing that is refused by name is refused otherwise."""

from __future__ import annotations

from enum import StrEnum
from typing import get_args

import pytest

from posology.diagnostics.catalogue.conditions import ENTRIES
from posology.ir.nodes import Counting, End, Extreme, Logic, Node, Operator, Order, Quantifier, Relation, State
from posology.ir.walk import walk
from posology.protocol.condition.refused import REFUSED_FUNCTIONS, REFUSED_SYMBOLS, REFUSED_WORDS
from posology.values.dates import CalendarUnit
from tests.spec.cases import Case, Refusal
from tests.spec.chapters import CHAPTERS
from tests.spec.run import compiled

CASES = [case for chapter in CHAPTERS for part in chapter.parts for case in part.cases if isinstance(case, Case)]
CODES = {
    case.code for chapter in CHAPTERS for part in chapter.parts for case in part.cases if isinstance(case, Refusal)
}


def _nodes() -> list[Node]:
    trees = [compiled(expression)[0] for expression in {case.expression for case in CASES}]
    return [node for tree in trees if tree is not None for node in walk(tree)]


def test_every_node_has_a_case() -> None:
    """Each kind of node of the typed tree stands in some expression of the manual."""
    assert {type(node) for node in _nodes()} == set(get_args(Node))


@pytest.mark.parametrize(
    "family", [Logic, Relation, Order, Operator, State, End, Counting, Extreme, Quantifier, CalendarUnit]
)
def test_every_operator_has_a_case(family: type[StrEnum]) -> None:
    """Each member of each family of operators stands in some expression of the manual."""
    fields = {value for node in _nodes() for name in node.__dataclass_fields__ for value in [getattr(node, name)]}
    literals = {getattr(value, "unit", None) for value in fields}
    assert set(family) <= fields | literals


WITHOUT_A_CASE = {
    "P0303",  # a text too long or too deep to print; unit tests have it
    "P0322",  # only where a place wants one type: an expression by itself may have any
}


def test_every_code_has_a_case() -> None:
    """Each diagnostic of the language stands in the manual, but for those listed with their reason."""
    assert {entry.code for entry in ENTRIES} - CODES == WITHOUT_A_CASE


@pytest.mark.parametrize("name", sorted(REFUSED_FUNCTIONS))
def test_every_refused_function_is_refused_by_its_name(name: str) -> None:
    """A call of it tells its name and what to do instead."""
    _refused_by_name(f"{name}(1)", f"`{name}`")


@pytest.mark.parametrize("word", sorted(REFUSED_WORDS))
def test_every_refused_word_is_refused_by_its_name(word: str) -> None:
    """Between two operands, it tells what it is and what to do instead."""
    _refused_by_name(f"1 {word} 2", f"`{word}")


@pytest.mark.parametrize("symbol", sorted(REFUSED_SYMBOLS))
def test_every_refused_symbol_is_refused_by_its_name(symbol: str) -> None:
    """Between two operands, it tells what it is and what to do instead."""
    _refused_by_name(f"1 {symbol} 2", f"`{symbol}`")


def _refused_by_name(expression: str, name: str) -> None:
    node, found = compiled(expression)
    assert node is None
    assert [each.code for each in found] == ["P0302"]
    assert name in found[0].message
    assert found[0].help
