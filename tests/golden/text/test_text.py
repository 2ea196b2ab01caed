"""The texts as somebody has read them and would sign them; a change of one letter is read again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api import Rules, check_record, schedule, sheet
from posology.record.facts import Facts
from posology.render.check_text import check_as_text
from posology.render.protocol_text import protocol_as_text
from posology.render.schedule_text import schedule_as_text
from posology.render.sheet_text import sheet_as_text
from tests.unit.judged import AS_OF, RECORDS, SITE, changed, facts, rules

RECORDED = Path(__file__).parent / "recorded"

MANY = """\
  - {drug: tramadol, last_dose: ongoing, taper: {agreed_by: Dr A, ends: 2026-12-04}}
  - {drug: sertraline, last_dose: ongoing}
  - {drug: prednisone, route: oral, started: 2026-11-10, last_dose: 2026-11-17}"""

OTHER_RECORDS = {
    "many-medicines": changed(
        (
            "  - {drug: acetaminophen, last_dose: ongoing}",
            MANY,
        ),
        ("apixaban", "warfarin"),
    ),
    "discs": changed(
        ("disc_injection: false", "disc_injection: true\n  discs: [L4-L5, L5-S1]"),
        ("prior_treatment: none", "prior_treatment: epidural-facet-iv"),
        ("72 kg", "112.5 kg"),
        ("165 cm", "190 cm"),
    ),
    "renewals": changed(("procedure: {date: 2026-12-07}", "procedure: {date: 2027-01-31}")),
    "unknown-medicine": changed(("naproxen", "Zorbulin")),
}
"""Records whose texts have a part that those of the five verdicts have not."""

PATIENTS = {**RECORDS, **OTHER_RECORDS}


def text_of_check(asked: Rules, stated: Facts) -> str:
    """The check."""
    return check_as_text(check_record(asked, stated, AS_OF), asked.protocol, asked.anatomy, asked.dictionary)


def text_of_sheet(asked: Rules, stated: Facts) -> str:
    """The sheet."""
    return sheet_as_text(sheet(asked, stated, AS_OF))


def text_of_schedule(asked: Rules, stated: Facts) -> str:
    """The schedule."""
    return schedule_as_text(schedule(asked, stated, AS_OF))


def masked(text: str) -> str:
    """The text without hashes and ids, which another comment in a rule makes other ones."""
    return re.sub(r"[0-9]{4}(?:-[0-9]{4}){4}", "<id>", re.sub(r"[0-9a-f]{64}", "<hash>", text))


TEXTS = {"check": text_of_check, "sheet": text_of_sheet, "schedule": text_of_schedule}


@pytest.mark.parametrize("patient", PATIENTS)
@pytest.mark.parametrize("kind", TEXTS)
def test_a_patient_is_told_of_as_recorded(kind: str, patient: str, check_golden: Callable[[Path, str], None]) -> None:
    """The check, the sheet and the schedule of each patient."""
    check_golden(RECORDED / f"{kind}-{patient}.txt", masked(TEXTS[kind](rules(), facts(PATIENTS[patient]))))


def test_a_sheet_with_the_decisions_of_a_clinic(check_golden: Callable[[Path, str], None]) -> None:
    """Planned cells and an approval are in it."""
    text = text_of_sheet(rules(site=SITE), facts(RECORDS["eligible"]))
    check_golden(RECORDED / "sheet-planned.txt", masked(text))


@pytest.mark.parametrize("protocol", ["allorx-spine", "allorx-first-patient"])
def test_a_protocol_is_shown_as_recorded(protocol: str, check_golden: Callable[[Path, str], None]) -> None:
    """Every rule with its source."""
    shown = rules(protocol)
    check_golden(RECORDED / f"show-{protocol}.txt", masked(protocol_as_text(shown.protocol, shown.anatomy)))


def test_every_recorded_text_is_of_somebody() -> None:
    """A text whose patient has gone is not kept."""
    patients = {f"{kind}-{patient}.txt" for kind in TEXTS for patient in PATIENTS}
    others = {"sheet-planned.txt", "show-allorx-spine.txt", "show-allorx-first-patient.txt"}
    assert {each.name for each in RECORDED.iterdir()} == patients | others
