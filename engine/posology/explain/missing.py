"""What is missing: every element that an unknown result waits for, with the question that supplies it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from posology.explain.examination import Examination
from posology.knowledge.drugs import Unrecognised
from posology.knowledge.element import Dictionary
from posology.record.medicine import Medicine
from posology.results.check import CriterionStatus, Missing
from posology.values.numerals import join_in_words
from posology.values.truth import Cause, Reason, Unknown

WASHOUT = "washout"

_MEDICINE = re.compile(r"medications\[([0-9]+)\]\.([a-z_]+)", re.ASCII)

_MEDICINE_QUESTIONS = {
    "last_dose": "When was the last dose of {drug}, or is it still being taken?",
    "started": "When was {drug} started?",
    "route": "By which route is {drug} given?",
    "class": "Which drug class does {drug} belong to, if any? The drug knowledge cannot place it.",
}


def find_missing(examination: Examination, dictionary: Dictionary) -> tuple[Missing, ...]:
    """Every element that must be supplied before the verdict is known, once each, in the order in which it was first needed."""
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


def _waits(examination: Examination) -> Iterator[tuple[Reason, str, str]]:
    for judged in examination.criteria:
        if judged.status is CriterionStatus.UNKNOWN and isinstance(judged.trace.value, Unknown):
            for reason in judged.trace.value.reasons:
                yield reason, judged.criterion.id, judged.criterion.ask
    if examination.medicines is None:
        yield Reason("medications", Cause.NOT_RECORDED), WASHOUT, ""
    for each in examination.medicines or ():
        for judgement in each.judgements:
            unknown = judgement.unknown
            if unknown is None and judgement.perhaps_on is not None and judgement.clear_on is not None:
                day = examination.situation.procedure_date
                if not judgement.follows and judgement.perhaps_on <= day < judgement.clear_on:
                    unknown = Unknown((Reason(f"medications[{each.medicine.index}].last_dose", Cause.IMPRECISE),))
            for reason in unknown.reasons if unknown is not None else ():
                yield reason, WASHOUT, ""
    for step in examination.steps:
        for reason in step.unknown.reasons if step.unknown is not None else ():
            yield reason, f"plan.{step.step.id}", ""


def _question(reason: Reason, ask: str, examination: Examination, dictionary: Dictionary) -> str:
    medicine = _MEDICINE.fullmatch(reason.element)
    if medicine is not None:
        return _ask_about(int(medicine[1]), medicine[2], reason, examination)
    element = dictionary.elements.get(reason.element)
    question = ask or (element.question if element is not None else f"What is {reason.element}?")
    if reason.cause is Cause.NOT_RECORDED:
        return f"{question} {_capital(reason.detail)}." if reason.detail else question
    counts = f" (what counts is {reason.detail})" if reason.detail else ""
    return f"{question} The value at hand is {reason.cause.value}{counts}."


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _ask_about(index: int, field: str, reason: Reason, examination: Examination) -> str:
    medicine = next(each.medicine for each in examination.medicines or () if each.medicine.index == index)
    template = _MEDICINE_QUESTIONS.get(field, f"What is the {field.replace('_', ' ')} of {{drug}}?")
    question = template.format(drug=medicine.drug)
    close = _suggestions(medicine) if field == "class" else ()
    if close:
        question = f"{question} The nearest names are {join_in_words(close)}."
    if reason.cause is Cause.IMPRECISE:
        question = f"{question} The date at hand is {reason.cause.value}."
    return question


def _suggestions(medicine: Medicine) -> tuple[str, ...]:
    return medicine.recognised.suggestions if isinstance(medicine.recognised, Unrecognised) else ()
