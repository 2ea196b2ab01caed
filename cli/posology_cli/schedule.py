"""`posology schedule`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

import click

from posology.api import Schedule
from posology.api import schedule as make_schedule
from posology.render.schedule_json import schedule_as_json
from posology.render.schedule_svg import schedule_as_svg
from posology.render.schedule_text import schedule_as_text
from posology_cli.asked import Asked
from posology_cli.judging import about_a_record

FORMATS: Final = ("text", "json", "svg", "ics")


def print_schedule(asked: Asked) -> Schedule:
    """Prints the schedule."""
    _refuse_lacking(asked.output.format)
    made = make_schedule(asked.rules, asked.facts, asked.as_of, asked.procedure_date)
    asked.output.write_bytes(_written(made, asked))
    return made


def _refuse_lacking(form: str) -> None:
    """A library that is not there is found out before the work is done.

    Raises:
        click.UsageError: where the form needs one that is not installed.
    """
    if form == "ics" and find_spec("icalendar") is None:
        raise click.UsageError("a calendar needs icalendar, not installed here: `pip install posology[sheet]`")


def _written(made: Schedule, asked: Asked) -> bytes:
    match asked.output.format:
        case "json":
            return schedule_as_json(made).encode()
        case "svg":
            return schedule_as_svg(made).encode()
        case "ics":
            from posology.render.schedule_ics import schedule_as_ics  # noqa: PLC0415 - the library, for a calendar only

            return schedule_as_ics(made)
        case _:
            return schedule_as_text(made, asked.output.layout).encode()


schedule = click.command(
    "schedule",
    help="List the dates that follow for RECORD: holds, checks, the procedure, restarts and follow-up visits.",
)(about_a_record(*FORMATS)(print_schedule))
