"""Visits held against rows: nothing is called missed that may have been made, and no row is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.explain.follow_up import Patient, follow_up
from posology.ir.protocol import Protocol
from posology.ir.visit import Relation, Visit, Window
from posology.results.follow_up import Followed, FollowUp, ScoreRow, Timing, VisitFinding, VisitStatus
from posology.values.dates import CalendarDuration, CalendarUnit
from tests.unit.judged import rules

PROCEDURE = date(2026, 12, 7)
WEEK = Window(days_before=7, days_after=7)


def protocol(*visits: Visit) -> Protocol:
    """A protocol with these visits."""
    return replace(rules().protocol, visits=visits)


def visit(
    number: int, unit: CalendarUnit = CalendarUnit.MONTH, window: Window | None = None, scores: str = "vas quebec"
) -> Visit:
    """A visit so long after the procedure, or before it where the number is negative; on its day where it is 0."""
    relation = Relation.AFTER if number > 0 else Relation.BEFORE if number else Relation.ON
    return Visit(
        relation=relation,
        offset=CalendarDuration(abs(number), unit),
        title="",
        window=Window(days_before=0, days_after=0) if relation is Relation.ON else window,
        instruments=tuple(scores.split()),
        assessments=(),
        bring=(),
        citation=rules().protocol.visits[0].citation,
    )


def row(  # noqa: PLR0913 - one for each thing that a row says
    number: int = 2,
    *,
    month: int | None = None,
    day: int | None = None,
    on: date | None = None,
    scores: str = "vas quebec",
    readable: bool = True,
) -> ScoreRow:
    """A row about the patient."""
    return ScoreRow(row=number, month=month, day=day, date=on, scores=frozenset(scores.split()), is_readable=readable)


BROKEN = replace(row(month=1, scores=""), is_unusable_in_part=True)
"""A row in which something stands for the visit that cannot be used."""


def followed(asked: Protocol, *rows: ScoreRow, as_of: date) -> FollowUp:
    """The patient's visits on that day."""
    patient = Patient(id="P-1", record_sha256="0" * 64, procedure_date=PROCEDURE)
    return follow_up(asked, patient, Followed(sha256="1" * 64, rows=rows, faults=(), other_patients=0, notes=()), as_of)


def only(asked: Protocol, *rows: ScoreRow, as_of: date) -> VisitFinding:
    """The first visit of the patient."""
    return followed(asked, *rows, as_of=as_of).visits[0]


WITH_WINDOWS = protocol(visit(1, window=WEEK), visit(3, window=WEEK))
WITHOUT = protocol(visit(1), visit(3))


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2026, 12, 30), VisitStatus.UPCOMING),
        (date(2026, 12, 31), VisitStatus.DUE),
        (date(2027, 1, 14), VisitStatus.DUE),
        (date(2027, 1, 15), VisitStatus.LATE),
        (date(2027, 2, 27), VisitStatus.LATE),
        (date(2027, 2, 28), VisitStatus.MISSED),
    ],
)
def test_a_stated_window_has_four_edges(as_of: date, status: VisitStatus) -> None:
    """Due from its first to its last day, late after it, missed from the first day of the next window on."""
    assert only(WITH_WINDOWS, as_of=as_of).status is status


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2027, 1, 6), VisitStatus.UPCOMING),
        (date(2027, 1, 7), VisitStatus.DUE),
        (date(2027, 3, 6), VisitStatus.DUE),
        (date(2027, 3, 7), VisitStatus.MISSED),
    ],
)
def test_without_a_stated_window_nothing_is_late(as_of: date, status: VisitStatus) -> None:
    """Due from its day until the next visit's day; no window that nobody stated makes it late."""
    assert only(WITHOUT, as_of=as_of).status is status


@pytest.mark.parametrize(("asked", "status"), [(WITH_WINDOWS, VisitStatus.LATE), (WITHOUT, VisitStatus.DUE)])
def test_the_last_visit_is_never_missed(asked: Protocol, status: VisitStatus) -> None:
    """Nothing takes its place, and no source says when it is too late."""
    last = followed(asked, as_of=date(2040, 1, 1)).visits[-1]
    assert last.status is status
    assert last.too_late_on is None


@pytest.mark.parametrize(
    ("on", "timing"),
    [
        (date(2026, 12, 30), Timing.EARLY),
        (date(2026, 12, 31), Timing.IN_WINDOW),
        (date(2027, 1, 14), Timing.IN_WINDOW),
        (date(2027, 1, 15), Timing.LATE),
    ],
)
def test_a_dated_row_is_in_its_window_or_not(on: date, timing: Timing) -> None:
    """Both ends of the window are in it."""
    made = only(WITH_WINDOWS, row(month=1, on=on), as_of=date(2027, 6, 1)).made
    assert made is not None
    assert made.timing is timing


