"""`posology outcomes`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from posology.api.outcomes import Asked
from posology.api.outcomes import outcomes as count_outcomes
from posology.diagnostics.diagnostic import Refused
from posology.render.outcomes_csv import outcomes_as_csv
from posology.render.outcomes_json import outcomes_as_json
from posology.render.outcomes_markdown import outcomes_as_markdown
from posology.render.outcomes_text import dry_run_as_text, outcomes_as_text
from posology.results.outcomes import Outcomes
from posology_cli.exits import BAD_INPUT, DONE, Unwritable
from posology_cli.inputs import read_bytes
from posology_cli.judging import DEFAULT_PROTOCOL, SITE_OPTION, complete_protocol
from posology_cli.kept import load_or_recall
from posology_cli.output import Output, choose_output, output_options, refuse_overwriting, write_file
from posology_cli.telling import tell_warnings

FORMATS: Final = ("text", "json", "csv", "markdown")


@click.command(
    help=(
        "Count responders, their duration and the means in VISITS, a CSV, TSV, Parquet or XLSX file of follow-up "
        "scores (- for standard input) with the columns patient, month (0 is baseline) and the protocol's scores."
    )
)
@click.argument("visits", metavar="VISITS")
@click.option(
    "--protocol",
    metavar="ID|PATH",
    default=DEFAULT_PROTOCOL,
    show_default=True,
    shell_complete=complete_protocol,
    help="A shipped protocol by its id, or your own by its folder or file.",
)
@SITE_OPTION
@click.option("--by", multiple=True, metavar="COLUMN", help="Count the groups of this column too; may be repeated.")
@click.option("--definition", metavar="ID", help="The definition of a responder, where the protocol has several.")
@click.option("--figures", metavar="FOLDER", help="Draw rates, trajectories and durations into this folder.")
@click.option("--dry-run", is_flag=True, help="Only say what would be read; exit code 3 if any row would be set aside.")
@output_options(FORMATS)
def outcomes(  # noqa: PLR0913 - one for each option of the command
    *,
    visits: str,
    protocol: str,
    site: str | None,
    by: tuple[str, ...],
    definition: str | None,
    figures: str | None,
    dry_run: bool,
    format_: str | None,
    output: str | None,
) -> int:
    """Prints the outcomes."""
    place = choose_output(format_, output, FORMATS)
    refuse_overwriting(place, (visits, site))
    folder = None if figures is None else _folder(figures)
    content = read_bytes(visits)
    _, rules = load_or_recall(protocol, None if site is None else (site, read_bytes(site)))
    if isinstance(rules, Refused):
        raise rules
    found, warnings = count_outcomes(rules, content, visits, Asked(by=by or None, definition=definition))
    tell_warnings(warnings, {})
    if dry_run:
        place.write(dry_run_as_text(found, place.layout))
        return BAD_INPUT if found.set_aside else DONE
    if folder is not None:
        _draw(found, folder)
    place.write(_rendered(found, place))
    return DONE


def _rendered(found: Outcomes, place: Output) -> str:
    match place.format:
        case "json":
            return outcomes_as_json(found)
        case "csv":
            return outcomes_as_csv(found)
        case "markdown":
            return outcomes_as_markdown(found)
        case _:
            return outcomes_as_text(found, place.layout)


def _folder(figures: str) -> Path:
    """The folder for the figures, made where it is not there: found out before the work is done."""
    folder = Path(figures)
    try:
        folder.mkdir(exist_ok=True)
    except (OSError, ValueError) as error:
        message = f"the folder `{figures}` cannot be made: {getattr(error, 'strerror', None) or 'its name is not one'}"
        raise Unwritable(message) from error
    return folder


def _draw(found: Outcomes, folder: Path) -> None:
    """Each figure as SVG and as PNG."""
    from posology.render.outcomes_figures import draw_figures  # noqa: PLC0415 - matplotlib, for figures only

    for name, drawn in draw_figures(found):
        write_file(folder / name, drawn)
        click.echo(f"drawn: {folder / name}", err=True)
