"""The laws that speak of no protocol in particular, for protocols that nobody had in mind."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.property.invented import load_invented
from tests.property.judging import knowledge
from tests.property.laws import changes, dates, doses, numbers, order, verdicts
from tests.property.laws import knowledge as knowing
from tests.property.size import NIGHTLY, examples
from tests.strategies.patients import Patient, patients
from tests.strategies.protocols import InventedProtocol, date_protocols, invented_protocols

PATIENTS = st.deferred(lambda: patients(knowledge().dictionary, most_disturbed=8))
DATED_PATIENTS = st.deferred(lambda: patients(knowledge().dictionary, most_disturbed=8, dated=True))
PROTOCOLS = invented_protocols()

HORIZON = 500 if NIGHTLY else 430


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one protocol after another is written."""
    return tmp_path_factory.mktemp("protocol")


@examples(70)
@given(PROTOCOLS, PATIENTS)
def test_the_verdict_is_the_one_of_the_contract(folder: Path, protocol: InventedProtocol, patient: Patient) -> None:
    """Whatever the protocol, the verdict follows from the findings, and no unknown gives a good one, a dose or a date."""
    rules = load_invented(protocol, folder)
    verdicts.precedence(rules, patient)
    verdicts.fails_closed(rules, patient)
    verdicts.missing_means_indeterminate(rules, patient)


@examples(70)
@given(PROTOCOLS, DATED_PATIENTS, st.data())
def test_knowledge_is_monotone(folder: Path, protocol: InventedProtocol, patient: Patient, data: st.DataObject) -> None:
    """Whatever the protocol, learning a fact never turns a known answer round."""
    rules = load_invented(protocol, folder)
    less = data.draw(knowing.less_known(patient))
    knowing.criteria_stay_known(rules, less, patient)
    knowing.verdicts_stay(rules, less, patient)


@examples(40)
@given(PROTOCOLS, PATIENTS, st.data())
def test_order_does_not_matter(folder: Path, protocol: InventedProtocol, patient: Patient, data: st.DataObject) -> None:
    """Whatever the protocol, keys, medicines and rules may stand in any order."""
    rules = load_invented(protocol, folder)
    order.keys_do_not_matter(rules, patient, data.draw(order.keys_reordered(patient)))
    other, places = data.draw(order.medicines_reordered(patient))
    order.medicines_do_not_matter(rules, patient, other, places)
    order.rules_do_not_matter(rules, data.draw(order.rules_reordered(rules)), patient)


@examples(60)
@given(PROTOCOLS, PATIENTS)
def test_doses_add_up_within_limits(folder: Path, protocol: InventedProtocol, patient: Patient) -> None:
    """Whatever the protocol, sites add up to routes and routes to the total, and no sheet passes a limit."""
    rules = load_invented(protocol, folder)
    doses.sums_agree(rules, patient)
    doses.doses_are_whole_and_in_order(rules, patient)
    doses.sheets_keep_limits(rules, patient)


@examples(40)
@given(PROTOCOLS, PATIENTS)
def test_no_printed_number_can_be_misread(folder: Path, protocol: InventedProtocol, patient: Patient) -> None:
    """Whatever the protocol, every number is printed in the one safe form, and JSON holds exact ones."""
    rules = load_invented(protocol, folder)
    numbers.no_number_can_be_misread(rules, patient)
    numbers.json_is_exact(rules, patient)


@examples(30)
@given(PROTOCOLS, PATIENTS)
def test_suggested_changes_do_what_they_say(folder: Path, protocol: InventedProtocol, patient: Patient) -> None:
    """Whatever the protocol, every suggestion gives the verdict claimed and no smaller one does."""
    changes.changes_hold(load_invented(protocol, folder), patient)


@examples(40)
@given(st.one_of(PROTOCOLS, date_protocols()), PATIENTS)
def test_the_earliest_date_is_the_first_good_day(folder: Path, protocol: InventedProtocol, patient: Patient) -> None:
    """Whatever the protocol, no day before the earliest date would do."""
    dates.earliest_is_the_first_good_day(load_invented(protocol, folder), patient, HORIZON)


@examples(60)
@given(date_protocols(), PATIENTS)
def test_answers_turn_only_on_the_days_that_are_tried(
    folder: Path, protocol: InventedProtocol, patient: Patient
) -> None:
    """Whatever a condition says of dates, its answer turns only on days that the engine tries."""
    rules = load_invented(protocol, folder)
    dates.answers_turn_only_where_said(rules, patient, HORIZON)
    dates.mending_is_the_first_day(rules, patient, HORIZON)
