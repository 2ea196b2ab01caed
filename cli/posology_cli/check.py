"""`posology check`."""

from __future__ import annotations

import click

from posology.api import Check, check_record
from posology.render.check_json import check_as_json
from posology.render.check_text import check_as_text
from posology_cli.asked import Asked
from posology_cli.judging import about_a_record


def print_check(asked: Asked) -> Check:
    """Prints the check."""
    found = check_record(asked.rules, asked.facts, asked.as_of, asked.procedure_date)
    if asked.output.format == "json":
        asked.output.write(check_as_json(found))
    else:
        rules = asked.rules
        asked.output.write(check_as_text(found, rules.protocol, rules.anatomy, rules.dictionary, asked.output.layout))
    return found


check = click.command(
    "check",
    help="Judge RECORD (a YAML or JSON file, or - for standard input) by one protocol.",
)(about_a_record("text", "json")(print_check))
