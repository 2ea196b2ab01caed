"""What is missing: every element that an unknown result waits for, with the question that supplies it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from posology.explain.examination import Examination
from posology.explain.instructions import nearest_in_words
from posology.explain.situation import Situation
from posology.explain.washout import about
from posology.ir.turning import PROCEDURE_DATE
from posology.knowledge.drugs import Unrecognised
from posology.knowledge.element import Dictionary
from posology.results.check import CriterionStatus, Missing, Unanswered, WashoutStatus
from posology.results.naming import places_in_words
from posology.results.wording import describe
from posology.values.numerals import date_in_words
from posology.values.truth import NULL, Cause, Reason, Unknown

WASHOUT = "washout"
PROCEDURE = "procedure"

_MEDICINE = re.compile(r"medications\[([0-9]+)\]\.([a-z_]+)", re.ASCII)

_MEDICINE_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "last_dose": "When was the last dose of {drug}, or is it still being taken?",
        "started": "When was {drug} started?",
        "route": "By which route is {drug} given?",
        "class": "Which drug class does {drug} belong to, if any?",
    }
)

_SAYS: Mapping[Cause, str] = MappingProxyType(
    {
        Cause.TOO_OLD: "The recorded value is too old",
        Cause.UNDATED: "The recorded value has no date",
        Cause.NOT_MEASURED: "The recorded value was not obtained in the way that counts",
        Cause.IMPRECISE: "The recorded date is not precise enough to settle the question",
        Cause.NOT_AN_OPTION: "The recorded word means nothing to this protocol",
    }
)
"""What is wrong with what is recorded, as the beginning of a sentence."""


def find_missing(examination: Examination, dictionary: Dictionary) -> tuple[Missing, ...]:
    """Every element that must be supplied before the verdict is known, once each, in the order of first need."""
    waiting: dict[str, list[str]] = {}
    asks: dict[str, str] = {}
    for reason, needed_for, ask in _waits(examination):
        waiting.setdefault(reason.element, [])
        if needed_for not in waiting[reason.element]:
            waiting[reason.element].append(needed_for)
        asks.setdefault(reason.element, _question(reason, ask, examination, dictionary))
    return tuple(
        Missing(element=element, ask=asks[element], needed_for=tuple(needed)) for element, needed in waiting.items()
    )


def find_unanswered(examination: Examination) -> tuple[Unanswered, ...]:
    """Every question that stays open though nothing is missing: a division by zero, the largest of an empty list."""
    return tuple(_unanswered(examination))


def _unanswered(examination: Examination) -> Iterator[Unanswered]:
    for judged in examination.criteria:
        open_ = judged.status is CriterionStatus.UNKNOWN and judged.trace.value == NULL
        if open_ or examination.may_mend.get(judged.criterion.id) == NULL:
            yield Unanswered(of=judged.criterion.id, why=describe(judged.trace))
    for medicine in examination.medicines or ():
        if any(each.unknown == NULL for each in medicine.judgements):
            yield Unanswered(of=WASHOUT, why=f"how long {medicine.medicine.drug} must be held")
    for step in examination.steps:
        trace = step.when if step.applies is not True else step.trace
        if step.unknown == NULL and trace is not None:
            yield Unanswered(of=f"plan.{step.step.id}", why=describe(trace))


def _waits(examination: Examination) -> Iterator[tuple[Reason, str, str]]:
    """Every reason for which something is unknown, what waits for it, and the protocol's own question if it has one."""
    for judged in examination.criteria:
        unknown = judged.trace.value if judged.status is CriterionStatus.UNKNOWN else None
        unknown = unknown or examination.may_mend.get(judged.criterion.id)
        for reason in unknown.reasons if isinstance(unknown, Unknown) else ():
            yield reason, judged.criterion.id, judged.criterion.ask
    if examination.situation.is_past:
        yield _past(examination.situation), PROCEDURE, ""
    if examination.medicines is None:
        yield Reason("medications", Cause.NOT_RECORDED), WASHOUT, ""
    for reason in _waits_of_medicines(examination):
        yield reason, WASHOUT, ""
    for step in examination.steps:
        for reason in step.unknown.reasons if step.unknown is not None else ():
            yield reason, f"plan.{step.step.id}", ""


def _past(situation: Situation) -> Reason:
    """A day that is over is no day that is planned."""
    day, today = date_in_words(situation.procedure_date), date_in_words(situation.as_of)
    return Reason(PROCEDURE_DATE, Cause.NOT_RECORDED, f"the day stated, {day}, lies before {today}, the day of judging")


def _waits_of_medicines(examination: Examination) -> Iterator[Reason]:
    day = examination.situation.procedure_date
    for each in examination.medicines or ():
        for judgement in each.judgements:
            if judgement.unknown is not None:
                yield from judgement.unknown.reasons
            elif judgement.status_on(day) is WashoutStatus.UNKNOWN:
                yield Reason(about(each.medicine, "last_dose"), Cause.IMPRECISE)


def _question(reason: Reason, ask: str, examination: Examination, dictionary: Dictionary) -> str:
    """The question that supplies what is missing, with what is wrong with what is recorded, in whole sentences."""
    medicine = _MEDICINE.fullmatch(reason.element)
    if medicine is not None:
        question = _ask_about(int(medicine[1]), medicine[2], examination)
    else:
        element = dictionary.elements.get(reason.element)
        question = ask or (
            element.question if element is not None else f"What is {places_in_words(reason.element, ())}?"
        )
    if reason.cause is Cause.NOT_RECORDED:
        return f"{question} {_capital(reason.detail)}." if reason.detail else question
    if reason.cause is Cause.OUTSIDE_LIMITS:
        return f"Is everything right from which this dose follows? It comes to {reason.detail}."
    wrong = _SAYS.get(reason.cause)
    if wrong is None:
        return question
    return f"{question} {wrong}: it must be {reason.detail}." if reason.detail else f"{question} {wrong}."


def _ask_about(index: int, field: str, examination: Examination) -> str:
    medicine = next(each.medicine for each in examination.medicines or () if each.medicine.index == index)
    template = _MEDICINE_QUESTIONS.get(field, f"What is the {field.replace('_', ' ')} of {{drug}}?")
    question = template.format(drug=medicine.drug)
    if field != "class" or not isinstance(medicine.recognised, Unrecognised):
        return question
    return f"{question} It cannot be placed, as {medicine.recognised.why}.{nearest_in_words(medicine.recognised)}"


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
