"""Arithmetic in columns, exact on every database: what would need a binary fraction or too many digits is refused."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import ibis
from ibis import Value

from posology.cohort.tables import NUMBER
from posology.ir import nodes as ir
from posology.ir.nodes import Node, Operator
from posology.ir.types import CalendarType, Simple
from posology.ir.value_laws import GREATEST_DECIMAL, GREATEST_INTEGER, LEAST_INTEGER
from posology.screen.columns import Column, Counted, Lasting, Plain, is_blamed, nothing
from posology.screen.doubt import null_in_doubt, null_of, null_where_open
from posology.screen.durations import durations_combined
from posology.screen.fitting import as_range, fitted, reach_of, side_by_side
from posology.screen.frame import Express, Frame
from posology.screen.reach import (
    MOST_DIGITS,
    Reach,
    of_number,
    of_opposite,
    of_product,
    of_sum,
    places_of,
)
from posology.screen.refusal import refuse_node
from posology.screen.stated import number, states_partial_date
from posology.values.exact import exact_decimal

_PLACES = 8
"""The places to which CQL rounds a quotient."""

_INTEGERS = (Fraction(LEAST_INTEGER), Fraction(GREATEST_INTEGER))
_DECIMALS = (-Fraction(GREATEST_DECIMAL), Fraction(GREATEST_DECIMAL))
_DIGITS_IN_64_BITS = 18
_IN_64_BITS = (Fraction(-(2**63)), Fraction(2**63 - 1))


@dataclass(frozen=True, slots=True)
class Sum:
    """What an operator makes of known numbers, and how far that reaches."""

    value: Value
    reach: Reach


def arithmetic(node: ir.Arithmetic, frame: Frame, express: Express) -> Column:
    """The sum, difference, product or quotient; null where it overflows.

    Raises:
        Inexpressible: a quotient that no finite product is equal to, or numbers wider than databases have.
    """
    left, right = express(node.left, frame), express(node.right, frame)
    if isinstance(node.type, CalendarType):
        return durations_combined(node, left, right)
    mine, theirs = _measured(node.left, left), _measured(node.right, right)
    if isinstance(mine, Plain) and isinstance(theirs, Plain):
        made = _combined(node, mine, theirs)
        if made is None:
            return _never(mine)
        return _in_range(node, made, mine, theirs)
    if node.type is Simple.INTEGER:
        return _ranges(node, as_range(mine), as_range(theirs))
    return _exact_only(node, frame, express, mine, theirs)


def _measured(node: Node, column: Column) -> Plain | Counted:
    if isinstance(column, Plain) and not column.value.type().is_boolean():
        return column
    if isinstance(column, Counted):
        return column
    raise refuse_node(node, "a number that is always null, but for what a choice or a query makes of it")


def _never(left: Plain) -> Plain:
    """The quotient by nothing."""
    return Plain(nothing(NUMBER), ~is_blamed(left), of_number(0))


def _combined(node: ir.Arithmetic, left: Plain, right: Plain) -> Sum | None:
    """The number, however large; None for a quotient by nothing."""
    mine, theirs = Sum(left.value, reach_of(left)), Sum(right.value, reach_of(right))
    match node.operator:
        case Operator.DIVIDE:
            return _quotient(node, mine, theirs)
        case Operator.ADD:
            made = _made(node, mine, theirs, of_sum(mine.reach, theirs.reach))
        case Operator.SUBTRACT:
            made = _made(node, mine, theirs, of_sum(mine.reach, of_opposite(theirs.reach)))
        case Operator.MULTIPLY:
            made = _made(node, mine, theirs, of_product(mine.reach, theirs.reach))
    return made if node.scale == 1 else _times(node, made, node.scale)


def _made(node: ir.Arithmetic, left: Sum, right: Sum, reach: Reach) -> Sum:
    in_64_bits = all(each.within(*_IN_64_BITS) for each in (left.reach, right.reach, reach))
    if not any(each.value.type().is_decimal() for each in (left, right)) and in_64_bits:
        return Sum(_applied(node.operator, left.value, right.value), reach)
    columns = [(fitted(node, each.value, each.reach), each.reach) for each in (left, right)]
    if node.operator is Operator.MULTIPLY:
        return Sum(fitted(node, _multiplied(*(value for value, _ in columns)), reach), reach)
    mine, theirs = side_by_side(node, columns)
    return Sum(fitted(node, _applied(node.operator, _wide(mine), theirs), reach), reach)


def _multiplied(left: Value, right: Value) -> Value:
    """The product of two numbers, not made alike: that would multiply with zeros what then does not fit."""
    mine = _wide(left)
    return _declared_as_wide(mine, right) * _declared_as_wide(right, mine)


def _declared_as_wide(number_: Value, other: Value) -> Value:
    """The number, with room for as many digits as the other where it has more places.

    Ibis gives two decimals no type in common where each has more of one than the other.
    """
    kind, wanted = number_.type(), other.type()
    if not (kind.is_decimal() and wanted.is_decimal()):
        return number_
    is_odd = kind.scale > wanted.scale and kind.precision < wanted.precision
    return number_.cast(f"decimal({wanted.precision},{kind.scale})") if is_odd else number_


def _wide(number_: Value) -> Value:
    """The number in a column that DuckDB adds to and multiplies without failing.

    It reckons sums and products of decimals of up to 18 digits in 64 bits, and fails where they are larger.
    """
    kind = number_.type()
    is_narrow = kind.is_decimal() and kind.precision <= _DIGITS_IN_64_BITS
    return number_.cast(f"decimal({_DIGITS_IN_64_BITS + 1},{kind.scale})") if is_narrow else number_


def _applied(operator: Operator, left: Value, right: Value) -> Value:
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case Operator.MULTIPLY | Operator.DIVIDE:
            return left * right


def _times(node: Node, number_: Sum, factor: Fraction) -> Sum:
    """The number times the factor, exactly.

    Raises:
        Inexpressible: the factor has no finite decimal, so that some products would have to be rounded and some not.
    """
    exact = exact_decimal(factor)
    if exact is None:
        raise refuse_node(node, f"{factor} has no finite decimal")
    if factor.denominator == 1 and factor == 1:
        return number_
    by = number(exact)
    reach = of_product(number_.reach, of_number(exact))
    mine = fitted(node, number_.value, number_.reach)
    return Sum(fitted(node, _multiplied(mine, by.value), reach), reach)


def _quotient(node: ir.Arithmetic, left: Sum, right: Sum) -> Sum | None:
    """The quotient by what is the same on every row, rounded to eight places, halves away from zero."""
    if right.reach.lowest != right.reach.highest:
        raise refuse_node(node, "a quotient is exact only where it is divided by a number that the expression states")
    divisor = right.reach.lowest
    if divisor == 0:
        return None
    factor = node.scale / divisor
    if places_of(factor) is None:
        raise refuse_node(node, f"a quotient by {divisor} has no finite decimal, and databases divide in binary")
    return rounded(node, _times(node, left, factor))


def rounded(node: Node, number_: Sum) -> Sum:
    """The number with no more than the places that a quotient has."""
    if number_.reach.places <= _PLACES:
        return number_
    half = Fraction(1, 2 * 10**_PLACES)
    reach = Reach(number_.reach.lowest - half, number_.reach.highest + half, _PLACES)
    return Sum(fitted(node, number_.value.round(_PLACES), reach), reach)


def _in_range(node: Node, made: Sum, *operands: Plain) -> Plain:
    """The number, null where it is out of the range of the language."""
    limits = _INTEGERS if node.type is Simple.INTEGER else _DECIMALS
    reach = made.reach.cut(*limits)
    if made.reach.within(*limits):
        return Plain(_whole(made.value, node), null_of(*operands), reach)
    return Plain(_only_within(made, limits, node), null_of(*operands, own=True), reach)


def _only_within(made: Sum, limits: tuple[Fraction, Fraction], node: Node) -> Value:
    if node.type is Simple.INTEGER:
        return made.value.try_cast("int32").cast("int64")
    return only_between(node, made, limits)


def only_between(node: Node, made: Sum, limits: tuple[Fraction, Fraction]) -> Value:
    """The number where it lies within the limits, which have finite decimals; elsewhere unknown."""
    ends = [number(exact_decimal(each) or GREATEST_DECIMAL) for each in limits]
    columns = [(made.value, made.reach), *((each.value, reach_of(each)) for each in ends)]
    value, least, greatest = side_by_side(node, columns)
    return ibis.ifelse((value >= least) & (value <= greatest), made.value, ibis.null(made.value.type()))


def _whole(value: Value, node: Node) -> Value:
    return value.cast("int64") if node.type is Simple.INTEGER and value.type().is_decimal() else value


def _ranges(node: ir.Arithmetic, left: Counted, right: Counted) -> Column:
    """From the least to the most that numbers from these ranges make."""
    mine, theirs = reach_of(left), reach_of(right)
    match node.operator:
        case Operator.ADD:
            reach = of_sum(mine, theirs)
            lowest, highest = left.lowest + right.lowest, left.highest + right.highest
        case Operator.SUBTRACT:
            reach = of_sum(mine, of_opposite(theirs))
            lowest, highest = left.lowest - right.highest, left.highest - right.lowest
        case Operator.MULTIPLY | Operator.DIVIDE:
            reach = of_product(mine, theirs)
            corners = [one * other for one in (left.lowest, left.highest) for other in (right.lowest, right.highest)]
            lowest, highest = ibis.least(*corners), ibis.greatest(*corners)
    if not all(each.within(*_IN_64_BITS) for each in (mine, theirs, reach)):
        raise refuse_node(node, "a count that is not exact, combined with a number of more than 64 bits")
    if reach.within(*_INTEGERS):
        return Counted(lowest, highest, null_of(left, right), reach)
    kept = (lowest >= LEAST_INTEGER) & (highest <= GREATEST_INTEGER)
    return Counted(
        ibis.ifelse(kept, lowest, ibis.null("int64")),
        ibis.ifelse(kept, highest, ibis.null("int64")),
        null_of(left, right, own=True),
        reach.cut(*_INTEGERS),
    )


def _exact_only(
    node: ir.Arithmetic, frame: Frame, express: Express, left: Plain | Counted, right: Plain | Counted
) -> Column:
    """What exact counts make, read as decimals; where a count is not exact, the question stays open."""
    mine, theirs = exact_part(left), exact_part(right)
    made = _combined(node, mine, theirs)
    if made is None or not made.reach.within(*_DECIMALS):
        raise refuse_node(node, "an overflow or a quotient by nothing, of a count that is not exact")
    if mine.null is None and theirs.null is None and not states_partial_date(node):
        return Plain(made.value, None, made.reach)
    return Plain(made.value, null_in_doubt(node, frame, express, left, right), made.reach)


def exact_part(column: Plain | Counted) -> Plain:
    """The number where it is exact, elsewhere unknown."""
    if isinstance(column, Plain):
        return column
    exact = ibis.ifelse(column.lowest == column.highest, column.lowest, ibis.null(column.lowest.type()))
    return Plain(exact, column.null, reach_of(column))


def negation(node: ir.Negation, frame: Frame, express: Express) -> Column:
    """The number with the opposite sign; null where it overflows, as the smallest whole number does."""
    operand = express(node.operand, frame)
    match operand:
        case Lasting():
            return Lasting(operand.family, -operand.amount, operand.null)
        case Counted():
            reach = reach_of(operand)
            if reach.lowest <= LEAST_INTEGER:
                raise refuse_node(node, "a count that is not exact, and may be the smallest whole number")
            return Counted(-operand.highest, -operand.lowest, operand.null, of_opposite(reach))
        case _:
            measured = exact_part(_measured(node.operand, operand))
            reach = reach_of(measured)
            value = measured.value if _fits(of_opposite(reach), measured) else fitted(node, measured.value, reach)
            made = Sum(-value, of_opposite(reach))
            return _of_a_quantity(node, made, measured)


def absolute(node: ir.Absolute, frame: Frame, express: Express) -> Column:
    """The number without its sign; null where it overflows; open where the sign of a count is not known."""
    operand = express(node.operand, frame)
    if isinstance(operand, Counted):
        return _absolute_of_range(node, frame, express, operand)
    measured = exact_part(_measured(node.operand, operand))
    reach = reach_of(measured)
    most = max(abs(reach.lowest), abs(reach.highest))
    made_reach = Reach(Fraction(0), most, reach.places)
    value = measured.value if _fits(made_reach, measured) else fitted(node, measured.value, reach)
    return _of_a_quantity(node, Sum(value.abs(), made_reach), measured)


def _fits(reach: Reach, column: Plain) -> bool:
    """Whether numbers that reach so far fit into a column of the same type."""
    return column.value.type().is_decimal() or reach.within(*_IN_64_BITS)


def _of_a_quantity(node: Node, made: Sum, operand: Plain) -> Plain:
    """The number, of which only those without a unit overflow."""
    if node.type in {Simple.INTEGER, Simple.DECIMAL}:
        return _in_range(node, made, operand)
    return Plain(made.value, operand.null, made.reach)


def _absolute_of_range(node: ir.Absolute, frame: Frame, express: Express, operand: Counted) -> Column:
    reach = reach_of(operand)
    if reach.lowest <= LEAST_INTEGER:
        raise refuse_node(node, "a count that is not exact, and may be the smallest whole number")
    positive, negative = operand.lowest >= 0, operand.highest <= 0
    untold = ibis.null("int64")
    most = max(abs(reach.lowest), abs(reach.highest))
    return Counted(
        ibis.cases((positive, operand.lowest), (negative, -operand.highest), else_=untold),
        ibis.cases((positive, operand.highest), (negative, -operand.lowest), else_=untold),
        null_where_open(node, frame, express, operand),
        Reach(Fraction(0), most, 0),
    )


def convert(node: ir.Convert, frame: Frame, express: Express) -> Column:
    """The magnitude in another unit, exactly.

    Raises:
        Inexpressible: the factor has no finite decimal, or the product more digits than databases have.
    """
    operand = _measured(node.operand, express(node.operand, frame))
    if isinstance(operand, Counted):
        raise refuse_node(node, "a count that is not exact has no unit")
    made = _times(node, Sum(operand.value, reach_of(operand)), node.factor)
    return Plain(made.value, operand.null, made.reach)


def widen(node: ir.Widen, frame: Frame, express: Express) -> Column:
    """The whole number as a decimal; one that is not exact stays what it is."""
    operand = express(node.operand, frame)
    if isinstance(operand, Counted):
        return operand
    measured = exact_part(_measured(node.operand, operand))
    reach = reach_of(measured)
    return Plain(fitted(node, measured.value, reach), measured.null, reach)


def whole(value: Value) -> Value:
    """The whole number (int64) nearest to each, halves away from zero, as `ir.limits.whole_cells` rounds a dose.

    What 64 bits do not hold is the furthest number that they do, which is out of proportion to any dose as well.
    """
    if not value.type().is_decimal():
        return value.cast("int64")
    kind = value.type()
    if kind.precision > _DIGITS_IN_64_BITS and kind.scale <= _PLACES:
        # databases divide 128 bits digit by digit, and what has been weighed fits into 64
        narrow = value.try_cast(f"decimal({_DIGITS_IN_64_BITS},{kind.scale})")
        return ibis.coalesce(_nearest(narrow), _nearest(value))
    return _nearest(value)


def _nearest(value: Value) -> Value:
    """The whole number nearest to each."""
    rounded_ = value.round(0)
    if value.type().precision - value.type().scale < MOST_DIGITS // 2:
        return rounded_.cast("int64")
    least, greatest = (number(Decimal(int(each))).value for each in _IN_64_BITS)
    # not `least` and `greatest` of SQL, which pass over what is unknown
    cut = ibis.cases((rounded_ < least, least), (rounded_ > greatest, greatest), else_=rounded_)
    return cut.cast("int64")
