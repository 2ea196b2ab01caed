"""Arms, volumes, concentrations, what the product contains and its limits, in both executions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from posology.api.checking import check_record
from posology.api.loading import load
from posology.api.planning import sheet
from posology.api.reading import read_facts
from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.plain.protocol import lower_protocol
from posology.record.facts import Facts
from posology.render.check_json import check_as_json
from posology.render.check_text import check_as_text
from posology.render.sheet_text import sheet_as_text
from posology.results.check import Check, Verdict
from tests.golden.protocols.faults import SOUND
from tests.unit.judged import knowledge

AS_OF = date(2026, 11, 20)
DAY = date(2026, 12, 1)

RECORD = """
id: P-1
birth_date: 1971-03-02
sex: male
weight: {value: 80 kg, date: 2026-11-19, method: measured}
pain: {back: {onset: 2019-04}}
regions: [lumbar]
consent: {signed: true}
contraindications: []
prior_treatment: none
medications: []
requests: {disc_injection: true, discs: [L4-L5, L5-S1]}
"""

SOURCE = "source: {ref: trial, section: Dosing}"

Made = Callable[..., Rules]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """The small protocol with another plan, with `arms` before it and `limits` after it."""

    def make(plan: str, *, arms: str = "", limits: str = "limits: []") -> Rules:
        folder = tmp_path / "small-spine"
        folder.mkdir(exist_ok=True)
        text = (SOUND / "protocol.yaml").read_text("utf-8")
        before, after = text.index("plan:\n"), text.index("limits:\n  -")
        care = text.index("care:\n")
        assert before < after < care
        changed = f"{text[:before]}{arms}\nplan:\n{plan}\n{limits}\n\n{text[care:]}"
        (folder / "protocol.yaml").write_text(changed, "utf-8")
        (folder / "sources.yaml").write_bytes((SOUND / "sources.yaml").read_bytes())
        return load(str(folder), knowledge())

    return make


def facts(*lines: str) -> Facts:
    """The record with further lines."""
    return read_facts((RECORD + "\n".join(lines)).encode(), "record.yaml", knowledge(), AS_OF)[0]


def judged(rules: Rules, found: Facts) -> Check:
    """The check for the day of the procedure, on whose verdict the plain execution agrees."""
    verdict = decide(rules, found, AS_OF, DAY).verdict
    assert lower_protocol(rules.protocol).verdict(found, AS_OF, DAY) is verdict
    return check_record(rules, found, AS_OF, DAY)


def step(amount: str, *, name: str = "discs", more: str = "levels: requests.discs", site: str = "disc") -> str:
    """One step of a plan with that amount for each target."""
    body = "\n".join(
        f"    {line}" for line in (f"site: {site}", more, "approach: by hand", *amount.splitlines(), SOURCE)
    )
    return f"  {name}:\n{body}\n"


def cells(number: int) -> str:
    """So many cells for each target."""
    return f"cells: {{minimum: {number}, maximum: {number}, unit: cells}}"


def volume(minimum: str, maximum: str | None = None) -> str:
    """So many mL for each target."""
    return f"volume: {{minimum: {minimum}, maximum: {maximum or minimum}, unit: mL}}"


ARMS = """
arms:
  low: {text: the low dose, source: {ref: trial, section: Dosing}}
  high: {text: the high dose, source: {ref: trial, section: Dosing}}
  control: {text: the carrier alone, source: {ref: trial, section: Dosing}}
