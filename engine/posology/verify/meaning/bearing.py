"""What edits bear on: two forms without everything that cannot decide whether the edits change an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import NamedTuple

from posology.ir.protocol import Protocol
from posology.ir.walk import facts_read
from posology.ir.washout import ConditionalHold, WashoutRule
from posology.verify.meaning.edits import RuleEdit
from posology.verify.meaning.parts import CRITERION, TOGETHER, WASHOUT_RULE, rules_of

PLAN = "plan."


class Bearing(NamedTuple):
    """Two forms cut down to the same parts. Who is judged alike by these two is judged alike by the whole forms."""

    old: Protocol
    new: Protocol

    @property
    def key(self) -> str:
        """The same for two pairs of which the same is asked, under whatever options they were made."""
        return repr([[(name, each) for name, each in rules_of(form).items()] for form in self])


def bearings_of(edits: Sequence[RuleEdit], old: Protocol, new: Protocol) -> Iterator[Bearing]:
    """The two forms without criteria that were not edited, and without medicines or plan where neither turns on it.

    Then, where criteria alone were edited, the same with every criterion: one may be hidden by another.

    The verdict is the worst of what the parts find, so that parts which are the same in both and are left out hide a
    difference, but never make one.
    """
    parts = {each.name.part for each in edits}
    edited = {each.name.id for each in edits if each.name.part == CRITERION}
    every = {each.id for form in (old, new) for each in form.criteria}
    of_washout = not parts.isdisjoint({WASHOUT_RULE, TOGETHER})
    of_plan = bool(parts - {CRITERION, WASHOUT_RULE, TOGETHER})
    linked = any(_turns_on_plan(each) for form in (old, new) for each in form.washout)
    both = linked and (of_washout or of_plan)

    def cut(form: Protocol, criteria: AbstractSet[str]) -> Protocol:
        kept = replace(form, criteria=tuple(each for each in form.criteria if each.id in criteria), claims=())
        if not (of_washout or both):
            kept = replace(kept, washout=(), together=None)
        return kept if of_plan or both else replace(kept, arms=(), steps=(), limits=(), product_limits=())

    yield Bearing(cut(old, edited), cut(new, edited))
    if parts == {CRITERION}:
        yield Bearing(cut(old, every), cut(new, every))


def _turns_on_plan(rule: WashoutRule) -> bool:
    """Whether the length of the hold turns on what is planned."""
    hold = rule.hold
    return isinstance(hold, ConditionalHold) and any(path.startswith(PLAN) for path in facts_read(hold.duration))
