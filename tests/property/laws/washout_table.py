"""The washout table of the public contract in plain Python, beside the engine: days, referrals, and what is allowed."""

from __future__ import annotations

from datetime import date, timedelta

from posology.explain.rules import Rules
from tests.property.judging import document_of, judge
from tests.property.laws.verdicts import Result
from tests.strategies.patients import MEDICATIONS, Patient
from tests.strategies.records import Plain

DAYS = {
    "naproxen": 14,
    "celecoxib": 14,
    "aspirin": 7,
    "apixaban": 3,
    "warfarin": 5,
    "enoxaparin": 1,
    "clopidogrel": 7,
    "Vicoprofen": 14,
}
"""Drug-free days under the default readings, of medicines whose hold depends on nothing else."""

ANTITHROMBOTIC = frozenset(
    {"aspirin", "apixaban", "warfarin", "dabigatran etexilate", "enoxaparin", "clopidogrel", "cilostazol"}
)
ALLOWED = frozenset({"acetaminophen", "sertraline", "metformin"})
OPIOIDS = frozenset({"oxycodone", "Percocet", "Vicoprofen"})


def table_is_kept(rules: Rules, patient: Patient) -> None:
    """Each medicine of the table is clear, held, referred or unknown as the table says, counted here by hand."""
    result = document_of(judge(rules, patient))
    day = date.fromisoformat(result["procedure_date"] or result["as_of"])
    listed = patient.record.get(MEDICATIONS, [])
    assert isinstance(listed, list)
    drugs = {str(each["drug"]) for each in listed if isinstance(each, dict)}
    antithrombotics = {each for each in drugs if each in ANTITHROMBOTIC}
    for entry, finding in zip(listed, result["washout"], strict=True):
        assert isinstance(entry, dict)
        drug = str(entry["drug"])
        if drug in ALLOWED:
            assert finding["status"] == "clear", finding
        elif drug in OPIOIDS:
            assert finding["status"] == _opioid(entry, drug, patient.as_of, day), finding
        elif drug in DAYS and (drug not in antithrombotics or _is_alone(result, antithrombotics)):
            assert finding["status"] == _held(entry, DAYS[drug], patient.as_of, day), finding


def _is_alone(result: Result, antithrombotics: set[str]) -> bool:
    """Whether no second antithrombotic, nor a drug that may turn out to be one, is on the list."""
    return len(antithrombotics) == 1 and all(
        each["class"] is not None or each["ingredients"] for each in result["washout"]
    )


def _held(entry: dict[str, Plain], days: int, as_of: date, day: date) -> str:
    last = entry.get("last_dose")
    if last == "ongoing":
        return "hold"
    if last is None:
        return "unknown"
    earliest, latest = bounds(str(last), as_of)
    if latest + timedelta(days=days + 1) <= day:
        return "clear"
    return "unknown" if earliest + timedelta(days=days + 1) <= day else "hold"


def _opioid(entry: dict[str, Plain], drug: str, as_of: date, day: date) -> str:
    """An individual taper that must be agreed, and have ended before the procedure day; its partner's hold as well."""
    if entry.get("last_dose") != "ongoing":
        return _held(entry, DAYS.get(drug, 0), as_of, day)
    taper = entry.get("taper")
    agreed = isinstance(taper, dict) and date.fromisoformat(str(taper["ends"])) >= as_of
    return "hold" if agreed else "refer"


def bounds(written: str, as_of: date) -> tuple[date, date]:
    """The first and the last day that the date can mean, none after the day of judging."""
    if len(written) == len("2026-11-20"):
        return date.fromisoformat(written), date.fromisoformat(written)
    year, month = int(written[:4]), int(written[5:7] or 0)
    first = date(year, month or 1, 1)
    next_first = date(year + 1, 1, 1) if month in {0, 12} else date(year, month + 1, 1)
    return first, min(next_first - timedelta(days=1), as_of)
