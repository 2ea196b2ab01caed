"""Numbers in columns: exact arithmetic, ranges of counts, overflow that is null, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import ibis
import pyarrow as pa
import pytest

from posology.ir.limits import whole_cells
from posology.screen.numbers import whole
from posology.values.dates import parse_date
from posology.values.known import Quantity, Value
from tests.strategies.expressions import SCOPE
from tests.unit.screen.asked import ask
from tests.unit.screen.test_expression import compiled


def recorded(score: str, weight: str, pain: int, quebec: int) -> Mapping[str, Value]:
    """A record of these numbers, with an onset that is known to the year."""
    onset = parse_date("2024")
    assert onset is not None
    return {
        "score": Decimal(score),
        "weight": Quantity(Decimal(weight), "kg"),
        "pain.vas": pain,
        "quebec": quebec,
        "onset": onset,
    }


RECORDS: Sequence[Mapping[str, Value]] = (
    recorded("1.5", "72.345678", 3, 2**31 - 1),
    recorded("-8.999999", "0.000001", -3, 10**12),
    recorded("0.000004", "999999999999.999999", 2**31 - 1, -5),
    recorded("-999999999999.999999", "0", -(2**31), 2**63 - 1),
    {},
)
ARITHMETIC = (
    *("score * score", "score * weight * 3", "score + 0.00000001", "score / 8", "score / 3.2", "score / -0.00128"),
    *("quebec / 2", "quebec * 0.5", "1.25 * quebec", "pain.vas * 0.00000001", "quebec / -8"),
    *("score / 0.0", "weight + 2 'g'", "-weight", "Abs(score)", "-score", "pain.vas * quebec", "pain.vas + quebec"),
    *("quebec - 1", "-quebec", "Abs(quebec)", "-pain.vas", "score + 99999999999999999999.99999999", "score - quebec"),
    *("(years between onset and @2026-01-01) + 1", "(years between onset and @2026-01-01) * -2"),
    *("-(days between onset and @2026-01-01)", "Abs(months between onset and @2024-06-15)"),
    *("(years between onset and @2026-01-01) + 0.5", "2147483647 + (years between onset and @2026-01-01)"),
)
COMPARISONS = (
    *("score ~ 1.49", "score !~ -9.0", "score ~ (score / 2)", "score between -9 and 1.5", "score = pain.vas"),
    *("weight > 72 'kg'", "pain.vas in Interval(2, quebec]", "quebec in Interval[null, 5)", "(score + 1) >= quebec"),
    *("score in Interval(-9.0, 99999999999999999999.99999999]", "start of Interval(pain.vas, quebec) = 4"),
    *("(years between onset and @2026-01-01) = 1", "(years between onset and @2026-01-01) > 0", "1 / 4 = score"),
)
REFUSED = ("score / 3", "1 / score", "score * score * score * weight", "note ~ 'a'")


@pytest.mark.parametrize("texts", [ARITHMETIC, COMPARISONS], ids=("arithmetic", "comparisons"))
def test_numbers_are_exact(texts: Sequence[str]) -> None:
    """Every sum, product, quotient and comparison is the one that `explain` finds, to the last digit."""
    asked = ask([compiled(each) for each in texts], RECORDS, SCOPE.types, ibis.duckdb.connect())
    assert asked.differences[:3] == ()
    assert asked.refused == {}


def test_what_is_not_exact_in_columns_is_refused_by_name() -> None:
    """An endless quotient, one by what is recorded, numbers of more than 38 digits, texts but for their case."""
    nodes = [compiled(each) for each in REFUSED]
    asked = ask(nodes, RECORDS, SCOPE.types, ibis.duckdb.connect())
    assert list(asked.refused) == nodes
    assert [why.partition(":")[0] for why in asked.refused.values()] == ["Arithmetic"] * 3 + ["Comparison"]


def test_cells_are_rounded_half_up() -> None:
    """Half a cell is one, as the limits of a protocol count them; an unknown dose stays unknown."""
    written = [Decimal(each) for each in ("0.5", "1.499999", "2.5", "86999999.5", "-0.5", "999999999999.999999")]
    table = ibis.memtable(pa.table({"cells": pa.array([*written, None], pa.decimal128(18, 6))}))
    rows = table.select(cells=whole(table["cells"]), wide=whole(table["cells"].cast("decimal(38,6)"))).to_pyarrow()
    expected = [*map(whole_cells, written), None]
    assert rows["cells"].to_pylist() == expected
    assert rows["wide"].to_pylist() == expected
