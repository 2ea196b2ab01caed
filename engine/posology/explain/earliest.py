"""The earliest date on which the procedure could take place: a search over the dates on which anything changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from posology.explain.criteria import judge_criterion, plan_turning_dates, turning_dates
from posology.explain.examination import JudgedMedicine, judge_medicines
from posology.explain.limits import lay_out
from posology.explain.plan import JudgedStep
from posology.explain.rules import Rules
from posology.explain.situation import Situation
from posology.ir.protocol import Criterion
from posology.record.facts import Facts
from posology.results.check import CriterionStatus, WashoutStatus


def find_earliest(rules: Rules, facts: Facts, as_of: date) -> date | None:
    """The first date, not before `as_of`, on which no criterion, no hold and no hard limit stands in the way.

    It supposes that every instruction is followed from `as_of` on, and that ageing values are renewed in time. None
    where something is unknown, referred, or fails for good. Between two of the dates tried nothing changes.
    """
    today = Situation(facts, as_of, as_of)
    fixed = (each for each in rules.protocol.criteria if each.id not in rules.moving)
    if not _let_through(fixed, today):
        return None
    steps = lay_out(rules.protocol, today, rules.planned)
    medicines = judge_medicines(rules.protocol, today, steps)
    if medicines is None or (not rules.plan_moves and not _can_ever(steps, medicines)):
        return None
    moving = tuple(each for each in rules.protocol.criteria if each.id in rules.moving)
    for day in _dates_to_try(rules, moving, medicines, today):
        then = Situation(facts, as_of, day)
        if rules.plan_moves:
            steps = lay_out(rules.protocol, then, rules.planned)
            medicines = judge_medicines(rules.protocol, then, steps) or ()
        if _is_clear(steps, medicines, day) and _let_through(moving, then):
            return day
    return None


def _let_through(criteria: Iterable[Criterion], situation: Situation) -> bool:
    judged = (judge_criterion(each, situation) for each in criteria)
    return not any(each.stands_in_the_way or each.status is CriterionStatus.UNKNOWN for each in judged)


def _can_ever(steps: tuple[JudgedStep, ...], medicines: tuple[JudgedMedicine, ...]) -> bool:
    """Whether any date can do, where neither plan nor holds depend on it: nothing stays unknown or is referred."""
    return not any(each.unknown is not None for each in steps) and _is_clear(steps, medicines, date.max)


def _dates_to_try(
    rules: Rules, moving: tuple[Criterion, ...], medicines: tuple[JudgedMedicine, ...], today: Situation
) -> list[date]:
    """Every date not before the day of asking on which an answer can turn, earliest first."""
    turning = {day for criterion in moving for day in turning_dates(criterion, today)}
    clearing = set(_clearing(medicines))
    if rules.plan_moves:
        plan_turning = plan_turning_dates(rules.protocol, today)
        turning |= plan_turning
        clearing |= {day for when in plan_turning if when > today.as_of for day in _clearing_on(rules, today, when)}
    return sorted({day for day in turning | clearing if day > today.as_of} | {today.as_of})


def _clearing(medicines: tuple[JudgedMedicine, ...]) -> Iterator[date]:
    """The dates on which a hold runs out, or may have."""
    for judgement in (judgement for medicine in medicines for judgement in medicine.judgements):
        yield from (day for day in (judgement.clear_on, judgement.perhaps_on) if day is not None)


def _clearing_on(rules: Rules, today: Situation, day: date) -> Iterator[date]:
    """The dates on which holds would run out as long as they are as on that day."""
    then = Situation(today.facts, today.as_of, day)
    return _clearing(judge_medicines(rules.protocol, then, lay_out(rules.protocol, then, rules.planned)) or ())


def _is_clear(steps: tuple[JudgedStep, ...], medicines: tuple[JudgedMedicine, ...], day: date) -> bool:
    if any(step.unknown is not None for step in steps):
        return False
    return all(_is_clear_of(each, day) for each in medicines)


def _is_clear_of(medicine: JudgedMedicine, day: date) -> bool:
    match medicine.status_on(day):
        case WashoutStatus.CLEAR:
            return True
        case WashoutStatus.HOLD:
            return all(each.clear_on is None or each.clear_on <= day for each in medicine.judgements)
        case WashoutStatus.REFER | WashoutStatus.UNKNOWN:
            return False
