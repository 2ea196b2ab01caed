"""What a condition can be when nothing at all is recorded.

This decides, without evaluating, which truth values are within reach when every fact of the record is unknown; the
days on which and for which the record is judged are known even then. It may be too careful where an expression depends
on no record at all; it never lets a condition pass that would hold.
"""

from __future__ import annotations

from posology.compile.condition_scope import SITUATION
from posology.ir.nodes import (
    Between,
    Branch,
    Choice,
    Coalesce,
    Count,
    Exists,
    ExtremeOf,
    Fact,
    Filter,
    Inclusion,
    IntervalOf,
    Is,
    ListOf,
    Literal,
    Logic,
    Logical,
    Membership,
    Node,
    Not,
    Origin,
    Quantified,
    Quantifier,
    Relation,
    State,
)
from posology.ir.value_laws import ordered
from posology.ir.walk import children, walk
from posology.values.truth import Unknown

BOTH = frozenset({True, False})
NEITHER: frozenset[bool] = frozenset()


def holds_when_everything_is_missing(node: Node) -> bool:
    """Whether the condition can be true for a patient of whom nothing is recorded."""
    return True in _within_reach(node)


def turns_on_being_recorded(node: Node) -> tuple[Origin, ...]:
    """Where the condition asks whether something is known at all: `is null`, `is true`, `is false`, `Coalesce`."""
    return tuple(each.origin for each in walk(node) if isinstance(each, Is | Coalesce))


def _within_reach(node: Node) -> frozenset[bool]:  # noqa: PLR0911 - one line for each shape that settles something
    """The truth values that the condition can have while every fact is unknown."""
    match node:
        case Literal():
            return frozenset({node.value}) if isinstance(node.value, bool) else NEITHER
        case Not():
            return frozenset(not each for each in _within_reach(node.operand))
        case Logical():
            return _reach_of_logical(node.operator, _within_reach(node.left), _within_reach(node.right))
        case Is():
            return _reach_of_state(node)
        case Choice():
            return _reach_of_choice(node)
        case Coalesce() if len(node.options) > 1:
            return NEITHER.union(*(_within_reach(each) for each in node.options))
        case Quantified(operand=ListOf(items=items)):
            return _reach_of_items(node.quantifier, items)
        case Exists(operand=ListOf(items=items)):
            return frozenset({False} | {_may_be_known(each) for each in items})
        case Between() | Membership() | Inclusion() if not _operands_may_be_known(node):
            return _reach_of_containment(node)
        case _:
            return BOTH if _operands_may_be_known(node) else NEITHER


def _may_fail(left: Node, relation: Relation, right: Node) -> bool:
    """Whether the relation can be known not to hold, which settles by itself that a value is not between two others."""
    if isinstance(left, Literal) and isinstance(right, Literal):
        return ordered(relation, left.value, right.value) is False
    return _may_be_known(left) and _may_be_known(right)


def _reach_of_containment(node: Between | Membership | Inclusion) -> frozenset[bool]:
    """One known end or item can settle that something known is not within, and nothing at all is in an empty list."""
    if isinstance(node, Between):
        below = _may_fail(node.operand, Relation.GREATER_OR_EQUAL, node.low)
        return frozenset({False}) if below or _may_fail(node.operand, Relation.LESS_OR_EQUAL, node.high) else NEITHER
    if isinstance(node, Membership) and _may_be_null(node.element) and not isinstance(node.collection, IntervalOf):
        return BOTH  # two nulls are equal within a list
    contained, *containers = children(node)
    empty = any(_may_be_empty(each) for each in containers)
    settled = _touches_known(contained) and any(_touches_known(each) for each in containers)
    return frozenset({False}) if empty or settled else NEITHER


def _may_be_empty(node: Node) -> bool:
    """Whether a list can be empty that no record says: an empty one, or what a query leaves of a written one."""
    if isinstance(node, ListOf):
        return not node.items
    return any(isinstance(each, ListOf) for each in walk(node))


def _reach_of_logical(operator: Logic, left: frozenset[bool], right: frozenset[bool]) -> frozenset[bool]:
    match operator:
        case Logic.AND:
            true, false = True in left and True in right, False in left or False in right
        case Logic.OR:
            true, false = True in left or True in right, False in left and False in right
        case Logic.IMPLIES:
            true, false = False in left or True in right, True in left and False in right
        case Logic.XOR:
            return frozenset(mine is not theirs for mine in left for theirs in right)
    return frozenset(truth for truth, reached in ((True, true), (False, false)) if reached)


