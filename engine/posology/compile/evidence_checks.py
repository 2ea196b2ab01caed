"""Computations that find figures which cannot all be right, each over every value that is printed of a figure.

A computation whose figures are missing finds nothing: a gap in a source is no contradiction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from posology.results.evidence import (
    Baseline,
    Claim,
    Disagreement,
    Evidence,
    Figure,
    Mean,
    Measure,
    Printing,
    Taken,
    figure_id,
    whole_percent,
)

INITIAL = 3
"""Months after treatment. Whoever has responded then is an initial responder, by the numbers of the trial."""

PATIENTS = "patients"
FOLLOW_UP = "follow-up"
EFFICACY = "efficacy"
DURATION = "duration"


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures by their id."""

    by_id: Mapping[str, Figure]

    def printings(self, measure: str, group: str, month: int | None) -> tuple[Printing, ...]:
        """Every printing of the figure; none where it is not printed."""
        figure = self.by_id.get(figure_id(measure, group, month))
        return () if figure is None else figure.printings

    def counts(self, measure: str, group: str, month: int | None) -> tuple[int, ...]:
        """Each count that is printed of the figure, once."""
        return _once(each.count for each in self.printings(measure, group, month))

    def fractions(self, measure: str, group: str, month: int | None) -> tuple[tuple[int, int], ...]:
        """Each fraction that is printed of the figure, once."""
        printings = self.printings(measure, group, month)
        pairs = ((each.count, each.base) for each in printings if each.count is not None and each.base is not None)
        return tuple(dict.fromkeys(pairs))


def disagreements(evidence: Evidence) -> tuple[Disagreement, ...]:
    """Everything that the computations find, in the order of the computations and of the figures."""
    figures = Figures({each.id: each for each in evidence.figures})
    found = (
        *(each for figure in evidence.figures for each in _percent(figure)),
        *(each for figure in evidence.figures for each in _printings(figure)),
        *(each for mean in evidence.means for each in _printed_means(mean)),
        *_bases(evidence, figures),
        *_complements(evidence, figures),
        *_columns(evidence, figures),
        *_blocks(evidence.baseline),
        *_duration(evidence, figures),
        *_parts(evidence, figures),
        *(each for claim in evidence.claims for each in _claimed(claim, evidence)),
    )
    return tuple(dict.fromkeys(found))


def _percent(figure: Figure) -> Iterator[Disagreement]:
    """A percentage that is not that of the fraction beside it."""
    for each in figure.printings:
        if each.count is not None and each.base and each.percent not in {None, whole_percent(each.count, each.base)}:
            right = whole_percent(each.count, each.base)
            says = f"{each.count} of {each.base} is {right} percent, and {each.percent} is printed"
            yield Disagreement(check="percent", subjects=(figure.id,), says=says)


def _printings(figure: Figure) -> Iterator[Disagreement]:
    """A figure that is not the same everywhere; a percentage without a fraction is compared with every fraction."""
    kinds = (
        ("counts", _once(each.count for each in figure.printings)),
        ("denominators", _once(each.base for each in figure.printings)),
        ("percentages", _once(_shown_percent(each) for each in figure.printings)),
    )
    for kind, values in kinds:
        if len(values) > 1:
            says = f"printed with the {kind} {_listed(values)}"
            yield Disagreement(check="printings", subjects=(figure.id,), says=says)


def _shown_percent(printing: Printing) -> int | None:
    """The percentage printed, or that of the fraction where none is."""
    if printing.percent is None and printing.count is not None and printing.base:
        return whole_percent(printing.count, printing.base)
    return printing.percent


def _printed_means(mean: Mean) -> Iterator[Disagreement]:
    values = tuple(dict.fromkeys(each.mean for each in mean.printings))
    if len(values) > 1:
        yield Disagreement(check="printings", subjects=(mean.id,), says=f"printed as {_listed(values)}")


def _bases(evidence: Evidence, figures: Figures) -> Iterator[Disagreement]:
    """A denominator that is not the count of what it is taken of, or a count above its denominator."""
    measures = {each.id: each for each in evidence.measures}
    for figure in evidence.figures:
        for count, base in figures.fractions(figure.measure, figure.group, figure.month):
            if count > base:
                yield Disagreement(check="base", subjects=(figure.id,), says=f"{count} is more than all of {base}")
        counts = _base_counts(figure, measures[figure.measure], figures)
        bases = _once(each.base for each in figure.printings)
        for count, base in product(counts, bases):
            if count != base:
                says = f"the denominator is {base}, and the count that it is taken of is {count}"
                yield Disagreement(check="base", subjects=(figure.id,), says=says)


