"""From the syntax of a condition to its typed tree: every form of expression has its rule here or beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import assert_never

from posology.compile.condition_codes import EMPTY_INTERVAL, NOT_WANTED, OUT_OF_RANGE, UNKNOWN_UNIT, WRONG_TYPE
from posology.compile.condition_desk import Desk
from posology.compile.condition_functions import check_call
from posology.compile.condition_names import check_query, resolve
from posology.compile.condition_operators import check_operation, refuse_unknown_options
from posology.compile.condition_types import is_point
from posology.diagnostics.nearest import nearest
from posology.ir.nodes import Branch, Choice, Counting, IntervalOf, ListOf, Literal, Node, TimeBetween
from posology.ir.types import CalendarFamily, CalendarType, IntervalType, ListType, QuantityType, Simple, Type, in_words
from posology.protocol.condition.literals import LARGEST_INTEGER, SMALLEST_INTEGER
from posology.protocol.condition.syntax import (
    Call,
    Conditional,
    Constant,
    Dotted,
    Duration,
    Elapsed,
    Ends,
    Expression,
    Items,
    Measure,
    Name,
    Operation,
    Query,
)
from posology.values.dates import MONTHS_IN, CalendarDuration, PartialDate
from posology.values.quantity import Quantity
from posology.values.truth import NULL
from posology.values.units import COMMON, parse_unit


def check(expression: Expression, desk: Desk) -> Node | None:  # noqa: C901, PLR0911 - one line for each shape in the closed family
    """The typed tree of the expression, or None where it has a fault; every fault in it is reported."""
    match expression:
        case Constant():
            return _constant(expression, desk)
        case Measure():
            return _quantity(expression, desk)
        case Duration():
            return _duration(expression, desk)
        case Name() | Dotted():
            return resolve(expression, desk)
        case Call():
            return check_call(expression, desk)
        case Items():
            return _list(expression, desk)
        case Ends():
            return _interval(expression, desk)
        case Operation():
            return check_operation(expression, desk)
        case Elapsed():
            return _elapsed(expression, desk)
        case Conditional():
            return _choice(expression, desk)
        case Query():
            return check_query(expression, desk)
        case _:
            assert_never(expression)


def _constant(constant: Constant, desk: Desk) -> Node | None:
    value = constant.value
    if isinstance(value, int) and not SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
        help_text = f"whole numbers reach from {SMALLEST_INTEGER} to {LARGEST_INTEGER}"
        desk.report(OUT_OF_RANGE, f"`{value}` is too large", constant.place, help_text)
        return None
    origin = desk.origin(constant.place)
    return Literal(value=NULL if value is None else value, type=_type_of(value), origin=origin)


def _type_of(value: bool | int | Decimal | str | PartialDate | None) -> Simple:
    match value:
        case None:
            return Simple.ANY
        case bool():
            return Simple.BOOLEAN
        case int():
            return Simple.INTEGER
        case Decimal():
            return Simple.DECIMAL
        case str():
            return Simple.TEXT
        case PartialDate():
            return Simple.DATE
        case _:
            assert_never(value)


LIKELY_UNITS = (*COMMON, "kg", "mg", "ug", "cm", "mm", "mL", "dL", "mL/min", "mg/dL", "{cells}/kg", "{cells}/mL")
"""What somebody may have meant; every unit of UCUM is taken."""


def _quantity(measure: Measure, desk: Desk) -> Node | None:
    unit = parse_unit(measure.unit)
    if unit is None:
        near = nearest(measure.unit, LIKELY_UNITS)
        help_text = (
            f"did you mean `{near[0]}`?"
            if near
            else "units are UCUM codes in quotes (`'mg'`); of the calendar, words (`3 days`)"
        )
        desk.report(UNKNOWN_UNIT, f"`{measure.unit}` is not a unit", measure.place, help_text)
        return None
    value = Quantity(measure.magnitude, measure.unit)
    return Literal(value=value, type=QuantityType(measure.unit, unit.dimension), origin=desk.origin(measure.place))


def _duration(duration: Duration, desk: Desk) -> Node:
    family = CalendarFamily.MONTHS if duration.unit in MONTHS_IN else CalendarFamily.DAYS
    value = CalendarDuration(duration.amount, duration.unit)
    return Literal(value=value, type=CalendarType(family), origin=desk.origin(duration.place))


def _list(written: Items, desk: Desk) -> Node | None:
    items = desk.check_all(written.items)
    if items is None:
        return None
    joined = desk.join(items, written.place, "stand in one list")
    if joined is None:
        return None
    type_ = _joined_type(joined)
    return ListOf(items=joined, type=ListType(type_), origin=desk.origin(written.place))


def _joined_type(nodes: tuple[Node, ...]) -> Type:
    """The type of nodes that were joined; `null` among them has none of its own."""
    return next((each.type for each in nodes if each.type is not Simple.ANY), Simple.ANY)


def _interval(written: Ends, desk: Desk) -> Node | None:
    ends = desk.check_all((written.low, written.high))
    joined = ends and desk.join(ends, written.place, "be the ends of one interval")
    if not joined:
        return None
    low, high = joined
    point = _joined_type(joined)
    if not is_point(point):
        desk.report(
            WRONG_TYPE,
            f"an interval has numbers, quantities or dates as its ends, not {in_words(point)}",
            written.place,
        )
        return None
    if _is_empty(low, high, closed=written.low_closed and written.high_closed):
        desk.report(
            EMPTY_INTERVAL,
            "the interval has no point: its low end is not below its high end",
            written.place,
            "write the lower end first",
        )
        return None
    return IntervalOf(
        low=low,
        high=high,
        low_closed=written.low_closed,
        high_closed=written.high_closed,
        type=IntervalType(point),
        origin=desk.origin(written.place),
    )


def _is_empty(low: Node, high: Node, *, closed: bool) -> bool:
    """Whether two literal ends leave no point between them; what a record supplies is judged when it is there."""
    if not (isinstance(low, Literal) and isinstance(high, Literal)):
        return False
    match low.value, high.value:
        case (int() | Decimal() as first, int() | Decimal() as last):
            return first > last or (first == last and not closed)
        case Quantity(magnitude=first), Quantity(magnitude=last):
            return first > last or (first == last and not closed)
        case PartialDate(), PartialDate():
            return low.value.earliest > high.value.latest
        case _:
            return False


def _elapsed(written: Elapsed, desk: Desk) -> Node | None:
    what = f"`{written.unit}s between` needs"
    start = desk.check_as(written.start, Simple.DATE, what)
    end = desk.check_as(written.end, Simple.DATE, what)
    if start is None or end is None:
        return None
    return TimeBetween(
        unit=written.unit,
        counting=Counting.BOUNDARIES if written.boundaries else Counting.WHOLE,
        start=start,
        end=end,
        type=Simple.INTEGER,
        origin=desk.origin(written.place),
    )


def _choice(written: Conditional, desk: Desk) -> Node | None:
    comparand, whens = _whens(written, desk)
    results = desk.check_all((*(each.then for each in written.branches), written.otherwise))
    joined = results and desk.join(results, written.place, "both be the value of one expression")
    if not joined or whens is None or (written.comparand is not None and comparand is None):
        return None
    branches = tuple(Branch(when=when, then=then) for when, then in zip(whens, joined, strict=False))
    return Choice(
        comparand=comparand,
        branches=branches,
        otherwise=joined[-1],
        type=_joined_type(joined),
        origin=desk.origin(written.place),
    )


def _whens(written: Conditional, desk: Desk) -> tuple[Node | None, tuple[Node, ...] | None]:
    """The comparand, and the conditions or the values that it is compared with."""
    if written.comparand is None:
        found = [desk.check_as(each.when, Simple.BOOLEAN, "a condition needs") for each in written.branches]
        sound = tuple(each for each in found if each is not None)
        return None, sound if len(sound) == len(found) else None
    comparand = desk.check(written.comparand)
    values = desk.check_all([each.when for each in written.branches])
    if comparand is None or values is None:
        return None, None
    joined = desk.join((comparand, *values), written.place, "be compared")
    known = [refuse_unknown_options(comparand, value, desk, written.place) for value in values]
    return (joined[0], joined[1:]) if joined is not None and all(known) else (None, None)


def refuse_result(node: Node, wanted: Type, desk: Desk) -> None:
    """Reports that the whole expression has another type than its place in the protocol asks for."""
    message = f"the condition is {in_words(node.type)}, and {in_words(wanted)} is wanted here"
    desk.faults.diagnostics.error(NOT_WANTED, message, node.origin.span, help=_how_to_give(wanted, node.type))


def _how_to_give(wanted: Type, have: Type) -> str:
    match wanted:
        case Simple.BOOLEAN if isinstance(have, ListType):
            return "ask whether there is something in it: `exists …`"
        case Simple.BOOLEAN:
            return "compare it with something: `… > 30 'kg'`"
        case CalendarType():
            return "write a number of days or weeks: `4 days`"
        case QuantityType():
            return f"give it a unit, or multiply by a number that has one, so that it comes to '{wanted.unit}'"
        case _:
            return ""
