"""The claims of a protocol judged for one patient, on what was found and decided for the procedure date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from posology.explain.check import Decision, decide, settle_date
from posology.explain.doses import route_doses, total_cells
from posology.explain.evaluate import evaluate
from posology.explain.plan import planned_sites
from posology.explain.rules import Rules
from posology.explain.situation import Lookup
from posology.ir.claims import (
    VERDICT_NAME,
    WASHOUT_FINDINGS,
    criterion_name,
    least_name,
    most_name,
    planned_name,
    washout_name,
)
from posology.ir.limits import TOTAL
from posology.ir.protocol import Claim
from posology.record.facts import Facts
from posology.results.check import Cells
from posology.results.trace import Trace
from posology.values.known import Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL

CELLS_UNIT = "{cells}"


def judge_claims(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Iterator[tuple[Claim, Trace]]:
    """Each claim with its trace, for the procedure date asked for, else for the one that `check` judges.

    A claim is broken where its trace is false: one that is unknown holds.
    """
    if rules.protocol.claims:
        decision = decide_for_claims(rules, facts, as_of, procedure_date)
        for claim in rules.protocol.claims:
            yield claim, judge_claim(claim, decision, rules)


def decide_for_claims(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Decision:
    """What claims are judged on: for the procedure date asked for, else for the one that `check` judges."""
    day, _ = settle_date(rules, facts, as_of, procedure_date)
    return decide(rules, facts, as_of, day)


def judge_claim(claim: Claim, decision: Decision, rules: Rules) -> Trace:
    """The claim with the values of one patient; broken where it is false, and not where it is unknown."""
    return evaluate(claim.condition, results_over(decision, rules))


def is_concerned(claim: Claim, decision: Decision, rules: Rules) -> bool:
    """Whether the claim is about this patient: its premise is known to be true, or all of it where it has none."""
    return evaluate(claim.concerns, results_over(decision, rules)).value is True


def results_over(decision: Decision, rules: Rules) -> Lookup:
    """The lookup that answers the names of results as decided, and every other name from the record."""
    results = {**dict(_sites(decision, rules)), **dict(_findings(decision, rules))}
    recorded = decision.examination.situation.lookup
    return lambda path: results[path] if path in results else recorded(path)


def _findings(decision: Decision, rules: Rules) -> Iterator[tuple[str, Value]]:
    yield VERDICT_NAME, decision.verdict.value
    for each in decision.examination.criteria:
        yield criterion_name(each.criterion.id), each.status.value
    tokens, recorded = decision.examination.tokens, decision.examination.medicines is not None
    for group in rules.protocol.washout_groups:
        found = next(each for each in WASHOUT_FINDINGS if f"washout:{group}:{each}" in tokens)
        yield washout_name(group), found if recorded else WASHOUT_FINDINGS[-1]


def _sites(decision: Decision, rules: Rules) -> Iterator[tuple[str, Value]]:
    """For every place of the anatomy whether it is planned, and the cells that it gets."""
    examination = decision.examination
    planned = planned_sites(examination.steps)
    doses = route_doses(examination.steps, examination.situation.facts, rules.anatomy)
    given: Mapping[str, Cells] = {each.site: each.cells for each in doses if each.count}
    if given:
        given = {**given, TOTAL: total_cells(doses)}
    for site in (*rules.anatomy.sites, TOTAL):
        cells = given.get(site)
        yield least_name(site), NULL if cells is None else _quantity(cells.minimum)
        yield most_name(site), NULL if cells is None else _quantity(cells.maximum)
        if site != TOTAL:
            yield planned_name(site), planned.get(site, False)


def _quantity(cells: int | None) -> Value:
    return NULL if cells is None else Quantity(Decimal(cells), CELLS_UNIT)
