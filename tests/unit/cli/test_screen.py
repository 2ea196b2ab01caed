"""`posology screen`: every form of its result, what is told of rows set aside, folders that go on, and exit codes."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree, which
from subprocess import PIPE, Popen

import duckdb
import polars as pl
import psycopg
import pytest

from posology.api import Facts, Rules
from posology.diagnostics.span import Span
from posology.screen.refusal import Inexpressible
from posology_cli import screen as command
from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES
from tests.unit.trail.servers import folder_of_programs, server

# Ibis 12 calls what DuckDB 1.5 has renamed
pytestmark = pytest.mark.filterwarnings("ignore:fetch_record_batch:DeprecationWarning")

COHORT = EXAMPLES / "generated-cohort"
DAY = ("--as-of", "2026-11-20")
COLUMNS = [
    *("id", "verdict", "earliest_date", "failed", "unknown", "holds"),
    *("iv_cells_minimum", "iv_cells_maximum", "total_cells_minimum", "total_cells_maximum"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first thirty patients of the shipped cohort, one of them with a name that a spreadsheet would compute."""
    folder = tmp_path_factory.mktemp("cohort")
    lines = (COHORT / "patients.csv").read_text("utf-8").splitlines()[:31]
    entries = (COHORT / "medications.csv").read_text("utf-8").splitlines()
    kept = {line.split(",")[0] for line in lines[1:]}
    entries = [entries[0], *(line for line in entries[1:] if line.split(",")[0] in kept)]
    first = lines[1].split(",")[0]
    for name, rows in (("patients.csv", lines), ("medications.csv", entries)):
        (folder / name).write_text("\n".join(rows).replace(f"{first},", "=1+1,") + "\n", "utf-8")
    return folder


def test_the_counts_are_printed(run: Run, small: Path) -> None:
    """Text by default: verdicts, attrition, what would settle most; nobody is named."""
    ran = run("screen", small, *DAY, "--by", "site")
    assert ran.code == 0
    words = " ".join(ran.out.split())
    for said in ("INVESTIGATIONAL USE", "ATTRITION", "WHAT WOULD SETTLE MOST", "Start: 30 patients", "site: "):
        assert said in words
    assert "invented-0" not in ran.out + ran.err


def test_a_csv_has_one_row_for_each_patient(run: Run, small: Path, tmp_path: Path) -> None:
    """The columns of the contract, nothing that a spreadsheet computes, and the banner on standard error."""
    file = tmp_path / "result.csv"
    ran = run("screen", small, *DAY, "--output", file)
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert ran.code == 0
    assert "INVESTIGATIONAL USE" in ran.err
    assert list(rows[0]) == [*COLUMNS, "protocol"]
    assert len(rows) == 30
    assert rows[0]["id"] == "'=1+1"
    assert rows[0]["protocol"].endswith("investigational")


def test_every_form_has_the_same_rows(run: Run, small: Path, tmp_path: Path) -> None:
    """JSON, Parquet and XLSX say what the CSV says, and carry the banner."""
    for suffix in ("json", "parquet", "xlsx", "csv"):
        assert run("screen", small, *DAY, "--why", "--output", tmp_path / f"result.{suffix}").code == 0
    found = json.loads((tmp_path / "result.json").read_text("utf-8"))
    table = pl.read_parquet(tmp_path / "result.parquet")
    sheet = pl.read_excel(tmp_path / "result.xlsx", sheet_name="patients")
    assert found["banner"] == pl.read_parquet_metadata(tmp_path / "result.parquet")["banner"]
    assert [each["verdict"] for each in found["patients"]] == table["verdict"].to_list() == sheet["verdict"].to_list()
    assert table.columns == [*COLUMNS, "failed_because", "unknown_because", "ask"]
    assert sum(found["verdicts"].values()) == found["judged"] == len(table) == 30


def test_every_row_is_what_check_says(run: Run, small: Path) -> None:
    """The audit judges all of them again, one by one."""
    ran = run("screen", small, *DAY, "--audit", 1000)
    assert ran.code == 0
    assert "30 patients, picked by the seed `posology`" in " ".join(ran.out.split())


