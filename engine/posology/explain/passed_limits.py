"""The soft limits that a sheet passes, each with the reason that somebody gave for it, or without one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posology.explain.limits import limits_passed_by
from posology.explain.people_needs import doubt_about
from posology.ir.plan import Limit, LimitKind
from posology.results.check import Check
from posology.results.sheet import Needed, ReasonAsked
from posology.results.signing import OtherSheet, PassedOver
from posology.results.supply import Supply


def reasons_asked(
    check: Check, limits: Sequence[Limit], supply: Supply, given: Sequence[PassedOver]
) -> tuple[ReasonAsked, ...]:
    """Each soft limit that is passed, once, under an id of its own.

    A reason counts for what it was given for and for nothing else: for the same id with the same amount.
    """
    passed = [
        (f"limit:{limit.site}", said) for limit in limits for said in limits_passed_by(check, (limit,), LimitKind.SOFT)
    ]
    found: dict[str, str] = {}
    for name, says in dict.fromkeys((*passed, *supply.soft)):
        found[_free(name, found)] = says
    return tuple(ReasonAsked(of=name, says=says, given=_given(name, says, given)) for name, says in found.items())


def doubts_asked(others: Sequence[OtherSheet], given: Sequence[PassedOver]) -> tuple[ReasonAsked, ...]:
    """Each sheet beside this one that may be of the same patient: somebody says that it is of another, and why."""
    found: list[ReasonAsked] = []
    for each in (other for other in others if not other.same_id):
        name, says = doubt_about(each.sheet)
        found.append(ReasonAsked(of=name, says=says, given=_given(name, says, given)))
    return tuple(found)


def needs_of_reasons(asked: Sequence[ReasonAsked], sheet: str) -> Iterator[Needed]:
    """The reasons that a final sheet of that id still lacks."""
    for each in asked:
        if each.given is None:
            yield Needed(
                what=f"A reason must be given: {each.says}.",
                where=f"the trail: an override of `{each.of}` for the sheet {sheet}, with its reason",
            )


def _free(name: str, taken: dict[str, str]) -> str:
    """`limit:facet`, and for a second limit of the same site `limit:facet.2`."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}.{number}"
    return free


def _given(name: str, says: str, given: Sequence[PassedOver]) -> PassedOver | None:
    """The last reason that was given for this."""
    return next((each for each in reversed(given) if each.of == name and each.says == says), None)