"""

TRIAL = (
    step(f"arms: [low]\n{cells(6_000_000)}\n{volume('2')}", name="low")
    + step(f"arms: [high]\n{cells(18_000_000)}\n{volume('2')}", name="high")
    + step(f"arms: [control]\ncells: none\n{volume('2')}\ncarrier: saline", name="control")
)


@pytest.mark.parametrize(
    ("arm", "each", "verdict"),
    [("low", 6_000_000, Verdict.ELIGIBLE), ("high", 18_000_000, Verdict.ELIGIBLE), ("control", 0, Verdict.ELIGIBLE)],
)
def test_each_arm_has_its_own_dose(made: Made, arm: str, each: int, verdict: Verdict) -> None:
    """Two discs: the low arm gets twice 6 million cells, the high arm twice 18 million, the control none."""
    check = judged(made(TRIAL, arms=ARMS), facts(f"assignment: {{arm: {arm}}}"))
    assert check.verdict is verdict
    assert [(line.step, line.cells.minimum) for line in check.plan] == [(arm, each)] * 2
    assert check.total.minimum == 2 * each


@pytest.mark.parametrize("line", ["", "assignment: {arm: middle}"])
def test_an_arm_that_is_not_known_gives_no_dose(made: Made, line: str) -> None:
    """Neither a patient without an arm nor one in an arm that the trial does not have is eligible for nothing."""
    check = judged(made(TRIAL, arms=ARMS), facts(line))
    assert check.verdict is Verdict.INDETERMINATE
    assert check.total.minimum is None
    (missing,) = check.missing
    assert missing.element == "assignment.arm"
    assert set(missing.needed_for) == {"plan.low", "plan.high", "plan.control"}
    assert ("one of low, high and control" in missing.ask) is bool(line)


@pytest.mark.parametrize(
    ("size", "number", "exact"), [("2", 12_500_000, True), ("3", 8_333_333, False), ("0.5", 50_000_000, True)]
)
def test_the_concentration_follows_from_cells_and_volume(made: Made, size: str, number: int, exact: bool) -> None:
    """25,000,000 / 2 = 12,500,000 and 25,000,000 / 3 = 8,333,333.3, which is said to be rounded."""
    check = judged(made(step(f"{cells(25_000_000)}\n{volume(size)}")), facts())
    found = check.plan[0].concentration
    assert found is not None
    assert (found.minimum, found.maximum, found.exact) == (number, number, exact)
    assert f'"volume": {{\n        "minimum": "{size}"' in check_as_json(check)


def test_a_range_is_thinnest_in_the_largest_volume(made: Made) -> None:
    """20 to 25 million in 2 to 4 mL: from 20 / 4 = 5 to 25 / 2 = 12.5 million in each mL."""
    amount = f"cells: {{minimum: 20000000, maximum: 25000000, unit: cells}}\n{volume('2', '4')}"
    found = judged(made(step(amount)), facts()).plan[0].concentration
    assert found is not None
    assert (found.minimum, found.maximum, found.exact) == (5_000_000, 12_500_000, True)


def test_cells_follow_from_a_concentration(made: Made) -> None:
    """10 to 20 million in each mL, 2 mL: 20 to 40 million for each disc, 40 to 80 million for two."""
    amount = f"concentration: {{minimum: 10000000, maximum: 20000000, unit: cells/mL}}\n{volume('2')}"
    check = judged(made(step(amount)), facts())
    assert (check.plan[0].cells.minimum, check.plan[0].cells.maximum) == (20_000_000, 40_000_000)
    assert (check.total.minimum, check.total.maximum) == (40_000_000, 80_000_000)


def test_a_dose_by_volume_alone_is_whole(made: Made) -> None:
    """Where the source counts no cells none are missing: eligible, on a sheet, and no number is made up."""
    rules = made(step(f"cells: not counted\n{volume('2')}"))
    check = judged(rules, facts())
    assert check.verdict is Verdict.ELIGIBLE
    (dose,) = check.doses
    assert dose.volume is not None
    assert (dose.count, dose.volume.planned, dose.cells.minimum) == (2, Decimal(4), None)
    assert dose.formula == "2 discs times 2 mL each = 4 mL"
    drawn = sheet(rules, facts(), AS_OF, DAY)
    assert not drawn.withheld
    text = sheet_as_text(drawn)
    assert "2 mL; the source states no number of cells" in text
    assert "unknown" not in text.split("TOTAL")[0]


def test_a_volume_that_is_a_range_is_not_chosen(made: Made) -> None:
    """From 2 to 3 mL somebody must choose, and the draft says so."""
    drawn = sheet(made(step(f"cells: not counted\n{volume('2', '3')}")), facts(), AS_OF, DAY)
    assert any("not chosen for disc injection" in each for each in drawn.draft_because)


def test_an_unknown_dose_beside_one_by_volume_is_unknown(made: Made) -> None:
    """Not counted and not known are two things: the total is not known."""
    plan = step(f"cells: not counted\n{volume('2')}") + step(
        "cells: {formula: \"weight * 1000000 '{cells}/kg'\", says: per kg}\ncounts: {weight: {within: 30 days}}",
        name="iv",
        more="target: vein",
        site="iv",
    )
    check = judged(made(plan), facts())
    assert check.verdict is Verdict.ELIGIBLE
    assert not check.total.counted
    late = RECORD.replace("date: 2026-11-19", "date: 2026-10-01")
    found = judged(made(plan), read_facts(late.encode(), "record.yaml", knowledge(), AS_OF)[0])
    assert found.verdict is Verdict.INDETERMINATE
    assert found.total.counted
    assert found.total.minimum is None


COUNTS = "product: {total_nucleated_cells: {value: '239300000 {cells}/mL', date: 2026-11-19}}"


def test_what_a_target_contains_is_shown(made: Made) -> None:
    """239,300,000 in each mL times 2 mL = 478,600,000; what is not counted is not recorded; neither decides."""
    contains = "contains: [product.total_nucleated_cells, product.cfu_f]"
    rules = made(step(f"cells: not counted\n{volume('2')}\n{contains}"))
    check = judged(rules, facts(COUNTS))
    assert check.verdict is Verdict.ELIGIBLE
    counted, open_ = check.plan[0].contents
    assert (counted.element, counted.minimum, counted.maximum) == (
        "product.total_nucleated_cells",
        478_600_000,
        478_600_000,
    )
    assert (open_.element, open_.count, open_.minimum) == ("product.cfu_f", None, None)
    text = check_as_text(check, rules.protocol, rules.anatomy, rules.dictionary)
    assert "478.6 million cells" in text
    assert "product.cfu_f: not recorded" in text


def test_sided_targets_are_named_with_their_side(made: Made) -> None:
    """What the record names as `left L4-L5` is the left L4-L5 facet joint."""
    plan = step(cells(1_000_000), name="facets", more="levels: requests.facet_joints", site="facet") + step(
        cells(1_000_000), name="si", more="levels: requests.sacroiliac_joints", site="sacroiliac"
    )
    text = RECORD.replace("discs: [L4-L5, L5-S1]", "facet_joints: [left L4-L5, right L5-S1], sacroiliac_joints: [left]")
    rules = made(plan)
    check = judged(rules, read_facts(text.encode(), "record.yaml", knowledge(), AS_OF)[0])
    places = [(line.site, line.joint, line.side) for line in check.plan]
    assert places == [("facet", "L4-L5", "left"), ("facet", "L5-S1", "right"), ("sacroiliac", None, "left")]
    said = check_as_text(check, rules.protocol, rules.anatomy, rules.dictionary)
    assert "left L4-L5 facet joint" in said
    assert "left sacroiliac joint" in said


@pytest.mark.parametrize(
    ("count", "verdict"),
    [("2", Verdict.ELIGIBLE), ("{minimum: 1, maximum: 2}", Verdict.ELIGIBLE), ("1", Verdict.INDETERMINATE)],
)
def test_as_many_levels_as_the_protocol_takes(made: Made, count: str, verdict: Verdict) -> None:
    """Two discs are asked for: one or two are taken, exactly two are, and one alone would be another plan."""
    plan = step(cells(1_000_000), more=f"levels: requests.discs\n    count: {count}")
    assert judged(made(plan), facts()).verdict is verdict


def test_levels_may_stand_in_a_list_of_records(made: Made) -> None:
    """`discs.level` is the level of each disc that is described."""
    plan = step(cells(1_000_000), more="levels: discs.level\n    count: {minimum: 1, maximum: 2}")
    check = judged(made(plan), facts("discs: [{level: L3-L4}, {level: L4-L5}]"))
    assert [line.joint for line in check.plan] == ["L3-L4", "L4-L5"]
    assert judged(made(plan), facts()).verdict is Verdict.INDETERMINATE
    assert judged(made(plan), facts("discs: []")).verdict is Verdict.INDETERMINATE


RELEASE = """
limits:
  - element: product.viability
    minimum: 70
    unit: '%'
    kind: hard
    says: fewer are alive
    source: {ref: trial, section: Dosing}
  - element: product.cfu_f
    above: 2000
    unit: '{cells}/mL'
    kind: association
    says: better results went with more
    source: {ref: trial, section: Dosing}
