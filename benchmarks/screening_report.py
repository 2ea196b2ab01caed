"""What the screening of a cohort costs, as a section of the results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measuring import Timing
from benchmarks.report import Goal, as_table, goals_table, ratio
from benchmarks.screening_contestants import ANEW, BY_HAND, COUNTED, OURS, POLARS
from benchmarks.screening_explained import CHECKED, READ_AND_CHECKED, Explained
from benchmarks.screening_process import Cost
from benchmarks.screening_spark import Ran

from posology.api.screening import PARTITION_ROWS
from posology.cohort.engines import MEMORY

LEAST_OF_HAND = 0.8
LEAST_OF_CHECKS = 50
MOST_MEMORY = 1.25

HEAD = """\
## Screening

A generated cohort of {patients:,} patients with {medications:,} medications, `allorx-spine`, one decision for each:
verdict, earliest date, criteria that fail and that are unknown, holds, doses. Two threads.

Written by `python -m benchmarks.screening{arguments}`. Versions: {versions}.

**Before anything is timed** the contestants answer alike, row for row: {agreed}.

**Kindness to the others.** All begin with typed columns in memory. The SQL by hand and Polars know this one protocol:
what moves with the date and what does not, what each drug asks for, that no criterion turns back. They say nothing of
why. `{ours}` is the query that Ibis wrote from the protocol, as DuckDB runs it; `{anew}` also makes it from the
protocol each time, as a command does once for a run; `{counted}` adds what each verdict waits for, and every status.
"""

WHY_HAND = (
    "the query that is made from a protocol judges every criterion with its unknowns as it is written, and tries the "
    "later dates that would mend a failure, where the SQL by hand knows which of them can move, and how"
)
WHY_MEMORY = f"DuckDB takes what it is given, {MEMORY}, before it writes to disk"

NOT_ON_SPARK = "Spark was left out.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sparked:
    """The query on so many cores of Spark, and the shortest run of the same on DuckDB, in seconds."""

    patients: int
    cores: int
    ran: Ran
    duckdb: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What was done for so many patients, in seconds that went by and seconds of the processor."""

    what: str
    patients: int
    seconds: float
    processor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """All of it."""

    patients: int
    medications: int
    arguments: str
    versions: Mapping[str, str]
    agreed: str
    contest: Mapping[str, Timing]
    checks: Explained
    grown: Mapping[int, Cost]
    spark: Sequence[Sparked]
    rates: Sequence[Rate]


def written(measured: Measured) -> str:
    """The section."""
    named = ", ".join(f"{name} {version}" for name, version in measured.versions.items())
    head = HEAD.format(
        patients=measured.patients,
        medications=measured.medications,
        arguments=measured.arguments,
        versions=named,
        agreed=measured.agreed,
        ours=OURS,
        anew=ANEW,
        counted=COUNTED,
    )
    parts = [
        head,
        contest_table(measured.contest, measured.patients),
        "### Against a loop of explained checks\n\n" + checks_table(measured),
        "### How the whole command grows\n\n" + growth_table(measured.grown),
        "### On Spark\n\n" + (spark_table(measured.spark) if measured.spark else NOT_ON_SPARK),
        "### What one core does\n\n" + rates_table(measured.rates),
        "### Goals of screening\n\n" + goals_table([*_goals(measured)]),
    ]
    return "\n".join(parts)


def contest_table(contest: Mapping[str, Timing], patients: int) -> str:
    """Everybody against the SQL by hand."""
    head = ("", f"times {BY_HAND}, shortest (median)", "seconds", "patients a second")
    rows = (
        (name, ratio(each, contest[BY_HAND]), _seconds(each.shortest / 1e9), _rate(patients, each.shortest / 1e9))
        for name, each in contest.items()
    )
    return as_table(head, rows)


def checks_table(measured: Measured) -> str:
    """What one patient takes in a loop, against what one takes in the query."""
    ours = _each(measured.contest[OURS], measured.patients)
    rows = [("", "microseconds a patient", f"times {OURS}")]
    rows += [
        (name, f"{_each(each, measured.checks.rows):,.0f}", f"{_each(each, measured.checks.rows) / ours:,.0f}")
        for name, each in measured.checks.timings.items()
    ]
    rows.append((OURS, f"{ours:.2f}", "1"))
    return as_table(rows[0], rows[1:])


