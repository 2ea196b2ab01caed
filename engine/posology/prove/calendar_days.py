"""The calendar in whole numbers, beyond the years 1 to 9999 too, and how far its months can be from one another.

Days are proleptic ordinals, as `date.toordinal` counts them; months are numbered from 0 for January of year 1. The
calendar repeats after 400 years, so that what holds in one cycle holds always. It agrees with `posology.values.dates`
wherever that has an answer; a test holds it against it.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

DAYS_OF_CYCLE, MONTHS_OF_CYCLE = 146_097, 4_800
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


@lru_cache(maxsize=1)
def _first_days() -> tuple[int, ...]:
    """The first day of each month of the cycle."""
    return tuple(date(year, month, 1).toordinal() for year in range(1, 401) for month in range(1, 13))


def first_day(month: int) -> int:
    """The first day of the month."""
    cycle, place = divmod(month, MONTHS_OF_CYCLE)
    return _first_days()[place] + cycle * DAYS_OF_CYCLE


def last_day(month: int) -> int:
    """The last day of the month."""
    return first_day(month + 1) - 1


def month_of(day: int) -> int:
    """The month of the day."""
    cycle, place = divmod(day - 1, DAYS_OF_CYCLE)
    written = date.fromordinal(place + 1)
    return (written.year - 1) * 12 + written.month - 1 + cycle * MONTHS_OF_CYCLE


def period_of(day: int, months: int) -> tuple[int, int]:
    """The first and last day of the month (`months` 1) or year (12) of the day."""
    first = month_of(day) // months * months
    return first_day(first), last_day(first + months - 1)


def months_later(day: int, months: int) -> int:
    """The day so many months later, or the last of a shorter month."""
    month = month_of(day)
    return min(first_day(month + months) + day - first_day(month), last_day(month + months))


def full_on(start: int, months: int, count: int) -> int:
    """The day on which so many whole months (`months` 1) or years (12) from the start have passed.

    A year is full on the day that `months_later` gives, a month on the same day of the month only.
    """
    if months == 1:
        month = month_of(start)
        return min(first_day(month + count) + start - first_day(month), first_day(month + count + 1))
    return months_later(start, months * count)


def whole_between(start: int, end: int, months: int) -> int:
    """How many whole months or years have passed; negative where the end comes first."""
    if end < start:
        return -whole_between(end, start, months)
    count = (month_of(end) - month_of(start)) // months
    return count if full_on(start, months, count) <= end else count - 1


@lru_cache(maxsize=256)
def reach(months: int) -> tuple[int, int]:
    """The fewest and the most days by which a day and the one so many months later can be apart."""
    apart: set[int] = set()
    for month in range(MONTHS_OF_CYCLE):
        moved = first_day(month + months) - first_day(month)
        longer = last_day(month) - first_day(month) - last_day(month + months) + first_day(month + months)
        apart |= {moved, moved - max(0, longer)}
    return min(apart), max(apart)


@lru_cache(maxsize=2)
def drift(months: int) -> tuple[int, int]:
    """How far the first day of a month (`months` 1) or year (12) can be from where an even calendar had it.

    In parts of a day, of which a day has as many as the cycle has months: the least and the most of
    `first_day(month) * MONTHS_OF_CYCLE - month * DAYS_OF_CYCLE`.
    """
    parts = [first_day(month) * MONTHS_OF_CYCLE - month * DAYS_OF_CYCLE for month in range(0, MONTHS_OF_CYCLE, months)]
    return min(parts), max(parts)


@lru_cache(maxsize=2)
def sway(months: int) -> int:
    """By how much of such parts the days between a month and the same so many months or years later can vary."""
    if months == 1:
        least, most = drift(1)
        return most - least
    widths: list[int] = []
    for first in range(12):
        parts = [
            first_day(month) * MONTHS_OF_CYCLE - month * DAYS_OF_CYCLE for month in range(first, MONTHS_OF_CYCLE, 12)
        ]
        widths.append(max(parts) - min(parts))
    return max(widths)


def steady(start: int, months: int, count: int) -> tuple[int, int]:
    """The days around the start, within its year, for which `full_on` is just as many days later."""
    apart = full_on(start, months, count) - start
    first, last = period_of(start, 12)
    low = high = start
    while low > first and full_on(low - 1, months, count) - low + 1 == apart:
        low -= 1
    while high < last and full_on(high + 1, months, count) - high - 1 == apart:
        high += 1
    return low, high
