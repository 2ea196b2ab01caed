"""A cohort screened: taken in, judged in columns part by part, counted, and made into what can be written.

DuckDB, Ibis and Arrow are of the extra `screen`: only what screens imports this module.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import duckdb
import polars as pl
from ibis import BaseBackend
from ibis.common.exceptions import OperationNotDefinedError, UnsupportedBackendType, UnsupportedOperationError

from posology.api.auditing import Auditing, audit
from posology.api.knowledge import Knowledge
from posology.api.loading import load_omop
from posology.api.reading import raise_if_refused
from posology.api.screened_counts import FRAME_ROWS, Run, count_all, faulty_rows, shared_rows
from posology.api.screened_groups import Grouped, in_groups, refuse_unknown_group, with_group
from posology.api.screened_judging import decided, handed_over, stages_in
from posology.api.screened_parts import OtherRun, Part, claim, inputs_of, parts_of, write_part
from posology.cohort.alone import NotFree, alone_in
from posology.cohort.database import is_omop_schema, open_tables
from posology.cohort.engines import DUCKDB, MEMORY, SPARK, THREADS, EngineUnavailable, open_engine, refuse_absent
from posology.cohort.folder import open_cohort
from posology.cohort.found import FoundCohort
from posology.cohort.omop import is_omop, unsaid
from posology.cohort.survey import survey_cohort
from posology.cohort.tables import ROW
from posology.cohort.taken import TakenIn
from posology.cohort.taking import take_in
from posology.cohort.workshop import Workshop
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.explain.rules import Rules
from posology.knowledge.element import Dictionary, ElementKind
from posology.reader.source import shortened
from posology.results.screening import Audit, FaultyRow, Screening
from posology.results.survey import Survey
from posology.screen.printing import Unprintable, printed, with_named_tables
from posology.screen.running import in_stages
from posology.screen.settling import Settled

__all__ = [
    "Asked",
    "EngineUnavailable",
    "NotFree",
    "OtherRun",
    "Screened",
    "Unprintable",
    "alone_in",
    "query",
    "screen",
    "survey",
]

NO_LIST: Final = "P0862"
ENTRIES_OF_NOBODY: Final = "P0863"

SPILLED: Final = "spilled"
TYPED: Final = "typed"
"""The folder with the typed tables, where another engine judges than has taken them in."""

PARTITION_ROWS: Final = 500_000
"""Patients of a part: what of a cohort is in memory at once is this many, however many there are."""

PARTITION_ROWS_ON_SPARK: Final = 4 * PARTITION_ROWS
"""The same on Spark, which plans a query for about as long as it takes to judge a hundred thousand, and parts the rows
itself."""

_OF_FILES: Final = frozenset({DUCKDB, SPARK})
"""Where the cohort is files, whose hashes tell whether they have changed. Nobody can tell of the tables of a database,
so that a run over them judges every part anew."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many patients have been judged, and how many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked of a cohort.

    `cohort` is a path, or what names the tables of a database; `complete` are the lists of which a patient without an
    entry has none; `by` is the column that makes groups. `folder` takes what is written on the way, which has values of
    patients in it, and is the caller's to delete; with `resumable` the parts that are done in it are not done again.
    With `salt` the result is one to be shared. `audit` rows, picked by `seed`, are judged again one by one.
    """

    cohort: str
    as_of: date
    folder: Path
    procedure_date: date | None = None
    complete: frozenset[str] = frozenset()
    by: str | None = None
    engine: str = DUCKDB
    master: str | None = None
    memory: str | None = None
    resumable: bool = False
    partition_rows: int | None = None
    audit: int = 0
    seed: str = ""
    salt: bytes | None = None

    @property
    def rows_of_part(self) -> int:
        """How many patients are judged at a time."""
        return self.partition_rows or (PARTITION_ROWS_ON_SPARK if self.engine == SPARK else PARTITION_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What came of it: the counts, the warnings, and the rows, which stay in files of the folder."""

    found: Screening
    warnings: tuple[Diagnostic, ...]
    files: tuple[Path, ...]
    faults: Callable[[], Iterator[FaultyRow]] = field(repr=False)

    def rows(self) -> pl.LazyFrame:
        """The rows, in the order of the cohort, or of the pseudonyms of one that is to be shared."""
        return pl.scan_parquet(list(self.files), low_memory=True, glob=False)

    def frames(self) -> Iterator[pl.DataFrame]:
        """The same, a bounded number of rows at a time."""
        yield from self.rows().collect_batches(chunk_size=FRAME_ROWS, maintain_order=True)


