"""The cells of each route, with the formula and the values that went into it."""

from __future__ import annotations

from posology.explain.criteria import basis_paths
from posology.explain.plan import NO_CELLS, UNKNOWN_CELLS, JudgedStep, add_cells, add_volumes, times
from posology.ir.nodes import ExtremeOf
from posology.ir.plan import CellFormula, CellsNotCounted, NoCells, RequestedTargets
from posology.knowledge.anatomy import Anatomy
from posology.record.facts import Facts
from posology.results.amounts import range_in_words, volume_in_words
from posology.results.check import Basis, Cells, RouteDose
from posology.results.trace import Trace
from posology.results.wording import describe
from posology.values.numerals import count_in_words, decimal_in_words, join_in_words, quantity_in_words
from posology.values.quantity import Quantity
from posology.values.truth import NULL, Cause


def basis_of(trace: Trace, facts: Facts) -> tuple[Basis, ...]:
    """The recorded values that a trace rests on; an element that is not recorded stands there without a value."""
    found: list[Basis] = []
    for path in basis_paths(trace):
        if path in {"as_of", "procedure.date"} or path.startswith("plan."):
            continue
        recorded = facts.values.get(path)
        found.append(
            Basis(element=path, value=None, date=None, source=None)
            if recorded is None
            else Basis(
                element=path,
                value=recorded.written,
                date=None if recorded.date is None else str(recorded.date),
                source=recorded.source,
            )
        )
    return tuple(found)


def route_doses(steps: tuple[JudgedStep, ...], facts: Facts, anatomy: Anatomy) -> tuple[RouteDose, ...]:
    """One dose for each site of the protocol, in the order of its steps; a site that is not planned has no cells."""
    sites = dict.fromkeys(judged.step.site for judged in steps)
    return tuple(
        _route_dose(site, tuple(each for each in steps if each.step.site == site), facts, anatomy) for site in sites
    )


def _route_dose(site: str, steps: tuple[JudgedStep, ...], facts: Facts, anatomy: Anatomy) -> RouteDose:
    unknown = any(each.unknown is not None for each in steps)
    applying = tuple(each for each in steps if each.applies is True)
    cells = UNKNOWN_CELLS if unknown else add_cells(tuple(times(each.cells, len(each.targets)) for each in applying))
    traces = [each.trace for each in applying if each.trace is not None]
    return RouteDose(
        site=site,
        count=None if unknown else sum(len(each.targets) for each in applying),
        cells=cells,
        volume=None if unknown else add_volumes(tuple(each.volume for each in applying for _ in each.targets)),
        formula=_formula(site, steps, applying, cells, anatomy),
        because=tuple(dict.fromkeys(basis for trace in traces for basis in basis_of(trace, facts))),
    )


def _formula(
    site: str, steps: tuple[JudgedStep, ...], applying: tuple[JudgedStep, ...], cells: Cells, anatomy: Anatomy
) -> str:
    """The formula with every input, in words that can be read aloud."""
    unknown = [each.unknown for each in steps if each.unknown is not None]
    told = [one.detail for each in unknown for one in each.reasons if one.cause is Cause.OUTSIDE_LIMITS]
    outside = list(dict.fromkeys(told))
    if outside:
        return f"not given: {'; '.join(outside)}"
    if unknown:
        null = all(each == NULL for each in unknown)
        why = "an operation has no result for the recorded values" if null else "an input is missing"
        return f"cannot be calculated: {why}"
    if not applying:
        reasons = [each.step.otherwise for each in steps if each.step.otherwise]
        return f"not planned: {reasons[0]}" if reasons else "not planned"
    parts = "; ".join(_step_formula(each, anatomy.sites[site].target) for each in applying)
    return parts if len(applying) == 1 else f"{parts}; together {range_in_words(cells)}"


def _step_formula(judged: JudgedStep, target: str) -> str:
    if isinstance(judged.step.cells, CellFormula):
        rounded, worked = _rounded(judged), "" if judged.trace is None else describe(judged.trace)
        # a number that is written out is not said twice
        beside = "" if worked in {"", rounded} else f": {worked}{_between(judged.trace)}"
        return f"{judged.step.cells.says}{beside} = {rounded}{_for_all_targets(judged, target)}"
    count = len(judged.targets)
    volume = None if judged.volume is None else volume_in_words(judged.volume)
    amount = range_in_words(judged.cells)
    if isinstance(judged.step.cells, NoCells | CellsNotCounted) and volume is not None:
        amount = volume if isinstance(judged.step.cells, CellsNotCounted) else f"{volume} without cells"
    elif volume is not None:
        amount = f"{amount} in {volume}"
    named = f"{count_in_words(count)} {target}{'' if count == 1 else 's'}"
    if count == 1 and not isinstance(judged.step.targets, RequestedTargets):
        return amount
    together = add_volumes((judged.volume,) * count)
    sums = [range_in_words(times(judged.cells, count))] if judged.cells.counted and judged.cells.maximum else []
    sums += [volume_in_words(together)] if together is not None else []
    return f"{named} times {amount} each = {' in '.join(sums) or 'no cells'}"


def _between(trace: Trace | None) -> str:
    """The numbers of which the least or the greatest is taken: `, of 100 million cells and 72 million cells`."""
    if trace is None or not isinstance(trace.node, ExtremeOf):
        return ""
    items = [each.value for part in trace.parts for each in part.parts]
    amounts = [quantity_in_words(each) for each in items if isinstance(each, Quantity)]
    return f", of {join_in_words(amounts)}" if len(amounts) == len(items) > 1 else ""


def _rounded(judged: JudgedStep) -> str:
    """The cells for a target, behind the exact number that the formula gave where the one rounding changed it."""
    rounded = range_in_words(judged.cells)
    if judged.unrounded is None:
        return rounded
    return f"{decimal_in_words(judged.unrounded)} cells, rounded half up to whole cells: {rounded}"


def _for_all_targets(judged: JudgedStep, target: str) -> str:
    """What a formula for each target comes to for several of them."""
    count = len(judged.targets)
    if count == 1:
        return ""
    return f" for each of {count_in_words(count)} {target}s = {range_in_words(times(judged.cells, count))}"


def total_cells(doses: tuple[RouteDose, ...]) -> Cells:
    """The sum of all routes."""
    return add_cells(tuple(each.cells for each in doses)) if doses else NO_CELLS
