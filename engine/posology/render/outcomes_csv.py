"""Outcomes as CSV: one line for each group and month, for a spreadsheet or a program; the banner is its last column."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Final

from posology.render.values import plain_decimal
from posology.results.outcomes import MeanOf, OutcomeRow, Outcomes, Rate

FORMULA_SIGNS: Final = ("=", "+", "-", "@")
"""What a spreadsheet takes for the beginning of a formula."""


def outcomes_as_csv(outcomes: Outcomes) -> str:
    """The rows with a header; lines end as RFC 4180 says."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    scores = [each.id for each in outcomes.outcome.instruments if each.scale is not None]
    writer.writerow([*_HEADER, *_names_of_parts(outcomes), *_names_of_means(scores), "protocol", "status", "banner"])
    stamp = (f"{outcomes.protocol.id} {outcomes.protocol.version}", outcomes.protocol.status, outcomes.banner)
    for row in outcomes.rows:
        writer.writerow([*_counts(row), *_parts(row), *_means(row, scores, outcomes), *stamp])
    return written.getvalue()


_HEADER: Final = (
    *("by", "group", "month", "baseline", "followed", "responders", "unknown"),
    *("rate", "percent", "low", "high", "rate_if_unknown_responded"),
    *("missing_as_failure_rate", "missing_as_failure_percent", "missing_as_failure_low", "missing_as_failure_high"),
    *("initial", "initial_followed", "continuing", "continuing_unknown"),
    *("continuing_rate", "continuing_percent", "continuing_low", "continuing_high"),
)
_STATUSES: Final = ("met", "not_met", "cannot_respond", "missing", "not_found")


def _names_of_parts(outcomes: Outcomes) -> list[str]:
    parts = () if outcomes.definition is None else outcomes.definition.parts
    return [f"{part.id}_{status}" for part in parts for status in _STATUSES]


def _names_of_means(scores: list[str]) -> list[str]:
    return [f"{score}_{what}" for score in scores for what in ("mean", "patients", "mean_of_initial_responders")]


def _counts(row: OutcomeRow) -> list[str]:
    duration = row.duration
    counts = (row.month, row.group.baseline, row.followed, row.responders, row.unknown)
    lasting = (
        [""] * 8
        if duration is None
        else [
            *map(str, (duration.initial, duration.followed, duration.continuing, duration.unknown)),
            *_rate(duration.rate),
        ]
    )
    return [
        _plain(row.group.by or ""),
        _plain(row.group.name),
        *map(str, counts),
        *_rate(row.observed),
        _figure(row.at_most.proportion),
        *_rate(row.missing_as_failure),
        *lasting,
    ]


def _parts(row: OutcomeRow) -> list[str]:
    return [
        str(count)
        for each in row.parts
        for count in (each.met, each.not_met, each.cannot_respond, each.missing, each.not_found)
    ]


def _means(row: OutcomeRow, scores: list[str], outcomes: Outcomes) -> list[str]:
    found = {
        (each.of, each.instrument): each
        for each in outcomes.means
        if each.group == row.group and each.month == row.month
    }
    cells: list[str] = []
    for score in scores:
        everybody, initial = (found.get((of, score)) for of in (MeanOf.ALL, MeanOf.INITIAL_RESPONDERS))
        cells.append("" if everybody is None else plain_decimal(everybody.mean.two_places))
        cells.append("0" if everybody is None else str(everybody.patients))
        cells.append("" if initial is None else plain_decimal(initial.mean.two_places))
    return cells


def _rate(rate: Rate) -> list[str]:
    percent = "" if rate.percent is None else str(rate.percent)
    return [_figure(rate.proportion), percent, _figure(rate.low), _figure(rate.high)]


def _figure(number: Decimal | None) -> str:
    return "" if number is None else plain_decimal(number)


def _plain(text: str) -> str:
    """A name that a spreadsheet cannot take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
