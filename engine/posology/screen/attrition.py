"""What became of a cohort, counted: queries over the table of decided patients, and what their answers mean.

Every query gives few rows, however many patients there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

import ibis
from ibis import Table, Value

from posology.ir.protocol import Criterion, Kind, Protocol
from posology.results.check import Verdict
from posology.results.screening import VERDICTS, AttritionLine, Calendar, HoldLine, StageKind, VerdictCounts
from posology.screen.missing import MISSING, UNNAMED
from posology.screen.names import (
    DAY,
    EARLIEST,
    HOLDS,
    RENEWAL,
    VERDICT,
    WASHOUT_LEVEL,
    Applies,
    Mends,
    Status,
    criterion_column,
    mends_column,
    step_column,
)

Row: TypeAlias = Mapping[str, Any]
"""One row of an answer, by the names of its columns."""

GROUP: Final = "group"
"""The column of decided patients with the group that each belongs to, null where it is not recorded."""

MOST_GROUPS: Final = 24
WEEKS: Final = 12
MOST_MEDICINES: Final = 12

_FIRST, _COUNT, _TEXT, _DRUG, _WEEK, _SAID = "first", "count", "text", "drug", "week", "said"
_ALL, _LATER, _REFER, _UNKNOWN = "all", "later", "refer", "unknown"
_HOLD: Final = r"^(.*): (hold until ([0-9]{4}-[0-9]{2}-[0-9]{2})|refer|unknown)$"


def count_attrition(decided: Table, protocol: Protocol, as_of: date) -> Table:
    """One row: for each criterion, and for what comes after them, who entered, was ruled out, waits, is unknown."""
    criteria = protocol.criteria
    outs = [_ruled_out(decided, each) for each in criteria]
    first = ibis.cases(*((out, place) for place, out in enumerate(outs)), else_=len(criteria)) if outs else 0
    staged = decided.mutate(**{_FIRST: first})
    place = staged[_FIRST]
    counts = {_ALL: staged.count()}
    for at, criterion in enumerate(criteria):
        waits, unknown = _waits(staged, criterion), _is_unknown(staged, criterion)
        counts |= _counted(criterion.id, place >= at, waits, unknown) | {f"failed:{criterion.id}": _sum(place == at)}
    for kind, (waits, unknown) in _afterwards(staged, protocol, as_of).items():
        counts |= _counted(kind.value, place == len(criteria), waits, unknown)
    return staged.agg(**counts)


def attrition_of(row: Row, protocol: Protocol) -> tuple[AttritionLine, ...]:
    """The lines of the answer: the criteria in the protocol's order, then medicines, plan, values to renew, date.

    Of the last two there is a line only where they concern somebody.
    """
    return tuple(_lines(row, protocol))


def _lines(row: Row, protocol: Protocol) -> Iterator[AttritionLine]:
    for each in protocol.criteria:
        kind = StageKind(each.kind.value)
        yield _line(row, each.id, kind, each.text, _number(row[f"failed:{each.id}"]))
    for kind, text in AFTERWARDS.items():
        line = _line(row, kind.value, kind, text, 0)
        if kind in {StageKind.MEDICINES, StageKind.PLAN} or line.waiting or line.unknown:
            yield line


AFTERWARDS: Final[Mapping[StageKind, str]] = {
    StageKind.MEDICINES: "Every medicine is known, and none has to be held or tapered",
    StageKind.PLAN: "Everything that the plan and its doses rest on is known",
    StageKind.RENEWAL: "No value has to be measured again before the procedure",
    StageKind.PROCEDURE: "The procedure date that is stated is not over",
}


def _line(row: Row, name: str, kind: StageKind, text: str, failed: int) -> AttritionLine:
    return AttritionLine(
        id=name,
        kind=kind,
        text=text,
        entered=_number(row[f"entered:{name}"]),
        failed=failed,
        waiting=_number(row[f"waiting:{name}"]),
        unknown=_number(row[f"unknown:{name}"]),
    )


def _counted(name: str, entered: Value, waits: Value, unknown: Value) -> dict[str, Value]:
    return {
        f"entered:{name}": _sum(entered),
        f"waiting:{name}": _sum(entered & waits),
        f"unknown:{name}": _sum(entered & unknown),
    }


def _sum(condition: Value) -> Value:
    """On how many rows it is true."""
    return condition.fill_null(False).cast("int64").sum()


def _number(counted: object) -> int:
    """A count as a query gives it: null where there is no row at all."""
    return counted if isinstance(counted, int) else 0


def _stands_in_the_way(table: Table, criterion: Criterion) -> Value:
    failing = Status.NOT_MET if criterion.kind is Kind.INCLUSION else Status.MET
    return table[criterion_column(criterion.id)] == int(failing)


def _mends(table: Table, criterion: Criterion) -> Value:
    """`Mends` of a criterion that stands in the way; a column only where time can turn it at all."""
    name = mends_column(criterion.id)
    return table[name].fill_null(int(Mends.NEVER)) if name in table.columns else ibis.literal(int(Mends.NEVER))


def _ruled_out(table: Table, criterion: Criterion) -> Value:
    return _stands_in_the_way(table, criterion) & (_mends(table, criterion) == int(Mends.NEVER))


def _waits(table: Table, criterion: Criterion) -> Value:
    return _stands_in_the_way(table, criterion) & (_mends(table, criterion) == int(Mends.MENDS))


def _is_unknown(table: Table, criterion: Criterion) -> Value:
    unsettled = _stands_in_the_way(table, criterion) & (_mends(table, criterion) == int(Mends.UNKNOWN))
    return (table[criterion_column(criterion.id)] == int(Status.UNKNOWN)) | unsettled


def _afterwards(table: Table, protocol: Protocol, as_of: date) -> dict[StageKind, tuple[Value, Value]]:
    """Who waits and who is unknown for what comes after the criteria, which rules nobody out."""
    level, nobody = table[WASHOUT_LEVEL], ibis.literal(False)
    unknown_level = VERDICTS.index(Verdict.INDETERMINATE)
    steps = [table[step_column(each.id)] == int(Applies.UNKNOWN) for each in protocol.steps]
    return {
        StageKind.MEDICINES: ((level > 0) & (level < unknown_level), level == unknown_level),
        StageKind.PLAN: (nobody, ibis.or_(*steps) if steps else nobody),
        StageKind.RENEWAL: (table[RENEWAL], nobody),
        StageKind.PROCEDURE: (nobody, table[DAY] < ibis.literal(as_of)),
    }


def count_verdicts(decided: Table) -> Table:
    """For each group the verdicts, the largest group first; the groups are those of the column `GROUP`."""
    named = decided.select(decided[GROUP].name(GROUP), decided[VERDICT].name(VERDICT))
    counts = {each.value: _sum(named[VERDICT] == each.value) for each in VERDICTS}
    found = named.group_by(GROUP).agg(**counts, **{_ALL: named.count()})
    return found.order_by(found[_ALL].desc(), found[GROUP].asc())


def count_all_verdicts(decided: Table) -> Table:
    """One row with the verdicts of all patients."""
    return decided.agg(**{each.value: _sum(decided[VERDICT] == each.value) for each in VERDICTS})


def verdicts_of(row: Row, name: str | None = None) -> VerdictCounts:
    """The counts of one row of an answer."""
    return VerdictCounts(name=name, counts=tuple(_number(row[each.value]) for each in VERDICTS))


NOT_RECORDED, THE_REST = "not recorded", "the others"
_NOBODY: Final = (0,) * len(VERDICTS)


def groups_of(
    rows: Iterable[Row], smallest: int = 1, told: Callable[[str], str] | None = None
) -> tuple[VerdictCounts, ...]:
    """The groups, largest first; those beyond `MOST_GROUPS`, or of fewer than `smallest` patients, are one.

    `told` says how the name of a group is told; groups that are told alike are one.
    """
    found: dict[str, tuple[int, ...]] = {}
    for row in rows:
        group = NOT_RECORDED if row[GROUP] is None else str(row[GROUP])
        name = group if told is None else told(group)
        found[name] = _added(found.get(name, _NOBODY), verdicts_of(row).counts)
    ordered = sorted(found.items(), key=lambda each: (-sum(each[1]), each[0]))
    named = [(name, counts) for name, counts in ordered if sum(counts) >= smallest][:MOST_GROUPS]
    rest = _NOBODY
    for name, counts in ordered:
        rest = rest if (name, counts) in named else _added(rest, counts)
    groups = [VerdictCounts(name=name, counts=counts) for name, counts in named]
    return (*groups, *((VerdictCounts(name=THE_REST, counts=rest, is_rest=True),) if any(rest) else ()))


def _added(counts: tuple[int, ...], more: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(count + another for count, another in zip(counts, more, strict=True))


def count_settling(decided: Table) -> Table:
    """For each element of how many patients it is the only one missing, most first: `element` and `patients`."""
    single = decided.filter(
        decided[VERDICT] == Verdict.INDETERMINATE.value, decided[MISSING].length() == 1, decided[MISSING][0] != UNNAMED
    )
    named = single.select(element=single[MISSING][0])
    found = named.group_by("element").agg(patients=named.count())
    return found.order_by(found["patients"].desc(), found["element"].asc())


def count_possible(decided: Table, as_of: date) -> Table:
    """For each week from the day of asking on, `WEEKS` for all later ones, how many have their earliest date in it."""
    dated = decided.filter(decided[EARLIEST].notnull())
    weeks = dated.select(**{_WEEK: _week(dated[EARLIEST], as_of)})
    return weeks.group_by(_WEEK).agg(**{_COUNT: weeks.count()})


def count_holds(decided: Table, as_of: date) -> Table:
    """For each medicine that stands in the way of somebody the ends of its holds by week; the most frequent first."""
    found = _held(decided, as_of)
    grouped = found.group_by(_DRUG).agg(**_held_counts(found), **{_ALL: found.count()})
    return grouped.order_by(grouped[_ALL].desc(), grouped[_DRUG].asc()).limit(MOST_MEDICINES)


def count_all_holds(decided: Table, as_of: date) -> Table:
    """One row with all of them together."""
    found = _held(decided, as_of)
    return found.agg(**_held_counts(found), **{_ALL: found.count()})


def _held(decided: Table, as_of: date) -> Table:
    """One row for each hold of each patient: the medicine, in small letters as people write it either way, and week."""
    single = decided.select(**{_TEXT: decided[HOLDS].unnest()})
    text = single[_TEXT]
    parted = single.select(
        **{
            _DRUG: text.re_extract(_HOLD, 1).lower(),
            _SAID: text.re_extract(_HOLD, 2),
            _WEEK: text.re_extract(_HOLD, 3).nullif(""),
        }
    )
    week = _week(parted[_WEEK].cast("date"), as_of)
    return parted.select(**{_DRUG: parted[_DRUG], _SAID: parted[_SAID], _WEEK: week})


def _held_counts(held: Table) -> dict[str, Value]:
    by_week = {f"week:{at}": _sum(held[_WEEK] == at) for at in range(WEEKS)}
    others = {_LATER: held[_WEEK] == WEEKS, _REFER: held[_SAID] == "refer", _UNKNOWN: held[_SAID] == "unknown"}
    return by_week | {name: _sum(each) for name, each in others.items()}


def _week(day: Value, as_of: date) -> Value:
    """Which week from the day of asking on, at most `WEEKS`; null where there is no day."""
    ends = (ibis.literal(as_of + timedelta(weeks=at + 1)) for at in range(WEEKS))
    nowhere = ibis.null("int64")
    return ibis.cases((day.isnull(), nowhere), *((day < end, at) for at, end in enumerate(ends)), else_=WEEKS)


def calendar_of(
    possible: Iterable[Row], medicines: Iterable[Row], together: Row, as_of: date, smallest: int = 1
) -> Calendar:
    """The answers about the weeks as one calendar; medicines of fewer than `smallest` patients are not named."""
    counts = {row[_WEEK]: _number(row[_COUNT]) for row in possible}
    named = [_hold_line(row, row[_DRUG]) for row in medicines]
    named = [each for each in named if each.patients >= smallest]
    rest = _less(_hold_line(together, "other medicines"), named)
    return Calendar(
        weeks=tuple(as_of + timedelta(weeks=at) for at in range(WEEKS)),
        possible=tuple(counts.get(at, 0) for at in range(WEEKS)),
        later=counts.get(WEEKS, 0),
        medicines=(*named, rest) if rest.patients else tuple(named),
    )


def _hold_line(row: Row, drug: str) -> HoldLine:
    return HoldLine(
        drug=drug,
        weeks=tuple(_number(row[f"week:{at}"]) for at in range(WEEKS)),
        later=_number(row[_LATER]),
        refer=_number(row[_REFER]),
        unknown=_number(row[_UNKNOWN]),
    )


def _less(together: HoldLine, named: Iterable[HoldLine]) -> HoldLine:
    """What remains of all holds without those that are named."""
    listed = tuple(named)
    return HoldLine(
        drug=together.drug,
        weeks=tuple(all_ - sum(each.weeks[at] for each in listed) for at, all_ in enumerate(together.weeks)),
        later=together.later - sum(each.later for each in listed),
        refer=together.refer - sum(each.refer for each in listed),
        unknown=together.unknown - sum(each.unknown for each in listed),
    )
