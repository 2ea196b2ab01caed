"""The medicines of a cohort against the washout rules: until when each is held, and what it allows on a day.

Days are reckoned as numbers, so that nothing leaves the calendar before somebody asks for the date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import IntEnum
from types import MappingProxyType

import ibis
from ibis import Table, Value

from posology.cohort.tables import INDEX, KIND, RECORDED, ROW, MedicineKind
from posology.compile.productions import MEDICINES_ALLOW, VERDICTS, WASHOUT_ALLOWS
from posology.ir.nodes import Node
from posology.ir.protocol import Protocol
from posology.ir.types import CalendarFamily, Simple
from posology.ir.walk import facts_read
from posology.screen import holds
from posology.screen.columns import Column, Dated, Lasting, Plain
from posology.screen.days import day_number, day_of, number_of
from posology.screen.expression import express
from posology.screen.frame import Frame, column_of, no_words
from posology.screen.holds import Holds, holds_of
from posology.screen.names import CLEAR_ON, DAY, HOLDS, WASHOUT_LEVEL
from posology.screen.placing import beside, over
from posology.screen.queries import prepare
from posology.screen.refusal import refuse_node
from posology.screen.truths import Truth, as_column

MEDICATIONS = "medications"
PLAN = "plan."

TOGETHER, WASHOUT_UNKNOWN = "washout/together", "washout/unknown"
_LENGTH = "washout/days/"
_UNTIL, _NEVER, _LEAST, _MOST, _LOWEST, _HIGHEST = (
    f"washout/{each}" for each in ("until", "never", "least", "most", "lowest", "highest")
)
_TEXTS, _WORST = "washout/texts", "washout/worst"

_JUDGED = "washout/judged"
"""Under what the lists of a frame have the medicines that were judged, so that they are once for all that is asked."""


class Standing(IntEnum):
    """How a medicine stands under one rule whatever the procedure date, as a column holds it (int8)."""

    FREE = 0
    DATED = 1
    FOLLOWS = 2
    REFERRED = 3
    UNKNOWN = 4


class Severity(IntEnum):
    """What a medicine comes to on a day, the strictest last, as a column holds it (int8)."""

    CLEAR = 0
    HOLD = 1
    LATE = 2
    REFER = 3
    UNKNOWN = 4


_LEVELS = tuple(VERDICTS.index(WASHOUT_ALLOWS[each.name.lower()]) for each in Severity)
_UNRECORDED = VERDICTS.index(MEDICINES_ALLOW["unknown"])


def with_washout(
    frame: Frame,
    kinds: Sequence[MedicineKind],
    protocol: Protocol,
    as_of: date,
    planned_sites: Mapping[str, Truth],
) -> Frame:
    """The frame with `CLEAR_ON`, `TOGETHER` and the days of each hold that a condition gives.

    Raises:
        Inexpressible: a hold cannot be said in columns, or turns on the procedure date.
    """
    asked = holds_of(kinds, protocol, as_of)
    frame = _with_lengths(frame, asked.lengths, planned_sites)
    medicines = frame.lists.get(MEDICATIONS)
    if medicines is None:
        recorded = ibis.ifelse(_recorded(frame.table), ibis.literal(as_of), ibis.null("date"))
        return over(frame, frame.table.mutate(**{CLEAR_ON: recorded, TOGETHER: _false()}))
    judged = _judge(medicines, asked, frame.table, as_of)
    frame = replace(frame, lists=MappingProxyType({**frame.lists, _JUDGED: judged}))
    table = beside(frame.table, _of_patients(judged), (ROW,))
    together = (table[_LEAST] < table[_MOST]) & (table[_LOWEST] < table[_HIGHEST])
    never = table[_NEVER].fill_null(_false())
    table = table.mutate(**{TOGETHER: together.fill_null(_false()), _NEVER: never})
    today = day_number(as_of)
    known = _recorded(table) & ~table[_NEVER] & ~table[TOGETHER]
    clear = day_of(ibis.greatest(table[_UNTIL].fill_null(today), today))
    table = table.mutate(**{CLEAR_ON: ibis.ifelse(known, clear, ibis.null("date"))})
    return over(frame, table.drop(_UNTIL, _NEVER, _LEAST, _MOST, _LOWEST, _HIGHEST))


def with_washout_on_day(frame: Frame, kinds: Sequence[MedicineKind], protocol: Protocol, as_of: date) -> Frame:
    """The frame with `WASHOUT_LEVEL`, `HOLDS` and `WASHOUT_UNKNOWN` for the `DAY` of each patient.

    It is one that `with_washout` has given.
    """
    table = frame.table
    judged = frame.lists.get(_JUDGED)
    texts = ibis.null("array<string>")
    worst = ibis.literal(int(Severity.CLEAR), "int8")
    if judged is not None:
        asked = holds_of(kinds, protocol, as_of)
        table = beside(table, _texts_of(judged, asked, table), (ROW,))
        texts, worst = table[_TEXTS], table[_WORST].fill_null(int(Severity.CLEAR))
    recorded = _recorded(table)
    level = ibis.cases(*((worst == each, _small(_LEVELS[each])) for each in Severity))
    table = table.mutate(
        **{
            WASHOUT_LEVEL: ibis.ifelse(recorded, level, _small(_UNRECORDED)),
            WASHOUT_UNKNOWN: ~recorded | (worst == int(Severity.UNKNOWN)),
            HOLDS: ibis.coalesce(texts, no_words()),
        }
    )
    return over(frame, table.drop(*(name for name in (_TEXTS, _WORST) if name in table.columns)))


def _small(number: int) -> Value:
    return ibis.literal(number, "int8")


def _false() -> Value:
    return ibis.literal(value=False)


def _recorded(table: Table) -> Value:
    """On which rows the list of medicines is recorded, with entries or without."""
    name = f"{MEDICATIONS}{RECORDED}"
    return table[name] if name in table.columns else _false()


def _with_lengths(frame: Frame, lengths: Sequence[Node], planned_sites: Mapping[str, Truth]) -> Frame:
    """The frame with a column for the days of each hold that a condition gives, null where they are unknown."""
    if not lengths:
        return frame
    paths = {path for each in lengths for path in facts_read(each)}
    sites: dict[str, Column] = {
        path: Plain(as_column(planned_sites.get(path.removeprefix(PLAN), False)))
        for path in paths
        if path.startswith(PLAN)
    }
    asked = prepare(frame.with_given(sites), lengths, express)
    columns: dict[str, Value] = {}
    for number, each in enumerate(lengths):
        found = express(each, asked)
        if not isinstance(found, Lasting) or found.family is not CalendarFamily.DAYS:
            raise refuse_node(each, "it has no length in days")
        columns[f"{_LENGTH}{number}"] = found.amount.cast("int64")
    return over(frame, asked.table.mutate(**columns))


def _judge(medicines: Table, asked: Holds, patients: Table, as_of: date) -> Table:
    """Each medicine under each of its rules: `row`, `index`, `kind`, its `standing` and what follows from it.

    `clear_on` and `perhaps_on` are the numbers of the first days on which it is clear, for the latest and the earliest
    day that the last dose can have been. `runs` says whether it is taken, or its hold runs, on the day of asking,
    `shared` whether it must not be taken together with another, and `undated` whether its last dose is not known.
    """
    laid_out = _laid_out(medicines, asked, patients, as_of)
    laid_out = laid_out.mutate(standing=_standing(laid_out))
    today = day_number(as_of)
    begins = ibis.ifelse(laid_out["ongoing"], laid_out["ends"].fill_null(today), laid_out["last"])
    counted = (laid_out["standing"] == int(Standing.DATED)) | (laid_out["standing"] == int(Standing.FOLLOWS))
    free = laid_out["days"] + 1
    laid_out = laid_out.mutate(
        clear_on=ibis.ifelse(counted, begins + free, ibis.null("int64")),
        perhaps_on=ibis.ifelse(
            laid_out["standing"] == int(Standing.DATED), laid_out["first"] + free, ibis.null("int64")
        ),
        undated=~laid_out["ongoing"] & laid_out["last"].isnull(),
    )
    running = laid_out["standing"] >= int(Standing.REFERRED)
    runs = laid_out["ongoing"] | laid_out["undated"] | running | (laid_out["clear_on"] > today).fill_null(_false())
    kept = (ROW, INDEX, KIND, "standing", "clear_on", "perhaps_on", "undated", "lowest", "highest", "unclassified")
    unmeasured = laid_out["conditional"] & laid_out["days"].isnull()
    return laid_out.select(*kept, runs=laid_out["shared"] & runs, unmeasured=unmeasured)


def _laid_out(medicines: Table, asked: Holds, patients: Table, as_of: date) -> Table:
    """What each rule of a medicine turns on, in numbers of days."""
    joined = medicines.inner_join(asked.table, KIND)
    days = joined[holds.DAYS]
    if asked.lengths:
        lengths = patients.select(ROW, *(f"{_LENGTH}{number}" for number in range(len(asked.lengths))))
        joined = beside(joined, lengths, (ROW,))
        given = ((joined[holds.LENGTH] == number, joined[f"{_LENGTH}{number}"]) for number in range(len(asked.lengths)))
        days = ibis.cases(*given, else_=joined[holds.DAYS])
    last, started, ends = (_dated(joined, path) for path in ("last_dose", "started", "taper.ends"))
    agreed = joined["taper.agreed_by"].notnull() if "taper.agreed_by" in joined.columns else _false()
    today = day_number(as_of)
    latest, tapered = number_of(last.latest), number_of(ends.latest)
    is_ongoing = joined["ongoing"].fill_null(_false()) if "ongoing" in joined.columns else _false()
    return joined.select(
        ROW,
        INDEX,
        KIND,
        days=days,
        conditional=joined[holds.LENGTH].notnull(),
        refers=joined[holds.REFERS],
        tapers=joined[holds.TAPERS],
        since=joined[holds.SINCE],
        unclassified=joined[holds.UNCLASSIFIED],
        shared=joined[holds.TOGETHER],
        lowest=joined[holds.LOWEST],
        highest=joined[holds.HIGHEST],
        ongoing=is_ongoing,
        first=number_of(last.earliest),
        last=ibis.ifelse(latest > today, today, latest),
        begun=number_of(started.earliest),
        begun_at_last=number_of(started.latest),
        ends=ibis.ifelse(agreed & (tapered >= today), tapered, ibis.null("int64")),
    )


def _dated(table: Table, path: str) -> Dated:
    found = column_of(table, path, Simple.DATE)
    if not isinstance(found, Dated):
        raise TypeError(f"{path} is no date")
    return found


def _standing(rule: Table) -> Value:
    """The first of these that is true; what is taken is as if it were held from the day of asking on."""
    ongoing, tapered, since = rule["ongoing"], rule["ends"].notnull(), rule["since"]
    nothing = rule["days"].isnull() | ((rule["days"] == 0) & ~rule["tapers"])
    cases = (
        (rule["unclassified"], Standing.UNKNOWN),
        (rule["refers"], Standing.REFERRED),
        (rule["conditional"] & rule["days"].isnull(), Standing.UNKNOWN),
        (nothing, Standing.FREE),
        (~ongoing & rule["last"].isnull(), Standing.UNKNOWN),
        (~ongoing, Standing.DATED),
        (tapered, Standing.FOLLOWS),
        (rule["tapers"], Standing.REFERRED),
        (since.isnull(), Standing.FOLLOWS),
        (rule["begun"].isnull(), Standing.UNKNOWN),
        (rule["begun"] >= since, Standing.FOLLOWS),
        (rule["begun_at_last"] < since, Standing.REFERRED),
    )
    return ibis.cases(*((test, _small(standing)) for test, standing in cases), else_=_small(Standing.UNKNOWN))


def _of_patients(judged: Table) -> Table:
    """By patient: the last day on which a hold runs out, whether none can be named, and the medicines in effect."""

    def running(name: str) -> Value:
        # a null that the aggregate passes over is cheaper than a filter of its own
        return ibis.ifelse(judged["runs"], judged[name], ibis.null(judged[name].type()))

    found = {
        _UNTIL: judged["clear_on"].max(),
        _NEVER: judged["standing"].max() >= int(Standing.REFERRED),
        _LEAST: running(INDEX).min(),
        _MOST: running(INDEX).max(),
        _LOWEST: running("lowest").min(),
        _HIGHEST: running("highest").max(),
    }
    return judged.group_by(ROW).agg(**found)


def _texts_of(judged: Table, asked: Holds, patients: Table) -> Table:
    """By patient: the `worst` severity on the day, and a text for each medicine that is not clear, sorted."""
    days = patients.select(ROW, TOGETHER, day=number_of(patients[DAY]))
    rows = judged.inner_join(days, ROW)
    rows = rows.mutate(severity=_severity(rows))
    rows = rows.filter(rows["severity"] > int(Severity.CLEAR))
    if asked.has_several:
        found = {"severity": rows["severity"].max(), "clear_on": rows["clear_on"].max()}
        rows = rows.group_by(ROW, INDEX, KIND).agg(**found)
    named = rows.inner_join(asked.drugs, KIND)
    named = named.select(ROW, "severity", text=_text(named))
    return named.group_by(ROW).agg(**{_WORST: named["severity"].max(), _TEXTS: named["text"].collect().sort()})


def _severity(rows: Table) -> Value:
    """What a rule comes to on the day, or the medicine with another one that it must not be taken together with."""
    standing, day = rows["standing"], rows["day"]
    late = rows["clear_on"] > day
    with_another = rows[TOGETHER] & rows["runs"]
    cases = (
        (standing == int(Standing.UNKNOWN), Severity.UNKNOWN),
        (with_another & rows["undated"], Severity.UNKNOWN),
        ((standing == int(Standing.DATED)) & late & (rows["perhaps_on"] <= day), Severity.UNKNOWN),
        (with_another | (standing == int(Standing.REFERRED)), Severity.REFER),
        (late, Severity.LATE),
        (standing == int(Standing.FOLLOWS), Severity.HOLD),
    )
    return ibis.cases(*((test, _small(severity)) for test, severity in cases), else_=_small(Severity.CLEAR))


def _text(medicine: Table) -> Value:
    drug, severity, until = medicine["drug"], medicine["severity"], day_of(medicine["clear_on"])
    held = drug.concat(": hold until ", until.strftime("%Y-%m-%d"))
    return ibis.cases(
        (severity == int(Severity.UNKNOWN), drug.concat(": unknown")),
        (severity == int(Severity.REFER), drug.concat(": refer")),
        # a hold that ends beyond the calendar has no date
        else_=ibis.coalesce(held, drug.concat(": hold")),
    )


def unknown_medicines(frame: Frame, kinds: Sequence[MedicineKind], protocol: Protocol, as_of: date) -> Table | None:
    """By `row` each `element` that the holds wait for, the number of the entry left out; None where there is no list.

    `WASHOUT_UNKNOWN` has been told for the `DAY`.
    """
    judged = frame.lists.get(_JUDGED)
    table = frame.table
    unrecorded = table.filter(~_recorded(table)).select(ROW, element=ibis.literal(MEDICATIONS))
    if judged is None:
        return unrecorded
    asked = holds_of(kinds, protocol, as_of)
    days = table.filter(table[WASHOUT_UNKNOWN]).select(ROW, TOGETHER, day=number_of(table[DAY]))
    rows = judged.inner_join(days, ROW)
    rows = rows.filter(_severity(rows) == int(Severity.UNKNOWN))
    by_route = [number for number, each in enumerate(kinds) if each.unclassified == "route"]
    measured = dict.fromkeys(each for node in asked.lengths for each in facts_read(node) if not each.startswith(PLAN))
    element = ibis.cases(
        (rows["unclassified"] & rows[KIND].isin(by_route or [-1]), f"{MEDICATIONS}.route"),
        (rows["unclassified"], f"{MEDICATIONS}.class"),
        (rows["unmeasured"], next(iter(measured)) if len(measured) == 1 else MEDICATIONS),
        (rows["undated"] | (rows["standing"] == int(Standing.DATED)), f"{MEDICATIONS}.last_dose"),
        else_=f"{MEDICATIONS}.started",
    )
    return ibis.union(unrecorded, rows.select(ROW, element=element))
