"""Checking one record."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from posology.explain.changes import find_changes
from posology.explain.check import check as check_facts
from posology.explain.rules import Rules
from posology.record.facts import Facts
from posology.results.check import Check
from posology.values.truth import Unknown


def check(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None) -> Check:
    """The record judged for the procedure date, or for its earliest where none is given; changes are not sought."""
    return check_facts(rules, facts, as_of, procedure_date)


def check_record(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None = None) -> Check:
    """The record judged, with the smallest changes that would better the verdict.

    The procedure date is the argument, or else the one recorded, or else the earliest date.
    """
    day = procedure_date or recorded_procedure_date(facts)
    found = check_facts(rules, facts, as_of, day)
    return replace(found, changes=find_changes(rules, facts, as_of, day))


def recorded_procedure_date(facts: Facts) -> date | None:
    """The procedure date that the record states, if it states one."""
    value = facts.lookup("procedure.date")
    return None if isinstance(value, Unknown) else getattr(value, "earliest", None)
