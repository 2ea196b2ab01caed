"""What one cell says: a month, a score on its scale, or whether an event has happened."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from posology.ir.outcome import Instrument, Scale
from posology.reader.source import shortened
from posology.scores.scores import Score
from posology.values.numerals import decimal_in_words, join_in_words

OTHER_MONTH = "P0711"
NOT_A_NUMBER = "P0712"
OUT_OF_RANGE = "P0713"
NOT_YES_OR_NO = "P0719"

_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,18})?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"-?[0-9]{1,9},[0-9]{1,18}", re.ASCII)
_YES, _NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})

_TEN, _HUNDRED = Decimal(10), Decimal(100)


class Fault(NamedTuple):
    """Why a row cannot be used, and what would help."""

    code: str
    why: str
    help: str


def read_month(cell: str | None, months: tuple[int, ...]) -> int | Fault:
    """The month, 0 for the baseline; one at which the protocol has no visit is a fault."""
    known = f"the visits are at month 0 (baseline) and at {join_in_words([str(each) for each in months])}"
    if cell is None:
        return Fault(OTHER_MONTH, "no month is given", known)
    number = Decimal(cell) if _NUMBER.fullmatch(cell) else None
    if number is None or number != number.to_integral_value() or int(number) not in (0, *months):
        return Fault(OTHER_MONTH, f"`{shortened(cell)}` is no month of this protocol's visits", known)
    return int(number)


def read_score(cell: str | None, instrument: Instrument) -> Score | Fault | None:
    """The score or the answer; None where the cell is empty."""
    if cell is None:
        return None
    if instrument.scale is None:
        return _read_event(cell)
    if _DECIMAL_COMMA.fullmatch(cell):
        return Fault(NOT_A_NUMBER, f"`{cell}` has a decimal comma", f"write {cell.replace(',', '.')}")
    if not _NUMBER.fullmatch(cell):
        help_text = "write digits with a decimal point; leave the cell empty if the score is missing"
        return Fault(NOT_A_NUMBER, f"`{shortened(cell)}` is not a number", help_text)
    return _on_scale(Decimal(cell), instrument.id, instrument.scale)


def _on_scale(number: Decimal, name: str, scale: Scale) -> Decimal | Fault:
    """The number where it lies on the scale; one that would on another scale is not converted."""
    shown = decimal_in_words(number)
    if scale.lowest is not None and number < scale.lowest:
        lowest = decimal_in_words(scale.lowest)
        return Fault(OUT_OF_RANGE, f"`{shown}` is below {lowest}, the low end of {name}", "correct the number")
    if scale.highest is not None and number > scale.highest:
        highest = decimal_in_words(scale.highest)
        help_text = "correct the number"
        if scale.highest == _TEN and number <= _HUNDRED:
            help_text = f"this protocol takes {name} from 0 to 10; if the file has it from 0 to 100, divide by 10 there"
        return Fault(OUT_OF_RANGE, f"`{shown}` is above {highest}, the high end of {name}", help_text)
    if scale.whole and number != number.to_integral_value():
        return Fault(OUT_OF_RANGE, f"`{shown}` is not whole, and {name} is", "correct the number")
    return number


def _read_event(cell: str) -> bool | Fault:
    answer = cell.casefold()
    if answer in _YES or answer in _NO:
        return answer in _YES
    help_text = "write yes or no; leave the cell empty if nobody knows"
    return Fault(NOT_YES_OR_NO, f"`{shortened(cell)}` is neither yes nor no", help_text)