def test_without_a_date_or_a_window_no_timing_is_told() -> None:
    """Unknown is an answer: the visit was made, and whether in time is not known."""
    for asked, on in ((WITH_WINDOWS, None), (WITHOUT, date(2027, 1, 7)), (WITHOUT, None)):
        found = only(asked, row(month=1, on=on), as_of=date(2027, 6, 1))
        assert found.status is VisitStatus.DONE
        assert found.made is not None
        assert found.made.timing is None


def test_an_undated_row_before_its_window_opens_is_early() -> None:
    """Whenever it was, it was before today."""
    found = only(WITH_WINDOWS, row(month=1), as_of=date(2026, 12, 20))
    assert found.made is not None
    assert found.made.timing is Timing.EARLY


def test_scores_that_are_missing_of_a_visit_are_named() -> None:
    """A visit with one score of two is done, and says which is missing."""
    found = only(WITHOUT, row(month=1, scores="vas gi"), as_of=date(2027, 2, 1))
    assert found.made is not None
    assert found.made.missing == ("quebec",)


def test_a_month_is_not_thirty_days() -> None:
    """A row is matched by the unit in which the protocol counts, and by nothing near it."""
    found = followed(WITHOUT, row(day=30), row(3, month=2), as_of=date(2027, 2, 1))
    assert found.visits[0].status is VisitStatus.DUE
    assert [each.why for each in found.set_aside] == [
        "the protocol has no visit at day 30",
        "the protocol has no visit at month 2",
    ]


def test_a_row_may_give_both_where_they_name_one_visit() -> None:
    """A file that calls day 30 month 1 for the outcomes can say so; two visits at once are none."""
    asked = protocol(visit(-7, CalendarUnit.DAY), visit(30, CalendarUnit.DAY), visit(2))
    found = followed(
        asked, row(2, month=0, day=-7), row(3, month=1, day=30), row(4, month=2, day=30), as_of=date(2027, 6, 1)
    )
    assert [each.made and each.made.row for each in found.visits] == [2, 3, None]
    assert [each.why for each in found.set_aside] == [
        "its month and its day name two visits, and it can be about one only"
    ]
    assert found.baseline == ()


def test_days_before_the_procedure_are_negative() -> None:
    """A screening is matched by a negative day, the procedure day by day 0."""
    asked = protocol(visit(-35, CalendarUnit.DAY), visit(0, CalendarUnit.DAY), visit(7, CalendarUnit.DAY))
    found = followed(asked, row(2, day=-35), row(3, day=0), row(4, day=7), as_of=date(2027, 2, 1))
    assert [each.made and each.made.row for each in found.visits] == [2, 3, 4]


@pytest.mark.parametrize(
    ("faulty", "why"),
    [
        (row(month=2, day=30), "the protocol has no visit at month 2 or day 30"),
        (row(), "it gives neither a month nor a day"),
        (row(month=1, scores=""), "it has neither a score nor a date, so that nothing shows that the visit was made"),
        (row(month=1, on=date(2027, 6, 2)), "lies after the day for which the visits are asked"),
        (row(month=1, on=date(2026, 12, 6)), "lies before the procedure on 7 December 2026"),
        (row(month=0, on=date(2026, 12, 8)), "lies after the procedure on 7 December 2026"),
        (row(readable=False), "it cannot be read, and may be about any visit"),
        (BROKEN, "nothing in it can be used, so that nothing shows that the visit was made"),
    ],
)
def test_a_row_that_counts_for_nothing_is_set_aside(faulty: ScoreRow, why: str) -> None:
    """Nothing is dropped in silence."""
    found = followed(WITHOUT, faulty, as_of=date(2027, 6, 1))
    assert [each.row for each in found.set_aside] == [faulty]
    assert why in found.set_aside[0].why
    assert found.visits[0].status is not VisitStatus.DONE


@pytest.mark.parametrize(
    ("faulty", "status"),
    [
        (row(month=1, on=date(2028, 1, 8)), VisitStatus.UNKNOWN),
        (row(readable=False), VisitStatus.UNKNOWN),
        (BROKEN, VisitStatus.UNKNOWN),
        (replace(BROKEN, month=3), VisitStatus.MISSED),
        (row(month=2), VisitStatus.MISSED),
        (row(month=1, scores=""), VisitStatus.MISSED),
    ],
)
def test_a_visit_that_may_have_been_made_is_not_called_missed(faulty: ScoreRow, status: VisitStatus) -> None:
    """A row with a mistyped date, or one that cannot be read, leaves it open; an empty row does not."""
    assert only(WITHOUT, faulty, as_of=date(2027, 6, 1)).status is status


def test_a_second_row_about_a_visit_is_set_aside() -> None:
    """The first row counts, and the page says that there is another."""
    found = followed(
        WITHOUT, row(2, month=1), row(3, month=1), row(4, month=0), row(5, month=0), as_of=date(2027, 2, 1)
    )
    assert found.visits[0].made is not None
    assert found.visits[0].made.row == 2
    assert [each.row for each in found.baseline] == [4]
    assert [each.why for each in found.set_aside] == [
        "row 2 is about the same visit, and only one can be",
        "row 4 is about the same visit, and only one can be",
    ]


