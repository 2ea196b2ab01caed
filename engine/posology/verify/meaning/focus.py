"""What a question is about: the rules that were edited, each alone with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from posology.ir.plan import Arm, Limit, ProductLimit, Step
from posology.ir.protocol import Criterion, Protocol
from posology.ir.walk import facts_read
from posology.ir.washout import ConditionalHold, Together, WashoutRule
from posology.verify.meaning.edits import RuleEdit
from posology.verify.meaning.parts import Rule
from posology.verify.meaning.variations import Alone, Focus

PLAN = "plan."
TOTAL = "total"


def focus_of(edits: Sequence[RuleEdit], old: Protocol, new: Protocol) -> Focus:
    """What all of these edits are about."""
    return Focus(
        tuple(
            Alone(_alone(protocol, rule), protocol)
            for edit in edits
            for protocol, rule in ((old, edit.old), (new, edit.new))
            if rule is not None
        )
    )


def _alone(protocol: Protocol, rule: Rule) -> Protocol:  # noqa: PLR0911 - one line for each kind of rule
    """The protocol with nothing but the rule and what it rests on."""
    bare = replace(
        protocol, criteria=(), washout=(), together=None, arms=(), steps=(), limits=(), product_limits=(), claims=()
    )
    match rule:
        case Step():
            limits = tuple(each for each in protocol.limits if each.site in {rule.site, TOTAL})
            return replace(bare, steps=(rule,), limits=limits)
        case Limit():
            steps = tuple(each for each in protocol.steps if rule.site in {each.site, TOTAL})
            return replace(bare, steps=steps, limits=(rule,))
        case ProductLimit():
            return replace(bare, steps=protocol.steps, product_limits=(rule,))
        case WashoutRule():
            return replace(bare, washout=(rule,), steps=tuple(_steps_read(rule, protocol.steps)))
        case Criterion():
            return replace(bare, criteria=(rule,))
        case Together():
            return replace(bare, together=rule, washout=protocol.washout)
        case Arm():
            return bare
        case _:
            assert_never(rule)


def _steps_read(rule: WashoutRule, steps: Iterable[Step]) -> Iterator[Step]:
    """The steps on which the length of the hold turns."""
    if isinstance(rule.hold, ConditionalHold):
        sites = {path.removeprefix(PLAN) for path in facts_read(rule.hold.duration) if path.startswith(PLAN)}
        yield from (each for each in steps if each.site in sites)
