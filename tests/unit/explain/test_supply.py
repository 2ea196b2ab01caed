"""Vials and volumes by exact fractions: each factor once, boundary cases in pairs with the arithmetic beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.explain.usable import factors_of, usable_per_vial
from posology.explain.vials import vials_needed
from posology.ir.site import CountBasis, Product
from posology.results.sheet import Sheet
from tests.unit.judged import AS_OF, CANDIDATE, facts, rules
from tests.unit.sited import READY, drawn, site

OF_THE_LOT = (
    (
        "    viability: 80 %                                # this lot's own; also: cells_per_vial, recovery, maker\n",
        "",
    ),
    ("        viability: {value: 80 %, method: invented dye}\n", ""),
    ("      viability: {minimum: 70 %}\n", ""),
)
"""What makes of the lot one without a viability of its own."""

CERTIFIED = ("{value: 4000000", "{value: 4000000000")
"""What makes of the lot one in whose vials more cells were found alive than any test takes of one."""

PRODUCT = Product(
    cells_per_vial=5_000_000, counts=CountBasis.TOTAL_AT_FREEZE, viability=Decimal(70), recovery=Decimal(80)
)


def usable(product: Product) -> Fraction:
    """The usable cells of a vial of the product."""
    found = usable_per_vial(product)
    assert found is not None
    return Fraction(found.cells)


def blocked(made: Sheet) -> dict[str, str]:
    """Why each blocked route is, by its site."""
    return {each.site: each.why for each in made.supply.blocked}


def test_the_vector_of_the_evidence_is_exactly_23_vials() -> None:
    """64.4 kg at 1 million are 64,400,000; 5 million x 0.7 x 0.8 is 2,800,000; 64.4 / 2.8 is 23, and no float's 24."""
    assert usable(PRODUCT) == 2_800_000
    assert vials_needed(64_400_000, Decimal(0), usable(PRODUCT)) == 23
    assert vials_needed(64_400_001, Decimal(0), usable(PRODUCT)) == 24


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        (CountBasis.TOTAL_AT_FREEZE, 2_800_000),  # 5,000,000 x 0.7 x 0.8
        (CountBasis.VIABLE_AT_FREEZE, 4_000_000),  # 5,000,000 x 0.8: the dead are off already
        (CountBasis.VIABLE_AFTER_THAW, 5_000_000),  # both are off already
    ],
)
def test_each_factor_is_taken_once(counts: CountBasis, cells: int) -> None:
    """What the label counts already is not taken off again."""
    assert usable(replace(PRODUCT, counts=counts)) == cells


@pytest.mark.parametrize(
    ("overage", "vials"),
    [
        ("0", 20),  # 100 million / 5 million
        ("9.99", 22),  # 109,990,000 / 5,000,000 is 21.998
        ("10", 22),  # 110,000,000 / 5,000,000 is 22
        ("10.01", 23),  # 110,010,000 / 5,000,000 is 22.002
    ],
)
def test_overage_is_added_before_the_vials_are_counted(overage: str, vials: int) -> None:
    """The whole number of vials not below the cells with what is thawed beyond them."""
    assert vials_needed(100_000_000, Decimal(overage), Fraction(5_000_000)) == vials


@given(
    need=st.integers(1, 10**11),
    overage=st.decimals(0, 100, places=2),
    cells=st.integers(1, 10**11),
    viability=st.decimals(Decimal("0.01"), 100, places=2),
    recovery=st.decimals(Decimal("0.01"), 100, places=2),
    counts=st.sampled_from(CountBasis),
)
def test_the_vials_suffice_and_one_fewer_does_not(  # noqa: PLR0913, PLR0917 - one for each number of the formula
    need: int, overage: Decimal, cells: int, viability: Decimal, recovery: Decimal, counts: CountBasis
) -> None:
    """Whatever is needed of whatever product."""
    each = usable(Product(cells_per_vial=cells, counts=counts, viability=viability, recovery=recovery))
    wanted = need * (1 + Fraction(overage) / 100)
    vials = vials_needed(need, overage, each)
    assert each * vials >= wanted > each * (vials - 1)


