"""A washed product is given from what the wash leaves; without that there are counts of cells only."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.results.sheet import SheetStatus
from tests.unit.explain.test_supply import UNWASHED, WASH, blocked
from tests.unit.sited import drawn, final, refusals, site

ALONE = (WASH, "    washed: true\n")


def test_what_is_left_after_washing_is_what_is_drawn_from() -> None:
    """5 million x 0.8 x 0.9 are 3.6 million as thawed; x 0.9 are 3.24 million in 0.9 mL, so 3.6 million in each mL."""
    supply = drawn().supply
    assert supply.usable is not None
    assert supply.usable.cells == 3_240_000
    assert [(each.name, each.percent) for each in supply.usable.factors] == [
        ("viability", Decimal(80)), ("recovery", Decimal(90)), ("recovery after washing", Decimal(90)),
    ]  # fmt: skip
    assert supply.concentration == 3_600_000
    assert supply.total_vials == 48


@pytest.mark.parametrize(
    ("old", "new", "epidural"),
    [
        ("recovery: 90 %                               # of", "recovery: 45 %  # of", "12.22"),  # 22 / 1.8 million
        ("volume_per_vial: 0.9 mL", "volume_per_vial: 1.8 mL", "12.22"),  # the same, half as strong
        ("volume_per_vial: 0.9 mL", "volume_per_vial: 0.45 mL", "3.06"),  # 22 / 7.2 million is 3.0556
    ],
)
def test_each_fact_of_the_wash_moves_what_is_drawn(old: str, new: str, epidural: str) -> None:
    """Half the cells, or twice the volume, is half the strength."""
    text = site((old, new), ("volume: 8 mL", "volume: 20 mL"), ("maximum: 10 mL", "maximum: 20 mL"))
    volume = drawn(text=text).supply.volume_of("epidural")
    assert volume is not None
    assert volume.drawn == Decimal(epidural)


def test_washed_without_what_is_left_gives_counts_only() -> None:
    """No vials, no volumes, no grams; the cells of each row stand, and the sheet says why and what to write."""
    made = final(text=site(ALONE))
    assert made.status is SheetStatus.DRAFT
    supply = made.supply
    assert not supply.vials
    assert not supply.volumes
    assert [supply.usable, supply.concentration, supply.cryoprotectant] == [None, None, None]
    assert all(each.amount is None and each.cells.planned for each in made.injections)
    (why,) = made.supply.missing
    assert why.startswith("DMSO is washed out, and what that leaves of a vial is not stated: only counts of cells")
    (need,) = [each for each in made.needs if each.what == why]
    assert "after_wash" in need.where
    assert blocked(made) == {}


@pytest.mark.parametrize(
    ("changes", "grams", "says"),
    [
        ((), "0.031", "0.001 g left in each vial after washing"),  # 0.001 x 27.78 / 0.9 is 0.0309
        # without a residue the grams as thawed of each vial: 0.05 x 27.78 / 0.9 is 1.5433
        ((("      grams_per_vial: 0.001 g", "      #"),), "1.544", "as if none of it had been washed out"),
        ((UNWASHED,), "1.389", "0.05 g in each vial"),  # 0.05 x 27.78
    ],
)
def test_the_cryoprotectant_is_what_the_wash_leaves_or_all_of_it(
    changes: tuple[tuple[str, str], ...], grams: str, says: str
) -> None:
    """A residue that nobody stated is no less than what was there before."""
    dose = drawn(text=site(*changes)).supply.cryoprotectant
    assert dose is not None
    assert dose.grams == Decimal(grams)
    assert says in dose.says


def test_all_routes_of_the_day_are_added_up() -> None:
    """0.001 x 42.85 / 0.9 is 0.0476 g, beside 0.0309 g in the infusion; by 72 kg 0.0007, rounded up 0.001."""
    day = drawn().supply.of_the_day
    assert day is not None
    assert (day.grams, day.grams_per_kg, day.within) == (Decimal("0.048"), Decimal("0.001"), True)
    assert "intravenous infusion, epidural injection and facet joint injection together" in day.says


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("washed: true", "washed: false"),
        ("washed: true", "washed: unknown"),
        ("volume_per_vial: 0.9 mL", "# "),
        ("      recovery: 90 %   ", "      # "),
        ('      source: "invented, to show where a validation of the wash stands"\n', ""),
    ],
)
def test_half_a_wash_is_refused(old: str, new: str) -> None:
    """What is left after washing is said of a washed product, whole, and with where it is from."""
    assert len(refusals(site((old, new)))) == 1


@pytest.mark.parametrize(
    ("thawed", "left", "refused"),
    [
        ("grams_per_vial: 0.05 g  ", "0.05 g", False),
        ("grams_per_vial: 0.05 g  ", "0.051 g", True),
        (
            "percent: 5 %\n    percent_of: weight-in-volume  ",
            "0.05 g",
            False,
        ),  # 5 g in 100 mL, of which a vial has 1 mL
        ("percent: 5 %\n    percent_of: weight-in-volume  ", "0.051 g", True),
        ("percent: 5 %\n    percent_of: volume-in-volume  ", "0.051 g", False),  # no weight to hold it against
    ],
)
def test_a_wash_leaves_no_more_than_was_there(thawed: str, left: str, *, refused: bool) -> None:
    """More grams after washing than before are two mistaken numbers, or one."""
    text = site(("grams_per_vial: 0.05 g  ", thawed), ("grams_per_vial: 0.001 g", f"grams_per_vial: {left}"))
    assert [code for code, _ in refusals(text)] == (["P0613"] if refused else [])
