"""`posology compare`."""

from __future__ import annotations

from datetime import date

import click

from posology.api.comparing import compare_record
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from posology.render.comparison_json import comparison_as_json
from posology.render.comparison_text import comparison_as_text
from posology_cli.clock import today
from posology_cli.dates import Day
from posology_cli.inputs import read_bytes
from posology_cli.judging import AS_OF_OPTION, complete_protocol, joined, refuse_earlier
from posology_cli.kept import load_or_recall
from posology_cli.output import choose_output, output_options, refuse_overwriting
from posology_cli.telling import tell_warnings
from posology_cli.trail_options import keep_in, log_look, trail_options

FORMATS = ("text", "json")
LOOKED_AT = "a comparison of protocols"


@click.command(help="Judge RECORD by every shipped protocol, or by those named, side by side.")
@click.argument("record", metavar="RECORD")
@click.option(
    "--protocol",
    "protocols",
    metavar="ID|PATH",
    multiple=True,
    shell_complete=complete_protocol,
    help="A protocol to compare, by its id or path; may be given several times. Default: every shipped one.",
)
@AS_OF_OPTION
@click.option("--procedure-date", type=Day(), metavar="DATE", help="The day of the procedure, for all of them.")
@trail_options
@output_options(FORMATS)
def compare(  # noqa: PLR0913 - one for each option of the contract
    *,
    record: str,
    protocols: tuple[str, ...],
    as_of: date | None,
    procedure_date: date | None,
    trail: str | None,
    by: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Prints the comparison."""
    chosen = choose_output(format_, output, FORMATS, private=True)
    refuse_overwriting(chosen, (record, trail))
    kept = keep_in(trail, by)
    day = today() if as_of is None else as_of
    refuse_earlier(procedure_date, day)
    content = read_bytes(record)
    prepared = [load_or_recall(each, None) for each in dict.fromkeys(protocols or shipped_protocols())]
    refusals = [loaded for _, loaded in prepared if isinstance(loaded, Refused)]
    if refusals:
        raise joined(refusals)
    loaded = [(knowledge, rules) for knowledge, rules in prepared if not isinstance(rules, Refused)]
    found, warnings = compare_record(content, record, loaded, day, procedure_date)
    tell_warnings(warnings, {record: content.decode("utf-8", errors="replace")})
    verdicts = tuple(f"{each.protocol.id}: {each.verdict}" for each in found.compared)
    log_look(kept, "compare", new=LOOKED_AT, patient=found.record_id, record=found.record_sha256, found=verdicts)
    if chosen.format == "json":
        chosen.write(comparison_as_json(found))
    else:
        chosen.write(comparison_as_text(found, chosen.layout))
