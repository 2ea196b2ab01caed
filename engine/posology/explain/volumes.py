"""What is drawn for each target, and what is given, held against every limit of a volume."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from posology.explain.rules import Rules
from posology.ir.plan import LimitKind, Measure
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
    """The thawed product that holds the planned cells: exactly, and as far as it can be drawn."""

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

    least: int | None
    most: int | None

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
        found = _step_volume(line, rules, concentration)
        volumes.append(found)
        faults.extend(_faults(found, line, rules, concentration))
    return tuple(volumes), tuple(faults)


def bounds_of(line: PlanLine, rules: Rules) -> tuple[VolumeBound, ...]:
    """Everything that bounds the volume of one target of the line: protocol first, then the clinic's own limit."""
    return tuple(_bounds(line, rules))


def _step_volume(line: PlanLine, rules: Rules, concentration: Fraction | None) -> StepVolume:
    cells = line.cells.planned if line.cells.counted else None
    room = _room(line, rules)
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
        difference=None if drawn is None or not cells else _difference(drawn, cells, room),
        given=given,
        diluent=diluent if diluent is not None and diluent >= 0 else None,
        bounds=bounds,
        within=None if given is None or not bounds else all(_keeps(given, each) for each in bounds),
        says=tuple(_says(drawn, cells, planned, bounds)),
    )


def _room(line: PlanLine, rules: Rules) -> _Room:
    """The fewest and the most cells that one target may get: the protocol's range, or the hard limits of one number."""
    least, most = line.cells.minimum, line.cells.maximum
    if least is None or most is None or least < most:
        return _Room(least=least, most=most)
    hard = [
        each
        for each in rules.protocol.limits
        if each.site == line.site and each.measure is Measure.CELLS and each.kind is LimitKind.HARD
    ]
    return _Room(
        least=max((int(each.minimum) for each in hard if each.minimum is not None), default=None),
        most=min((int(each.maximum) for each in hard if each.maximum is not None), default=None),
    )


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


def _difference(drawn: _Drawn, cells: int, room: _Room) -> str:
    """How far what is drawn differs from what is planned; a measured volume can meet a single number only so nearly."""
    share = (drawn.held - cells) / cells * 100
    if share == 0:
        return "exactly the planned cells"
    percent = half_up(abs(share), HUNDREDTHS)
    size = f"{decimal_in_words(percent)} %" if percent else "less than 0.01 %"
    outside = "" if room.has(drawn.held) else ", as near as hundredths of a mL come to the one number of the protocol"
    return f"{size} {'more' if share > 0 else 'fewer'} cells than planned{outside}"


def _says(
    drawn: _Drawn | None, cells: int | None, planned: Decimal | None, bounds: tuple[VolumeBound, ...]
) -> Iterator[str]:
    if drawn is not None and cells is not None:
        per = exact_decimal(drawn.concentration)
        each = "" if per is None else f", divided by {_cells(per)} in each mL,"
        yield (
            f"{cells_in_words(cells)}{each} are in {_exact_in_words(drawn.exact)}; "
            f"drawn as {decimal_in_words(drawn.rounded)} mL, rounded to hundredths"
        )
        if planned is not None and planned >= drawn.rounded:
            diluent = planned - drawn.rounded
            yield f"made up with {decimal_in_words(diluent)} mL to {decimal_in_words(planned)} mL"
    elif planned is not None:
        yield f"{decimal_in_words(planned)} mL as planned"
    if not bounds:
        yield "no limit of its volume is recorded"
    yield from (bound_in_words(each) for each in bounds)


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


def _faults(found: StepVolume, line: PlanLine, rules: Rules, concentration: Fraction | None) -> Iterator[VolumeFault]:
    """What of the volume cannot be, or needs a reason."""
    if found.given is None:
        return
    given = decimal_in_words(found.given)

    def fault(says: str, *, soft: bool = False) -> VolumeFault:
        return VolumeFault(step=line.step, site=line.site, soft=soft, says=says)

    for bound in found.bounds:
        # of a range that the protocol states, and of what is planned inside it, the check itself tells the soft limits
        if not _keeps(found.given, bound) and not (bound.soft and line.volume is not None):
            says = f"{given} mL for each target of {line.step} are outside {bound_in_words(bound)}"
            yield fault(says, soft=bound.soft)
    if found.drawn is not None and concentration is not None and found.cells:
        held, room = Fraction(found.drawn) * concentration, _room(line, rules)
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
        yield fault(
            f"the planned cells of {line.step} take {taken} mL of the thawed product, more than the {given} mL planned "
            "for each target"
        )
    if concentration is not None and found.cells:
        yield from _concentrations(found.cells / Fraction(found.given), line, rules)


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
        None if room.least is None else f"at least {cells_in_words(room.least)}",
        None if room.most is None else f"at most {cells_in_words(room.most)}",
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
