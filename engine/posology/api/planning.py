"""What follows from a check: the dose sheet and the schedule."""

from __future__ import annotations

from datetime import date

from posology.api.checking import check, recorded_procedure_date
from posology.explain.rules import Rules
from posology.explain.schedule import make_schedule
from posology.explain.sheet import make_sheet
from posology.record.facts import Facts
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet


def sheet(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None = None) -> Sheet:
    """The dose sheet of the record, always a draft; it lays out no dose unless the verdict is eligible or conditional.

    The procedure date is the argument, or else the one recorded, or else the earliest date.
    """
    day = procedure_date or recorded_procedure_date(facts)
    return make_sheet(check(rules, facts, as_of, day), rules, facts)


def schedule(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None = None) -> Schedule:
    """The dates that follow for the record; it has none, and says why, unless the verdict is eligible or conditional.

    The procedure date is the argument, or else the one recorded, or else the earliest date.
    """
    day = procedure_date or recorded_procedure_date(facts)
    return make_schedule(check(rules, facts, as_of, day), rules)
