"""What a long course of a corticosteroid leaves behind, whether it is still taken or has ended."""

from __future__ import annotations

from datetime import date
from typing import Final

from posology.explain.examination import JudgedMedicine
from posology.ir.washout import WashoutRule
from posology.values.dates import shift

CORTICOSTEROID: Final = "corticosteroid"


def adrenal_risk(judged: JudgedMedicine, as_of: date) -> str | None:
    """The caution where the course is known to be longer than the protocol's bound for a taper; None otherwise.

    That a corticosteroid taken for more than three to four weeks can leave the adrenal glands weak is from the
    guideline of 2024 on glucocorticoid-induced adrenal insufficiency; how many weeks count is the protocol's, whose
    source for it stands in the caution: the one beside a finding is that of the hold.
    """
    medicine = judged.medicine
    end = as_of if medicine.ongoing else None if medicine.last_dose is None else medicine.last_dose.earliest
    if medicine.started is None or end is None:
        return None
    for rule in (each.rule for each in judged.judgements if each.rule is not None):
        if _is_longer(rule, medicine.started.latest, end):
            return (
                f"{medicine.drug} has been taken for more than {_bound(rule)}: such a course can leave the adrenal "
                "glands weak when it is lowered or ended (guideline of 2024 on glucocorticoid-induced adrenal "
                f"insufficiency{_source(rule)}); its prescriber is told of the procedure, and says what is needed"
            )
    return None


def _is_longer(rule: WashoutRule, started: date, end: date) -> bool:
    course = rule.course_referral
    if course is None or not rule.drug_class.startswith(CORTICOSTEROID):
        return False
    longest = shift(end, course.longer_than, -1)
    return longest is not None and started < longest


def _source(rule: WashoutRule) -> str:
    """The source of the bound of weeks, as the protocol cites it."""
    if rule.course_referral is None:
        return ""
    cited = rule.course_referral.citation
    return f"; {cited.ref}, {cited.section}, {cited.confidence}"


def _bound(rule: WashoutRule) -> str:
    return "" if rule.course_referral is None else str(rule.course_referral.longer_than)
