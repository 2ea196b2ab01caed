"""What is drawn, against limits on one target and on the sum of several, and how far rounding moves the cells."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from posology.api import Rules, check, load, read_facts
from posology.explain.volumes import step_volumes
from posology.ir.plan import Limit, LimitKind, Measure
from tests.unit.judged import AS_OF, EXAMPLES, knowledge
from tests.unit.sited import DAY, READY, drawn, rules_with, site, stated

STRENGTH = Fraction(3_600_000)


def limited(rules: Rules, site_of: str, most: int, *, least: int | None = None, each: bool = False) -> Rules:
    """The rules with that hard limit of cells alone."""
    like = rules.protocol.limits[0]
    limit = Limit(
        site=site_of, each=each, measure=Measure.CELLS, minimum=least, maximum=most, kind=LimitKind.HARD,
        citation=like.citation, span=like.span,
    )  # fmt: skip
    return replace(rules, protocol=replace(rules.protocol, limits=(limit,)))


@pytest.mark.parametrize(
    ("site_of", "most", "shut"),
    [
        ("facet", 32_256_000, set[str]()),  # 16 x 0.56 mL of 3.6 million in each hold 32.256 million
        ("facet", 32_255_999, {"facet"}),  # planned are 32 million, inside
        ("total", 154_260_000, set[str]()),  # 42.85 mL in all hold 154.26 million
        ("total", 154_259_999, {"iv"}),  # planned are 154 million
    ],
)
def test_rounding_keeps_a_limit_on_the_sum(site_of: str, most: int, shut: set[str]) -> None:
    """The planned cells keep it; what is drawn for them must keep it too."""
    asked = rules_with(site())
    judged = check(asked, stated(READY), DAY, DAY)
    _, faults = step_volumes(judged, limited(asked, site_of, most), STRENGTH)
    assert {each.site for each in faults} == shut
    assert all("are drawn in all, outside the hard limit" in each.says for each in faults)


def first_patient() -> Rules:
    """The protocol of the first patient, of which each facet has one number: a million cells."""
    name = "first-patient-site.yaml"
    return load("allorx-first-patient", knowledge(), site=(name, (EXAMPLES / name).read_bytes()))


@pytest.mark.parametrize(
    ("most", "each", "volume"),
    [
        (None, False, "0.28"),  # 0.2778 mL, rounded half up: 1.008 million
        (8_000_000, False, "0.27"),  # eight of them in all: each keeps its eighth, 0.972 million
        (8_064_000, False, "0.28"),  # 8 x 1.008 million
        (8_000_000, True, "0.28"),  # for each of them it is no limit at all
        (1_007_999, True, "0.27"),
    ],
)
def test_a_limit_on_the_sum_is_no_limit_on_each(most: int | None, each: bool, volume: str) -> None:
    """It bounds each by its share."""
    asked = first_patient() if most is None else limited(first_patient(), "facet", most, each=each)
    record = read_facts((EXAMPLES / "first-patient.yaml").read_bytes(), "first-patient.yaml", knowledge(), AS_OF)[0]
    volumes, _ = step_volumes(check(first_patient(), record, AS_OF, AS_OF), asked, STRENGTH)
    assert {str(found.drawn) for found in volumes if found.site == "facet"} == {volume}


@pytest.mark.parametrize(
    ("cells", "difference", "in_full"),
    [
        ("22000000", "about 0.02 % fewer cells than planned", "about 0.02 % fewer cells than planned, 4,000 cells"),
        ("21960000", "", "exactly the planned cells"),  # 6.1 mL
        ("20034000", "about 0.09 % more cells than planned", ", 18,000 cells"),  # 5.565 mL, drawn as 5.57
        ("24999999", "about 0.06 % fewer cells than planned", ", 15,999 cells"),  # 6.9444 mL, drawn as 6.94
    ],
)
def test_the_difference_is_told_in_percent_and_in_cells(cells: str, difference: str, in_full: str) -> None:
    """Nothing is said of none; a percentage that is rounded says so."""
    volume = drawn(text=site(("cells: 22000000", f"cells: {cells}"))).supply.volume_of("epidural")
    assert volume is not None
    assert volume.difference == difference
    assert in_full in volume.says[0]


def test_an_endless_decimal_is_said_as_what_is_drawn_and_what_it_is_exactly() -> None:
    """100 million / 3.6 million is 27.777... mL, which nobody reads off a syringe."""
    volume = drawn().supply.volume_of("iv")
    assert volume is not None
    assert "are 27.78 mL, rounded to hundredths from 250 divided by 9 mL exactly" in volume.says[0]
    assert volume.exact == "250 divided by 9 mL"
