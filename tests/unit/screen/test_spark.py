"""Spark gives every patient, and every expression of every record, the answer that DuckDB and `explain` give.

All of it is one test with one session, so that it runs in one process however the tests are shared out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.api.screening import Asked, screen
from posology.api.shipped import shipped_protocols
from posology.cohort.engines import DUCKDB, SPARK, open_engine
from posology.cohort.stages import Stages
from posology.ir.types import Type
from posology.screen.decision import decide
from posology.screen.running import in_stages
from posology.screen.settling import AS_IT_IS, Settle, Settled
from posology.values.known import Value
from tests.property.judging import Variant, knowledge, rules_of
from tests.property.size import NIGHTLY, hunting
from tests.strategies.expressions import SCOPE, partial_and_full
from tests.unit.cohort.test_stages import ROWS
from tests.unit.screen.agreement import Row
from tests.unit.screen.asked import ask
from tests.unit.screen.asking import generated
from tests.unit.screen.cohorts import cohort_of
from tests.unit.screen.test_dates import DATES, PAIRS, RELATIONS, UNITS
from tests.unit.screen.test_expression import CONTRARIES, compiled
from tests.unit.screen.test_lists import CHOICES, QUERIES, RECORDED_LISTS, WRITTEN_LISTS
from tests.unit.screen.test_numbers import ARITHMETIC, COMPARISONS, RECORDS

COHORT = Path("examples/generated-cohort")
AS_OF = date(2026, 11, 20)
PATIENTS = 60

PROTOCOLS = shipped_protocols() if NIGHTLY else ("allorx-spine", "amirdelfan-mpc-disc")
"""Spark takes half a minute to plan the query of a protocol. By day it is one with medicines and places that are asked
for, and one with arms and discs; at night it is all six."""

NO_SPARK = (
    "pyspark is not installed"
    if find_spec("pyspark") is None
    else "Java is not installed"
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME")
    else None
)

QUICK_TO_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:-UsePerfData"
"""A session that lives for a minute spends most of it on making its own code fast, which then is not used any more."""

TEXTS = (
    *("note = 'a'", "note != 'B'", "note < 'b'", "site = 'lumbar'", "site in {'lumbar', 'cervical'}", "note in {'a'}"),
    *("(site in {'lumbar'}) = smoker", "(note is null) = smoker", "not (site in {'lumbar', 'cervical'})"),
    *("(smoker is true) xor (note = 'a')", "(not (note is null)) = (site is null)", "smoker = consent.signed"),
    *CONTRARIES,
)
MOVED = (
    *(f"onset {sign} {move}" for sign in "+-" for move in ("1 month", "13 months", "4 years", "1 day", "9998 years")),
    "onset + 1 month before procedure.date",
)
COUNTED = [
    f"{counting}{unit} between onset and procedure.date" for unit in UNITS for counting in ("", "difference in ")
]
EXPRESSIONS: Mapping[str, Sequence[str]] = {
    "numbers": (*ARITHMETIC, *COMPARISONS),
    "texts": TEXTS,
    "dates": (*(f"onset {each} procedure.date" for each in RELATIONS), *MOVED, *COUNTED),
    "lists": (*WRITTEN_LISTS, *RECORDED_LISTS),
    "queries": QUERIES,
    "choices": CHOICES,
}
BY_DAY = ("numbers", "texts", "lists")
"""What Spark answers in its own way, as was found out; the rest is asked at night."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tables that Spark reads are written."""
    return tmp_path_factory.mktemp("spark")


@pytest.fixture
def spark(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ibis.BaseBackend]:
    """A session on this machine, ended afterwards."""
    monkeypatch.setenv("SPARK_SUBMIT_OPTS", QUICK_TO_START)
    engine = open_engine(SPARK, master="local[2]", memory="2GB", folder=folder)
    yield engine
    engine.disconnect()


@pytest.mark.skipif(NO_SPARK is not None, reason=f"{NO_SPARK}, without which there is no Spark")
def test_spark_answers_as_the_others_do(spark: ibis.BaseBackend, folder: Path, subtests: pytest.Subtests) -> None:
    """Expressions as `explain` says, patients as DuckDB says, and at night a whole run from files."""
    for name in EXPRESSIONS if NIGHTLY else BY_DAY:
        texts = EXPRESSIONS[name]
        with subtests.test(name):
            asked = ask([compiled(each) for each in texts], *_records(name), spark, folder)
            assert asked.differences[:5] == ()
            assert asked.refused == {}
    with subtests.test("handed over and back"):
        stages, reader = Stages(spark, folder / "handed"), ibis.duckdb.connect()
        taken = stages.taken_from(reader, reader.create_table("rows", ROWS))
        back = stages.handed_to(reader, taken)
        assert reader.to_pyarrow(back.order_by("row")).to_pylist() == ROWS.to_pylist()
        assert back.schema() == reader.table("rows").schema()
    for protocol in PROTOCOLS:
        with subtests.test(protocol):
            mine, theirs = _decided(protocol, spark, folder), _decided(protocol)
            assert [_unlike(*pair) for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]] == []
    if not NIGHTLY:
        return
    with subtests.test(str(COHORT)):
        assert _screened(SPARK, folder / "screened") == _screened(DUCKDB, folder / "beside")


def _records(name: str) -> tuple[Sequence[Mapping[str, Value]], Mapping[str, Type]]:
    """What the expressions are asked of, with the types of its columns."""
    if name == "numbers":
        return RECORDS, SCOPE.types
    if name == "dates":
        return PAIRS, DATES
    drawn: list[Mapping[str, Value]] = []

    @hunting(2)
    @given(st.lists(partial_and_full().map(lambda pair: pair[0]), min_size=25, max_size=25))
    def draw(records: list[Mapping[str, Value]]) -> None:
        drawn.extend(records[:25])

    draw()
    return drawn[:50], SCOPE.types


def _decided(protocol: str, spark: ibis.BaseBackend | None = None, folder: Path | None = None) -> list[Row]:
    """What becomes of the generated patients of the protocol, on Spark or in memory."""
    asked = generated(protocol, PATIENTS)
    cohort = cohort_of(asked.records, asked.rules.dictionary, spark, folder)
    settle: Settle = AS_IT_IS
    if spark is not None and folder is not None:
        stages = folder / protocol
        stages.mkdir()
        settle = Settled(Stages(spark, stages))
    table = decide(cohort, asked.rules.protocol, asked.rules.planned, asked.as_of, None, blamed=True, settle=settle)
    with in_stages():
        answer = table.to_pyarrow() if spark is None else spark.to_pyarrow(table)
    rows: list[Row] = sorted(answer.to_pylist(), key=lambda each: each["row"])
    return rows


def _unlike(mine: Row, theirs: Row) -> Row:
    """Where two rows differ, with both values."""
    return {name: (value, theirs[name]) for name, value in mine.items() if value != theirs[name]}


def _screened(engine: str, folder: Path) -> list[Row]:
    """The rows of the shipped cohort, from its files to the result."""
    folder.mkdir()
    asked = Asked(cohort=str(COHORT), as_of=AS_OF, folder=folder, engine=engine, master="local[2]")
    found = screen(rules_of(Variant("allorx-spine")), knowledge(), asked)
    return found.rows().collect().to_dicts()
