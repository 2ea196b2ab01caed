"""The document in which the answer to a worked case is looked for: its check, restarts, visits and outcome."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from posology.api.checking import recorded_procedure_date
from posology.explain.changes import find_changes
from posology.explain.check import check
from posology.explain.restarts import restarts
from posology.explain.rules import Rules
from posology.explain.visit_days import lay_out
from posology.ir.visit import Relation, Visit
from posology.outcomes.count import count_outcomes
from posology.record.facts import Facts
from posology.render.check_json import check_document
from posology.results.check import Check
from posology.results.outcomes import Course
from posology.scores.scores import Patient, Score, ScoredVisit, Scores
from posology.verify.worked_cases import BASELINE, MONTH, WorkedCase

CHANGES: Final = "changes"
RESTARTS: Final = "restarts"
VISITS: Final = "visits"
OUTCOME: Final = "outcome"


def answer_of(rules: Rules, facts: Facts, case: WorkedCase) -> Check:
    """What `check` gives for the case; changes are sought only where the case expects any."""
    day = case.procedure_date or recorded_procedure_date(facts)
    found = check(rules, facts, case.as_of, day)
    if CHANGES not in case.expect:
        return found
    return replace(found, changes=find_changes(rules, facts, case.as_of, day))


def answer_document(rules: Rules, check: Check, case: WorkedCase) -> dict[str, Any]:
    """The document of the check, with restarts, visits and outcome where the case expects something of them."""
    document: dict[str, Any] = dict(check_document(check))
    if RESTARTS in case.expect:
        document[RESTARTS] = list(_restarts(rules, check))
    if VISITS in case.expect:
        document[VISITS] = list(_visits(rules, check))
    if OUTCOME in case.expect:
        document[OUTCOME] = dict(_outcome(rules, case))
    return document


def _restarts(rules: Rules, check: Check) -> Iterator[Mapping[str, Any]]:
    """When each medicine may be taken again, and on which condition, in words."""
    for each in restarts(check, rules.protocol.washout):
        yield {"drug": each.drug, "not_before": each.not_before.isoformat(), "condition": each.condition}


def _visits(rules: Rules, check: Check) -> Iterator[Mapping[str, Any]]:
    """Each visit for the procedure date; none where that is not known."""
    day = check.procedure_date
    for visit, laid_out in () if day is None else lay_out(rules.protocol.visits, day):
        if laid_out is not None:
            yield {
                "id": _called(visit),
                "on": laid_out.on.isoformat(),
                "first": None if laid_out.first is None else laid_out.first.isoformat(),
                "last": None if laid_out.last is None else laid_out.last.isoformat(),
                "scores": list(visit.instruments),
            }


def _called(visit: Visit) -> str:
    return "procedure day" if visit.relation is Relation.ON else f"{visit.offset} {visit.relation}"


def _outcome(rules: Rules, case: WorkedCase) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """By each definition of a responder, whether the patient with the scores of the case is one, month by month."""
    outcome = rules.protocol.outcome
    scored = {each: _scores(scores) for each, scores in case.scores.items()}
    patient = Patient(
        id=case.name,
        groups={},
        baseline=scored.get(BASELINE, {}),
        visits=tuple(
            ScoredVisit(month=int(name.removeprefix(MONTH)), scores=scores)
            for name, scores in scored.items()
            if name != BASELINE
        ),
    )
    scores = Scores(sha256="", rows=0, used=0, without_scores=0, by=(), patients=(patient,), set_aside=(), notes=())
    for definition in () if outcome is None else outcome.definitions:
        course = count_outcomes(rules.protocol, outcome, definition, scores).courses[0] if outcome else None
        if course is not None:
            yield definition.id, dict(_course(course))


def _course(course: Course) -> Iterator[tuple[str, Any]]:
    yield "initial_responder", course.initial_responder
    for visit in course.visits:
        if visit.response is not None:
            parts = {name: status.value for name, status in visit.parts}
            yield f"{MONTH}{visit.month}", {"status": visit.response.value, "parts": parts}


def _scores(written: Mapping[str, Any]) -> dict[str, Score]:
    """The scores of one month: numbers exact, and of an event whether it has happened."""
    return {name: score if isinstance(score, bool) else Decimal(score) for name, score in written.items()}
