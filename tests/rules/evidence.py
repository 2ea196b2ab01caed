"""The evidence of the trial, and what can be computed of it that no other file of the engine computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from posology.api import load, show_evidence
from posology.ir.plan import CellRange
from posology.ir.protocol import Protocol
from posology.ir.visit import Relation
from posology.results.evidence import Evidence, Figure, Mean, Statement
from tests.rules.worked_cases import knowledge

TRIAL, CASE = "allorx-spine", "allorx-first-patient"
PARTS = ("facet-no-disc", "disc")
AGES = range(18, 101)


@cache
def protocol(name: str = TRIAL) -> Protocol:
    """The shipped protocol of that id."""
    return load(name, knowledge()).protocol


@cache
def evidence() -> Evidence:
    """What is kept of the trial's report."""
    kept = show_evidence(TRIAL, knowledge()).evidence
    assert kept is not None
    return kept


def figures() -> Mapping[str, Figure]:
    """Every figure by its id."""
    return {each.id: each for each in evidence().figures}


def fraction(figure: str) -> tuple[int, int]:
    """The fraction of a figure: what the numbers support where it is disputed, else what is printed."""
    for contradiction in evidence().contradictions:
        for dispute in contradiction.disputes:
            if dispute.of == figure and dispute.count is not None and dispute.base is not None:
                return dispute.count, dispute.base
    found = {(each.count, each.base) for each in figures()[figure].printings if each.base is not None}
    ((count, base),) = found
    assert count is not None
    assert base is not None
    return count, base


def mean(instrument: str, population: str, group: str, month: int) -> Decimal:
    """A mean as it is printed, the same wherever it is."""
    name = f"mean-{instrument}-{population}-{group}-{month}"
    (found,) = (each for each in evidence().means if each.id == name)
    (printed,) = {each.mean for each in found.printings}
    return printed


def rest(measure: str, month: int) -> tuple[int, int]:
    """What all patients leave beside the groups of facet joints without discs and of discs."""
    whole, *parts = (fraction(f"{measure}-{group}-{month}") for group in ("all", *PARTS))
    return whole[0] - sum(each[0] for each in parts), whole[1] - sum(each[1] for each in parts)


# The contradictions of arithmetic that are about something else than two printings of a figure ----------------------


@dataclass(frozen=True, slots=True)
class Sides:
    """The statements of one contradiction."""

    statements: Sequence[Statement]

    def number(self, name: str, statement: int = 0) -> Decimal:
        """The number of that name in a statement."""
        return self.statements[statement].figures[name]


def sides(name: str) -> Sides:
    """The statements of the contradiction of that id."""
    (found,) = (each for each in evidence().contradictions if each.id == name)
    return Sides(found.statements)


def _in(table: str, means: Sequence[Mean]) -> Mapping[tuple[str, int], Decimal]:
    """The means of all patients in one place, by instrument and month."""
    return {
        (each.instrument, each.month): printed.mean
        for each in means
        if each.group == "all"
        for printed in each.printings
        if printed.citation.section == table
    }


def table_4_is_not_of_responders() -> bool:
    """I-07: at every visit each mean of Table 4 differs from that of the responders listed under it."""
    titled, listed = _in("Table 4", evidence().means), _in(LIST, evidence().means)
    both = titled.keys() & listed.keys()
    return len(both) == len(listed) and all(titled[each] != listed[each] for each in both)


LIST = "Mean Magnitude of Improvement in Responders"


def row_of_all_is_of_responders() -> bool:
    """I-08: the row of all patients in Table 3 is the list of responders, mean by mean."""
    return _in("Table 3", evidence().means) == _in(LIST, evidence().means) != {}


def a_visit_is_not_reported() -> bool:
    """I-09: of the visits planned, the last one has no figure and no mean, and the first is in no table of counts."""
    planned = {each.month_of_row for each in protocol().visits if each.relation is Relation.AFTER}
    months = (*(each.month for each in evidence().figures), *(each.month for each in evidence().means))
    reported = {month for month in months if month}
    tables = {
        figure.month
        for figure in evidence().figures
        if any(each.citation.section in {"Table 2", "Table 3"} for each in figure.printings)
    }
    last = sides("I-09").number("last")
    return planned - reported == {24} == {last} and 1 in planned and 1 not in tables


def some_fall_in_no_band() -> bool:
    """I-11: two whole ages, and a body mass index of 30.0 or under 18.5, are in no band of Table 1."""
    table = evidence().baseline
    assert table is not None
    blocks = {each.id: each.bands for each in table.blocks}
    ages = [each for each in AGES if not any(band.holds(Decimal(each)) for band in blocks["age"])]
    tenths = [Decimal(each) / 10 for each in range(150, 451)]
    lost = [each for each in tenths if not any(band.holds(each) for band in blocks["body-mass-index"])]
    over, lowest = sides("I-11").number("over", 1), sides("I-11").number("lowest", 1)
    expected = [sides("I-11").number("under"), sides("I-11").number("over")]
    return ages == expected and lost == [each for each in tenths if each < lowest or each == over]


def the_dose_has_two_rules() -> bool:
    """I-12: the floor is more than the rate gives, for everybody under a weight of 100 kg."""
    return sides("I-12").number("at-least") / sides("I-12").number("per-kg", 1) == 100  # kg


def some_had_no_facets() -> bool:
    """I-13: columns of Table 1 without facet joints have patients."""
    table = evidence().baseline
    assert table is not None
    without = [each.patients for each in table.columns if not each.facets]
    return sum(without) == sides("I-13").number("patients", 1) and all(without)


def the_mean_fall_is_under_the_threshold() -> bool:
    """I-21: the mean Quebec score of all patients falls by less than a response up to 12 months."""
    before = mean("quebec", "patients-seen", "all", 0)
    falls = {month: before - mean("quebec", "patients-seen", "all", month) for month in (1, 3, 6, 12, 18)}
    stated = sides("I-21")
    matches = all(stated.number(f"month-{month}", 1) == fall for month, fall in falls.items())
    return matches and [month for month, fall in falls.items() if fall < stated.number("points")] == [1, 3, 6, 12]


def the_first_patient_had_less() -> bool:
    """I-25: each dose of the case report lies under the least of the trial, as the two protocols have them too."""
    trial, case = (sides("I-25").statements[side].figures for side in (0, 1))
    lowest = dict(_least(protocol(), {"epidural": "epidural", "facets-lumbar": "facet"}))
    given = dict(_least(protocol(CASE), {"epidural": "epidural", "facets": "facet"}))
    agree = all(trial[route] == lowest[route] and case[route] == given[route] for route in lowest)
    return agree and lowest.keys() == given.keys() and all(case[route] < trial[route] for route in trial)


def _least(rules: Protocol, routes: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    for step in rules.steps:
        if step.id in routes and isinstance(step.cells, CellRange):
            yield routes[step.id], step.cells.minimum
