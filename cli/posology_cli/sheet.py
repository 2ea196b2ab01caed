"""`posology sheet`."""

from __future__ import annotations

import click

from posology.api import sheet as make_sheet
from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_text import sheet_as_text
from posology_cli.judging import Asked, about_a_record


@click.command(
    help=(
        "Lay out the procedure dose sheet for RECORD. It is always a DRAFT, and lays out no dose unless the verdict "
        "is eligible or conditional."
    )
)
@about_a_record("text", "json")
def sheet(asked: Asked) -> None:
    """Prints the sheet."""
    made = make_sheet(asked.rules, asked.facts, asked.as_of, asked.procedure_date)
    asked.output.write(sheet_as_json(made) if asked.output.format == "json" else sheet_as_text(made))
