"""Medicines: recognised by the drug knowledge, classified by a clinician, or left unknown."""

from __future__ import annotations

from datetime import date

import pytest

from posology.knowledge.drugs_model import Recognised, Unrecognised
from posology.record.facts import Facts
from posology.record.medicine import Agreed, Classified, Medicine, Taper
from posology.values.dates import exactly, in_month, in_year
from posology.values.known import Entry, Value
from posology.values.truth import Cause, Reason, Unknown
from tests.unit.record.intake_of import AS_OF, facts_of, take_in


def medicine_of(entry: str) -> Medicine:
    """The medicine of a record that has only this one."""
    medicines = facts_of(f"id: a\nmedications: [{{{entry}}}]").medicines
    assert medicines is not None
    (medicine,) = medicines
    return medicine


def field_of(entry: str, field: str) -> Value:
    """What a list query sees as the field of a record that has only this medicine."""
    return _entry(facts_of(f"id: a\nmedications: [{{{entry}}}]")).fields[field]


def _entry(facts: Facts) -> Entry:
    listed = facts.lookup("medications")
    assert isinstance(listed, tuple)
    (entry,) = listed
    assert isinstance(entry, Entry)
    return entry


def test_every_field_of_the_contract_is_taken_in() -> None:
    """Nothing that the contract lets a medicine say is lost."""
    medicine = medicine_of(
        "drug: Zorbulin, rxnorm: '9999999', atc: X99XX99, last_dose: 2026-11-18, started: 2026-05, dose: 5 mg, "
        "route: oral, regimen: therapeutic, indication: secondary-prevention, "
        "agreement: {prescriber: Dr A, date: 2026-11-10}, taper: {agreed_by: Dr B, ends: 2026-12-01}, "
        "class: {is: opioid, by: Dr C, date: 2025}"
    )
    assert medicine.index == 0
    assert (medicine.drug, medicine.rxnorm, medicine.atc) == ("Zorbulin", "9999999", "X99XX99")
    assert (medicine.last_dose, medicine.ongoing) == (exactly(date(2026, 11, 18)), False)
    assert medicine.started == in_month(2026, 5)
    assert (medicine.dose, medicine.route) == ("5 mg", "oral")
    assert (medicine.regimen, medicine.indication) == ("therapeutic", "secondary-prevention")
    assert medicine.agreement == Agreed("Dr A", exactly(date(2026, 11, 10)))
    assert medicine.taper == Taper("Dr B", exactly(date(2026, 12, 1)))
    assert medicine.classified == Classified("opioid", "Dr C", in_year(2025))
    assert isinstance(medicine.recognised, Unrecognised)
    assert medicine.classes == ("opioid",)
    assert medicine.unclassified is None


def test_a_known_drug_has_the_classes_of_its_ingredients() -> None:
    """The class comes from the drug knowledge."""
    medicine = medicine_of("drug: naproxen, last_dose: ongoing")
    assert isinstance(medicine.recognised, Recognised)
    assert medicine.classes_of_ingredients == (("naproxen", ("nsaid",)),)
    assert medicine.classes == ("nsaid",)
    assert field_of("drug: naproxen", "class") == "nsaid"


def test_a_combination_has_the_classes_of_all_its_ingredients() -> None:
    """Every class is kept; to ask for the one class of several settles nothing."""
    entry = "drug: hydrocodone/ibuprofen"
    assert set(medicine_of(entry).classes) == {"opioid", "nsaid"}
    one = field_of(entry, "class")
    assert isinstance(one, Unknown)
    assert one.reasons[0].cause is Cause.IMPRECISE


def test_a_drug_that_nothing_restricts_has_the_class_none() -> None:
    """A comparison with a class is false for it, not unknown."""
    assert field_of("drug: metformin", "class") == "none"
    assert field_of("drug: metformin", "classes") == ()


def test_a_drug_that_nobody_has_classified_is_unknown() -> None:
    """It is never taken for one that is not restricted."""
    expected = Unknown((Reason("medications[0].class", Cause.UNCLASSIFIED, "Zorbulin"),))
    assert medicine_of("drug: Zorbulin").unclassified == expected
    assert field_of("drug: Zorbulin", "class") == expected
    assert field_of("drug: Zorbulin", "classes") == expected


def test_a_clinician_may_classify_a_drug_as_not_restricted() -> None:
    """`none`, with who and when, is an answer."""
    medicine = medicine_of("drug: Zorbulin, class: {is: none, by: Dr C, date: 2026-11-01}")
    assert medicine.unclassified is None
    assert medicine.classes == ()
    assert medicine.classes_of_ingredients == (("Zorbulin", ()),)


def test_a_clinician_cannot_lift_the_class_of_a_known_drug() -> None:
    """The engine's own class governs, and the record is told so."""
    facts, said = take_in("id: a\nmedications: [{drug: ibuprofen, class: {is: none, by: Dr C, date: 2026-11-01}}]")
    assert [each.code for each in said] == ["P0554"]
    assert facts is not None
    assert facts.medicines is not None
    assert facts.medicines[0].classes == ("nsaid",)


