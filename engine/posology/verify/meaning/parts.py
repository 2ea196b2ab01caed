"""The parts of a protocol that answers are made of, by kind and name, and a protocol with one of them exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, NamedTuple, TypeAlias

from posology.diagnostics.span import Span
from posology.ir.plan import Arm, Limit, ProductLimit, Step
from posology.ir.protocol import Criterion, Protocol
from posology.ir.washout import Together, WashoutRule
from posology.values.numerals import join_in_words

CRITERION: Final = "criterion"
WASHOUT_RULE: Final = "washout rule"
TOGETHER: Final = "medicines taken together"
ARM: Final = "arm"
STEP: Final = "plan step"
LIMIT: Final = "limit"
PRODUCT_LIMIT: Final = "limit of the product"

_MOST_NAMED: Final = 3
"""Medicines in the name of a rule; those of two rules of one class are never the same."""

Rule: TypeAlias = Criterion | WashoutRule | Together | Arm | Step | Limit | ProductLimit


class Name(NamedTuple):
    """What a part is, and what it is called among those of its kind."""

    part: str
    id: str


def rules_of(protocol: Protocol) -> Mapping[Name, Rule]:
    """Every part that decides something about a patient, in the order of the protocol."""
    found: dict[Name, Rule] = {}
    found.update({Name(CRITERION, each.id): each for each in protocol.criteria})
    found.update({Name(WASHOUT_RULE, _name_of_washout(each, protocol)): each for each in protocol.washout})
    if protocol.together is not None:
        found[Name(TOGETHER, "together")] = protocol.together
    found.update({Name(ARM, each.id): each for each in protocol.arms})
    found.update({Name(STEP, each.id): each for each in protocol.steps})
    found.update(_numbered(LIMIT, ((_name_of_limit(each), each) for each in protocol.limits)))
    found.update(_numbered(PRODUCT_LIMIT, ((f"{each.element}, {each.kind}", each) for each in protocol.product_limits)))
    return found


def _name_of_washout(rule: WashoutRule, protocol: Protocol) -> str:
    """Its block, and where that has several rules the medicines: their ids count lines, and one more moves them all."""
    if sum(each.group == rule.group for each in protocol.washout) == 1:
        return rule.group
    medicines = sorted(rule.ingredients)
    more = len(medicines) - _MOST_NAMED
    named = [*medicines[:_MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    return f"{rule.group}: {join_in_words(named) or 'all others'}"


def _name_of_limit(limit: Limit) -> str:
    each = ", each target" if limit.each else ""
    return f"{limit.site}{each}, {limit.measure}, {limit.kind}"


def _numbered(part: str, named: Iterable[tuple[str, Rule]]) -> dict[Name, Rule]:
    """What has no name of its own by what it bounds; a second bound of the same by its number."""
    found: dict[Name, Rule] = {}
    for name, each in named:
        times = 1 + sum(other.id == name or other.id.startswith(f"{name}, no. ") for other in found)
        found[Name(part, name if times == 1 else f"{name}, no. {times}")] = each
    return found


def span_of(rule: Rule | None) -> Span | None:
    """Where the part is written; None for one that keeps no place."""
    return None if rule is None or isinstance(rule, Arm | Together) else rule.span


def exchanged(protocol: Protocol, changes: Mapping[Name, Rule | None]) -> Protocol:
    """The protocol with each of these parts as given, without those that are None; new ones come last."""
    before = rules_of(protocol)
    rules = {**before, **{name: _renamed(each, before.get(name), protocol) for name, each in changes.items()}}
    kept = [each for each in rules.values() if each is not None]
    together = [each for each in kept if isinstance(each, Together)]
    return replace(
        protocol,
        criteria=tuple(each for each in kept if isinstance(each, Criterion)),
        washout=tuple(each for each in kept if isinstance(each, WashoutRule)),
        together=together[0] if together else None,
        arms=tuple(each for each in kept if isinstance(each, Arm)),
        steps=tuple(each for each in kept if isinstance(each, Step)),
        limits=tuple(each for each in kept if isinstance(each, Limit)),
        product_limits=tuple(each for each in kept if isinstance(each, ProductLimit)),
    )


def _renamed(rule: Rule | None, instead_of: Rule | None, protocol: Protocol) -> Rule | None:
    """A washout rule under an id that no other rule of the protocol has; everything else as it is."""
    if not isinstance(rule, WashoutRule):
        return rule
    if isinstance(instead_of, WashoutRule):
        return replace(rule, id=instead_of.id)
    taken = {each.id for each in protocol.washout}
    return replace(rule, id=f"{rule.id}-new") if rule.id in taken else rule
