"""What a plan gives, held against the limits of the protocol, as terms: what `posology.explain.limits` finds passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from z3 import ArithRef, BoolRef, If, IntVal, Q, Sum, ToReal

from posology.ir.limits import MOST_CELLS, TOTAL
from posology.ir.plan import CellsNotCounted, Limit, LimitKind, Measure, NoCells, ProductLimit
from posology.ir.protocol import Protocol
from posology.prove.criteria import Lookup
from posology.prove.expression_terms import FALSE, both, either, negate, number
from posology.prove.plan import SymbolicStep
from posology.prove.symbols import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A limit held against a plan.

    `least` and `most` are what it measures, over all that is concerned or for each target of `step`. `asked` is whether
    there is anything to hold against it, and everything that counts towards it is known; `passed` is then whether the
    amount lies outside of it, in whole or in part. `steps` are those that are concerned.
    """

    limit: Limit
    step: str | None
    steps: tuple[str, ...]
    least: ArithRef
    most: ArithRef
    asked: BoolRef

    @property
    def passed(self) -> BoolRef:
        """Whether the limit is passed."""
        return both(self.asked, either(self.too_little, self.too_much))

    @property
    def too_little(self) -> BoolRef:
        """Whether the least lies under the limit."""
        return FALSE if self.limit.minimum is None else self.least < exactly(self.limit.minimum)

    @property
    def too_much(self) -> BoolRef:
        """Whether the most lies over the limit."""
        return FALSE if self.limit.maximum is None else self.most > exactly(self.limit.maximum)


def exactly(bound: int | Decimal) -> ArithRef:
    """The term of a bound."""
    return number(Fraction(bound))


def amount(judged: SymbolicStep, measure: Measure) -> tuple[ArithRef, ArithRef] | None:
    """What each target gets of what is measured, from the least to the most; None where that is not said."""
    volume = judged.step.volume
    if measure is Measure.VOLUME:
        return None if volume is None else (exactly(volume.minimum), exactly(volume.maximum))
    if judged.cells is None:
        return None
    fewest, most = ToReal(judged.cells[0]), ToReal(judged.cells[1])
    if measure is Measure.CELLS:
        return fewest, most
    return None if volume is None else (fewest / exactly(volume.maximum), most / exactly(volume.minimum))


def hold(limit: Limit, steps: Sequence[SymbolicStep]) -> tuple[Held, ...]:
    """The limit held against the plan: once for each step where it is for each target, else once at most."""
    of_site = [each for each in steps if limit.site in (TOTAL, each.step.site)]
    concerned = [(each, given) for each in of_site if (given := amount(each, limit.measure)) is not None]
    if limit.each:
        return tuple(
            Held(
                limit=limit,
                step=each.step.id,
                steps=(each.step.id,),
                least=least,
                most=most,
                asked=each.given,
            )
            for each, (least, most) in concerned
        )
    if not concerned:
        return ()
    # a sum of which a part is unknown cannot be held against anything
    known = negate(either(*(each.unknown for each in of_site)))
    return (
        Held(
            limit=limit,
            step=None,
            steps=tuple(each.step.id for each, _ in concerned),
            least=_sum([(each, least) for each, (least, _) in concerned]),
            most=_sum([(each, most) for each, (_, most) in concerned]),
            asked=both(known, either(*(each.given for each, _ in concerned))),
        ),
    )


def _sum(parts: Sequence[tuple[SymbolicStep, ArithRef]]) -> ArithRef:
    """All targets of all steps that are given, added up."""
    nothing = Q(0, 1)
    return Sum(*(If(both(step.given, there), each, nothing) for step, each in parts for there in step.targets), nothing)


def is_no_dose(judged: SymbolicStep) -> BoolRef:
    """Whether the cells for a target are none at all, or out of proportion to any dose."""
    if judged.cells is None:
        return FALSE
    return both(judged.given, either(judged.cells[0] < 1, judged.cells[1] > MOST_CELLS))


def is_product_refused(limits: Sequence[ProductLimit], lookup: Lookup) -> BoolRef:
    """Whether what was measured of the product lies outside a hard limit."""
    return either(*(_is_outside(each, lookup) for each in limits if each.kind is LimitKind.HARD))


def _is_outside(limit: ProductLimit, lookup: Lookup) -> BoolRef:
    measured = lookup(limit.element)
    if not isinstance(measured, Number):
        return FALSE
    tests = (
        FALSE if limit.minimum is None else measured.low < exactly(limit.minimum),
        FALSE if limit.maximum is None else measured.low > exactly(limit.maximum),
        FALSE if limit.above is None else measured.low <= exactly(limit.above),
    )
    return both(measured.known, either(*tests))


def refused_by_limits(steps: Sequence[SymbolicStep], limits: Sequence[Limit]) -> Mapping[str, BoolRef]:
    """For each step whether it is not given because it passes a hard limit, or is no dose."""
    held = [each for limit in limits if limit.kind is LimitKind.HARD for each in hold(limit, steps)]
    return {
        judged.step.id: either(
            is_no_dose(judged), *(both(judged.given, each.passed) for each in held if judged.step.id in each.steps)
        )
        for judged in steps
    }


def step_findings(
    steps: Sequence[SymbolicStep], protocol: Protocol, lookup: Lookup
) -> Mapping[str, Mapping[str, BoolRef]]:
    """For each step when it applies, is left out or is not known, limits and product included."""
    refused = refused_by_limits(steps, protocol.limits)
    product = is_product_refused(protocol.product_limits, lookup)
    found: dict[str, Mapping[str, BoolRef]] = {}
    for judged in steps:
        is_product = FALSE if isinstance(judged.step.cells, NoCells) else product
        unknown = either(judged.unknown, refused[judged.step.id], both(judged.is_true, is_product))
        found[f"step:{judged.step.id}"] = {
            "unknown": unknown,
            "applies": both(judged.is_true, negate(unknown)),
            "left-out": both(judged.applies.known, negate(judged.applies.holds)),
        }
    return found


def cells_at(
    site: str, steps: Sequence[SymbolicStep], findings: Mapping[str, Mapping[str, BoolRef]]
) -> tuple[Number, Number]:
    """The fewest and the most cells that the plan gives at the site, or in all: null where none or not known.

    `findings` are those of `step_findings`: a dose that passes a hard limit is not given.
    """
    of_site = [each for each in steps if site in (TOTAL, each.step.site)]
    applying = [(each, findings[f"step:{each.step.id}"]["applies"]) for each in of_site]
    known = [negate(findings[f"step:{each.step.id}"]["unknown"]) for each in of_site]
    known += [negate(applies) for each, applies in applying if isinstance(each.step.cells, CellsNotCounted)]
    is_known = both(*known, either(*(applies for _, applies in applying)))
    nothing = IntVal(0)

    def total(end: int) -> Number:
        parts = [
            If(both(applies, there), each.cells[end], nothing)
            for each, applies in applying
            if each.cells is not None
            for there in each.targets
        ]
        cells = ToReal(Sum(*parts, nothing))
        return Number(known=is_known, blamed=FALSE, low=cells, high=cells)

    return total(0), total(1)
