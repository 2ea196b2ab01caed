"""Thresholds held against what a record can hold and against each other; windows of the procedure date."""

from __future__ import annotations

from datetime import date

import pytest

from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop, load_knowledge
from posology.diagnostics.diagnostic import Diagnostics, Severity
from posology.explain.check import check
from posology.explain.rules import Rules
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE
from posology.record.intake import read_record
from posology.results.check import CriterionStatus
from tests.golden.protocols.faults import SOUND

AS_OF = date(2026, 11, 20)
RECORD = b"{id: P-1, consent: {signed: true}}"

TEXT = (SOUND / "protocol.yaml").read_text(encoding="utf-8")
CONSENT = "condition: consent.signed"
EXCLUSION = "condition: exists contraindications"
HOLD = "if Coalesce(creatinine_clearance >= 50 'mL/min', false) then 4 days else 6 days"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


def compiled(knowledge: Knowledge, replace: str, by: str) -> tuple[Rules | None, list[str]]:
    """The small protocol with one text replaced, and the codes of its errors."""
    assert replace in TEXT
    text = TEXT.replace(replace, by, 1)
    files = ProtocolFiles(
        SOUND.name, text.encode(), (SOUND / "sources.yaml").read_bytes(), "protocol.yaml", "sources.yaml"
    )
    diagnostics = Diagnostics()
    rules = Workshop(knowledge, NO_SITE, {}).compile(files, {}, diagnostics)
    return rules, [each.code for each in diagnostics if each.severity is Severity.ERROR]


CONDITIONS: list[tuple[str, list[str]]] = [
    ("weight > 0 'kg'", []),
    ("weight > 50000 'g'", []),
    ("weight > 50 'mg'", ["P0427"]),
    ("500 'g' < weight", ["P0427"]),
    ("weight > -5 'kg'", ["P0427"]),
    ("pain.back.vas > 7", []),
    ("pain.back.vas > 70", ["P0427"]),
    ("pain.back.vas > 70.5", ["P0427"]),
    ("not exists (discs D where D.pfirrmann > 80)", ["P0427"]),
    ("pain.back.vas between 3 and 7", []),
    ("pain.back.vas between 7 and 3", ["P0428"]),
    ("pain.back.vas = 3 or pain.back.vas between 7 and 4", ["P0428"]),
    ("pain.back.vas >= 3 and pain.back.vas <= 3", []),
    ("pain.back.vas >= 3 and pain.back.vas < 3", ["P0428"]),
    ("pain.back.vas < 3 and pain.back.vas >= 3", ["P0428"]),
    ("pain.back.vas = 3 and pain.back.vas = 4", ["P0428"]),
    ("pain.back.vas != 3 and pain.back.vas != 4", []),
    ("not (pain.back.vas < 3 or pain.back.vas >= 3)", ["P0428"]),
    ("pain.back.vas < 3 or pain.back.vas >= 3", []),
    ("pain.back.vas > 3 and pain.leg.vas < 3", []),
    ("weight > 250 'kg'", ["P0428"]),
    ("weight >= 250 'kg'", []),
    ("weight = weight", ["P0429"]),
    ("mri.date before mri.date", ["P0429"]),
    ("mri.date before mri.date + 1 year", []),
    ("consent.signed = null", ["P0458"]),
    ("pain.back.vas / 0 > 1", ["P0458"]),
    ("pain.back.vas / 2 > 1", []),
]


@pytest.mark.parametrize(("condition", "codes"), CONDITIONS)
def test_a_threshold_that_decides_for_everybody_is_refused(
    condition: str, codes: list[str], knowledge: Knowledge
) -> None:
    """By itself, beside another of its condition, or beside another criterion; what some value meets passes."""
    assert compiled(knowledge, CONSENT, f"condition: {condition}")[1] == codes


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("weight < 35 'kg' or exists contraindications", []),
        ("weight >= 25 'kg' or exists contraindications", ["P0428"]),
        ("weight >= 25 'kg' and exists contraindications", []),
        ("not (weight between 20 'kg' and 25 'kg')", ["P0428"]),
        ("weight != 25 'kg' or exists contraindications", ["P0428"]),
    ],
)
def test_an_exclusion_is_held_against_the_inclusions(condition: str, codes: list[str], knowledge: Knowledge) -> None:
    """It excludes everybody whom they let in."""
    assert compiled(knowledge, EXCLUSION, f"condition: {condition}")[1] == codes