@pytest.mark.parametrize(
    ("route", "expected"),
    [
        ("oral", "corticosteroid-oral"),
        ("epidural", "corticosteroid-injected"),
        ("intra-articular", "corticosteroid-injected"),
        ("intravenous", "corticosteroid-injected"),
        ("inhaled", "corticosteroid-local"),
        ("topical", "corticosteroid-local"),
    ],
)
def test_a_corticosteroid_is_classified_by_its_route(route: str, expected: str) -> None:
    """The route decides which hold governs."""
    assert medicine_of(f"drug: dexamethasone, route: {route}").classes == (expected,)


def test_a_corticosteroid_without_a_route_is_unknown() -> None:
    """Neither the mildest nor the strictest route is assumed, also for a drug that a clinician classified."""
    expected = Unknown((Reason("medications[0].route", Cause.NOT_RECORDED, "dexamethasone"),))
    assert medicine_of("drug: dexamethasone").unclassified == expected
    classified = medicine_of("drug: Zorbulin, class: {is: corticosteroid, by: Dr C, date: 2026}")
    assert classified.unclassified == Unknown((Reason("medications[0].route", Cause.NOT_RECORDED, "Zorbulin"),))


@pytest.mark.parametrize(
    ("drug", "route", "classes"),
    [
        ("budesonide inhaler", "inhaled", ("corticosteroid-local",)),
        ("prednisolone eye drops", "topical", ("corticosteroid-local",)),
        ("hydrocortisone 1% cream", "topical", ("corticosteroid-local",)),
        ("methylprednisolone 4 mg dose pack", "oral", ("corticosteroid-oral",)),
        ("triamcinolone 40 mg/mL injection", "injected", ("corticosteroid-injected",)),
        ("diclofenac gel", "topical", ("nsaid",)),
        ("fentanyl patch", "topical", ("opioid",)),
        ("lidocaine patch", "topical", ()),
    ],
)
def test_a_form_in_the_name_says_the_route(drug: str, route: str, classes: tuple[str, ...]) -> None:
    """The route of a form counts as if it were recorded; it lifts no class that no rule divides by route."""
    medicine = medicine_of(f"drug: {drug}, last_dose: 2026-11-01")
    assert (medicine.route, medicine.classes, medicine.unclassified) == (route, classes, None)
    assert field_of(f"drug: {drug}", "route") == route


@pytest.mark.parametrize("drug", ["hydrocortisone suppository", "prednisone 20 mg", "triamcinolone suspension"])
def test_a_form_of_several_routes_leaves_a_corticosteroid_unknown(drug: str) -> None:
    """Neither the mildest nor the strictest route is assumed."""
    assert medicine_of(f"drug: {drug}").unclassified is not None


def test_a_form_behind_a_list_says_nothing_of_its_first_drug() -> None:
    """The tablet is not cleared by the gel that stands behind it."""
    medicine = medicine_of("drug: prednisone and diclofenac gel")
    assert (medicine.route, medicine.classes) == (None, ("nsaid",))
    assert medicine.unclassified is not None
    product = medicine_of("drug: betamethasone/clotrimazole cream")
    assert (product.route, product.classes) == ("topical", ("corticosteroid-local",))


@pytest.mark.parametrize(
    ("drug", "route"),
    [
        ("prednisone tablet", "topical"),
        ("budesonide inhaler", "oral"),
        ("triamcinolone injection", "topical"),
        ("triamcinolone injection", "oral"),
        ("hydrocortisone cream", "epidural"),
        ("naproxen tablet", "topical"),
    ],
)
def test_a_route_that_the_name_speaks_against_is_refused(drug: str, route: str) -> None:
    """One of the two is wrong, and the milder one is not chosen."""
    facts, said = take_in(f"id: a\nmedications: [{{drug: {drug}, route: {route}}}]")
    assert facts is None
    assert [each.code for each in said] == ["P0518"]


@pytest.mark.parametrize(
    ("drug", "route"),
    [
        ("triamcinolone injection", "epidural"),
        ("triamcinolone injection", "intra-articular"),
        ("fluticasone nasal spray", "inhaled"),
        ("hydrocortisone suppository", "topical"),
        ("dexamethasone solution", "intravenous"),
    ],
)
def test_a_route_that_the_name_allows_is_the_recorded_one(drug: str, route: str) -> None:
    """The record may say more than the form does."""
    assert medicine_of(f"drug: {drug}, route: {route}").route == route


def test_a_drug_still_taken_was_last_taken_on_the_day_of_judging() -> None:
    """To a query, ongoing means a last dose today."""
    assert field_of("drug: naproxen, last_dose: ongoing", "last_dose") == exactly(AS_OF)
    assert field_of("drug: naproxen, last_dose: ongoing", "ongoing") is True
    assert field_of("drug: naproxen, last_dose: 2026-11-01", "ongoing") is False


def test_a_last_dose_that_nobody_recorded_is_unknown() -> None:
    """It is neither ongoing nor long ago."""
    medicine = medicine_of("drug: naproxen")
    assert (medicine.last_dose, medicine.ongoing) == (None, False)
    for field in ("last_dose", "ongoing"):
        expected = Unknown((Reason(f"medications[0].{field}", Cause.NOT_RECORDED, "naproxen"),))
        assert field_of("drug: naproxen", field) == expected
