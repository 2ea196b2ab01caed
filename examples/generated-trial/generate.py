"""Makes follow-up scores of 48 invented patients that agree with every count and mean that the trial printed.

No patient is real. `courses.csv` says for each of them which groups they are in, at which visits they were seen, and
whether they had responded: an assignment under which all the counts of the trial hold at once. This program draws a
score for each of those visits, and moves the scores until every printed mean comes out rounded as it is printed.
The same seed gives the same file. Usage: `python examples/generated-trial/generate.py [--seed N] > scores.csv`.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil, floor
from pathlib import Path
from random import Random
from types import MappingProxyType

from posology.api import load_knowledge, show_evidence
from posology.results.evidence import Mean

COURSES = Path(__file__).parent / "courses.csv"
SEED = 48

GROUPS = (
    "all", "facet_no_disc", "disc", "cervical_facet", "herniation", "vas8", "failed_surgery", "spondylolisthesis",
)  # fmt: skip
VISITS = (1, 3, 6, 12, 18)
INITIAL = 3
COLUMNS = ("patient", "generated", "treatment", *GROUPS, "month", "vas", "gi", "quebec")

MOST_MOVES = 200_000
MOST_DRAWS = 20
RESPONDED_AT_MONTH_1 = 31
"""The trial gives no group's count at month 1, so that who had responded by then is drawn."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How a score is written: `steps` to a point, the ends in steps, and the digit that its printed means end in.

    Two printed means, 2.6 of six patients and 1.8 of three, are means of no whole numbers: VAS goes by half points.
    """

    steps: int
    lowest: int
    highest: int
    printed: Decimal
    most_fall: int | None
    """In steps: a patient who had not responded had not fallen by more."""


SCALES: Mapping[str, Scale] = MappingProxyType(
    {
        "vas": Scale(steps=2, lowest=0, highest=20, printed=Decimal("0.1"), most_fall=3),
        "gi": Scale(steps=1, lowest=0, highest=100, printed=Decimal(1), most_fall=None),
        "quebec": Scale(steps=1, lowest=0, highest=100, printed=Decimal(1), most_fall=14),
    }
)
WITHIN = Decimal("0.4")
"""Of the last printed digit. Half would do; with less, whoever rounds what was rounded before gets it too."""
SEVERE = 16
"""Half points: a VAS of 8."""
MILDEST = 6
"""Half points: a VAS of 3, the least with which an invented patient begins."""
RESPONSE = 30
"""Percent of global improvement. Here it is this part of the definition that every responder meets."""


@dataclass(frozen=True, slots=True)
class Course:
    """One invented patient: `responded` has an entry for each visit at which the patient was seen."""

    treatment: str
    groups: frozenset[str]
    responded: Mapping[int, bool]


@dataclass(frozen=True, slots=True)
class Bound:
    """A sum of some cells, each added or taken away, that lies between two numbers of steps."""

    cells: tuple[tuple[int, int], ...]
    signs: tuple[int, ...]
    lowest: int
    highest: int

    def miss(self, values: Mapping[tuple[int, int], int]) -> int:
        """By how many steps the sum is too high; below zero where it is too low, zero where it fits."""
        total = sum(sign * values[cell] for cell, sign in zip(self.cells, self.signs, strict=True))
        return min(0, total - self.lowest) + max(0, total - self.highest)


@dataclass(slots=True)
class Board:
    """The scores of one instrument, by patient and month, while they are moved; `missed` bounds do not hold."""

    values: dict[tuple[int, int], int]
    ends: Mapping[tuple[int, int], tuple[int, int]]
    bounds: Sequence[Bound]
    touching: dict[tuple[int, int], list[int]] = field(default_factory=dict[tuple[int, int], list[int]])
    missed: dict[int, int] = field(default_factory=dict[int, int])

    def __post_init__(self) -> None:
        """Finds for each cell the bounds that it is in."""
        for number, bound in enumerate(self.bounds):
            for cell in bound.cells:
                self.touching.setdefault(cell, []).append(number)
        self._measure(range(len(self.bounds)))

    def settle(self, random: Random) -> bool:
        """Moves one score at a time until every bound holds; False where that takes too long."""
        for _ in range(MOST_MOVES):
            if not self.missed:
                return True
            self._move(random.choice(list(self.missed)), random)
        return False

    def _move(self, number: int, random: Random) -> None:
        """One score of the bound a little nearer to it, and sometimes one beside it the other way; undone if worse."""
        bound = self.bounds[number]
        place = random.randrange(len(bound.cells))
        cell, sign = bound.cells[place], bound.signs[place]
        by = (-sign if self.missed[number] > 0 else sign) * random.choice((1, 1, 1, 2, 3))
        moves = {cell: by}
        if random.random() < 1 / 2:
            moves[random.choice(self.bounds[random.choice(self.touching[cell])].cells)] = -by
        kept = {moved: self.values[moved] for moved in moves}
        touched = sorted({each for moved in moves for each in self.touching.get(moved, ())})
        before = sum(abs(self.missed.get(each, 0)) for each in touched)
        for moved, change in moves.items():
            lowest, highest = self.ends[moved]
            self.values[moved] = min(highest, max(lowest, self.values[moved] + change))
        if self._measure(touched) > before:
            self.values.update(kept)
            self._measure(touched)

    def _measure(self, numbers: Iterable[int]) -> int:
        """By how much these bounds are missed in all; those that hold are forgotten."""
        total = 0
        for number in numbers:
            miss = self.bounds[number].miss(self.values)
            total += abs(miss)
            if miss:
                self.missed[number] = miss
            else:
                self.missed.pop(number, None)
        return total


def read_courses(random: Random) -> tuple[Course, ...]:
    """The courses of the file, with the responders of month 1 drawn."""
    with COURSES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    seen = [place for place, row in enumerate(rows) if row["month_1"]]
    early = frozenset(random.sample(seen, RESPONDED_AT_MONTH_1))
    return tuple(_course(row, early=place in early) for place, row in enumerate(rows))


def _course(row: Mapping[str, str], *, early: bool) -> Course:
    responded = {month: row[f"month_{month}"] == "responded" for month in VISITS[1:] if row[f"month_{month}"]}
    if row["month_1"]:
        responded[VISITS[0]] = early
    groups = frozenset(each for each in GROUPS if each == "all" or row[each] == "yes")
    return Course(row["treatment"], groups, MappingProxyType(responded))


def draw(
    courses: Sequence[Course], means: Iterable[Mean], random: Random
) -> Mapping[str, Mapping[tuple[int, int], int]]:
    """The scores of each instrument in steps, by the place of the patient and the month.

    Raises:
        RuntimeError: where no scores are found that agree with every mean.
    """
    printed = tuple(means)
    return {instrument: _draw(courses, printed, instrument, random) for instrument in SCALES}


def _draw(
    courses: Sequence[Course], means: Sequence[Mean], instrument: str, random: Random
) -> Mapping[tuple[int, int], int]:
    ends = {cell: _ends(courses[cell[0]], cell[1], instrument) for cell in _cells(courses, instrument)}
    bounds = (
        *(_sum(courses, each) for each in means if each.instrument == instrument),
        *_falls(courses, instrument),
    )
    for _ in range(MOST_DRAWS):
        board = Board(_first(ends, courses, random), ends, bounds)
        if board.settle(random):
            return board.values
    message = f"no scores found for {instrument}: another seed may find some"
    raise RuntimeError(message)


def _cells(courses: Sequence[Course], instrument: str) -> Iterator[tuple[int, int]]:
    """Patient and month of each score; global improvement has none before treatment."""
    for place, course in enumerate(courses):
        yield from ((place, month) for month in (0, *course.responded) if month or instrument != "gi")


def _ends(course: Course, month: int, instrument: str) -> tuple[int, int]:
    """What the score may be by what is known of the patient at that month."""
    scale = SCALES[instrument]
    if instrument == "vas" and month == 0:
        return (SEVERE, scale.highest) if "vas8" in course.groups else (MILDEST, SEVERE - 1)
    if instrument == "gi":
        return (RESPONSE, scale.highest) if course.responded[month] else (scale.lowest, RESPONSE - 1)
    return scale.lowest, scale.highest


def _first(
    ends: Mapping[tuple[int, int], tuple[int, int]], courses: Sequence[Course], random: Random
) -> dict[tuple[int, int], int]:
    """Scores to begin with: anywhere before treatment, and after it low in a responder."""
    values: dict[tuple[int, int], int] = {}
    for (place, month), (lowest, highest) in ends.items():
        half = lowest + (highest - lowest) // 2
        responded = month and courses[place].responded[month]
        values[place, month] = random.randint(lowest, half if responded else highest)
    return values


def _sum(courses: Sequence[Course], mean: Mean) -> Bound:
    """The sum of the scores of which the mean is rounded to the printed one."""
    scale, group = SCALES[mean.instrument], mean.group.replace("-", "_")
    cells = tuple(
        (place, mean.month)
        for place, course in enumerate(courses)
        if group in course.groups
        and (mean.month == 0 or mean.month in course.responded)
        and (mean.population != "initial-responders" or course.responded.get(INITIAL, False))
    )
    about = len(cells) * scale.steps
    value, within = mean.printings[0].mean, scale.printed * WITHIN
    return Bound(cells, (1,) * len(cells), ceil((value - within) * about), floor((value + within) * about))


def _falls(courses: Sequence[Course], instrument: str) -> Iterator[Bound]:
    """For each visit without a response: the score has not fallen by as much as would be one."""
    most = SCALES[instrument].most_fall
    if most is None:
        return
    for place, course in enumerate(courses):
        for month in (each for each, responded in course.responded.items() if not responded):
            yield Bound(((place, 0), (place, month)), (1, -1), -SCALES[instrument].highest, most)


def rows(seed: int) -> Iterator[Mapping[str, str]]:
    """Every row of the file: one for each patient before treatment and at each visit at which the patient was seen."""
    random = Random(seed)
    courses = read_courses(random)
    evidence = show_evidence("allorx-spine", load_knowledge()).evidence
    scores = draw(courses, () if evidence is None else evidence.means, random)
    order = list(range(len(courses)))
    random.shuffle(order)
    for number, place in enumerate(order, start=1):
        course = courses[place]
        who = {"patient": f"generated-{number:02}", "generated": "yes", "treatment": course.treatment}
        groups = {each: "yes" if each in course.groups else "no" for each in GROUPS}
        for month in (0, *sorted(course.responded)):
            written = {each: _written(scores[each].get((place, month)), SCALES[each].steps) for each in SCALES}
            yield {**who, **groups, "month": str(month), **written}


def _written(steps: int | None, to_a_point: int) -> str:
    return "" if steps is None else f"{Decimal(steps) / to_a_point}"


def main() -> None:
    """Writes the file to standard output."""
    parser = argparse.ArgumentParser(description="Follow-up scores of 48 invented patients. No patient is real.")
    parser.add_argument("--seed", type=int, default=SEED, help=f"another one gives other scores; default {SEED}")
    asked = parser.parse_args()
    writer: csv.DictWriter[str] = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(asked.seed))


if __name__ == "__main__":
    main()
