"""The laws of known values: order, equality, equivalence, the ends of intervals and exact arithmetic, as in CQL 1.5.

None is the answer to a question that the precision of a date leaves open.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from types import MappingProxyType

from posology.ir.nodes import Operator, Relation
from posology.ir.types import IntervalType, ListType, QuantityType, Simple, Type
from posology.values.dates import (
    DAYS_IN,
    MONTHS_IN,
    CalendarDuration,
    CalendarUnit,
    PartialDate,
    Precision,
    compare_dates,
    parse_date,
    shift_partial,
)
from posology.values.exact import exact_decimal
from posology.values.known import CountRange, Interval, Known, Value
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Truth, Unknown, conjunction, unknown_because

LEAST_INTEGER, GREATEST_INTEGER = -(2**31), 2**31 - 1
GREATEST_DECIMAL = Decimal("99999999999999999999.99999999")
SMALLEST_STEP = Decimal("0.00000001")
PLACES = 10**8
_NUMBERS = (int, Decimal)

# Wide enough that no sum or product of what a condition can write is ever rounded.
_EXACT = Context(prec=10_000)

_SIGNS: Mapping[Relation, Callable[[int | Decimal, int | Decimal], bool]] = {
    Relation.LESS: operator.lt,
    Relation.LESS_OR_EQUAL: operator.le,
    Relation.GREATER: operator.gt,
    Relation.GREATER_OR_EQUAL: operator.ge,
}


def compare(relation: Relation, left: Known, right: Known) -> bool | None:
    """Whether the ordering relation holds between two values of one type."""
    if isinstance(left, CountRange) or isinstance(right, CountRange):
        return _compare_ranges(relation, _range(left), _range(right))
    sign = order(left, right)
    return None if sign is None else _SIGNS[relation](sign, 0)


def order(left: Known, right: Known) -> int | None:
    """-1, 0 or 1 as the left value is less than, equal to or greater than the right one."""
    if isinstance(left, PartialDate) and isinstance(right, PartialDate):
        return compare_dates(left, right)
    if isinstance(left, Quantity) and isinstance(right, Quantity):
        # INVARIANT: the compiler brought both to one unit
        return _order(left.magnitude, right.magnitude)
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return _order(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, CalendarDuration) and isinstance(right, CalendarDuration):
        return _order(_in_smallest_unit(left), _in_smallest_unit(right))
    return _not_of_one_type(left, right)


def _order(left: int | Decimal, right: int | Decimal) -> int:
    return (left > right) - (left < right)


def _not_of_one_type(left: Known, right: Known) -> int:
    message = f"the compiler let {left!r} meet {right!r}"
    raise TypeError(message)


def _range(value: Known) -> tuple[Decimal | int, Decimal | int]:
    match value:
        case CountRange():
            return value.lowest, value.highest
        case int() | Decimal():
            return value, value
        case _:
            _not_of_one_type(value, value)
            return 0, 0


def _compare_ranges(
    relation: Relation, left: tuple[Decimal | int, Decimal | int], right: tuple[Decimal | int, Decimal | int]
) -> bool | None:
    holds = _SIGNS[relation]
    first, second = (left[0], right[1]), (left[1], right[0])
    answers = {holds(_order(*pair), 0) for pair in (first, second)}
    return answers.pop() if len(answers) == 1 else None


def _in_smallest_unit(duration: CalendarDuration) -> int:
    return duration.amount * (MONTHS_IN.get(duration.unit) or DAYS_IN[duration.unit])


def ordered(relation: Relation, left: Value, right: Value) -> Truth:
    """The ordering of two values: unknown where either is, NULL where precision leaves it open."""
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return _SIGNS[relation](left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return unknown_because(*unknowns(left, right))
    answer = compare(relation, left, right)
    return NULL if answer is None else answer


def unknowns(*values: Value) -> tuple[Unknown, ...]:
    """The unknowns among the values."""
    return tuple([each for each in values if isinstance(each, Unknown)])


def unrecorded(*values: Value) -> Unknown | None:
    """The unknown that recorded facts would settle, if any of the values is one; null is none.

    An interval of which an end is not recorded is one too: once it is, the interval may have no point, and be null.
    """
    found: list[Unknown] = []
    for value in values:
        if isinstance(value, Unknown):
            found += [value] if value.reasons else []
        elif isinstance(value, Interval):
            found += [each for each in unknowns(value.low, value.high) if each.reasons]
    return unknown_because(*found) if found else None


def inside(type_: Type) -> Type:
    """The type of the items of a list, or of the points of an interval."""
    match type_:
        case ListType():
            return type_.item
        case IntervalType():
            return type_.point
        case _:
            return Simple.ANY


def equal(left: Value, right: Value, type_: Type) -> Truth:
    """`=`: unknown where either is, but that two nulls within lists are equal; NULL where precision leaves it open."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return unknown_because(*unknowns(left, right))
    if isinstance(left, (bool, str)):
        return left == right
    if isinstance(left, tuple) and isinstance(right, tuple):
        return _lists_equal(left, right, type_)
    if isinstance(left, Interval) and isinstance(right, Interval):
        point = inside(type_)
        starts, finishes = zip(ends(left, point), ends(right, point), strict=True)
        return conjunction(equal(*starts, point), equal(*finishes, point))
    if isinstance(left, CountRange) or isinstance(right, CountRange):
        apart = compare(Relation.LESS, left, right), compare(Relation.GREATER, left, right)
        return NULL if None in apart else not any(apart)
    sign = order(left, right)
    return NULL if sign is None else sign == 0


