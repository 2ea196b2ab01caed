"""Dates on the command line."""

from __future__ import annotations

from datetime import date

import click

from posology.values.dates import Precision, parse_date


class Day(click.ParamType[date]):
    """One day, written `YYYY-MM-DD` in ASCII digits and nothing else."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that is written."""
        if isinstance(value, date):
            return value
        when = parse_date(value)
        if when is None or when.precision is not Precision.DAY:
            self.fail(f"`{value}` is not a day; write it as 2026-11-20", param, ctx)
        return when.earliest
