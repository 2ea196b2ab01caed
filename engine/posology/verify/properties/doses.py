"""The laws about doses: sums and limits, added up and compared again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from posology.ir.limits import TOTAL
from posology.ir.plan import Limit, LimitKind, Measure
from posology.results.check import Cells, Check, Volume
from posology.verify.properties.law import Law
from posology.verify.properties.scene import Scene


def _sums(scene: Scene) -> Iterator[str]:
    for route in scene.check.doses:
        lines = [each.cells for each in scene.check.plan if each.site == route.site]
        if route.count is not None and route.count != len(lines):
            yield f"{route.site} has {route.count} targets, and {len(lines)} are laid out"
        if route.count is not None and route.cells.counted and _added(lines) != _ends(route.cells):
            yield f"{route.site} has {_said(route.cells)}, and its targets {_added(lines)}"
    routes = [each.cells for each in scene.check.doses]
    if all(each.counted for each in routes) and _added(routes) != _ends(scene.check.total):
        yield f"the total is {_said(scene.check.total)}, and the routes {_added(routes)}"


def _added(parts: Iterable[Cells]) -> tuple[int | None, int | None]:
    low, high = zip(*(_ends(each) for each in parts), strict=True) if (parts := list(parts)) else ((), ())
    return _sum(low), _sum(high)


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = list(numbers)
    return None if None in known else sum(each for each in known if each is not None)


def _ends(cells: Cells) -> tuple[int | None, int | None]:
    return cells.minimum, cells.maximum


def _said(cells: Cells) -> str:
    return f"{cells.minimum} to {cells.maximum} cells"


SUMS = Law(
    id="sums-agree",
    claim="The targets of a route add up to the route, and the routes to the total",
    broken=_sums,
)


def _limits(scene: Scene) -> Iterator[str]:
    for limit in scene.judge.rules.protocol.limits:
        if limit.kind is LimitKind.HARD:
            for said, low, high in _measured(limit, scene.check):
                if limit.minimum is not None and low < limit.minimum:
                    yield f"{said} is {low} {limit.measure}, under the limit of {limit.minimum}"
                if limit.maximum is not None and high > limit.maximum:
                    yield f"{said} is {high} {limit.measure}, over the limit of {limit.maximum}"


def _measured(limit: Limit, check: Check) -> Iterator[tuple[str, Fraction, Fraction]]:
    """What the limit bounds in the plan of this patient, from the least to the most, where it is known."""
    for said, cells, volume in _given(limit, check):
        match limit.measure:
            case Measure.CELLS:
                # a control without cells is under no limit on them
                if cells.minimum is not None and cells.maximum:
                    yield said, Fraction(cells.minimum), Fraction(cells.maximum)
            case Measure.VOLUME:
                if volume is not None:
                    yield said, Fraction(volume.minimum), Fraction(volume.maximum)
            case Measure.CONCENTRATION:
                if volume is not None and cells.minimum is not None and cells.maximum:
                    yield (
                        said,
                        cells.minimum / Fraction(volume.maximum),
                        cells.maximum / Fraction(volume.minimum),
                    )


def _given(limit: Limit, check: Check) -> Iterator[tuple[str, Cells, Volume | None]]:
    if limit.each:
        for line in check.plan:
            if limit.site in {line.site, TOTAL}:
                yield f"a target of {line.step}", line.cells, line.volume
    elif limit.site != TOTAL:
        for route in check.doses:
            if route.site == limit.site and route.count:
                yield f"the route {route.site}", route.cells, route.volume
    elif any(route.count for route in check.doses):
        volumes = [route.volume for route in check.doses if route.count]
        yield "the total", check.total, _together(volumes)


def _together(volumes: list[Volume | None]) -> Volume | None:
    known = [each for each in volumes if each is not None]
    if len(known) < len(volumes):
        return None
    return Volume(
        minimum=sum((each.minimum for each in known), Decimal(0)),
        maximum=sum((each.maximum for each in known), Decimal(0)),
    )


LIMITS = Law(
    id="doses-within-limits",
    claim="What is laid out for a target, a route and in all lies within every hard limit of the protocol",
    broken=_limits,
)
