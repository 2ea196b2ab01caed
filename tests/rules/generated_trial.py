"""Counting generated scores by the definition of the trial, apart from the engine: what it is compared with."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from tests.architecture.source import ROOT

FOLDER = ROOT / "examples" / "generated-trial"
SCORES = FOLDER / "scores.csv"

Row: TypeAlias = Mapping[str, str]

VISITS = (1, 3, 6, 12, 18)


def generated(*arguments: str) -> str:
    """What the program prints."""
    program = [sys.executable, str(FOLDER / "generate.py"), *arguments]
    return subprocess.run(program, capture_output=True, text=True, encoding="utf-8", check=True).stdout


@dataclass(frozen=True, slots=True)
class Patient:
    """The rows of one patient by month."""

    rows: Mapping[int, Row]

    def within(self, group: str) -> bool:
        """Whether the patient is in the group of the evidence."""
        return self.rows[0][group.replace("-", "_")] == "yes"

    def responded(self, month: int) -> bool:
        """Whether the patient was seen and any of the three parts of the definition was met."""
        if month not in self.rows:
            return False
        before, after = self.rows[0], self.rows[month]
        return (
            Decimal(before["vas"]) - Decimal(after["vas"]) >= 2
            or Decimal(after["gi"]) >= 30
            or Decimal(before["quebec"]) - Decimal(after["quebec"]) >= 15
        )


def patients(text: str) -> tuple[Patient, ...]:
    """The patients of a file."""
    found: dict[str, dict[int, Row]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["patient"], {})[int(row["month"])] = row
    return tuple(Patient(rows) for rows in found.values())


def counted(who: Iterable[Patient]) -> dict[str, tuple[int, int]]:
    """Follow-up, efficacy and duration of these patients, by measure and month."""
    all_of_them = tuple(who)
    initial = [each for each in all_of_them if each.responded(3)]
    counts: dict[str, tuple[int, int]] = {}
    for month in VISITS:
        seen = [each for each in all_of_them if month in each.rows]
        still = [each for each in initial if month in each.rows]
        counts[f"follow-up-{month}"] = (len(seen), len(all_of_them))
        counts[f"efficacy-{month}"] = (sum(each.responded(month) for each in seen), len(seen))
        counts[f"duration-{month}"] = (sum(each.responded(month) for each in still), len(still))
    return counts


def mean(who: Iterable[Patient], instrument: str, month: int) -> Fraction:
    """The mean of a score over those who were seen at the month."""
    scores = [Fraction(each.rows[month][instrument]) for each in who if month in each.rows]
    return sum(scores, Fraction(0)) / len(scores)


def rounded(value: Fraction, digit: Decimal) -> Decimal:
    """The value to that digit, a half up; it is not below zero."""
    return int(value / Fraction(digit) + Fraction(1, 2)) * digit