"""


@pytest.mark.parametrize(
    ("viability", "verdict"), [("70", Verdict.ELIGIBLE), ("69.9", Verdict.INDETERMINATE), ("100", Verdict.ELIGIBLE)]
)
def test_a_product_outside_a_hard_limit_is_not_given(made: Made, viability: str, verdict: Verdict) -> None:
    """At least 70 %: 70 is enough and 69.9 is not, and then there is no dose."""
    rules = made(step(cells(1_000_000)), limits=RELEASE)
    check = judged(rules, facts(f"product: {{viability: {{value: {viability} %, date: 2026-11-19}}}}"))
    assert check.verdict is verdict
    assert (check.total.minimum is None) is (verdict is Verdict.INDETERMINATE)
    if verdict is Verdict.INDETERMINATE:
        assert "product.viability of 69.9 %, outside the hard limit of at least 70 %" in check.doses[0].formula
        assert sheet(rules, facts("product: {viability: 69.9 %}"), AS_OF, DAY).withheld


def test_what_is_not_measured_yet_is_checked_on_the_day(made: Made) -> None:
    """A product that does not exist yet keeps nobody from being eligible."""
    check = judged(made(step(cells(1_000_000)), limits=RELEASE), facts())
    assert check.verdict is Verdict.ELIGIBLE
    assert [each.check for each in check.day_of_procedure] == ["product.viability at least 70 %"]


@pytest.mark.parametrize(("count", "is_said"), [("2000", True), ("2001", False)])
def test_an_association_is_said_and_decides_nothing(made: Made, count: str, is_said: bool) -> None:
    """Above 2,000 means more than 2,000."""
    rules = made(step(cells(1_000_000)), limits=RELEASE)
    check = judged(rules, facts(f"product: {{cfu_f: '{count} {{cells}}/mL'}}"))
    assert check.verdict is Verdict.ELIGIBLE
    assert any("better results went with more" in each for each in check.notes) is is_said
    assert not any("limit" in each for each in check.notes), "an association limits nothing"


def test_a_control_is_not_held_against_the_product(made: Made) -> None:
    """Who gets no cells gets none that are not alive."""
    rules = made(TRIAL, arms=ARMS, limits=RELEASE)
    lines = ("product: {viability: {value: 60 %, date: 2026-11-19}}",)
    assert judged(rules, facts("assignment: {arm: control}", *lines)).verdict is Verdict.ELIGIBLE
    assert judged(rules, facts("assignment: {arm: low}", *lines)).verdict is Verdict.INDETERMINATE


@pytest.mark.parametrize(("most", "verdict"), [("4", Verdict.ELIGIBLE), ("3.9", Verdict.INDETERMINATE)])
def test_volumes_are_limited_together(made: Made, most: str, verdict: Verdict) -> None:
    """Two discs of 2 mL are 4 mL in all."""
    limits = f"limits:\n  - {{site: disc, maximum: {most}, unit: mL, kind: hard, {SOURCE}}}"
    rules = made(step(f"{cells(1_000_000)}\n{volume('2')}"), limits=limits)
    check = judged(rules, facts())
    assert check.verdict is verdict
    if verdict is Verdict.INDETERMINATE:
        assert "4 mL in all, outside the hard limit of at most 3.9 mL" in check.doses[0].formula


def test_a_concentration_is_limited_for_each_target(made: Made) -> None:
    """25 million in 2 mL are 12.5 million in each: outside a soft limit of 12 million, so a reason is asked for."""
    limits = f"limits:\n  - {{site: disc, each: true, maximum: 12000000, unit: cells/mL, kind: soft, {SOURCE}}}"
    check = judged(made(step(f"{cells(25_000_000)}\n{volume('2')}"), limits=limits), facts())
    assert check.verdict is Verdict.ELIGIBLE
    assert any("12.5 million cells in each mL for each target, outside the soft limit" in each for each in check.notes)


@pytest.mark.parametrize(
    ("lines", "earlier", "together"),
    [
        ((), None, None),
        (("prior_doses: []",), None, None),
        (("prior_doses: [{site: iv, cells: 100000000}, {site: disc, cells: 5}]",), 100_000_005, 102_000_005),
    ],
)
def test_earlier_doses_are_added_up(
    made: Made, lines: tuple[str, ...], earlier: int | None, together: int | None
) -> None:
    """100,000,000 and 5 before, and twice 1,000,000 now; who had none before is not told of any."""
    check = judged(made(step(cells(1_000_000))), facts(*lines))
    if earlier is None:
        assert check.cumulative is None
    else:
        assert check.cumulative is not None
        assert (check.cumulative.earlier, check.cumulative.together.maximum) == (earlier, together)


def test_an_earlier_dose_that_nobody_recorded_is_not_taken_for_none(made: Made) -> None:
    """Treated before, and nobody knows with how much: no sum is told."""
    rules = made(step(cells(1_000_000)))
    for text in (
        RECORD.replace("prior_treatment: none", "prior_treatment: epidural-facet-iv"),
        f"{RECORD}prior_doses: [{{site: iv}}]\n",
    ):
        check = judged(rules, read_facts(text.encode(), "record.yaml", knowledge(), AS_OF)[0])
        assert check.cumulative is not None
        assert (check.cumulative.earlier, check.cumulative.together.minimum) == (None, None)