def test_a_visit_after_a_procedure_that_is_to_come_is_none() -> None:
    """Scores of a month after a procedure that has not taken place are a mistake, wherever it is."""
    found = followed(WITHOUT, row(month=1), row(3, month=0), as_of=date(2026, 12, 6))
    assert [each.why for each in found.set_aside] == ["the procedure on 7 December 2026 is still to come"]
    assert [each.row for each in found.baseline] == [3]


SCREENING = protocol(visit(-35, CalendarUnit.DAY, WEEK), visit(1))


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2026, 10, 25), VisitStatus.UPCOMING),
        (date(2026, 10, 26), VisitStatus.DUE),
        (date(2026, 11, 9), VisitStatus.DUE),
        (date(2026, 11, 10), VisitStatus.LATE),
        (date(2026, 12, 6), VisitStatus.LATE),
        (date(2026, 12, 7), VisitStatus.MISSED),
    ],
)
def test_a_screening_is_missed_once_the_procedure_has_come(as_of: date, status: VisitStatus) -> None:
    """It can be made late, and not after the procedure."""
    assert only(SCREENING, as_of=as_of).status is status


def test_a_baseline_may_be_the_screening() -> None:
    """Month 0 says no day, and may have been scored at a visit before the procedure."""
    assert only(SCREENING, row(month=0), as_of=date(2027, 1, 1)).status is VisitStatus.UNKNOWN


def test_a_visit_without_scores_needs_no_row() -> None:
    """That no score of it is there shows nothing; it is due like any other until its time is over."""
    asked = protocol(visit(1, window=WEEK, scores=""), visit(3))
    assert only(asked, as_of=date(2027, 1, 8)).status is VisitStatus.DUE
    found = only(asked, as_of=date(2027, 6, 1))
    assert found.status is VisitStatus.UNKNOWN
    assert "no score is taken at it" in found.why


def test_a_protocol_without_visits_says_so() -> None:
    """There is nothing to count, and every row is told."""
    found = followed(protocol(), row(month=1), row(3, month=0), as_of=date(2027, 6, 1))
    assert found.summary == "The protocol names no visits. 1 row is set aside."
    assert found.visits == ()
    assert found.month_rule == ""


VISITS = st.sets(st.integers(1, 40), min_size=1, max_size=5).map(
    lambda months: protocol(*(visit(each) for each in sorted(months)))
)
ROWS = st.lists(
    st.builds(
        row,
        st.just(2),
        month=st.none() | st.integers(-2, 40),
        day=st.none() | st.integers(-40, 400),
        on=st.none() | st.dates(date(2026, 10, 1), date(2031, 1, 1)),
        scores=st.sampled_from(("", "vas", "vas quebec")),
        readable=st.sampled_from((True, True, True, False)),
    ),
    max_size=8,
)
DAYS = st.dates(date(2026, 10, 1), date(2031, 1, 1))


@settings(max_examples=200, deadline=None)
@given(VISITS, ROWS, DAYS)
def test_every_row_goes_to_one_place(asked: Protocol, rows: list[ScoreRow], as_of: date) -> None:
    """A row is of one visit, of the baseline, or set aside: none is lost and none counts twice."""
    numbered = [replace(each, row=number) for number, each in enumerate(rows, start=2)]
    found = followed(asked, *numbered, as_of=as_of)
    made = [each.made.row for each in found.visits if each.made is not None]
    others = [*(each.row for each in found.baseline), *(each.row.row for each in found.set_aside)]
    assert sorted([*made, *others]) == [each.row for each in numbered]


@settings(max_examples=200, deadline=None)
@given(VISITS, DAYS, st.integers(0, 1500))
def test_time_moves_a_visit_only_forwards(asked: Protocol, as_of: date, later: int) -> None:
    """Upcoming, due, late, missed: as days pass a visit without a row never goes back."""
    order = [VisitStatus.UPCOMING, VisitStatus.DUE, VisitStatus.LATE, VisitStatus.MISSED]
    now, then = (
        [order.index(each.status) for each in followed(asked, as_of=day).visits]
        for day in (as_of, as_of + timedelta(days=later))
    )
    assert all(before <= after for before, after in zip(now, then, strict=True))


@settings(max_examples=200, deadline=None)
@given(VISITS, ROWS, DAYS)
def test_no_row_makes_a_visit_missed(asked: Protocol, rows: list[ScoreRow], as_of: date) -> None:
    """What a file adds settles a visit or leaves it open; it never turns one that was not missed into one that is."""
    without = followed(asked, as_of=as_of)
    for before, after in zip(without.visits, followed(asked, *rows, as_of=as_of).visits, strict=True):
        assert before.status is VisitStatus.MISSED or after.status is not VisitStatus.MISSED
