"""A dose that passes a hard limit is not known and never looks final; one that passes a soft limit needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.api.checking import check_record
from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.api.planning import sheet
from posology.api.reading import read_facts
from posology.explain.check import decide
from posology.explain.earliest import find_earliest
from posology.explain.rules import Rules
from posology.plain.protocol import lower_protocol
from posology.record.facts import Facts
from posology.results.check import Check, Verdict
from tests.golden.protocols.faults import SOUND
from tests.unit.explain.planting import planted

AS_OF = date(2026, 11, 20)
DAY = date(2026, 12, 1)
TENTH = date(2026, 12, 10)

SITE = b"site: A clinic\nprotocol: small-spine\nreadings: {iv-dose: {chosen: per-kg}}\n"

RECORD = """
id: P-1
birth_date: 1971-03-02
sex: male
weight: {{value: {weight} kg, date: 2026-11-19, method: measured}}
pain: {{back: {{onset: 2019-04}}}}
regions: [lumbar]
consent: {{signed: true}}
contraindications: []
prior_treatment: {prior}
medications: []
requests: {{disc_injection: true, discs: [L4-L5, L5-S1]}}
"""


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


@pytest.fixture(scope="module")
def rules(knowledge: Knowledge) -> Rules:
    """The small protocol with its dose per kg: at most 150 million cells by vein, softly at most 200 million in all."""
    return load(str(SOUND), knowledge, site=("site.yaml", SITE))


@pytest.fixture(scope="module")
def small(rules: Rules, knowledge: Knowledge) -> Callable[[], tuple[Rules, Knowledge]]:
    """Both, behind a call: a failing example is printed with its arguments, and these have long texts."""
    return lambda: (rules, knowledge)


def facts(knowledge: Knowledge, weight: str, *, discs: bool = False) -> Facts:
    """A record of that weight, whose discs are injected where the whole treatment was given before."""
    text = RECORD.format(weight=weight, prior="epidural-facet-iv" if discs else "none")
    return read_facts(text.encode(), "record.yaml", knowledge, AS_OF)[0]


def judged(rules: Rules, found: Facts) -> Check:
    """The check for the day of the procedure, on whose verdict the plain execution agrees."""
    verdict = decide(rules, found, AS_OF, DAY).verdict
    assert lower_protocol(rules.protocol).verdict(found, AS_OF, DAY) is verdict
    return check_record(rules, found, AS_OF, DAY)


def test_a_dose_at_the_limit_is_given(rules: Rules, knowledge: Knowledge) -> None:
    """150 kg times 1,000,000 = 150,000,000 cells, which is the most that is allowed."""
    check = judged(rules, facts(knowledge, "150"))
    assert check.verdict is Verdict.ELIGIBLE
    assert {each.site: each.cells.planned for each in check.doses}["iv"] == 150_000_000


def test_a_dose_past_the_limit_is_not_given(rules: Rules, knowledge: Knowledge) -> None:
    """One gram more is 150,001,000 cells: no number is shown, the verdict waits, and it is said why."""
    check = judged(rules, facts(knowledge, "150.001"))
    assert check.verdict is Verdict.INDETERMINATE
    dose = {each.site: each for each in check.doses}["iv"]
    assert (dose.cells.minimum, dose.cells.maximum, dose.cells.planned) == (None, None, None)
    assert "outside the hard limit of at most 150 million cells" in dose.formula
    assert check.total.minimum is None
    assert all(each.cells.minimum is None for each in check.plan if each.site == "iv")
    (missing,) = check.missing
    assert (missing.element, missing.needed_for) == ("plan.iv", ("plan.iv",))
    assert "150,001,000 cells in all, outside the hard limit" in missing.ask


def test_a_dose_past_the_limit_is_never_on_a_sheet(rules: Rules, knowledge: Knowledge) -> None:
    """The sheet is withheld and has no dose."""
    drawn = sheet(rules, facts(knowledge, "200"), AS_OF, DAY)
    assert drawn.withheld
    assert (drawn.injections, drawn.routes, drawn.total.minimum) == ((), (), None)


def test_an_unknown_dose_is_missing_and_not_past_a_limit(rules: Rules, knowledge: Knowledge) -> None:
    """Without a weight that counts there is nothing to hold against the limit."""
    text = RECORD.format(weight="80", prior="none").replace("method: measured", "method: stated")
    check = judged(rules, read_facts(text.encode(), "record.yaml", knowledge, AS_OF)[0])
    assert check.verdict is Verdict.INDETERMINATE
    assert [each.element for each in check.missing] == ["weight"]


def test_a_soft_limit_gives_a_note_and_leaves_the_dose(rules: Rules, knowledge: Knowledge) -> None:
    """150 by vein, 4 times 3 in facet joints and 2 times 25 in discs are 212 million cells: over 200 million."""
    check = judged(rules, facts(knowledge, "150", discs=True))
    assert check.verdict is Verdict.ELIGIBLE
    assert check.total.maximum == 212_000_000
    (note,) = [each for each in check.notes if "soft" in each]
    assert note == (
        "iv, facets and discs: 206 million to 212 million cells in all, outside the soft limit of at most 200 million"
        " cells, for which there must be a reason"
    )


def test_a_soft_limit_that_holds_is_not_noted(rules: Rules, knowledge: Knowledge) -> None:
    """80 + 12 million cells are under 200 million."""
    assert not [each for each in judged(rules, facts(knowledge, "80")).notes if "soft" in each]


@pytest.mark.parametrize(
    ("weight", "noted"),
    [
        ("142", False),  # 142 by vein, 4 times 2 in facet joints, 2 times 25 in discs: 200 million, where 204 could be
        ("142.001", True),
    ],
)
def test_a_soft_limit_is_held_against_what_is_planned(knowledge: Knowledge, weight: str, *, noted: bool) -> None:
    """A reason is asked for what will be given, and not for what the range would let somebody plan."""
    planned = b"planned: {facets: {cells: 2000000}}\n"
    rules = load(str(SOUND), knowledge, site=("site.yaml", SITE + planned))
    notes = [each for each in judged(rules, facts(knowledge, weight, discs=True)).notes if "soft" in each]
    assert [each.partition(", outside")[0] for each in notes] == (
        ["iv, facets and discs: 200,001,000 cells in all"] if noted else []
    )


def test_a_total_past_a_hard_limit_leaves_no_step_of_it_known(tmp_path: Path, knowledge: Knowledge) -> None:
    """No one step is to blame for a sum, so none of them may look final."""
    rules = planted(tmp_path, "unit: cells, kind: soft", "unit: cells, kind: hard", SITE)
    check = judged(rules, facts(knowledge, "150", discs=True))
    assert check.verdict is Verdict.INDETERMINATE
    assert [each.cells.minimum for each in check.doses] == [None, None, None]
    assert [each.element for each in check.missing] == ["plan.iv", "plan.facets", "plan.discs"]


LATER = "(if procedure.date before @2026-12-10 then 3.0 else 1.0) * weight * 1000000 "


def test_a_day_whose_dose_passes_a_hard_limit_is_not_the_earliest(tmp_path: Path, knowledge: Knowledge) -> None:
    """80 kg: 240 million cells until 9 December, of which 150 million are allowed; 80 million from 10 December on."""
    rules = planted(tmp_path, "weight * 1000000 ", LATER, SITE)
    found = facts(knowledge, "80")
    check = check_record(rules, found, AS_OF, None)
    assert (check.verdict, check.earliest_date, check.procedure_date) == (Verdict.ELIGIBLE, TENTH, TENTH)
    assert judged(rules, found).verdict is Verdict.INDETERMINATE
    assert [each.conditions for each in check_record(rules, found, AS_OF, DAY).changes] == [
        ("the procedure is moved to 10 December 2026",)
    ]


def test_where_every_day_passes_a_hard_limit_there_is_no_earliest(rules: Rules, knowledge: Knowledge) -> None:
    """200 million cells are over the limit whatever the day."""
    assert find_earliest(rules, facts(knowledge, "200"), AS_OF) is None
    assert find_earliest(rules, facts(knowledge, "150"), AS_OF) == AS_OF


@pytest.mark.parametrize("formula", ["(weight - 1000 'kg') * 1 '{cells}/kg'", "weight * 0.0001 '{cells}/kg'"])
def test_what_is_no_dose_is_not_given(formula: str, tmp_path: Path, knowledge: Knowledge) -> None:
    """A formula that comes to nothing, or to less, gives no number, whatever the protocol limits."""
    rules = planted(tmp_path, "weight * 1000000 '{cells}/kg'", formula, SITE)
    check = judged(rules, facts(knowledge, "80"))
    assert check.verdict is Verdict.INDETERMINATE
    assert "which is no dose" in check.missing[0].ask


def test_a_dose_of_too_many_digits_is_not_given(tmp_path: Path, knowledge: Knowledge) -> None:
    """A number beyond those that are reckoned with exactly gives no dose, and no exception."""
    rules = planted(tmp_path, "weight * 1000000 ", "99999999.0 * weight * 9999999999999999999.0 ", SITE)
    assert judged(rules, facts(knowledge, "80.123")).verdict is Verdict.INDETERMINATE


@given(grams=st.integers(min_value=30_000, max_value=250_000))
def test_no_dose_that_is_shown_is_past_a_hard_limit(grams: int, small: Callable[[], tuple[Rules, Knowledge]]) -> None:
    """Whatever the weight: what is shown is inside, and what is not shown is outside."""
    rules, knowledge = small()
    weight = f"{grams // 1000}.{grams % 1000:03d}"
    check = judged(rules, facts(knowledge, weight))
    dose = {each.site: each.cells.planned for each in check.doses}["iv"]
    assert dose == (grams * 1000 if grams <= 150_000 else None)
