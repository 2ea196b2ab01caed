"""Every small change of an expression: thresholds shifted, operators and connectives flipped, parts dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final, TypeGuard, get_args

from posology.diagnostics.span import NOWHERE, Span
from posology.ir import nodes as ir
from posology.ir.nodes import Logic, Node, Operator, Order, Relation
from posology.ir.types import BOOLEAN, CodeType, ListType, Simple, Type
from posology.values.truth import Unknown
from posology.verify.mutants.shifts import in_another_unit, neighbours, unit_taken_for, words_of, written

NODES: Final = get_args(Node)
ASIDE: Final = frozenset({"type", "origin", "made"})
"""The fields of a node that are no operands."""

RELATIONS: Mapping[Relation, tuple[Relation, ...]] = MappingProxyType(
    {
        Relation.EQUAL: (Relation.NOT_EQUAL,),
        Relation.NOT_EQUAL: (Relation.EQUAL,),
        Relation.EQUIVALENT: (Relation.NOT_EQUIVALENT,),
        Relation.NOT_EQUIVALENT: (Relation.EQUIVALENT,),
        Relation.LESS: (Relation.LESS_OR_EQUAL, Relation.GREATER),
        Relation.LESS_OR_EQUAL: (Relation.LESS, Relation.GREATER_OR_EQUAL),
        Relation.GREATER: (Relation.GREATER_OR_EQUAL, Relation.LESS),
        Relation.GREATER_OR_EQUAL: (Relation.GREATER, Relation.LESS_OR_EQUAL),
    }
)
"""Each comparison with the one that differs at the limit itself, and the one that looks the other way."""

ORDERS: Mapping[Order, tuple[Order, ...]] = MappingProxyType(
    {
        Order.BEFORE: (Order.SAME_OR_BEFORE, Order.AFTER),
        Order.AFTER: (Order.SAME_OR_AFTER, Order.BEFORE),
        Order.SAME_OR_BEFORE: (Order.BEFORE, Order.SAME_OR_AFTER),
        Order.SAME_OR_AFTER: (Order.AFTER, Order.SAME_OR_BEFORE),
    }
)
"""The same for dates."""

CONNECTIVES: Mapping[Logic, Logic] = MappingProxyType(
    {Logic.AND: Logic.OR, Logic.OR: Logic.AND, Logic.XOR: Logic.OR, Logic.IMPLIES: Logic.AND}
)
OPERATORS: Mapping[Operator, Operator] = MappingProxyType(
    {
        Operator.ADD: Operator.SUBTRACT,
        Operator.SUBTRACT: Operator.ADD,
        Operator.MULTIPLY: Operator.DIVIDE,
        Operator.DIVIDE: Operator.MULTIPLY,
    }
)
OF_NUMBERS_ALONE: Final = frozenset({Operator.MULTIPLY, Operator.DIVIDE})
"""Flipped where no unit comes of it: of quantities the result would be in another one."""


@dataclass(frozen=True, slots=True)
class Variant:
    """What a node may become: the node, what the id says of it, and the words."""

    node: Node
    said: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChange:
    """The whole expression with one node of it changed; `index` counts the nodes as they are walked, from 1."""

    index: int
    said: str
    words: str
    root: Node
    span: Span | None


def node_changes(root: Node) -> Iterator[NodeChange]:
    """Every small change of the expression that keeps its types, in the order in which the nodes are walked."""
    for index, (node, put) in enumerate(_places(root, _itself), start=1):
        where = f" in `{text}`" if (text := " ".join(node.origin.text.split())) and children_of(node) else ""
        for variant in _variants(node):
            if variant.node != node:
                span = None if node.origin.span == NOWHERE else node.origin.span
                words = f"{variant.words}{where}"
                yield NodeChange(index=index, said=variant.said, words=words, root=put(variant.node), span=span)


def _itself(node: Node) -> Node:
    return node


def _places(node: Node, put: Callable[[Node], Node]) -> Iterator[tuple[Node, Callable[[Node], Node]]]:
    """Every node with how to put another one in its place, each before its operands."""
    yield node, put
    for child, exchange in children_of(node):

        def put_child(new: Node, exchange: Callable[[Node], Any] = exchange) -> Node:
            return put(exchange(new))

        yield from _places(child, put_child)


def children_of(node: object) -> list[tuple[Node, Callable[[Node], Any]]]:
    """The operands of a node, or the parts of a branch, each with how to make the whole with another one."""
    if not is_dataclass(node) or isinstance(node, type):
        return []
    found: list[tuple[Node, Callable[[Node], Any]]] = []
    for name in (each.name for each in fields(node) if each.name not in ASIDE):
        value: Any = getattr(node, name)
        for part, exchange in _parts(value):

            def put(new: Node, name: str = name, exchange: Callable[[Node], Any] = exchange) -> Any:  # noqa: ANN401 - the node or branch that has the part
                return replace(node, **{name: exchange(new)})

            found.append((part, put))
    return found


def _parts(value: Any) -> Iterator[tuple[Node, Callable[[Node], Any]]]:  # noqa: ANN401 - whatever a field of a node holds
    if isinstance(value, NODES):
        yield value, _itself
    elif isinstance(value, ir.Branch):
        yield from children_of(value)
    elif _is_tuple(value):
        items = value
        for index, item in enumerate(items):
            for part, exchange in _parts(item):

                def put(new: Node, index: int = index, exchange: Callable[[Node], Any] = exchange) -> tuple[Any, ...]:
                    return (*items[:index], exchange(new), *items[index + 1 :])

                yield part, put


def _is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def _variants(node: Node) -> Iterator[Variant]:  # noqa: C901, PLR0912, PLR0915 - a line for each shape there is
    """What the node itself may become, its operands left as they are."""
    match node:
        case ir.Literal():
            yield from _of_literal(node)
        case ir.Comparison():
            yield from _other_words(node)
            for relation in RELATIONS[node.operator]:
                yield _flipped(replace(node, operator=relation), node.operator, relation)
        case ir.Timing():
            for order in ORDERS[node.order]:
                yield _flipped(replace(node, order=order), node.order, order)
        case ir.Logical():
            other = CONNECTIVES[node.operator]
            yield _flipped(replace(node, operator=other), node.operator, other)
            yield _instead(node.left, f"only the part before `{node.operator}` is left", "left part only")
            yield _instead(node.right, f"only the part after `{node.operator}` is left", "right part only")
        case ir.Not():
            yield _instead(node.operand, "`not` is dropped", "not dropped")
        case ir.Exists() | ir.Membership() | ir.Inclusion() | ir.Is():
            yield from _contrary(node)
            if isinstance(node, ir.Membership | ir.Inclusion):
                yield from _other_words(node)
        case ir.Between():
            yield from _of_between(node)
        case ir.IntervalOf():
            yield _instead(replace(node, low_closed=not node.low_closed), "the low end is kept or left out", "low end")
            high = replace(node, high_closed=not node.high_closed)
            yield _instead(high, "the high end is kept or left out", "high end")
        case ir.Boundary():
            end = ir.End.END if node.end is ir.End.START else ir.End.START
            yield _flipped(replace(node, end=end), node.end, end)
        case ir.Shift() | ir.Arithmetic():
            yield from _of_sum(node)
        case ir.TimeBetween():
            counting = ir.Counting.WHOLE if node.counting is ir.Counting.BOUNDARIES else ir.Counting.BOUNDARIES
            yield _flipped(replace(node, counting=counting), node.counting, counting)
        case ir.Negation() | ir.Absolute():
            yield _instead(node.operand, "the sign is left as it is", "sign left")
        case ir.Convert():
            yield _instead(
                replace(node, factor=Fraction(1)), "the value is not converted to the other unit", "unit lost"
            )
        case ir.ExtremeOf():
            extreme = ir.Extreme.LEAST if node.extreme is ir.Extreme.GREATEST else ir.Extreme.GREATEST
            yield _flipped(replace(node, extreme=extreme), node.extreme, extreme)
        case ir.Quantified():
            each = ir.Quantifier.ALL if node.quantifier is ir.Quantifier.ANY else ir.Quantifier.ANY
            yield _flipped(replace(node, quantifier=each), node.quantifier, each)
        case ir.Coalesce(options=options) | ir.ListOf(items=options):
            yield from _of_several(node, options)
        case ir.Choice():
            yield from _of_choice(node)
        case ir.Filter():
            yield _instead(node.source, "the condition of the query is dropped", "where dropped")
        case ir.Fact() | ir.Item() | ir.Property() | ir.Widen() | ir.Count():
            return


def _flipped(node: Node, old: str, new: str) -> Variant:
    return Variant(node, f"{old}->{new}", f"`{old}` becomes `{new}`")


def _instead(node: Node, words: str, said: str) -> Variant:
    return Variant(node, said, words)


def _contrary(node: ir.Exists | ir.Membership | ir.Inclusion | ir.Is) -> Iterator[Variant]:
    names = {ir.Exists: "exists", ir.Membership: "in", ir.Inclusion: "included", ir.Is: "is"}
    name = names[type(node)]
    yield Variant(ir.Not(operand=node, type=BOOLEAN, origin=node.origin), f"{name}->not {name}", f"`{name}` is negated")


def _of_literal(node: ir.Literal) -> Iterator[Variant]:
    value = node.value
    if isinstance(value, Unknown):
        return
    for each in neighbours(value):
        yield _valued(node, each, f"{words_of(value)} becomes {words_of(each)}")
    other = in_another_unit(value)
    if other is not None:
        unit = unit_taken_for(value)
        made = replace(node, value=other)
        yield Variant(made, f"{written(value)} as {unit}", f"the unit of {words_of(value)} becomes {unit}")


def _other_words(node: ir.Comparison | ir.Membership | ir.Inclusion) -> Iterator[Variant]:
    """Each word that is held against a code exchanged for the next option that is not there already."""
    coded = next((options for child, _ in children_of(node) if (options := _options(child.type))), ())
    said = {each.value for each, _ in _places(node, _itself) if isinstance(each, ir.Literal)}
    free = [each for each in coded if each not in said]
    for literal, put in _places(node, _itself):
        if isinstance(literal, ir.Literal) and isinstance(literal.value, str) and literal.value in coded and free:
            behind = [each for each in free if coded.index(each) > coded.index(literal.value)]
            other = (behind or free)[0]
            words = f"{words_of(literal.value)} becomes {words_of(other)}"
            yield Variant(put(replace(literal, value=other)), f"{literal.value}->{other}", words)


def _options(type_: Type) -> tuple[str, ...]:
    """The words that a code of the type can be, or an item of a list of such codes."""
    return _options(type_.item) if isinstance(type_, ListType) else type_.options if isinstance(type_, CodeType) else ()


def _valued(node: ir.Literal, value: Any, words: str) -> Variant:  # noqa: ANN401 - a value of the literal's own type
    return Variant(replace(node, value=value), f"{written(node.value)}->{written(value)}", words)


def _of_between(node: ir.Between) -> Iterator[Variant]:
    """Either end dropped, and either end left out of what lies between; dates have other comparisons."""
    if node.operand.type is Simple.DATE:
        return
    from_low, to_high = (Relation.GREATER_OR_EQUAL, node.low), (Relation.LESS_OR_EQUAL, node.high)
    for ends, said in (
        ((to_high,), "low end dropped"),
        ((from_low,), "high end dropped"),
        (((Relation.GREATER, node.low), to_high), "low end left out"),
        ((from_low, (Relation.LESS, node.high)), "high end left out"),
    ):
        parts: list[Node] = [
            ir.Comparison(operator=relation, left=node.operand, right=end, type=BOOLEAN, origin=node.origin)
            for relation, end in ends
        ]
        whole = parts[0]
        if len(parts) > 1:
            whole = ir.Logical(operator=Logic.AND, left=whole, right=parts[1], type=BOOLEAN, origin=node.origin)
        words = said.replace("end", "end of `between` is")
        yield Variant(whole, said, f"the {words}")


def _of_sum(node: ir.Shift | ir.Arithmetic) -> Iterator[Variant]:
    other = OPERATORS[node.operator]
    first = node.operand if isinstance(node, ir.Shift) else node.left
    is_number = isinstance(node.type, Simple)
    if node.operator not in OF_NUMBERS_ALONE or is_number:
        yield _flipped(replace(node, operator=other), node.operator, other)
    if first.type == node.type:
        yield _instead(first, f"what follows `{node.operator}` is dropped", f"{node.operator} dropped")


def _of_several(node: ir.Coalesce | ir.ListOf, options: tuple[Node, ...]) -> Iterator[Variant]:
    """One of several left out, as long as another is there."""
    if len(options) == 1:
        return
    for index, option in enumerate(options):
        rest = (*options[:index], *options[index + 1 :])
        made = replace(node, options=rest) if isinstance(node, ir.Coalesce) else replace(node, items=rest)
        text = option.origin.text or f"number {index + 1}"
        yield Variant(made, f"{text} dropped", f"`{text}` is dropped")


def _of_choice(node: ir.Choice) -> Iterator[Variant]:
    for index, branch in enumerate(node.branches):
        then = branch.then
        dropped = (*node.branches[:index], *node.branches[index + 1 :])
        left = replace(node, branches=dropped) if dropped else node.otherwise
        yield _instead(left, f"the choice {index + 1} is dropped", f"branch {index + 1} dropped")
        swapped = (*node.branches[:index], replace(branch, then=node.otherwise), *node.branches[index + 1 :])
        made = replace(node, branches=swapped, otherwise=then)
        yield _instead(made, f"the choice {index + 1} and `else` are exchanged", f"branch {index + 1} and else swapped")
