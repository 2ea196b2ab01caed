"""`posology show PROTOCOL` and `posology show drug NAME`."""

from __future__ import annotations

from typing import Final

import click

from posology.api import Rules, load_knowledge, show_drug, show_evidence
from posology.api import show as show_protocol
from posology.render.drug import drug_text
from posology.render.evidence_json import evidence_as_json
from posology.render.evidence_text import evidence_as_text
from posology.render.protocol_json import protocol_as_json
from posology.render.protocol_text import protocol_as_html, protocol_as_markdown, protocol_as_text
from posology_cli.inputs import read_bytes
from posology_cli.judging import SITE_OPTION, complete_protocol
from posology_cli.output import Output, choose_output, output_options, refuse_overwriting

DRUG: Final = "drug"
FORMATS: Final = ("text", "json", "markdown", "html")


@click.command(
    help=("Show PROTOCOL, a shipped one by id or your own by path; or, as `show drug NAME`, what is known of a drug.")
)
@click.argument("subject", nargs=-1, required=True, metavar="PROTOCOL | drug NAME", shell_complete=complete_protocol)
@click.option("--evidence", is_flag=True, help="Show what the source of PROTOCOL reported, and what of it is disputed.")
@SITE_OPTION
@output_options(FORMATS)
def show(
    subject: tuple[str, ...], *, evidence: bool, site: str | None, format_: str | None, output: str | None
) -> None:
    """Prints the protocol or the drug."""
    place = choose_output(format_, output, FORMATS)
    refuse_overwriting(place, (site,))
    first, *others = subject
    if evidence and first == DRUG:
        message = "evidence is kept of a protocol: `posology show PROTOCOL --evidence`"
        raise click.UsageError(message)
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
    if evidence:
        _show_evidence(first, decided, place)
        return
    rules = show_protocol(first, load_knowledge(), site=decided)
    place.write(_written(rules, place))


def _written(rules: Rules, place: Output) -> str:
    match place.format:
        case "json":
            return protocol_as_json(rules.protocol)
        case "markdown":
            return protocol_as_markdown(rules.protocol, rules.anatomy)
        case "html":
            return protocol_as_html(rules.protocol, rules.anatomy)
        case _:
            return protocol_as_text(rules.protocol, rules.anatomy, place.layout)


def _show_evidence(protocol: str, site: tuple[str, bytes] | None, place: Output) -> None:
    reported = show_evidence(protocol, load_knowledge(), site=site)
    if place.format == "json":
        place.write(evidence_as_json(reported.protocol, reported.evidence))
    elif place.format == "text":
        place.write(evidence_as_text(reported.protocol, reported.evidence, place.layout))
    else:
        message = "evidence is shown as text or JSON"
        raise click.UsageError(message)


def _show_drug(name: str, place: Output) -> None:
    if place.format != "text":
        message = "a drug is shown as text only"
        raise click.UsageError(message)
    place.write(drug_text(show_drug(name, load_knowledge())))
