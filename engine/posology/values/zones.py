"""On which day of the calendar of a place an instant lies: a table of time zones, by which no clock is read.

The table is that of the system or, where it has none, of the library `tzdata`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE: Final = re.compile(r"UTC|[A-Z][A-Za-z]+(?:/[A-Z][A-Za-z0-9_+-]+)+", re.ASCII)
"""How a zone is named: by continent and city. Names without a place, such as `EST` or `localtime`, are none."""

EVERYWHERE: Final = "UTC"
"""A zone that every table has."""


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name, None where the table of this computer has none."""
    if not ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # a folder of the table, such as `America/Argentina`, is told by one of the last two
        return None


def has_zones() -> bool:
    """Whether this computer has a table of time zones at all."""
    return zone_named(EVERYWHERE) is not None


def at_place(when: datetime, zone: str | None) -> datetime:
    """The same instant on the clock of that zone; in UTC where no zone is stated, or none of this name is known."""
    return when.astimezone((None if zone is None else zone_named(zone)) or UTC)
