"""Ingredients of no drug class may have a rule of their own, in both executions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from posology.api.checking import check_record
from posology.api.loading import load
from posology.api.reading import read_facts
from posology.diagnostics.diagnostic import Refused
from posology.explain.check import decide
from posology.explain.rules import Rules
from posology.plain.protocol import lower_protocol
from posology.results.check import Check, Verdict, WashoutStatus
from tests.golden.protocols.faults import SOUND
from tests.unit.explain.test_amounts import AS_OF, DAY, RECORD
from tests.unit.judged import knowledge

OWN = """
  immunosuppressant:
    ingredients: [methotrexate, azathioprine]
    why: it may keep the cells from working
    hold: 7 days
    source: {ref: trial, section: Medications}
"""


def rules(folder: Path, own: str = OWN) -> Rules:
    """The small protocol with one more rule of washout, and no discs."""
    made = folder / "small-spine"
    made.mkdir()
    text = (SOUND / "protocol.yaml").read_text("utf-8").replace("\ntogether:", f"{own}\ntogether:", 1)
    (made / "protocol.yaml").write_text(text, "utf-8")
    (made / "sources.yaml").write_bytes((SOUND / "sources.yaml").read_bytes())
    return load(str(made), knowledge())


def judged(found: Rules, medicine: str) -> Check:
    """The check of a patient who takes it, on whose verdict the plain execution agrees."""
    text = RECORD.replace("medications: []", f"medications: [{medicine}]").replace(
        "disc_injection: true", "disc_injection: false"
    )
    facts = read_facts(text.encode(), "record.yaml", knowledge(), AS_OF)[0]
    verdict = decide(found, facts, AS_OF, DAY).verdict
    assert lower_protocol(found.protocol).verdict(facts, AS_OF, DAY) is verdict
    return check_record(found, facts, AS_OF, DAY)


@pytest.mark.parametrize(
    ("medicine", "verdict", "status"),
    [
        ("{drug: methotrexate, last_dose: 2026-11-19}", Verdict.ELIGIBLE, WashoutStatus.CLEAR),  # 19 + 7 + 1 = 27
        ("{drug: azathioprine, last_dose: ongoing}", Verdict.CONDITIONAL, WashoutStatus.HOLD),
        ("{drug: methotrexate}", Verdict.INDETERMINATE, WashoutStatus.UNKNOWN),
        ("{drug: metformin, last_dose: ongoing}", Verdict.ELIGIBLE, WashoutStatus.CLEAR),
    ],
)
def test_named_ingredients_are_held(tmp_path: Path, medicine: str, verdict: Verdict, status: WashoutStatus) -> None:
    """They fall under the rule that names them, and other medicines of no class stay unrestricted."""
    check = judged(rules(tmp_path), medicine)
    assert check.verdict is verdict
    assert check.washout[0].status is status


def test_the_instruction_says_until_when(tmp_path: Path) -> None:
    """The procedure on 1 December leaves the last dose to 23 November: 1 December - (7 + 1)."""
    (finding,) = judged(rules(tmp_path), "{drug: methotrexate, last_dose: ongoing}").washout
    assert (finding.drug_class, finding.rule) == ("immunosuppressant", "immunosuppressant")
    assert finding.last_dose_on_or_before == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[methotrexate, azathioprine]", "[methotrexat]", "P0434"),
        ("[methotrexate, azathioprine]", "[warfarin]", "P0435"),
        ("ingredients: [methotrexate, azathioprine]", "class: nsaid\n    ingredients: [methotrexate]", "P0433"),
        ("    ingredients: [methotrexate, azathioprine]\n", "", "P0433"),
        ("hold: 7 days", "hold: [{others: true, days: 7 days}]", "P0430"),
    ],
)
def test_a_rule_that_could_let_a_medicine_pass_is_refused(tmp_path: Path, old: str, new: str, code: str) -> None:
    """A misspelt name, one that a class has, both ways or neither, and a list of holds."""
    assert old in OWN
    with pytest.raises(Refused) as refused:
        rules(tmp_path, OWN.replace(old, new))
    assert code in {each.code for each in refused.value.diagnostics}
