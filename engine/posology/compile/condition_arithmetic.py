"""The arithmetic of the condition language: numbers, quantities with their units, calendar durations and dates."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from posology.compile.condition_codes import CALENDAR_AND_ELAPSED, FINER_THAN_DATE, WRONG_TYPE
from posology.compile.condition_desk import Desk
from posology.compile.condition_types import is_number, is_text
from posology.ir.nodes import Arithmetic, Literal, Negation, Node, Operator, Shift
from posology.ir.types import CalendarType, QuantityType, Simple, Type
from posology.protocol.condition.literals import LARGEST_INTEGER
from posology.protocol.condition.refused import REFUSED_SYMBOLS
from posology.protocol.condition.syntax import Constant, Operation
from posology.values.dates import CalendarDuration, PartialDate, Precision, shift_partial
from posology.values.quantity import Quantity
from posology.values.units import parse_unit, product_unit, quotient_unit


def check_sign(operation: Operation, desk: Desk) -> Node | None:
    """The typed tree of `-x`, a literal with its sign; of `+x`, that of `x`."""
    [expression] = operation.operands
    if operation.operator == "-" and isinstance(expression, Constant) and expression.value == LARGEST_INTEGER + 1:
        return Literal(value=-LARGEST_INTEGER - 1, type=Simple.INTEGER, origin=desk.origin(operation.place))
    operand = desk.check(expression)
    if operand is None:
        return None
    if not _is_measure(operand.type) and operand.type is not Simple.ANY:
        message = f"`{operation.operator}` needs a number or a quantity, and {desk.told(operand)}"
        desk.report(WRONG_TYPE, message, operation.place)
        return None
    origin = desk.origin(operation.place)
    if operation.operator == "+":
        return replace(operand, origin=origin)
    negated = _negated(operand)
    return (
        Negation(operand=operand, type=operand.type, origin=origin)
        if negated is None
        else replace(negated, origin=origin)
    )


def _negated(operand: Node) -> Literal | None:  # noqa: PLR0911 - one line for each type that has a sign
    """The literal with the opposite sign, so that `-5` is one value; None for anything else."""
    if not isinstance(operand, Literal):
        return None
    match operand.value:
        case bool():
            return None
        case int() as number:
            # the smallest integer has no opposite: that negation stays, and is null
            return replace(operand, value=-number) if -number <= LARGEST_INTEGER else None
        case Decimal() as number:
            return replace(operand, value=-number)
        case Quantity(magnitude=magnitude, unit=unit):
            return replace(operand, value=Quantity(-magnitude, unit))
        case CalendarDuration(amount=amount, unit=unit):
            return replace(operand, value=CalendarDuration(-amount, unit))
        case _:
            return None


def _is_measure(type_: Type) -> bool:
    return is_number(type_) or isinstance(type_, QuantityType | CalendarType)


def check_arithmetic(operation: Operation, desk: Desk) -> Node | None:
    """The typed tree of a sum, difference, product or quotient."""
    operands = desk.check_all(operation.operands)
    if operands is None:
        return None
    left, right = operands
    operator = Operator(operation.operator)
    if Simple.DATE in {left.type, right.type}:
        return _date_arithmetic(operator, left, right, operation, desk)
    if operator in {Operator.ADD, Operator.SUBTRACT}:
        return _sum(operator, left, right, operation, desk)
    return _product(operator, left, right, operation, desk)


def _date_arithmetic(operator: Operator, date: Node, duration: Node, operation: Operation, desk: Desk) -> Node | None:
    fault = _date_fault(operator, date.type, duration.type)
    if fault is not None:
        code, help_text = fault
        message = f"{desk.name(date)} {operator} {desk.name(duration)} is no date"
        desk.report(code, message, operation.place, help_text)
        return None
    if _is_too_fine(operator, date, duration):
        message = f"{desk.name(duration)} is finer than {desk.name(date)} is known"
        desk.report(FINER_THAN_DATE, message, operation.place, "write the date to the month or the day")
        return None
    return Shift(
        operator=operator, operand=date, duration=duration, type=Simple.DATE, origin=desk.origin(operation.place)
    )


_BETWEEN_DATES = "the time between two dates is `days between … and …`"
_ONLY_AFTER_DATE = "write the date first, then `+` or `-` and a calendar duration: `procedure.date - 5 days`"


def _date_fault(operator: Operator, date: Type, duration: Type) -> tuple[str, str] | None:
    """The code and the help for date arithmetic that means nothing; None where it means something."""
    if date is Simple.DATE and duration is Simple.DATE:
        return WRONG_TYPE, _BETWEEN_DATES
    if isinstance(duration, QuantityType):
        return CALENDAR_AND_ELAPSED, "dates are moved by calendar durations, in words: `5 days`, `1 year`"
    if date not in {Simple.DATE, Simple.ANY} or operator in {Operator.MULTIPLY, Operator.DIVIDE}:
        return WRONG_TYPE, _ONLY_AFTER_DATE
    if not isinstance(duration, CalendarType) and duration is not Simple.ANY:
        return WRONG_TYPE, "give the number a unit: `5 days`"
    return None


def _is_too_fine(operator: Operator, date: Node, duration: Node) -> bool:
    when, moved = _written_date(date), duration.value if isinstance(duration, Literal) else None
    if when is None or not isinstance(moved, CalendarDuration) or when.precision is Precision.DAY:
        return False
    # what leaves the calendar altogether is null, as in CQL, and no fault of precision
    smaller = CalendarDuration(moved.amount % 12, moved.unit)
    return shift_partial(when, smaller, _sign(operator)) is None


def _written_date(node: Node) -> PartialDate | None:
    """The date that a literal, or a literal moved by literals, stands for."""
    match node:
        case Literal(value=PartialDate() as when):
            return when
        case Shift(operand=operand, duration=Literal(value=CalendarDuration() as duration)):
            before = _written_date(operand)
            return None if before is None else shift_partial(before, duration, _sign(node.operator))
        case _:
            return None


def _sign(operator: Operator) -> int:
    return 1 if operator is Operator.ADD else -1


def _sum(operator: Operator, left: Node, right: Node, operation: Operation, desk: Desk) -> Node | None:
    if is_text(left.type) or is_text(right.type):
        _, help_text = REFUSED_SYMBOLS["&"]
        desk.report(WRONG_TYPE, "CQL's joining of text is not in this language", operation.place, help_text)
        return None
    joined = desk.join((left, right), operation.place, "be added" if operator is Operator.ADD else "be subtracted")
    if joined is None:
        return None
    type_ = joined[0].type if joined[0].type is not Simple.ANY else joined[1].type
    if not _is_measure(type_) and type_ is not Simple.ANY:
        _refuse_operand(joined, operation, desk)
        return None
    return Arithmetic(
        operator=operator, left=joined[0], right=joined[1], type=type_, origin=desk.origin(operation.place)
    )


def _product(operator: Operator, left: Node, right: Node, operation: Operation, desk: Desk) -> Node | None:
    sound = all(
        is_number(each.type) or isinstance(each.type, QuantityType) or each.type is Simple.ANY for each in (left, right)
    )
    if not sound:
        _refuse_operand((left, right), operation, desk)
        return None
    type_, scale = _type_of_product(operator, left.type, right.type)
    if type_ is None:
        desk.report_mismatch(
            left, right, operation.place, "be multiplied" if operator is Operator.MULTIPLY else "be divided"
        )
        return None
    if type_ is Simple.DECIMAL:
        left, right = desk.join((left, right), operation.place, "be combined") or (left, right)
    return Arithmetic(
        operator=operator, left=left, right=right, scale=scale, type=type_, origin=desk.origin(operation.place)
    )


def _type_of_product(  # noqa: PLR0911 - one line for each pair of types
    operator: Operator, left: Type, right: Type
) -> tuple[Type | None, Fraction]:
    whole = Fraction(1)
    match left, right:
        case (Simple.ANY, Simple.ANY):
            return Simple.ANY, whole
        case (QuantityType(), QuantityType()):
            combine = product_unit if operator is Operator.MULTIPLY else quotient_unit
            return _quantity_type(combine(left.unit, right.unit))
        case (QuantityType(), _):
            return left, whole
        case (_, QuantityType()) if operator is Operator.MULTIPLY:
            return right, whole
        case (_, QuantityType()):
            return _quantity_type(quotient_unit("1", right.unit))
        case (Simple.INTEGER | Simple.ANY, Simple.INTEGER | Simple.ANY) if operator is Operator.MULTIPLY:
            return Simple.INTEGER, whole
        case _:
            return Simple.DECIMAL, whole


def _quantity_type(combined: tuple[str, Fraction] | None) -> tuple[Type | None, Fraction]:
    unit = parse_unit(combined[0]) if combined else None
    if combined is None or unit is None:
        return None, Fraction(1)
    return QuantityType(combined[0], unit.dimension), combined[1]


def _refuse_operand(operands: tuple[Node, ...], operation: Operation, desk: Desk) -> None:
    stranger = next(each for each in operands if not _is_measure(each.type) or isinstance(each.type, CalendarType))
    message = f"`{operation.operator}` needs numbers or quantities, and {desk.told(stranger)}"
    desk.report(WRONG_TYPE, message, operation.place)
