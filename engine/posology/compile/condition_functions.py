"""The functions of the condition language, which are CQL's of the same names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from posology.compile.condition_codes import UNKNOWN_FUNCTION, WRONG_ARGUMENTS, WRONG_TYPE
from posology.compile.condition_desk import Desk
from posology.compile.condition_types import is_number, is_ordered
from posology.diagnostics.nearest import nearest
from posology.ir.nodes import Absolute, Coalesce, Count, Extreme, ExtremeOf, Node, Quantified, Quantifier
from posology.ir.types import ListType, QuantityType, Simple, Type
from posology.protocol.condition.syntax import Call


def check_call(call: Call, desk: Desk) -> Node | None:
    """The typed tree of a call."""
    rule = FUNCTIONS.get(call.function)
    if rule is None:
        near = nearest(call.function, FUNCTIONS)
        help_text = (
            f"did you mean `{near[0]}`?"
            if near
            else f"the functions are {', '.join(f'`{each}`' for each in FUNCTIONS)}"
        )
        desk.report(UNKNOWN_FUNCTION, f"there is no function `{call.function}`", call.place, help_text)
        return None
    return rule(call, desk)


def _absolute(call: Call, desk: Desk) -> Node | None:
    operand = _only_argument(call, desk, "Abs(weight - goal)")
    if operand is None:
        return None
    if not (is_number(operand.type) or isinstance(operand.type, QuantityType) or operand.type is Simple.ANY):
        desk.report(
            WRONG_TYPE,
            f"`Abs` needs a number or a quantity, and {desk.told(operand)}",
            call.place,
        )
        return None
    return Absolute(operand=operand, type=operand.type, origin=desk.origin(call.place))


def _extreme(call: Call, desk: Desk) -> Node | None:
    operand = _only_argument(call, desk, f"{call.function}({{weight, goal}})")
    if operand is None:
        return None
    item = _item_type(operand)
    if item is None or not is_ordered(item):
        message = f"`{call.function}` needs a list of what has an order, and {desk.told(operand)}"
        desk.report(WRONG_TYPE, message, call.place, f"put the values in braces: `{call.function}({{weight, goal}})`")
        return None
    return ExtremeOf(extreme=Extreme(call.function), operand=operand, type=item, origin=desk.origin(call.place))


def _count(call: Call, desk: Desk) -> Node | None:
    operand = _only_argument(call, desk, "Count(medications)")
    if operand is None:
        return None
    if _item_type(operand) is None:
        desk.report(WRONG_TYPE, f"`Count` needs a list, and {desk.told(operand)}", call.place)
        return None
    return Count(operand=operand, type=Simple.INTEGER, origin=desk.origin(call.place))


def _quantified(call: Call, desk: Desk) -> Node | None:
    operand = _only_argument(call, desk, f"{call.function}({{consent.signed, true}})")
    if operand is None:
        return None
    if _item_type(operand) not in {Simple.BOOLEAN, Simple.ANY}:
        message = f"`{call.function}` needs a list of truth values, and {desk.told(operand)}"
        desk.report(WRONG_TYPE, message, call.place)
        return None
    return Quantified(
        quantifier=Quantifier(call.function), operand=operand, type=Simple.BOOLEAN, origin=desk.origin(call.place)
    )


def _coalesce(call: Call, desk: Desk) -> Node | None:
    options = desk.check_all(call.arguments)
    if options is None:
        return None
    if not options:
        desk.report(WRONG_ARGUMENTS, "`Coalesce` needs a value", call.place, "write `Coalesce(first, second)`")
        return None
    if len(options) == 1:
        item = _item_type(options[0])
        if item is None:
            desk.report(
                WRONG_ARGUMENTS,
                "`Coalesce` needs a second value, or a list",
                call.place,
                "write `Coalesce(first, second)`",
            )
            return None
        return Coalesce(options=options, type=item, origin=desk.origin(call.place))
    joined = desk.join(options, call.place, "both be the value of one expression")
    if joined is None:
        return None
    type_: Type = next((each.type for each in joined if each.type is not Simple.ANY), Simple.ANY)
    return Coalesce(options=joined, type=type_, origin=desk.origin(call.place))


def _only_argument(call: Call, desk: Desk, example: str) -> Node | None:
    arguments = desk.check_all(call.arguments)
    if arguments is None:
        return None
    if len(arguments) != 1:
        desk.report(
            WRONG_ARGUMENTS,
            f"`{call.function}` takes one argument, not {len(arguments)}",
            call.place,
            f"write `{example}`",
        )
        return None
    return arguments[0]


def _item_type(node: Node) -> Type | None:
    """The type of the items of a list; of `null`, that of `null`; None of anything else."""
    if isinstance(node.type, ListType):
        return node.type.item
    return Simple.ANY if node.type is Simple.ANY else None


FUNCTIONS: Mapping[str, Callable[[Call, Desk], Node | None]] = MappingProxyType(
    {
        "Abs": _absolute,
        "Min": _extreme,
        "Max": _extreme,
        "Coalesce": _coalesce,
        "Count": _count,
        "AllTrue": _quantified,
        "AnyTrue": _quantified,
    }
)
