"""Plans drawn at random, with limits, and what each step comes to for a few patients: alone, and as columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from posology.compile.condition_scope import scope_of
from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.limits import lay_out
from posology.explain.plan import JudgedStep
from posology.explain.situation import Situation
from posology.ir.nodes import Node
from posology.ir.plan import (
    CellFormula,
    CellRange,
    Cells,
    CellsNotCounted,
    Limit,
    LimitKind,
    Measure,
    NamedTargets,
    NoCells,
    OneTarget,
    ProductLimit,
    RequestedTargets,
    Step,
    Targets,
    VolumeRange,
)
from posology.ir.protocol import Protocol
from posology.record.facts import Facts, Recorded
from posology.screen.counts import with_counted, with_counted_only
from posology.screen.doses import with_cells
from posology.screen.expression import express
from posology.screen.frame import AS_OF, Frame, on_dates
from posology.screen.limits import with_limits
from posology.screen.plan import expressions_of, plan_columns
from posology.screen.queries import prepare
from posology.values.known import Entry, Known
from posology.values.quantity import Quantity
from tests.property.judging import Variant, knowledge, rules_of
from tests.unit.screen.agreement import Row, rows_of
from tests.unit.screen.cohorts import cohort_of

DAY = date(2026, 11, 20)
SITES = ("iv", "disc", "facet")
FORMULAS = (
    "weight * 1000000 '{cells}/kg'",
    "Max({100000000 '{cells}', weight * 1500000 '{cells}/kg'})",
    "87.5 '{cells}'",
)


@cache
def _template() -> Protocol:
    return rules_of(Variant("allorx-spine")).protocol


@cache
def condition(text: str) -> Node:
    """The condition or the formula."""
    node = compile_expression(text, scope_of(knowledge().dictionary), Diagnostics())
    assert node is not None, text
    return node


def protocol_of(
    steps: Sequence[Step], limits: Sequence[Limit] = (), product_limits: Sequence[ProductLimit] = ()
) -> Protocol:
    """A protocol that is nothing but a plan."""
    return replace(
        _template(),
        criteria=(),
        washout=(),
        together=None,
        steps=tuple(steps),
        limits=tuple(limits),
        product_limits=tuple(product_limits),
    )


def step(  # noqa: PLR0913 - every part of a step that a test may be about
    identifier: str,
    site: str = "iv",
    *,
    when: str | None = None,
    targets: Targets | None = None,
    cells: Cells | None = None,
    volume: VolumeRange | None = None,
) -> Step:
    """A step, by default of one target that gets five cells."""
    return replace(
        _template().steps[0],
        id=identifier,
        site=site,
        when=None if when is None else condition(when),
        targets=OneTarget(place="vein") if targets is None else targets,
        cells=CellRange(minimum=5, maximum=5) if cells is None else cells,
        volume=volume,
        counts=(),
    )


def formula(text: str) -> CellFormula:
    """The cells that the formula gives."""
    return CellFormula(expression=condition(text), says=text)


def limit(  # noqa: PLR0913 - every part of a limit
    site: str,
    measure: Measure = Measure.CELLS,
    minimum: int | Decimal | None = None,
    maximum: int | Decimal | None = None,
    *,
    each: bool = False,
    kind: LimitKind = LimitKind.HARD,
) -> Limit:
    """A limit, by default a hard one on the sum at the site."""
    own = _template().limits[0]
    return replace(own, site=site, each=each, measure=measure, minimum=minimum, maximum=maximum, kind=kind)


def patient(**values: Known) -> Facts:
    """A patient of whom this is recorded, by path with `__` for each dot."""
    recorded = {name.replace("__", "."): Recorded(value, "") for name, value in values.items()}
    return Facts("P", "", MappingProxyType(recorded), None)


def kilograms(number: str) -> Quantity:
    """A weight."""
    return Quantity(Decimal(number), "kg")


def discs(count: int) -> tuple[Entry, ...]:
    """So many discs to be treated."""
    return tuple(Entry({"level": f"L{number}"}) for number in range(count))


PATIENTS = (
    patient(),
    patient(weight=kilograms("72.000001"), requests__disc_injection=True, requests__discs=("L4-L5",), discs=discs(2)),
    patient(weight=kilograms("66.666666"), requests__disc_injection=False, requests__discs=(), discs=()),
    patient(weight=kilograms("0.000001"), requests__disc_injection=True, requests__discs=("L3-L4", "L4-L5", "L5-S1")),
    patient(weight=kilograms("250000"), requests__disc_injection=True, discs=discs(1)),
    patient(weight=kilograms("120"), requests__discs=("L4-L5",), discs=discs(4)),
    patient(requests__disc_injection=True, requests__discs=("L4-L5",)),
)
"""Patients with doses of no cell, of a few, and out of all proportion, and with none to four levels asked for."""


def as_columns(protocol: Protocol, records: Sequence[Facts] = PATIENTS) -> list[Row]:
    """What each step and each site comes to, by one query."""
    cohort, counted = cohort_of(records), with_counted_only(protocol)
    given = MappingProxyType({AS_OF: on_dates(DAY, cohort.patients["row"])[AS_OF]})
    frame = Frame(table=cohort.patients, key=("row",), lists=cohort.lists, given=given)
    frame = prepare(with_counted(frame, protocol, DAY), expressions_of(counted), express)
    frame = replace(frame, table=frame.table.mutate(**plan_columns(frame, counted)))
    return rows_of(with_cells(with_limits(frame, counted), counted).table)


def alone(protocol: Protocol, records: Sequence[Facts] = PATIENTS) -> list[Mapping[str, JudgedStep]]:
    """The steps as `explain` lays them out for each patient, by id."""
    return [
        {judged.step.id: judged for judged in lay_out(protocol, Situation(facts, DAY, DAY), {})} for facts in records
    ]


def _amounts() -> st.SearchStrategy[int]:
    return st.sampled_from((0, 1, 5, 7, 25_000_000, 100_000_000, 100_000_000_000, 100_000_000_001))


def _cells() -> st.SearchStrategy[Cells]:
    ranges = st.tuples(_amounts(), _amounts()).map(lambda each: CellRange(minimum=min(each), maximum=max(each)))
    formulas = st.sampled_from(FORMULAS).map(formula)
    return st.one_of(ranges, formulas, formulas, st.just(NoCells()), st.just(CellsNotCounted()))


def _targets() -> st.SearchStrategy[Targets]:
    most = st.sampled_from((None, 1, 2, 3))
    return st.one_of(
        st.just(OneTarget(place="vein")),
        st.sampled_from(((), ("left", "right"))).map(
            lambda sides: NamedTargets(joints=("C3-C4", "C4-C5"), sides=sides)
        ),
        st.builds(RequestedTargets, element=st.just("requests.discs"), fewest=st.integers(1, 2), most=most),
        st.builds(RequestedTargets, element=st.just("discs"), field=st.just("level"), most=most),
    )


def _volumes() -> st.SearchStrategy[VolumeRange | None]:
    drops = st.sampled_from((Decimal("0.3"), Decimal(1), Decimal("1.5"), Decimal(2)))
    ranges = st.tuples(drops, drops).map(lambda each: VolumeRange(minimum=min(each), maximum=max(each)))
    return st.one_of(st.none(), ranges)


@st.composite
def plans(draw: st.DrawFn) -> Protocol:
    """A plan of up to four steps with up to four limits."""
    steps = [
        step(
            f"step-{number}",
            draw(st.sampled_from(SITES)),
            when=draw(st.sampled_from((None, "requests.disc_injection", "weight > 70 'kg'"))),
            targets=draw(_targets()),
            cells=draw(_cells()),
            volume=draw(_volumes()),
        )
        for number in range(draw(st.integers(1, 4)))
    ]
    return protocol_of(steps, draw(st.lists(_limits(), max_size=4)))


@st.composite
def _limits(draw: st.DrawFn) -> Limit:
    measure = draw(st.sampled_from(list(Measure)))
    amounts: list[int | Decimal] = [0, 1, 5, 7, 25_000_000, 100_000_000, 100_000_000_000]
    fractions: list[int | Decimal] = [Decimal("0.3"), Decimal(2), Decimal("3.5"), Decimal(66_666_667), Decimal(10) ** 8]
    bounds = st.sampled_from([None, *(amounts if measure is Measure.CELLS else fractions)])
    return limit(
        draw(st.sampled_from((*SITES, "total"))),
        measure,
        draw(bounds),
        draw(bounds),
        each=draw(st.booleans()),
        kind=draw(st.sampled_from((LimitKind.HARD, LimitKind.HARD, LimitKind.SOFT))),
    )
