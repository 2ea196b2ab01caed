"""One sentence for a clinician: what of the patient decides, and what each of the two forms then says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from posology.diagnostics.diagnostic import Refused
from posology.knowledge.anatomy import Anatomy
from posology.results.check import Basis, Check, CriterionFinding, WashoutFinding
from posology.results.difference import Aspect, Contrast
from posology.results.naming import written_date_in_words
from posology.values.dates import Precision, parse_date
from posology.values.numerals import date_in_words, join_in_words

REFUSED = "refused"
"""What a form says of a record that it does not take in."""

_MOST_VALUES = 3

_OF_A_MEDICINE = frozenset({"status", "agreement", "class that governs"})

_OF_A_DOSE: Mapping[str, str] = MappingProxyType(
    {
        "cells": "",
        "planned cells": "the planned dose of ",
        "volume": "the volume of ",
        "targets": "the number of targets of ",
    }
)

_LISTED: Mapping[Aspect, str] = MappingProxyType(
    {
        Aspect.DAY_CHECK: "asks on the day for",
        Aspect.NOTE: "notes",
        Aspect.RENEWAL: "asks to renew",
        Aspect.MISSING: "asks for",
    }
)

Told: TypeAlias = Check | Refused


def sentence_of(lead: Contrast, old: Told, new: Told, anatomy: Anatomy) -> str:
    """What decides for this patient, as far as the results say it, and the two answers."""
    if not isinstance(old, Check) or not isinstance(new, Check):
        return _record(lead)
    given = _given(lead, old, new)
    opening = f"With {given}" if given else "For this patient"
    if lead.aspect is Aspect.VERDICT:
        return f"{opening}, the old version answers {lead.old}, the new one {lead.new}."
    if lead.aspect in _LISTED:
        return f"{opening}, {_listed(lead)}."
    return f"{opening}, {_place(lead, anatomy)} is {lead.old} in the old version, {lead.new} in the new one."


def _record(lead: Contrast) -> str:
    """Which of the two takes the record in, and what it says of the patient."""
    if lead.old == REFUSED:
        return f"The old version refuses this record, the new one answers {lead.new}."
    return f"The old version answers {lead.old} to this record, the new one refuses it."


def _listed(lead: Contrast) -> str:
    """What only one of the two asks for or tells."""
    has, does = ("new", "old") if lead.old == "none" else ("old", "new")
    verb = _LISTED[lead.aspect]
    if "none" in {lead.old, lead.new}:
        return f"the {has} version {verb} `{lead.about}`, and the {does} one does not"
    return f"for `{lead.about}` the old version {verb} {lead.old}, the new one {lead.new}"


def _place(lead: Contrast, anatomy: Anatomy) -> str:
    match lead.aspect:
        case Aspect.HOLD:
            return f"the {lead.what} of {lead.about}" if lead.what in _OF_A_MEDICINE else f"{lead.about} {lead.what}"
        case Aspect.CRITERION:
            return f"the {lead.what} of {lead.about}"
        case Aspect.DOSE:
            site = anatomy.sites.get(lead.about)
            name = f"the {site.name}" if site is not None else "the whole plan"
            return f"{_OF_A_DOSE[lead.what]}{name}"
        case Aspect.PLAN:
            return f"what is given at {lead.about} ({lead.what})"
        case _:
            return f"the {lead.what}"


def _given(lead: Contrast, old: Check, new: Check) -> str:
    """The recorded values that what differs rests on."""
    criteria = _differing_criteria(old, new)
    medicines = _differing_medicines(old, new)
    if lead.aspect is Aspect.HOLD or (medicines and not criteria):
        return join_in_words([_medicine(each, old) for each in medicines[:_MOST_VALUES]])
    if lead.aspect is Aspect.DOSE:
        bases = [each for dose in new.doses if dose.site == lead.about for each in dose.because]
        bases += [each for dose in old.doses if dose.site == lead.about for each in dose.because]
        return _values(bases)
    return _values([basis for each in criteria for basis in each.because])


def _differing_criteria(old: Check, new: Check) -> list[CriterionFinding]:
    """The criteria that only one asks, or that the two answer differently."""
    before, after = ({each.id: each for each in check.criteria} for check in (old, new))
    found: list[CriterionFinding] = []
    for name in dict.fromkeys((*after, *before)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None or one.status != other.status:
            found += [each for each in (other, one) if each is not None]
    return found


def _differing_medicines(old: Check, new: Check) -> list[WashoutFinding]:
    return [
        one
        for one, other in zip(old.washout, new.washout, strict=True)
        if (one.status, one.drug_free_days, one.clear_on, one.resume_on, one.agreement)
        != (other.status, other.drug_free_days, other.clear_on, other.resume_on, other.agreement)
    ]


def _medicine(finding: WashoutFinding, check: Check) -> str:
    """`13 drug-free days since naproxen`, where both days are known."""
    if finding.last_dose is None:
        return f"the last dose of {finding.drug} not recorded"
    last = parse_date(finding.last_dose)
    if last is None:
        return f"{finding.drug} still being taken"
    if last.precision is not Precision.DAY or check.procedure_date is None:
        return f"{finding.drug} last taken {_on(finding.last_dose)}"
    days = (check.procedure_date - last.earliest).days - 1
    until = _until(check.procedure_date)
    return f"{max(days, 0)} drug-free {'day' if days == 1 else 'days'} since {finding.drug}{until}"


def _until(procedure: date) -> str:
    return f", for a procedure on {date_in_words(procedure)}"


def _on(written: str) -> str:
    when = parse_date(written)
    preposition = "on" if when is not None and when.precision is Precision.DAY else "in"
    return f"{preposition} {written_date_in_words(written)}"


def _values(bases: list[Basis]) -> str:
    found = {each.element: _value(each) for each in bases}
    return join_in_words(list(found.values())[:_MOST_VALUES])


def _value(basis: Basis) -> str:
    """`weight 72 kg of 9 November 2026`, `consent.signed not recorded`."""
    if basis.value is None:
        return f"{basis.element} not recorded"
    dated = "" if basis.date is None else f" of {written_date_in_words(basis.date)}"
    return f"{basis.element} {written_date_in_words(basis.value)}{dated}"
