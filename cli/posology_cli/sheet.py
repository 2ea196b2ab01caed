"""`posology sheet`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

import click

from posology.api import Sheet
from posology.api import sheet as make_sheet
from posology.api.finishing import refusal_of_final
from posology.render.sheet_html import sheet_as_html
from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_labels import labels_as_text
from posology.render.sheet_section import PAPERS
from posology.render.sheet_svg import sheet_as_svg
from posology.render.sheet_text import sheet_as_text
from posology.results.sheet import SheetStatus
from posology.values.numerals import join_in_words
from posology_cli.asked import Asked
from posology_cli.judging import about_a_record

FORMATS: Final = ("text", "json", "html", "pdf", "svg", "labels", "labels-pdf")
PDFS: Final = ("pdf", "labels-pdf")
PAGED: Final = ("html", *PDFS)

FINAL = click.option(
    "--final", is_flag=True, help="Only a VERIFIED sheet: nothing missing, by the trail. Needs --trail."
)

PAPER = click.option(
    "--paper",
    type=click.Choice(PAPERS),
    help=f"The paper of a PDF, or of HTML when it is printed. Default: {PAPERS[0]}.",
)


def print_sheet(asked: Asked) -> Sheet:
    """Prints the sheet; one that is asked to be final and is not is refused, with everything that it lacks.

    The time of making stands on it only where it is kept in a trail: without one the same input gives the same bytes.
    """
    refuse_unprintable(asked)
    made = make_sheet(
        asked.rules,
        asked.facts,
        asked.as_of,
        asked.procedure_date,
        trailed=asked.trailed,
        created=None if asked.trail is None else asked.when.isoformat(timespec="seconds"),
        final=bool(asked.more.get("final")),
        today=asked.when.date(),
    )
    if asked.more.get("final") and made.status is not SheetStatus.VERIFIED:
        raise refusal_of_final(made)
    asked.output.write_bytes(_written(made, asked))
    return made


def refuse_unprintable(asked: Asked) -> None:
    """Found out before the work is done: a PDF for a terminal, paper for what has none, a library that is not there.

    Raises:
        click.UsageError: where one of them is asked for.
    """
    form = asked.output.format
    if asked.more.get("paper") and form not in PAGED:
        raise click.UsageError(f"--paper is for {join_in_words(PAGED)}: {form} has no pages of paper")
    if form not in PDFS:
        return
    if asked.output.path is None:
        raise click.UsageError(f"{form} is no text: name a file with --output")
    if find_spec("typst") is None:
        raise click.UsageError("a PDF needs typst, not installed here: `pip install posology[sheet]`")


def _written(made: Sheet, asked: Asked) -> bytes:
    if asked.output.format in PDFS:
        return _as_pdf(made, asked)
    match asked.output.format:
        case "json":
            return sheet_as_json(made).encode()
        case "html":
            return sheet_as_html(made, _paper(asked)).encode()
        case "svg":
            return sheet_as_svg(made).encode()
        case "labels":
            return labels_as_text(made).encode()
        case _:
            return sheet_as_text(made).encode()


def _as_pdf(made: Sheet, asked: Asked) -> bytes:
    """The sheet or its labels on paper."""
    if asked.output.format == "pdf":
        from posology.render.sheet_typst import sheet_as_pdf  # noqa: PLC0415 - Typst, for a PDF only

        return sheet_as_pdf(made, _paper(asked))
    from posology.render.labels_typst import labels_as_pdf  # noqa: PLC0415 - Typst, for a PDF only

    return labels_as_pdf(made, _paper(asked))


def _paper(asked: Asked) -> str:
    return asked.more.get("paper") or PAPERS[0]


sheet = click.command(
    "sheet",
    help=(
        "Lay out the procedure dose sheet for RECORD. It is a DRAFT, and lays out no dose unless the verdict is "
        "eligible or conditional. With --final it is VERIFIED, or refused with everything that it lacks."
    ),
)(about_a_record(*FORMATS, options=(FINAL, PAPER))(print_sheet))
