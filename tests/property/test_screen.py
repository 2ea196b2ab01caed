"""A cohort is judged as each of its patients is: the columns of `screen` say what `explain` says, or refuse by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.cohort.tables import MedicineKind
from posology.diagnostics.diagnostic import Refused
from posology.ir.nodes import Node, Relation
from posology.record.facts import Facts
from posology.record.medicine import Medicine
from posology.screen import comparison, criteria, frame
from posology.screen.dates import COMPARED
from posology.screen.frame import Frame
from posology.screen.refusal import Inexpressible
from tests.property.invented import load_invented
from tests.property.judging import Variant, facts_of, knowledge, rules_of
from tests.property.size import examples, hunting
from tests.strategies.patients import Patient, patients
from tests.strategies.programs import programs
from tests.strategies.protocols import InventedProtocol, date_protocols, invented_protocols
from tests.unit.screen import cohorts
from tests.unit.screen.agreement import dated, differences
from tests.unit.screen.cohorts import fits

AS_OF = date(2026, 11, 20)
PATIENTS = st.deferred(lambda: st.lists(patients(knowledge().dictionary, most_disturbed=8), min_size=4, max_size=12))
PROTOCOLS = st.one_of(programs(), invented_protocols(), date_protocols())

MOST_REFUSED = 20
"""Percent of the programs that may have a rule without columns: with more of them, little would be compared."""

REFUSALS = frozenset({"step: it turns with the procedure date"})
"""What a program is refused for, all of it: a refusal of another kind is looked at before it is let through."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where one program after another is written."""
    return tmp_path_factory.mktemp("screened")


def cohort_facts(drawn: Sequence[Patient], as_of: date = AS_OF) -> list[Facts]:
    """The records that are taken in on that day, with the procedure dates that are asked about."""
    return [facts for each in drawn if (facts := _taken_in(each, as_of)) is not None]


def _taken_in(patient: Patient, as_of: date) -> Facts | None:
    """The record as it is taken in on that day; None where it is refused, as for a date that lies ahead of it."""
    try:
        facts = facts_of(patient.record, as_of)
    except Refused:
        return None
    return dated(facts, patient.procedure_date) if fits(facts) else None


def test_programs_are_screened_as_they_are_explained(folder: Path) -> None:
    """Protocols that nobody wrote, on generated cohorts: every patient's row, or a refusal by name, and not too many."""
    refused: Counter[str] = Counter()
    screened: Counter[str] = Counter()

    @examples(20)
    @given(PROTOCOLS, PATIENTS)
    def compare(program: InventedProtocol, drawn: list[Patient]) -> None:
        rules, facts = load_invented(program, folder), cohort_facts(drawn)
        try:
            found = differences(rules, facts, AS_OF) if facts else []
        except Inexpressible as refusal:
            kind, _, name = refusal.what.partition(" ")
            assert name in program.protocol, "a refusal names the rule"
            refused[f"{kind}: {refusal.why}"] += 1
            return
        assert not found, "\n".join(found[:20])
        screened["programs"] += 1
        screened["patients"] += len(facts)

    compare()
    programs_tried = screened["programs"] + refused.total()
    assert 100 * refused.total() <= MOST_REFUSED * programs_tried, (screened, refused)
    assert refused.keys() <= REFUSALS
    assert screened["patients"] > screened["programs"]


Fault = Callable[[pytest.MonkeyPatch], None]


def _nothing_is_restricted(patch: pytest.MonkeyPatch) -> None:
    """Every medicine counts as one that no class restricts."""
    patch.setattr(cohorts, "kind_of", _classless)


def _classless(medicine: Medicine) -> MedicineKind:
    return MedicineKind(drug=medicine.drug, classes_of_ingredients=(), unclassified=None)


def _at_least_is_at_most(patch: pytest.MonkeyPatch) -> None:
    """A number is held against the wrong side of its limit."""
    turned = {Relation.GREATER_OR_EQUAL: COMPARED[Relation.LESS_OR_EQUAL]}
    patch.setattr(comparison, "COMPARED", {**COMPARED, **turned})


def _what_is_unknown_is_false(patch: pytest.MonkeyPatch) -> None:
    """A condition that is unknown counts as one that does not hold."""
    truth_of = criteria.truth_of

    def known(node: Node, of: Frame) -> ibis.Value:
        return truth_of(node, of).fill_null(False)

    patch.setattr(criteria, "truth_of", known)


def _a_partial_date_is_its_first_day(patch: pytest.MonkeyPatch) -> None:
    """A date that is known to the month counts as known to the day."""
    patch.setattr(frame, "LATEST", "")


FAULTS = (
    _nothing_is_restricted,
    _at_least_is_at_most,
    _what_is_unknown_is_false,
    _a_partial_date_is_its_first_day,
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.__name__.strip("_"))
def test_a_fault_in_the_columns_is_caught(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison can fail: with a fault planted, a cohort is found that is judged otherwise."""
    fault(monkeypatch)
    rules = rules_of(Variant("allorx-spine"))
    medicated = patients(knowledge().dictionary, always=("medications",))

    @hunting(10)
    @given(st.lists(medicated, min_size=10, max_size=10))
    def compare(drawn: list[Patient]) -> None:
        facts = cohort_facts(drawn)
        assert not (differences(rules, facts, AS_OF) if facts else [])

    with pytest.raises(AssertionError):
        compare()
