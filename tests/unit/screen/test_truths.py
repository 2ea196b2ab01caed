"""Truth values in columns keep their Kleene meaning however their form is shortened."""

from __future__ import annotations

import re
from datetime import date

import ibis
import pytest
from ibis import Value

from posology.api.shipped import shipped_protocols
from posology.screen.decision import decide
from posology.screen.running import sql_of
from posology.screen.truths import Truth, as_column, contrary, is_true, is_unknown, negated
from tests.property.judging import Variant, rules_of
from tests.unit.screen.cohorts import cohort_of

AS_OF = date(2026, 11, 20)
TRUTHS = (True, False, None)
TABLE = ibis.memtable({"held": TRUTHS}, schema=ibis.schema({"held": "boolean"}))


def _values(truth: Truth) -> list[bool | None]:
    rows = TABLE.mutate(found=as_column(truth)).to_pyarrow().to_pylist()
    by_held: dict[bool | None, bool | None] = {row["held"]: row["found"] for row in rows}
    return [by_held[each] for each in TRUTHS]


def _sql(value: Value) -> str:
    return str(ibis.to_sql(TABLE.mutate(found=value), dialect="duckdb"))


def test_the_contrary_and_its_contrary() -> None:
    """Unknown stays unknown, and what is turned round twice is what it was."""
    held = TABLE["held"]
    assert _values(contrary(held)) == [False, True, None]
    assert _values(negated(negated(held))) == [True, False, None]
    assert _sql(negated(negated(held))) == _sql(held)


def test_the_contrary_of_whether_it_is_known() -> None:
    """That is asked outright."""
    held = TABLE["held"]
    assert _values(negated(held.isnull())) == [True, True, False]
    assert _values(negated(held.notnull())) == [False, False, True]
    assert "FALSE" not in _sql(negated(held.isnull())).upper()


def test_what_is_never_unknown_is_not_asked() -> None:
    """A question that always has an answer is true where it is, and unknown nowhere; any other is asked."""
    held = TABLE["held"]
    known = is_true(held)
    assert _values(known) == [True, False, False]
    assert _values(is_true(known)) == _values(known)
    assert is_unknown(known) is False
    assert is_unknown(held.isnull()) is False
    assert is_unknown(held) is not False
    assert _values(is_unknown(held)) == [False, False, True]


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_a_choice_stands_in_parentheses(protocol: str) -> None:
    """Spark reads neither `x in (...) is null` nor `x in (...) = false`, which is how Ibis would write them."""
    rules = rules_of(Variant(protocol))
    decided = decide(cohort_of([], rules.dictionary), rules.protocol, rules.planned, AS_OF, None, blamed=True)
    text = re.sub(r"\s+", " ", sql_of(decided, "pyspark"))
    assert not re.findall(r".{60} IN \([^()]*\) (?:IS|=|<).{20}", text)


def test_what_stands_bare_is_put_beside() -> None:
    """The search above finds what Ibis writes of itself."""
    bare = TABLE["held"].cast("string").isin(["true"])
    assert re.search(r" IN \([^()]*\) IS", re.sub(r"\s+", " ", _sql(bare.isnull())))
    assert not re.search(r" IN \([^()]*\) IS", re.sub(r"\s+", " ", _sql(as_column(is_unknown(bare)))))