def screen(rules: Rules, knowledge: Knowledge, asked: Asked, progress: Progress | None = None) -> Screened:
    """The cohort, judged by the protocol.

    The rows stay in the folder: whoever keeps it for more than one run is `alone_in` it until they are written.

    Raises:
        Refused: where the cohort cannot be read, or a rule of the protocol has no columns.
        EngineUnavailable: where the engine cannot be opened, or has no words for the query.
        OtherRun: where the folder belongs to another run.
        Differs: where a row that was judged again came out differently.
    """
    if asked.resumable:
        claim(asked.folder, _inputs(rules, asked))
    diagnostics = Diagnostics()
    with _opened(asked) as shop:
        found, taken = _taken_in(shop, rules, knowledge, asked, diagnostics)
        faults = _keep_faults(taken, asked.folder)
        grouped = in_groups(found, taken.cohort, asked.by)
        parts = _judge(shop, rules, asked, grouped, progress or _untold)
        auditing = Auditing(rules=rules, knowledge=knowledge, as_of=asked.as_of, procedure_date=asked.procedure_date)
        audited = _audited(shop, auditing, asked, found, parts)
    files = tuple(each.path for each in parts)
    run = Run(
        rules=rules,
        engine=asked.engine.partition("://")[0],
        where=found.patients.where,
        taken=taken,
        as_of=asked.as_of,
        procedure_date=asked.procedure_date,
        by=asked.by,
        audit=audited,
        is_shared=asked.salt is not None,
    )
    counter = open_engine(DUCKDB, memory=asked.memory, folder=asked.folder / SPILLED)
    counted = count_all(counter, files, run)
    told = files if asked.salt is None else (shared_rows(counter, files, asked.salt, asked.folder),)
    return Screened(found=counted, warnings=tuple(diagnostics), files=told, faults=lambda: faulty_rows(faults))


def query(rules: Rules, knowledge: Knowledge, asked: Asked, dialect: str) -> str:
    """The query for the cohort as text in a dialect, not run: whole but for the typed tables, which its head describes.

    Raises:
        Refused: where the cohort cannot be read, or a rule of the protocol has no columns.
        EngineUnavailable: where the engine cannot be opened.
        Unprintable: where the dialect cannot say it.
    """
    with _opened(asked) as shop:
        _, taken = _taken_in(shop, rules, knowledge, asked, Diagnostics())
        cohort = with_named_tables(taken.cohort)
        return printed(
            decided(rules, asked.as_of, asked.procedure_date, cohort), cohort, dialect, rules.protocol.banner
        )


def survey(rules: Rules, knowledge: Knowledge, asked: Asked) -> tuple[Survey, tuple[Diagnostic, ...]]:  # noqa: ARG001 - asked in one way with `screen` and `query`
    """What the cohort would be read as, with the warnings; nobody is judged.

    Raises:
        Refused: where the cohort cannot be read.
        EngineUnavailable: where the engine cannot be opened.
    """
    diagnostics = Diagnostics()
    with _opened(asked) as shop:
        found = _found(shop, rules, asked, diagnostics)
        is_of_model = is_omop_schema(asked.cohort, shop) if _lives_in_database(asked) else is_omop(Path(asked.cohort))
        reasons = unsaid(load_omop(), rules.dictionary) if is_of_model else None
        return survey_cohort(found, rules.dictionary, rules.protocol, reasons), tuple(diagnostics)


