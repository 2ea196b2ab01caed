"""What is asked of a clinic for its site file, and how an answer is written there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from posology.values.dates import Precision, parse_date
from posology.values.numerals import parse_numeral
from posology.values.quantity import parse_quantity
from posology.values.units import convert


class AnswerKind(StrEnum):
    """What an answer is, which says how it is written."""

    TEXT = "text"
    COUNT = "whole number"
    QUANTITY = "quantity"
    DAY = "day"
    OPTION = "option"
    OPTIONS = "list of options"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteQuestion:
    """One key of a site file: its place, what is asked for it, and an example that decides nothing.

    `unit` is that of a quantity. `options` are those of an option, each with what it means, empty where it says itself.
    `after` is a place without an answer to which this is not asked; `only` the answers to it with which it is.
    """

    place: tuple[str, ...]
    ask: str
    example: str
    kind: AnswerKind = AnswerKind.TEXT
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] | None = None
    only: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The place as it is said: `readings.iv-dose.chosen`."""
        return ".".join(self.place)

    def written(self, answer: str) -> str | None:
        """The answer as it stands in the file; None for one that is no such thing."""
        text = answer.strip()
        match self.kind:
            case AnswerKind.TEXT:
                return json.dumps(text, ensure_ascii=False) if text and text.isprintable() else None
            case AnswerKind.COUNT:
                number = parse_numeral(_grouped(text))
                whole = number is not None and number == number.to_integral_value() and number > 0
                return f"{number:f}".partition(".")[0] if whole else None
            case AnswerKind.QUANTITY:
                quantity = parse_quantity(text)
                magnitude = None if quantity is None else convert(quantity.magnitude, quantity.unit, self.unit)
                return None if magnitude is None else f"{magnitude:f} {self.unit}"
            case AnswerKind.DAY:
                day = parse_date(text)
                return text if day is not None and day.precision is Precision.DAY else None
            case AnswerKind.OPTION:
                return text if text in {name for name, _ in self.options} else None
            case AnswerKind.OPTIONS:
                words = [each.strip() for each in text.split(",")]
                known = {name for name, _ in self.options}
                return f"[{', '.join(words)}]" if words and set(words) <= known else None

    @property
    def expects(self) -> str:
        """What an answer looks like, for whoever gave another."""
        match self.kind:
            case AnswerKind.TEXT:
                return "a text on one line"
            case AnswerKind.COUNT:
                return "a whole number, as 22000000, 22,000,000 or 22 million"
            case AnswerKind.QUANTITY:
                return f"a number with its unit, as {self.example}"
            case AnswerKind.DAY:
                return "a day, as 2026-11-20"
            case AnswerKind.OPTION:
                return f"one of {', '.join(name for name, _ in self.options)}"
            case AnswerKind.OPTIONS:
                return f"some of {', '.join(name for name, _ in self.options)}, with commas between"


def _grouped(digits: str) -> str:
    """Plain digits with the commas that a long numeral has; anything else as it is."""
    return f"{int(digits):,}" if digits.isascii() and digits.isdecimal() else digits
