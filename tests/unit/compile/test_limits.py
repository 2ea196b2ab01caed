"""Steps held against the hard limits before any patient is known, and after."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.compile.limits import check_limits, check_sites_used
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import NOWHERE
from posology.ir.limits import MOST_CELLS, Given, out_of_proportion, passed_limits, whole_cells
from posology.ir.plan import (
    CellRange,
    CellsNotCounted,
    Limit,
    LimitKind,
    Measure,
    NamedTargets,
    NoCells,
    OneTarget,
    RequestedTargets,
    Step,
    Targets,
)
from posology.ir.protocol import Citation

CITED = Citation(ref="trial", section="Dosing")
ONE = OneTarget(place="vein")
FOUR = NamedTargets(joints=("L3-L4", "L4-L5"), sides=("left", "right"))
SOME = RequestedTargets(element="requests.discs")
TWO = RequestedTargets(element="requests.discs", fewest=2, most=2)


def step(name: str, site: str, minimum: int, maximum: int, targets: Targets = ONE) -> Step:
    """A step of so many cells for each target."""
    return Step(
        id=name,
        site=site,
        when=None,
        because="",
        otherwise="",
        targets=targets,
        cells=CellRange(minimum=minimum, maximum=maximum),
        volume=None,
        carrier="",
        contents=(),
        arms=(),
        counts=(),
        approach="",
        sedation=False,
        citation=CITED,
        span=NOWHERE,
    )


def limit(
    site: str, minimum: int | None, maximum: int | None, *, each: bool = False, kind: LimitKind = LimitKind.HARD
) -> Limit:
    """A limit on a site."""
    return Limit(
        site=site,
        each=each,
        measure=Measure.CELLS,
        minimum=minimum,
        maximum=maximum,
        kind=kind,
        citation=CITED,
        span=NOWHERE,
    )


def refused(bound: Limit, *steps: Step) -> bool:
    """Whether the compiler refuses the steps under the limit."""
    diagnostics = Diagnostics()
    check_limits((bound,), steps, diagnostics)
    return diagnostics.has_errors


@pytest.mark.parametrize(
    ("bound", "steps", "is_refused"),
    [
        (limit("iv", 10, 20), (step("a", "iv", 10, 20),), False),
        (limit("iv", 10, 20), (step("a", "iv", 9, 20),), True),
        (limit("iv", 10, 20), (step("a", "iv", 10, 21),), True),
        (limit("iv", 10, 20, kind=LimitKind.SOFT), (step("a", "iv", 1, 99),), False),
        (limit("iv", None, 20), (step("a", "iv", 1, 20),), False),
        (limit("iv", 10, None), (step("a", "iv", 10, 999),), False),
        (limit("iv", 10, 20), (step("a", "disc", 99, 99),), False),
        # 4 targets of 5 are 20 in all, and 5 for each
        (limit("facet", 20, 20), (step("a", "facet", 5, 5, FOUR),), False),
        (limit("facet", 20, 20), (step("a", "facet", 5, 6, FOUR),), True),
        (limit("facet", 5, 5, each=True), (step("a", "facet", 5, 5, FOUR),), False),
        (limit("facet", 6, 9, each=True), (step("a", "facet", 5, 6, FOUR),), True),
        # how many discs a record asks for is not known, but for two it is
        (limit("disc", 5, 5), (step("a", "disc", 5, 5, SOME),), False),
        (limit("disc", 5, 5), (step("a", "disc", 5, 5, TWO),), True),
        # one step of several may be left out for a patient, so it need not reach the minimum alone
        (limit("facet", 20, 40), (step("a", "facet", 10, 10), step("b", "facet", 10, 10)), False),
        (limit("facet", 20, 40), (step("a", "facet", 10, 10), step("b", "facet", 10, 41)), True),
        # what a step gives at least must fit into the total, what it gives at most may be planned lower
        (limit("total", 5, 20), (step("a", "iv", 1, 30), step("b", "disc", 1, 1)), False),
        (limit("total", 5, 20), (step("a", "iv", 21, 30), step("b", "disc", 1, 1)), True),
    ],
)
def test_a_step_that_cannot_be_given_is_refused(bound: Limit, steps: tuple[Step, ...], is_refused: bool) -> None:
    """Before any patient is known, only what is certain is refused."""
    assert refused(bound, *steps) is is_refused


def test_a_control_has_no_cells_for_a_limit_to_bound() -> None:
    """It says so, unlike a dose by volume alone; a limit in mL binds both, and neither says a volume."""
    bound, in_ml = limit("iv", 10, 20), replace(limit("iv", 1, 2), measure=Measure.VOLUME)
    control, by_volume = (replace(step("a", "iv", 1, 1), cells=each) for each in (NoCells(), CellsNotCounted()))
    assert not refused(bound, control)
    assert not refused(replace(bound, each=True, measure=Measure.CONCENTRATION), control)
    assert refused(bound, by_volume)
    assert refused(in_ml, control)
    assert refused(in_ml, by_volume)


def test_a_limit_of_a_site_that_no_step_uses_is_told() -> None:
    """The total is used by every step."""
    diagnostics = Diagnostics()
    check_sites_used(
        (limit("iv", 1, 2), limit("total", 1, 2), limit("disc", 1, 2)), (step("a", "iv", 1, 1),), diagnostics
    )
    assert [(each.code, "`disc`" in each.message) for each in diagnostics] == [("P0452", True)]


def give(name: str, site: str, count: int, minimum: int, maximum: int) -> Given:
    """What a step gives."""
    return Given(step=name, site=site, count=count, cells=(minimum, maximum), volume=None)


def test_the_steps_that_pass_a_limit_are_named() -> None:
    """For each target the one step, for a site all its steps, for the total all of the plan."""
    given_ = (give("a", "facet", 2, 5, 6), give("b", "facet", 1, 7, 7), give("c", "iv", 1, 100, 100))
    limits = (limit("facet", 6, 9, each=True), limit("facet", 17, 18), limit("total", None, 118), limit("iv", 1, 100))
    passed = list(passed_limits(limits, given_, LimitKind.HARD))
    assert [(each.steps, *each.amount) for each in passed] == [
        (("a",), 5, 6),
        (("a", "b"), 17, 19),
        (("a", "b", "c"), 117, 119),
    ]
    assert not list(passed_limits(limits, given_, LimitKind.SOFT))


def test_a_site_that_is_not_planned_passes_nothing() -> None:
    """A minimum is asked of what is given, not of what is left out."""
    assert not list(passed_limits((limit("disc", 5, 9), limit("total", 5, 9)), (), LimitKind.HARD))


@pytest.mark.parametrize(
    ("minimum", "maximum", "is_none"), [(1, 1, False), (0, 1, True), (-5, 5, True), (1, MOST_CELLS + 1, True)]
)
def test_what_is_no_dose_is_told(minimum: int, maximum: int, is_none: bool) -> None:
    """Nothing, less than nothing, or more than anybody ever gave."""
    assert bool(list(out_of_proportion((give("a", "iv", 1, minimum, maximum),)))) is is_none


@pytest.mark.parametrize(
    ("written", "whole"),
    [("0", 0), ("0.5", 1), ("1.4999999999999999999999999999", 1), ("1.5", 2), ("2.5", 3), ("64400000.5", 64400001)],
)
def test_half_a_cell_counts_as_one(written: str, whole: int) -> None:
    """The one rounding of a dose is half up, not to the even number."""
    assert whole_cells(Decimal(written)) == whole


@given(st.decimals(min_value=0, max_value=10**25, places=3))
def test_rounding_moves_by_half_a_cell_at_most(magnitude: Decimal) -> None:
    """Whatever the number of digits."""
    assert 2 * abs(magnitude - whole_cells(magnitude)) <= 1