@pytest.mark.parametrize(
    ("hold", "codes"),
    [
        ("4 days + 1 week", []),
        ("if consent.signed then -4 days else 6 days", ["P0412"]),
        ("if consent.signed then 4 days - 6 days else 6 days", ["P0412"]),
        ("if consent.signed then 4 days else 60000 days", ["P0448"]),
        ("if consent.signed then 4 days else null", ["P0458"]),
    ],
)
def test_a_hold_that_could_come_to_no_length_is_refused(hold: str, codes: list[str], knowledge: Knowledge) -> None:
    """Whatever branch of its expression gives it."""
    assert compiled(knowledge, HOLD, hold)[1] == codes


@pytest.mark.parametrize(
    ("condition", "codes"),
    [
        ("procedure.date before @2027-01-01", []),
        ("procedure.date in Interval[@2026-01, @2027-06]", []),
        ("procedure.date after @2026 and procedure.date before @2028", []),
        ("consent.signed and procedure.date before @2027-01-01", ["P0425"]),
        ("procedure.date before @2027 or true", ["P0425", "P0425"]),
        ("procedure.date after as_of", ["P0425"]),
        ("as_of before @2027", ["P0425"]),
        ("procedure.date is not null and procedure.date before @2027", ["P0424"]),
        ("if procedure.date after @2026 then true else consent.signed", ["P0423"]),
    ],
)
def test_a_criterion_may_be_a_window_of_the_procedure_date(
    condition: str, codes: list[str], knowledge: Knowledge
) -> None:
    """Whole and by itself, against written dates; it never lets anybody in together with something else."""
    assert compiled(knowledge, CONSENT, f"condition: {condition}")[1] == codes
    assert compiled(knowledge, EXCLUSION, f"condition: {condition}")[1] == codes


def test_a_protocol_of_windows_alone_is_refused(knowledge: Knowledge) -> None:
    """It would let in everybody who comes in time."""
    start, end = TEXT.index("criteria:"), TEXT.index("washout:")
    window = (
        "criteria:\n  in-time: {kind: inclusion, text: in time, condition: procedure.date before @2027-01-01, "
        "source: {ref: trial, section: Inclusion}}\n"
    )
    assert compiled(knowledge, TEXT[start:end], window)[1] == ["P0425"]


@pytest.mark.parametrize(
    "applies", ["procedure.date after @2026-03-01", "procedure.date after @2026 and consent.signed"]
)
def test_a_criterion_may_apply_from_a_day_on(applies: str, knowledge: Knowledge) -> None:
    """As after an amendment of a trial."""
    assert compiled(knowledge, "applies: always", f"applies: {applies}")[1] == []


@pytest.mark.parametrize(
    ("window", "status", "mends_on"),
    [
        ("procedure.date before @2027-01-01", CriterionStatus.MET, None),
        ("procedure.date before @2026-01-01", CriterionStatus.NOT_MET, None),
        ("procedure.date after @2026-12-31", CriterionStatus.NOT_MET, date(2027, 1, 1)),
    ],
)
def test_a_window_is_judged_on_the_procedure_date(
    window: str, status: CriterionStatus, mends_on: date | None, knowledge: Knowledge
) -> None:
    """One that is not open yet mends with time, and one that has closed does not."""
    start, end = TEXT.index("  chronic-pain:"), TEXT.index("washout:")
    criterion = f"{{kind: inclusion, text: in time, condition: '{window}', source: {{ref: trial, section: Inclusion}}}}"
    rules, codes = compiled(knowledge, TEXT[start:end], f"  in-time: {criterion}\n")
    assert rules is not None, codes
    facts = read_record(RECORD, "r.yaml", knowledge.dictionary, knowledge.drugs, AS_OF, Diagnostics())
    assert facts is not None
    found = next(each for each in check(rules, facts, AS_OF, None).criteria if each.id == "in-time")
    assert (found.status, found.mends_on) == (status, mends_on)


@pytest.mark.parametrize("name", ["on", "no", "yes", "true", "null", "3", "12-3"])
def test_an_id_that_programs_read_as_something_else_is_refused(name: str, knowledge: Knowledge) -> None:
    """Keys are words here, but another program would read a truth value, a number or nothing."""
    assert compiled(knowledge, "  consent:\n", f"  {name}:\n")[1] == ["P0416"]
