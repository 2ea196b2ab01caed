"""What a value is to the solver: whether it is known, who is to blame where it is not, and what it may then be.

A symbol stands for every value that it may have at once. `known` is the Kleene flag. Where it is false, `blamed` says
whether some fact is not recorded; where neither holds the value is the null that the expression wrote itself.
INVARIANT: a symbol admits every value that `explain` gives; it may admit more, where the calendar is only bounded, so
that what is proved of symbols holds of patients, and what is refuted must be replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from z3 import ArithRef, BoolRef


@dataclass(frozen=True, slots=True, kw_only=True)
class _Symbol:
    known: BoolRef
    blamed: BoolRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth(_Symbol):
    """A truth value."""

    holds: BoolRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(_Symbol):
    """A number, or the magnitude of a quantity in the unit of its type, from `low` to `high`.

    Both are the same term, except for a count between dates that are known in part only. Whole numbers are reals that
    the one who made them has bound to whole numbers where it matters.
    """

    low: ArithRef
    high: ArithRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(_Symbol):
    """A date as far as it is known: whole days of the proleptic ordinal, `precision` 0 to the day, 1 month, 2 year."""

    earliest: ArithRef
    latest: ArithRef
    precision: ArithRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Length(_Symbol):
    """A calendar duration: whole months for one of years or months, days for one of weeks or days (see its type).

    `coarse` where it is written in years or weeks: `1 year` and `12 months` are as long and not the very same.
    """

    amount: ArithRef
    coarse: BoolRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Word(_Symbol):
    """A text or code, by the number that `Words` gave it."""

    number: ArithRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place of a bounded list: whether an item is there, and the item."""

    there: BoolRef
    item: Symbol


@dataclass(frozen=True, slots=True, kw_only=True)
class Several(_Symbol):
    """A list of at most as many items as it has slots."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch(_Symbol):
    """An interval between two points of one type."""

    low: Symbol
    high: Symbol
    low_closed: BoolRef
    high_closed: BoolRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(_Symbol):
    """One record of a list: its fields by name."""

    fields: Mapping[str, Symbol]


Symbol: TypeAlias = Truth | Number | Day | Length | Word | Several | Stretch | Row
