"""Every small change of a criterion."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from posology.ir.nodes import Node
from posology.ir.protocol import Criterion, Kind
from posology.verify.mutants.counts import counting_changes
from posology.verify.mutants.expressions import node_changes
from posology.verify.mutants.mutant import DROPPED, Change


def criterion_changes(criterion: Criterion) -> Iterator[Change[Criterion]]:
    """The criterion dropped, its kind swapped, and every part of it changed."""
    what = f"the criterion {criterion.id}"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    other = Kind.EXCLUSION if criterion.kind is Kind.INCLUSION else Kind.INCLUSION
    yield Change(
        place="kind",
        said=f"{criterion.kind}->{other}",
        words=f"{what} becomes an {other} instead of an {criterion.kind}",
        old=criterion.kind,
        new=replace(criterion, kind=other),
    )
    for change in expression_changes(criterion.condition, "condition", what):
        if change.new is not None:
            yield change.lifted(replace(criterion, condition=change.new))
    if criterion.applies is not None:
        text = f"when {what} applies is dropped, so that it always does"
        dropped = replace(criterion, applies=None)
        yield Change(place="applies", said=DROPPED, words=text, old=criterion.applies, new=dropped)
        for change in expression_changes(criterion.applies, "applies", f"{what}, where it says when it applies"):
            yield change.lifted(replace(criterion, applies=change.new))
    for counted in counting_changes(criterion.counts, what):
        yield counted.lifted(replace(criterion, counts=counted.new or ()))


def expression_changes(root: Node, place: str, what: str) -> Iterator[Change[Node]]:
    """Every small change of an expression that stands in the rule that `what` names."""
    for each in node_changes(root):
        yield Change(
            place=f"{place}.{each.index}",
            said=each.said,
            words=f"{each.words}, in {what}",
            old=root,
            new=each.root,
            span=each.span,
        )
