"""`posology schedule`."""

from __future__ import annotations

import click

from posology.api import schedule as make_schedule
from posology.render.schedule_json import schedule_as_json
from posology.render.schedule_text import schedule_as_text
from posology_cli.judging import Asked, about_a_record


@click.command(
    help="List the dates that follow for RECORD: holds, checks, the procedure, restarts and follow-up visits."
)
@about_a_record("text", "json")
def schedule(asked: Asked) -> None:
    """Prints the schedule."""
    made = make_schedule(asked.rules, asked.facts, asked.as_of, asked.procedure_date)
    if asked.output.format == "json":
        asked.output.write(schedule_as_json(made))
    else:
        asked.output.write(schedule_as_text(made, asked.output.layout))
