"""Every mutant of a protocol, each with an id that stays while the rule that it changes does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from posology.diagnostics.span import Span
from posology.ir.plan import Limit, ProductLimit
from posology.ir.protocol import Protocol
from posology.ir.visit import Visit
from posology.verify.mutants.aftercare import outcome_changes, visit_changes
from posology.verify.mutants.criteria import criterion_changes
from posology.verify.mutants.limits import limit_changes, product_limit_changes
from posology.verify.mutants.mutant import DROPPED, Change, Mutant, edited
from posology.verify.mutants.plan import step_changes
from posology.verify.mutants.washout import together_changes, washout_changes


def mutants_of(protocol: Protocol) -> tuple[Mutant, ...]:
    """Every mutant of the protocol, in the order of its rules.

    A washout that is taken over from another protocol is changed where it stands; here it can only be lost.
    """
    return tuple(
        _numbered(
            (
                *_criteria(protocol),
                *_washout(protocol),
                *_together(protocol),
                *_steps(protocol),
                *_limits(protocol),
                *_visits(protocol),
                *_outcome(protocol),
            )
        )
    )


def _numbered(mutants: Iterable[Mutant]) -> Iterator[Mutant]:
    """The mutants, those that would be called alike numbered."""
    seen: dict[str, int] = {}
    for each in mutants:
        seen[each.id] = seen.get(each.id, 0) + 1
        yield each if seen[each.id] == 1 else replace(each, id=f"{each.id} #{seen[each.id]}")


def _mutant(protocol: Protocol, rule: str, change: Change[Any], span: Span, parts: Mapping[str, Any]) -> Mutant:
    place = f"{rule}.{change.place}" if change.place else rule
    return Mutant(
        id=f"{place}:{change.said}",
        change=change.words,
        rule=rule,
        place=change.place,
        old=change.old,
        span=change.span or span,
        base=protocol,
        parts=parts,
    )


def _criteria(protocol: Protocol) -> Iterator[Mutant]:
    rules = protocol.criteria
    for index, rule in enumerate(rules):
        for change in criterion_changes(rule):
            parts = {"criteria": edited(rules, index, change.new)}
            yield _mutant(protocol, f"criterion.{rule.id}", change, rule.span, parts)


def _washout(protocol: Protocol) -> Iterator[Mutant]:
    rules = protocol.washout
    if any(rule.span.file != protocol.span.file for rule in rules):
        words = "the whole washout, which is that of another protocol, is dropped"
        change: Change[Any] = Change(place="", said=DROPPED, words=words, old=(), new=None)
        yield _mutant(protocol, "washout", change, protocol.span, {"washout": ()})
        return
    classes = tuple(dict.fromkeys(rule.drug_class for rule in rules if not rule.is_own_class))
    for index, rule in enumerate(rules):
        for change in washout_changes(rule, classes):
            parts = {"washout": edited(rules, index, change.new)}
            yield _mutant(protocol, f"washout.{rule.id}", change, rule.span, parts)
    for group in protocol.washout_groups:
        within = [rule for rule in rules if rule.group == group]
        if len(within) > 1:
            whole: Change[Any] = Change(
                place="", said=DROPPED, words=f"all of the washout {group} is dropped", old=(), new=None
            )
            parts = {"washout": tuple(rule for rule in rules if rule.group != group)}
            yield _mutant(protocol, f"washout.{group}", whole, within[0].span, parts)


def _together(protocol: Protocol) -> Iterator[Mutant]:
    if protocol.together is None:
        return
    span = protocol.span
    borrowed = any(rule.span.file != span.file for rule in protocol.washout)
    for change in together_changes(protocol.together):
        if change.new is None or not borrowed:
            yield _mutant(protocol, "together", change, span, {"together": change.new})


def _steps(protocol: Protocol) -> Iterator[Mutant]:
    rules = protocol.steps
    for index, rule in enumerate(rules):
        for change in step_changes(rule):
            parts = {"steps": edited(rules, index, change.new)}
            yield _mutant(protocol, f"step.{rule.id}", change, rule.span, parts)


def _limits(protocol: Protocol) -> Iterator[Mutant]:
    for index, limit in enumerate(protocol.limits):
        for change in limit_changes(limit):
            parts = {"limits": edited(protocol.limits, index, change.new)}
            yield _mutant(protocol, _name_of(limit), change, limit.span, parts)
    for index, product in enumerate(protocol.product_limits):
        for of_product in product_limit_changes(product):
            left = {"product_limits": edited(protocol.product_limits, index, of_product.new)}
            yield _mutant(protocol, _name_of(product), of_product, product.span, left)


def _name_of(limit: Limit | ProductLimit) -> str:
    if isinstance(limit, ProductLimit):
        return f"limit.{limit.element}.{limit.kind}"
    return f"limit.{limit.site}{'.each' * limit.each}.{limit.measure}"


def _visits(protocol: Protocol) -> Iterator[Mutant]:
    rules = protocol.visits
    for index, rule in enumerate(rules):
        for change in visit_changes(rule):
            parts = {"visits": edited(rules, index, change.new)}
            yield _mutant(protocol, f"visit.{_called(rule)}", change, protocol.span, parts)


def _called(visit: Visit) -> str:
    return visit.when.removesuffix(" the procedure").replace(" ", "-")


def _outcome(protocol: Protocol) -> Iterator[Mutant]:
    if protocol.outcome is not None:
        for change in outcome_changes(protocol.outcome):
            yield _mutant(protocol, "outcome", change, protocol.span, {"outcome": change.new})
