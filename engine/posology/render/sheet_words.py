"""What one row of a sheet says of its cells and its volume, in the words of every form in which a sheet is printed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

from posology.results.amounts import range_in_words, volume_in_words
from posology.results.sheet import Injection
from posology.values.numerals import cells_in_words, count_in_words, date_in_words, decimal_in_words

NOT_CHOSEN: Final = "not chosen"
WITHHELD: Final = "not laid out"
NO_CELLS: Final = "no number of cells"
"""What stands where there is none to plan: a blank there would ask for one."""

WITHOUT_CELLS: Final = "without cells"
EPIDURAL: Final = "epidural"
INTRAVENOUS: Final = "iv"


def cells_said(injection: Injection) -> str:
    """The range of cells: `1.5 million to 3 million cells`."""
    if injection.blocked is not None:
        return WITHHELD
    if injection.cells.counted and injection.cells.maximum == 0:
        return WITHOUT_CELLS
    return range_in_words(injection.cells)


def planned_said(injection: Injection) -> str:
    """The cells that were chosen, that nobody has chosen any, or nothing where there are none to choose."""
    cells = injection.cells
    if injection.blocked is not None:
        return WITHHELD
    if not cells.counted or cells.maximum == 0:
        return ""
    return NOT_CHOSEN if cells.planned is None else cells_in_words(cells.planned)


def volume_said(injection: Injection) -> str:
    """What goes into the target: as planned or drawn, else as the protocol states; empty where nobody states one."""
    if injection.blocked is not None:
        return ""
    if injection.amount is not None and injection.amount.given is not None:
        return f"{decimal_in_words(injection.amount.given)} mL"
    return "" if injection.volume is None else volume_in_words(injection.volume)


def infusion_said(injection: Injection) -> str:
    """How much runs over which time: `50 mL over 30 min`; empty for what is no infusion, or has no time planned."""
    if injection.over is None or injection.blocked is not None:
        return ""
    volume = volume_said(injection)
    over = f"over {decimal_in_words(injection.over)} min"
    return f"{volume} {over}" if volume else over


def lacks_level(injection: Injection) -> bool:
    """Whether the level of an epidural is still to be written by whoever chooses it."""
    return injection.site == EPIDURAL and injection.joint is None


def row_said(injection: Injection) -> str:
    """The whole row as a sentence without its stop: `3. left L2-L3 facet joint: 1.5 million to 3 million cells`."""
    planned, volume = planned_said(injection), volume_said(injection)
    cells = cells_said(injection)
    parts = [cells]
    if planned and planned != cells:
        parts.append(f"planned: {planned}")
    if volume:
        parts.append(volume)
    return f"{injection.number}. {injection.target}: {'; '.join(parts)}"


def moment_in_words(at: str) -> str:
    """A time with its offset: `7 December 2026, 08:15:00, UTC+00:00`; what is no such time stays as it is."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    offset = moment.isoformat()[len(moment.replace(tzinfo=None).isoformat()) :]
    if not offset:
        return at
    return f"{date_in_words(moment.date())}, {moment.hour:02}:{moment.minute:02}:{moment.second:02}, UTC{offset}"


def amount_in_words(number: Decimal) -> str:
    """A whole number as a count, any other with its decimals."""
    whole = number.to_integral_value()
    return count_in_words(int(whole)) if whole == number else decimal_in_words(number)


def vials_in_words(vials: int) -> str:
    """`1 vial`, `23 vials`."""
    return f"{vials:,} vial{'' if vials == 1 else 's'}"
