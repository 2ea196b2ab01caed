"""Which row of the scores is about which visit: exactly the month or the day that it names, and no guess."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from posology.ir.visit import Relation, Visit
from posology.results.follow_up import ScoreRow, SetAside
from posology.results.visits import VisitDay
from posology.values.numerals import date_in_words

TWO_VISITS: Final = "its month and its day name two visits, and it can be about one only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """What became of every row: of a visit that was made, of the baseline, or set aside.

    `doubtful` are visits with a row that is set aside for a fault; `unreadable` are rows that may be about any visit.
    """

    made: Mapping[Visit, ScoreRow]
    baseline: tuple[ScoreRow, ...]
    set_aside: tuple[SetAside, ...]
    doubtful: Mapping[Visit, int]
    unreadable: tuple[int, ...]


def match_rows(days: Sequence[VisitDay], rows: Iterable[ScoreRow], procedure: date, as_of: date) -> Matched:
    """Every row with its visit. Month 0 is the baseline, whose day no protocol fixes by the procedure."""
    made: dict[Visit, ScoreRow] = {}
    baseline: list[ScoreRow] = []
    set_aside: list[SetAside] = []
    doubtful: dict[Visit, int] = {}
    rows = tuple(rows)
    for row in rows:
        named = [each.visit for each in days if _is_about(each.visit, row)]
        visit = named[0] if len(named) == 1 else None
        taken = baseline[0] if visit is None and baseline else made.get(visit) if visit else None
        why = TWO_VISITS if len(named) > 1 else _fault(row, visit, taken, procedure, as_of)
        if why:
            set_aside.append(SetAside(row=row, why=why))
        elif visit is None:
            baseline.append(row)
        else:
            made[visit] = row
        if why and visit is not None and (row.date is not None or row.is_unusable_in_part):
            doubtful.setdefault(visit, row.row)
    return Matched(
        made=MappingProxyType(made),
        baseline=tuple(baseline),
        set_aside=tuple(set_aside),
        doubtful=MappingProxyType(doubtful),
        unreadable=tuple(each.row for each in rows if not each.is_readable),
    )


def _is_about(visit: Visit, row: ScoreRow) -> bool:
    """Whether the row names the visit by the unit in which the protocol counts it: a month is not thirty days."""
    if not row.is_readable:
        return False
    by_month = row.month is not None and row.month == visit.month_of_row
    return by_month or (row.day is not None and row.day == visit.day_of_row)


def _fault(row: ScoreRow, visit: Visit | None, taken: ScoreRow | None, procedure: date, as_of: date) -> str:
    """Why the row counts for nothing; empty where it does count. `taken` is an earlier row about the same visit."""
    if not row.is_readable:
        return "it cannot be read, and may be about any visit"
    if visit is None and row.month != 0:
        return _nowhere(row)
    if row.date is None and not row.scores:
        lacks = "nothing in it can be used" if row.is_unusable_in_part else "it has neither a score nor a date"
        return f"{lacks}, so that nothing shows that the visit was made"
    if taken is not None:
        return f"row {taken.row} is about the same visit, and only one can be"
    return _out_of_time(Relation.BEFORE if visit is None else visit.relation, row.date, procedure, as_of)


def _nowhere(row: ScoreRow) -> str:
    given = [f"{word} {number}" for word, number in (("month", row.month), ("day", row.day)) if number is not None]
    return f"the protocol has no visit at {' or '.join(given)}" if given else "it gives neither a month nor a day"


def _out_of_time(relation: Relation, on: date | None, procedure: date, as_of: date) -> str:
    """Why the visit cannot have been made on that day, which is then mistyped, or the visit is; empty where it can."""
    if relation is not Relation.BEFORE and as_of < procedure:
        return f"the procedure on {date_in_words(procedure)} is still to come"
    if on is None:
        return ""
    if on > as_of:
        return f"its date, {date_in_words(on)}, lies after the day for which the visits are asked"
    match relation:
        case Relation.BEFORE:
            wrong, where = on > procedure, "lies after"
        case Relation.ON:
            wrong, where = on != procedure, "is not that of"
        case Relation.AFTER:
            wrong, where = on < procedure, "lies before"
    said = f"its date, {date_in_words(on)}, {where} the procedure on {date_in_words(procedure)}"
    return said if wrong else ""
