"""What is drawn for each target, and what is given, held against every limit of a volume."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from posology.explain.rules import Rules
from posology.ir.limits import TOTAL
from posology.ir.plan import Limit, LimitKind, Measure
from posology.results.amounts import amount_in_words, bounds_in_words
from posology.results.check import Check, PlanLine
from posology.results.supply import StepVolume, VolumeBound
from posology.values.exact import exact_decimal
from posology.values.numerals import cells_in_words, decimal_in_words
from posology.values.rounding import half_up

HUNDREDTHS = 2
"""Places after the point, in mL, as an ordinary 1 mL syringe is marked."""


NEAR_ONE_NUMBER: Final = 5
"""Percent by which what is drawn may differ from a dose that is one number. No source states one: a proposal, which
decision 0019 argues for. Whatever is farther off is not laid out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeFault:
    """A volume or concentration that lies outside a bound of its step; a `soft` one may be passed with a reason."""

    step: str
    site: str
    soft: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """The product in hand that holds the planned cells: exactly, and as far as it can be drawn."""

    exact: Fraction
    rounded: Decimal
    concentration: Fraction

    @property
    def held(self) -> Fraction:
        """The cells in what is drawn."""
        return Fraction(self.rounded) * self.concentration


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """The fewest and the most cells that one target may get; None where there is no such end."""

    least: Fraction | None
    most: Fraction | None

    def has(self, cells: Fraction) -> bool:
        """Whether so many lie between the ends."""
        return (self.least is None or cells >= self.least) and (self.most is None or cells <= self.most)


def step_volumes(
    check: Check, rules: Rules, concentration: Fraction | None
) -> tuple[tuple[StepVolume, ...], tuple[VolumeFault, ...]]:
    """The volume for each target of each step of the plan, and whatever lies outside a bound."""
    steps = {line.step: line for line in reversed(check.plan)}
    volumes: list[StepVolume] = []
    faults: list[VolumeFault] = []
    for line in (steps[name] for name in dict.fromkeys(each.step for each in check.plan)):
        room = _room(line, check, rules)
        found = _step_volume(line, rules, concentration, room)
        volumes.append(found)
        faults.extend(_faults(found, line, rules, (concentration, room)))
    if concentration is not None:
        faults.extend(_sums(check, rules, {each.step: each.drawn for each in volumes}, concentration))
    return tuple(volumes), tuple(faults)


def bounds_of(line: PlanLine, rules: Rules) -> tuple[VolumeBound, ...]:
    """Everything that bounds the volume of one target of the line: protocol first, then the clinic's own limit."""
    return tuple(_bounds(line, rules))


def _step_volume(line: PlanLine, rules: Rules, concentration: Fraction | None, room: _Room) -> StepVolume:
    cells = line.cells.planned if line.cells.counted else None
    drawn = None if concentration is None or not cells else _draw(cells, concentration, room)
    planned = rules.site.volumes.get(line.step)
    if planned is None and line.volume is not None:
        planned = line.volume.planned
    given = planned if planned is not None else None if drawn is None else drawn.rounded
    bounds = bounds_of(line, rules)
    diluent = None if drawn is None or planned is None else planned - drawn.rounded
    return StepVolume(
        step=line.step,
        site=line.site,
        cells=cells,
        drawn=None if drawn is None else drawn.rounded,
        exact=None if drawn is None else _exact_in_words(drawn.exact),
        difference=None if drawn is None or not cells else _difference(drawn, cells),
        given=given,
        diluent=diluent if diluent is not None and diluent >= 0 else None,
        bounds=bounds,
        within=None if given is None or not bounds else all(_keeps(given, each) for each in bounds),
        says=tuple(_says(drawn, cells, planned, bounds)),
    )


def _room(line: PlanLine, check: Check, rules: Rules) -> _Room:
    """The fewest and the most cells that one target may get: the protocol's range, or the hard limits of one number.

    A limit on a sum bounds one target by its share of the planned sum: where each target keeps its share, all keep the
    limit.
    """
    least, most, cells = line.cells.minimum, line.cells.maximum, line.cells.planned
    if least is None or most is None or least < most:
        return _Room(least=_fraction(least), most=_fraction(most))
    ends = [
        (_part(each.minimum, share), _part(each.maximum, share))
        for each in rules.protocol.limits
        if each.measure is Measure.CELLS and each.kind is LimitKind.HARD
        for share in _share(each, line, check, cells)
    ]
    return _Room(
        least=max((low for low, _ in ends if low is not None), default=None),
        most=min((high for _, high in ends if high is not None), default=None),
    )


def _share(limit: Limit, line: PlanLine, check: Check, cells: int | None) -> Iterator[Fraction]:
    """The part of the limit that one target of the line has; nothing where the limit does not bear on it."""
    if limit.each and limit.site == line.site:
        yield Fraction(1)
    elif not limit.each and limit.site in {line.site, TOTAL}:
        planned = [each.cells.planned for each in check.plan if limit.site in {each.site, TOTAL} and each.cells.counted]
        if cells and all(each is not None for each in planned):
            yield Fraction(cells, sum(each for each in planned if each is not None))


