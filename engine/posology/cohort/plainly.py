"""Texts that an expression can read: where every text of a column has the one form, no table need be joined for it.

Which form that is, is never guessed: each different text has been read before, and the form gives the same for all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import ibis
from ibis import Value

from posology.cohort.tables import NUMBER

_NUMBER = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}", re.ASCII)
_DAY_LENGTH, _MONTH_LENGTH = 10, 7
_LAST_MONTH = "9999-12"

Held: TypeAlias = tuple[object, ...]
"""The values of the columns of a cell."""


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` and `false`."""

    def fits(self, text: str, held: Held) -> bool:
        """Whether the form gives what the text was read as."""
        return text in {"true", "false"} and held == (text == "true",)

    def typed(self, text: Value) -> tuple[Value, ...]:
        """The columns of what the texts say."""
        return (text == "true",)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, and behind it, after one space, always the same unit where there is one."""

    unit: str
    kind: str

    def fits(self, text: str, held: Held) -> bool:
        """Whether the form gives what the text was read as."""
        number = text.removesuffix(self.unit)
        is_numeral = len(number) + len(self.unit) == len(text) and _NUMBER.fullmatch(number) is not None
        return is_numeral and (self.kind == NUMBER or "." not in number) and held == (Decimal(number),)

    def typed(self, text: Value) -> tuple[Value, ...]:
        """The columns of what the texts say."""
        number = text.substr(0, text.length() - len(self.unit)) if self.unit else text
        return (number.cast(self.kind),)


@dataclass(frozen=True, slots=True)
class Day:
    """A date: its first and last day, the same where `to_the_day`. `word` may stand in its place and means that day.

    Where there is a `word`, a third column says where it stands.
    """

    to_the_day: bool
    word: str | None
    meaning: date

    def fits(self, text: str, held: Held) -> bool:
        """Whether the form gives what the text was read as."""
        if self.word is not None and text == self.word:
            return held == (self.meaning, self.meaning, True)
        form = _DAY if self.to_the_day else _PARTIAL
        first = f"{text}-01-01"[:_DAY_LENGTH]
        is_date = form.fullmatch(text) is not None and first == str(held[0]) and not text.startswith(_LAST_MONTH)
        return is_date and (self.word is None or held[2:] == (False,))

    def typed(self, text: Value) -> tuple[Value, ...]:
        """The columns of what the texts say."""
        if self.word is None:
            return self._days(text)
        is_word = text == self.word
        first, last = self._days(text.nullif(self.word))
        day = ibis.literal(self.meaning)
        return (ibis.ifelse(is_word, day, first), ibis.ifelse(is_word, day, last), is_word)

    def _days(self, text: Value) -> tuple[Value, Value]:
        if self.to_the_day:
            return text.cast("date"), text.cast("date")
        # most dates are known to the day, and nothing need be put behind those
        is_day, day = text.length() == _DAY_LENGTH, text.cast("date")
        start = (text + "-01-01").substr(0, _DAY_LENGTH).cast("date")
        end = (text + "-12-31").substr(0, _DAY_LENGTH).cast("date")
        # of a month the last day is the one before the next month begins
        of_month = (start + ibis.interval(months=1) - ibis.interval(days=1)).cast("date")
        last = ibis.cases((is_day, day), (text.length() == _MONTH_LENGTH, of_month), else_=end)
        return ibis.ifelse(is_day, day, start), last


Form: TypeAlias = Truth | Numeral | Day


def form_of(kinds: tuple[str, ...], word: str | None, meaning: date, texts: Iterable[tuple[str, Held]]) -> Form | None:
    """The form that gives for each of the texts what it was read as; None where there is none.

    `kinds` are the types of the columns.
    """
    read = tuple(texts)
    for form in _forms(kinds, word, meaning, read):
        if all(form.fits(text, held) for text, held in read):
            return form
    return None


def _forms(
    kinds: tuple[str, ...], word: str | None, meaning: date, read: tuple[tuple[str, Held], ...]
) -> tuple[Form, ...]:
    match kinds:
        case ("boolean",):
            return (Truth(),)
        case ("date", "date", *_):
            return (Day(True, word, meaning), Day(False, word, meaning))
        case ("int64" | "decimal(18,6)" as kind,):
            _, space, unit = read[0][0].partition(" ") if read else ("", "", "")
            return (Numeral(space + unit, kind),)
        case _:
            return ()
