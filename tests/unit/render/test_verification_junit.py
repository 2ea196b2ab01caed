"""A verification as JUnit XML: suites that add up, and nothing passed that was not decided."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from posology.render.verification_junit import verification_as_junit
from posology.results.verification import Verification
from tests.unit.render import verifications as made
from tests.unit.render.verifications import clean, faulty, nothing, unfinished


def _read(verification: Verification) -> ET.Element:
    return ET.fromstring(verification_as_junit(verification).encode())  # noqa: S314 - our own output, a line above


def _suite(verification: Verification, name: str) -> ET.Element:
    found = _read(verification).find(f"testsuite[@name='{name}']")
    assert found is not None
    return found


@pytest.mark.parametrize("verification", [nothing(), clean(), faulty(), unfinished()])
def test_every_suite_adds_up(verification: Verification) -> None:
    """The numbers of each suite are those of its entries, and those of the whole the sums of its suites."""
    root = _read(verification)
    assert [each.get("name") for each in root] == ["diagnostics", "cases", "proofs", "properties", "mutants"]
    for kind, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        for suite in root:
            assert int(suite.get(kind, "")) == len(list(suite.iter(tag)))
        assert int(root.get(kind, "")) == len(list(root.iter(tag)))


def test_every_fault_fails_and_nothing_else() -> None:
    """One failure for each, with what shows it as its text."""
    failures = [each.get("message") for each in _read(faulty()).iter("failure")]
    assert failures == [
        "1 differences",
        "refuted: The criterion mri can decide alone (reading iv-dose: per-kg)",
        "broken: one unit either side of a limit is judged apart",
        "survived: 1 year becomes 11 months in the criterion chronic-pain",
        "stale exemption: the protocol has no such mutant",
    ]
    refuted = next(_suite(faulty(), "proofs").iter("failure")).text or ""
    assert "regions: [lumbar]\n" in refuted
    assert refuted.endswith("criterion mri: not-met")
    assert list(_read(clean()).iter("failure")) == []


def test_what_is_undecided_or_exempt_is_skipped_with_its_reason() -> None:
    """A pass would be a claim that nobody made."""
    assert [each.get("message") for each in _read(clean()).iter("skipped")] == [
        "undecided: the solver gave up within its budget",
        "exempt: both are within what the source allows",
    ]


def test_a_refutation_with_an_argument_is_skipped() -> None:
    """It is no failure, and no pass either."""
    found = _suite(replace(clean(), proofs=(made.EXCUSED,)), "proofs")
    assert [each.get("message") for each in found.iter("skipped")] == ["exempt: it is asked twice on purpose"]
    assert list(found.iter("failure")) == []


def test_what_was_not_done_is_skipped_too() -> None:
    """An empty suite would look like a passed one."""
    skipped = [each.get("message") for each in _read(unfinished()).iter("skipped")]
    assert skipped == ["not done: asked to be left out"] * 3


def test_no_worked_cases_is_a_failure() -> None:
    """As it is for the exit code."""
    assert [each.get("message") for each in _suite(nothing(), "cases").iter("failure")] == ["there are no worked cases"]
    assert len(list(_suite(replace(clean(), cases=()), "cases").iter("failure"))) == 1


def test_an_entry_names_its_place() -> None:
    """The file and the line of the rule, where it has one."""
    entries = list(_suite(faulty(), "proofs").iter("testcase"))
    assert (entries[0].get("file"), entries[0].get("line")) == (None, None)
    assert (entries[1].get("file"), entries[1].get("line")) == (made.PLACE.file, "12")
    assert entries[1].get("classname") == "allorx-spine.proofs"


def test_no_character_leaves_its_place() -> None:
    """A patient's text is text: no markup, and nothing that XML cannot hold."""
    odd = replace(made.BROKEN, claim='a "claim" <b> & \x07 more', seen=("seen \x00 <i>",))
    found = next(_suite(replace(clean(), properties=(odd,)), "properties").iter("failure"))
    assert '"claim" <b> &' in (found.get("message") or "")
    assert "<i>" in (found.text or "")
