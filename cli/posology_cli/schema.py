"""`posology schema`."""

from __future__ import annotations

import json
from typing import Final

import click

from posology.api import load_knowledge, protocol_schema, record_schema
from posology_cli.output import choose_output, output_options

FORMATS: Final = ("json",)
RECORD, PROTOCOL = "record", "protocol"


@click.command(help="Print the JSON Schema of a record or of a protocol file, for editors and other programs.")
@click.argument("subject", type=click.Choice([RECORD, PROTOCOL]), default=RECORD, metavar="[record|protocol]")
@output_options(FORMATS)
def schema(subject: str, format_: str | None, output: str | None) -> None:
    """Prints the schema."""
    place = choose_output(format_, output, FORMATS)
    made = (record_schema if subject == RECORD else protocol_schema)(load_knowledge())
    place.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
