"""Donation identification numbers as ISBT 128 writes them: opaque, but for the check character that guards typing.

The structure and the check character (ISO 7064 Mod 37-2) are public; the licensed tables, which say whose number it
is, are not here and are not needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
"""The characters of ISO 7064 Mod 37-2 in the order of their values, 0 to 36."""

NUMBER: Final = 13
"""Characters of the number itself: five of the facility, two of the year, six of the donation."""

_WRITTEN = re.compile(r"=?(?P<number>[A-Z0-9]{5}[0-9]{8})(?P<flags>[0-9A-Z]{2})?(?P<check>[0-9A-Z*])?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Donation:
    """What identifies a donation or a container; `is_isbt128` says that it has that form and a sound check."""

    identifier: str
    is_isbt128: bool


def check_character(number: str) -> str:
    """The character of ISO 7064 Mod 37-2 that belongs behind the number.

    Raises:
        ValueError: the number has a character that is none of the standard.
    """
    total = 0
    for character in number:
        total = (total + ALPHABET.index(character)) * 2 % len(ALPHABET)
    return ALPHABET[(1 - total) % len(ALPHABET)]


def read_donation(written: str) -> Donation | str:
    """The number with its parts apart by spaces, or why it is none, in words.

    It may be written with spaces, with the `=` of its bar code, with its two flags, and with its check character, which
    is compared where it stands there.
    """
    found = _WRITTEN.fullmatch(written.replace(" ", "").upper())
    if found is None:
        return f"that is no donation identification number, which has {NUMBER} characters and perhaps a check character"
    number, flags, check = found["number"], found["flags"], found["check"]
    if check is not None and check != check_character(number):
        return "its check character is not the one of that number"
    parts = (number[:5], number[5:7], number[7:], flags, check)
    return Donation(identifier=" ".join(part for part in parts if part), is_isbt128=True)
