"""Lists, queries and choices in columns: each expression asked of many records in one query, beside `explain`."""

from __future__ import annotations

import ibis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.nodes import Node
from tests.strategies.expressions import SCOPE, partial_and_full
from tests.unit.screen.asked import Facts, ask

WRITTEN_LISTS = (
    "exists {pain.vas, null}",
    "exists {null}",
    "Count({smoker, consent.signed, null})",
    "AllTrue({smoker, consent.signed})",
    "AnyTrue({smoker, null, consent.signed})",
    "AllTrue({})",
    "Min({pain.vas, 3})",
    "Max({pain.vas, null, quebec})",
    "Max({null, pain.vas})",
    "Max({onset, procedure.date})",
    "Min({onset, @2026-11})",
    "pain.vas in {1, 2, quebec}",
    "pain.vas in {1, null}",
    "null in {pain.vas, null}",
    "onset in {procedure.date, @2026-11, @2024-02-29}",
    "{pain.vas, 1} = {quebec, 1}",
    "{pain.vas, null} = {1, null}",
    "{pain.vas} ~ {null}",
    "{onset} = {procedure.date}",
    "{pain.vas} included in {quebec, 1, 2}",
    "{pain.vas, 2} included in {2, quebec}",
    "(({pain.vas, 1, quebec}) X where X > 1) = {quebec}",
    "Count((({pain.vas, 1, quebec}) X where X > score))",
    "exists (({pain.vas, 1}) X where X > quebec)",
    "pain.vas in (({quebec, 2}) X where X > 0)",
)
RECORDED_LISTS = (
    "exists regions",
    "Count(regions)",
    "'lumbar' in regions",
    "site in regions",
    "null in regions",
    "regions = {'lumbar'}",
    "regions = {'lumbar', site}",
    "regions ~ {'lumbar', 'cervical'}",
    "regions = regions",
    "regions included in {'lumbar'}",
    "regions included in {site}",
    "{'lumbar', site} included in regions",
    "exists (regions R where R = site)",
    "Count(regions R where R = site or smoker)",
    "'lumbar' in (regions R where smoker)",
    "site in (regions R where smoker)",
    "(regions R where smoker) included in {site}",
    "{'lumbar', site} included in (regions R where smoker)",
)
QUERIES = (
    "exists medications",
    "Count(medications)",
    "medications is null",
    "exists (medications M where M.class = 'nsaid')",
    "Count(medications M where M.class = 'nsaid')",
    "Count(medications M where M.ongoing)",
    "exists (medications M where M.last_dose after onset)",
    "Count(medications M where M.last_dose after onset and smoker)",
    "exists (medications M where M.class in {'opioid', 'none'} or M.ongoing)",
    "exists (medications M where null)",
    "Count((medications M where M.ongoing) N where N.class = 'nsaid')",
    "exists ((medications M where M.ongoing) N where smoker)",
    "exists (medications M where exists (medications N where N.last_dose after M.last_dose))",
    "Count(medications M where exists (medications N where N.class = 'nsaid'))",
    "exists (medications M where exists (regions R where R = site and M.ongoing))",
    "Count(medications M where M.class = 'nsaid') > pain.vas",
)
CHOICES = (
    "if smoker then pain.vas else quebec",
    "if smoker then 1 else 1",
    "if null then 1 else pain.vas",
    "if smoker then onset else procedure.date",
    "if smoker then 1 day else 2 days",
    "case when smoker then 1 when consent.signed then 2 else 1 end",
    "case when smoker then 1 when consent.signed then pain.vas else null end",
    "case pain.vas when 1 then score when quebec then 2.5 else 1.0 end",
    "case onset when procedure.date then 1 when @2026-11 then 2 else 3 end",
    "if smoker then weight else goal",
    "if exists (medications M where M.ongoing) then pain.vas else 1",
    "if smoker then (years between onset and @2026-11-20) else 3",
)


def compiled(text: str) -> Node:
    """The typed tree of a text without faults."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, (text, list(diagnostics))
    return node


@pytest.mark.parametrize("text", [*WRITTEN_LISTS, *RECORDED_LISTS, *QUERIES, *CHOICES])
@given(records=st.lists(partial_and_full().map(lambda pair: pair[0]), min_size=25, max_size=25))
@settings(
    max_examples=1,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    phases=[Phase.generate],
    derandomize=True,
)
def test_what_explain_says(text: str, records: list[Facts]) -> None:
    """The expression has the value in columns that it has of each record alone, and is not refused."""
    asked = ask([compiled(text)], records, SCOPE.types, ibis.duckdb.connect())
    assert not asked.refused
    assert not asked.differences
