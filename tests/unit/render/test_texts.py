"""What a clinician reads: the banner first, contrary facts before comforting ones, no status that can be misread."""

from __future__ import annotations

import re

import pytest

from posology.api import Check, Verdict, schedule, sheet
from posology.render.check_text import check_as_text
from posology.render.page import Layout
from posology.render.protocol_json import protocol_as_json
from posology.render.protocol_text import protocol_as_text
from posology.render.schedule_text import schedule_as_text
from posology.render.sheet_text import PAGE_BREAK, PAGE_LINES, sheet_as_text
from posology.results.obstacles import LAID_OUT
from tests.unit.judged import AS_OF, CANDIDATE, RECORDS, changed, checked, facts, rules

PRAISE = re.compile(r"\b(safe|effective|proven|cure[sd]?|recommended)\b", re.IGNORECASE)
SHORTENED = re.compile(r"[0-9] ?(M|MM|K|mil|e\+?[0-9]+)\b")


def told(check: Check, layout: Layout = Layout()) -> str:  # noqa: B008 - a layout is frozen
    """The check as text."""
    return check_as_text(check, rules().protocol, rules().anatomy, rules().dictionary, layout)


def every_text(record: str) -> tuple[str, ...]:
    """All that is printed of a record."""
    stated = facts(record)
    return (
        told(checked(record)),
        sheet_as_text(sheet(rules(), stated, AS_OF)),
        schedule_as_text(schedule(rules(), stated, AS_OF)),
    )


@pytest.mark.parametrize("verdict", Verdict)
def test_every_text_begins_with_what_it_is_not(verdict: Verdict) -> None:
    """The banner of an investigational protocol is on every output, and nothing praises the treatment."""
    for text in every_text(RECORDS[verdict]):
        assert "INVESTIGATIONAL USE." in "".join(text.splitlines()[:5])
        assert not PRAISE.search(text.replace("Institute for Safe", ""))


@pytest.mark.parametrize("verdict", Verdict)
def test_no_text_shortens_a_number_or_draws_a_line(verdict: Verdict) -> None:
    """No `M`, no exponent, no box: what is read aloud is what is meant."""
    for printed in every_text(RECORDS[verdict]):
        text = re.sub(r"[0-9a-f]{64}", "", printed)
        assert not SHORTENED.search(text)
        assert not re.search("[\u2500-\u257f]", text)
        assert not re.search(r"[0-9]\.0\b(?! of)(?!\.)", re.sub(r"version .*|posology .*", "", text))
        assert "\x1b" not in text


@pytest.mark.parametrize("verdict", Verdict)
def test_no_text_says_to_stop_a_medicine(verdict: Verdict) -> None:
    """An instruction holds or tapers with somebody's agreement; the one `stopped` is the trial's own past."""
    for text in every_text(RECORDS[verdict]):
        assert not re.search(r"\bstop\b(?!ped)", text, re.IGNORECASE)


def test_the_order_is_verdict_obstacles_missing_criteria_medicines_plan() -> None:
    """What is against the procedure is read before what speaks for it."""
    text = told(checked(RECORDS["indeterminate"]))
    sections = [
        "VERDICT: INDETERMINATE",
        "WHAT STANDS IN THE WAY",
        "WHAT IS MISSING",
        "WHAT TO RENEW",
        "CRITERIA",
        "MEDICINES",
        "PLAN",
        "DOSES",
        "READINGS USED",
        "USE AND LIMITS OF THE EVIDENCE",
        "JUDGED BY",
    ]
    places = [text.index(f"\n{each}") for each in sections]
    assert places == sorted(places)


def test_what_fails_comes_before_what_is_unknown_and_what_holds() -> None:
    """A row of `MET` cannot hide the one that is not."""
    record = changed(
        ("physical_therapy: failed", "physical_therapy: helped"), ("quebec: {value: 41, date: 2026-11-09}", "")
    )
    statuses = re.findall(r"^  (MET|NOT MET|UNKNOWN|NOT EXCLUDED|EXCLUDED): ", told(checked(record)), re.MULTILINE)
    assert statuses[:2] == ["NOT MET", "UNKNOWN"]
    assert set(statuses[2:]) == {"MET", "NOT EXCLUDED"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("contraindications: []", 'NOT EXCLUDED: the exclusion "A contraindication was found" does not apply'),
        ("contraindications: [sepsis]", 'EXCLUDED: the exclusion "A contraindication was found" applies'),
        ("", 'UNKNOWN WHETHER EXCLUDED: the exclusion "A contraindication was found" cannot be judged yet'),
    ],
)
def test_an_exclusion_is_never_just_met(written: str, said: str) -> None:
    """`met` would be read as good news."""
    text = told(checked(changed(("contraindications: []", written))), Layout(width=200))
    assert f"  {said} (no-contraindication)." in text


