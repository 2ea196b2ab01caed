"""`posology schema`."""

from __future__ import annotations

import json
from typing import Final

import click

from posology.api import load_knowledge, record_schema
from posology_cli.output import choose_output, output_options

FORMATS: Final = ("json",)


@click.command(help="Print the JSON Schema of a record, made from the data dictionary, for editors and other programs.")
@click.argument("subject", type=click.Choice(["record"]), default="record", metavar="[record]")
@output_options(FORMATS)
def schema(subject: str, format_: str | None, output: str | None) -> None:  # noqa: ARG001 - the one subject there is
    """Prints the schema."""
    place = choose_output(format_, output, FORMATS)
    place.write(json.dumps(record_schema(load_knowledge()), ensure_ascii=False, indent=2) + "\n")
