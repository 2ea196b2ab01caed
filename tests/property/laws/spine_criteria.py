"""The criteria of allorx-spine from the public contract alone, in plain Python beside the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

from posology.explain.rules import Rules
from tests.property.judging import document_of, judge
from tests.property.laws.washout_table import bounds
from tests.strategies.patients import Patient

Known = bool | None
"""True, false, or None for what is not known."""


def criteria_are_those_of_the_contract(rules: Rules, patient: Patient) -> None:
    """Each criterion of the contract is in the result, and met, not met or unknown as worked out here."""
    result = document_of(judge(rules, patient))
    day = date.fromisoformat(result["procedure_date"] or result["as_of"])
    expected = criteria_by_contract(patient.record, patient.as_of, day)
    found = {each["id"]: each["status"] for each in result["criteria"] if each["status"] != "not-applicable"}
    assert set(found) | {"no-contraindication"} == set(expected)
    words = {True: "met", False: "not-met", None: "unknown"}
    differing = {
        each: (status, words[expected[each]]) for each, status in found.items() if status != words[expected[each]]
    }
    assert not differing


def criteria_by_contract(record: dict[str, Any], as_of: date, day: date) -> dict[str, Known]:
    """The answer to each criterion, for a procedure on that day."""
    pain = record.get("pain", {})
    regions = record.get("regions")
    lumbar, cervical = (None if regions is None else each in regions for each in ("lumbar", "cervical"))
    onset = {each: _before(pain.get(each, {}).get("onset"), day, years=1) for each in ("back", "neck")}
    score = {each: _value(pain.get(each, {}).get("vas")) for each in ("back", "neck", "leg")}
    fresh = {each: _fresh(pain.get(each, {}).get("vas"), as_of) for each in ("back", "neck")}
    above = {
        each: None if None in (score[each], score["leg"]) else score[each] > score["leg"] for each in ("back", "neck")
    }
    care = record.get("conservative_care", {})
    failed = [
        None if each not in care else care[each] == "failed" for each in ("physical_therapy", "supervised_exercise")
    ]
    found = record.get("contraindications")
    return {
        "consent": record.get("consent", {}).get("signed"),
        "chronic-pain": _any(_all(onset["back"], lumbar), _all(onset["neck"], cervical)),
        "failed-conservative-care": _any(*failed),
        "axial-over-leg": _any(_all(above["back"], lumbar), _all(above["neck"], cervical)),
        "mri": _before(record.get("mri", {}).get("date"), day),
        "baseline-scores": _all(
            _any(_not(lumbar), fresh["back"]), _any(_not(cervical), fresh["neck"]), _fresh(record.get("quebec"), as_of)
        ),
        "region-stated": None if regions is None else bool(regions),
        "weight-for-dose": _measured(record.get("weight"), as_of),
        "no-contraindication": None if found is None else bool(found),
    }


def _any(*parts: Known) -> Known:
    return True if True in parts else None if None in parts else False


def _all(*parts: Known) -> Known:
    return False if False in parts else None if None in parts else True


def _not(part: Known) -> Known:
    return None if part is None else not part


def _before(recorded: str | int | None, day: date, years: int = 0) -> Known:
    """Whether the date, so many years later, lies strictly before the day, as far as it was remembered."""
    if recorded is None:
        return None
    written = str(recorded)
    later = f"{int(written[:4]) + years:04d}{written[4:]}"
    if later.endswith("-02-29") and years:
        later = later[:-2] + "28"
    same = day.isoformat()[: len(later)]
    if later == same:
        return None if len(later) < len("2026-11-20") else False
    return later < same


def _value(recorded: Any) -> Any:
    return recorded.get("value") if isinstance(recorded, dict) else recorded


def _fresh(recorded: Any, as_of: date) -> Known:
    """True where the score was taken within one calendar month before the day of judging; else it is not known."""
    written = recorded.get("date") if isinstance(recorded, dict) else None
    if written is None:
        return None
    month, year = (as_of.month - 1, as_of.year) if as_of.month > 1 else (12, as_of.year - 1)
    oldest = min(as_of.day, bounds(f"{year:04d}-{month:02d}", as_of)[1].day)
    return True if bounds(str(written), as_of)[0] >= date(year, month, oldest) else None


def _measured(recorded: Any, as_of: date) -> Known:
    """True where a weight was measured at most 30 days ago; else it is not known."""
    if not isinstance(recorded, dict) or recorded.get("method") != "measured" or recorded.get("date") is None:
        return None
    return True if (as_of - bounds(str(recorded["date"]), as_of)[0]).days <= 30 else None
