"""Days as columns: as numbers, with which whole days are reckoned, and moved as the calendar has it."""

from __future__ import annotations

from datetime import date

import ibis
from ibis import Value

from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration

_EPOCH = date(1970, 1, 1)
LAST_DAY = date.max


def day_number(day: date) -> int:
    """How many days the day lies after the first of 1970; negative before it."""
    return (day - _EPOCH).days


def number_of(day: Value) -> Value:
    """The numbers of the days; null where there is none."""
    return day.epoch_days()


def day_of(number: Value) -> Value:
    """The days of these numbers; null where there is none, and where the calendar has no such day."""
    day = ibis.literal(_EPOCH) + number.as_interval("D")
    within = number.between(day_number(date.min), day_number(LAST_DAY))
    return ibis.ifelse(within, as_date(day), ibis.null("date"))


def as_date(day: Value) -> Value:
    """The day as a date: a database makes a point in time of a day to which an interval was added."""
    # Ibis leaves out a cast to what it believes to be a date already
    return day.cast("timestamp").cast("date")


def moved(day: Value, durations: tuple[CalendarDuration, ...]) -> Value:
    """The days moved by one duration after the other; a month keeps the day, or has its last day instead."""
    for duration in durations:
        day = day + interval_of(duration)
    return day


def interval_of(duration: CalendarDuration) -> Value:
    """The duration as the database has it, months and days apart."""
    months = MONTHS_IN.get(duration.unit)
    if months is not None:
        return ibis.interval(months=months * duration.amount)
    return ibis.interval(days=DAYS_IN[duration.unit] * duration.amount)
