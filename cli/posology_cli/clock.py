"""The only clock of the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

import click

from posology.values.zones import at_place


@dataclass(frozen=True, slots=True)
class Clock:
    """What tells the instant, with its offset from UTC. `main` is given one; nobody who types a command can set it."""

    read: Callable[[], datetime]


def _now_here() -> datetime:
    """This instant on the clock of the computer; here alone does the project read a clock."""
    instant = datetime.now(UTC)
    try:
        return instant.astimezone()
    except ValueError:
        # the variable TZ may state an offset of a day, which is that of no place; what is final does not hang on it
        return instant


OF_THE_COMPUTER: Final = Clock(_now_here)


def now() -> datetime:
    """This instant on the clock that the command was given, with its offset from UTC."""
    context = click.get_current_context(silent=True)
    given = None if context is None else context.find_object(Clock)
    return (given or OF_THE_COMPUTER).read()


def today(zone: str | None = None) -> date:
    """The day on the calendar of the zone; of the computer where no zone is stated, which no final sheet hangs on."""
    return (now() if zone is None else at_place(now(), zone)).date()
