"""`posology screen COHORT`."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from posology.diagnostics.diagnostic import Refused
from posology_cli.clock import today
from posology_cli.exits import DONE, FAULT_FOUND, Unwritable
from posology_cli.inputs import read_bytes
from posology_cli.judging import PROTOCOL_OPTION, SITE_OPTION, refuse_earlier
from posology_cli.kept import load_or_recall
from posology_cli.output import Output, choose_output, new_file, output_options, write_file, write_pieces
from posology_cli.salt import salt_in
from posology_cli.screen_options import ATTRITION_FORMS, FORMATS, form_of, screening_options
from posology_cli.screen_progress import shown_patients
from posology_cli.telling import tell_warnings
from posology_cli.trail_options import Kept, keep_in, log_look

if TYPE_CHECKING:
    from posology.api import Rules
    from posology.api.auditing import Differs
    from posology.api.knowledge import Knowledge
    from posology.api.screening import Asked, Screened
    from posology.render.screening_words import Why
    from posology.results.screening import Screening

NEEDED: Final = ("ibis", "duckdb", "pyarrow", "xlsxwriter")
"""The libraries of the extra `screen`."""

BINARY: Final = ("parquet", "xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be made of a screening beside the result, and where."""

    place: Output
    why: bool
    attrition: Path | None
    figures: Path | None
    set_aside: Path | None


@click.command(
    help=(
        "Judge every patient of COHORT by one query, with the verdict that `check` gives each: a CSV, Parquet or "
        "NDJSON file of records, a folder with `patients` and `medications`, or OMOP tables.\n\n"
        "As text the counts are printed; every other format has one row for each patient. Rows that cannot be read "
        "are set aside with their place, never dropped silently. Exit code 1: a row that --audit judged again came "
        "out differently, and nothing was written."
    )
)
@click.argument("cohort", metavar="COHORT")
@PROTOCOL_OPTION
@SITE_OPTION
@screening_options
@output_options(FORMATS)
def screen(cohort: str, *, protocol: str, site: str | None, **asked: Any) -> int:  # noqa: ANN401 - as click hands them over
    """Prints or writes what came of the cohort."""
    _refuse_lacking()
    day = asked["as_of"] or today()
    refuse_earlier(asked["procedure_date"], day)
    wanted = _wanted(asked)
    kept = keep_in(asked["trail"], asked["person"], "--person")
    _, loaded = found = load_or_recall(protocol, None if site is None else (site, read_bytes(site)))
    if isinstance(loaded, Refused):
        raise loaded
    # what is only looked at is kept out of a folder in which a run may be at work
    is_looked_at = asked["dry_run"] or asked["sql"] is not None
    with _folder_of(None if is_looked_at else asked["work"]) as folder:
        return _Run(found[0], loaded, _asked(cohort, day, folder, asked), wanted, asked, kept).run()


def _refuse_lacking() -> None:
    """A library that is not there is found out before anything is read.

    Raises:
        click.UsageError: where one of the extra is not installed.
    """
    missing = [each for each in NEEDED if find_spec(each) is None]
    if missing:
        message = f"screening needs {' and '.join(missing)}, not installed here: `pip install posology[screen]`"
        raise click.UsageError(message)


def _wanted(asked: dict[str, Any]) -> Wanted:
    place = choose_output(asked["format_"], asked["output"], FORMATS, private=not asked["deidentify"])
    if place.format in BINARY and place.path is None:
        raise click.UsageError(f"{place.format} is no text: name a file with --output")
    return Wanted(
        place=place,
        why=asked["why"],
        attrition=None if asked["attrition"] is None else Path(asked["attrition"]),
        figures=None if asked["figures"] is None else _made(asked["figures"]),
        set_aside=None if asked["set_aside"] is None else Path(asked["set_aside"]),
    )


def _made(name: str) -> Path:
    """The folder of that name, made where it is not there; found out before the work is done."""
    folder = Path(name)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # the rows of patients are kept in it
    except (OSError, ValueError) as error:
        message = f"the folder `{name}` cannot be made: {getattr(error, 'strerror', None) or 'its name is not one'}"
        raise Unwritable(message) from error
    return folder


