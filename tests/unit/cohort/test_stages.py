"""What is worked out on the way, and handed from one database to another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import ibis
import pyarrow as pa

from posology.cohort.stages import Stages

ROWS = pa.table(
    {
        "row": pa.array([1, 2], pa.int64()),
        "age": pa.array([40, None], pa.decimal128(18, 6)),
        "small": pa.array([1, None], pa.int8()),
        "born": pa.array([date(1, 1, 1), None], pa.date32()),
        "sites": pa.array([["lumbar", "cervical"], None], pa.list_(pa.string())),
        "signed": pa.array([True, None], pa.bool_()),
    }
)


def test_a_table_of_another_database_is_the_same_rows_of_the_same_types(tmp_path: Path) -> None:
    """What no row knows keeps its type, and every value is what it was."""
    source, judge = ibis.duckdb.connect(), ibis.duckdb.connect()
    table = source.create_table("patients", ROWS)
    taken = Stages(judge, tmp_path).taken_from(source, table)
    assert taken.schema() == table.schema()
    assert judge.to_pyarrow(taken).to_pylist() == ROWS.to_pylist()
    assert judge.to_pyarrow(taken)["age"][0].as_py() == Decimal(40)


def test_a_table_of_the_database_itself_stays_where_it_is(tmp_path: Path) -> None:
    """Nothing is written, neither on the way in nor on the way out."""
    engine = ibis.duckdb.connect()
    table, stages = engine.create_table("patients", ROWS), Stages(engine, tmp_path / "stages")
    assert stages.taken_from(engine, table) is table
    assert stages.handed_to(engine, table) is table
    assert stages.stage(table) is table
    assert not [*tmp_path.iterdir()]


def test_what_is_kept_is_worked_out_once(tmp_path: Path) -> None:
    """What the table was made of may change behind it."""
    engine = ibis.duckdb.connect()
    table = engine.create_table("patients", ROWS)
    kept = Stages(engine, tmp_path).kept(table.filter(table["row"] > 1))
    engine.create_table("patients", table.filter(table["row"] == 1), overwrite=True)
    assert engine.to_pyarrow(kept.count()).as_py() == 1
    assert engine.to_pyarrow(table.filter(table["row"] > 1).count()).as_py() == 0
