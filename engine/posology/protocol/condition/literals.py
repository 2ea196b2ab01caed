"""What the literals of CQL stand for; what cannot be read is reported, and None stands for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from lark import Token

from posology.protocol.condition.faults import MALFORMED_LITERAL, Faults
from posology.protocol.condition.syntax import Place
from posology.protocol.condition.tokens import place_of
from posology.values.dates import PartialDate, parse_date

LARGEST_INTEGER = 2**31 - 1
SMALLEST_INTEGER = -(2**31)
MOST_DIGITS = 28
MOST_PLACES = 8

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED: Mapping[str, str] = MappingProxyType(
    {"'": "'", '"': '"', "`": "`", "\\": "\\", "/": "/", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
)
_SURROGATES = range(0xD800, 0xE000)


def read_number(token: Token, faults: Faults) -> int | Decimal | None:
    """The whole number or decimal; None outside the range of CQL.

    `2147483648` passes: it stands for the smallest integer once its minus is read, and is refused later without one.
    """
    if "." in token:
        return read_decimal(token, faults)
    number = int(token) if len(token) <= MOST_DIGITS else None
    if number is None or number > LARGEST_INTEGER + 1:
        _malformed(
            token,
            faults,
            f"whole numbers reach from {SMALLEST_INTEGER} to {LARGEST_INTEGER}; decimals reach further",
        )
        return None
    return number


def read_decimal(token: Token, faults: Faults) -> Decimal | None:
    """The decimal, exactly as written; None where it has more digits than CQL allows."""
    whole, _, places = token.partition(".")
    if len(places) > MOST_PLACES or len(whole.lstrip("0")) > MOST_DIGITS - MOST_PLACES:
        _malformed(
            token,
            faults,
            f"decimals have at most {MOST_DIGITS - MOST_PLACES} digits before the point and {MOST_PLACES} after it",
        )
        return None
    return Decimal(str(token))


def read_amount(token: Token, unit: Token, faults: Faults) -> int | None:
    """The whole number of calendar units; None where it is a decimal, which no calendar has."""
    number = read_number(token, faults)
    if isinstance(number, Decimal):
        _malformed(
            token, faults, f"a calendar duration is a whole number of {unit}; an elapsed one has a UCUM unit: `36 'h'`"
        )
        return None
    return number


def read_text(token: Token, faults: Faults) -> str | None:
    """The text between the quotes, escapes replaced; None where an escape is none of CQL's."""
    sound = True

    def replace(found: re.Match[str]) -> str:
        nonlocal sound
        code = found.group(1)
        if len(code) == 1 and code in _ESCAPED:
            return _ESCAPED[code]
        if len(code) > 1 and int(code[1:], 16) not in _SURROGATES:
            return chr(int(code[1:], 16))
        sound = False
        place = place_of(token)
        place = Place(start=place.start + 1 + found.start(), end=place.start + 1 + found.end())
        faults.report(
            MALFORMED_LITERAL,
            f"`\\{code[:8]}` is not an escape",
            place,
            r"escapes are \' \" \` \\ \/ \f \n \r \t and \u with four hexadecimal digits",
        )
        return ""

    text = _ESCAPE.sub(replace, token[1:-1])
    return text if sound else None


def read_name(token: Token, faults: Faults) -> str | None:
    """The name, without its quotes if it has any."""
    return read_text(token, faults) if token[0] in '"`' else str(token)


def read_date(token: Token, faults: Faults) -> PartialDate | None:
    """The date after the `@`; None where the calendar has no such day."""
    when = parse_date(token[1:])
    if when is None:
        _malformed(token, faults, "the calendar has no such date; a date is `@2026`, `@2026-11` or `@2026-11-20`")
    return when


def _malformed(token: Token, faults: Faults, help_text: str) -> None:
    shown = token if len(token) <= 40 else f"{token[:40]}…"  # noqa: PLR2004 - what fits on a line beside the message
    faults.report(MALFORMED_LITERAL, f"`{shown}` is not a value that can be written here", place_of(token), help_text)
