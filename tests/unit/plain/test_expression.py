"""Short ways give what the laws give, and every node of the language can be lowered."""

from __future__ import annotations

from typing import get_args

import pytest

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import evaluate
from posology.ir.laws import LAWS
from posology.ir.nodes import Node
from posology.plain.expression import RULES, lower_expression
from posology.plain.operators import MISSING, blame, exists, holds_text
from posology.values.dates import in_year, parse_date
from posology.values.known import Value
from posology.values.truth import NULL, Cause, Reason, Unknown
from tests.strategies.alike import bare
from tests.strategies.expressions import SCOPE, unrecorded

DATED = Unknown((Reason("weight", Cause.UNDATED),))


def test_every_shape_has_a_rule_or_a_law() -> None:
    """No node of the closed family is forgotten."""
    assert set(get_args(Node)) == RULES.keys() | LAWS.keys()


def test_a_fact_is_to_blame_before_null() -> None:
    """An unknown that a fact would settle goes before one that the expression wrote."""
    assert blame(NULL, True, DATED) is DATED
    assert blame(NULL, False) is NULL


def test_a_list_that_may_hold_something_is_unknown() -> None:
    """A known item settles it; a null is none; an unknown item leaves it open."""
    assert exists((NULL, "lumbar")) is True
    assert exists((NULL,)) is False
    assert exists(NULL) is False
    assert exists((NULL, DATED)) is DATED
    assert exists(MISSING) is MISSING


def test_an_unknown_item_is_left_to_the_law() -> None:
    """The short way answers only where every item is known, or one is the text."""
    assert holds_text("lumbar", (NULL, "lumbar")) is True
    assert holds_text("lumbar", ("cervical",)) is False
    assert holds_text("lumbar", ("cervical", NULL)) is None


@pytest.mark.parametrize(
    "text", ["onset before @2024-05-01", "onset + 1 year after @2025-01-01", "onset = @2024-05-01"]
)
@pytest.mark.parametrize("onset", ["2024", "2024-05", "2024-05-01", "2024-04-30", "2019", "2031"])
def test_a_date_known_in_part_is_compared_as_far_as_it_goes(text: str, onset: str) -> None:
    """What the precision of a recorded date leaves open is unknown for its sake, and what it settles is settled."""
    node = compile_expression(text, SCOPE, Diagnostics())
    assert node is not None
    recorded = parse_date(onset)
    assert recorded is not None

    def lookup(path: str) -> Value:
        return recorded if path == "onset" else unrecorded(path)

    assert bare(lower_expression(node)(lookup)) == bare(evaluate(node, lookup).value)


def test_only_what_was_looked_at_leaves_a_doubt() -> None:
    """A date known in part, in a branch that was not taken, is not to blame for a question that stays open."""
    text = "(if smoker then onset else @2024) before @2024-05-01"
    node = compile_expression(text, SCOPE, Diagnostics())
    assert node is not None
    facts: dict[str, Value] = {"smoker": False, "onset": in_year(2024)}
    value = lower_expression(node)
    assert value(facts.__getitem__) == NULL
    assert value({**facts, "smoker": True}.__getitem__) == MISSING
