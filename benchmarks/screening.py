"""A cohort screened, against SQL by hand, Polars and a loop of checks, and on Spark: `python -m benchmarks.screening`.

Prints a section of `benchmarks/RESULTS.md`. What was found so far goes to standard error: the whole takes long.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import duckdb
from benchmarks import screening_report as report
from benchmarks.cold_start import COMMAND
from benchmarks.contestants import PROTOCOL
from benchmarks.measuring import Timing, rounds_of
from benchmarks.screening_cohort import AS_OF, Made, make
from benchmarks.screening_contestants import OURS, Contest, contest
from benchmarks.screening_explained import Explained, explained
from benchmarks.screening_process import Cost, cost_of
from benchmarks.screening_report import Measured, Rate, Sparked
from benchmarks.screening_spark import ran
from benchmarks.screening_typed import Typed, take_in_once

from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.explain.rules import Rules

PATIENTS = 1_000_000
SMALLER = (10_000, 100_000)
LARGE = 10_000_000
LEAST_ON_SPARK = 100_000
CORES = (1, 2)
ROUNDS, CHECKS = 5, 1_000

RESULTS = Path(__file__).parent / "RESULTS.md"

VERSIONS = ("duckdb", "ibis-framework", "polars", "pyspark")
ENGINES = {"DuckDB": (), "Spark": ("--engine", "spark", "--master", f"local[{CORES[-1]}]")}


class Disagreement(Exception):  # noqa: N818 - it is what was looked for
    """The contestants do not answer alike, and there is nothing to time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How much to measure."""

    patients: int = PATIENTS
    large: bool = False
    rounds: int = ROUNDS
    checks: int = CHECKS
    spark: bool = True

    @property
    def sizes(self) -> tuple[int, ...]:
        """The numbers of patients for whom the whole command is run."""
        smaller = tuple(each for each in SMALLER if each < self.patients)
        return (*smaller, self.patients, *((LARGE,) if self.large else ()))

    @property
    def on_spark(self) -> tuple[int, ...]:
        """The numbers of patients for whom Spark is asked: none of few, who would measure its start alone."""
        return tuple(each for each in self.sizes if LEAST_ON_SPARK <= each <= self.patients) if self.spark else ()


def measure(wanted: Wanted, folder: Path, arguments: str) -> Measured:
    """Everything that is wanted, measured; `folder` takes what is written on the way.

    Raises:
        Disagreement: the contestants do not answer alike.
    """
    knowledge = load_knowledge()
    running = _Running(wanted, folder, load(PROTOCOL, knowledge), knowledge)
    whole = {size: running.command(size, "DuckDB") for size in wanted.sizes}
    _tell(report.growth_table(whole))
    sparks = {size: running.command(size, "Spark") for size in wanted.on_spark}
    spark, timings, checks, query = running.queries()
    rates = [
        Rate(what="DuckDB, the query", patients=wanted.patients, seconds=query[0], processor=query[1]),
        *(_rate("DuckDB, the whole command", size, cost) for size, cost in whole.items()),
        *(_rate_of(each) for each in spark),
        *(_rate("Spark, the whole command", size, cost) for size, cost in sparks.items()),
    ]
    made = running.made(wanted.patients)
    row = duckdb.sql(f"select count(*) from '{made.medications}'").fetchone()  # noqa: S608 - a path of ours
    names = "hand-written SQL and Polars for every patient, `check` for each of"
    return Measured(
        patients=wanted.patients,
        medications=0 if row is None else row[0],
        arguments=arguments,
        versions={name: version(name) for name in VERSIONS},
        agreed=f"{names} {checks.rows:,} chosen by chance" + (", Spark for every patient" if spark else ""),
        contest=timings,
        checks=checks,
        grown=whole,
        spark=spark,
        rates=rates,
    )


def _rate(what: str, size: int, cost: Cost) -> Rate:
    return Rate(what=what, patients=size, seconds=cost.seconds, processor=cost.processor)


def _rate_of(each: Sparked) -> Rate:
    what = f"Spark, a later query on `local[{each.cores}]`"
    return Rate(what=what, patients=each.patients, seconds=each.ran.warm, processor=each.ran.processor)


@dataclass(frozen=True, slots=True)
class _Running:
    """One measurement, in its folder."""

    wanted: Wanted
    folder: Path
    rules: Rules
    knowledge: Knowledge

    def made(self, size: int) -> Made:
        """The generated cohort of this size, which is made once."""
        place = self.folder / f"cohort-{size}"
        made = Made(place / "patients.parquet", place / "medications.parquet")
        return made if made.medications.exists() else make(place, size)

    def command(self, size: int, engine: str) -> Cost:
        """What the whole command takes."""
        source = self.made(size).patients.parent
        output = self.folder / "screened.parquet"
        posology = (sys.executable, "-c", COMMAND)
        cost = cost_of(
            *(*posology, "screen", str(source), "--as-of", AS_OF.isoformat(), "--output", str(output)), *ENGINES[engine]
        )
        output.unlink()
        if size > self.wanted.patients:
            shutil.rmtree(source)
        _tell(f"{engine}, the whole command, {size:,} patients: {cost}")
        return cost

    def queries(self) -> tuple[list[Sparked], dict[str, Timing], Explained, tuple[float, float]]:
        """The decision over typed columns: on Spark, by everybody, for some one by one; and DuckDB by the processor."""
        spark: list[Sparked] = []
        for size in self.wanted.on_spark[:-1]:
            typed, contestants = self._contest(size)
            ours = rounds_of({OURS: contestants.contestants[OURS]}, self.wanted.rounds)
            spark += self._sparked(size, typed, contestants, ours)
        typed, contestants = self._contest(self.wanted.patients)
        for name, number in contestants.disagreements().items():
            _refuse(name, number)
        timings = rounds_of(contestants.contestants, self.wanted.rounds)
        _tell(report.contest_table(timings, self.wanted.patients))
        query = min(_clocked(contestants) for _ in range(self.wanted.rounds))
        checks = self._checks(contestants)
        if self.wanted.on_spark:
            spark += self._sparked(self.wanted.patients, typed, contestants, timings)
        return spark, timings, checks, query

    def _contest(self, size: int) -> tuple[Typed, Contest]:
        place = self.folder / f"typed-{size}"
        place.mkdir()
        made = self.made(size)
        typed = take_in_once(self.rules, self.knowledge, made.patients.parent, place)
        return typed, contest(self.rules, self.knowledge, made, typed, place)

    def _checks(self, contestants: Contest) -> Explained:
        source = self.made(self.wanted.patients).patients.parent
        screened = contestants.database.con.execute("from ours").pl().lazy()
        checks = explained(self.rules, self.knowledge, source, screened, self.wanted.checks)
        _refuse("check", checks.differing)
        return checks

    def _sparked(self, size: int, typed: Typed, contestants: Contest, timings: dict[str, Timing]) -> Iterator[Sparked]:
        for cores in CORES:
            answer = self.folder / f"spark-{size}-{cores}"
            found = ran(typed, cores, answer, self.wanted.rounds)
            rows = contestants.database.con.sql(f"from '{answer}/*.parquet'")
            _refuse(f"Spark on local[{cores}]", contestants.differing(rows))
            shutil.rmtree(answer)
            each = Sparked(patients=size, cores=cores, ran=found, duckdb=timings[OURS].shortest / 1e9)
            _tell(report.spark_table([each]))
            yield each


def _clocked(contestants: Contest) -> tuple[float, float]:
    """Seconds that go by in the query on DuckDB, and seconds of the processor."""
    began, processor = perf_counter(), process_time()
    contestants.contestants[OURS]()
    return perf_counter() - began, process_time() - processor


def _refuse(name: str, number: int) -> None:
    if number:
        raise Disagreement(f"{name}: {number:,} patients have another answer")


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measures, and prints the section."""
    parser = argparse.ArgumentParser(
        description="What the screening of a generated cohort costs, as ratios in one run."
    )
    parser.add_argument("--patients", type=int, default=PATIENTS)
    parser.add_argument("--large", action="store_true", help="the whole command for ten million patients too")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--checks", type=int, default=CHECKS, help="rows to be judged again one by one")
    parser.add_argument("--without-spark", action="store_true")
    parser.add_argument("--folder", type=Path, help="where what is written on the way goes, and stays")
    parser.add_argument("--write", action="store_true", help="put the section into the results instead of printing it")
    asked = parser.parse_args()
    wanted = Wanted(
        patients=asked.patients,
        large=asked.large,
        rounds=asked.rounds,
        checks=asked.checks,
        spark=not asked.without_spark,
    )
    arguments = "".join(f" {each}" for each in sys.argv[1:])
    with TemporaryDirectory(prefix="posology-screening-") as folder:
        section = report.written(measure(wanted, asked.folder or Path(folder), arguments))
    if asked.write:
        RESULTS.write_text(placed(section, RESULTS.read_text("utf-8")), "utf-8")
    else:
        print(section, end="")
    return 0


def placed(section: str, page: str) -> str:
    """The page with the section in the place of the one of the same heading, or at its end."""
    heading = section[: section.index("\n") + 1]
    before, found, after = page.partition(f"\n{heading}")
    _, _, rest = after.partition("\n## ")
    return f"{before}\n{section}" + (f"\n## {rest}" if found and rest else "")


if __name__ == "__main__":
    sys.exit(main())