def _base_counts(figure: Figure, measure: Measure, figures: Figures) -> tuple[int, ...]:
    """What the denominator of the figure must be: at the same month, unless the base has none or another."""
    if measure.base is None:
        return ()
    if measure.base_month is not None:
        return figures.counts(measure.base, figure.group, measure.base_month)
    same = figures.counts(measure.base, figure.group, figure.month)
    return same or figures.counts(measure.base, figure.group, None)


def _complements(evidence: Evidence, figures: Figures) -> Iterator[Disagreement]:
    """A percentage of the others that is not what the fraction leaves."""
    for measure in (each for each in evidence.measures if each.complement is not None):
        for figure in (each for each in evidence.figures if each.measure == measure.id):
            percents = _once(each.percent for each in figure.printings)
            fractions = figures.fractions(measure.complement or "", figure.group, figure.month)
            for percent, (count, base) in product(percents, fractions):
                right = whole_percent(base - count, base)
                if percent != right:
                    says = f"{base - count} of {base} is {right} percent, and {percent} is printed"
                    yield Disagreement(check="complement", subjects=(figure.id,), says=says)


def _columns(evidence: Evidence, figures: Figures) -> Iterator[Disagreement]:
    """A size that is not the sum of the columns of the group."""
    if evidence.baseline is None:
        return
    patients = {each.id: each.patients for each in evidence.baseline.columns}
    for group in (each for each in evidence.groups if each.columns):
        total = sum(patients[each] for each in group.columns)
        for count in figures.counts(PATIENTS, group.id, None):
            if count != total:
                says = f"{count} patients are printed, and the columns of the baseline table add up to {total}"
                yield Disagreement(check="columns", subjects=(figure_id(PATIENTS, group.id, None),), says=says)


def _blocks(baseline: Baseline | None) -> Iterator[Disagreement]:
    """A block of the baseline table that does not divide the patients of a column."""
    if baseline is None:
        return
    for block in baseline.blocks:
        for place, column in enumerate(baseline.columns):
            total = sum(each.patients[place] for each in block.bands)
            if total != column.patients:
                says = f"the bands of `{block.id}` add up to {total} in the column of {column.patients} patients"
                yield Disagreement(check="blocks", subjects=(column.id,), says=says)


def _duration(evidence: Evidence, figures: Figures) -> Iterator[Disagreement]:
    """More who still respond than respond, or more initial responders seen than there are or than were seen."""
    for figure in (each for each in evidence.figures if each.measure == DURATION):
        group, month = figure.group, figure.month
        bounds = (
            ("still improved", 0, "improved", figures.counts(EFFICACY, group, month)),
            ("initial responders seen", 1, "initial responders", figures.counts(EFFICACY, group, INITIAL)),
            ("initial responders seen", 1, "seen", figures.counts(FOLLOW_UP, group, month)),
        )
        for fraction in figures.fractions(DURATION, group, month):
            for what, part, of_what, highest in bounds:
                for bound in (each for each in highest if fraction[part] > each):
                    says = f"{fraction[part]} {what}, and only {bound} {of_what}"
                    yield Disagreement(check="duration", subjects=(figure.id,), says=says)


def _parts(evidence: Evidence, figures: Figures) -> Iterator[Disagreement]:
    """Parts that together are more than the whole, or that leave a fraction which is none."""
    partition = evidence.partition
    if partition is None:
        return
    for figure in (each for each in evidence.figures if each.group == partition.whole):
        groups = (partition.whole, *partition.parts)
        printed = [figures.fractions(figure.measure, group, figure.month) for group in groups]
        for whole, *parts in product(*printed):
            count = whole[0] - sum(each[0] for each in parts)
            base = whole[1] - sum(each[1] for each in parts)
            if not 0 <= count <= base:
                written = ", ".join(f"{part[0]} of {part[1]}" for part in parts)
                says = f"{whole[0]} of {whole[1]} less {written} leaves {count} of {base}"
                subjects = tuple(figure_id(figure.measure, group, figure.month) for group in groups)
                yield Disagreement(check="parts", subjects=subjects, says=says)


def _claimed(claim: Claim, evidence: Evidence) -> Iterator[Disagreement]:
    """Figures that are not above the bound that is claimed of them."""
    about = (
        each
        for each in evidence.figures
        if each.measure == claim.measure and claim.group in {None, each.group} and claim.month in {None, each.month}
    )
    for figure in about:
        taken = (each.count if claim.taken is Taken.COUNT else _shown_percent(each) for each in figure.printings)
        for value in _once(taken):
            if value <= claim.above:
                says = f"{figure.id} is {value}, which is not above {claim.above}"
                yield Disagreement(check="claim", subjects=(claim.id,), says=says)


def _once(values: Iterable[int | None]) -> tuple[int, ...]:
    """The values that are there, each once, in their order."""
    return tuple(dict.fromkeys(each for each in values if each is not None))


def _listed(values: Iterable[object]) -> str:
    return " and ".join(str(each) for each in values)
