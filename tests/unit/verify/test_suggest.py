"""Suggested cases close the gap that they are for, are read as cases once completed, and are refused until then."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from posology.api import load
from posology.api.cases import CASES
from posology.api.finding import folder_of
from posology.api.suggesting import suggest
from posology.diagnostics.diagnostic import Diagnostics
from posology.render.suggestions_yaml import suggestions_as_yaml
from posology.results.suggestion import Suggestions
from posology.verify.bases import witness_of
from posology.verify.coverage import Coverage
from posology.verify.judge import Judge
from posology.verify.suggest import MADE_UP, Setting, difference, starts_of, suggest_cases
from posology.verify.worked_cases import WorkedCase, read_worked_cases
from tests.unit.judged import knowledge
from tests.unit.verify.judges import judge_of

PETTINE = "pettine-bmc-disc"
FILE = folder_of(PETTINE) / CASES


@pytest.fixture(name="suggested", scope="module")
def _suggested() -> Suggestions:
    """What the cases of a shipped protocol lack when only two of them are left."""
    judge, coverage = judge_of(PETTINE), Coverage()
    coverage.expect(judge.rules.protocol)
    starts = starts_of(FILE.read_bytes(), str(FILE))
    return suggest_cases(coverage, starts, [Setting(readings=(), judge=judge)])


def _read(text: str) -> tuple[tuple[WorkedCase, ...], list[str]]:
    diagnostics = Diagnostics()
    return read_worked_cases(text.encode(), "cases.yaml", PETTINE, diagnostics), [each.code for each in diagnostics]


def test_a_case_without_an_expectation_is_refused(suggested: Suggestions) -> None:
    """As it is printed it is no case yet: nobody may take what the engine says for what must come of it."""
    _, codes = _read(FILE.read_text("utf-8") + suggestions_as_yaml(suggested))
    assert codes
    assert set(codes) == {"P0803"}


def test_completed_cases_are_read_and_close_the_gap(suggested: Suggestions) -> None:
    """Behind the file that is there, each with an expectation: together they reach what they are for."""
    completed = suggestions_as_yaml(suggested).replace("expect: {}", "expect: {verdict: eligible}")
    found, codes = _read(FILE.read_text("utf-8") + completed)
    assert codes == []
    fresh = [each for each in found if each.chapter == "To be confirmed"]
    assert [each.name for each in fresh] == [each.name for each in suggested.cases]
    judge, coverage = judge_of(PETTINE), Coverage()
    for case in fresh:
        facts = judge.facts(witness_of(case))
        coverage.look(judge.rules, facts, judge.check(witness_of(case)))
    still_open = {said for _, said in coverage.unreached()}
    assert still_open == set(suggested.unreached)
    assert still_open == {each for each in still_open if each.startswith("the reading")}


def test_each_says_what_it_is_for_and_what_the_engine_says(suggested: Suggestions) -> None:
    """In comments, beside which the expectation is empty."""
    text = suggestions_as_yaml(suggested)
    assert "# For this: the criterion consent is never not-met." in text
    assert "# The engine says now, which proves nothing: " in text
    assert "verdict:" not in text
    assert text.count("expect: {}") == len(suggested.cases)


def test_little_is_changed(suggested: Suggestions) -> None:
    """One element, or nothing at all."""
    assert all(len(each.laid) + len(each.left_out) <= 2 for each in suggested.cases)


def test_a_protocol_without_cases_has_a_patient_made_up() -> None:
    """The whole file is printed then, with the record that the cases change."""
    judge, coverage = judge_of(PETTINE), Coverage()
    coverage.expect(judge.rules.protocol)
    found = suggest_cases(coverage, (), [Setting(readings=(), judge=judge)])
    assert set(found.records) == {MADE_UP}
    text = suggestions_as_yaml(found).replace("expect: {}", "expect: {verdict: eligible}")
    cases, codes = _read(text)
    assert codes == []
    assert len(cases) == len(found.cases)
    assert {each.of for each in found.cases} == {MADE_UP}


def test_nothing_is_suggested_for_what_is_reached() -> None:
    """The file as it is: only what its cases leave open is there, under an option where that takes one."""
    found = suggest(PETTINE, knowledge())
    assert all("reading" not in said for case in found.cases for said in case.reaches)
    nothing = suggestions_as_yaml(replace(found, cases=(), unreached=()))
    assert nothing.startswith("# The worked cases reach every answer")
    assert "chapter" not in nothing


def test_an_option_is_asked_for_where_it_is_needed() -> None:
    """What the defaults do not reach is looked for under the options, and the case says under which."""
    judge, coverage = judge_of(PETTINE), Coverage()
    site = b"site: a clinic\nprotocol: pettine-bmc-disc\nreadings: {volume: {chosen: two-to-three}}\n"
    other = Judge(load(PETTINE, knowledge(), site=("site.yaml", site)), knowledge().drugs)
    coverage.expect(judge.rules.protocol)
    chosen = Setting(readings=(("volume", "two-to-three"),), judge=other)
    starts = starts_of(FILE.read_bytes(), str(FILE))[:1]
    found = suggest_cases(coverage, starts, [Setting(readings=(), judge=judge), chosen])
    under = {said: case.readings for case in found.cases for said in case.reaches}
    assert under["the reading volume is never two-to-three"] == chosen.readings
    assert under["the criterion consent is never not-met"] == ()
    assert "readings:\n          volume: two-to-three" in suggestions_as_yaml(found)


def test_the_difference_of_two_records_is_what_a_case_writes() -> None:
    """Groups are entered, lists are whole, and what is gone is left out."""
    old = {"pain": {"back": {"vas": 7, "onset": "2020"}}, "regions": ["lumbar"], "mri": {"date": "2026-10-20"}}
    new: dict[str, Any] = {"pain": {"back": {"vas": 7}, "leg": {"vas": 3}}, "regions": []}
    laid, left_out = difference(old, new)
    assert laid == {"pain.leg": {"vas": 3}, "regions": []}
    assert left_out == ("pain.back.onset", "mri")
