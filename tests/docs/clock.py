"""The command `posology` on a stated day, for pages that tell of one: `python clock.py 2026-12-07 sheet …`.

Nobody who uses the command can do that: there the clock is that of the computer, and no option or variable sets it.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time

from posology_cli.clock import Clock
from posology_cli.main import main


def on(day: str) -> Clock:
    """A clock on which it is eight in the morning of that day, in UTC."""
    return Clock(lambda: datetime.combine(date.fromisoformat(day), time(8), UTC))


if __name__ == "__main__":
    sys.exit(main(sys.argv[2:], on(sys.argv[1])))
