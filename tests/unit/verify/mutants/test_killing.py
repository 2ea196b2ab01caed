"""What becomes of a mutant: killed by what notices it, proved to change nothing, or alive with a witness."""

from __future__ import annotations

from pathlib import Path

import pytest

from posology.results.verification import Fate
from posology.verify.differing import differences_of
from posology.verify.mutants.killing import Court
from tests.unit.verify.mutants.small import (
    A_YEAR_OF_PAIN,
    ELIGIBLE,
    court_of,
    folder_with,
    mutant_called,
    outcome_of,
)

STRICT = "criterion.chronic-pain.condition.1:before->same or before"
NOT_NEGATIVE = ("condition: consent.signed", "condition: consent.signed and pain.back.vas >= 0")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Court:
    """The small protocol with one case, and with a comparison that no score can fail."""
    return court_of(folder_with(tmp_path_factory.mktemp("few"), ELIGIBLE, NOT_NEGATIVE), proving=True)


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Court:
    """The small protocol with cases at the limit of a year."""
    return court_of(folder_with(tmp_path_factory.mktemp("more"), ELIGIBLE + A_YEAR_OF_PAIN))


def test_a_case_at_the_limit_kills_a_mutant_of_the_limit(more: Court) -> None:
    """The case that lies exactly at a threshold notices when it is counted in, and is named."""
    outcome = outcome_of(more, STRICT)
    assert (outcome.fate, outcome.by) == (Fate.KILLED, "case: a year")


def test_a_survivor_has_a_witness_whose_result_differs(few: Court) -> None:
    """Without that case the mutant survives, and the patient who is shown is judged otherwise by it."""
    outcome = outcome_of(few, STRICT)
    assert outcome.fate is Fate.SURVIVED
    assert outcome.witness is not None
    old, new = few.forms.judge(), few.forms.mutated(mutant_called(few, STRICT), ())
    assert new is not None
    assert differences_of(old.check(outcome.witness), new.check(outcome.witness)) == outcome.seen


def test_a_mutant_that_changes_nothing_is_proved_equivalent(few: Court) -> None:
    """A score of nought or more is a score of more than minus one: no patient tells the two apart."""
    outcome = outcome_of(few, "criterion.consent.condition.5:0->-1")
    assert outcome.fate is Fate.EQUIVALENT
    assert outcome.by


def test_a_claim_kills_a_mutant_that_breaks_it(tmp_path: Path) -> None:
    """What a protocol claims of every patient is held against the patients of the cases too."""
    claim = (
        "properties:\n",
        (
            "properties:\n  signed:\n    text: Nobody is eligible unsigned\n"
            "    condition: result.verdict = 'eligible' implies consent.signed\n"
        ),
    )
    unsigned = "      - {case: unsigned, with: {consent.signed: false}, expect: {plan: {left L3-L4: {site: facet}}}}\n"
    court = court_of(folder_with(tmp_path, unsigned, claim))
    outcome = outcome_of(court, "criterion.consent:dropped")
    assert (outcome.fate, outcome.by) == (Fate.KILLED, "property: signed")


def test_a_case_that_fails_already_kills_nothing(tmp_path: Path) -> None:
    """A case whose answer is another one anyway would notice every change, and so none."""
    wrong = "      - {case: wrong, expect: {verdict: ineligible}}\n"
    outcome = outcome_of(court_of(folder_with(tmp_path, wrong)), "criterion.consent:dropped")
    assert outcome.fate is Fate.SURVIVED


def test_a_switched_reading_is_killed_by_a_case_that_rests_on_the_default(tmp_path: Path) -> None:
    """A reading that silently has another default is noticed by a patient whose dose follows from it."""
    dosed = "      - {case: flat dose, expect: {dose: {iv: {cells: {planned: 100000000}}}}}\n"
    court = court_of(folder_with(tmp_path, dosed))
    assert outcome_of(court, "reading.iv-dose:flat->per-kg").by == "case: flat dose"


def test_what_stands_only_under_another_option_is_tried_under_it(tmp_path: Path) -> None:
    """A hold that a reading brings in is killed by a case that chooses that reading."""
    chosen = (
        "      - {case: ibuprofen, readings: {nsaid-hold: by-medicine}, with: {medications: "
        "[{drug: ibuprofen, last_dose: 2026-12-05}]}, as_of: 2026-12-06, expect: {washout: {ibuprofen: "
        "{clear_on: 2026-12-07}}}}\n"
    )
    court = court_of(folder_with(tmp_path, ELIGIBLE + chosen))
    name = "washout.nsaid.1.hold:1 day->2 days where nsaid-hold is by-medicine"
    assert outcome_of(court, name).by == "case: ibuprofen"


def test_a_visit_is_killed_by_a_case_that_expects_it_and_never_called_equivalent(tmp_path: Path) -> None:
    """What follows the procedure decides nothing of a record: only a case can notice it."""
    visits = "      - {case: visits, expect: {visits: {count: 5, 1 month after: {on: 2027-01-07}}}}\n"
    name = "visit.1-month-after.offset:1 month->2 months"
    court = court_of(folder_with(tmp_path, ELIGIBLE + visits), proving=True)
    assert outcome_of(court, name).by == "case: visits"
    alive = outcome_of(court, "outcome.responder.vas.threshold:2->3")
    assert (alive.fate, alive.witness) == (Fate.SURVIVED, None)


def test_an_outcome_is_killed_by_a_case_with_scores(tmp_path: Path) -> None:
    """A fall of exactly two points tells a threshold of two from one of three."""
    scored = (
        "      - {case: two points, scores: {baseline: {vas: 7}, month 3: {vas: 5}}, "
        "expect: {outcome: {responder: {month 3: responder}}}}\n"
    )
    court = court_of(folder_with(tmp_path, scored))
    assert outcome_of(court, "outcome.responder.vas.threshold:2->3").by == "case: two points"
    assert outcome_of(court, "outcome.responder.vas.change:falls by at least->falls by more than").by