@given(viability=st.decimals(1, 100, places=1), recovery=st.decimals(1, 100, places=1))
def test_a_label_that_counts_more_gives_less(viability: Decimal, recovery: Decimal) -> None:
    """Of one number on the label: all cells, viable cells, cells after thawing, in this order give more and more."""
    product = replace(PRODUCT, viability=viability, recovery=recovery)
    total, viable, after = (usable(replace(product, counts=each)) for each in CountBasis)
    assert total <= viable <= after == product.cells_per_vial


@pytest.mark.parametrize("counts", CountBasis)
def test_without_a_factor_that_is_needed_nothing_is_computed(counts: CountBasis) -> None:
    """A share that nobody stated is not 100 percent; one that the label has taken off is not asked for."""
    needed = factors_of(counts) or ()
    for name in ("viability", "recovery"):
        stated = replace(PRODUCT, counts=counts)
        without = replace(stated, viability=None) if name == "viability" else replace(stated, recovery=None)
        assert (usable_per_vial(without) is None) is (name in needed)


def test_vials_are_pooled_or_of_each_route() -> None:
    """154 million of 3.24 million each is 47.5, so 48; 100, 22 and 32 million apart need 31, 7 and 10."""
    pooled, apart = drawn().supply, drawn(text=site(("vials: pooled", "vials: one-per-route"))).supply
    assert [(each.site, each.need, each.vials) for each in pooled.vials] == [(None, 154_000_000, 48)]
    assert [(each.site, each.need, each.vials) for each in apart.vials] == [
        ("iv", 100_000_000, 31),
        ("epidural", 22_000_000, 7),
        ("facet", 32_000_000, 10),
    ]
    assert pooled.total_vials == 48
    assert apart.total_vials == 48


def test_what_is_left_over_is_told() -> None:
    """27.78, 6.11 and 16 x 0.56 mL are 42.85 mL of 48 x 0.9, which are 43.2: 0.35 mL are left, of 3.6 million each."""
    (count,) = drawn().supply.vials
    assert (count.usable, count.drawn, count.leftover) == (Decimal(155_520_000), Decimal("42.85"), Decimal(1_260_000))
    assert count.leftover_volume == Decimal("0.35")
    assert "48 vials hold 155.52 million cells in 43.2 mL; 0.35 mL left over, with 1.26 million cells" in count.says


@pytest.mark.parametrize(
    ("fact", "named"),
    [
        ("cells_per_vial", "the cells in a vial"),
        ("counts", "what the label counts"),
        ("viability", "the viability"),
        ("recovery", "the recovery"),
        ("overage", "the overage"),
        ("vials", "whether vials are pooled"),
    ],
)
def test_a_missing_fact_leaves_counts_of_cells_only(fact: str, named: str) -> None:
    """No vials, and it says for want of what; the doses themselves stay."""
    text = "\n".join(line for line in site(*OF_THE_LOT).splitlines() if not line.startswith(f"  {fact}:"))
    made = drawn(text=text)
    assert made.supply.vials == ()
    assert made.supply.total_vials is None
    assert any(named in each for each in made.supply.missing)
    assert made.total.planned == 154_000_000
    assert any(named in each.what for each in made.needs)


def test_without_product_facts_there_are_counts_only() -> None:
    """And the sheet says so."""
    from posology.api import sheet  # noqa: PLC0415 - what is asked here knows of no clinic

    made = sheet(rules(), facts(CANDIDATE), AS_OF)
    assert made.supply.vials == ()
    assert made.supply.blocked == ()
    assert any("only counts of cells are given" in each for each in made.supply.missing)
    assert all(each.amount is not None and each.amount.drawn is None for each in made.injections)


