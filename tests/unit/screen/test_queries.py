"""Queries in columns: one join and one group-by for all that is asked of a list, and lists that nobody has recorded."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import ibis
import pytest

from posology.screen.columns import Plain
from posology.screen.expression import express
from posology.screen.frame import Frame
from posology.screen.queries import prepare
from posology.screen.running import in_stages, sql_of
from tests.strategies.expressions import SCOPE
from tests.unit.screen.asked import frame_of
from tests.unit.screen.test_lists import compiled


def frame() -> Frame:
    """One patient of whom only the pain is recorded."""
    return frame_of([{"pain.vas": 3}], SCOPE.types, ibis.duckdb.connect())


@pytest.mark.parametrize(
    "text",
    [
        "site = 'lumbar'",
        "site in {'lumbar'}",
        "smoker = consent.signed",
        "onset = procedure.date",
        "if smoker then weight > 1 'kg' else true",
        "exists medications",
        "Count(medications M where M.ongoing) > 0",
        "'lumbar' in regions",
        "exists (regions R where R = site)",
        "(regions R where smoker) included in {site}",
    ],
)
def test_what_is_recorded_of_nobody_is_unknown(text: str) -> None:
    """A fact or a list without a column is unknown, and never the same as another that has none."""
    known = frame()
    bare = replace(known, table=known.table.select("row", "pain.vas"), lists=MappingProxyType({}))
    node = compiled(text)
    asked = prepare(bare, [node], express)
    answer = express(node, asked)
    assert isinstance(answer, Plain)
    with in_stages():
        assert asked.table.select(answer=answer.value).to_pyarrow().to_pylist() == [{"answer": None}]


def test_one_join_answers_all_queries_of_a_list() -> None:
    """However many queries look through a list, its table is read once."""
    nodes = [
        compiled("exists (medications M where M.ongoing)"),
        compiled("Count(medications M where M.last_dose after onset) > 1"),
        compiled("exists (medications M where M.class = 'nsaid')"),
    ]
    text = sql_of(prepare(frame(), nodes, express).table, "duckdb")
    assert text.count("JOIN") == len(["entries to patients", "answers to patients"])
    assert text.count("GROUP BY") == 1