def _lists_equal(left: tuple[Value, ...], right: tuple[Value, ...], type_: Type) -> Truth:
    unsettled = unrecorded(*left, *right)
    if unsettled is not None:
        # an item that nobody recorded may be anything, or not there at all
        return unsettled
    if len(left) != len(right):
        return False
    item = inside(type_)
    truth: Truth = True
    for mine, theirs in zip(left, right, strict=True):
        truth = conjunction(truth, mine == theirs == NULL or equal(mine, theirs, item))
    return truth


def equivalent(left: Value, right: Value, type_: Type) -> Truth:  # noqa: PLR0911 - one line for each type of its own rule
    """`~`: always true or false, also of nulls; unknown only where a fact is not recorded or a count not exact."""
    unsettled = unrecorded(left, right)
    if unsettled is not None:
        return unsettled
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left == right
    match left, right:
        case str(), str():
            return _folded(left) == _folded(right)
        case tuple(), tuple():
            return _lists_equivalent(left, right, inside(type_))
        case Interval(), Interval():
            point = inside(type_)
            starts, finishes = zip(ends(left, point), ends(right, point), strict=True)
            return conjunction(equivalent(*starts, point), equivalent(*finishes, point))
        case PartialDate(), PartialDate():
            return compare_dates(left, right) == 0
        case Quantity(), Quantity():
            return _same_to_least_precision(left.magnitude, right.magnitude)
        case (Decimal() as mine, (Decimal() | int()) as theirs) | (int() as mine, Decimal() as theirs):
            return _same_to_least_precision(mine, theirs)
        case _:
            return equal(left, right, type_)


def _folded(text: str) -> str:
    return "".join(" " if each.isspace() else each for each in text.casefold())


def _lists_equivalent(left: tuple[Value, ...], right: tuple[Value, ...], item: Type) -> Truth:
    unsettled = unrecorded(*left, *right)
    if unsettled is not None or len(left) != len(right):
        return False if unsettled is None else unsettled
    truth: Truth = True
    for mine, theirs in zip(left, right, strict=True):
        truth = conjunction(truth, equivalent(mine, theirs, item))
    return truth


def _same_to_least_precision(left: Decimal | int, right: Decimal | int) -> bool:
    places = min(_places(left), _places(right))
    mine, theirs = (Decimal(each).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT) for each in (left, right))
    return mine == theirs


def _places(number: Decimal | int) -> int:
    exponent = Decimal(number).normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def ends(interval: Interval, point: Type) -> tuple[Value, Value]:
    """The first and last point. A closed null end reaches as far as the type does; an open null end is not known.

    Where one end is not recorded neither is told: once it is, the interval may turn out to have no point at all.
    """
    missing = unrecorded(interval.low, interval.high)
    return ends_as_known(interval, point) if missing is None else (missing, missing)


def ends_as_known(interval: Interval, point: Type) -> tuple[Value, Value]:
    """The first and last point, each by itself: enough to say that a value lies outside."""
    return (
        _end(interval.low, interval.low_closed, -1, point),
        _end(interval.high, interval.high_closed, 1, point),
    )


def _end(end: Value, closed: bool, outward: int, point: Type) -> Value:
    if end == NULL and closed:
        return _furthest(point, outward)
    if closed or isinstance(end, Unknown):
        return end
    return _next(end, -outward, point)


def _furthest(point: Type, direction: int) -> Value:
    match point:
        case Simple.INTEGER:
            return LEAST_INTEGER if direction < 0 else GREATEST_INTEGER
        case Simple.DECIMAL:
            return direction * GREATEST_DECIMAL
        case QuantityType():
            return Quantity(direction * GREATEST_DECIMAL, point.unit)
        case Simple.DATE:
            return parse_date("0001-01-01" if direction < 0 else "9999-12-31") or NULL
        case _:
            return NULL


_UNIT_OF = MappingProxyType(
    {Precision.YEAR: CalendarUnit.YEAR, Precision.MONTH: CalendarUnit.MONTH, Precision.DAY: CalendarUnit.DAY}
)


