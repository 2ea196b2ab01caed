"""Visits: what Kumar's trial needs compiles, and what compiles never lets two visits meet, whatever the day."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.compile.condition import scope_of
from posology.compile.desk import Desk, Reference
from posology.compile.visits import compile_visits
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.visit_days import lay_out
from posology.ir.visit import Relation, Visit, Window
from posology.reader.document import read_document
from posology.reader.tree import Mapping
from posology.results.visits import VisitDay
from posology.values.dates import CalendarDuration, CalendarUnit
from tests.unit.judged import knowledge

SOURCE = "    source: {ref: trial, section: Table 1}\n"

KUMAR = f"""\
visits:
  - before: [35 days]
    title: Screening
    window: not stated
    instruments: [vas, odi, sf-36]
    assessments: [blood count, MRI]
    bring: [the list of all medicines]
{SOURCE}
  - before: [21 days]
    title: Liposuction
    window: {{before: 3 days, after: 3 days}}
{SOURCE}
  - on: procedure day
{SOURCE}
  - after: [1 day]
    window: {{before: 1 day, after: 1 day}}
{SOURCE}
  - after: [7 days]
    window: {{before: 3 days, after: 3 days}}
{SOURCE}
  - after: [30 days, 90 days, 180 days, 270 days, 360 days]
    window: {{before: 1 week, after: 7 days}}
    instruments: [vas, odi, sf-36]
{SOURCE}
"""


def compiled(text: str) -> tuple[tuple[Visit, ...], list[str]]:
    """The visits of the text, and the codes of what is wrong with them."""
    diagnostics = Diagnostics()
    found = knowledge()
    scope = scope_of(found.dictionary)
    root = read_document(text.encode(), "protocol.yaml", diagnostics)
    assert isinstance(root, Mapping)
    desk = Desk(
        diagnostics=diagnostics,
        reference=Reference(
            dictionary=found.dictionary, anatomy=found.anatomy, drugs=found.drugs, instruments=found.instruments
        ),
        scope=scope,
        scope_of_holds=scope,
        sources=frozenset({"trial"}),
    )
    return compile_visits(root.get("visits"), desk), [each.code for each in diagnostics]


def days_of(visits: tuple[Visit, ...], procedure: date) -> list[VisitDay]:
    """The visits laid into the calendar."""
    return [each for _, each in lay_out(visits, procedure) if each is not None]


def test_the_schedule_of_a_trial_in_days() -> None:
    """Screening, an operation before the procedure, its day, and the days after it, each with its window."""
    visits, codes = compiled(KUMAR)
    assert codes == []
    assert [each.day_of_row for each in visits] == [-35, -21, 0, 1, 7, 30, 90, 180, 270, 360]
    assert [each.title for each in visits[:3]] == ["Screening", "Liposuction", ""]
    assert visits[0].window is None
    assert visits[0].bring == ("the list of all medicines",)
    assert visits[2].relation is Relation.ON
    assert visits[-1].window == Window(days_before=7, days_after=7)
    assert visits[-1].when == "360 days after the procedure"


@pytest.mark.parametrize("text", ["other: 1", "visits: none"])
def test_a_source_may_have_no_visits(text: str) -> None:
    """The block is left out, or says that there are none."""
    assert compiled(text) == ((), [])


def test_months_and_years_are_the_same_month_of_a_row() -> None:
    """A row of month 12 is about a visit after one year; a visit in weeks is named by its days."""
    text = f"visits:\n  - after: [2 weeks, 1 month, 1 year]\n    window: not stated\n{SOURCE}"
    visits, codes = compiled(text)
    assert codes == []
    assert [(each.month_of_row, each.day_of_row) for each in visits] == [(None, 14), (1, None), (12, None)]


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ("[1 month, 1 month]", ["P0470"]),
        ("[4 weeks, 1 month]", ["P0470"]),
        ("[27 days, 1 month]", []),
        ("[32 days, 1 month]", ["P0451"]),
        ("[365 days, 1 year]", ["P0470"]),
        ("[12 months, 1 year]", ["P0470"]),
        ("[364 days, 1 year]", []),
        ("[31 days, 1 month]", ["P0470"]),
        ("[2 years, 1 year]", ["P0451"]),
    ],
)
def test_months_are_held_against_days_on_every_procedure_day(days: str, codes: list[str]) -> None:
    """One day of the calendar on which two visits meet is enough, as February has."""
    assert compiled(f"visits:\n  - after: {days}\n    window: not stated\n{SOURCE}")[1] == codes


@pytest.mark.parametrize(("after", "codes"), [("26 days", []), ("27 days", ["P0471"])])
def test_windows_may_touch_and_not_overlap(after: str, codes: list[str]) -> None:
    """From one month to two there are 28 days at least: the day before the next window is the last one."""
    text = f"visits:\n  - after: [1 month, 2 months]\n    window: {{before: 1 day, after: {after}}}\n{SOURCE}"
    assert compiled(text)[1] == codes


@pytest.mark.parametrize(("before", "codes"), [("28 days", []), ("29 days", ["P0473"])])
def test_a_window_may_reach_the_procedure_day_and_not_further(before: str, codes: list[str]) -> None:
    """One month can be 28 days, so that 29 days before it lie before some procedures."""
    text = f"visits:\n  - after: [1 month]\n    window: {{before: {before}, after: 0 days}}\n{SOURCE}"
    assert compiled(text)[1] == codes


def test_a_stated_window_must_not_reach_a_visit_without_one() -> None:
    """The day of a visit without a window belongs to that visit."""
    text = f"""\
visits:
  - after: [7 days]
    window: {{before: 0 days, after: 7 days}}
{SOURCE}
  - after: [14 days]
    window: not stated
{SOURCE}"""
    assert compiled(text)[1] == ["P0471"]


DURATIONS = st.builds(CalendarDuration, st.integers(1, 14), st.sampled_from(CalendarUnit)).map(str)


@st.composite
def calendars(draw: st.DrawFn) -> str:
    """A block of visits as somebody might write one, right or wrong."""
    blocks: list[str] = []
    for side in draw(st.lists(st.sampled_from(("before", "on", "after", "after")), min_size=1, max_size=4)):
        days = ", ".join(draw(st.lists(DURATIONS, min_size=1, max_size=3)))
        window = f"{{before: {draw(st.integers(0, 9))} days, after: {draw(st.integers(0, 9))} days}}"
        stated = draw(st.sampled_from((window, "not stated")))
        when = "on: procedure day" if side == "on" else f"{side}: [{days}]\n    window: {stated}"
        blocks.append(f"  - {when}\n{SOURCE}")
    return "visits:\n" + "".join(blocks)


@settings(max_examples=400, deadline=None)
@given(calendars(), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_visits_that_compile_never_meet(text: str, procedure: date) -> None:
    """Whatever the procedure day, they follow one another, and no day belongs to two windows after the procedure."""
    visits, codes = compiled(text)
    if codes:
        return
    days = days_of(visits, procedure)
    assert len(days) == len(visits)
    for earlier, later in pairwise(days):
        assert earlier.on < later.on
        if Relation.ON not in {earlier.visit.relation, later.visit.relation}:
            assert (earlier.last or earlier.on) < later.begins
    for each in days:
        if each.visit.relation is Relation.BEFORE:
            assert (each.last or each.on) <= procedure
        if each.visit.relation is Relation.AFTER:
            assert each.begins >= procedure