def _reach_of_choice(node: Choice) -> frozenset[bool]:
    agreed = BOTH.intersection(*(_within_reach(each) for each in _results(node)))
    return agreed.union(*(_within_reach(each) for each in _settled_results(node)))


def _results(node: Choice) -> tuple[Node, ...]:
    return (*(branch.then for branch in node.branches), node.otherwise)


def _settled_results(node: Choice) -> list[Node]:
    """The values that the choice can come to without any doubt about which branch holds."""
    found = [branch.then for branch in node.branches if True in _reach_of_when(node, branch)]
    passed = all(False in _reach_of_when(node, each) or _may_be_passed_over(node, each) for each in node.branches)
    return [*found, node.otherwise] if passed else found


def _reach_of_when(node: Choice, branch: Branch) -> frozenset[bool]:
    if node.comparand is None:
        return _within_reach(branch.when)
    return BOTH if _may_be_known(node.comparand) and _may_be_known(branch.when) else NEITHER


def _may_be_null(node: Node) -> bool:
    """Whether the null that an expression writes itself can come out while every fact is unknown."""
    match node:
        case Literal():
            return isinstance(node.value, Unknown)
        case Choice() | Coalesce() | ExtremeOf():
            return any(_may_be_null(each) or isinstance(each, Filter) for each in walk(node) if each is not node)
        case Fact():
            return False
        case _:
            # with an operand that is unknown for a reason every other operator is too
            return not _reads_facts(node)


def _may_be_passed_over(node: Choice, branch: Branch) -> bool:
    """Whether the condition of a branch can come to the null that an expression writes itself, which is passed over.

    That is a `null`, or a part that depends on no record, such as a division by zero.
    """
    parts = [*walk(branch.when), *(() if node.comparand is None else walk(node.comparand))]
    return any(
        isinstance(each.value, Unknown) if isinstance(each, Literal) else not _reads_facts(each) for each in parts
    )


def _reach_of_state(node: Is) -> frozenset[bool]:
    if node.state is State.NULL:
        may_be_null = not isinstance(node.operand, Literal) or isinstance(node.operand.value, Unknown)
        return frozenset({True} if may_be_null else {False}) | ({False} if _may_be_known(node.operand) else NEITHER)
    # what is unknown is neither true nor false, so `is true` of it is false
    asked = node.state is State.TRUE
    return frozenset({False, asked in _within_reach(node.operand)})


def _reach_of_items(quantifier: Quantifier, items: tuple[Node, ...]) -> frozenset[bool]:
    """What all or any of written items can be; a null among them is left aside."""
    decisive = quantifier is Quantifier.ANY
    reaches = [_within_reach(each) for each in items]
    settled = any(decisive in each for each in reaches)
    others = all((not decisive) in reach or not _reads_facts(each) for each, reach in zip(items, reaches, strict=True))
    return frozenset(([decisive] if settled else []) + ([not decisive] if others else []))


def _may_be_known(node: Node) -> bool:  # noqa: PLR0911 - one line for each shape that may be known without its operands
    """Whether a value can come out while every fact is unknown."""
    match node:
        case Literal():
            return not isinstance(node.value, Unknown)
        case ListOf():
            return True
        case Choice():
            agreed = all(_may_be_known(each) for each in _results(node))
            return agreed or any(_may_be_known(each) for each in _settled_results(node))
        case Coalesce():
            return any(_may_be_known(each) for each in node.options)
        case ExtremeOf(operand=ListOf(items=items)) | Count(operand=ListOf(items=items)):
            # one item that nobody recorded leaves it open
            return all(_may_be_known(each) or _may_be_null(each) for each in items)
        case Filter():
            # of an empty list nothing is asked
            return _may_be_known(node.source)
        case Not() | Logical() | Is() | Quantified() | Exists() | Between() | Membership() | Inclusion():
            return bool(_within_reach(node))
        case _:
            return _operands_may_be_known(node)


def _operands_may_be_known(node: Node) -> bool:
    if isinstance(node, Fact):
        return node.path in SITUATION
    return not _reads_facts(node) or all(_may_be_known(each) for each in children(node))


def _touches_known(node: Node) -> bool:
    if isinstance(node, IntervalOf):
        return any(_may_be_known(each) for each in children(node))
    return _may_be_known(node)


def _reads_facts(node: Node) -> bool:
    return any(isinstance(each, Fact) and each.path not in SITUATION for each in walk(node))