def _next(value: Known, direction: int, point: Type) -> Value:
    """The successor or predecessor: one whole, one hundred-millionth, or a day, month or year as the date is known."""
    match value:
        case PartialDate():
            return shift_partial(value, CalendarDuration(1, _UNIT_OF[value.precision]), direction) or NULL
        case Quantity():
            return Quantity(_EXACT.add(value.magnitude, direction * SMALLEST_STEP), value.unit)
        case int() if point is Simple.INTEGER:
            return _in_range(value + direction)
        case int() | Decimal():
            return _in_range(_EXACT.add(Decimal(value), direction * SMALLEST_STEP))
        case _:
            return NULL


def _in_range(number: int | Decimal) -> Value:
    """The number, or null where it overflows."""
    if isinstance(number, Decimal):
        return number if abs(number) <= GREATEST_DECIMAL else NULL
    return number if LEAST_INTEGER <= number <= GREATEST_INTEGER else NULL


def combine(operation: Operator, left: Known, right: Known, type_: Type, scale: Fraction) -> Value | None:
    """The sum, difference, product or quotient; null where it overflows or divides by nothing."""
    if isinstance(left, CalendarDuration) and isinstance(right, CalendarDuration):
        return _combine_durations(operation, left, right)
    if isinstance(left, CountRange) or isinstance(right, CountRange):
        return _combine_ranges(operation, _range(left), _range(right)) if type_ is Simple.INTEGER else None
    number = _combine_numbers(operation, _magnitude(left), _magnitude(right), scale, whole=type_ is Simple.INTEGER)
    if isinstance(type_, QuantityType) and isinstance(number, Decimal):
        return Quantity(number, type_.unit)
    return number


def _magnitude(value: Known) -> int | Decimal:
    if isinstance(value, Quantity):
        return value.magnitude
    return value if isinstance(value, (int, Decimal)) else _not_of_one_type(value, value)


def _combine_numbers(
    operation: Operator, left: int | Decimal, right: int | Decimal, scale: Fraction, *, whole: bool
) -> Value:
    if operation is Operator.DIVIDE:
        return NULL if right == 0 else _in_range(rounded(Fraction(left) / Fraction(right) * scale))
    if whole:
        return _in_range(int(_whole_result(operation, int(left), int(right))))
    match operation:
        case Operator.ADD:
            return _in_range(_EXACT.add(left, right))
        case Operator.SUBTRACT:
            return _in_range(_EXACT.subtract(left, right))
        case Operator.MULTIPLY:
            product = _EXACT.multiply(left, right)
            return _in_range(product if scale == 1 else scaled(product, scale))


def _whole_result(operation: Operator, left: int, right: int) -> int:
    match operation:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case _:
            return left * right


def scaled(number: Decimal, factor: Fraction) -> Decimal:
    """The number times the factor: exact where a decimal is, else rounded to eight places."""
    product = Fraction(number) * factor
    exact = exact_decimal(product)
    return rounded(product) if exact is None else exact


def rounded(number: Fraction) -> Decimal:
    """The decimal of at most eight places nearest to the number, halves away from zero: the scale of CQL's decimals."""
    doubled = abs(number.numerator) * PLACES * 2
    units = (doubled + number.denominator) // (number.denominator * 2)
    sign = -1 if number < 0 else 1
    return exact_decimal(Fraction(sign * units, PLACES)) or Decimal(0)


def _combine_ranges(
    operation: Operator, left: tuple[int | Decimal, int | Decimal], right: tuple[int | Decimal, int | Decimal]
) -> Value:
    corners = sorted(_whole_result(operation, int(mine), int(theirs)) for mine in left for theirs in right)
    lowest, highest = corners[0], corners[-1]
    if not LEAST_INTEGER <= lowest <= highest <= GREATEST_INTEGER:
        return NULL
    return lowest if lowest == highest else CountRange(lowest, highest)


def _combine_durations(operation: Operator, left: CalendarDuration, right: CalendarDuration) -> Value:
    """In the finer of the two units, as CQL 1.5 has it."""
    if left.unit is right.unit:
        return CalendarDuration(_whole_result(operation, left.amount, right.amount), left.unit)
    finer = CalendarUnit.MONTH if left.unit in MONTHS_IN else CalendarUnit.DAY
    return CalendarDuration(_whole_result(operation, _in_smallest_unit(left), _in_smallest_unit(right)), finer)


def negated(value: Known) -> Value | None:
    """The value with the opposite sign; null where it overflows, as the smallest integer does."""
    match value:
        case Quantity():
            return Quantity(-value.magnitude, value.unit)
        case CalendarDuration():
            return CalendarDuration(-value.amount, value.unit)
        case CountRange():
            return CountRange(-value.highest, -value.lowest)
        case int() | Decimal():
            return _in_range(-value)
        case _:
            return None


def absolute(value: Known) -> Value | None:
    """The value without its sign; null where it overflows; None where the sign of a count is not known."""
    match value:
        case Quantity():
            return Quantity(abs(value.magnitude), value.unit)
        case CountRange():
            return value if value.lowest >= 0 else negated(value) if value.highest <= 0 else None
        case int() | Decimal():
            return _in_range(value if value >= 0 else -value)
        case _:
            return None
