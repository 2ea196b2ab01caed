"""`posology check`."""

from __future__ import annotations

import click

from posology.api import check_record
from posology.render.check_json import check_as_json
from posology.render.check_text import check_as_text
from posology_cli.judging import Asked, about_a_record


@click.command(help="Judge RECORD (a YAML or JSON file, or - for standard input) by one protocol.")
@about_a_record("text", "json")
def check(asked: Asked) -> None:
    """Prints the check."""
    found = check_record(asked.rules, asked.facts, asked.as_of, asked.procedure_date)
    if asked.output.format == "json":
        asked.output.write(check_as_json(found))
    else:
        rules = asked.rules
        asked.output.write(check_as_text(found, rules.protocol, rules.anatomy, rules.dictionary, asked.output.layout))
