"""A verification as text and as JSON: what is wrong in full, what is open with its reason, and no pass by silence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import pytest

from posology.render.page import Layout
from posology.render.verification_html import verification_as_html
from posology.render.verification_json import verification_as_json
from posology.render.verification_junit import verification_as_junit
from posology.render.verification_sarif import verification_as_sarif
from posology.render.verification_text import MOST_LINES, MOST_SURVIVORS, verification_as_text
from posology.render.verification_words import headline, percent, witnesses
from posology.results.verification import Kind, MutationScore, Verification
from tests.unit.render import verifications as made
from tests.unit.render.verifications import clean, faulty, nothing, unfinished

Make: TypeAlias = Callable[[], Verification]
Form: TypeAlias = Callable[[Verification], str]

ALL: tuple[Make, ...] = (nothing, clean, faulty, unfinished)
FORMS: tuple[Form, ...] = (
    verification_as_text,
    verification_as_json,
    verification_as_junit,
    verification_as_sarif,
    verification_as_html,
)


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("written", FORMS)
def test_the_same_verification_gives_the_same_bytes(make: Make, written: Form) -> None:
    """Every form ends with one line feed, and nothing in it comes from the day or the machine."""
    once, twice = written(make()), written(make())
    assert once == twice
    assert once.endswith("\n")
    assert not once.endswith("\n\n")


@pytest.mark.parametrize("make", ALL)
@pytest.mark.parametrize("written", FORMS)
def test_no_form_says_that_anything_is_safe(make: Make, written: Form) -> None:
    """A verification finds faults; that it finds none is no statement about patients."""
    text = written(make()).replace(made.protocol().banner, "").lower()
    for word in ("verified safe", "is safe", "proven safe", "verified."):
        assert word not in text


def test_the_faults_are_told_in_full() -> None:
    """The claim, the patient who shows it, and what the engine says of that patient."""
    text = verification_as_text(faulty())
    assert "Faults found: 1 worked case fails, 1 claim is refuted, 1 law is broken, 1 mutant\nsurvives" in text
    assert "  - REFUTED: The criterion mri can decide alone (reading iv-dose: per-kg).\n" in text
    assert "    Id: decides-alone:mri\n    At: rules/allorx-spine/protocol.yaml:12:3\n" in text
    assert "    Concerns: mri, consent.\n" in text
    assert "      medications:\n        - drug: naproxen\n          last_dose: 2026-11-18\n" in text
    assert "      - criterion mri: not-met\n" in text
    assert "  - BROKEN: one unit either side of a limit is judged apart.\n" in text
    assert "judged on 20 November 2026 for the earliest date:\n" in text
    assert "  - SURVIVED: 1 year becomes 11 months in the criterion chronic-pain.\n" in text
    assert "  - STALE EXEMPTION: criterion.mri.9: the protocol has no such mutant.\n" in text
    assert "  - FAILED: Verdicts: a tie <does> not qualify\n    At: rules/allorx-spine/cases.yaml:90:9\n" in text
    assert "WHAT NO CASE REACHES\n  - the criterion mri is never unknown.\n" in text
    assert "\u202e" not in text


def test_what_is_proved_or_noticed_is_only_counted() -> None:
    """A page of passes would hide the line that matters."""
    text = verification_as_text(faulty())
    assert "some patient is eligible" not in text
    assert "an MRI after the procedure" not in text
    assert "3 claims: 1 proved, 1 refuted, 1 undecided." in text
    assert "Mutation score 66.6 %: 2 of 3 noticed (1 by a worked case and 1 by a proof);\n  of 5 made" in text


def test_what_is_undecided_is_its_own_count_and_no_pass() -> None:
    """It is no fault either: it stands with its reason."""
    verification = clean()
    assert not verification.has_fault
    text = verification_as_text(verification)
    assert "No fault found in what was looked at.\n1 claim is undecided, which is no pass.\n" in text
    assert (
        "UNDECIDED, AND SO NO PASS\n  - UNDECIDED: The dose of iv grows with the weight.\n    Id: monotone:iv\n"
        "    Why: the solver gave up within its budget.\n"
    ) in text
    assert "  - 14 becomes 15 days in the hold of nsaid (criterion.mri.4).\n    Why: both are within" in text


def test_a_refutation_with_an_argument_is_no_fault_and_no_proof() -> None:
    """It is told with the argument, and counted by itself."""
    verification = replace(clean(), proofs=(made.PROVED, made.EXCUSED))
    assert not verification.has_fault
    text = verification_as_text(verification)
    assert "2 claims: 1 proved, 0 refuted, 0 undecided, 1 refuted with an argument why it\n  should be." in text
    assert (
        "  - REFUTED: The criterion mri can decide alone (decides-alone:consent).\n    Why: it is asked twice on"
        in text
    )
    found = json.loads(verification_as_json(verification))
    assert (found["fault"], found["summary"]["excused"]) == (False, 1)
    assert found["proofs"][1]["exempt"] == "it is asked twice on purpose"
    assert "argues that this is as it should be: it is asked twice" in verification_as_html(verification)


def test_what_was_not_done_is_said_and_no_pass() -> None:
    """Once in the head, and once where it would stand."""
    text = verification_as_text(unfinished())
    assert (
        "No fault found in what was looked at.\nProofs, properties and mutants were not done, which is no pass.\n"
        in text
    )
    assert text.count("Not done: asked to be left out.\n") == 3


def test_nothing_looked_at_is_a_fault() -> None:
    """No worked cases: nothing could fail."""
    assert nothing().has_fault
    assert headline(nothing()) == "Faults found: there are no worked cases."
    assert verification_as_text(nothing()).count("Not done: not asked for.") == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"cases": ()},
        {"cases": faulty().cases},
        {"proofs": (made.REFUTED,)},
        {"properties": (made.BROKEN,)},
        {"mutants": (made.SURVIVED,)},
        {"stale": (made.STALE,)},
    ],
)
def test_each_kind_of_fault_alone_is_one(changed: dict[str, Any]) -> None:
    """A clean verification has none; each of these makes it faulty, and is told in the first line."""
    verification = replace(clean(), **changed)
    assert verification.has_fault
    assert headline(verification).startswith("Faults found: ")


@pytest.mark.parametrize(
    ("killed", "survived", "said"),
    [(0, 0, "not defined"), (1, 0, "100 %"), (9999, 1, "99.9 %"), (0, 3, "0.0 %"), (2, 1, "66.6 %")],
)
def test_only_a_full_score_is_called_full(killed: int, survived: int, said: str) -> None:
    """It is rounded down, and the equivalent and exempt mutants are not in it."""
    score = MutationScore(killed=killed, survived=survived, equivalent=5, exempt=7)
    assert percent(score) == said
    assert score.made == killed + survived + 12
    assert score.share is None or score.share == Fraction(killed, killed + survived)


def test_a_long_record_is_cut_and_says_so() -> None:
    """The option that writes the whole of it is named."""
    record = {f"element_{number}": number for number in range(MOST_LINES + 5)}
    broken = replace(made.BROKEN, witness=replace(made.PATIENT, record=record))
    text = verification_as_text(replace(clean(), properties=(broken,)))
    assert f"element_{MOST_LINES - 1}: " in text
    assert f"element_{MOST_LINES}: " not in text
    assert "      5 more lines; `--witnesses DIR` writes the whole record.\n" in text


def test_of_many_survivors_the_first_are_shown_with_their_patients() -> None:
    """The others have a line each: the list stays readable, and nobody is left out."""
    many = tuple(replace(made.SURVIVED, id=f"criterion.mri.{number}") for number in range(MOST_SURVIVORS + 2))
    text = verification_as_text(replace(clean(), mutants=many))
    assert text.count("SURVIVED: 1 year becomes 11 months") == MOST_SURVIVORS + 2
    assert text.count("An invented patient") == MOST_SURVIVORS
    assert "`--witnesses DIR` writes the patient of each of them." in text


def test_on_a_terminal_the_labels_are_bold() -> None:
    """The words stay the same."""
    styled = verification_as_text(clean(), Layout(width=80, styled=True))
    assert "\x1b[1m" in styled
    assert styled.replace("\x1b[1m", "").replace("\x1b[0m", "") == verification_as_text(clean())


def test_the_witnesses_have_names_that_every_system_takes() -> None:
    """Two that would be called alike are told apart."""
    twice = replace(faulty(), properties=(made.BROKEN, made.BROKEN))
    assert [name for name, _, _ in witnesses(twice)] == [
        "proof-decides-alone-mri-iv-dose-per-kg",
        "property-boundary-weight",
        "property-boundary-weight-2",
        "mutant-criterion.mri.5",
    ]
    assert [found_by for _, found_by, _ in witnesses(faulty())] == [
        "the proof `decides-alone:mri` under the reading iv-dose: per-kg, to be chosen in a site file",
        "the property `boundary:weight`",
        "the mutant `criterion.mri.5`, which judges this patient otherwise",
    ]
    assert list(witnesses(clean())) == []


def test_the_json_has_everything() -> None:
    """Each kind of check has its list, or null where it was not made."""
    found = json.loads(verification_as_json(faulty()))
    assert found["protocol"] == "allorx-spine"
    assert found["sha256"] == made.protocol().sha256
    assert found["fault"] is True
    assert found["summary"] == {
        "cases": 2, "failed": 1, "unreached": 1, "proved": 1, "refuted": 1, "undecided": 1, "excused": 0,
        "broken": 1, "survived": 1, "stale": 1,
    }  # fmt: skip
    assert [each["answer"] for each in found["proofs"]] == ["proved", "refuted", "undecided"]
    refuted = found["proofs"][1]
    assert refuted["witness"] == {
        "as_of": "2026-11-20",
        "procedure_date": "2026-12-07",
        "record": dict(made.PATIENT.record),
    }
    assert (refuted["reading"], refuted["file"], refuted["line"]) == ("iv-dose: per-kg", made.PLACE.file, 12)
    assert found["proofs"][0]["file"] is None
    assert [each["fate"] for each in found["mutants"]] == ["killed", "killed", "equivalent", "exempt", "survived"]
    assert found["mutation_score"] == {
        "made": 5, "killed": 2, "survived": 1, "equivalent": 1, "exempt": 1, "counted": 3, "percent": "66.6",
    }  # fmt: skip
    assert found["refused_mutants"] == [{"id": "criterion.mri.6", "why": "a criterion has a condition"}]
    assert found["stale_exemptions"][0]["of"] == "criterion.mri.9"
    assert found["not_done"] == []
    assert found["readings"]["iv-dose"] == "floor-100"
    assert found["cases"][1]["differences"] == [".verdict: 'eligible', expected 'ineligible'"]


def test_the_json_of_what_was_not_done_has_null_and_the_reason() -> None:
    """An empty list would be a pass."""
    found = json.loads(verification_as_json(unfinished()))
    assert (found["proofs"], found["properties"], found["mutants"], found["mutation_score"]) == (None, None, None, None)
    assert found["summary"]["proved"] is None
    assert found["not_done"] == [
        {"what": each, "why": "asked to be left out"} for each in ("proofs", "properties", "mutants")
    ]


def test_the_decimals_of_a_record_are_written_exactly() -> None:
    """As numbers, digit by digit, which the library does only with binary fractions."""
    record: dict[str, Any] = {"vas": Decimal("3.50"), "list": [Decimal("0.1"), {}, []], "none": None}
    broken = replace(made.BROKEN, witness=replace(made.PATIENT, record=record))
    text = verification_as_json(replace(clean(), properties=(broken,)))
    assert '"vas": 3.50,' in text
    found = json.loads(text, parse_float=Decimal)
    assert found["properties"][0]["witness"]["record"] == record


def test_a_kind_that_was_made_has_no_reason_not_to_be() -> None:
    """Neither have the cases and the diagnostics, which are always looked at."""
    assert [each for each in Kind if clean().reason_not_done(each)] == []
    assert [each.value for each in Kind if nothing().reason_not_done(each)] == ["proofs", "properties", "mutants"]
