"""Every small change of the limits: of what the plan gives, and of what was measured of the product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from posology.ir.plan import Limit, LimitKind, ProductLimit
from posology.values.numerals import decimal_in_words
from posology.verify.mutants.mutant import DROPPED, Change, with_part
from posology.verify.mutants.shifts import THOUSAND, step_of, step_of_cells

CONTRARY: Mapping[LimitKind, LimitKind] = {
    LimitKind.HARD: LimitKind.SOFT,
    LimitKind.SOFT: LimitKind.HARD,
    LimitKind.ASSOCIATION: LimitKind.SOFT,
}


def limit_changes(limit: Limit) -> Iterator[Change[Limit]]:
    """The limit dropped, and every part of it changed."""
    what = f"the limit of {limit.site} in {limit.measure}"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    for name, bound in (("minimum", limit.minimum), ("maximum", limit.maximum)):
        if bound is None:
            continue
        words = f"the {name} is dropped from {what}"
        yield Change(place=name, said=DROPPED, words=words, old=bound, new=with_part(limit, name, None))
        by = step_of_cells(bound) if isinstance(bound, int) else step_of(bound)
        for other in (bound - by, bound + by):
            words = f"the {name} of {_number(bound)} becomes {_number(other)} in {what}"
            new = with_part(limit, name, other)
            yield Change(place=name, said=f"{bound}->{other}", words=words, old=bound, new=new)
        thousands = bound * THOUSAND
        words = f"the {name} of {what} is a thousand times as large"
        new = with_part(limit, name, thousands)
        yield Change(place=name, said="in thousands", words=words, old=bound, new=new)
    each = "the sum of all targets" if limit.each else "each target"
    words = f"{what} is for {each}"
    yield Change(place="each", said="flipped", words=words, old=limit.each, new=replace(limit, each=not limit.each))
    kind = CONTRARY[limit.kind]
    words = f"{what} is {kind} instead of {limit.kind}"
    new = replace(limit, kind=kind)
    yield Change(place="kind", said=f"{limit.kind}->{kind}", words=words, old=limit.kind, new=new)


def product_limit_changes(limit: ProductLimit) -> Iterator[Change[ProductLimit]]:
    """The same for a limit of what was measured of the product."""
    what = f"the limit of {limit.element}"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    for name, bound in (("minimum", limit.minimum), ("maximum", limit.maximum), ("above", limit.above)):
        if bound is None:
            continue
        for other in (bound - step_of(bound), bound + step_of(bound)):
            words = f"the {name} of {_number(bound)} becomes {_number(other)} in {what}"
            new = with_part(limit, name, other)
            yield Change(place=name, said=f"{bound}->{other}", words=words, old=bound, new=new)
    for new, said in _ends_flipped(limit):
        yield Change(place="bound", said=said, words=f"{said} in {what}", old=said, new=new)
    kind = CONTRARY[limit.kind]
    words = f"{what} is {kind} instead of {limit.kind}"
    new = replace(limit, kind=kind)
    yield Change(place="kind", said=f"{limit.kind}->{kind}", words=words, old=limit.kind, new=new)


def _ends_flipped(limit: ProductLimit) -> Iterator[tuple[ProductLimit, str]]:
    if limit.minimum is not None and limit.above is None:
        yield replace(limit, minimum=None, above=limit.minimum), "at least becomes more than"
    if limit.above is not None and limit.minimum is None:
        yield replace(limit, minimum=limit.above, above=None), "more than becomes at least"


def _number(bound: int | Decimal) -> str:
    return decimal_in_words(Decimal(bound))
