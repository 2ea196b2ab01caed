"""What a word without quotes means: nothing, a truth value, a number or a text; refused where programs disagree."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from posology.reader.source import shortened

IMPLICIT = "P0120"
AMBIGUOUS_NUMBER = "P0121"
EXPONENT = "P0122"
NOT_FINITE = "P0123"
FOREIGN_DIGITS = "P0124"
TOO_LONG = "P0125"

MOST_DIGITS = 28
"""As many as decimal arithmetic keeps exactly."""

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
FOREIGN_DIGIT = re.compile(r"(?![0-9])\d")

MEANINGS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}
"""The only words that are not text."""

TRUE_ELSEWHERE = frozenset({"true", "yes", "on", "y"})
FALSE_ELSEWHERE = frozenset({"false", "no", "off", "n"})
NULL_ELSEWHERE = frozenset({"null"})


@dataclass(frozen=True, slots=True)
class PlainFault:
    """Why a word without quotes is refused."""

    code: str
    message: str
    help: str


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Words of one form that are refused: `reason` completes a sentence that begins with the word."""

    form: re.Pattern[str]
    code: str
    reason: str
    help: str


DIGITS = "write the number in digits 0 to 9 with a decimal point, or put quotes round it if it is text"

PATTERNS = (
    _Pattern(
        re.compile(r"[-+]?0[xXoObB][0-9a-fA-F_]+"),
        AMBIGUOUS_NUMBER,
        "is a hexadecimal, octal or binary number to some programs",
        DIGITS,
    ),
    _Pattern(
        re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)[eE][-+]?[0-9]+"),
        EXPONENT,
        "has an exponent, which some programs read as a number and others as text",
        "write the number out in digits, without `e`, or put quotes round it if it is a code",
    ),
    _Pattern(
        re.compile(r"[-+]?0[0-9]+(?:\.[0-9]*)?"),
        AMBIGUOUS_NUMBER,
        "begins with a zero, which some programs read as octal",
        "leave the zero out, or put quotes round it if it is a code",
    ),
    _Pattern(
        re.compile(r"[-+]?[0-9]+(?::[0-9]{1,2})+(?:\.[0-9]*)?"),
        AMBIGUOUS_NUMBER,
        "is a number of base 60 to some programs",
        "put quotes round it if it is a time or a ratio, or write the number in digits",
    ),
    _Pattern(
        re.compile(r"[-+]?[0-9][0-9.]*_[0-9._]*"),
        AMBIGUOUS_NUMBER,
        "has an underscore, which some programs leave out of a number",
        DIGITS,
    ),
    _Pattern(
        re.compile(
            r"[-+]?[0-9]+(?:[,'\u2019][0-9]+)+(?:\.[0-9]+)?"
            r"|[-+]?[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]+)?"
        ),
        AMBIGUOUS_NUMBER,
        "has a comma, apostrophe or space between digits, which may divide thousands or be a decimal sign",
        DIGITS,
    ),
    _Pattern(
        re.compile(r"\+(?:[0-9]+\.?[0-9]*|\.[0-9]+)"),
        AMBIGUOUS_NUMBER,
        "has a plus sign",
        "leave the plus sign out, or put quotes round it if it is text",
    ),
    _Pattern(
        re.compile(r"-?\.[0-9]+"),
        AMBIGUOUS_NUMBER,
        "has no digit before the decimal point",
        "write a zero before the point",
    ),
    _Pattern(
        re.compile(r"-?[0-9]+\."),
        AMBIGUOUS_NUMBER,
        "has no digit after the decimal point",
        "leave the point out, or write a digit",
    ),
    _Pattern(
        re.compile(r"[-+]?\.?(?:nan|inf|infinity)", re.IGNORECASE),
        NOT_FINITE,
        "is not a number that can be measured or counted",
        "leave the value out if it is not known, or put quotes round it if it is a word",
    ),
)
"""The forms in the order in which they are tried: a word of two forms has the reason that explains it best."""


def read_plain(word: str) -> bool | int | Decimal | str | PlainFault | None:
    """The value of a word written without quotes, or why it is refused."""
    if word in MEANINGS:
        return MEANINGS[word]
    if word[0].isalpha() and word.isascii():
        # Nearly every word of a protocol goes this way, and only a few short ones of them mean anything but themselves.
        return _read_letters(word)
    if NUMBER.fullmatch(word):
        return _read_number(word)
    for pattern in PATTERNS:
        if pattern.form.fullmatch(word):
            return PlainFault(pattern.code, f"`{shortened(word)}` {pattern.reason}", pattern.help)
    if FOREIGN_DIGIT.search(word):
        return PlainFault(FOREIGN_DIGITS, f"`{shortened(word)}` has digits other than 0 to 9", DIGITS)
    return word


def _read_letters(word: str) -> str | PlainFault:
    folded = word.lower()
    for words, meaning in ((TRUE_ELSEWHERE, "true"), (FALSE_ELSEWHERE, "false"), (NULL_ELSEWHERE, "null")):
        if folded in words:
            return PlainFault(
                IMPLICIT,
                f"`{word}` means {meaning} to some programs and is a word to others",
                f'write `{meaning}`, or put quotes round it if it is a word: "{word}"',
            )
    if folded in {"nan", "inf", "infinity"}:
        pattern = PATTERNS[-1]
        return PlainFault(pattern.code, f"`{word}` {pattern.reason}", pattern.help)
    return word


def _read_number(word: str) -> int | Decimal | PlainFault:
    digits = sum(each.isdigit() for each in word)
    if digits <= MOST_DIGITS:
        return Decimal(word) if "." in word else int(word)
    message = f"the number has {digits:,} digits, more than the {MOST_DIGITS} that are reckoned with exactly"
    return PlainFault(TOO_LONG, message, "put quotes round it if it is a code")