def test_what_is_missing_says_whom_to_ask() -> None:
    """The question, who can answer it, where it goes, and what waits for it."""
    text = told(checked(RECORDS["indeterminate"]), Layout(width=200))
    assert "  - What is the score of the Quebec Back Pain Disability Scale" in text
    assert "    Who can supply it: the patient, on the questionnaire\n" in text
    assert "    Record it as: quebec\n    Needed for: baseline-scores\n" in text


@pytest.mark.parametrize("verdict", Verdict)
def test_a_plan_that_is_not_to_be_given_says_so(verdict: Verdict) -> None:
    """Doses beside a verdict against them are for information only."""
    warned = "nothing of this is to be given" in told(checked(RECORDS[verdict]), Layout(width=200))
    assert warned is (verdict not in LAID_OUT)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_a_dose_is_whole_at_every_width(width: int) -> None:
    """No number is cut off, and none is parted from its unit."""
    lines = told(checked(CANDIDATE), Layout(width=width)).splitlines()
    assert not [line for line in lines if re.search(r"[0-9]$", line) and "million" in line and "to" not in line]
    assert sum("100 million cells" in line for line in lines) >= 2


def test_every_page_of_a_sheet_says_whose_it_is_and_that_it_is_a_draft() -> None:
    """Two identifiers and the word DRAFT on every page, top and bottom, with its number."""
    pages = sheet_as_text(sheet(rules(), facts(CANDIDATE), AS_OF)).split(PAGE_BREAK)
    for number, page in enumerate(pages, start=1):
        lines = page.splitlines()
        assert len(lines) <= PAGE_LINES
        assert lines[0].startswith("DRAFT.")
        assert lines[1] == "Patient: P-0042, born 2 March 1971"
        assert lines[-1].startswith("DRAFT.")
        assert lines[-1].endswith(f"Page {number} of {len(pages)}.")


def test_a_row_of_a_sheet_stays_on_one_page() -> None:
    """Nobody turns a page between a joint and its cells."""
    for page in sheet_as_text(sheet(rules(), facts(CANDIDATE), AS_OF)).split(PAGE_BREAK):
        assert (
            page.count("[ ] performed")
            == page.count("Deviation:")
            == len(re.findall(r"^  [0-9]+\. ", page, re.MULTILINE))
        )


@pytest.mark.parametrize("verdict", [each for each in Verdict if each not in LAID_OUT])
def test_a_sheet_against_a_verdict_has_no_cells_in_it(verdict: Verdict) -> None:
    """Apart from the readings and the limits of the evidence, which are text, no number of cells is printed."""
    text = sheet_as_text(sheet(rules(), facts(RECORDS[verdict]), AS_OF))
    assert "million cells" not in text.split("READINGS USED")[0]
    assert "[ ] performed" not in text


def test_a_protocol_shows_every_part_with_its_source() -> None:
    """Criteria as written, holds, steps, limits, visits, outcome, notes and sources."""
    protocol = rules().protocol
    text = protocol_as_text(protocol, rules().anatomy, Layout(width=100_000))
    for criterion in protocol.criteria:
        assert f"({criterion.id})" in text
        assert criterion.condition.origin.text in text
    for option in (each for reading in protocol.readings for each in reading.options):
        assert option.says in text
    ids = [[each.id for each in part] for part in (protocol.washout, protocol.steps, protocol.notes, protocol.sources)]
    for said in (*(each for part in ids for each in part), *protocol.evidence_limits):
        assert said in text


def test_a_protocol_as_json_has_its_conditions_as_text() -> None:
    """A condition is what its author wrote, and places in files are left out."""
    text = protocol_as_json(rules().protocol)
    assert '"condition": "consent.signed"' in text
    assert '"span"' not in text
    assert '"origin"' not in text