def _untold(_done: int, _all: int) -> None:
    """Nobody watches."""


def _inputs(rules: Rules, asked: Asked) -> dict[str, str]:
    names = ("as_of", "procedure_date", "by", "engine")
    told: dict[str, object] = {name: getattr(asked, name) for name in names}
    told |= {"partition_rows": asked.rows_of_part, "complete": " ".join(sorted(asked.complete))}
    return inputs_of(rules, asked.cohort, told)


@contextmanager
def _opened(asked: Asked) -> Generator[Workshop]:
    """Where the cohort is taken in, and a DuckDB of our own that reads files, with a folder for each.

    Files are taken in by DuckDB, whatever judges: what a million cells say is found out in a tenth of the time that
    Spark needs to have its plan of it compiled.
    """
    kept, spilled = asked.folder / "cohort", asked.folder / SPILLED
    for each in (kept, spilled):
        each.mkdir(parents=True, exist_ok=True)
    refuse_absent(asked.engine)
    takes_in = DUCKDB if asked.engine in _OF_FILES else asked.engine
    engine = open_engine(takes_in, memory=asked.memory, folder=spilled)
    reader = duckdb.connect(
        ":memory:",
        config={"memory_limit": asked.memory or MEMORY, "threads": THREADS, "temp_directory": str(spilled)},
    )
    try:
        # the engine is not closed here: what it keeps is given back when nothing refers to it, which needs it open
        yield Workshop(reader=reader, engine=engine, folder=kept)
    except (OperationNotDefinedError, UnsupportedBackendType, UnsupportedOperationError) as fault:
        if not _lives_in_database(asked):
            raise
        scheme = asked.engine.partition("://")[0]
        why = f"the database at the `{scheme}` URL has no words for the query ({type(fault).__name__})"
        raise EngineUnavailable(why, "export its tables to Parquet, and name their folder as COHORT") from fault
    finally:
        reader.close()


def _opened_judge(shop: Workshop, asked: Asked) -> BaseBackend:
    """Spark, or whatever has taken the cohort in."""
    if asked.engine != SPARK:
        return shop.engine
    return open_engine(SPARK, master=asked.master, memory=asked.memory, folder=asked.folder / SPILLED)


def _lives_in_database(asked: Asked) -> bool:
    """Whether the engine is the URL of a database, whose tables the cohort then names."""
    return asked.engine not in _OF_FILES


def _found(shop: Workshop, rules: Rules, asked: Asked, diagnostics: Diagnostics) -> FoundCohort:
    """The cohort with every cell as text.

    Raises:
        Refused: it cannot be read, or has no column to make groups by.
    """
    known = with_group(rules.dictionary, asked.by)
    omop = (load_omop(), asked.as_of)
    if _lives_in_database(asked):
        found = open_tables(asked.cohort, shop, known, asked.complete, diagnostics, omop=omop)
    else:
        found = open_cohort(Path(asked.cohort), shop, known, asked.complete, diagnostics, omop=omop)
    raise_if_refused(diagnostics, {})
    if found is None:
        raise AssertionError("a cohort that cannot be read has a diagnostic")
    refusal = Diagnostics()  # without the warnings: they would offer the column that is not there as a name
    refuse_unknown_group(found, asked.by, refusal)
    _refuse_absent_lists(found, asked.complete, rules.dictionary, refusal)
    raise_if_refused(refusal, {})
    return found


def _taken_in(
    shop: Workshop, rules: Rules, knowledge: Knowledge, asked: Asked, diagnostics: Diagnostics
) -> tuple[FoundCohort, TakenIn]:
    found = _found(shop, rules, asked, diagnostics)
    taken = take_in(found, rules.dictionary, knowledge.drugs, asked.as_of, shop.stages)
    refusal = Diagnostics()
    _refuse_entries_of_nobody(found, taken, asked.complete, refusal)
    raise_if_refused(refusal, {})
    return found, taken


