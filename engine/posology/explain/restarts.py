"""From when each medicine may be taken again."""

from __future__ import annotations

from posology.ir.washout import WashoutRule
from posology.results.check import Check, WashoutStatus
from posology.results.sheet import Restart


def restarts(check: Check, rules: tuple[WashoutRule, ...]) -> tuple[Restart, ...]:
    """From when each medicine may be taken again, if it is to be, in the order of the dates."""
    by_id = {each.id: each for each in rules}
    found = [
        Restart(
            drug=finding.drug,
            held=finding.status is WashoutStatus.HOLD,
            not_before=finding.resume_on,
            condition=resumption.condition,
            citation=resumption.citation,
        )
        for finding in check.washout
        if finding.resume_on is not None and finding.rule is not None
        for resumption in (by_id[finding.rule].resumption,)
        if resumption is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.not_before, each.drug)))
