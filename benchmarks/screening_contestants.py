"""Who screens: posology, SQL by hand and Polars, over typed tables; all with one answer for every patient."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from benchmarks import screening_by_hand as by_hand
from benchmarks import screening_in_polars as in_polars
from benchmarks.screening_cohort import AS_OF, Made
from benchmarks.screening_typed import MEMORY, Typed, drug_of
from ibis import BaseBackend, Table

from posology.api.auditing import COMPARED
from posology.api.knowledge import Knowledge
from posology.cohort.engines import DUCKDB, open_engine
from posology.cohort.tables import ID, ROW, Cohort
from posology.explain.rules import Rules
from posology.screen.decision import decide
from posology.screen.running import in_stages
from posology.screen.settling import AS_IT_IS, Settle

OURS, BY_HAND, POLARS = "posology, the query", "hand-written SQL", "Polars"
ANEW = "posology, the query made anew"
COUNTED = "posology, with all that is counted afterwards"

ANSWER = (ROW, ID, *COMPARED)
"""What every contestant answers of each patient."""

Screen = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Contest:
    """A DuckDB with the tables of each contestant; each leaves its answer there, or, as Polars, in memory."""

    database: BaseBackend
    contestants: Mapping[str, Screen]
    answers: Mapping[str, Callable[[], Any]]

    def disagreements(self) -> dict[str, int]:
        """By how many patients each of the others differs from posology."""
        for name in (OURS, *self.answers):
            self.contestants[name]()
        return {name: self.differing(answer()) for name, answer in self.answers.items()}

    def differing(self, answer: Any) -> int:  # noqa: ANN401 - whatever DuckDB can read as a table
        """How many patients have another answer than posology's on DuckDB, or none, or are nobody here."""
        return differing(self.database.con, answer)


def differing(connection: Any, answer: Any) -> int:  # noqa: ANN401 - DuckDB's connection, and whatever it can read
    """In how many rows the answer is not the table `ours`, any way round."""
    connection.register("answer", answer)
    columns = ", ".join("list_sort(holds)" if each == "holds" else each for each in ANSWER)
    both = f"((select {columns} from {{}}) except all (select {columns} from {{}}))"  # noqa: S608 - our own columns
    more, fewer = both.format("ours", "answer"), both.format("answer", "ours")
    query = f"select greatest((select count(*) from {more}), (select count(*) from {fewer}))"  # noqa: S608 - our own columns
    return int(connection.execute(query).fetchone()[0])


def contest(rules: Rules, knowledge: Knowledge, made: Made, typed: Typed, spilled: Path) -> Contest:
    """Every contestant with its tables ready."""
    database = open_engine(DUCKDB, memory=MEMORY, folder=spilled)
    cohort = typed.within(database)
    ours = _kept(database, asked(cohort, rules))
    connection = database.con
    hand = f"create or replace temp table hand as {by_hand.decision()}"
    _read_by_hand(connection, rules, knowledge, made)
    frames = [connection.execute(f"from {each}").pl().lazy() for each in ("patients", "medications", "kinds")]
    lazy = in_polars.decision(frames[0], frames[1], frames[2], AS_OF)
    return Contest(
        database=database,
        contestants={
            OURS: ours,
            ANEW: partial(_made_anew, database, cohort, rules),
            COUNTED: partial(_counted, database, cohort, rules),
            BY_HAND: lambda: connection.execute(hand),
            POLARS: lazy.collect,
        },
        answers={
            BY_HAND: lambda: connection.table("hand"),
            POLARS: lambda: _answered(lazy),
        },
    )


def _answered(lazy: pl.LazyFrame) -> Any:  # noqa: ANN401 - an Arrow table
    return lazy.collect().to_arrow()


def asked(cohort: Cohort, rules: Rules, settle: Settle = AS_IT_IS) -> Table:
    """The decision with the columns that every contestant answers."""
    return decide(cohort, rules.protocol, rules.planned, AS_OF, None, settle=settle).select(*ANSWER)


def _kept(database: BaseBackend, table: Table) -> Screen:
    """What runs the query that was made once; the small tables in it are there for as long as this is."""
    with in_stages():
        database.create_table("ours", table, temp=True, overwrite=True)
        query = database.compile(table)

    def run(_of: Table = table) -> object:
        return database.con.execute(f"create or replace temp table ours as {query}")

    return run


def _made_anew(database: BaseBackend, cohort: Cohort, rules: Rules) -> None:
    with in_stages():
        database.create_table("ours", asked(cohort, rules), temp=True, overwrite=True)


def _counted(database: BaseBackend, cohort: Cohort, rules: Rules) -> None:
    with in_stages():
        decided = decide(cohort, rules.protocol, rules.planned, AS_OF, None, blamed=True)
        database.create_table("counted", decided, temp=True, overwrite=True)


def _read_by_hand(connection: Any, rules: Rules, knowledge: Knowledge, made: Made) -> None:  # noqa: ANN401 - DuckDB's
    """The tables that the SQL by hand is asked of, and that Polars is given too."""
    connection.execute("create table drugs (drug varchar, route varchar, kind integer)")
    connection.execute(
        "create table kinds (kind integer, drug varchar, ingredient varchar, hold varchar, days integer, "
        "against_clots boolean)"
    )
    found = connection.execute(f"select distinct drug, route from '{made.medications}' order by all").fetchall()  # noqa: S608 - a path of ours
    connection.executemany("insert into drugs values (?, ?, ?)", [(*each, number) for number, each in enumerate(found)])
    kinds = by_hand.kinds(_drugs(found, knowledge), rules.protocol)
    connection.executemany("insert into kinds values (?, ?, ?, ?, ?, ?)", [list(each) for each in kinds])
    connection.execute(by_hand.READ.format(patients=made.patients, medications=made.medications))


def _drugs(found: list[tuple[str, str | None]], knowledge: Knowledge) -> Iterator[by_hand.Drug]:
    for number, (name, route) in enumerate(found):
        drug = drug_of(number, name, route, knowledge)
        if drug is not None:
            yield drug
