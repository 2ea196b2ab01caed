"""The options of `posology screen`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from posology_cli.dates import Day
from posology_cli.output import Command
from posology_cli.trail_options import VARIABLE

FORMATS: Final = ("text", "csv", "parquet", "xlsx", "json")
ATTRITION_FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {".csv": "csv", ".json": "json", ".md": "markdown", ".xlsx": "xlsx"}
)


def form_of(path: Path, forms: Mapping[str, str]) -> str:
    """The form that the suffix names.

    Raises:
        click.UsageError: where it names none.
    """
    form = forms.get(path.suffix.lower())
    if form is None:
        raise click.UsageError(f"the suffix of `{path}` names no form; it can be {', '.join(forms)}")
    return form


def _of_attrition(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Found out before the work is done."""
    if value is not None:
        form_of(Path(value), ATTRITION_FORMS)
    return value


_OPTIONS: Final[Sequence[object]] = (
    click.option("--as-of", type=Day(), metavar="DATE", help="The day on which all are judged. Default: today."),
    click.option(
        "--procedure-date",
        type=Day(),
        metavar="DATE",
        help="The day of the procedure. Default: what each record states, else each patient's earliest date.",
    ),
    click.option(
        "--complete",
        multiple=True,
        metavar="LIST",
        help="A list (`medications`) of which a patient without an entry has none; otherwise that is unknown.",
    ),
    click.option("--dry-run", is_flag=True, help="Only say what would be read: columns, units, what is not there."),
    click.option("--why", is_flag=True, help="Add the reasons in words to each row, and what to ask."),
    click.option(
        "--attrition",
        metavar="FILE",
        callback=_of_attrition,
        help="Write the attrition table into this file, .csv, .json, .md or .xlsx.",
    ),
    click.option("--figures", metavar="FOLDER", help="Draw attrition, verdicts and holds into this folder."),
    click.option("--by", metavar="COLUMN", help="Count the verdicts by this column of the patients, such as `site`."),
    click.option("--set-aside", metavar="FILE", help="Write a CSV of the rows set aside: place, column, fault."),
    click.option(
        "--engine",
        default="duckdb",
        show_default=True,
        metavar="duckdb|spark|URL",
        help="Where the query runs; a URL names the database where the tables already are.",
    ),
    click.option("--master", metavar="URL", help="The master of Spark. Default: this machine."),
    click.option("--memory", metavar="SIZE", help="What the engine may take, such as 4GB; the rest goes to disk."),
    click.option("--sql", metavar="DIALECT", help="Print the query in this dialect of SQL, and run nothing."),
    click.option(
        "--audit", type=click.IntRange(1), metavar="N", help="Judge N of the rows again one by one, as `check` does."
    ),
    click.option("--audit-seed", default="posology", metavar="TEXT", help="Another choice of rows for --audit."),
    click.option("--deidentify", is_flag=True, help="Make a result that can be shared: see the manual for its limits."),
    click.option(
        "--salt-file", metavar="FILE", help="The salt of the pseudonyms. Default: one that is thrown away afterwards."
    ),
    click.option(
        "--trail",
        metavar="FILE|URL",
        envvar=VARIABLE,
        help=f"Put into the trail that the cohort was screened, with its hash and the counts. [env var: {VARIABLE}]",
    ),
    click.option("--person", metavar="NAME", help="Who does this; the trail names them."),
    click.option("--work", metavar="FOLDER", help="Keep what is done here, so that an interrupted run can go on."),
    click.option(
        "--partition-rows", type=click.IntRange(1), metavar="N", help="How many patients are judged at a time."
    ),
)


def screening_options(command: Command) -> Command:
    """Adds them all, in this order."""
    for option in reversed(_OPTIONS):
        assert callable(option)  # noqa: S101 - click does not tell what its decorators are
        command = option(command)
    return command