def test_a_difference_is_no_result(run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1 and no file where the audit finds a row that came out differently; nobody is named."""
    from posology.api import auditing  # noqa: PLC0415 - what is tested is what happens if it answers otherwise

    right = auditing.explained_row

    def wrong(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Mapping[str, object]:
        return {**right(rules, facts, as_of, procedure_date), "verdict": "eligible"}

    monkeypatch.setattr(auditing, "explained_row", wrong)
    ran = run("screen", small, *DAY, "--audit", 30, "--output", tmp_path / "result.csv")
    assert (ran.code, ran.out) == (1, "")
    assert "differs in verdict" in ran.err
    assert "invented-0" not in ran.err
    assert not (tmp_path / "result.csv").exists()


@pytest.mark.parametrize(("suffix", "begins"), [("csv", "id,kind,text"), ("json", "{"), ("md", "# Screening")])
def test_the_attrition_is_written_by_its_suffix(
    suffix: str, begins: str, run: Run, small: Path, tmp_path: Path
) -> None:
    """Each form carries the banner."""
    file = tmp_path / f"attrition.{suffix}"
    assert run("screen", small, *DAY, "--attrition", file).code == 0
    assert file.read_text("utf-8").startswith(begins)
    assert "INVESTIGATIONAL USE" in file.read_text("utf-8")


def test_rows_that_are_set_aside_are_listed(run: Run, small: Path, tmp_path: Path) -> None:
    """By place, column and code, and never by what stands there."""
    folder = tmp_path / "cohort"
    folder.mkdir()
    for name in ("patients.csv", "medications.csv"):
        text = (small / name).read_text("utf-8")
        (folder / name).write_text(text.replace("106.7 kg", "106.7 stone"), "utf-8")
    ran = run("screen", folder, *DAY, "--set-aside", tmp_path / "aside.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "aside.csv").read_text("utf-8"))))
    assert ran.code == 0
    assert [(each["where"], each["row"], each["column"]) for each in rows] == [("patients.csv", "3", "weight")]
    assert "stone" not in ran.out + ran.err + str(rows)


def test_an_interrupted_run_goes_on(run: Run, small: Path, tmp_path: Path) -> None:
    """A part that is there is not made again, the others are, and the result is the same."""
    asked = (*DAY, "--work", tmp_path / "work", "--partition-rows", 10)
    assert run("screen", small, *asked, "--output", tmp_path / "first.csv").code == 0
    parts = sorted((tmp_path / "work" / "results").iterdir())
    assert len(parts) == 3
    parts[1].unlink()
    before = parts[0].stat().st_mtime_ns
    assert run("screen", small, *asked, "--output", tmp_path / "second.csv").code == 0
    assert parts[0].stat().st_mtime_ns == before
    assert (tmp_path / "first.csv").read_bytes() == (tmp_path / "second.csv").read_bytes()


def test_a_folder_of_another_run_is_refused(run: Run, small: Path, tmp_path: Path) -> None:
    """What differs is named."""
    work = ("--work", tmp_path / "work")
    assert run("screen", small, *DAY, *work).code == 0
    ran = run("screen", small, "--as-of", "2026-11-21", *work)
    assert (ran.code, ran.out) == (2, "")
    assert "another as_of" in ran.err


def test_parts_of_an_unknown_run_are_refused(run: Run, small: Path, tmp_path: Path) -> None:
    """Rows that nobody knows the run of are not taken for those of this one."""
    work = tmp_path / "work"
    assert run("screen", small, *DAY, "--work", work).code == 0
    (work / "inputs.json").unlink()
    assert run("screen", small, *DAY, "--work", work).code == 2


def test_a_list_that_is_not_there_cannot_be_vouched_for(run: Run, small: Path) -> None:
    """A slip is told with the nearest name, and a file of patients alone has no entries to vouch for."""
    ran = run("screen", small, *DAY, "--complete", "medicatons")
    assert (ran.code, ran.out) == (3, "")
    assert "did you mean `medications`?" in ran.err


@pytest.mark.parametrize("row", ["nobody,apixaban,ongoing,,,,,", ",apixaban,ongoing,,,,,", "nobody,apixaban"])
def test_a_list_with_entries_of_nobody_cannot_be_vouched_for(run: Run, small: Path, tmp_path: Path, row: str) -> None:
    """Whoever such an entry belongs to would seem to take nothing; without the vouching it is told."""
    cohort = tmp_path / "lost"
    copytree(small, cohort)
    with (cohort / "medications.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    ran = run("screen", cohort, *DAY, "--complete", "medications")
    assert (ran.code, ran.out) == (3, "")
    assert "error[P0863]" in ran.err
    ran = run("screen", cohort, *DAY, "--format", "json")
    assert ran.code == 0
    assert [each["rows"] for each in json.loads(ran.out)["faults"] if each["where"] == "medications.csv"] == [1]


def test_a_file_of_patients_without_their_medicines_makes_nobody_eligible(run: Run, small: Path) -> None:
    """Who is said to have entries in a table that was not given is set aside."""
    ran = run("screen", small / "patients.csv", *DAY, "--format", "csv")
    assert ran.code == 0
    recorded = [
        each["id"]
        for each in csv.DictReader(io.StringIO((small / "patients.csv").read_text("utf-8")))
        if each["medications"] == "recorded"
    ]
    assert recorded
    assert not {each["id"] for each in csv.DictReader(io.StringIO(ran.out))} & {*recorded}


def test_the_audit_finds_a_row_that_is_not_there(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be judged again was not found the same."""
    from posology.api import auditing  # noqa: PLC0415 - what is tested is what happens if it answers otherwise

    def without_records(*_: object) -> Mapping[int, bytes]:
        return {}

    monkeypatch.setattr(auditing, "records_of", without_records)
    ran = run("screen", small, *DAY, "--audit", 30)
    assert (ran.code, ran.out) == (1, "")
    assert "30 of 30 rows" in ran.err


def test_a_shared_result_asks_nothing_that_few_are_asked(run: Run, small: Path) -> None:
    """The questions of --why are left out where fewer than eleven patients share them, as every other cell is."""
    ran = run("screen", small, *DAY, "--deidentify", "--why", "--format", "csv")
    asked = Counter(each["ask"] for each in csv.DictReader(io.StringIO(ran.out)))
    assert asked.pop("left out")
    assert min(asked.values()) >= 11


def test_a_shared_result_names_nobody(run: Run, small: Path, tmp_path: Path) -> None:
    """Pseudonyms that only the salt can make again, years for dates, and said what it does not protect against."""
    salt = tmp_path / "salt"
    salt.write_bytes(b"0123456789abcdef")
    asked = ("screen", small, *DAY, "--deidentify", "--salt-file", salt, "--format", "csv")
    ran = run(*asked)
    assert ran.code == 0
    assert "invented-0" not in ran.out
    assert "-11-" not in ran.out
    assert "no anonymisation" in ran.err
    assert ran.out == run(*asked).out
    assert ran.out != run("screen", small, *DAY, "--deidentify", "--format", "csv").out


def test_a_dry_run_judges_nobody(run: Run, small: Path) -> None:
    """It says what each column is, and what the protocol asks for and nobody has recorded."""
    ran = run("screen", small, *DAY, "--dry-run")
    assert ran.code == 0
    assert "`site` is no element" in ran.out
    assert "procedure.date" in ran.out


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
def test_the_query_is_printed(dialect: str, run: Run, small: Path) -> None:
    """And not run: with its banner and the tables that it reads, and nothing in it that only this run knows."""
    ran = run("screen", small, *DAY, "--sql", dialect)
    assert ran.code == 0
    head = [line for line in ran.out.splitlines() if line.startswith("--")]
    assert head[0].startswith("-- INVESTIGATIONAL USE")
    assert any(line.startswith("-- posology_patients (") for line in head)
    assert ran.out[sum(len(line) + 1 for line in head) :].startswith("WITH ")
    assert "memtable" not in ran.out
    assert "ibis_cached" not in ran.out
    assert "invented-0" not in ran.out
    assert ran.out == run("screen", small, *DAY, "--sql", dialect).out


def test_another_dialect_is_refused(run: Run, small: Path) -> None:
    """A word that is none is wrong usage."""
    ran = run("screen", small, *DAY, "--sql", "nonsense")
    assert (ran.code, ran.out) == (2, "")
    assert "`nonsense` is no dialect" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nowhere.csv",), 3),
        ((EXAMPLES / "candidate.yaml",), 3),
        ((COHORT, "--by", "sit"), 3),
        ((COHORT, "--protocol", "nowhere"), 3),
        ((COHORT, "--format", "parquet"), 2),
        ((COHORT, "--attrition", "table.doc"), 2),
        ((COHORT, "--engine", "nonsense"), 2),
        ((COHORT, "--procedure-date", "2026-11-01"), 2),
    ],
)
def test_what_cannot_be_screened(arguments: tuple[object, ...], code: int, run: Run) -> None:
    """Nothing on standard output."""
    ran = run("screen", *arguments, *DAY)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err


