"""The verdict as a column is what the production rules derive from the same findings."""

from __future__ import annotations

from typing import Any

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.compile.productions import VERDICTS, WASHOUT_ALLOWS
from posology.explain.derivation import standing_verdict
from posology.explain.inference.agree import conclude
from posology.ir.protocol import Criterion, Kind
from posology.screen import names
from posology.screen.frame import Frame
from posology.screen.names import Applies, Mends, Status, criterion_column, mends_column, step_column
from posology.screen.verdict import with_level, with_reasons
from tests.property.judging import Variant, rules_of
from tests.unit.judged import AS_OF
from tests.unit.screen.agreement import Row, rows_of

RULES = rules_of(Variant("allorx-spine"))
PROTOCOL = RULES.protocol
FAILING = {Kind.INCLUSION: Status.NOT_MET, Kind.EXCLUSION: Status.MET}
WORDS = {
    Status.MET: "met",
    Status.NOT_MET: "not-met",
    Status.UNKNOWN: "unknown",
    Status.NOT_APPLICABLE: "not-applicable",
}
FOUND = {Applies.APPLIES: "applies", Applies.LEFT_OUT: "left-out", Applies.UNKNOWN: "unknown"}


def _through(criterion: Criterion) -> Status:
    return Status.MET if criterion.kind is Kind.INCLUSION else Status.NOT_MET


def _eligible() -> Row:
    """Everything as it is for a patient who is eligible today."""
    row: Row = {"row": 0, names.EARLIEST: AS_OF, names.DAY: AS_OF, names.RENEWAL: False, names.WASHOUT_LEVEL: 0}
    row |= {criterion_column(each.id): int(_through(each)) for each in PROTOCOL.criteria}
    row |= {mends_column(each.id): int(Mends.NEVER) for each in PROTOCOL.criteria if each.turning.moves}
    return row | {step_column(each.id): int(Applies.APPLIES) for each in PROTOCOL.steps}


@st.composite
def _rows(draw: st.DrawFn) -> Row:
    """The row of an eligible patient with a few findings drawn anew."""
    row = _eligible()
    for column in draw(st.lists(st.sampled_from(sorted(set(row) - {"row", names.EARLIEST})), max_size=3)):
        row[column] = draw(_values(column))
    return row


def _values(column: str) -> st.SearchStrategy[Any]:
    if column == names.DAY:
        return st.sampled_from((AS_OF.replace(day=19), AS_OF, AS_OF.replace(day=21)))
    if column == names.RENEWAL:
        return st.booleans()
    if column == names.WASHOUT_LEVEL:
        return st.sampled_from(sorted({VERDICTS.index(each) for each in WASHOUT_ALLOWS.values()}))
    if column.startswith("criterion/"):
        return st.sampled_from((int(Status.MET), int(Status.NOT_MET), int(Status.UNKNOWN)))
    return st.integers(0, 2)


def _verdict(row: Row) -> str | None:
    """What both inference engines derive from the findings of the row."""
    tokens = {f"step:{each.id}:{FOUND[Applies(row[step_column(each.id)])]}" for each in PROTOCOL.steps}
    tokens |= {f"criterion:{each.id}:{_finding(row, each)}" for each in PROTOCOL.criteria}
    finding = next(word for word, best in WASHOUT_ALLOWS.items() if VERDICTS.index(best) == row[names.WASHOUT_LEVEL])
    tokens |= {f"washout:{group}:clear" for group in PROTOCOL.washout_groups[1:]}
    tokens |= {f"washout:{PROTOCOL.washout_groups[0]}:{finding}", "medicines:recognised", "together:none"}
    tokens.add(f"renewal:{'needed' if row[names.RENEWAL] else 'none'}")
    tokens.add(f"procedure-date:{'past' if row[names.DAY] < AS_OF else 'ahead'}")
    return standing_verdict(conclude(RULES.ruleset, frozenset(tokens)).tokens)


def _finding(row: Row, criterion: Criterion) -> str:
    status = Status(row[criterion_column(criterion.id)])
    if criterion.turning.moves and status is FAILING[criterion.kind]:
        mends = Mends(row[mends_column(criterion.id)])
        return {Mends.MENDS: "mends", Mends.UNKNOWN: "unknown", Mends.NEVER: WORDS[status]}[mends]
    return WORDS[status]


def _decided(rows: list[Row]) -> list[Row]:
    types = {names.EARLIEST: pa.date32(), names.DAY: pa.date32(), names.RENEWAL: pa.bool_(), "row": pa.int64()}
    schema = pa.schema([(name, types.get(name, pa.int8())) for name in _eligible()])
    numbered = [{**each, "row": number} for number, each in enumerate(rows)]
    table = ibis.memtable(pa.Table.from_pylist(numbered, schema=schema))
    frame = with_level(Frame(table=table, key=("row",), lists={}), PROTOCOL, AS_OF)
    return rows_of(with_reasons(frame, PROTOCOL).table)


@settings(max_examples=8, deadline=None)
@given(st.lists(_rows(), min_size=20, max_size=60))
def test_the_verdict_is_the_one_that_is_derived(rows: list[Row]) -> None:
    """Whatever was found, the column says what both inference engines derive."""
    assert [each[names.VERDICT] for each in _decided(rows)] == [_verdict(each) for each in rows]


def test_what_stands_in_the_way_is_named() -> None:
    """Criteria that fail, and what is not known, in the order of the protocol; a mending failure fails still."""
    first, moving = PROTOCOL.criteria[0], next(each for each in PROTOCOL.criteria if each.turning.moves)
    failing = {
        criterion_column(moving.id): int(FAILING[moving.kind]),
        mends_column(moving.id): int(Mends.MENDS),
    }
    unknown = {criterion_column(first.id): int(Status.UNKNOWN), names.WASHOUT_LEVEL: VERDICTS.index("indeterminate")}
    step = PROTOCOL.steps[0]
    unknown[step_column(step.id)] = int(Applies.UNKNOWN)
    nothing, mending, open_ = _decided([_eligible(), _eligible() | failing, _eligible() | unknown])
    assert (nothing[names.VERDICT], nothing[names.FAILED], nothing[names.UNKNOWN]) == ("eligible", [], [])
    assert (mending[names.VERDICT], mending[names.FAILED], mending[names.EARLIEST]) == ("deferred", [moving.id], AS_OF)
    assert open_[names.UNKNOWN] == [first.id, "medications", f"plan.{step.id}"]


def test_no_earliest_date_is_named_for_who_cannot_be_treated() -> None:
    """Where the verdict is indeterminate or ineligible there is no date to name."""
    criterion = PROTOCOL.criteria[0]
    rows = [
        _eligible() | {criterion_column(criterion.id): int(each)} for each in (Status.UNKNOWN, FAILING[criterion.kind])
    ]
    assert [each[names.EARLIEST] for each in _decided(rows)] == [None, None]
