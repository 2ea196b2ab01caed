"""The results of a symbolic patient by the names under which claims speak of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from z3 import And, ArithRef, BoolRef, BoolVal, If, IntVal, Not, Q

from posology.compile.productions import VERDICTS
from posology.ir.claims import VERDICT_NAME, criterion_name, least_name, most_name, planned_name, washout_name
from posology.ir.limits import TOTAL
from posology.prove.desk import Desk
from posology.prove.doses import cells_at
from posology.prove.expression_terms import either
from posology.prove.meaning import Meaning
from posology.prove.plan import planned_sites
from posology.prove.symbols import Number, Symbol, Truth, Word

_NOWHERE = Truth(known=BoolVal(True), blamed=BoolVal(False), holds=BoolVal(False))
_PLAN, _RESULT = "plan.", "result."
_NULL = Number(known=BoolVal(False), blamed=BoolVal(False), low=Q(0, 1), high=Q(0, 1))


def results_over(meaning: Meaning) -> Callable[[str], Symbol]:
    """The lookup that answers the names of results as judged, and every other name from the record."""
    found: dict[str, Symbol] = {}

    def answer(path: str) -> Symbol:
        if not path.startswith((_PLAN, _RESULT)):
            return meaning.patient.lookup(path)
        if not found:
            found.update(_results(meaning))
        if path.startswith(_PLAN):
            return found.get(path, _NOWHERE)
        return found.get(path, _NULL)

    return answer


def _results(meaning: Meaning) -> Mapping[str, Symbol]:
    desk = meaning.patient.desk
    verdict = {each: meaning.verdict.is_(each) for each in VERDICTS}
    found: dict[str, Symbol] = {VERDICT_NAME: _word(verdict, desk)}
    for each in meaning.criteria:
        found[criterion_name(each.criterion.id)] = _word(each.statuses.by_name(), desk)
    for group in meaning.protocol.washout_groups:
        findings = dict(meaning.washout.findings[f"washout:{group}"])
        unrecorded = Not(meaning.medicines.recorded)
        findings = {name: And(each, Not(unrecorded)) for name, each in findings.items()}
        findings["unknown"] = either(findings["unknown"], unrecorded)
        found[washout_name(group)] = _word(findings, desk)
    for site, planned in planned_sites(meaning.steps).items():
        found[planned_name(site)] = planned
    return {**found, **_cells(meaning)}


def _word(findings: Mapping[str, BoolRef], desk: Desk) -> Word:
    """The word of the finding that stands; exactly one does."""
    number: ArithRef = IntVal(0)
    for word, stands in findings.items():
        number = If(stands, IntVal(desk.words.number(word)), number)
    return Word(known=BoolVal(True), blamed=BoolVal(False), number=number)


def _cells(meaning: Meaning) -> Mapping[str, Symbol]:
    found: dict[str, Symbol] = {}
    for site in (*dict.fromkeys(each.step.site for each in meaning.steps), TOTAL):
        found[least_name(site)], found[most_name(site)] = cells_at(site, meaning.steps, meaning.findings_of_steps)
    return found
