"""`posology schema`."""

from __future__ import annotations

import json
from typing import Final

import click

from posology.api import load_knowledge, protocol_schema, record_schema
from posology.api.siting import site_schema
from posology_cli.output import choose_output, output_options

FORMATS: Final = ("json",)
RECORD, PROTOCOL, SITE = "record", "protocol", "site"


@click.command(
    help="Print the JSON Schema of a record, a protocol file or a site file, for editors and other programs."
)
@click.argument(
    "subject", type=click.Choice([RECORD, PROTOCOL, SITE]), default=RECORD, metavar="[record|protocol|site]"
)
@output_options(FORMATS)
def schema(subject: str, format_: str | None, output: str | None) -> None:
    """Prints the schema."""
    place = choose_output(format_, output, FORMATS)
    make = {RECORD: record_schema, PROTOCOL: protocol_schema, SITE: site_schema}[subject]
    made = make(load_knowledge())
    place.write(json.dumps(made, ensure_ascii=False, indent=2) + "\n")
