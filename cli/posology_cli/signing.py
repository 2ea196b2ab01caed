"""`posology sign`, `posology void` and `posology override`: what people decide about a sheet, in the trail."""

from __future__ import annotations

import click

from posology.render.audit_text import said
from posology.results.signing import Meaning
from posology_cli.inputs import read_bytes
from posology_cli.output import write_out
from posology_cli.trail_options import occasion, opened, trail_required

SHEET = click.argument("sheet", metavar="SHEET")
REASON = click.option(
    "--reason", metavar="TEXT", required=True, help="Why, in words for whoever reads the trail later."
)
MOST_LETTERS = 2000


@click.command(
    help=(
        "Sign SHEET, the file that `posology sheet --format json --trail` wrote. The signature is bound to what the "
        "sheet was made of: a sheet made from anything else is not signed by it."
    )
)
@SHEET
@click.option(
    "--as", "meaning", type=click.Choice([each.value for each in Meaning]), required=True, help="What you sign as."
)
@trail_required
def sign(*, sheet: str, meaning: str, trail: str, by: str) -> None:
    """Puts a signature into the trail."""
    who = occasion(by)
    content = read_bytes(sheet)
    kept = opened(trail, create=False)
    from posology.api import signing  # noqa: PLC0415 - the database library, when a trail is known to be there

    entry = signing.sign(kept, who, (sheet, content), Meaning(meaning))
    write_out(f"Entry {entry.number}: {said(entry)}\n")


@click.command(help="Take SHEET back, by its id or its file. A VOID sheet is never revived; another is made instead.")
@SHEET
@REASON
@trail_required
def void(*, sheet: str, reason: str, trail: str, by: str) -> None:
    """Puts the voiding of a sheet into the trail."""
    who, why = occasion(by), stated(reason)
    kept = opened(trail, create=False)
    from posology.api import signing  # noqa: PLC0415 - the database library, when a trail is known to be there

    entry = signing.void(kept, who, _id_of(sheet), why)
    write_out(f"Entry {entry.number}: {said(entry)}\n")


@click.command(help="Pass over a limit or a doubt about SHEET, by its id or its file, with the reason.")
@SHEET
@click.option("--what", metavar="TEXT", required=True, help="What is passed over, as the sheet says it.")
@REASON
@trail_required
def override(*, sheet: str, what: str, reason: str, trail: str, by: str) -> None:
    """Puts into the trail that something was passed over."""
    who, passed_over, why = occasion(by), stated(what, "--what"), stated(reason)
    kept = opened(trail, create=False)
    from posology.api import signing  # noqa: PLC0415 - the database library, when a trail is known to be there

    entry = signing.override(kept, who, _id_of(sheet), passed_over, why)
    write_out(f"Entry {entry.number}: {said(entry)}\n")


def stated(text: str, option: str = "--reason") -> str:
    """The text on one line.

    Raises:
        click.BadParameter: where it says nothing, or is too long to be read.
    """
    told = " ".join(text.split())
    if not told or len(told) > MOST_LETTERS or not told.isprintable():
        message = f"say it in words, at most {MOST_LETTERS} letters"
        raise click.BadParameter(message, param_hint=option)
    return told


def _id_of(sheet: str) -> str:
    """The id of the sheet: as it is given, or of the file that is named."""
    from posology.api import signing  # noqa: PLC0415 - the database library, when a trail is known to be there

    if signing.SHEET_ID.fullmatch(sheet):
        return sheet
    return signing.id_in(sheet, read_bytes(sheet))