def test_cells_that_nobody_chose_are_not_thawed() -> None:
    """A range is no number of vials."""
    made = drawn(text=site(("epidural: {cells: 22000000, volume: 8 mL", "epidural: {volume: 8 mL")))
    assert made.supply.vials == ()
    assert any("planned cells are not chosen for epidural injection" in each for each in made.supply.missing)


def test_a_volume_is_rounded_once_at_the_end() -> None:
    """22 million / 3.6 million is 6.1111 mL, drawn as 6.11; 6.11 x 3.6 million is 21,996,000, 0.02 % fewer."""
    epidural = drawn().supply.volume_of("epidural")
    assert epidural is not None
    assert (epidural.drawn, epidural.exact, epidural.given, epidural.diluent) == (
        Decimal("6.11"), "55 divided by 9 mL", Decimal(8), Decimal("1.89"),
    )  # fmt: skip
    assert epidural.difference == "about 0.02 % fewer cells than planned"


@pytest.mark.parametrize(
    ("cells", "volume"),
    [
        ("20000000", "5.56"),  # 5.5556 mL; 5.56 x 3.6 million is 20,016,000
        ("25000000", "6.94"),  # 6.9444 mL; 6.94 x 3.6 million is 24,984,000
        ("20500000", "5.69"),  # 5.6944 mL; the nearest, and inside the range on either side
    ],
)
def test_rounding_leaves_the_range_of_the_protocol_alone(cells: str, volume: str) -> None:
    """At the ends of 20 to 25 million cells what is drawn stays inside."""
    made = drawn(text=site(("cells: 22000000", f"cells: {cells}"))).supply.volume_of("epidural")
    assert made is not None
    assert made.drawn == Decimal(volume)


@pytest.mark.parametrize(
    ("viability", "volume"),
    [
        ("80 %", "27.78"),  # 100 million / 3.6 million is 27.7778; rounded up anyway
        ("84 %", "26.46"),  # / 3.78 million is 26.4550; 26.45 would be 99,981,000, under the hard limit of 100 million
    ],
)
def test_rounding_never_draws_less_than_a_hard_limit(viability: str, volume: str) -> None:
    """The infusion is one number, and the protocol's hard limit is from below."""
    text = site(*OF_THE_LOT, ("viability: 80 %", f"viability: {viability}"))
    made = drawn(text=text).supply.volume_of("iv")
    assert made is not None
    assert made.drawn == Decimal(volume)
    assert Decimal(volume) * Decimal("0.9") * Decimal(viability.removesuffix(" %")) / 100 * 5 >= 100


@pytest.mark.parametrize(
    ("label", "volume", "is_shut"),
    [
        # 2 million of a range of 1.5 to 3 million; usable are 0.72 of the label
        ("360000000", "0.01", False),  # 259.2 million in each mL: 0.0077 mL, 0.01 mL hold 2.592 million
        ("450000000", "0.01", True),  # 324 million: 0.0062 mL, 0.01 mL hold 3.24 million, and 0 mL none
        ("600000000", "0", True),  # 432 million: 0.0046 mL, 0 mL hold none, and 0.01 mL 4.32 million
    ],
)
def test_a_product_too_strong_to_be_measured_blocks_its_route(label: str, volume: str, is_shut: bool) -> None:
    """What hundredths of a mL cannot keep inside the range is not laid out, and no vials are counted."""
    made = drawn(text=site(("cells_per_vial: 5000000", f"cells_per_vial: {label}"), CERTIFIED))
    assert ("facet" in blocked(made)) is is_shut
    if is_shut:
        assert f"are drawn as {volume} mL" in blocked(made)["facet"]
        assert made.supply.vials == ()


