"""Dates that may be partial, and the two kinds of duration that must not be mixed.

A partial date (`2013`, `2013-05`) is the whole interval from its first to its last day. A calendar
duration (a year, a month) has no fixed length; an elapsed duration is a quantity of time with a
UCUM unit and lives in `quantity`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from dateutil.relativedelta import relativedelta


class Precision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


class CalendarUnit(StrEnum):
    """The units of the calendar, longest first."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


MONTHS_IN: Mapping[CalendarUnit, int] = MappingProxyType({CalendarUnit.YEAR: 12, CalendarUnit.MONTH: 1})
DAYS_IN: Mapping[CalendarUnit, int] = MappingProxyType({CalendarUnit.WEEK: 7, CalendarUnit.DAY: 1})

# How many answers each pure function of the calendar remembers: the same days come again for every patient.
_REMEMBERED = 4096

_WRITTEN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is known: some day from `earliest` to `latest`, both included."""

    earliest: date
    latest: date
    precision: Precision

    def __str__(self) -> str:
        """The date as written: `2013`, `2013-05` or `2013-05-17`."""
        match self.precision:
            case Precision.YEAR:
                return f"{self.earliest.year:04d}"
            case Precision.MONTH:
                return f"{self.earliest.year:04d}-{self.earliest.month:02d}"
            case Precision.DAY:
                return self.earliest.isoformat()


@dataclass(frozen=True, slots=True)
class CalendarDuration:
    """A whole number of calendar years, months, weeks or days; its length depends on where it is laid."""

    amount: int
    unit: CalendarUnit

    def __str__(self) -> str:
        """The duration in words: `1 year`, `14 days`."""
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class CountRange:
    """A whole number known only to lie from `lowest` to `highest`: the years between two partial dates."""

    lowest: int
    highest: int


@lru_cache(maxsize=_REMEMBERED)
def exactly(day: date) -> PartialDate:
    """The date known to the day."""
    return PartialDate(day, day, Precision.DAY)


@lru_cache(maxsize=_REMEMBERED)
def in_month(year: int, month: int) -> PartialDate:
    """Some day of that month."""
    return PartialDate(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), Precision.MONTH)


@lru_cache(maxsize=_REMEMBERED)
def in_year(year: int) -> PartialDate:
    """Some day of that year."""
    return PartialDate(date(year, 1, 1), date(year, 12, 31), Precision.YEAR)


def parse_date(text: str) -> PartialDate | None:
    """The date that `YYYY`, `YYYY-MM` or `YYYY-MM-DD` stands for; None where it is none of these or no such day exists.

    Digits are ASCII: `int` would also read Arabic and fullwidth ones, which a reader beside the engine may not.
    """
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return None
    year, month, day = written.groups()
    try:
        if month is None:
            return in_year(int(year))
        if day is None:
            return in_month(int(year), int(month))
        return exactly(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def shift(day: date, duration: CalendarDuration, sign: int = 1) -> date | None:
    """The day that lies the duration later (`sign` 1) or earlier (`sign` -1); None outside the calendar.

    Years and months keep the day of the month, or fall back to the last day of a shorter month.
    """
    amount = sign * duration.amount
    months = MONTHS_IN.get(duration.unit)
    try:
        if months is not None:
            return _months_later(day, amount * months)
        return date.fromordinal(day.toordinal() + amount * DAYS_IN[duration.unit])
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=_REMEMBERED)
def _months_later(day: date, months: int) -> date:
    return day + relativedelta(months=months)


def shift_partial(when: PartialDate, duration: CalendarDuration, sign: int = 1) -> PartialDate | None:
    """The partial date, as precise as before, that holds every day the duration later or earlier.

    None where the result leaves the calendar, and where no date of that precision holds all of them: ten days after
    `2014` lie in 2014 or in 2015. CQL 1.5 drops the ten days there; a condition could then be settled by a day
    that the date may not mean, so the answer here is that it is not known.
    """
    earliest, latest = shift(when.earliest, duration, sign), shift(when.latest, duration, sign)
    if earliest is None or latest is None:
        return None
    match when.precision:
        case Precision.YEAR:
            return in_year(earliest.year) if earliest.year == latest.year else None
        case Precision.MONTH:
            same_month = (earliest.year, earliest.month) == (latest.year, latest.month)
            return in_month(earliest.year, earliest.month) if same_month else None
        case Precision.DAY:
            return exactly(earliest)


def compare_dates(left: PartialDate, right: PartialDate) -> int | None:
    """-1, 0 or 1 as the left date lies before, on or after the right one; None where precision does not settle it.

    As CQL 1.5 does from the year down, where the first component that differs decides and one that is known on one side
    only leaves the question open: days, months and years either lie apart or within one another. 0 is said of what is
    known: `2013` and `2013` compare as 0 and may be two different days. Two of one precision that begin on different
    days and overlap, as only a date that was moved by days does, are not settled.
    """
    if left.latest < right.earliest:
        return -1
    if left.earliest > right.latest:
        return 1
    return 0 if left.precision is right.precision and left.earliest == right.earliest else None


def whole_between(unit: CalendarUnit, start: date, end: date) -> int:
    """How many whole calendar units have passed from `start` to `end`; negative when `end` comes first.

    As CQL 1.5, appendix H. A year is full on the day that `shift` gives, so one that begins on 29 February is full on
    28 February (example 4.b). A month is full on the same day of the month only: 31 January to 28 February is no month.
    """
    if end < start:
        return -whole_between(unit, end, start)
    match unit:
        case CalendarUnit.YEAR:
            years = end.year - start.year
            return years if start + relativedelta(years=years) <= end else years - 1
        case CalendarUnit.MONTH:
            months = boundaries_between(unit, start, end)
            return months if start.day <= end.day else months - 1
        case CalendarUnit.WEEK | CalendarUnit.DAY:
            return (end - start).days // DAYS_IN[unit]


def boundaries_between(unit: CalendarUnit, start: date, end: date) -> int:
    """How many boundaries of the calendar unit lie between the two days; negative when `end` comes first.

    As `difference in … between` of CQL 1.5: weeks begin on Sunday.
    """
    match unit:
        case CalendarUnit.YEAR:
            return end.year - start.year
        case CalendarUnit.MONTH:
            return (end.year - start.year) * 12 + end.month - start.month
        case CalendarUnit.WEEK:
            # a multiple of seven of the proleptic ordinal is a Sunday
            return end.toordinal() // 7 - start.toordinal() // 7
        case CalendarUnit.DAY:
            return (end - start).days


def whole_between_partial(unit: CalendarUnit, start: PartialDate, end: PartialDate) -> CountRange:
    """The fewest and the most whole calendar units that can have passed between two dates known in part."""
    return _extremes(whole_between, unit, start, end)


def boundaries_between_partial(unit: CalendarUnit, start: PartialDate, end: PartialDate) -> CountRange:
    """The fewest and the most boundaries of the calendar unit that can lie between two dates known in part."""
    return _extremes(boundaries_between, unit, start, end)


def _extremes(
    count: Callable[[CalendarUnit, date, date], int], unit: CalendarUnit, start: PartialDate, end: PartialDate
) -> CountRange:
    # INVARIANT: both counts never fall as `end` moves on and never rise as `start` does, so the ends decide.
    return CountRange(count(unit, start.latest, end.earliest), count(unit, start.earliest, end.latest))