def _part(end: int | Decimal | None, share: Fraction) -> Fraction | None:
    return None if end is None else Fraction(end) * share


def _fraction(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number)


def _draw(cells: int, concentration: Fraction, room: _Room) -> _Drawn:
    """Rounded half up to hundredths, or to the other side where only that leaves the cells in what may be given."""
    exact = cells / concentration
    rounded = half_up(exact, HUNDREDTHS)
    nearest = _Drawn(exact=exact, rounded=rounded, concentration=concentration)
    step = Decimal(1).scaleb(-HUNDREDTHS)
    other = rounded - step if Fraction(rounded) > exact else rounded + step
    across = _Drawn(exact=exact, rounded=other, concentration=concentration)
    if not room.has(nearest.held) and other > 0 and room.has(across.held):
        return across
    return nearest


def _exact_in_words(number: Fraction) -> str:
    """The number as a decimal where it has one that ends, else as a division."""
    finite = exact_decimal(number)
    if finite is not None:
        return f"{decimal_in_words(finite)} mL"
    return (
        f"{decimal_in_words(Decimal(number.numerator))} divided by {decimal_in_words(Decimal(number.denominator))} mL"
    )


def _difference(drawn: _Drawn, cells: int) -> str:
    """How far what is drawn differs from what is planned, in percent; nothing where it does not."""
    share = (drawn.held - cells) / cells * 100
    if share == 0:
        return ""
    exact = exact_decimal(abs(share))
    percent = half_up(abs(share), HUNDREDTHS)
    size = f"{'' if exact == percent else 'about '}{decimal_in_words(percent)} %" if percent else "less than 0.01 %"
    return f"{size} {'more' if share > 0 else 'fewer'} cells than planned"


def _says(
    drawn: _Drawn | None, cells: int | None, planned: Decimal | None, bounds: tuple[VolumeBound, ...]
) -> Iterator[str]:
    if drawn is not None and cells is not None:
        per = exact_decimal(drawn.concentration)
        each = "" if per is None else f", divided by {_cells(per)} in each mL,"
        yield f"{cells_in_words(cells)}{each} are {_drawn_in_words(drawn)}, with {_difference_in_full(drawn, cells)}"
        if planned is not None and planned >= drawn.rounded:
            diluent = planned - drawn.rounded
            yield f"made up with {decimal_in_words(diluent)} mL to {decimal_in_words(planned)} mL"
    elif planned is not None:
        yield f"{decimal_in_words(planned)} mL as planned"
    if not bounds:
        yield "no limit of its volume is recorded"
    yield from (bound_in_words(each) for each in bounds)


def _drawn_in_words(drawn: _Drawn) -> str:
    """`27.78 mL, rounded to hundredths from 250 divided by 9 mL exactly`."""
    said = f"{decimal_in_words(drawn.rounded)} mL"
    if drawn.exact == Fraction(drawn.rounded):
        return f"exactly {said}"
    return f"{said}, rounded to hundredths from {_exact_in_words(drawn.exact)} exactly"


def _difference_in_full(drawn: _Drawn, cells: int) -> str:
    """The percentage with the cells that it stands for, the whole ones where there is a part of one."""
    if drawn.held == cells:
        return "exactly the planned cells"
    off = abs(drawn.held - cells)
    whole = off.numerator // off.denominator
    about = "" if off.denominator == 1 else "about "
    return f"{_difference(drawn, cells)}, {about}{cells_in_words(whole)}"


def bound_in_words(bound: VolumeBound) -> str:
    """`at most 1.5 mL, the clinic's own limit`."""
    least = None if bound.minimum is None else f"at least {decimal_in_words(bound.minimum)} mL"
    most = None if bound.maximum is None else f"at most {decimal_in_words(bound.maximum)} mL"
    return f"{' and '.join(filter(None, (least, most)))}, {bound.by}"


def _bounds(line: PlanLine, rules: Rules) -> Iterator[VolumeBound]:
    if line.volume is not None:
        yield VolumeBound(
            minimum=line.volume.minimum,
            maximum=line.volume.maximum,
            by="the protocol's range",
            source="",
            citation=line.citation,
        )
    for limit in rules.protocol.limits:
        if limit.site == line.site and limit.each and limit.measure is Measure.VOLUME:
            yield VolumeBound(
                minimum=None if limit.minimum is None else Decimal(limit.minimum),
                maximum=None if limit.maximum is None else Decimal(limit.maximum),
                by=f"the protocol's {limit.kind} limit",
                source="",
                citation=limit.citation,
                soft=limit.kind is not LimitKind.HARD,
            )
    for own in rules.site.volume_limits:
        if own.site == line.site:
            yield VolumeBound(
                minimum=own.minimum,
                maximum=own.maximum,
                by="the clinic's own limit",
                source=own.source,
                citation=None,
            )