@contextmanager
def _folder_of(work: str | None) -> Generator[Path]:
    """The folder for what is written on the way: the user's own, or one that is gone in the end."""
    if work is not None:
        yield _made(work)
        return
    folder = Path(tempfile.mkdtemp(prefix="posology-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _asked(cohort: str, day: date, folder: Path, asked: dict[str, Any]) -> Asked:
    from posology.api.screening import Asked as AskedOfCohort  # noqa: PLC0415 - Ibis and DuckDB, for this command only

    return AskedOfCohort(
        cohort=cohort,
        as_of=day,
        folder=folder,
        procedure_date=asked["procedure_date"],
        complete=frozenset(asked["complete"]),
        by=asked["by"],
        engine=asked["engine"],
        master=asked["master"],
        memory=asked["memory"],
        resumable=asked["work"] is not None,
        partition_rows=asked["partition_rows"],
        audit=asked["audit"] or 0,
        seed=asked["audit_seed"],
        salt=salt_in(asked["salt_file"]) if asked["deidentify"] else None,
    )


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the command, with everything loaded."""

    knowledge: Knowledge
    rules: Rules
    asked: Asked
    wanted: Wanted
    options: dict[str, Any]
    kept: Kept | None

    def run(self) -> int:
        """The exit code, when what was wanted is written."""
        from posology.api.auditing import Differs as AuditDiffers  # noqa: PLC0415 - Ibis and DuckDB, for this command only
        from posology.api.screening import EngineUnavailable, NotFree, OtherRun, Unprintable  # noqa: PLC0415 - Ibis and DuckDB, for this command only

        try:
            return self._run()
        except EngineUnavailable as fault:
            raise click.UsageError(f"{fault.why}: {fault.remedy}") from fault
        except Unprintable as fault:
            raise click.UsageError(f"{fault.why}: `duckdb`, `spark` and `postgres` are ones that are tested") from fault
        except OtherRun as fault:
            message = (
                f"the folder `{self.asked.folder}` belongs to a run with another {', '.join(fault.differing)}; "
                "name another with --work"
            )
            raise click.UsageError(message) from fault
        except NotFree as fault:
            message = f"the folder `{self.asked.folder}` is not free: {fault.why}; name another with --work"
            raise click.UsageError(message) from fault
        except AuditDiffers as found:
            _tell_differences(found)
            return FAULT_FOUND

    def _run(self) -> int:
        if self.options["sql"] is not None:
            from posology.api.screening import query  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            self.wanted.place.write(f"{query(self.rules, self.knowledge, self.asked, self.options['sql'])}\n")
            return DONE
        if self.options["dry_run"]:
            return self._dry_run()
        from posology.api.screening import alone_in  # noqa: PLC0415 - Ibis and DuckDB, for this command only

        with alone_in(self.asked.folder) if self.asked.resumable else nullcontext():
            screened = self._screen()
            tell_warnings(screened.warnings, {})
            self._log(screened.found)
            self._write(screened)
        return DONE

    def _log(self, found: Screening) -> None:
        """Puts into the trail which cohort was screened, and the counts; nothing of any patient."""
        digest = None if self.kept is None else cohort_sha256(Path(self.asked.cohort))
        counted = (f"{found.judged} judged", f"{found.set_aside} set aside")
        log_look(self.kept, "screen", new=LOOKED_AT, record=digest, found=counted)

    def _dry_run(self) -> int:
        from posology.api.screening import survey  # noqa: PLC0415 - Ibis and DuckDB, for this command only
        from posology.render.screening_survey import survey_as_text  # noqa: PLC0415 - Ibis and DuckDB, for this command only

        found, warnings = survey(self.rules, self.knowledge, self.asked)
        tell_warnings(warnings, {})
        place = self.wanted.place
        place.write(survey_as_text(found, self.rules.protocol.banner, place.layout))
        return DONE

    def _screen(self) -> Screened:
        from posology.api.screening import screen as screen_cohort  # noqa: PLC0415 - Ibis and DuckDB, for this command only

        try:
            with shown_patients() as progress:
                return screen_cohort(self.rules, self.knowledge, self.asked, progress)
        except KeyboardInterrupt:
            if self.asked.resumable:
                click.echo(
                    f"stopped; what is done is kept in `{self.asked.folder}`: the same command goes on from there",
                    err=True,
                )
            else:
                click.echo("stopped; nothing is kept: with --work FOLDER a run can go on", err=True)
            raise

    def _write(self, screened: Screened) -> None:
        wanted, found = self.wanted, screened.found
        if wanted.set_aside is not None:
            from posology.render.screening_csv import set_aside_as_csv  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            write_file(wanted.set_aside, set_aside_as_csv(screened.faults()).encode("utf-8"), private=True)
        if wanted.attrition is not None:
            _write_attrition(screened, wanted.attrition, self.asked.folder)
        if wanted.figures is not None:
            from posology.render.screening_figures import draw_figures  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            for name, drawn in draw_figures(found):
                write_file(wanted.figures / name, drawn)
                click.echo(f"drawn: {wanted.figures / name}", err=True)
        _write_result(screened, wanted, self._why() if wanted.why else None, self.asked.folder)
        if found.deidentified:
            click.echo(SHARED, err=True)

    def _why(self) -> Why:
        from posology.api.screened_words import why_of  # noqa: PLC0415 - Ibis and DuckDB, for this command only

        return why_of(self.rules)


LOOKED_AT: Final = "a screened cohort"


def cohort_sha256(cohort: Path) -> str | None:
    """The hash of the file, or of the hashes of the files in the folder by their names; None where it is elsewhere."""
    if cohort.is_file():
        with cohort.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    if not cohort.is_dir():
        return None
    whole = hashlib.sha256()
    for each in sorted(path for path in cohort.rglob("*") if path.is_file()):
        whole.update(f"{each.relative_to(cohort).as_posix()} {cohort_sha256(each)}\n".encode())
    return whole.hexdigest()


SHARED: Final = (
    "de-identified: pseudonyms for ids, years for dates, no names of medicines, and beside the verdict nothing in a "
    "row that fewer than 11 patients share; counts are exact. This is no anonymisation: whoever knows a patient's "
    "verdict or dose may still find the row, and whoever has the salt can make the pseudonyms again. The folder of "
    "--work has the rows as they are"
)


def _tell_differences(found: Differs) -> None:
    """Which rows differ, by their place in the source, and in which columns; of what stands in them nothing."""
    click.echo(f"the audit found a fault of the program: {found}; nothing was written", err=True)
    for each in found.differences[:MOST_TOLD]:
        columns = f"differs in {', '.join(each.columns)}" if each.columns else "is refused by `check`"
        click.echo(f"  row {each.row} {columns}", err=True)


MOST_TOLD: Final = 20


def _write_attrition(screened: Screened, path: Path, folder: Path) -> None:
    found = screened.found
    match form_of(path, ATTRITION_FORMS):
        case "csv":
            from posology.render.screening_csv import attrition_as_csv  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            write_file(path, attrition_as_csv(found).encode("utf-8"))
        case "json":
            from posology.render.screening_json import attrition_as_json  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            write_file(path, attrition_as_json(found).encode("utf-8"))
        case "xlsx":
            from posology.render.screening_xlsx import attrition_as_xlsx  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            with new_file(path) as sink:
                attrition_as_xlsx(found, sink, folder)
        case _:
            from posology.render.screening_markdown import attrition_as_markdown  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            write_file(path, attrition_as_markdown(found).encode("utf-8"))


def _write_result(screened: Screened, wanted: Wanted, why: Why | None, folder: Path) -> None:
    place, found = wanted.place, screened.found
    match place.format:
        case "csv":
            from posology.render.screening_csv import screening_as_csv  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            click.echo(found.banner, err=True)
            _write_pieces(place, screening_as_csv(found, screened.frames(), why))
        case "json":
            from posology.render.screening_json import screening_as_json  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            _write_pieces(place, screening_as_json(found, screened.frames(), why))
        case "parquet" if place.path is not None:
            from posology.render.screening_parquet import write_parquet  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            with new_file(place.path, private=place.private) as sink:
                write_parquet(found, screened.rows(), why, sink)
        case "xlsx" if place.path is not None:
            from posology.render.screening_xlsx import write_xlsx  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            with new_file(place.path, private=place.private) as sink:
                write_xlsx(found, screened.frames(), why, sink, folder)
        case _:
            from posology.render.screening_text import screening_as_text  # noqa: PLC0415 - Ibis and DuckDB, for this command only

            place.write(screening_as_text(found, place.layout))


def _write_pieces(place: Output, pieces: Iterator[bytes]) -> None:
    write_pieces(place.path, pieces, private=place.private)
