"""A result that is put into the trail as the trail then is: made again where something that bears on it came first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from posology.api.finishing import NotFinal
from posology.api.logged import Evaluated, Logged, Overtaken, log_evaluation, log_refusal, log_turned_away
from posology.api.permitted import not_allowed, why_not_permitted
from posology.api.trailing import Occasion, Trail
from posology.explain.rules import Rules
from posology.explain.time_out import birth_date
from posology.ir.people import Role
from posology.record.facts import Facts
from posology.trail.store import Pen

ROLES: Final[Mapping[str, Role]] = MappingProxyType({"sheet": Role.AUTHOR})
"""The role that a command asks of whoever runs it; of the others any will do."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, and the refusal of it where it was asked to be final and is not."""

    evaluated: Evaluated
    refused: NotFinal | None


def keep(trail: Trail, occasion: Occasion, make: Callable[[Trail], Made]) -> tuple[Made, Logged]:
    """What is made by the trail as it is, and the entries of it; where it is refused the trail says so.

    It is made without the pen, so that others can write meanwhile; where one of them wrote what bears on it, it is made
    once more with the pen in hand.
    """
    view = trail.as_it_is_now()
    made = make(view)
    with trail.writing() as pen:
        try:
            return made, _log(pen, occasion, made, view.end)
        except Overtaken:
            view = trail.as_it_is_now()
            made = make(view)
            return made, _log(pen, occasion, made, view.end)


def refuse_stranger(trail: Trail, occasion: Occasion, command: str, rules: Rules, facts: Facts) -> None:
    """Whoever is not among the people of the site file is turned away, and an author must be one.

    Raises:
        Refused: where this person may not ask for this, which the trail then says.
    """
    why_not = why_not_permitted(rules.site.people, occasion, ROLES.get(command))
    if why_not is not None:
        log_turned_away(trail, occasion, command, facts.id, why_not)
        raise not_allowed(why_not)


def born_of(rules: Rules, facts: Facts) -> str | None:
    """The date of birth as recorded."""
    return birth_date(rules, facts)


def _log(pen: Pen, occasion: Occasion, made: Made, seen: int) -> Logged:
    if made.refused is None:
        return log_evaluation(pen, occasion, made.evaluated, seen)
    return log_refusal(pen, occasion, made.evaluated, tuple(each.message for each in made.refused.diagnostics))