@pytest.mark.parametrize(
    ("label", "is_shut"),
    [
        ("2000000000", False),  # 100 million of one number, 1,440 million in each mL: 0.07 mL hold 100.8, 0.8 % more
        ("1600000000", False),  # 1,152 million: 0.09 mL hold 103.68 million, 3.7 % more
        ("3000000000", True),  # 2,160 million: 0.05 mL hold 108 million, 8 % more
    ],
)
def test_one_number_is_met_nearly_or_not_at_all(label: str, is_shut: bool) -> None:
    """Within 5 in 100 of the number, or the route is not laid out."""
    made = drawn(text=site(("cells_per_vial: 5000000", f"cells_per_vial: {label}"), CERTIFIED))
    assert ("iv" in blocked(made)) is is_shut


@pytest.mark.parametrize(("limit", "shut"), [("0.99", True), ("1", False)])
def test_a_volume_over_a_limit_of_the_clinic_is_refused_or_kept(limit: str, shut: bool) -> None:
    """1 mL against at most 1 mL is inside, against at most 0.99 mL it is refused with the file."""
    from tests.unit.sited import refusals  # noqa: PLC0415 - for this one alone

    text = site(("facet: {maximum: 1.5 mL", f"facet: {{maximum: {limit} mL"))
    assert [code for code, _ in refusals(text)] == (["P0614", "P0614"] if shut else [])


def test_what_is_drawn_over_a_limit_blocks_its_route() -> None:
    """2 million cells are 0.56 mL; undiluted against at most 0.55 mL nothing of the facets is laid out."""
    plain = (("facets-lumbar: {cells: 2000000, volume: 1 mL", "facets-lumbar: {cells: 2000000"),
             ("facets-cervical: {cells: 2000000, volume: 1 mL", "facets-cervical: {cells: 2000000"))  # fmt: skip
    fits = drawn(text=site(*plain, ("facet: {maximum: 1.5 mL", "facet: {maximum: 0.56 mL")))
    over = drawn(text=site(*plain, ("facet: {maximum: 1.5 mL", "facet: {maximum: 0.55 mL")))
    assert blocked(fits) == {}
    assert set(blocked(over)) == {"facet"}
    assert over.supply.vials == ()
    assert over.total.planned is over.total.maximum is None


def test_planned_cells_must_fit_into_the_planned_volume() -> None:
    """6.11 mL of product do not go into 6.1 mL, and do into 6.11."""
    assert "epidural" not in blocked(drawn(text=site(("volume: 8 mL", "volume: 6.11 mL"))))
    assert "more than the 6.1 mL planned" in blocked(drawn(text=site(("volume: 8 mL", "volume: 6.1 mL"))))["epidural"]


WASH = """\
    washed: true                                   # true | false | unknown
    after_wash:                                    # what is left of a vial: needed where it is washed
      recovery: 90 %                               # of the usable cells
      volume_per_vial: 0.9 mL
      grams_per_vial: 0.001 g                      # left out: the grams as thawed are taken
      source: "invented, to show where a validation of the wash stands"
"""
CRYO = f"""\
    agent: DMSO
    grams_per_vial: 0.05 g                         # in the vial as thawed
{WASH}\
    cleared_for: [iv, epidural, facet]             # as the clinic has it in writing; disc is not among them
"""


UNWASHED = (WASH, "    washed: false\n")


@pytest.mark.parametrize(
    ("stated", "shut"),
    [
        ("    agent: none\n", set[str]()),
        (CRYO, set[str]()),
        (CRYO.replace(WASH, "    washed: unknown\n"), {"epidural", "facet"}),
        (CRYO.replace(WASH, "    washed: false\n"), set[str]()),
        (CRYO.replace("[iv, epidural, facet]", "[iv, facet]"), {"epidural"}),
        (f"    agent: DMSO\n{WASH}", {"epidural", "facet"}),
    ],
)
def test_a_route_is_shut_until_the_cryoprotectant_is_known(stated: str, shut: set[str]) -> None:
    """Epidural, facet and disc wait for a clearance; a vein does not."""
    made = drawn(text=site((CRYO, stated)))
    assert set(blocked(made)) == shut
    for row in made.injections:
        assert (row.blocked is not None) is (row.site in shut)
        assert (row.cells.maximum is None) is (row.site in shut)
        assert row.blocked is None or (row.amount is None and row.volume is None)
    assert bool(made.supply.vials) is not bool(shut)


