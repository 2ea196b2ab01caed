"""`posology diff`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from posology.api.differing import Wanted
from posology.api.differing import diff as hold_against
from posology.api.loading import load_knowledge
from posology.render.diff_json import diff_as_json
from posology.render.diff_markdown import diff_as_markdown
from posology.render.diff_text import diff_as_text
from posology.render.diff_words import witnesses_of
from posology.render.witness_yaml import witness_as_yaml
from posology.results.difference import MeaningDiff
from posology_cli.clock import today
from posology_cli.dates import Day
from posology_cli.exits import DONE, FAULT_FOUND, Unwritable
from posology_cli.inputs import read_bytes
from posology_cli.judging import complete_protocol
from posology_cli.output import Output, choose_output, output_options, refuse_overwriting, write_file

FORMATS = ("text", "markdown", "json")


def _choices(_ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The options chosen, by reading.

    Raises:
        click.BadParameter: where one is not written as a reading, `=` and an option, or a reading is chosen twice.
    """
    chosen: dict[str, str] = {}
    for value in values:
        reading, separator, option = value.partition("=")
        if not separator or not reading or not option:
            message = f"`{value}` is not a reading with its option; write it as `iv-dose=per-kg`"
            raise click.BadParameter(message, param=param)
        if reading in chosen:
            message = f"the reading `{reading}` is chosen twice"
            raise click.BadParameter(message, param=param)
        chosen[reading] = option
    return chosen


@click.command(
    help=(
        "What changed in meaning from OLD to NEW, each change with the smallest patient who shows it: two versions of "
        "a protocol, by id or path, two readings of one, or two site files.\n\n"
        "Exit code 1: something differs, or it could not be decided; 0: equivalent."
    )
)
@click.argument("old", metavar="OLD", shell_complete=complete_protocol)
@click.argument("new", metavar="NEW", shell_complete=complete_protocol)
@click.option(
    "--reading", "new_readings", metavar="READING=OPTION", multiple=True, callback=_choices,
    help="Choose this option of a reading for NEW; may be given several times.",
)  # fmt: skip
@click.option(
    "--old-reading", "old_readings", metavar="READING=OPTION", multiple=True, callback=_choices,
    help="The same for OLD.",
)  # fmt: skip
@click.option("--old-site", metavar="FILE", help="One clinic's decisions, for OLD.")
@click.option("--new-site", metavar="FILE", help="One clinic's decisions, for NEW.")
@click.option(
    "--witnesses", metavar="DIR", help="Write each patient who shows a difference into this folder, as a record."
)
@click.option(
    "--as-of", type=Day(), metavar="DATE", help="The day of judging where no worked case says another. Default: today."
)
@output_options(FORMATS)
def diff(  # noqa: PLR0913 - one for each option of the contract
    *,
    old: str,
    new: str,
    old_readings: dict[str, str],
    new_readings: dict[str, str],
    old_site: str | None,
    new_site: str | None,
    witnesses: str | None,
    as_of: date | None,
    format_: str | None,
    output: str | None,
) -> int:
    """Prints what differs, and says by its exit code whether anything does."""
    chosen = choose_output(format_, output, FORMATS)
    refuse_overwriting(chosen, (old_site, new_site))
    folder = None if witnesses is None else _folder(witnesses)
    found = hold_against(
        Wanted(protocol=old, readings=old_readings, site=_site(old_site)),
        Wanted(protocol=new, readings=new_readings, site=_site(new_site)),
        load_knowledge(),
        today() if as_of is None else as_of,
    )
    if folder is not None:
        _write_witnesses(found, folder)
    chosen.write(_written(found, chosen))
    return FAULT_FOUND if found.has_fault else DONE


def _site(name: str | None) -> tuple[str, bytes] | None:
    return None if name is None else (name, read_bytes(name))


def _folder(name: str) -> Path:
    """The folder for the records, made where it is not there; found out before the work is done."""
    folder = Path(name)
    try:
        folder.mkdir(exist_ok=True)
    except (OSError, ValueError) as error:
        message = f"there can be no folder `{name}`: {getattr(error, 'strerror', None) or 'its name is not one'}"
        raise Unwritable(message) from error
    return folder


def _write_witnesses(found: MeaningDiff, folder: Path) -> None:
    written = 0
    for name, difference, shown in witnesses_of(found):
        what = "both versions as they are" if difference is None else f"{difference.part} {difference.id}"
        text = witness_as_yaml(shown.witness, found.new.name, f"diff of {found.old.name} and {found.new.name}: {what}")
        write_file(folder / f"{name}.yaml", text.encode("utf-8"))
        written += 1
    told = "1 record of an invented patient" if written == 1 else f"{written} records of invented patients"
    click.echo(f"{told} written to {folder}", err=True)


def _written(found: MeaningDiff, chosen: Output) -> str:
    match chosen.format:
        case "json":
            return diff_as_json(found)
        case "markdown":
            return diff_as_markdown(found)
        case _:
            return diff_as_text(found, chosen.layout)
