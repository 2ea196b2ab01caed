"""Vials enough for the cells and for what is drawn: the rounded draws never exceed what the thawed vials hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.explain.supply import make_supply
from posology.explain.usable import usable_per_vial
from posology.explain.vials import count_vials
from posology.explain.volumes import step_volumes
from posology.ir.lot import Lot
from posology.ir.site import NO_AGENT, CountBasis, Cryoprotectant, Pooling, Product
from posology.results.check import Check
from posology.results.supply import Supply
from tests.unit.sited import DAY, READY, drawn, rules_with, site, stated

FEWER = (("cells: 22000000", "cells: 20000000"), ("cells: 2000000,", "cells: 1500000,"))


@cache
def judged() -> Check:
    """The check of the candidate on the day, which nothing of the product changes."""
    from posology.api import check  # noqa: PLC0415 - for this one alone

    return check(rules_with(site()), stated(READY), DAY, DAY)


def supplied(product: Product) -> Supply:
    """What is thawed and drawn of such a product, with no lot of its own numbers."""
    rules = rules_with(site())
    plain: dict[str, Lot] = {
        name: replace(each, viability=None, recovery=None, certificate=None) for name, each in rules.site.lots.items()
    }
    asked = replace(rules, site=replace(rules.site, product=product, lots=plain))
    return make_supply(judged(), asked, stated(READY))


def test_the_last_row_never_falls_short() -> None:
    """27.78 + 5.56 + 16 x 0.42 are 40.06 mL: by the cells, 144 million of 3.6, 40 vials of 1 mL, by the volume 41."""
    made = drawn(text=site(*FEWER, *_thawed_only()))
    (count,) = made.supply.vials
    assert (count.by_cells, count.by_volume, count.vials) == (40, 41, 41)
    assert (count.drawn, count.leftover_volume) == (Decimal("40.06"), Decimal("0.94"))
    assert count.leftover == Decimal("0.94") * 3_600_000
    for said in ("need 40 vials", "40.06 mL drawn in all, divided by 1 mL in each vial, need 41 vials", "0.94 mL left"):
        assert said in count.says


def _thawed_only() -> tuple[tuple[str, str], ...]:
    from tests.unit.explain.test_supply import UNWASHED  # noqa: PLC0415 - of this test alone

    return (UNWASHED,)


@pytest.mark.parametrize("pooling", Pooling)
@settings(max_examples=60, deadline=None)
@given(
    cells=st.integers(2_000_000, 60_000_000),
    viability=st.decimals(20, 100, places=1),
    recovery=st.decimals(20, 100, places=1),
    volume=st.decimals(Decimal("0.2"), 5, places=2),
)
def test_what_is_drawn_is_in_the_vials(
    pooling: Pooling, cells: int, viability: Decimal, recovery: Decimal, volume: Decimal
) -> None:
    """The sum of the rounded draws, of each count of vials, and one vial fewer would hold too few cells or mL."""
    stated_facts = rules_with(site()).site.product
    assert stated_facts is not None
    product = replace(
        stated_facts,
        cells_per_vial=cells,
        counts=CountBasis.TOTAL_AT_FREEZE,
        viability=viability,
        recovery=recovery,
        volume_per_vial=volume,
        vials=pooling,
        cryoprotectant=None,
        certificate_limits=None,
    )
    usable = usable_per_vial(product)
    assert usable is not None
    check, rules = judged(), rules_with(site())
    volumes, _ = step_volumes(check, rules, Fraction(usable.cells) / Fraction(volume))
    drawn_of = {each.step: each.drawn for each in volumes}
    in_all = Fraction()
    for count in count_vials(check, rules, product, usable, volumes):
        lines = [each for each in check.plan if count.site in {None, each.site}]
        taken = sum((Fraction(drawn_of[each.step] or 0) for each in lines), Fraction())
        in_all += taken
        assert taken == count.drawn
        assert taken <= Fraction(volume) * count.vials
        assert Fraction(usable.cells) * count.vials >= count.need
        fewer = count.vials - 1
        assert taken > Fraction(volume) * fewer or Fraction(usable.cells) * fewer < count.need
        assert count.leftover_volume == Decimal(volume) * count.vials - Decimal(count.drawn or 0)
    assert in_all == sum(Fraction(drawn_of[each.step] or 0) for each in check.plan)


def test_without_a_volume_the_cells_alone_count() -> None:
    """Nothing is drawn, so nothing drawn can be too much; what is left over is cells."""
    product = rules_with(site()).site.product
    assert product is not None
    made = supplied(
        replace(product, volume_per_vial=None, cryoprotectant=Cryoprotectant(agent=NO_AGENT), certificate_limits=None)
    )
    (count,) = made.vials
    assert (count.by_volume, count.drawn, count.leftover_volume) == (None, None, None)
    assert (count.vials, count.leftover) == (43, Decimal(800_000))
    assert "800,000 cells left over" in count.says