def test_a_column_that_is_not_there_makes_no_groups(run: Run, small: Path) -> None:
    """The code, and the name that may have been meant."""
    ran = run("screen", small, *DAY, "--by", "sit")
    assert (ran.code, ran.out) == (3, "")
    assert "P0860" in ran.err
    assert "`site`" in ran.err


def test_a_rule_without_columns_is_refused_by_name(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At its place in the protocol, with the command that can judge by it, and nobody is judged."""
    from posology.api import screened_judging  # noqa: PLC0415 - what is tested is what happens to its refusal

    def refused(*_asked: object, **_options: object) -> None:
        raise Inexpressible("Quotient", "there is no such column", Span("protocol.yaml", 3, 5, 3, 9))

    monkeypatch.setattr(screened_judging, "decide", refused)
    ran = run("screen", small, *DAY)
    assert (ran.code, ran.out) == (3, "")
    assert "error[P0861]: `Quotient` cannot be screened: there is no such column" in ran.err
    assert "posology check" in ran.err


def test_what_is_not_installed_is_said(run: Run, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what to install, before anything is read."""

    def nothing(_name: str) -> None:
        """Nothing is installed."""

    monkeypatch.setattr(command, "find_spec", nothing)
    ran = run("screen", small, *DAY)
    assert ran.code == 2
    assert "pip install posology[screen]" in ran.err


def test_an_interruption_says_how_to_go_on(
    run: Run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 130, and the folder named."""
    from posology.api import screening  # noqa: PLC0415 - what is tested is an interruption within it

    def interrupted(*_asked: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(screening, "write_part", interrupted)
    ran = run("screen", small, *DAY, "--work", tmp_path / "work")
    assert ran.code == 130
    assert "the same command goes on from there" in ran.err


@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")  # as above, of tables
def test_a_database_gives_the_rows_of_its_files(run: Run, small: Path, tmp_path: Path) -> None:
    """The tables stay where they live; COHORT names the schema, and the audit judges its rows again."""
    place = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(place)) as made:
        made.execute("create schema clinic")
        for name in ("patients", "medications"):
            made.execute(f"create table clinic.{name} as from read_csv('{small / name}.csv')")
    engine = ("--engine", f"duckdb://{place}", "--audit", 30)
    assert run("screen", small, *DAY, "--output", tmp_path / "files.csv").code == 0
    ran = run("screen", "clinic", *DAY, *engine, "--output", tmp_path / "tables.csv")
    assert ran.code == 0, ran.err
    found, wanted = (sorted((tmp_path / each).read_text("utf-8").splitlines()) for each in ("tables.csv", "files.csv"))
    assert found == wanted
    assert run("screen", "clinics", *DAY, *engine).code == 3


@pytest.mark.skipif(folder_of_programs() is None, reason="PostgreSQL is not installed, whose programs a server needs")
# a command leaves its connection to the end of its process, which here goes on
@pytest.mark.filterwarnings(
    r"ignore:Exception ignored in. <function BaseConnection.__del__:pytest.PytestUnraisableExceptionWarning"
)
def test_postgresql_gives_the_rows_of_its_files(run: Run, small: Path, tmp_path: Path) -> None:
    """The rows are judged there, in words that it reads, and again one by one."""
    programs = folder_of_programs()
    assert programs is not None
    with server(programs) as url:
        with psycopg.connect(url) as made, made.cursor() as cursor:
            cursor.execute("create schema clinic")
            for name in ("patients", "medications"):
                head, *rows = csv.reader((small / f"{name}.csv").read_text("utf-8").splitlines())
                columns = ", ".join(f'"{each}" text' for each in head)
                cursor.execute(f"create table clinic.{name} ({columns})".encode())
                insert = f"insert into clinic.{name} values ({', '.join(['%s'] * len(head))})"  # noqa: S608 - marks alone
                cursor.executemany(insert.encode(), [[each or None for each in row] for row in rows])
        engine = ("--engine", url.replace("postgresql:", "postgres:"), "--audit", 10)
        ran = run("screen", "clinic", *DAY, *engine, "--output", tmp_path / "tables.csv")
    assert ran.code == 0, ran.err
    assert run("screen", small, *DAY, "--output", tmp_path / "files.csv").code == 0
    found, wanted = (sorted((tmp_path / each).read_text("utf-8").splitlines()) for each in ("tables.csv", "files.csv"))
    assert found == wanted


def test_two_runs_do_not_share_a_folder(run: Run, small: Path, tmp_path: Path) -> None:
    """They would write the same parts; once the other is gone, the folder is free."""
    work = tmp_path / "work"
    work.mkdir()
    holds = "import sys, duckdb; held = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    lock = str(work / "running.duckdb")
    with Popen([sys.executable, "-c", holds, lock], stdin=PIPE, stdout=PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        ran = run("screen", small, *DAY, "--work", work)
        assert ran.code == 2
        assert f"the folder `{work}` is not free: another run is at work in it" in ran.err
        assert run("screen", small, *DAY, "--work", work, "--dry-run").code == 0
        assert not (work / "inputs.json").exists()
    assert run("screen", small, *DAY, "--work", work).code == 0


def test_a_lock_that_is_none(run: Run, small: Path, tmp_path: Path) -> None:
    """It is not told as another run, for which one would wait in vain."""
    (tmp_path / "running.duckdb").write_text("something else" * 1000)
    ran = run("screen", small, *DAY, "--work", tmp_path)
    assert ran.code == 2
    assert "`running.duckdb` cannot be locked in it" in ran.err


def test_a_database_without_words_for_the_query_is_told(run: Run, small: Path, tmp_path: Path) -> None:
    """SQLite has no lists; nobody is judged there, and the URL is not repeated."""
    place = tmp_path / "clinic.db"
    with closing(sqlite3.connect(place)) as made:
        head, *rows = csv.reader((small / "patients.csv").read_text("utf-8").splitlines())
        made.execute(f"create table patients ({', '.join(f'[{each}] text' for each in head)})")
        made.executemany(f"insert into patients values ({', '.join('?' * len(head))})", rows)  # noqa: S608 - marks alone
        made.commit()
    ran = run("screen", "main", *DAY, "--engine", f"sqlite://{place}")
    assert ran.code == 2, ran.err
    assert "the database at the `sqlite` URL has no words for the query" in ran.err
    assert str(place) not in ran.err


@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(
    find_spec("pyspark") is None or which("java") is None, reason="Spark is not installed here, or no Java to run it"
)
def test_spark_gives_the_same_bytes(run: Run, small: Path, tmp_path: Path) -> None:
    """CSV in two parts, by site, audited; then JSON of the parts that are there, for which no Spark is started."""
    more = ("--why", "--by", "site", "--partition-rows", 20, "--work")
    spark = ("--engine", "spark", "--master", "local[2]", "--audit", 5)
    for engine, name in (((), "duckdb"), (spark, "spark")):
        output = tmp_path / f"{name}.csv"
        assert run("screen", small, *DAY, *engine, *more, tmp_path / name, "--output", output).code == 0
    assert (tmp_path / "spark.csv").read_bytes() == (tmp_path / "duckdb.csv").read_bytes()
    found, wanted = (
        json.loads(run("screen", small, *DAY, *engine, *more, tmp_path / name, "--format", "json").out)
        for engine, name in ((("--engine", "spark", "--master", "nowhere"), "spark"), ((), "duckdb"))
    )
    assert found.pop("engine") == "spark"
    assert wanted.pop("engine") == "duckdb"
    assert found == wanted
    left = {each.name for each in (tmp_path / "spark" / "cohort").iterdir()}
    assert left == {"patients.parquet", "medications.parquet", "unfolded.parquet"}
