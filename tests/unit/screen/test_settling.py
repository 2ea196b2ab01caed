"""What a stage has come to is written once, and of what stays nothing is copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import ibis
import pytest
from ibis import Table

from posology.cohort.stages import Stages
from posology.cohort.tables import ROW
from posology.screen.frame import Frame
from posology.screen.placing import beside, over
from posology.screen.settling import AS_IT_IS, Settled

PATIENTS = {ROW: [1, 2, 3], "age": [17, 40, 71], "weight": [50, None, 90]}


@dataclass(frozen=True, slots=True)
class _Writing(Stages):
    """Stages of a database that repeats what it plans, as Spark does: what is written is noted."""

    written: list[Table] = field(default_factory=list[Table])

    def stage(self, table: Table) -> Table:
        """The rows, worked out."""
        made: Table = ibis.memtable(table.to_pyarrow())
        self.written.append(made)
        return made


@pytest.fixture
def stages(tmp_path: Path) -> _Writing:
    """Where nothing has been written yet."""
    return _Writing(ibis.duckdb.connect(), tmp_path)


def _frame() -> Frame:
    table = ibis.memtable(PATIENTS)
    return Frame(table=table, key=(ROW,), lists=MappingProxyType({}))


def test_the_first_frame_is_written_whole_and_of_a_later_one_what_is_new(stages: _Writing) -> None:
    """A column that was made, joined or named anew is written; what was passed on through all of that is not."""
    settled = Settled(stages)
    first = settled.all_of(_frame())
    assert [*stages.written[0].columns] == [ROW, "age", "weight"]
    table = first.table.mutate(adult=first.table["age"] >= 18)
    heaviest = table.filter(table["adult"]).group_by(ROW).agg(most=table["weight"].max())
    then = over(first, beside(table, heaviest, (ROW,)).mutate(again=table["age"]).drop("adult"))
    later = settled.all_of(then)
    assert [*stages.written[1].columns] == ["settled/row", "most", "again"]
    assert [*later.table.columns] == [ROW, "age", "weight", "most", "again"]
    assert later.table.order_by(ROW).to_pyarrow().to_pylist() == [
        {ROW: 1, "age": 17, "weight": 50, "most": None, "again": 17},
        {ROW: 2, "age": 40, "weight": None, "most": None, "again": 40},
        {ROW: 3, "age": 71, "weight": 90, "most": 90, "again": 71},
    ]


def test_a_column_made_anew_under_its_old_name_is_not_the_old_one(stages: _Writing) -> None:
    """Under the name of a column of the first frame another value may stand: it is written, and it is what is read."""
    settled = Settled(stages)
    first = settled.all_of(_frame())
    later = settled.all_of(over(first, first.table.mutate(age=first.table["age"] + 1)))
    assert [*stages.written[1].columns] == ["settled/row", "age"]
    assert later.table.order_by(ROW)["age"].to_pyarrow().to_pylist() == [18, 41, 72]


def test_what_stands_on_the_right_of_a_join_is_new(stages: _Writing) -> None:
    """The same column joined from the other side is null where nothing matched."""
    settled = Settled(stages)
    table = settled.all_of(_frame()).table
    adults = table.filter(table["age"] >= 18).select(ROW, "age")
    later = settled.all_of(over(_frame(), beside(table.drop("age"), adults, (ROW,))))
    assert [*stages.written[1].columns] == ["settled/row", "age"]
    assert later.table.order_by(ROW)["age"].to_pyarrow().to_pylist() == [None, 40, 71]


WHOLE = (ROW, "age", "weight")
MADE: Mapping[str, tuple[Callable[[Table], Table], tuple[str, ...]]] = {
    "passed-on": (lambda table: table.filter(table["age"] > 0).order_by("age").drop("weight"), ("settled/row",)),
    "joined": (lambda table: table.inner_join(table.select(ROW).view(), ROW), ("settled/row",)),
    "filled": (lambda table: table.fill_null({"weight": 0}), WHOLE),
    "other-rows": (lambda table: table.mutate(row=table[ROW] + 1), WHOLE),
    "right-join": (
        lambda table: table.filter(table["age"] > 40).select(ROW).right_join(table, ROW),
        (ROW, "row_right"),
    ),
    "union": (lambda table: ibis.union(table, table.filter(table["age"] > 99)), WHOLE),
    "distinct": (lambda table: table.distinct(), WHOLE),
}


@pytest.mark.parametrize("name", MADE)
def test_what_is_followed(stages: _Writing, name: str) -> None:
    """A column is followed through what changes no value; whatever else is between, it is written."""
    settled = Settled(stages)
    first = settled.all_of(_frame())
    make, written = MADE[name]
    settled.all_of(over(first, make(first.table)))
    assert (*stages.written[1].columns,)[: len(written)] == written


def test_a_frame_of_some_patients_is_written_whole(stages: _Writing) -> None:
    """Beside the first one, others would stand in it too."""
    settled = Settled(stages)
    first = settled.all_of(_frame())
    some = settled.some_of(over(first, first.table.filter(first.table["age"] >= 18)))
    assert [*stages.written[1].columns] == [ROW, "age", "weight"]
    assert sorted(some.table[ROW].to_pyarrow().to_pylist()) == [2, 3]


def test_where_nothing_is_repeated_nothing_is_written(tmp_path: Path) -> None:
    """DuckDB is given one query: the frames are those that were handed in."""
    settled, frame = Settled(Stages(ibis.duckdb.connect(), tmp_path)), _frame()
    assert settled.all_of(frame) is frame
    assert settled.all_of(frame) is frame
    assert settled.some_of(frame) is frame
    assert AS_IT_IS.all_of(frame) is frame
    assert AS_IT_IS.some_of(frame) is frame
    assert not [*tmp_path.iterdir()]