def _keeps(given: Decimal, bound: VolumeBound) -> bool:
    return (bound.minimum is None or given >= bound.minimum) and (bound.maximum is None or given <= bound.maximum)


def _faults(
    found: StepVolume, line: PlanLine, rules: Rules, drawing: tuple[Fraction | None, _Room]
) -> Iterator[VolumeFault]:
    """What of the volume cannot be, or needs a reason."""
    if found.given is None:
        return
    concentration, room = drawing
    given = decimal_in_words(found.given)

    def fault(says: str, *, soft: bool = False) -> VolumeFault:
        return VolumeFault(step=line.step, site=line.site, soft=soft, says=says)

    for bound in found.bounds:
        # of a range that the protocol states, and of what is planned inside it, the check itself tells the soft limits
        if not _keeps(found.given, bound) and not (bound.soft and line.volume is not None):
            says = f"{given} mL for each target of {line.step} are outside {bound_in_words(bound)}"
            yield fault(says, soft=bound.soft)
    if found.drawn is not None and concentration is not None and found.cells:
        held = Fraction(found.drawn) * concentration
        if not found.drawn or not _may_be_drawn(
            held, found.cells, room, is_one=line.cells.minimum == line.cells.maximum
        ):
            # a syringe is marked in hundredths: of a product so strong nothing can be drawn that is inside
            yield fault(
                f"the planned cells of {line.step} are drawn as {decimal_in_words(found.drawn)} mL, which hold "
                f"{_held_in_words(held)} and not {_room_in_words(room)}; the product is too strong to be measured in "
                "hundredths of a mL"
            )
    if found.drawn is not None and found.drawn > found.given:
        taken = decimal_in_words(found.drawn)
        product = rules.site.product
        of = "product" if product is None else product.in_hand
        yield fault(
            f"the planned cells of {line.step} take {taken} mL of the {of}, more than the {given} mL planned for each "
            "target"
        )
    if concentration is not None and found.cells:
        yield from _concentrations(found.cells / Fraction(found.given), line, rules)


def _sums(
    check: Check, rules: Rules, drawn: Mapping[str, Decimal | None], concentration: Fraction
) -> Iterator[VolumeFault]:
    """The hard limits on a sum that the planned cells keep and those drawn for them do not.

    A limit that is one number is met as nearly as each target is; of that the target itself tells.
    """
    for limit in rules.protocol.limits:
        ends = (_part(limit.minimum, Fraction(1)), _part(limit.maximum, Fraction(1)))
        if limit.each or limit.measure is not Measure.CELLS or limit.kind is not LimitKind.HARD or ends[0] == ends[1]:
            continue
        lines = [each for each in check.plan if limit.site in {each.site, TOTAL} and each.cells.planned]
        amounts = [drawn.get(each.step) for each in lines]
        if not lines or any(each is None for each in amounts):
            continue
        held = sum((Fraction(each) * concentration for each in amounts if each is not None), Fraction())
        if not _Room(least=ends[0], most=ends[1]).has(held):
            # what a limit bounds in all has no route of its own: the first that gives some is not laid out
            says = f"{_held_in_words(held)} are drawn in all, outside the hard limit of {bounds_in_words(limit)}"
            yield VolumeFault(step=lines[0].step, site=lines[0].site, soft=False, says=says)


def _may_be_drawn(held: Fraction, cells: int, room: _Room, *, is_one: bool) -> bool:
    """Whether what is drawn lies where the dose may lie; one number is seldom met by hundredths, and must be near."""
    if not is_one:
        return room.has(held)
    is_near = abs(held - cells) * 100 <= cells * NEAR_ONE_NUMBER
    return is_near and (room.has(held) or room.least == room.most)


def _held_in_words(held: Fraction) -> str:
    """The cells that are drawn, where they are no whole number the whole ones."""
    return cells_in_words(held.numerator // held.denominator)


def _room_in_words(room: _Room) -> str:
    ends = (
        None if room.least is None else f"at least {_held_in_words(room.least)}",
        None if room.most is None else f"at most {_held_in_words(room.most)}",
    )
    return " and ".join(each for each in ends if each is not None) or "the planned ones"


def _concentrations(in_each: Fraction, line: PlanLine, rules: Rules) -> Iterator[VolumeFault]:
    """The limits on cells in each mL that what is given lies outside of."""
    for limit in rules.protocol.limits:
        if limit.site != line.site or limit.measure is not Measure.CONCENTRATION:
            continue
        low = limit.minimum is not None and in_each < Fraction(limit.minimum)
        if low or (limit.maximum is not None and in_each > Fraction(limit.maximum)):
            given = amount_in_words((in_each, in_each), Measure.CONCENTRATION)
            says = f"{given} for {line.step} are outside the {limit.kind} limit of {bounds_in_words(limit)}"
            yield VolumeFault(step=line.step, site=line.site, soft=limit.kind is not LimitKind.HARD, says=says)


def _cells(number: Decimal) -> str:
    if number == number.to_integral_value():
        return cells_in_words(int(number))
    return f"{decimal_in_words(number)} cells"
