"""Rows of a screening, chosen by chance, judged again one by one by `check`: are they the same, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from benchmarks.measuring import Timing, rounds_of
from benchmarks.screening_cohort import AS_OF
from benchmarks.screening_typed import opened

from posology.api.auditing import COMPARED, explained_row, pick
from posology.api.knowledge import Knowledge
from posology.api.reading import read_facts
from posology.cohort.records import records_of
from posology.explain.check import check
from posology.explain.rules import Rules
from posology.record.facts import Facts

CHECKED, READ_AND_CHECKED = "an explained check", "the record read, and an explained check"

SEED = "a thousand of them"
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """How many rows were chosen, in how many of them something differs, and what each way takes for all of them."""

    rows: int
    differing: int
    timings: dict[str, Timing]


def explained(rules: Rules, knowledge: Knowledge, source: Path, screened: pl.LazyFrame, number: int) -> Explained:
    """So many rows of the screened cohort, one by one."""
    chosen = pick(screened, number, SEED)
    with TemporaryDirectory() as folder, opened(rules, source, Path(folder)) as (found, stages):
        records = records_of(found, chosen, rules.dictionary, stages.engine)
    rows = {each["row"]: each for each in screened.filter(pl.col("row").is_in(chosen)).collect().iter_rows(named=True)}
    facts = {row: _read(record, knowledge) for row, record in records.items()}
    differing = 0
    for row, each in facts.items():
        said = explained_row(rules, each, AS_OF, None)
        differing += any(said[column] != rows[row][column] for column in COMPARED)
    ways = {
        CHECKED: partial(_check, rules, list(facts.values())),
        READ_AND_CHECKED: partial(_read_and_check, rules, knowledge, list(records.values())),
    }
    return Explained(len(facts), differing, rounds_of(ways, ROUNDS))


def _read(record: bytes, knowledge: Knowledge) -> Facts:
    return read_facts(record, "record.json", knowledge, AS_OF)[0]


def _check(rules: Rules, records: list[Facts]) -> None:
    for each in records:
        check(rules, each, AS_OF, None)


def _read_and_check(rules: Rules, knowledge: Knowledge, records: list[bytes]) -> None:
    for each in records:
        check(rules, _read(each, knowledge), AS_OF, None)
