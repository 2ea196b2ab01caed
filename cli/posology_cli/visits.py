"""`posology visits`."""

from __future__ import annotations

from datetime import date

import click

from posology.api.checking import recorded_procedure_date
from posology.api.following import read_followed_facts
from posology.api.following import visits as follow
from posology.diagnostics.diagnostic import Refused
from posology.render.follow_up_json import follow_up_as_json
from posology.render.follow_up_text import follow_up_as_text
from posology_cli.clock import today
from posology_cli.dates import Day
from posology_cli.inputs import STANDARD_INPUT, read_bytes
from posology_cli.judging import AS_OF_OPTION, PROTOCOL_OPTION, SITE_OPTION, joined
from posology_cli.kept import load_or_recall
from posology_cli.output import choose_output, output_options, refuse_overwriting
from posology_cli.telling import tell_warnings
from posology_cli.trail_options import keep_in, log_look, trail_options

FORMATS = ("text", "json")
NO_DATE = "the record states no procedure date, from which every visit is counted; give it with --procedure-date"
LOOKED_AT = "how the visits stand"


@click.command(
    help=(
        "List the visits of the patient in RECORD: done, due, upcoming, late, missed.\n\n"
        "SCORES is a CSV, TSV, Parquet or XLSX file with the columns patient, month or day, the scores, and optionally "
        "date; only rows whose patient is the id of the record count."
    )
)
@click.argument("record", metavar="RECORD")
@click.argument("scores", metavar="SCORES")
@PROTOCOL_OPTION
@SITE_OPTION
@AS_OF_OPTION
@click.option(
    "--procedure-date", type=Day(), metavar="DATE", help="The day of the procedure. Default: what RECORD states."
)
@trail_options
@output_options(FORMATS)
def visits(  # noqa: PLR0913 - one for each option of the contract
    *,
    record: str,
    scores: str,
    protocol: str,
    site: str | None,
    as_of: date | None,
    procedure_date: date | None,
    trail: str | None,
    by: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Prints how the visits stand."""
    if record == scores == STANDARD_INPUT:
        message = "standard input can be the record or the scores, not both"
        raise click.UsageError(message)
    chosen = choose_output(format_, output, FORMATS, private=True)
    refuse_overwriting(chosen, (record, scores, site, trail))
    kept = keep_in(trail, by)
    day = today() if as_of is None else as_of
    content, table = read_bytes(record), read_bytes(scores)
    knowledge, rules = load_or_recall(protocol, None if site is None else (site, read_bytes(site)))
    refusals = [rules] if isinstance(rules, Refused) else []
    try:
        facts, warnings = read_followed_facts(content, record, knowledge, day)
    except Refused as refused:
        raise joined([*refusals, refused]) from refused
    if isinstance(rules, Refused):
        raise rules
    tell_warnings(warnings, {record: content.decode("utf-8", errors="replace")})
    procedure = procedure_date or recorded_procedure_date(facts)
    if procedure is None:
        raise click.UsageError(NO_DATE)
    found, warnings = follow(rules, facts, (scores, table), day, procedure)
    tell_warnings(warnings, {})
    log_look(kept, "visits", new=LOOKED_AT, patient=facts.id, record=facts.sha256, day=procedure)
    chosen.write(follow_up_as_json(found) if chosen.format == "json" else follow_up_as_text(found, chosen.layout))
