"""`posology show PROTOCOL` and `posology show drug NAME`."""

from __future__ import annotations

from typing import Final

import click

from posology.api import load_knowledge, show_drug
from posology.api import show as show_protocol
from posology.render.drug import drug_text
from posology.render.protocol_json import protocol_as_json
from posology.render.protocol_text import protocol_as_text
from posology_cli.inputs import read_bytes
from posology_cli.judging import SITE_OPTION, complete_protocol
from posology_cli.output import Output, choose_output, output_options, refuse_overwriting

DRUG: Final = "drug"
FORMATS: Final = ("text", "json")


@click.command(
    help=("Show PROTOCOL, a shipped one by id or your own by path; or, as `show drug NAME`, what is known of a drug.")
)
@click.argument("subject", nargs=-1, required=True, metavar="PROTOCOL | drug NAME", shell_complete=complete_protocol)
@SITE_OPTION
@output_options(FORMATS)
def show(subject: tuple[str, ...], site: str | None, format_: str | None, output: str | None) -> None:
    """Prints the protocol or the drug."""
    place = choose_output(format_, output, FORMATS)
    refuse_overwriting(place, (site,))
    first, *others = subject
    if first == DRUG and others:
        _show_drug(" ".join(others), place)
        return
    if first == DRUG:
        message = "name the medicine: `posology show drug NAME`"
        raise click.UsageError(message)
    if others:
        message = f"one protocol at a time, not {len(subject)}; for a medicine write `posology show drug NAME`"
        raise click.UsageError(message)
    decided = None if site is None else (site, read_bytes(site))
    rules = show_protocol(first, load_knowledge(), site=decided)
    if place.format == "json":
        place.write(protocol_as_json(rules.protocol))
    else:
        place.write(protocol_as_text(rules.protocol, rules.anatomy, place.layout))


def _show_drug(name: str, place: Output) -> None:
    if place.format != "text":
        message = "a drug is shown as text only"
        raise click.UsageError(message)
    place.write(drug_text(show_drug(name, load_knowledge())))
