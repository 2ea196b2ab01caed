"""Verdicts by the public contract alone, and what no result may ever say while something is not known."""

from __future__ import annotations

from typing import Any

from posology.api.planning import schedule, sheet
from posology.explain.rules import Rules
from posology.render.check_text import check_as_text
from posology.render.schedule_json import schedule_document
from posology.render.schedule_text import schedule_as_text
from posology.render.sheet_json import sheet_document
from posology.render.sheet_text import sheet_as_text
from posology.results.check import Check
from tests.property.judging import document_of, facts_of, judge
from tests.strategies.patients import Patient

GOOD = ("eligible", "conditional")
"""The verdicts that let a procedure take place."""

Result = dict[str, Any]
"""The object of the public contract, read as any program beside the engine reads it."""


def verdict_of(result: Result) -> str:
    """The verdict that the contract gives to the findings of a result; when several apply, the later wins."""
    fails = {"inclusion": "not-met", "exclusion": "met"}
    failing = [each for each in result["criteria"] if each["status"] == fails[each["kind"]]]
    statuses = [each["status"] for each in result["washout"]]
    day = result["procedure_date"] or result["as_of"]
    late = [each for each in result["washout"] if each["status"] == "hold" and each["clear_on"] > day]
    waiting = {name for each in result["missing"] for name in each["needed_for"]}
    if any(each["mends_on"] is None and each["id"] not in waiting for each in failing):
        return "ineligible"
    if result["missing"] or "unknown" in [*statuses, *(each["status"] for each in result["criteria"])]:
        return "indeterminate"
    if failing or "refer" in statuses or late:
        return "deferred"
    if "hold" in statuses or result["to_renew"]:
        return "conditional"
    return "eligible"


def precedence(rules: Rules, patient: Patient) -> None:
    """The verdict is the one that the contract gives to what was found."""
    result = document_of(judge(rules, patient))
    assert result["verdict"] == verdict_of(result), result["summary"]


def missing_means_indeterminate(rules: Rules, patient: Patient) -> None:
    """Something is missing exactly where something is unknown; then the verdict is indeterminate, or else ineligible."""
    check = judge(rules, patient)
    result = document_of(check)
    unknown = [each["id"] for each in result["criteria"] if each["status"] == "unknown"]
    unknown += [each["drug"] for each in result["washout"] if each["status"] == "unknown"]
    unknown += unknown_doses(check)
    open_ = result["missing"] or result["unanswered"]
    if unknown:
        assert open_, f"nothing is named that would settle {unknown}"
    if result["verdict"] == "indeterminate":
        assert open_
    if open_:
        assert result["verdict"] in {"indeterminate", "ineligible"}


def unknown_doses(check: Check) -> list[str]:
    """The routes whose number of cells waits for something; a source may also state none."""
    return [each.site for each in check.doses if not each.cells.is_known]


def fails_closed(rules: Rules, patient: Patient) -> None:
    """While anything is unknown the verdict lets nothing take place, no date is named and no sheet lays out a dose."""
    check = judge(rules, patient)
    result = document_of(check)
    unknown = [each for each in (*result["criteria"], *result["washout"]) if each["status"] == "unknown"]
    if unknown or unknown_doses(check):
        assert result["verdict"] in {"indeterminate", "ineligible"}
    for site, dose in result["dose"].items():
        inputs_known = all(each["value"] is not None for each in dose.get("because", ()))
        assert (dose["cells"]["minimum"] is None) is (dose["cells"]["maximum"] is None), site
        assert inputs_known or dose["cells"]["minimum"] is None, f"{site} has a dose without {dose['because']}"
    laid_out = sheet(rules, facts_of(patient.record, patient.as_of), patient.as_of, patient.procedure_date)
    if result["verdict"] not in GOOD:
        assert not laid_out.injections
        assert not laid_out.routes
        assert laid_out.total.minimum is laid_out.total.maximum is laid_out.total.planned is None
        assert laid_out.withheld
    if result["verdict"] in {"indeterminate", "ineligible"}:
        assert result["earliest_date"] is None


def doubts_are_said(rules: Rules, patient: Patient) -> None:
    """Every value that was kept and must be looked at again is named on the result, and a sheet with doses is a draft for it."""
    facts = facts_of(patient.record, patient.as_of)
    check = judge(rules, patient)
    said = check_as_text(check, rules.protocol, rules.anatomy, rules.dictionary)
    laid_out = sheet(rules, facts, patient.as_of, patient.procedure_date)
    for element, why in facts.questionable:
        assert any(note.startswith(element) and why in note for note in check.notes)
        assert element in said
        assert laid_out.withheld or any(why in each for each in laid_out.draft_because)


def banner_everywhere(rules: Rules, patient: Patient) -> None:
    """Every output of an investigational protocol carries its banner, whatever the verdict."""
    facts = facts_of(patient.record, patient.as_of)
    check = judge(rules, patient)
    dose_sheet = sheet(rules, facts, patient.as_of, patient.procedure_date)
    dates = schedule(rules, facts, patient.as_of, patient.procedure_date)
    banner = " ".join(rules.protocol.banner.split())
    assert banner
    for text in (
        check_as_text(check, rules.protocol, rules.anatomy, rules.dictionary),
        sheet_as_text(dose_sheet),
        schedule_as_text(dates),
    ):
        assert banner in " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())
    for document in (document_of(check), sheet_document(dose_sheet), schedule_document(dates)):
        assert " ".join(str(document["banner"]).split()) == banner