def growth_table(grown: Mapping[int, Cost]) -> str:
    """The command from files to a file, as processes of their own."""
    head = ("patients", "seconds", "microseconds a patient", "of the processor", "peak memory")
    rows = (
        (
            f"{size:,}",
            _seconds(cost.seconds),
            f"{1e6 * cost.seconds / size:,.1f}",
            f"{1e6 * cost.processor / size:,.1f}",
            f"{cost.kilobytes / 1000:,.0f} MB",
        )
        for size, cost in grown.items()
    )
    return as_table(head, rows) + (
        "\n`posology screen FOLDER --output FILE.parquet`, each a process of its own: every cell read and judged, the "
        f"decision with what each verdict waits for, the counts, and the file. {PARTITION_ROWS:,} patients are judged "
        "at a time: fewer need less memory.\n"
    )


def spark_table(spark: Sequence[Sparked]) -> str:
    """The same query on another engine."""
    head = ("patients", "cores", "start, s", "first query, s", "later query, s", "times DuckDB with two threads")
    rows = (
        (
            f"{each.patients:,}",
            f"`local[{each.cores}]`",
            _seconds(each.ran.start),
            _seconds(each.ran.cold),
            _seconds(each.ran.warm),
            f"{each.ran.warm / each.duckdb:.1f}",
        )
        for each in spark
    )
    return as_table(head, rows) + (
        "\nFrom typed columns in Parquet to Parquet, with the query made anew each time; DuckDB has it made already, "
        "and its tables in memory. A first query waits for Java to compile what runs.\n"
    )


def rates_table(rates: Sequence[Rate]) -> str:
    """Patients a second, by the clock and by the time of the processor."""
    head = ("", "patients", "patients a second", "patients a second of one core", "core hours for 100 million")
    rows = (
        (
            each.what,
            f"{each.patients:,}",
            _rate(each.patients, each.seconds),
            _rate(each.patients, each.processor),
            f"{1e8 * each.processor / each.patients / 3600:.1f}",
        )
        for each in rates
    )
    return as_table(head, rows) + (
        "\nThe time of the processor is that of all threads and processes together, so that it does not matter who "
        "else was on the machine.\n"
    )


def _goals(measured: Measured) -> Iterator[Goal]:
    contest = {name: each.shortest for name, each in measured.contest.items()}
    share = contest[BY_HAND] / contest[OURS]
    found = f"{share:.2f}; {contest[BY_HAND] / contest[ANEW]:.2f} with the query made anew"
    yield Goal(f"at least {LEAST_OF_HAND} of hand-written SQL", share >= LEAST_OF_HAND, found, WHY_HAND)
    share = contest[POLARS] / contest[OURS]
    yield Goal("at least as fast as Polars", share >= 1, f"{share:.2f}", WHY_HAND)
    ours = _each(measured.contest[OURS], measured.patients)
    times = _each(measured.checks.timings[CHECKED], measured.checks.rows) / ours
    read = _each(measured.checks.timings[READ_AND_CHECKED], measured.checks.rows)
    command = measured.grown[measured.patients]
    whole = read / (1e6 * command.seconds / measured.patients)
    says = f"at least {LEAST_OF_CHECKS} times a loop of explained checks"
    yield Goal(f"{says}, typed columns", times >= LEAST_OF_CHECKS, f"{times:,.0f} times", "")
    yield Goal(f"{says}, from files", whole >= LEAST_OF_CHECKS, f"{whole:,.0f} times", "")
    yield from _flat(measured.grown)


def _flat(grown: Mapping[int, Cost]) -> Iterator[Goal]:
    *_, (before, less), (size, more) = [(0, Cost(0, 0, 1)), *grown.items()]
    if before >= PARTITION_ROWS:
        times = more.kilobytes / less.kilobytes
        says = f"memory flat: {size:,} patients in at most {MOST_MEMORY} times that of {before:,}"
        yield Goal(says, times <= MOST_MEMORY, f"{times:.2f} times", WHY_MEMORY)


def _each(timing: Timing, patients: int) -> float:
    """Microseconds a patient."""
    return timing.shortest / patients / 1e3


def _seconds(seconds: float) -> str:
    return f"{seconds:.2f}" if seconds < 10 else f"{seconds:,.0f}"  # noqa: PLR2004 - two places of small ones


def _rate(patients: int, seconds: float) -> str:
    return f"{patients / seconds:,.0f}"
