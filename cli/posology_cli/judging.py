"""What the commands about one record share: their options, and loading everything with all faults in one run."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import click

from posology.api.reading import read_facts
from posology.api.shipped import shipped_protocols
from posology.diagnostics.diagnostic import Refused
from posology.values.zones import at_place
from posology_cli.asked import Asked, Read, Result
from posology_cli.clock import now, today
from posology_cli.dates import Day
from posology_cli.inputs import read_bytes
from posology_cli.kept import load_or_recall
from posology_cli.output import Command, Output, choose_output, output_options, refuse_overwriting
from posology_cli.telling import tell_warnings
from posology_cli.trail_options import Kept, keep_in, trail_options

DEFAULT_PROTOCOL = "allorx-spine"


def complete_protocol(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """The shipped protocols that begin so, for a shell."""
    return [each for each in shipped_protocols() if each.startswith(incomplete)]


PROTOCOL_OPTION = click.option(
    "--protocol",
    metavar="ID|PATH",
    default=DEFAULT_PROTOCOL,
    show_default=True,
    shell_complete=complete_protocol,
    help="A shipped protocol by its id, or your own by its folder or file.",
)

SITE_OPTION = click.option("--site", metavar="FILE", help="One clinic's decisions: readings, planned doses, approvals.")

AS_OF_OPTION = click.option(
    "--as-of", type=Day(), metavar="DATE", help="The day on which the record is judged. Default: today."
)

SHARED = ("record", "protocol", "site", "as_of", "procedure_date")
"""The names of the options below."""

_OPTIONS: Sequence[Callable[[Command], Command]] = (
    click.argument("record", metavar="RECORD"),
    PROTOCOL_OPTION,
    SITE_OPTION,
    AS_OF_OPTION,
    click.option(
        "--procedure-date",
        type=Day(),
        metavar="DATE",
        help="The day of the procedure. Default: what the record states, else the earliest date.",
    ),
)


def about_a_record(
    *formats: str, options: Sequence[Callable[[Command], Command]] = ()
) -> Callable[[Callable[[Asked], Result]], Command]:
    """Makes a function of what is asked into one of the command line's arguments.

    The command's own `options` reach it in `more`. The function writes its result and gives it back, for the trail.
    """

    def decorate(run: Callable[[Asked], Result]) -> Command:
        @functools.wraps(run)
        def command(*, format_: str | None, output: str | None, **given: Any) -> None:  # noqa: ANN401 - as click hands them over
            chosen = choose_output(format_, output, formats, private=True)
            trail, by = given.pop("trail"), given.pop("by")
            refuse_overwriting(chosen, (given["record"], given["site"], trail))
            kept = keep_in(trail, by)
            read, asked = load_all(output=chosen, **{name: given.pop(name) for name in SHARED})
            _run(run, replace(asked, more=given), read, kept)

        decorated = output_options(formats)(trail_options(command))
        for option in reversed((*_OPTIONS, *options)):
            decorated = option(decorated)
        return decorated

    return decorate


def _run(run: Callable[[Asked], Result], asked: Asked, read: Read, kept: Kept | None) -> None:
    """Runs it; where there is a trail, the result is handed out when it is kept there."""
    if kept is None:
        run(asked)
        return
    from posology_cli.recording import record_in_trail  # noqa: PLC0415 - the database library, for a trail only

    trail, occasion = kept
    occasion = replace(occasion, when=at_place(occasion.when, asked.rules.site.time_zone))
    command = click.get_current_context().info_name or ""
    record_in_trail(command, run, replace(asked, trail=trail, when=occasion.when), read, occasion)


def load_all(  # noqa: PLR0913 - one for each option of the contract
    *, record: str, protocol: str, site: str | None, as_of: date | None, procedure_date: date | None, output: Output
) -> tuple[Read, Asked]:
    """Everything read and loaded; warnings are told on standard error.

    Raises:
        Unreadable: where a file cannot be read.
        Refused: where the protocol, the site file or the record has a fault; the faults of all of them are in it.
    """
    content = read_bytes(record)
    decided = None if site is None else (site, read_bytes(site))
    knowledge, loaded = load_or_recall(protocol, decided)
    zone = None if isinstance(loaded, Refused) else loaded.site.time_zone
    day = today(zone) if as_of is None else as_of
    refuse_earlier(procedure_date, day)
    refusals = [loaded] if isinstance(loaded, Refused) else []
    facts = None
    try:
        facts, warnings = read_facts(content, record, knowledge, day)
    except Refused as refused:
        refusals.append(refused)
    else:
        tell_warnings(warnings, {record: content.decode("utf-8", errors="replace")})
    if isinstance(loaded, Refused) or facts is None:
        raise joined(refusals)
    read = Read(record=(record, content), site=decided, protocol=protocol)
    asked = Asked(
        knowledge=knowledge,
        rules=loaded,
        facts=facts,
        as_of=day,
        procedure_date=procedure_date,
        output=output,
        when=at_place(now(), zone),
    )
    return read, asked


def refuse_earlier(procedure_date: date | None, as_of: date) -> None:
    """A procedure before the day of asking is wrong usage.

    Raises:
        click.BadParameter: where the option names such a day.
    """
    if procedure_date is not None and procedure_date < as_of:
        message = (
            "the procedure date lies before the day on which the record is judged; values dated after it would count"
        )
        raise click.BadParameter(message, param_hint="--procedure-date")


def joined(refusals: Sequence[Refused]) -> Refused:
    """The refusals as one, with every diagnostic and every text to quote from."""
    texts: dict[str, str] = {}
    for each in refusals:
        texts |= each.texts
    return Refused(tuple(found for each in refusals for found in each.diagnostics), texts)
