"""The chapters of the manual, in the order in which they are read."""

from __future__ import annotations

from tests.spec.cases import Chapter
from tests.spec.chapters import (
    arithmetic,
    conditionals,
    criteria,
    dates,
    durations,
    equality,
    intervals,
    lists,
    quantifiers,
    quantities,
    queries,
    refusals,
    truth,
)

CHAPTERS: tuple[Chapter, ...] = (
    truth.CHAPTER,
    equality.CHAPTER,
    dates.CHAPTER,
    durations.CHAPTER,
    arithmetic.CHAPTER,
    quantities.CHAPTER,
    intervals.CHAPTER,
    lists.CHAPTER,
    quantifiers.CHAPTER,
    queries.CHAPTER,
    conditionals.CHAPTER,
    criteria.CHAPTER,
    refusals.CHAPTER,
)
