"""The hard limits of a protocol held against the plan as columns: which steps are unknown for passing one.

Whatever a limit measures is a whole number times a ratio that is known when the query is made, so that each comparison
is one of whole numbers with a whole number: nothing is divided and nothing is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, assert_never

import ibis
from ibis import Value

from posology.diagnostics.span import Span
from posology.ir.limits import MOST_CELLS, TOTAL, is_counted, is_product_given
from posology.ir.nodes import NO_ORIGIN, Comparison, Fact, Literal, Node, Origin, Relation
from posology.ir.plan import Limit, LimitKind, Measure, ProductLimit
from posology.ir.protocol import Protocol
from posology.ir.types import BOOLEAN, quantity_of
from posology.screen.criteria import STATUS, truth_of
from posology.screen.frame import Frame
from posology.screen.names import Applies, step_column
from posology.screen.placing import over
from posology.screen.plan import LaidOut, laid_out
from posology.screen.truths import Truth, any_of, as_column, both, contrary, either, is_true
from posology.values.quantity import Quantity

EXACT = "decimal(38,0)"
"""The type of sums and products that may be wider than an int64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measured:
    """What a target gets of something: `ratio` times a column of whole numbers, or `ratio` alone."""

    ratio: Fraction
    of: Value | None = None


_Range: TypeAlias = tuple[_Measured, _Measured]


def with_limits(frame: Frame, protocol: Protocol) -> Frame:
    """The frame with the `Applies` of each step, unknown where what it gives lies outside a hard limit.

    The table has the columns of `posology.screen.plan.plan_columns`.
    """
    steps = laid_out(frame.table, protocol)
    hard = [each for each in protocol.limits if each.kind is LimitKind.HARD]
    refused = is_true(any_of(_is_outside(each, frame) for each in _product_limits(protocol)))
    columns: dict[str, Value] = {}
    for each in steps:
        passed = any_of((_no_dose(each), *(_passes(each, limit, steps) for limit in hard)))
        of_product = both(is_true(each.applies), is_product_given((each.step,)), refused)
        unknown = either(each.is_open, both(each.given, passed), of_product)
        columns[step_column(each.step.id)] = ibis.cases(
            (as_column(unknown), _literal(Applies.UNKNOWN)),
            (as_column(each.applies), _literal(Applies.APPLIES)),
            else_=_literal(Applies.LEFT_OUT),
        )
    return over(frame, frame.table.mutate(**columns)) if columns else frame


def _literal(applies: Applies) -> Value:
    return ibis.literal(int(applies), STATUS)


def _no_dose(each: LaidOut) -> Truth:
    """On which rows the cells for a target are none at all, or out of proportion to any dose."""
    cells = _measured(each, Measure.CELLS)
    return False if cells is None else either(_is_less(cells[0], 1), _is_more(cells[1], MOST_CELLS))


def _passes(each: LaidOut, limit: Limit, steps: Sequence[LaidOut]) -> Truth:
    """On which rows where the step is given it passes the limit, alone or together with others."""
    if limit.site not in {TOTAL, each.step.site} or (amount := _measured(each, limit.measure)) is None:
        return False
    if limit.each:
        return _lies_outside(limit, amount)
    return _sum_passes(limit, [other for other in steps if limit.site in {TOTAL, other.step.site}])


def _sum_passes(limit: Limit, steps: Sequence[LaidOut]) -> Truth:
    """On which rows the sum passes the limit; a sum of which a part is unknown is not held against it."""
    parts = [(each, amount) for each in steps if (amount := _measured(each, limit.measure)) is not None]
    is_open = any_of(each.is_open for each in steps)
    is_any_given = any_of(each.given for each, _ in parts)
    tests: list[Truth] = []
    if limit.minimum is not None:
        tests.append(_sum_is([(each, least) for each, (least, _) in parts], limit.minimum, at_least=True))
    if limit.maximum is not None:
        tests.append(_sum_is([(each, most) for each, (_, most) in parts], limit.maximum, at_least=False))
    return both(contrary(is_open), is_any_given, any_of(tests))


