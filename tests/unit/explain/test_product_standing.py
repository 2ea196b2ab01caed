"""Where a site file stands with its product: the wash, the time, the certificate, the lots, and who approved them."""

from __future__ import annotations

import pytest

from posology.api.siting import questions_for
from posology.explain.site_standing import stand
from tests.unit.explain.test_washed import ALONE
from tests.unit.sited import rules_with, site

TIME = '  use_within: {time: 60 min, source: "invented, to show where a limit of time stands"}\n'
APPROVED = "  approved_by: invented medical director\n  on: 2026-11-01\n\nlots"


def test_what_is_stated_is_decided() -> None:
    """Each with its numbers and its source."""
    found = {each.place: each.says for each in stand(rules_with(site())).decided}
    assert found["product.cryoprotectant.after_wash"].startswith("90 % of the usable cells of a vial in 0.9 mL, with ")
    assert found["product.use_within"].startswith("60 min from the thaw, by invented")
    assert found["product.certificate_limits"].startswith("a certificate must have viable cells per vial, viability, ")
    assert found["lots.INV-7"] == "until 30 June 2027; its certificate has what is asked"
    assert found["planned.iv.approved_by"].startswith("what is planned: approved by invented medical director")


@pytest.mark.parametrize(
    ("changes", "place", "says", "needed"),
    [
        ((ALONE,), "product.cryoprotectant.after_wash", "counts of cells only", True),
        (((TIME, ""),), "product.use_within", "no time from the thaw is stated", False),
        (((APPROVED, "\nlots"),), "product.approved_by", "not approved", True),
        ((("mycoplasma: {outcome: passed", "mycoplasma: {outcome: failed"),), "lots.INV-7", "mycoplasma failed", False),
        ((("volume: 8 mL, approved_by: invented medical director, on: 2026-11-01", "volume: 8 mL"),),
         "planned.epidural.approved_by", "not approved", True),
    ],
)  # fmt: skip
def test_what_is_left_out_is_open(changes: tuple[tuple[str, str], ...], place: str, says: str, needed: bool) -> None:
    """And a need of every final sheet, where no sheet is final without it; a bad lot is a need of its own sheets."""
    found = stand(rules_with(site(*changes)))
    assert [says in each.says for each in found.open if each.place == place] == [True]
    area = place.removesuffix(".approved_by")
    assert any(area in f"{each.where} {each.what}" for each in found.needs) is needed


def test_nothing_is_told_twice() -> None:
    """A need stands there once, whoever tells it."""
    needs = [each.what for each in stand(rules_with("site: a\nprotocol: allorx-spine\nproduct: {name: b}\n")).needs]
    assert len(needs) == len(set(needs))
    assert sum("certificate" in each for each in needs) == 1
    assert sum("facts of the product" in each for each in needs) == 1


def test_what_a_wash_leaves_is_asked_of_a_washed_product_alone() -> None:
    """`posology site new` asks for it only after `true`."""
    asked = [
        each for each in questions_for(rules_with("site: a\nprotocol: allorx-spine\n")) if "after_wash" in each.name
    ]
    assert [each.place[-1] for each in asked] == ["recovery", "volume_per_vial", "grams_per_vial", "source"]
    assert all(each.only == ("true",) for each in asked[:3])
    assert asked[3].after == asked[0].place