def _refuse_absent_lists(
    found: FoundCohort, complete: frozenset[str], dictionary: Dictionary, diagnostics: Diagnostics
) -> None:
    """Nobody can vouch for a table that is not there: everybody would seem to take nothing."""
    lists = {path for path, each in dictionary.elements.items() if each.kind is ElementKind.RECORDS}
    there = lists & {*found.lists, *(each.path for each in found.patients.columns)}
    for path in sorted(complete - there):
        message = f"`{shortened(path)}` is vouched for as complete, and the cohort has no such list"
        otherwise = (
            f"the lists that it has are {', '.join(sorted(there))}" if there else "the cohort has no list at all"
        )
        place = Span(found.patients.where, 0, 0, 0, 0)
        diagnostics.error(NO_LIST, message, place, help=suggestion(path, sorted(there), otherwise))


def _refuse_entries_of_nobody(
    found: FoundCohort, taken: TakenIn, complete: frozenset[str], diagnostics: Diagnostics
) -> None:
    """Whoever an entry belongs to, and has no other, would seem to have an empty list."""
    for path in sorted(complete & set(found.lists)):
        place, rows = found.lists[path].where, taken.counts.of_nobody[path]
        if rows:
            message = f"`{path}` is vouched for as complete, and {rows:,} of its rows are of nobody among the patients"
            otherwise = "mend them or take them out; without `--complete`, `--set-aside FILE` lists them"
            diagnostics.error(ENTRIES_OF_NOBODY, message, Span(place, 0, 0, 0, 0), help=otherwise)


def _judge(shop: Workshop, rules: Rules, asked: Asked, grouped: Grouped, progress: Progress) -> tuple[Part, ...]:
    """Every part written, those that an earlier run has written left as they are."""
    patients = grouped.cohort.patients
    bounds = shop.engine.to_pyarrow(
        patients.agg(first=patients[ROW].min(), last=patients[ROW].max(), number=patients.count())
    ).to_pylist()[0]
    first, number = bounds["first"] or 0, bounds["number"]
    end = first if bounds["last"] is None else bounds["last"] + 1
    parts = parts_of(asked.folder, first, end, asked.rows_of_part)
    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress(done, number)

    progress(0, number)
    done_before = [each for each in parts if each.is_done and asked.resumable and asked.engine in _OF_FILES]
    if done_before:
        tell(_rows_in(done_before))
    pending = [each for each in parts if each not in done_before]
    if not pending:
        return parts
    judge = _opened_judge(shop, asked)
    with stages_in(judge, shop.folder / TYPED) as typed:
        cohort = handed_over(shop.engine, grouped.cohort, typed)
        for part in pending:
            with in_stages(), stages_in(judge, shop.folder / part.path.stem) as stages:
                answer = decided(rules, asked.as_of, asked.procedure_date, part.of(cohort), Settled(stages))
                write_part(part, grouped.added_to(stages.handed_to(shop.engine, answer)), tell)
    return parts


def _rows_in(parts: Sequence[Part]) -> int:
    return int(pl.scan_parquet([each.path for each in parts], glob=False).select(pl.len()).collect().item())


def _audited(
    shop: Workshop, auditing: Auditing, asked: Asked, found: FoundCohort, parts: tuple[Part, ...]
) -> Audit | None:
    if not asked.audit:
        return None
    rows = pl.scan_parquet([each.path for each in parts], low_memory=True, glob=False)
    return Audit(rows=audit(auditing, found, rows, (asked.audit, asked.seed), shop.engine), seed=asked.seed)


def _keep_faults(taken: TakenIn, folder: Path) -> Path:
    """All faults in a file: the engine that holds them is closed before anybody may ask."""
    path = folder / "faults.parquet"
    write_part(Part(0, 0, path), taken.faults.mutate(**{ROW: taken.faults["number"]}), lambda _: None)
    return path
