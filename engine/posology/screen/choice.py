"""A choice between values: the first branch that holds, and where that is in doubt what all that may hold agree on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ibis import Value

from posology.ir.nodes import Choice, Comparison, Literal, Node, Relation
from posology.ir.types import CalendarType, Simple
from posology.ir.walk import walk
from posology.screen.columns import Column
from posology.screen.frame import Express, Frame
from posology.screen.refusal import refuse_node
from posology.screen.selecting import Selectable, alike, cut, first_that_holds, is_same
from posology.screen.sifting import truth_of
from posology.screen.standing import is_stated
from posology.screen.truths import Truth, any_of, as_column, both, contrary, either, is_true, is_unknown
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration


@dataclass(frozen=True, slots=True)
class Arm:
    """One branch of a choice; `when` asks whether it holds, and is None of what stands after `else`.

    `is_tried` says on which rows no branch before is sure to hold, `may_hold` on which it is tried and holds or may,
    `is_doubtful` on which it is tried and only may. None is ever null.
    """

    when: Node | None
    then: Node
    is_tried: Truth
    may_hold: Truth
    is_doubtful: Truth


def arms_of(node: Choice, frame: Frame, express: Express) -> tuple[Arm, ...]:
    """The branches of the choice in their order, `else` last."""
    arms: list[Arm] = []
    tried: Truth = True
    for branch in node.branches:
        when = branch.when if node.comparand is None else _compared(node, node.comparand, branch.when)
        holds = _constant(truth_of(when, frame, express))
        sure, open_ = is_true(holds), is_unknown(holds)
        arms.append(Arm(when, branch.then, tried, both(tried, either(sure, open_)), both(tried, open_)))
        tried = both(tried, contrary(sure))
    return (*arms, Arm(None, node.otherwise, tried, tried, is_doubtful=False))


def _compared(node: Choice, comparand: Node, when: Node) -> Comparison:
    return Comparison(operator=Relation.EQUAL, left=comparand, right=when, type=Simple.BOOLEAN, origin=node.origin)


def _constant(truth: Value) -> Truth:
    return bool(truth.op().value) if is_stated(truth) else truth


def choose(node: Choice, frame: Frame, express: Express) -> Column:
    """The value of the choice for each row.

    Raises:
        Inexpressible: its results are written lists or intervals, or durations that no column can tell apart.
    """
    arms = [each for each in arms_of(node, frame, express) if each.may_hold is not False]
    results = alike([express(each.then, frame) for each in arms], node)
    options = [(as_column(arm.may_hold), result) for arm, result in zip(arms, results, strict=True)]
    first = first_that_holds(options[:-1], options[-1][1], node)
    doubtful = any_of(each.is_doubtful for each in arms)
    if doubtful is False:
        return first
    _refuse_alike_durations(node)
    split = both(doubtful, contrary(_agree(arms, results, first)))
    return _unknown_where(as_column(split), as_column(doubtful), first)


def _agree(arms: Sequence[Arm], results: Sequence[Selectable], first: Selectable) -> Truth:
    """On which rows every result that there may be is known and the same as the first."""
    same = (
        either(contrary(arm.may_hold), is_true(is_same(result, first)))
        for arm, result in zip(arms, results, strict=True)
    )
    return both(*same)


def _unknown_where(split: Value, doubtful: Value, chosen: Selectable) -> Column:
    """The value, unknown where the results are split; where there is doubt a fact is to blame that it is unknown."""
    null = None if chosen.null is None else chosen.null & ~doubtful
    return cut(replace(chosen, null=null), ~split)


def _refuse_alike_durations(node: Choice) -> None:
    """A column does not tell `1 year` from `12 months`, which are not the same where it is in doubt which holds."""
    results = [*(each.then for each in node.branches), node.otherwise]
    lengths = [part.value for each in results for part in walk(each) if isinstance(part, Literal)]
    written = [each for each in lengths if isinstance(each, CalendarDuration)]
    if not isinstance(node.type, CalendarType) or len({each.unit for each in written}) <= 1:
        return
    stated = all(isinstance(each, Literal) for each in results)
    if not stated or len({_in_smallest_unit(each) for each in written}) < len(set(written)):
        raise refuse_node(node, "it is in doubt which of several durations holds that differ in their units")


def _in_smallest_unit(duration: CalendarDuration) -> int:
    return duration.amount * (MONTHS_IN.get(duration.unit) or DAYS_IN[duration.unit])
