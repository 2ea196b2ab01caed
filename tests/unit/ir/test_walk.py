"""Traversal reaches every operand of every shape of node."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir import nodes as ir
from posology.ir.nodes import Node
from posology.ir.walk import OPERANDS, children, facts_read, literals_of, walk
from tests.strategies.expressions import SCOPE


def compiled(text: str) -> Node:
    """The typed tree of a text without faults."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, list(diagnostics)
    return node


def test_every_shape_of_node_has_its_operands_listed() -> None:
    """A new shape of node cannot be forgotten by traversal."""
    assert set(get_args(Node)) == set(OPERANDS)


def test_every_field_that_holds_a_node_is_an_operand() -> None:
    """Traversal skips no operand: the fields typed as nodes are as many as it finds in an example."""
    held = {each: sum("Node" in str(field.type) for field in fields(each)) for each in get_args(Node)}
    assert held[ir.Between] == len(children(compiled("pain.vas between 1 and 3")))
    assert held[ir.Filter] == len(children(compiled("medications M where M.ongoing")))
    assert held[ir.Shift] == len(children(compiled("onset + 1 year")))
    assert held[ir.Literal] == 0


def test_a_choice_is_walked_in_the_order_of_its_text() -> None:
    """Comparand, then each condition with its value, then what stands last."""
    node = compiled("case pain.vas when 1 then quebec when 2 then 3 else 4 end")
    assert [each.origin.text for each in children(node)] == ["pain.vas", "1", "quebec", "2", "3", "4"]


def test_facts_are_listed_once_in_order_of_mention() -> None:
    """A reader of the list sees what a reader of the condition sees."""
    node = compiled("weight > 30 'kg' and consent.signed and weight < 90 'kg'")
    assert facts_read(node) == ("weight", "consent.signed")


def test_a_query_reads_its_list_and_what_its_condition_asks_for() -> None:
    """Fields of the records are part of the list; other elements are facts of their own."""
    node = compiled("exists (medications M where M.last_dose after procedure.date - 5 days)")
    assert facts_read(node) == ("medications", "procedure.date")


def test_literals_are_the_thresholds() -> None:
    """Every value that the condition states itself is found."""
    assert [each.value for each in literals_of(compiled("pain.vas between 3 and 7"))] == [3, 7]


def test_walking_gives_each_node_before_its_operands() -> None:
    """The whole comes before its parts."""
    node = compiled("pain.vas + 1 > 3")
    assert [type(each) for each in walk(node)] == [ir.Comparison, ir.Arithmetic, ir.Fact, ir.Literal, ir.Literal]


def test_nodes_are_equal_wherever_they_were_written() -> None:
    """The place is no part of the meaning."""
    assert compiled("pain.vas > 3") == compiled("  pain.vas /* severity */ > (3)")
