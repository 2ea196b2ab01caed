"""What a worked case can expect beside its check: when medicines are taken again, the visits, and the outcome."""

from __future__ import annotations

from pathlib import Path

import pytest

from posology.api.cases import Bench, cases_of
from posology.diagnostics.diagnostic import Refused
from tests.unit.judged import knowledge
from tests.unit.verify.mutants.small import folder_with


def differences_in(place: Path, case: str) -> tuple[str, ...]:
    """What the one case of the small protocol tells."""
    folder = folder_with(place, f"      - {{case: one, {case}}}\n")
    (found,) = cases_of(folder / "cases.yaml", str(folder))
    return Bench(str(folder), knowledge()).run(found).differences


@pytest.mark.parametrize(
    "case",
    [
        "expect: {visits: {count: 5}}",
        "expect: {visits: {procedure day: {on: 2026-12-07}}}",
        "expect: {visits: {5 weeks before: {on: 2026-11-02, first: null, last: null, scores: [vas, quebec]}}}",
        "expect: {visits: {1 month after: {on: 2027-01-07, first: 2026-12-31, last: 2027-01-21}}}",
        "without: [procedure], expect: {procedure_date: 2026-11-20, visits: {3 months after: {on: 2027-02-20}}}",
    ],
)
def test_visits_are_laid_out_for_the_procedure_date(tmp_path: Path, case: str) -> None:
    """Each visit with its day, its window and its scores, whatever the verdict."""
    assert differences_in(tmp_path, case) == ()


def test_restarts_are_told_with_their_condition(tmp_path: Path) -> None:
    """From when a medicine may be taken again, and what must also be the case."""
    medicine = "with: {medications: [{drug: warfarin, last_dose: 2026-11-20}]}"
    expected = "{restarts: {warfarin: {not_before: 2026-12-08, condition: if there is no bleeding}}}"
    assert differences_in(tmp_path, f"{medicine}, expect: {expected}") == ()


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ("{baseline: {vas: 7}, month 3: {vas: 5}}", "{month 3: {status: responder, parts: {vas: met}}}"),
        ("{baseline: {vas: 7}, month 3: {vas: 5.1}}", "{month 3: non-responder}"),
        ("{baseline: {}, month 3: {vas: 5}}", "{month 3: unknown, initial_responder: false}"),
        ("{baseline: {vas: 1}, month 6: {vas: 0}}", "{month 6: {parts: {vas: cannot-respond}}}"),
    ],
)
def test_an_outcome_is_told_month_by_month(tmp_path: Path, scores: str, expected: str) -> None:
    """By each definition whether the patient of the case responds, and what became of each part."""
    assert differences_in(tmp_path, f"scores: {scores}, expect: {{outcome: {{responder: {expected}}}}}") == ()


def test_what_is_expected_otherwise_is_told(tmp_path: Path) -> None:
    """A case about what follows the procedure can fail as any other."""
    told = differences_in(tmp_path, "expect: {visits: {1 month after: {on: 2027-01-08}}}")
    assert told == (".visits.1 month after.on: '2027-01-07', expected '2027-01-08'",)


def test_scores_of_no_month_are_refused(tmp_path: Path) -> None:
    """A score that belongs to no visit would be left out in silence."""
    folder = folder_with(tmp_path, "      - {case: one, scores: {start: {vas: 7}}, expect: {verdict: eligible}}\n")
    with pytest.raises(Refused) as refused:
        cases_of(folder / "cases.yaml", str(folder))
    assert [each.code for each in refused.value.diagnostics] == ["P0806"]
