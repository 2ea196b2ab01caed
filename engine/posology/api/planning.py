"""What follows from a check: the dose sheet and the schedule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from posology.api.checking import check, recorded_procedure_date
from posology.explain.rules import Rules
from posology.explain.schedule import make_schedule
from posology.explain.sheet import Asked, finish_sheet, lay_out
from posology.explain.time_out import birth_date
from posology.record.facts import Facts
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet
from posology.results.signing import NOTHING_TRAILED, Trailed


def nothing_trailed(sheet_id: str) -> Trailed:  # noqa: ARG001 - without a trail nothing is known of any sheet
    """What is known of a sheet where no trail is kept."""
    return NOTHING_TRAILED


def sheet(  # noqa: PLR0913 - who is asked, when, and what the trail knows are each a choice of the caller
    rules: Rules,
    facts: Facts,
    as_of: date,
    procedure_date: date | None = None,
    *,
    trailed: Callable[[str], Trailed] = nothing_trailed,
    created: str | None = None,
    final: bool = False,
    today: date | None = None,
) -> Sheet:
    """The dose sheet of the record; it lays out no dose unless the verdict is eligible or conditional.

    The procedure date is the argument, or else the one recorded, or else the earliest date. `trailed` says what the
    trail knows of the sheet of an id; `created` is the time with its offset from UTC. A sheet that is asked to be
    `final` is VERIFIED where its `needs` are empty, and a draft that lists them where they are not; `today` is the day
    on the clock, which must be that of the procedure.
    """
    day = procedure_date or recorded_procedure_date(facts)
    laid = lay_out(check(rules, facts, as_of, day), rules, facts)
    return finish_sheet(laid, Asked(trailed=trailed(laid.id), created=created, final=final, made_on=today))


def schedule(rules: Rules, facts: Facts, as_of: date, procedure_date: date | None = None) -> Schedule:
    """The dates that follow for the record; it has none, and says why, unless the verdict is eligible or conditional.

    The procedure date is the argument, or else the one recorded, or else the earliest date.
    """
    day = procedure_date or recorded_procedure_date(facts)
    return make_schedule(check(rules, facts, as_of, day), rules, birth_date(rules, facts))
