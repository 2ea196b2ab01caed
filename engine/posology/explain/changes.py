"""The smallest sets of changes to changeable facts that would better the verdict, each verified by evaluating it.

What nobody can change is never offered: an age, a history, an illness. A drug is never offered as stopped: it is held
with its prescriber, or tapered as agreed. How long a taper lasts is for the prescriber to say, so no change names a
day on which one ends: what is offered is verified for the last day that leaves the procedure date as it is, or else
for a procedure on the first date after a taper.
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
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.walk import facts_read
from posology.ir.washout import Agreement, TaperHold
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
    """One change: how it is said, and what it does to the facts and to the procedure date.

    With `waits` the procedure takes place on the earliest date that the changes leave.
    """

    says: str
    values: tuple[tuple[str, Recorded], ...] = ()
    medicine: Medicine | None = None
    procedure_date: date | None = None
    waits: bool = False

    @property
    def touches(self) -> frozenset[str]:
        """What it changes: no two changes of one set touch the same."""
        medicine = set[str]() if self.medicine is None else {f"{MEDICATIONS}[{self.medicine.index}]"}
        dated = {PROCEDURE_DATE} if self.procedure_date is not None else set[str]()
        return frozenset({path for path, _ in self.values} | medicine | dated)


def find_changes(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> tuple[Change, ...]:
    """Every smallest set of changes that betters the verdict to `eligible` or `conditional`."""
    day, earliest = settle_date(rules, facts, as_of, procedure_date)
    now = decide(rules, facts, as_of, day)
    if now.verdict is Verdict.ELIGIBLE:
        return ()
    steps = tuple(_possible(rules, now.examination, as_of, procedure_date, earliest))
    order = tuple(Verdict)
    found: list[Change] = []
    evaluations = 0
    for chosen in _sets_of(steps):
        said = {each.says for each in chosen}
        if any(said.issuperset(smaller.conditions) for smaller in found):
            continue
        evaluations += 1
        if evaluations > MOST_EVALUATIONS:
            break
        verdict = _verdict_after(rules, facts, as_of, procedure_date, chosen)
        if verdict in WANTED and order.index(verdict) < order.index(now.verdict):
            found.append(Change(verdict=verdict, conditions=tuple(each.says for each in chosen)))
    return tuple(found)


def _sets_of(steps: tuple[_Step, ...]) -> Iterator[tuple[_Step, ...]]:
    """Every set of changes that can be made together, the smallest first."""
    for size in range(1, MOST_TOGETHER + 1):
        for chosen in combinations(steps, size):
            if len(frozenset[str]().union(*(each.touches for each in chosen))) == sum(
                len(each.touches) for each in chosen
            ):
                yield chosen


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
        procedure_date = None if step.waits else step.procedure_date or procedure_date
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
        named = _named(judged.medicine, examination)
        yield from _handling(judged, named, as_of)
        yield from _tapering(judged, named, procedure_date, as_of)


def _named(medicine: Medicine, examination: Examination) -> str:
    """The medicine by its name, and by its place in the list where another one has the same name."""
    alike = sum(each.medicine.drug == medicine.drug for each in examination.medicines or ())
    return medicine.drug if alike == 1 else f"{medicine.drug} (medicine {medicine.index + 1})"


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


def _handling(judged: JudgedMedicine, named: str, as_of: date) -> Iterator[_Step]:
    """Holding a medicine from now on."""
    medicine, governing = judged.medicine, judged.governing
    if not medicine.ongoing or governing.rule is None or judged.together:
        return
    # how a medicine that is taken stands does not turn with the procedure date
    status = judged.status_on(as_of)
    if status is WashoutStatus.HOLD and medicine.taper is None and not isinstance(governing.rule.hold, TaperHold):
        held = replace(medicine, ongoing=False, last_dose=exactly(as_of))
        consent = ", as agreed with the prescriber" if _needs_consent(judged) else ""
        yield _Step(f"{named} is held{consent}, with the last dose on {date_in_words(as_of)}", medicine=held)


def _tapering(judged: JudgedMedicine, named: str, procedure_date: date | None, as_of: date) -> Iterator[_Step]:
    """Agreeing on a taper that ends before the procedure: on its date as it is, or else on a date after the taper."""
    medicine = judged.medicine
    if not medicine.ongoing or judged.together or judged.governing.refer is None or not _can_taper(judged):
        return
    free = _hold_after_taper(judged)
    passed = f" and {free} drug-free day{'' if free == 1 else 's'} have passed" if free else ""
    says = (
        f"an individual taper of {named} is agreed with the prescriber, and the procedure takes place only "
        f"after it has ended{passed}"
    )

    def tapered(ends: date) -> Medicine:
        return replace(medicine, taper=Taper(agreed_by="the prescriber", ends=exactly(ends)))

    in_time = None if procedure_date is None else procedure_date - timedelta(days=free + 1)
    if in_time is not None and in_time > as_of:
        yield _Step(says, medicine=tapered(in_time))
    yield _Step(says, medicine=tapered(as_of + timedelta(days=1)), waits=True)


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
