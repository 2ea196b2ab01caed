"""One record checked against one protocol: the verdict, and everything that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posology import __version__
from posology.explain.criteria import Judged
from posology.explain.cumulative import add_earlier_doses
from posology.explain.derivation import shorten, standing_verdict
from posology.explain.doses import basis_of, route_doses, total_cells
from posology.explain.earliest import find_earliest
from posology.explain.examination import Examination, examine
from posology.explain.inference.agree import conclude
from posology.explain.instructions import Setting, washout_finding
from posology.explain.limits import product_checks, product_notes, soft_limits_passed
from posology.explain.missing import find_missing, find_unanswered
from posology.explain.rules import Rules
from posology.explain.situation import Situation
from posology.explain.stamp import stamp_of
from posology.explain.summary import summarise
from posology.ir.productions import Conclusion
from posology.ir.protocol import Protocol
from posology.ir.washout import DayCheck
from posology.record.facts import Facts
from posology.results.check import (
    Check,
    CriterionFinding,
    Verdict,
    WashoutFinding,
)
from posology.results.wording import describe


@dataclass(frozen=True, slots=True)
class Decision:
    """What was found for one procedure date, what was derived from it, and the verdict."""

    examination: Examination
    derivation: tuple[Conclusion, ...]
    derived: frozenset[str]
    verdict: Verdict


def decide(rules: Rules, facts: Facts, as_of: date, procedure_date: date) -> Decision:
    """The verdict for that procedure date, derived by both inference engines from the findings."""
    examination = examine(rules.protocol, Situation(facts, as_of, procedure_date), rules.planned)
    derivation = conclude(rules.ruleset, examination.tokens)
    verdict = standing_verdict(derivation.tokens)
    if verdict is None:
        raise AssertionError("no verdict follows from the findings: the production rules have a gap")
    return Decision(examination, derivation.conclusions, derivation.tokens, Verdict(verdict))


def settle_date(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> tuple[date, date | None]:
    """The date to judge for, and the earliest date found.

    Without a procedure date the earliest one is judged, or `as_of` where there is none.
    """
    earliest = find_earliest(rules, facts, as_of)
    return procedure_date or earliest or as_of, earliest


def check(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Check:
    """The record checked. `changes` are left empty: they are searched for by `posology.explain.changes`."""
    day, earliest = settle_date(rules, facts, as_of, procedure_date)
    decision = decide(rules, facts, as_of, day)
    examination = decision.examination
    protocol = rules.protocol
    ends = decision.verdict not in {Verdict.INELIGIBLE, Verdict.INDETERMINATE}
    known_date = procedure_date if procedure_date is not None else earliest if ends else None
    washout = _washout(protocol, decision, known_date)
    doses = route_doses(examination.steps, facts, rules.anatomy)
    unsaid = Check(
        engine_version=__version__,
        protocol=stamp_of(protocol),
        record_id=facts.id,
        record_sha256=facts.sha256,
        as_of=as_of,
        procedure_date=known_date,
        verdict=decision.verdict,
        earliest_date=earliest if ends else None,
        summary="",
        banner=protocol.banner,
        criteria=tuple(_finding(each, examination, facts) for each in examination.criteria),
        missing=find_missing(examination, rules.dictionary),
        unanswered=find_unanswered(examination),
        washout=washout,
        to_renew=examination.to_renew,
        day_of_procedure=_day_checks(protocol, washout, decision),
        readings=protocol.readings,
        plan=tuple(line for step in examination.steps for line in step.lines()),
        doses=doses,
        total=total_cells(doses),
        cumulative=add_earlier_doses(facts, total_cells(doses)),
        sedation=_sedation(examination, decision.derived),
        care=protocol.care,
        notes=_notes(examination, protocol, facts),
        changes=(),
        derivation=shorten(decision.derivation),
    )
    return summarise(unsaid)


def _washout(protocol: Protocol, decision: Decision, known_date: date | None) -> tuple[WashoutFinding, ...]:
    """Each medicine with its instruction; none counts back from a day that is over."""
    situation = decision.examination.situation
    ahead = None if situation.is_past else known_date
    setting = Setting(protocol, situation.procedure_date, ahead, situation.as_of, decision.derived)
    return tuple(washout_finding(each, setting) for each in decision.examination.medicines or ())


def _finding(judged: Judged, examination: Examination, facts: Facts) -> CriterionFinding:
    return CriterionFinding(
        id=judged.criterion.id,
        kind=judged.criterion.kind,
        status=judged.status,
        text=judged.criterion.text,
        because=basis_of(judged.trace, facts),
        explanation=describe(judged.trace),
        trace=judged.trace,
        citation=judged.criterion.citation,
        mends_on=examination.mends.get(judged.criterion.id),
    )


def _day_checks(protocol: Protocol, washout: tuple[WashoutFinding, ...], decision: Decision) -> tuple[DayCheck, ...]:
    """The checks that only the day itself can settle, for the rules that are in effect and for the product."""
    governing = {each.rule for each in washout}
    of_washout = (
        rule.day_check
        for rule in protocol.washout
        if rule.day_check is not None and f"check-on-the-day:{rule.id}" in decision.derived and rule.id in governing
    )
    examination = decision.examination
    return (*of_washout, *product_checks(protocol, examination.steps, examination.situation))


def _sedation(examination: Examination, derived: frozenset[str]) -> bool | None:
    """Whether sedation is planned; unknown while a step that would bring it is."""
    if any(each.unknown is not None and each.step.sedation for each in examination.steps):
        return None
    return "sedation:given" in derived


def _notes(examination: Examination, protocol: Protocol, facts: Facts) -> tuple[str, ...]:
    """What a clinician should know beside the verdict: steps left out, soft limits passed, values to doubt."""
    left_out = (
        f"{each.step.id}: not planned, {each.step.otherwise}"
        for each in examination.steps
        if each.applies is False and each.step.otherwise
    )
    doubtful = (f"{element}: {why}" for element, why in facts.questionable)
    soft = soft_limits_passed(examination.steps, protocol.limits)
    return (*left_out, *soft, *product_notes(protocol, examination.situation), *doubtful)
