"""The candidate as every contestant but posology gets it: flat, every date a day number, every month already counted.

That is a kindness to the others: the calendar, the washout rule of each medicine and the search for a later date that
would do are part of what posology answers, and are done here before anything is timed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, TypeAlias

from posology.record.facts import Facts, Recorded
from posology.record.medicine import Medicine
from posology.values.dates import CalendarDuration, CalendarUnit, PartialDate, shift, shift_partial
from posology.values.truth import Unknown

Candidate: TypeAlias = dict[str, Any]

YEAR = CalendarDuration(1, CalendarUnit.YEAR)
MONTH = CalendarDuration(1, CalendarUnit.MONTH)


REFERRED, UNRESTRICTED = -1, -2
DAYS: Mapping[str, int] = MappingProxyType(
    {
        "nsaid": 14,
        "aspirin": 7,
        "corticosteroid-oral": 14,
        "corticosteroid-injected": 84,
        "opioid": 0,
        "warfarin": 5,
        "apixaban": 3,
        "rivaroxaban": 3,
        "edoxaban": 3,
        "clopidogrel": 7,
        "prasugrel": 10,
        "ticagrelor": 5,
        "anticoagulant": REFERRED,
        "antiplatelet": REFERRED,
    }
)
"""The drug-free days of `allorx-spine` by ingredient, else by class, as far as these patients need them."""


def candidate_of(facts: Facts, as_of: date, day: date) -> Candidate:
    """What the decision needs of the record, on a procedure date; what is not known is None."""
    limit = shift(as_of, MONTH, -1) or as_of
    back, neck = (_a_year_after(facts, f"pain.{each}.onset") for each in ("back", "neck"))
    mri = _value(facts, "mri.date")
    regions = _value(facts, "regions")
    contraindications = _value(facts, "contraindications")
    medicines = facts.medicines
    return {
        "as_of": as_of.toordinal(),
        "day": day.toordinal(),
        "scores_from": limit.toordinal(),
        "consent": _value(facts, "consent.signed"),
        "regions": None if regions is None else list(regions),
        "back_from": _first(back),
        "back_to": _last(back),
        "neck_from": _first(neck),
        "neck_to": _last(neck),
        "physical_therapy": _value(facts, "conservative_care.physical_therapy"),
        "supervised_exercise": _value(facts, "conservative_care.supervised_exercise"),
        "back_vas": _number(facts, "pain.back.vas"),
        "back_vas_on": _dated(facts, "pain.back.vas"),
        "neck_vas": _number(facts, "pain.neck.vas"),
        "neck_vas_on": _dated(facts, "pain.neck.vas"),
        "leg_vas": _number(facts, "pain.leg.vas"),
        "quebec_on": _dated(facts, "quebec"),
        "mri_from": _first(mri),
        "mri_to": _last(mri),
        "weight_on": _dated(facts, "weight"),
        "weight_method": _recorded(facts, "weight").method,
        "contraindications": None if contraindications is None else list(contraindications),
        "medicines": None if medicines is None else [_medicine(each) for each in medicines],
    }


def _medicine(medicine: Medicine) -> dict[str, Any]:
    """The medicine by its one class and ingredient: the patients of the benchmark take no combination product."""
    classes = [(name, each) for name, found in medicine.classes_of_ingredients for each in found]
    ingredient, drug_class = (
        classes[0] if classes else ("", "none" if medicine.unclassified is None else "unclassified")
    )
    return {
        "drug_class": drug_class,
        "days": DAYS.get(ingredient, DAYS.get(drug_class, UNRESTRICTED)),
        "ongoing": medicine.ongoing,
        "last_from": _first(medicine.last_dose),
        "last_to": _last(medicine.last_dose),
        "taper_ends": None if medicine.taper is None else _last(medicine.taper.ends),
    }


def _value(facts: Facts, path: str) -> Any:  # noqa: ANN401 - whatever is recorded
    value = facts.lookup(path)
    return None if isinstance(value, Unknown) else value


def _recorded(facts: Facts, path: str) -> Recorded:
    return facts.values.get(path, Recorded(False, "", None, None, None))


def _number(facts: Facts, path: str) -> int | None:
    """A score as a whole number of hundredths, so that no contestant has to be given a decimal."""
    value = _value(facts, path)
    return None if value is None else int(value * 100)


def _dated(facts: Facts, path: str) -> int | None:
    return _first(_recorded(facts, path).date)


def _a_year_after(facts: Facts, path: str) -> PartialDate | None:
    onset = _value(facts, path)
    return shift_partial(onset, YEAR) if isinstance(onset, PartialDate) else None


def _first(when: PartialDate | None) -> int | None:
    return None if when is None else when.earliest.toordinal()


def _last(when: PartialDate | None) -> int | None:
    return None if when is None else when.latest.toordinal()
