"""The operators of the condition language: what each needs of its operands, and the node that it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from posology.compile.condition_arithmetic import check_arithmetic, check_sign
from posology.compile.condition_codes import DIFFERENT_TYPES, NO_SUCH_OPTION, WRONG_TYPE
from posology.compile.condition_desk import Desk
from posology.compile.condition_types import coerce, common_type, is_ordered
from posology.diagnostics.nearest import nearest
from posology.ir.nodes import (
    Between,
    Boundary,
    Comparison,
    End,
    Exists,
    Inclusion,
    Is,
    ListOf,
    Literal,
    Logic,
    Logical,
    Membership,
    Node,
    Not,
    Order,
    Relation,
    State,
    Timing,
)
from posology.ir.types import CodeType, IntervalType, ListType, RecordType, Simple, Type
from posology.protocol.condition.syntax import Expression, Operation, Place


def check_operation(operation: Operation, desk: Desk) -> Node | None:
    """The typed tree of an operator with its operands."""
    if operation.operator in {"+", "-"} and len(operation.operands) == 1:
        return check_sign(operation, desk)
    return OPERATORS[operation.operator](operation, desk)


def _logical(operation: Operation, desk: Desk) -> Node | None:
    left, right = (
        desk.check_as(each, Simple.BOOLEAN, f"`{operation.operator}` needs", _forgotten_comparison(each))
        for each in operation.operands
    )
    if left is None or right is None:
        return None
    return Logical(
        operator=Logic(operation.operator),
        left=left,
        right=right,
        type=Simple.BOOLEAN,
        origin=desk.origin(operation.place),
    )


def _forgotten_comparison(operand: Expression) -> str:
    """What to say where text stands alone, as in `region = 'lumbar' or 'cervical'`."""
    return "repeat the comparison on both sides" if not isinstance(operand, Operation) else ""


def _not(operation: Operation, desk: Desk) -> Node | None:
    help_text = "`not` binds tighter than a comparison or `in`: write `not (…)` around the whole"
    operand = desk.check_as(operation.operands[0], Simple.BOOLEAN, "`not` needs", help_text)
    return None if operand is None else Not(operand=operand, type=Simple.BOOLEAN, origin=desk.origin(operation.place))


def _exists(operation: Operation, desk: Desk) -> Node | None:
    operand = desk.check(operation.operands[0])
    if operand is None:
        return None
    if not isinstance(operand.type, ListType) and operand.type is not Simple.ANY:
        message = f"`exists` needs a list, and {desk.told(operand)}"
        desk.report(
            WRONG_TYPE,
            message,
            operation.place,
            "a missing value is unknown by itself",
        )
        return None
    return Exists(operand=operand, type=Simple.BOOLEAN, origin=desk.origin(operation.place))


def _is(operation: Operation, desk: Desk) -> Node | None:
    *_, last = operation.operator.split()
    state = State(last)
    [expression] = operation.operands
    operand = (
        desk.check(expression)
        if state is State.NULL
        else desk.check_as(expression, Simple.BOOLEAN, f"`is {state}` needs")
    )
    if operand is None:
        return None
    origin = desk.origin(operation.place)
    asked = Is(operand=operand, state=state, type=Simple.BOOLEAN, origin=origin)
    return Not(operand=asked, type=Simple.BOOLEAN, origin=origin) if "not" in operation.operator else asked


def _comparison(operation: Operation, desk: Desk) -> Node | None:
    joined = _compared(operation, desk)
    if joined is None:
        return None
    left, right = joined
    relation = Relation(operation.operator)
    if relation in _ORDERINGS and not _refuse_unordered((left, right), operation, desk):
        return None
    return Comparison(
        operator=relation, left=left, right=right, type=Simple.BOOLEAN, origin=desk.origin(operation.place)
    )


_ORDERINGS = frozenset({Relation.LESS, Relation.LESS_OR_EQUAL, Relation.GREATER, Relation.GREATER_OR_EQUAL})


def _compared(operation: Operation, desk: Desk) -> tuple[Node, ...] | None:
    """The operands brought to one type; a text that the dictionary has no option for is reported."""
    operands = desk.check_all(operation.operands)
    if operands is None:
        return None
    first, *others = operands
    known = [refuse_unknown_options(first, other, desk, operation.place) for other in others]
    joined = desk.join(operands, operation.place, "be compared")
    if joined is not None and any(_has_records(each.type) for each in joined):
        desk.report(
            WRONG_TYPE, f"{desk.name(joined[0])} is a record as a whole", operation.place, "compare one of its fields"
        )
        return None
    return joined if all(known) else None


def _has_records(type_: Type) -> bool:
    return isinstance(type_, RecordType) or (isinstance(type_, ListType) and _has_records(type_.item))


def _refuse_unordered(operands: tuple[Node, ...], operation: Operation, desk: Desk) -> bool:
    for operand in operands:
        if not is_ordered(operand.type):
            message = f"`{operation.operator}` needs what has an order, and {desk.told(operand)}"
            desk.report(WRONG_TYPE, message, operation.place, "compare it with `=`, or ask whether it is `in` a list")
            return False
    return True


def _between(operation: Operation, desk: Desk) -> Node | None:
    joined = _compared(operation, desk)
    if joined is None or not _refuse_unordered(joined, operation, desk):
        return None
    operand, low, high = joined
    return Between(operand=operand, low=low, high=high, type=Simple.BOOLEAN, origin=desk.origin(operation.place))


def _in(operation: Operation, desk: Desk) -> Node | None:
    operands = desk.check_all(operation.operands)
    return None if operands is None else _membership(operands[0], operands[1], operation, desk)


def _contains(operation: Operation, desk: Desk) -> Node | None:
    operands = desk.check_all(operation.operands)
    return None if operands is None else _membership(operands[1], operands[0], operation, desk)


def _included_in(operation: Operation, desk: Desk) -> Node | None:
    operands = desk.check_all(operation.operands)
    return None if operands is None else _inclusion(operands[0], operands[1], operation, desk)


def _includes(operation: Operation, desk: Desk) -> Node | None:
    operands = desk.check_all(operation.operands)
    return None if operands is None else _inclusion(operands[1], operands[0], operation, desk)


def _membership(element: Node, collection: Node, operation: Operation, desk: Desk) -> Node | None:
    inside = _inside(collection.type)
    if inside is None:
        message = f"`{operation.operator}` needs a list or an interval, and {desk.told(collection)}"
        desk.report(WRONG_TYPE, message, operation.place, "write the values in braces: `route in {'oral', 'injected'}`")
        return None
    common = common_type(element.type, inside)
    wanted = common and _around(collection.type, common)
    element_joined = common and coerce(element, common)
    collection_joined = wanted and coerce(collection, wanted)
    if not refuse_unknown_options(element, collection, desk, operation.place):
        return None
    if not element_joined or not collection_joined or _has_records(element_joined.type):
        message = f"{desk.told(element)}, and {desk.told(collection)}"
        desk.report(
            DIFFERENT_TYPES, message, operation.place, "what is looked for has the type of what is looked through"
        )
        return None
    return Membership(
        element=element_joined, collection=collection_joined, type=Simple.BOOLEAN, origin=desk.origin(operation.place)
    )


def _inside(type_: Type) -> Type | None:
    match type_:
        case ListType():
            return type_.item
        case IntervalType():
            return type_.point
        case Simple.ANY:
            return Simple.ANY
        case _:
            return None


def _around(collection: Type, inside: Type) -> Type:
    match collection:
        case ListType():
            return ListType(inside)
        case IntervalType():
            return IntervalType(inside)
        case _:
            return collection


def _inclusion(inner: Node, outer: Node, operation: Operation, desk: Desk) -> Node | None:
    if not isinstance(inner.type, ListType | IntervalType) and inner.type is not Simple.ANY:
        return _membership(inner, outer, operation, desk)
    if not refuse_unknown_options(outer, inner, desk, operation.place):
        return None
    joined = desk.join((inner, outer), operation.place, "be within one another")
    if joined is None:
        return None
    if any(_has_records(each.type) or _inside(each.type) is None for each in joined):
        desk.report(
            WRONG_TYPE, f"`{operation.operator}` needs two lists or two intervals of plain values", operation.place
        )
        return None
    return Inclusion(inner=joined[0], outer=joined[1], type=Simple.BOOLEAN, origin=desk.origin(operation.place))


def _timing(operation: Operation, desk: Desk) -> Node | None:
    operands = desk.check_all(operation.operands)
    if operands is None:
        return None
    points = [each.type.point if isinstance(each.type, IntervalType) else each.type for each in operands]
    intervals = any(isinstance(each.type, IntervalType) for each in operands)
    common = common_type(*points)
    if common is None:
        desk.report_mismatch(operands[0], operands[1], operation.place, "be compared")
        return None
    if not intervals and common not in {Simple.DATE, Simple.ANY}:
        message = f"`{operation.operator}` needs dates or intervals, and {desk.told(operands[0])}"
        desk.report(WRONG_TYPE, message, operation.place, "compare numbers and quantities with `<` and `>`")
        return None
    left, right = (
        coerce(each, IntervalType(common) if isinstance(each.type, IntervalType) else common) for each in operands
    )
    if left is None or right is None:
        desk.report_mismatch(operands[0], operands[1], operation.place, "be compared")
        return None
    order = _ORDERS[operation.operator]
    return Timing(order=order, left=left, right=right, type=Simple.BOOLEAN, origin=desk.origin(operation.place))


_ORDERS: Mapping[str, Order] = MappingProxyType(
    {
        "before": Order.BEFORE,
        "after": Order.AFTER,
        "same or before": Order.SAME_OR_BEFORE,
        "on or before": Order.SAME_OR_BEFORE,
        "before or on": Order.SAME_OR_BEFORE,
        "same or after": Order.SAME_OR_AFTER,
        "on or after": Order.SAME_OR_AFTER,
        "after or on": Order.SAME_OR_AFTER,
    }
)


def _boundary(operation: Operation, desk: Desk) -> Node | None:
    operand = desk.check(operation.operands[0])
    if operand is None:
        return None
    if not isinstance(operand.type, IntervalType) and operand.type is not Simple.ANY:
        message = f"`{operation.operator}` needs an interval, and {desk.told(operand)}"
        desk.report(WRONG_TYPE, message, operation.place)
        return None
    point = operand.type.point if isinstance(operand.type, IntervalType) else Simple.ANY
    end = End(operation.operator.split()[0])
    return Boundary(end=end, operand=operand, type=point, origin=desk.origin(operation.place))


def refuse_unknown_options(one: Node, other: Node, desk: Desk, place: Place) -> bool:
    """Whether every text that meets a code is one of its options; reports the others, with the nearest option."""
    found = [*_strangers(one.type, other), *_strangers(other.type, one)]
    for text, options in found:
        near = nearest(text, options)
        help_text = (
            f"did you mean `{near[0]}`?" if near else f"the options are {', '.join(f'`{each}`' for each in options)}"
        )
        desk.report(NO_SUCH_OPTION, f"the data dictionary has no option `{text}` here", place, help_text)
    return not found


def _strangers(type_: Type, written: Node) -> list[tuple[str, tuple[str, ...]]]:
    """The texts written in a literal that are no option of the code, each with the options."""
    code = type_
    while isinstance(code, ListType):
        code = code.item
    if not isinstance(code, CodeType) or not code.options:
        return []
    literals = written.items if isinstance(written, ListOf) else (written,)
    texts = [each.value for each in literals if isinstance(each, Literal) and isinstance(each.value, str)]
    return [(text, code.options) for text in texts if text not in code.options]


OPERATORS: Mapping[str, Callable[[Operation, Desk], Node | None]] = MappingProxyType(
    {
        **dict.fromkeys(("and", "or", "xor", "implies"), _logical),
        **dict.fromkeys(("=", "!=", "~", "!~", "<", "<=", ">", ">="), _comparison),
        **dict.fromkeys(_ORDERS, _timing),
        **dict.fromkeys(("+", "-", "*", "/"), check_arithmetic),
        **{f"is {negation}{state}": _is for negation in ("", "not ") for state in State},
        "not": _not,
        "exists": _exists,
        "between": _between,
        "in": _in,
        "contains": _contains,
        "included in": _included_in,
        "during": _included_in,
        "includes": _includes,
        "start of": _boundary,
        "end of": _boundary,
    }
)
"""Every operator that the grammar takes; a test holds it against the grammar."""
