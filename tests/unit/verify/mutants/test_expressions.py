"""Every small change of an expression: what each shape of node may become, and that it stays an expression."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.values.known import Value
from posology.verify.mutants.expressions import node_changes
from tests.strategies.expressions import SCOPE, expressions, partial_and_full, unrecorded

BECOMES: list[tuple[str, set[str]]] = [
    ("pain.vas > 4", {">->>=", ">-><", "4->3", "4->5"}),
    ("pain.vas <= 4", {"<=-><", "<=->>=", "4->3", "4->5"}),
    ("note = 'a'", {"=->!="}),
    ("note != 'a'", {"!=->="}),
    ("note ~ 'a'", {"~->!~"}),
    ("site = 'lumbar'", {"=->!=", "lumbar->cervical"}),
    ("'lumbar' in regions", {"in->not in", "lumbar->cervical"}),
    ("smoker and consent.signed", {"and->or", "left part only", "right part only"}),
    ("smoker or consent.signed", {"or->and", "left part only", "right part only"}),
    ("smoker implies consent.signed", {"implies->and", "left part only", "right part only"}),
    ("smoker xor consent.signed", {"xor->or", "left part only", "right part only"}),
    ("not smoker", {"not dropped"}),
    ("exists regions", {"exists->not exists"}),
    ("smoker is null", {"is->not is"}),
    ("pain.vas between 2 and 4", {"low end dropped", "high end dropped", "low end left out", "high end left out"}),
    ("onset before procedure.date", {"before->same or before", "before->after"}),
    ("onset same or after procedure.date", {"same or after->after", "same or after->same or before"}),
    (
        "onset + 1 year before procedure.date",
        {"+->-", "+ dropped", "1 year->0 years", "1 year->2 years", "1 year as months"},
    ),
    ("onset before @2020-02-29", {"2020-02-29->2020-02-28", "2020-02-29->2020-03-01"}),
    ("onset before @2020-01", {"2020-01->2019-12", "2020-01->2020-02"}),
    ("onset before @2020", {"2020->2019", "2020->2021"}),
    ("years between onset and procedure.date > 1", {"whole->boundaries"}),
    ("pain.vas + quebec > 4", {"+->-", "+ dropped"}),
    ("pain.vas * quebec > 4", {"*->/", "* dropped"} - {"*->/"}),
    ("-pain.vas < 4", {"sign left"}),
    ("Abs(pain.vas) < 4", {"sign left"}),
    ("weight > 30.5 'kg'", {"30.5 kg->30.4 kg", "30.5 kg->30.6 kg", "30.5 kg as [lb_av]"}),
    ("weight > 500 'g'", {"unit lost", "500 g->499 g", "500 g->501 g"}),
    ("Max({pain.vas, quebec}) > 4", {"Max->Min", "pain.vas dropped", "quebec dropped"}),
    ("AllTrue({smoker, consent.signed})", {"AllTrue->AnyTrue"}),
    ("Coalesce(smoker, true)", {"smoker dropped", "true dropped", "true->false"}),
    ("if smoker then pain.vas > 1 else quebec > 1", {"branch 1 dropped", "branch 1 and else swapped"}),
    ("exists (medications M where M.ongoing)", {"where dropped", "exists->not exists"}),
    ("pain.vas in Interval[1, 4)", {"low end", "high end", "in->not in"}),
    ("start of Interval[onset, procedure.date] before procedure.date", {"start->end"}),
    ("regions included in {'lumbar'}", {"included->not included", "lumbar->cervical"}),
]


def compiled(text: str) -> Node:
    """The typed tree of a text without faults."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, (text, list(diagnostics))
    return node


@pytest.mark.parametrize(("text", "wanted"), BECOMES, ids=[text for text, _ in BECOMES])
def test_each_shape_becomes_what_it_is_most_easily_mistaken_for(text: str, wanted: set[str]) -> None:
    """Thresholds move by their smallest step, operators turn to their neighbours, and parts are lost."""
    found = {each.said for each in node_changes(compiled(text))}
    assert wanted <= found, found


def test_cells_move_in_their_second_digit_at_the_latest() -> None:
    """One in the last digit that is not zero, but never as much as the number itself; and a thousand times as many."""
    node = compiled("weight * 1000000 '{cells}/kg' > 25000000 '{cells}'")
    found = {each.said for each in node_changes(node)}
    assert {
        "25000000 {cells}->24000000 {cells}",
        "25000000 {cells}->26000000 {cells}",
        "25000000 {cells} as 1000 {cells}",
        "1000000 {cells}/kg->900000 {cells}/kg",
        "1000000 {cells}/kg as {cells}/[lb_av]",
    } <= found


@given(expressions())
def test_every_change_is_another_expression_of_the_same_type(text: str) -> None:
    """Nothing that a change makes is ill typed, and nothing is left as it was."""
    node = compiled(text)
    for each in node_changes(node):
        assert each.root != node
        assert each.root.type == node.type
        evaluate(each.root, unrecorded)


@given(st.data())
def test_every_change_can_be_evaluated(data: st.DataObject) -> None:
    """Whatever is recorded, a changed expression has a value or is unknown, and raises nothing."""
    node = compiled(data.draw(expressions()))
    facts: Mapping[str, Value] = data.draw(partial_and_full())[1]
    for each in node_changes(node):
        evaluate(each.root, lambda path: facts[path] if path in facts else unrecorded(path))


def test_the_places_of_an_expression_are_counted_as_they_are_walked() -> None:
    """A change is found again by its number while the expression stands."""
    found = [(each.index, each.said) for each in node_changes(compiled("smoker and pain.vas > 4"))]
    assert found[0] == (1, "and->or")
    assert (3, ">->>=") in found
    assert (5, "4->5") in found
