"""In which order two values stand, and whether they are the same. As `posology.ir.value_laws` has it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from z3 import ArithRef, BoolRef

from posology.ir.nodes import Relation
from posology.ir.types import QuantityType, Simple, Type
from posology.ir.value_laws import inside
from posology.prove.desk import Desk
from posology.prove.expression_answers import (
    CERTAIN,
    UNRECORDED,
    all_known,
    any_blamed,
    choose_truth,
    conjunction,
    is_null,
    sure,
    unrecorded,
)
from posology.prove.expression_ends import ends
from posology.prove.expression_merging import as_one_shape, length, pairs_of
from posology.prove.expression_terms import (
    FALSE,
    TRUE,
    alike,
    at_most,
    both,
    constant,
    either,
    implies,
    less,
    magnitude,
    minus,
    negate,
    number,
    pick,
    same,
)
from posology.prove.symbols import Day, Length, Number, Several, Stretch, Symbol, Truth, Word
from posology.prove.words import folded, place


def ordered(relation: Relation, left: Symbol, right: Symbol, desk: Desk) -> Truth:
    """The ordering of two values: unknown where either is, null where precision leaves it open."""
    left, right = as_one_shape(left, right)
    known, blamed = all_known(left, right), any_blamed(left, right)
    if known.eq(FALSE):
        return Truth(known=FALSE, blamed=blamed, holds=FALSE)
    settled, holds = compare(relation, left, right, desk)
    return Truth(known=both(known, settled), blamed=both(negate(known), blamed), holds=holds)


def compare(relation: Relation, left: Symbol, right: Symbol, desk: Desk) -> tuple[BoolRef, BoolRef]:
    """Whether the relation between two known values is settled, and whether it then holds."""
    match left, right:
        case Number(), Number():
            one, other = _holds(relation, left.low, right.high), _holds(relation, left.high, right.low)
            return alike(one, other), one
        case Day(), Day():
            return _compare_days(relation, left, right)
        case Length(), Length():
            return TRUE, _holds(relation, left.amount, right.amount)
        case Word(), Word():
            desk.order_of_words()
            # INVARIANT: a number stands for one text, so that two numbers have two places
            desk.require(implies(same(place(left.number), place(right.number)), same(left.number, right.number)))
            return TRUE, _holds(relation, place(left.number), place(right.number))
        case _:
            raise AssertionError(f"the compiler let {left!r} meet {right!r}")


def _holds(relation: Relation, left: ArithRef, right: ArithRef) -> BoolRef:
    match relation:
        case Relation.LESS:
            return less(left, right)
        case Relation.LESS_OR_EQUAL:
            return at_most(left, right)
        case Relation.GREATER:
            return less(right, left)
        case _:
            return at_most(right, left)


def _compare_days(relation: Relation, left: Day, right: Day) -> tuple[BoolRef, BoolRef]:
    before, after = less(left.latest, right.earliest), less(right.latest, left.earliest)
    coincide = same_date(left, right)
    holds = before if relation in {Relation.LESS, Relation.LESS_OR_EQUAL} else after
    if relation in {Relation.LESS_OR_EQUAL, Relation.GREATER_OR_EQUAL}:
        holds = either(holds, coincide)
    return either(before, after, coincide), holds


def same_date(left: Day, right: Day) -> BoolRef:
    """That two dates are written alike."""
    return both(same(left.precision, right.precision), same(left.earliest, right.earliest))


def equal(left: Symbol, right: Symbol, type_: Type, desk: Desk) -> Truth:
    """`=`: unknown where either is, but that two nulls within lists are equal; null where precision leaves it open."""
    left, right = as_one_shape(left, right)
    known, blamed = all_known(left, right), any_blamed(left, right)
    if known.eq(FALSE):
        return Truth(known=FALSE, blamed=blamed, holds=FALSE)
    found = _equal_if_known(left, right, type_, desk)
    return Truth(known=both(known, found.known), blamed=pick(known, found.blamed, blamed), holds=found.holds)


def _equal_if_known(left: Symbol, right: Symbol, type_: Type, desk: Desk) -> Truth:  # noqa: PLR0911 - one for each shape
    match left, right:
        case Truth(), Truth():
            return sure(alike(left.holds, right.holds))
        case Word(), Word():
            return sure(same(left.number, right.number))
        case Length(), Length():
            return sure(same(left.amount, right.amount))
        case Number(), Number():
            below = compare(Relation.LESS, left, right, desk)
            above = compare(Relation.GREATER, left, right, desk)
            return Truth(known=both(below[0], above[0]), blamed=FALSE, holds=negate(either(below[1], above[1])))
        case Day(), Day():
            settled, holds = _compare_days(Relation.LESS_OR_EQUAL, left, right)
            return Truth(known=settled, blamed=FALSE, holds=both(holds, same_date(left, right)))
        case Several(), Several():
            return _lists_equal(left, right, inside(type_), desk)
        case Stretch(), Stretch():
            point = inside(type_)
            pairs = zip(ends(left, point, desk), ends(right, point, desk), strict=True)
            return conjunction(*(equal(mine, theirs, point, desk) for mine, theirs in pairs))
        case _:
            raise AssertionError(f"the compiler let {left!r} be compared with {right!r}")


def _lists_equal(left: Several, right: Several, item: Type, desk: Desk) -> Truth:
    truth = CERTAIN
    for where, mine, theirs in pairs_of(left.slots, right.slots):
        nulls = both(is_null(mine), is_null(theirs))
        same_item = choose_truth(nulls, CERTAIN, equal(mine, theirs, item, desk))
        truth = conjunction(truth, choose_truth(where, same_item, CERTAIN))
    # an item that nobody recorded may be anything, or not there at all
    return choose_truth(_unsettled(left, right), UNRECORDED, _of_one_length(left, right, truth))


def _unsettled(left: Several, right: Several) -> BoolRef:
    return either(*(both(slot.there, unrecorded(slot.item)) for slot in (*left.slots, *right.slots)))


def _of_one_length(left: Several, right: Several, truth: Truth) -> Truth:
    return choose_truth(same(length(left.slots), length(right.slots)), truth, sure(FALSE))


def equivalent(left: Symbol, right: Symbol, type_: Type, desk: Desk) -> Truth:
    """`~`: always true or false, also of nulls; unknown only where a fact is not recorded or a count not exact."""
    left, right = as_one_shape(left, right)
    known, unsettled = all_known(left, right), unrecorded(left, right)
    of_nulls = sure(both(negate(left.known), negate(right.known)))
    found = (
        of_nulls if known.eq(FALSE) else choose_truth(known, _equivalent_if_known(left, right, type_, desk), of_nulls)
    )
    return choose_truth(unsettled, UNRECORDED, found)


def _equivalent_if_known(left: Symbol, right: Symbol, type_: Type, desk: Desk) -> Truth:
    match left, right:
        case Word(), Word():
            desk.order_of_words()
            return sure(either(same(left.number, right.number), same(folded(left.number), folded(right.number))))
        case Several(), Several():
            return _lists_equivalent(left, right, inside(type_), desk)
        case Stretch(), Stretch():
            point = inside(type_)
            pairs = zip(ends(left, point, desk), ends(right, point, desk), strict=True)
            return conjunction(*(equivalent(mine, theirs, point, desk) for mine, theirs in pairs))
        case Day(), Day():
            return sure(same_date(left, right))
        case Number(), Number() if type_ is Simple.DECIMAL or isinstance(type_, QuantityType):
            exact = both(same(left.low, left.high), same(right.low, right.high))
            to_least = sure(same_to_least_precision(left.low, right.low, desk))
            return choose_truth(exact, to_least, _equal_if_known(left, right, type_, desk))
        case _:
            return _equal_if_known(left, right, type_, desk)


def _lists_equivalent(left: Several, right: Several, item: Type, desk: Desk) -> Truth:
    truth = CERTAIN
    for where, mine, theirs in pairs_of(left.slots, right.slots):
        truth = conjunction(truth, choose_truth(where, equivalent(mine, theirs, item, desk), CERTAIN))
    return choose_truth(_unsettled(left, right), UNRECORDED, _of_one_length(left, right, truth))


def same_to_least_precision(left: ArithRef, right: ArithRef, desk: Desk) -> BoolRef:
    """That two decimals are the same once both are rounded to the places of the one that has fewer of them."""
    mine, theirs = constant(left), constant(right)
    if mine is not None:
        return _same_as(mine, right)
    if theirs is not None:
        return _same_as(theirs, left)
    desk.unbounded()
    found = desk.fresh_truth("equivalent")
    desk.require(implies(same(left, right), found))
    desk.require(implies(at_most(number(1), magnitude(minus(left, right))), negate(found)))
    return found


def _same_as(stated: Fraction, term: ArithRef) -> BoolRef:
    """That the term rounds to the stated number, or is what the stated number rounds to."""
    places = places_of(stated)
    rounded = [_rounded(stated, fewer) for fewer in range(places)]
    points = [each for fewer, each in enumerate(rounded) if places_of(each) == fewer]
    half = Fraction(1, 2 * 10**places)
    low, high = number(stated - half), number(stated + half)
    # halves go away from zero
    above = less(low, term) if stated <= 0 else at_most(low, term)
    below = less(term, high) if stated >= 0 else at_most(term, high)
    return either(both(above, below), *(same(term, number(each)) for each in points))


def places_of(number_: Fraction) -> int:
    """How many decimal places the number has, which has no more than a decimal can."""
    places = 0
    while (number_ * 10**places).denominator != 1:
        places += 1
    return places


def _rounded(number_: Fraction, places: int) -> Fraction:
    doubled = abs(number_) * 10**places * 2
    units = (doubled.numerator // doubled.denominator + 1) // 2
    return Fraction(units if number_ >= 0 else -units, 10**places)


SAMENESS: Mapping[Relation, bool] = MappingProxyType(
    {
        Relation.EQUAL: True,
        Relation.NOT_EQUAL: False,
        Relation.EQUIVALENT: True,
        Relation.NOT_EQUIVALENT: False,
    }
)
"""The comparisons that ask whether two values are the same, and whether they say yes or no to that."""
