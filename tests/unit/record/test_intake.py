"""Intake: what is taken in, what is refused, and where."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import pytest

from posology.values.dates import exactly, in_month, in_year
from posology.values.quantity import Quantity
from posology.values.truth import Cause, Reason, Unknown
from tests.unit.record.intake_of import ROOT, codes_of, facts_of, only, take_in, take_in_plain

CANDIDATE = ROOT / "examples" / "candidate.yaml"


def test_the_complete_record_is_taken_in_without_a_word() -> None:
    """The example of the contract is complete, and nothing in it is refused or questioned."""
    facts, said = take_in(CANDIDATE.read_bytes())
    assert said == ()
    assert facts is not None
    assert facts.id == "P-0042"
    assert facts.questionable == ()
    assert facts.lookup("weight") == Quantity(Decimal(72), "kg")
    assert facts.lookup("weight.date") == exactly(date(2026, 11, 9))
    assert facts.lookup("weight.method") == "measured"
    assert facts.lookup("pain.back.onset") == in_month(2019, 4)
    assert facts.lookup("pain.neck.onset") == in_year(2024)
    assert facts.lookup("regions") == ("lumbar", "cervical")
    assert facts.lookup("contraindications") == ()
    assert facts.lookup("consent.signed") is True
    assert facts.lookup("requests.disc_injection") is False
    assert facts.values["regions"].written == "lumbar, cervical"
    assert facts.values["weight"].written == "72 kg"


def test_the_hash_is_of_the_bytes_of_the_file() -> None:
    """A result can name exactly the file that it was made from."""
    facts, _ = take_in(CANDIDATE.read_bytes())
    assert facts is not None
    assert facts.sha256 == hashlib.sha256(CANDIDATE.read_bytes()).hexdigest()


def test_json_is_taken_in_as_yaml_is() -> None:
    """The same record in JSON gives the same values."""
    text = '{"id": "a", "weight": {"value": 72.5, "unit": "kg", "date": "2026-10"}, "pain": {"back": {"vas": 7}}}'
    facts, said = take_in(text, "record.json")
    assert said == ()
    assert facts is not None
    assert facts.lookup("weight") == Quantity(Decimal("72.5"), "kg")
    assert facts.lookup("weight.date") == in_month(2026, 10)
    assert facts.lookup("pain.back.vas") == Decimal(7)


@pytest.mark.parametrize(
    "written",
    [
        "72 kg",
        "{value: 72, unit: kg}",
        "{value: 72 kg}",
        "{value: 72, unit: kg, date: 2026-11-09}",
        "{value: {value: 72, unit: kg}}",
    ],
)
def test_a_quantity_may_be_written_in_each_way_of_the_contract(written: str) -> None:
    """Text or parts, bare or with a date, are one value."""
    assert facts_of(f"id: a\nweight: {written}").lookup("weight") == Quantity(Decimal(72), "kg")


def test_a_height_in_metres_is_taken_in_exactly_as_the_dictionary_declares() -> None:
    """A unit that the dictionary accepts is converted without loss."""
    assert facts_of("id: a\nheight: 1.65 m").lookup("height") == Quantity(Decimal(165), "cm")


@pytest.mark.parametrize(
    "text",
    [
        "id: a",
        "id: a\nweight:",
        "id: a\nweight: null",
        "id: a\nsex: unknown\nweight: null",
        "id: a\nmedications:\npain:",
    ],
)
def test_what_is_not_recorded_is_unknown(text: str) -> None:
    """Left out, empty, null, and a word that says that nobody knows are one: not recorded."""
    facts = facts_of(text)
    for path in ("weight", "sex", "medications", "pain.back.vas"):
        assert facts.lookup(path) == Unknown((Reason(path, Cause.NOT_RECORDED),))
    assert facts.medicines is None


def test_an_empty_list_is_an_answer() -> None:
    """No medicines and no contraindications are recorded facts."""
    facts = facts_of("id: a\nmedications: []\ncontraindications: []")
    assert facts.medicines == ()
    assert facts.lookup("medications") == ()
    assert facts.lookup("contraindications") == ()


def test_an_undated_value_is_the_reason_why_its_date_is_unknown() -> None:
    """Asked for the date of a bare value, the facts say that the value has none."""
    assert facts_of("id: a\nquebec: 41").lookup("quebec.date") == Unknown((Reason("quebec", Cause.UNDATED),))


# Each row is a record, the code that it is refused with, and where.
REFUSED = [
    ("- a", "P0500", 1, 1),
    ("id: a\nwieght: 72 kg", "P0501", 2, 1),
    ("id: a\nweight_lb: 160", "P0502", 2, 1),
    ("id: a\nweight-kg: 72", "P0502", 2, 1),
    ("weight: 72 kg", "P0503", 1, 1),
    ("id:", "P0503", 1, 1),
    ("id: 42", "P0504", 1, 5),
    ("id: a\nweight: true", "P0504", 2, 9),
    ('id: a\nquebec: "41"', "P0504", 2, 9),
    ("id: a\nquebec: 41.5", "P0504", 2, 9),
    ("id: a\nconsent: {signed: signed}", "P0504", 2, 19),
    ("id: a\nregions: lumbar", "P0504", 2, 10),
    ("id: a\npain: 7", "P0504", 2, 7),
    ("id: a\nmedications: [naproxen]", "P0504", 2, 15),
    ("id: a\nsex: {value: female}", "P0504", 2, 6),
    ("id: a\nsex: femal", "P0505", 2, 6),
    ("id: a\nweight: {value: 72 kg, method: weighed}", "P0505", 2, 32),
    ("id: a\nmedications: [{drug: x, route: by mouth}]", "P0505", 2, 32),
    ("id: a\nmedications: [{drug: x, class: {is: nsaids, by: b, date: 2026}}]", "P0505", 2, 37),
    ("id: a\nweight: 72", "P0506", 2, 9),
    ("id: a\nweight: 72kg", "P0506", 2, 9),
    ("id: a\nweight: {value: 72, date: 2026-11-09}", "P0506", 2, 17),
    ("id: a\nweight: 160 lb", "P0507", 2, 9),
    ("id: a\nweight: 72000 g", "P0507", 2, 9),
    ("id: a\nweight: {value: 160, unit: lb, date: 2026-11-09}", "P0507", 2, 9),
    ("id: a\npain: {back: {onset: 2025-02-30}}", "P0508", 2, 22),
    ("id: a\nmri: {date: last year}", "P0508", 2, 13),
    ("id: a\nmri: {date: 2025-02-28T10:00}", "P0508", 2, 13),
    ("id: a\nprocedure: {date: 2026-12}", "P0509", 2, 19),
    ("id: a\nbirth_date: 2030-01-01", "P0510", 2, 13),
    ("id: a\nmri: {date: 2026-11-21}", "P0510", 2, 13),
    ("id: a\nmri: {date: 2026-12}", "P0510", 2, 13),
    ("id: a\nweight: {value: 72 kg, date: 2026-11-21}", "P0510", 2, 30),
    ("id: a\nconsent: {date: 2027}", "P0510", 2, 17),
    ("id: a\nmedications: [{drug: x, last_dose: 2026-11-21}]", "P0510", 2, 36),
    ("id: a\nbirth_date: 1971-03-02\npain: {back: {onset: 1970}}", "P0511", 3, 22),
    ("id: a\nbirth_date: 1971-03-02\nquebec: {value: 4, date: 1971-03-01}", "P0511", 3, 26),
    ("id: a\nmedications: [{drug: x, started: 2026-11, last_dose: 2026-10-31}]", "P0512", 2, 34),
    ("id: a\nweight: 0.07 kg", "P0513", 2, 9),
    ("id: a\nweight: -70 kg", "P0513", 2, 9),
    ("id: a\nweight: 700 kg", "P0513", 2, 9),
    ("id: a\nquebec: 101", "P0513", 2, 9),
    ("id: a\npain: {leg: {vas: 10.1}}", "P0513", 2, 19),
    ("id: a\nbirth_date: 1850", "P0513", 2, 13),
    ("id: a\nregions: [lumbar, lumbar]", "P0514", 2, 19),
    ('id: "a\\u200bb"', "P0515", 1, 5),
    (f"id: {'a' * 501}", "P0515", 1, 5),
    ("id: a\nmri.date: 2026-10-20", "P0516", 2, 1),
    ("id: a\nmedications: [{last_dose: ongoing}]", "P0503", 2, 15),
    ("id: a\nmedications: [{drug: x, class: {is: none}}]", "P0503", 2, 32),
    ("id: a\nmedications: [{drug: x, agreement: {date: 2026-11-01}}]", "P0503", 2, 36),
]


@pytest.mark.parametrize(("text", "code", "line", "column"), REFUSED)
def test_a_fault_is_refused_with_its_code_and_its_place(text: str, code: str, line: int, column: int) -> None:
    """Every guard of intake refuses what it is for, names the place, and no facts come of it."""
    facts, said = take_in(text)
    assert facts is None
    assert (said[0].code, said[0].span.line, said[0].span.column) == (code, line, column)


def test_every_fault_is_told_in_one_run() -> None:
    """A record with many faults is refused once, with all of them in the order of their places."""
    text = "id: a\nweight: 160 lb\nsex: femal\nquebec: 101\nmri: {date: 2030}"
    assert codes_of(text) == ["P0507", "P0505", "P0513", "P0510"]


def test_a_partial_date_before_birth_is_refused_only_where_all_of_it_lies_before() -> None:
    """Pain that began in the year of birth is possible."""
    assert codes_of("id: a\nbirth_date: 1971-03-02\npain: {back: {onset: 1971}}") == []


def test_an_unknown_element_is_refused_with_the_nearest_one() -> None:
    """The name that was meant is offered, also one that lies in another group."""
    assert "`weight`" in only("id: a\nwieght: 72 kg").help
    assert "`pain.back.vas`" in only("id: a\npain: {back: {vsa: 7}}").help
    assert "`mri.date`" in only("id: a\nmri: {dat: 2026}").help
    assert "`pain.back.onset`" in only("id: a\nonset: 2013").help


def test_pounds_are_refused_without_a_conversion() -> None:
    """No message names a number of kilograms that nobody measured."""
    for text in ("id: a\nweight: 160 lb", "id: a\nweight_lb: 160"):
        said = only(text)
        assert "72" not in said.message + said.help
        assert "kg" in said.help


def test_a_number_without_a_unit_is_never_offered_with_one() -> None:
    """Offering `160 kg` for `160` would turn pounds into kilograms."""
    assert "160 kg" not in only("id: a\nweight: 160").help


def test_a_past_procedure_date_is_kept_and_questioned() -> None:
    """A record kept for its visits is taken in, and its date is handed on as questionable."""
    facts, said = take_in("id: a\nprocedure: {date: 2026-11-19}")
    assert [each.code for each in said] == ["P0553"]
    assert facts is not None
    assert [element for element, _ in facts.questionable] == ["procedure.date"]


@pytest.mark.parametrize(
    ("text", "element"),
    [
        ("id: a\nbirth_date: 2010-01-01", "birth_date"),
        ("id: a\nweight: 29 kg\nheight: 125 cm", "height"),
        ("id: a\ncreatinine_clearance: 1.3 mL/min", "creatinine_clearance"),
    ],
)
def test_a_rare_value_is_kept_and_questioned(text: str, element: str) -> None:
    """The value stays as recorded; the element is handed on with the reason."""
    facts, said = take_in(text)
    assert facts is not None
    assert "P0550" in [each.code for each in said]
    assert element in dict(facts.questionable)
    assert element in facts.values


def test_plain_python_is_read_as_a_file_is() -> None:
    """A row of a cohort gives the same values as the file that says the same."""
    facts, said = take_in_plain({"id": "a", "weight": "72 kg", "mri": {"date": date(2026, 10, 20)}, "quebec": 41})
    assert said == ()
    assert facts is not None
    assert facts.lookup("mri.date") == exactly(date(2026, 10, 20))


@pytest.mark.parametrize("value", [72.5, float("nan"), Decimal("Infinity"), {1: 2}, object(), b"72 kg"])
def test_what_cannot_stand_in_a_record_is_reported(value: object) -> None:
    """Binary fractions, numbers that are none, and objects are refused, not guessed at."""
    facts, said = take_in_plain({"id": "a", "weight": value})
    assert facts is None
    assert [each.code for each in said] == ["P0504"]


def test_a_record_nested_without_end_is_reported() -> None:
    """Depth is bounded, so no record exhausts the stack."""
    endless: dict[str, object] = {"id": "a"}
    endless["pain"] = endless
    facts, said = take_in_plain(endless)
    assert facts is None
    assert said
