"""The earliest date on which the procedure could take place: a search over the dates on which anything changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from posology.explain.criteria import judge_criterion, turning_dates
from posology.explain.examination import judge_medicines
from posology.explain.plan import judge_plan
from posology.explain.situation import Situation
from posology.ir.protocol import Protocol
from posology.record.facts import Facts
from posology.results.check import CriterionStatus, WashoutStatus


def find_earliest(protocol: Protocol, facts: Facts, as_of: date, planned: Mapping[str, int]) -> date | None:
    """The first date, not before `as_of`, on which no criterion stands in the way and every hold has run out.

    It supposes that every instruction is followed from `as_of` on, and that ageing values are renewed in time. None
    where something is unknown, referred, or fails for good.
    """
    for day in sorted(frozenset(_candidates(protocol, facts, as_of, planned))):
        if _could_take_place(protocol, Situation(facts, as_of, day), planned):
            return day
    return None


def _candidates(protocol: Protocol, facts: Facts, as_of: date, planned: Mapping[str, int]) -> Iterator[date]:
    """Every date not before `as_of` on which an answer can turn: between two of them nothing changes."""
    today = Situation(facts, as_of, as_of)
    yield as_of
    for criterion in protocol.criteria:
        yield from (day for day in turning_dates(criterion, today) if day >= as_of)
    for judged in judge_medicines(protocol, today, judge_plan(protocol, today, planned)) or ():
        for judgement in judged.judgements:
            yield from (day for day in (judgement.clear_on, judgement.perhaps_on) if day is not None and day >= as_of)


def _could_take_place(protocol: Protocol, situation: Situation, planned: Mapping[str, int]) -> bool:
    day = situation.procedure_date
    for criterion in protocol.criteria:
        judged = judge_criterion(criterion, situation)
        if judged.stands_in_the_way or judged.status is CriterionStatus.UNKNOWN:
            return False
    steps = judge_plan(protocol, situation, planned)
    if any(step.unknown is not None for step in steps):
        return False
    medicines = judge_medicines(protocol, situation, steps)
    if medicines is None:
        return False
    for judged_medicine in medicines:
        match judged_medicine.status_on(day):
            case WashoutStatus.CLEAR:
                continue
            case WashoutStatus.HOLD:
                if any(each.clear_on is not None and each.clear_on > day for each in judged_medicine.judgements):
                    return False
            case WashoutStatus.REFER | WashoutStatus.UNKNOWN:
                return False
    return True
