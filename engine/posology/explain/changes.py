"""The smallest sets of changes to changeable facts that would better the verdict, each verified by evaluating it.

What nobody can change is never offered: an age, a history, an illness. A drug is never offered as stopped: it is held
with its prescriber, or tapered as agreed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations

from posology.explain.check import decide, settle_date
from posology.explain.criteria import Judged
from posology.explain.examination import PRIMARY_PREVENTION, Examination, JudgedMedicine
from posology.explain.rules import Rules
from posology.ir.protocol import Agreement, TaperHold
from posology.ir.walk import facts_read
from posology.knowledge.element import Element
from posology.record.facts import Facts, Recorded
from posology.record.medicine import Medicine, Taper
from posology.results.check import Change, CriterionStatus, Verdict, WashoutStatus
from posology.values.dates import exactly
from posology.values.known import Entry, Known
from posology.values.numerals import date_in_words

MOST_TOGETHER = 4
"""Sets of more changes are not searched for: nobody would call them small."""

MOST_EVALUATIONS = 600
"""The search ends after so many evaluations; what it found until then is true, and may not be all there is."""

MEDICATIONS = "medications"

WANTED = (Verdict.ELIGIBLE, Verdict.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class _Step:
    """One change: how it is said, and what it does to the facts and to the procedure date."""

    says: str
    values: tuple[tuple[str, Recorded], ...] = ()
    medicine: Medicine | None = None
    procedure_date: date | None = None


def find_changes(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> tuple[Change, ...]:
    """Every smallest set of changes that betters the verdict to `eligible` or `conditional`."""
    day, earliest = settle_date(rules, facts, as_of, procedure_date)
    now = decide(rules, facts, as_of, day)
    if now.verdict is Verdict.ELIGIBLE:
        return ()
    steps = tuple(_possible(rules, now.examination, as_of, procedure_date, earliest))
    order = tuple(Verdict)
    found: list[tuple[frozenset[int], Change]] = []
    evaluations = 0
    for size in range(1, MOST_TOGETHER + 1):
        for chosen in combinations(range(len(steps)), size):
            if any(smaller <= frozenset(chosen) for smaller, _ in found):
                continue
            evaluations += 1
            if evaluations > MOST_EVALUATIONS:
                return tuple(change for _, change in found)
            verdict = _verdict_after(rules, facts, as_of, procedure_date, tuple(steps[index] for index in chosen))
            if verdict in WANTED and order.index(verdict) < order.index(now.verdict):
                change = Change(verdict=verdict, conditions=tuple(steps[index].says for index in chosen))
                found.append((frozenset(chosen), change))
    return tuple(change for _, change in found)


def _verdict_after(
    rules: Rules, facts: Facts, as_of: date, procedure_date: date | None, steps: tuple[_Step, ...]
) -> Verdict:
    """The verdict with the changes made."""
    values = dict(facts.values)
    medicines = facts.medicines
    for step in steps:
        values.update(step.values)
        if step.medicine is not None and medicines is not None:
            medicines = tuple(step.medicine if each.index == step.medicine.index else each for each in medicines)
            values[MEDICATIONS] = _list_after(values[MEDICATIONS], step.medicine)
        procedure_date = step.procedure_date or procedure_date
    changed = replace(facts, values=values, medicines=medicines)
    day = procedure_date or settle_date(rules, changed, as_of, None)[0]
    return decide(rules, changed, as_of, day).verdict


def _list_after(recorded: Recorded, medicine: Medicine) -> Recorded:
    """The medication list as conditions read it, with the last dose of one medicine changed."""
    if not isinstance(recorded.value, tuple) or medicine.last_dose is None:
        return recorded
    entries = list(recorded.value)
    entry = entries[medicine.index]
    if isinstance(entry, Entry):
        entries[medicine.index] = Entry({**entry.fields, "last_dose": medicine.last_dose, "ongoing": medicine.ongoing})
    return replace(recorded, value=tuple(entries))


def _possible(
    rules: Rules, examination: Examination, as_of: date, procedure_date: date | None, earliest: date | None
) -> Iterator[_Step]:
    """Every single change that touches something in the way."""
    if procedure_date is not None and earliest is not None and earliest != procedure_date:
        yield _Step(f"the procedure is moved to {date_in_words(earliest)}", procedure_date=earliest)
    for path in _paths_in_the_way(examination):
        element = rules.dictionary.elements.get(path)
        if element is not None:
            yield from _becoming(element, examination.situation.facts.values.get(path), as_of)
    for judged in examination.medicines or ():
        yield from _handling(judged, examination.situation.procedure_date, as_of)


def _paths_in_the_way(examination: Examination) -> tuple[str, ...]:
    """The elements that a failing or unknown criterion, or an unknown step, reads."""
    paths: dict[str, None] = {}
    for judged in examination.criteria:
        if judged.stands_in_the_way or judged.status is CriterionStatus.UNKNOWN:
            paths.update(dict.fromkeys(_read_by(judged)))
    for step in examination.steps:
        if step.unknown is not None and step.step.when is not None:
            paths.update(dict.fromkeys(facts_read(step.step.when)))
    return tuple(paths)


def _read_by(judged: Judged) -> tuple[str, ...]:
    return facts_read(judged.criterion.condition)


def _becoming(element: Element, recorded: Recorded | None, as_of: date) -> Iterator[_Step]:
    """The changes that the data dictionary allows for an element."""
    for value in element.becomes:
        after: Known = exactly(as_of) if value == "as_of" else value
        if recorded is not None and recorded.value == after:
            continue
        changed = Recorded(value=after, written=str(after), date=exactly(as_of), source=None, method=None)
        yield _Step(element.becomes_says, values=((element.path, changed),))


def _handling(judged: JudgedMedicine, day: date, as_of: date) -> Iterator[_Step]:
    """Holding a medicine from now on, or agreeing on a taper that ends in time."""
    medicine, governing = judged.medicine, judged.governing
    if not medicine.ongoing or governing.rule is None or judged.together:
        return
    status = judged.status_on(day)
    if status is WashoutStatus.HOLD and medicine.taper is None and not isinstance(governing.rule.hold, TaperHold):
        held = replace(medicine, ongoing=False, last_dose=exactly(as_of))
        consent = ", as agreed with the prescriber" if _needs_consent(judged) else ""
        yield _Step(f"{medicine.drug} is held{consent}, with the last dose on {date_in_words(as_of)}", medicine=held)
    if status is WashoutStatus.REFER and governing.refer is not None and _can_taper(judged):
        ends = day - timedelta(days=_hold_after_taper(judged) + 1)
        if ends >= as_of:
            tapered = replace(medicine, taper=Taper(agreed_by="the prescriber", ends=exactly(ends)))
            by = date_in_words(ends)
            yield _Step(
                f"an individual taper of {medicine.drug} is agreed with the prescriber and ends by {by}",
                medicine=tapered,
            )


def _can_taper(judged: JudgedMedicine) -> bool:
    rule = judged.governing.rule
    return rule is not None and (isinstance(rule.hold, TaperHold) or rule.course_referral is not None)


def _needs_consent(judged: JudgedMedicine) -> bool:
    """Whether any class of the medicine is held only as its prescriber agrees."""
    waived = {Agreement.NOT_NEEDED}
    if judged.medicine.indication == PRIMARY_PREVENTION:
        waived.add(Agreement.UNLESS_PRIMARY_PREVENTION)
    return any(each.rule is not None and each.rule.agreement not in waived for each in judged.judgements)


def _hold_after_taper(judged: JudgedMedicine) -> int:
    """The drug-free days that follow the end of a taper: the most that any class of the medicine asks for."""
    rule = judged.governing.rule
    days = getattr(rule.hold, "days", 0) if rule is not None else 0
    return max(int(days), *(each.days or 0 for each in judged.judgements))
