"""What two forms of a protocol say differently of one patient: in a check, and in the dates that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from posology.explain.rules import Rules
from posology.explain.schedule import make_schedule
from posology.results.check import Check
from posology.results.schedule import Schedule
from posology.verify.differing import differences_of


@dataclass(frozen=True, slots=True)
class Told:
    """What a form of a protocol says of one patient."""

    check: Check
    schedule: Schedule


def told(rules: Rules, check: Check) -> Told:
    """The check with the schedule that follows from it."""
    return Told(check, make_schedule(check, rules))


def contrasts(old: Told, new: Told) -> tuple[str, ...]:
    """What they say differently, one phrase for each place; empty where they say the same."""
    # the dates follow from what a check says, so they are looked at only where that is the same
    return contrasts_of_checks(old.check, new.check) or tuple(_dates(old.schedule, new.schedule))


def contrasts_of_checks(old: Check, new: Check) -> tuple[str, ...]:
    """The same of two checks alone, what is only told beside the decision last."""
    return differences_of(old, new) or tuple(_beside(old, new))


def _beside(old: Check, new: Check) -> Iterator[str]:
    """What a clinician is told that decides nothing: what is asked for, when it is renewed, what is to be minded."""
    for name, of in _TOLD_BESIDE.items():
        before, after = of(old), of(new)
        for key in dict.fromkeys((*before, *after)):
            if before.get(key) != after.get(key):
                yield f"{name} {key}: {before.get(key) or 'none'}, then {after.get(key) or 'none'}"


def _missing(check: Check) -> dict[str, str]:
    return {each.element: ", ".join(each.needed_for) for each in check.missing}


def _renewals(check: Check) -> dict[str, str]:
    return {each.element: each.not_before.isoformat() for each in check.to_renew}


def _cautions(check: Check) -> dict[str, str]:
    return {each.drug: "; ".join(each.cautions) for each in check.washout}


def _targets(check: Check) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in check.plan:
        place = " ".join(part for part in (line.step, line.side, line.joint, line.place) if part)
        found[place] = ", ".join((line.approach, line.carrier, *(each.element for each in line.contents)))
    return found


_TOLD_BESIDE: Mapping[str, Callable[[Check], Mapping[str, str]]] = MappingProxyType(
    {"missing": _missing, "to renew": _renewals, "cautions": _cautions, "target": _targets}
)


def _dates(old: Schedule, new: Schedule) -> Iterator[str]:
    before, after = (
        [f"{each.bound} {each.date.isoformat()} {each.title}: {each.detail}" for each in one.events]
        for one in (old, new)
    )
    for each in before:
        if each not in after:
            yield f"the schedule no longer says: {each}"
    for each in after:
        if each not in before:
            yield f"the schedule says: {each}"