def _sum_is(parts: Sequence[tuple[LaidOut, _Measured]], bound: int | Decimal, *, at_least: bool) -> Truth:
    """On which rows the sum over what is given is less than the bound that it must have at least, or more at most."""
    scale = _common_denominator(each.ratio for _, each in parts)
    wide = any(measured.of is not None for _, measured in parts) and len(parts) > 1
    terms = [_term(each, measured, scale, wide=wide) for each, measured in parts]
    scaled = Fraction(bound) * scale
    least, most = -(-scaled // 1), scaled // 1
    settled = sum(each for each in terms if isinstance(each, int))
    columns = [each for each in terms if not isinstance(each, int)]
    if not columns:
        return settled < least if at_least else settled > most
    total = columns[0]
    for each in columns[1:]:
        total += each
    return total < least - settled if at_least else total > most - settled


def _common_denominator(ratios: Iterable[Fraction]) -> int:
    common = 1
    for ratio in ratios:
        common *= (common * ratio).denominator
    return common


def _term(each: LaidOut, measured: _Measured, scale: int, *, wide: bool) -> Value | int:
    """What the step gives in all, `scale` times; nothing where it is not given."""
    ratio = int(measured.ratio * scale)
    if measured.of is None and isinstance(each.count, int):
        amount: Value | int = each.count * ratio
    else:
        is_alone = ratio == 1 and isinstance(each.count, int) and each.count == 1
        exact = wide or ratio > _SMALL or (measured.of is not None and not is_alone)
        factors = [each for each in (measured.of, each.count) if each is not None and not isinstance(each, int)]
        amount = ratio * (each.count if isinstance(each.count, int) else 1)
        for factor in factors:
            column = factor.cast(EXACT) if exact else factor
            amount = column if isinstance(amount, int) and amount == 1 else column * amount
    if isinstance(each.given, bool):
        return amount if each.given else 0
    nothing = ibis.literal(0) if isinstance(amount, int) else ibis.literal(0).cast(amount.type())
    return ibis.ifelse(each.given, amount, nothing)


_SMALL = 10**9
"""A number by which a number of levels can be multiplied without leaving an int64."""


def _measured(each: LaidOut, measure: Measure) -> _Range | None:
    """What each target gets of what is measured; None where that is not said."""
    volume = each.step.volume
    counted = each.cells if is_counted(each.step.cells) else None
    match measure:
        case Measure.CELLS:
            return None if counted is None else (_cells(counted[0], Fraction(1)), _cells(counted[1], Fraction(1)))
        case Measure.VOLUME:
            if volume is None:
                return None
            return _Measured(ratio=Fraction(volume.minimum)), _Measured(ratio=Fraction(volume.maximum))
        case Measure.CONCENTRATION:
            if counted is None or volume is None:
                return None
            thinnest, thickest = 1 / Fraction(volume.maximum), 1 / Fraction(volume.minimum)
            return _cells(counted[0], thinnest), _cells(counted[1], thickest)
        case _:
            assert_never(measure)


def _cells(cells: Value | int, ratio: Fraction) -> _Measured:
    return _Measured(ratio=cells * ratio) if isinstance(cells, int) else _Measured(ratio=ratio, of=cells)


def _lies_outside(limit: Limit, amount: _Range) -> Truth:
    return either(
        limit.minimum is not None and _is_less(amount[0], limit.minimum),
        limit.maximum is not None and _is_more(amount[1], limit.maximum),
    )


def _is_less(measured: _Measured, bound: int | Decimal) -> Truth:
    limit = Fraction(bound)
    return measured.ratio < limit if measured.of is None else measured.of < -(-limit // measured.ratio)


def _is_more(measured: _Measured, bound: int | Decimal) -> Truth:
    limit = Fraction(bound)
    return measured.ratio > limit if measured.of is None else measured.of > limit // measured.ratio


def _product_limits(protocol: Protocol) -> list[ProductLimit]:
    return [each for each in protocol.product_limits if each.kind is LimitKind.HARD]


def _is_outside(limit: ProductLimit, frame: Frame) -> Truth:
    """On which rows what was measured of the product is known to lie outside the limit."""
    bounds = (
        (Relation.LESS, limit.minimum),
        (Relation.GREATER, limit.maximum),
        (Relation.LESS_OR_EQUAL, limit.above),
    )
    compared = [_compared(limit, relation, bound) for relation, bound in bounds if bound is not None]
    return any_of(truth_of(each, frame) for each in compared)


def _compared(limit: ProductLimit, relation: Relation, bound: Decimal) -> Node:
    """The question whether what was measured is on the wrong side of the bound."""
    type_, origin = quantity_of(limit.unit), _origin(limit.span)
    return Comparison(
        operator=relation,
        left=Fact(path=limit.element, type=type_, origin=origin),
        right=Literal(value=Quantity(bound, limit.unit), type=type_, origin=origin),
        type=BOOLEAN,
        origin=origin,
    )


def _origin(span: Span) -> Origin:
    return Origin(span, NO_ORIGIN.text)
