"""What is to blame where an expression is unknown: the same elements that `explain` gives as its reasons."""

from __future__ import annotations

import re
from collections.abc import Sequence

import ibis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from posology.explain.evaluate import evaluate
from posology.ir.nodes import Node
from posology.screen.blame import blamed_on, elements_of
from posology.screen.expression import express
from posology.screen.queries import prepare
from posology.screen.running import in_stages
from posology.values.known import Value
from posology.values.truth import Unknown
from tests.strategies.expressions import SCOPE, partial_and_full, unrecorded
from tests.unit.screen.asked import Facts, frame_of
from tests.unit.screen.test_lists import compiled

SCALARS = (
    "smoker and consent.signed",
    "smoker or pain.vas > 3",
    "smoker implies (pain.vas between 1 and quebec)",
    "smoker xor consent.signed",
    "onset before procedure.date",
    "onset = procedure.date",
    "onset + 1 month after procedure.date and smoker",
    "(years between onset and procedure.date) > 1",
    "pain.vas in {1, quebec}",
    "site in regions",
    "exists {pain.vas, null}",
    "AnyTrue({smoker, consent.signed})",
    "Min({pain.vas, quebec}) > 2",
    "Coalesce(pain.vas, quebec) > 2",
    "smoker is null and consent.signed",
    "exists (({pain.vas, quebec}) X where X > 1)",
)
CHOICES = (
    "(if smoker then pain.vas else quebec) > 1",
    "if smoker then consent.signed else true",
    "(case when smoker then 1 when consent.signed then pain.vas else 3 end) > 1",
    "(case onset when procedure.date then 1 else 3 end) > 1",
)
QUERIES = (
    "exists medications",
    "exists (medications M where M.class = 'nsaid')",
    "Count(medications M where M.last_dose after onset and smoker) > 0",
    "exists (medications M where M.ongoing or M.last_dose after procedure.date)",
    "exists (regions R where R = site)",
    "smoker and exists (medications M where M.ongoing)",
)


@pytest.mark.parametrize("text", [*SCALARS, *CHOICES, *QUERIES])
@given(records=st.lists(partial_and_full().map(lambda pair: pair[0]), min_size=25, max_size=25))
@settings(
    max_examples=1,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=[Phase.generate],
    derandomize=True,
)
def test_the_elements_are_the_reasons(text: str, records: list[Facts]) -> None:
    """Every element is to blame on the rows on which `explain` names it, and on no other."""
    node = compiled(text)
    assert _blamed(node, records) == [_reasons(node, each) for each in records]


def _blamed(node: Node, records: Sequence[Facts]) -> list[set[str]]:
    frame = prepare(frame_of(records, SCOPE.types, ibis.duckdb.connect()), [node], express, blamed=True)
    columns = {element: blamed_on(node, frame, express, element) for element in elements_of(node)}
    named = {f"blamed/{element}": value for element, value in columns.items()}
    with in_stages():
        rows = frame.table.select("row", **named).to_pyarrow().to_pylist()
    rows.sort(key=lambda row: row["row"])
    return [{name.removeprefix("blamed/") for name, blamed in row.items() if blamed is True} for row in rows]


def _reasons(node: Node, facts: Facts) -> set[str]:
    def lookup(path: str) -> Value:
        return facts.get(path, unrecorded(path))

    value = evaluate(node, lookup).value
    reasons = value.reasons if isinstance(value, Unknown) else ()
    return {re.sub(r"\[[0-9]+\]", "", each.element) for each in reasons}