def test_a_product_of_which_nothing_is_said_of_a_cryoprotectant_is_shut_too() -> None:
    """Not recorded is not none."""
    head, _, rest = site().partition("  cryoprotectant:\n")
    made = drawn(text=head + rest.removeprefix(CRYO))
    assert set(blocked(made)) == {"epidural", "facet"}


def test_the_cryoprotectant_of_the_infusion_stands_against_its_ceiling() -> None:
    """0.05 g x 27.78 mL / 1 mL is 1.389 g; by 72 kg 0.0193 g; both rounded up. The ceiling is 1 g per kg."""
    dose = drawn(text=site(UNWASHED)).supply.cryoprotectant
    assert dose is not None
    assert (dose.grams, dose.grams_per_kg, dose.ceiling, dose.within) == (
        Decimal("1.389"), Decimal("0.020"), Decimal(1), True,
    )  # fmt: skip
    assert dose.citation is not None
    assert "PMC12362920" in dose.citation


@pytest.mark.parametrize(
    ("grams", "within", "shut"),
    [
        ("1.68", True, False),  # 42.85 mL are drawn in all: 71.988 g, under 1 g for each of 72 kg
        ("1.681", True, True),  # 72.031 g in all, 46.698 g in the infusion
        ("2.591", True, True),  # 2.591 x 27.78, which is what is drawn, is 71.978 g in the infusion alone
        ("2.592", False, True),  # 72.006 g, and by the planned cells it would be exactly 72 g
    ],
)
def test_above_the_ceiling_the_infusion_is_not_laid_out(grams: str, within: bool, shut: bool) -> None:
    """A ceiling for a day holds all that is given on it: by what is drawn, and of all routes together."""
    made = drawn(text=site(UNWASHED, ("0.05 g ", f"{grams} g ")))
    assert made.supply.cryoprotectant is not None
    assert made.supply.cryoprotectant.within is within
    assert ("iv" in blocked(made)) is shut


@pytest.mark.parametrize(
    ("amount", "grams"),
    [
        ("percent: 5 %\n    percent_of: weight-in-volume", "1.389"),  # 5 g in 100 mL is 0.05 g in 1 mL
        ("percent: 5 %\n    percent_of: volume-in-volume", None),  # no weight without a density, which nobody stated
    ],
)
def test_a_percentage_is_a_weight_only_where_it_says_so(amount: str, grams: str | None) -> None:
    """Nothing is converted by a number of our own."""
    dose = drawn(text=site(UNWASHED, ("grams_per_vial: 0.05 g ", f"{amount} "))).supply.cryoprotectant
    assert dose is not None
    assert dose.grams == (None if grams is None else Decimal(grams))
    assert (dose.within is None) is (grams is None)


def test_an_unknown_agent_has_no_ceiling() -> None:
    """The grams are told; whether they are too many is not known, and no sheet is final with it."""
    made = drawn(text=site(UNWASHED, ("agent: DMSO", "agent: trehalose")))
    assert made.supply.cryoprotectant is not None
    assert (made.supply.cryoprotectant.grams, made.supply.cryoprotectant.within) == (Decimal("1.389"), None)
    assert any("no ceiling is known for trehalose" in each.what for each in made.needs)


def test_a_name_of_the_agent_in_other_letters_is_the_same_agent() -> None:
    """`dmso` has the ceiling of dimethyl sulfoxide."""
    dose = drawn(READY, site(("agent: DMSO", "agent: dimethyl SULPHOXIDE"))).supply.cryoprotectant
    assert dose is not None
    assert dose.ceiling == 1
