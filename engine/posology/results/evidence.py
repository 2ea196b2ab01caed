"""What a source reported of its patients: every figure as often as it is printed, and what contradicts what.

Nothing here drives a result: these figures are shown, and disputed where they cannot all be right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from posology.ir.protocol import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a count counts. `base` is the measure whose count is its denominator, at `base_month` where that is another.

    `complement` is the measure of all the others of the same base.
    """

    id: str
    says: str
    base: str | None
    base_month: int | None
    complement: str | None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of patients; `columns` of the baseline table belong to it, none where the table is not divided so."""

    id: str
    says: str
    columns: tuple[str, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Groups of which nobody is in two, within one that contains them all."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the baseline table: how its patients were treated, and how many they were."""

    id: str
    says: str
    facets: bool
    discs: bool
    patients: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A row of the baseline table: bounds of a number, or a word, with the patients of each column in their order."""

    word: str
    lowest: Decimal | None
    highest: Decimal | None
    below: Decimal | None
    above: Decimal | None
    patients: tuple[int, ...]

    def holds(self, number: Decimal) -> bool:
        """Whether the number falls in the band."""
        return (
            (self.lowest is None or number >= self.lowest)
            and (self.highest is None or number <= self.highest)
            and (self.below is None or number < self.below)
            and (self.above is None or number > self.above)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows of the baseline table that divide the same patients. `step` is how finely the number is written."""

    id: str
    unit: str
    step: Decimal | None
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """The patients before treatment."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """One place where a figure is printed: a fraction, a percentage, or both, as they stand there."""

    count: int | None
    base: int | None
    percent: int | None
    citation: Citation

    @property
    def is_pair(self) -> bool:
        """Whether a fraction stands beside its percentage."""
        return self.count is not None and self.base is not None and self.percent is not None

    def says_less_than(self, other: Printing) -> bool:
        """Whether the other printing has every number of this one, and more."""
        ours, theirs = (self.count, self.base, self.percent), (other.count, other.base, other.percent)
        return ours != theirs and all(mine in {None, its} for mine, its in zip(ours, theirs, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measure of one group at one month, or at none, with every place where it is printed."""

    id: str
    measure: str
    group: str
    month: int | None
    printings: tuple[Printing, ...]

    @property
    def different(self) -> tuple[Printing, ...]:
        """The first printing of each different value; one that only leaves a number out is no different value."""
        fullest = [each for each in self.printings if not any(each.says_less_than(other) for other in self.printings)]
        first = {(each.count, each.base, each.percent): each for each in reversed(fullest)}
        return tuple(each for each in fullest if first[each.count, each.base, each.percent] is each)


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMean:
    """One place where a mean is printed, as it stands there."""

    mean: Decimal
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Mean:
    """The mean score of a population of a group at a month; month 0 is before treatment."""

    id: str
    population: str
    group: str
    instrument: str
    month: int
    printings: tuple[PrintedMean, ...]


class Taken(StrEnum):
    """What of a figure a claim is about."""

    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the source says of its counts as a whole: each is above a bound. No group or month means every one."""

    id: str
    says: str
    measure: str
    group: str | None
    month: int | None
    taken: Taken
    above: int
    citation: Citation


class Found(StrEnum):
    """How a contradiction shows."""

    ARITHMETIC = "arithmetic"
    WORDING = "wording"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One side of a contradiction, with the numbers in it by name."""

    says: str
    figures: Mapping[str, Decimal]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A figure or claim that is disputed, and the fraction that the other numbers support, where they support one."""

    of: str
    count: int | None
    base: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Statements that cannot all be right; `supported` says what the numbers support."""

    id: str
    found: Found
    where: str
    statements: tuple[Statement, ...]
    supported: str
    disputes: tuple[Dispute, ...]
    readings: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What a computation over the figures found: one at least of the `subjects`, figures or claims, cannot be right."""

    check: str
    subjects: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """All of it. `sha256` is over the files that it was read from, which the hash of the protocol leaves out."""

    groups: tuple[Group, ...]
    partition: Partition | None
    baseline: Baseline | None
    measures: tuple[Measure, ...]
    figures: tuple[Figure, ...]
    means: tuple[Mean, ...]
    claims: tuple[Claim, ...]
    contradictions: tuple[Contradiction, ...]
    disagreements: tuple[Disagreement, ...]
    sha256: str

    @property
    def pairs(self) -> tuple[Printing, ...]:
        """Every printing of a fraction beside its percentage."""
        return tuple(each for figure in self.figures for each in figure.printings if each.is_pair)

    def disputed_by(self, subject: str) -> tuple[Contradiction, ...]:
        """The contradictions that dispute the figure or claim."""
        return tuple(each for each in self.contradictions if any(dispute.of == subject for dispute in each.disputes))

    def found_in(self, contradiction: Contradiction) -> tuple[Disagreement, ...]:
        """What was computed about the figures and claims that the contradiction disputes."""
        disputed = {each.of for each in contradiction.disputes}
        return tuple(each for each in self.disagreements if disputed.intersection(each.subjects))


def figure_id(measure: str, group: str, month: int | None) -> str:
    """`efficacy-all-3`, or `patients-all` for what belongs to no visit."""
    return f"{measure}-{group}" if month is None else f"{measure}-{group}-{month}"


def whole_percent(count: int, base: int) -> int:
    """The fraction in whole percent, a half rounded up; `base` is above zero and `count` not below it."""
    return (200 * count + base) // (2 * base)
