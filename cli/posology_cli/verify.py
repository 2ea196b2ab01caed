"""`posology verify`."""

from __future__ import annotations

import click

from posology.api import load_knowledge
from posology.api.verifying import verify as verify_protocol
from posology.render.verification_text import verification_as_json, verification_as_text
from posology_cli.exits import DONE, FAULT_FOUND
from posology_cli.judging import complete_protocol
from posology_cli.output import choose_output, output_options

FORMATS = ("text", "json")


@click.command(
    help="Hold PROTOCOL against its worked cases, under every option of its readings. Exit code 1: something failed."
)
@click.argument("protocol", metavar="PROTOCOL", shell_complete=complete_protocol)
@output_options(FORMATS)
def verify(protocol: str, format_: str | None, output: str | None) -> int:
    """Prints what was found, and says by its exit code whether anything failed."""
    chosen = choose_output(format_, output, FORMATS)
    found = verify_protocol(protocol, load_knowledge())
    if chosen.format == "json":
        chosen.write(verification_as_json(found))
    else:
        chosen.write(verification_as_text(found, chosen.layout))
    return FAULT_FOUND if found.has_fault else DONE
