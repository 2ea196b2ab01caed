"""A course of an oral corticosteroid is judged on the day of asking, and never lengthened by an instruction.

The candidate's procedure is on 7 December 2026: 14 drug-free days leave 22 November for the last dose.
"""

from __future__ import annotations

from datetime import date

import pytest

from posology.results.check import Verdict, WashoutFinding, WashoutStatus
from tests.unit.judged import changed, checked

STEROID = "{{drug: prednisone, route: oral, last_dose: ongoing, started: {started}}}"


def course(started: str) -> tuple[Verdict, WashoutFinding]:
    """The verdict on a candidate whose course began then, and what is said of the course."""
    record = changed(("{drug: apixaban, last_dose: ongoing}", STEROID.format(started=started)))
    found = checked(record)
    return found.verdict, next(each for each in found.washout if each.drug == "prednisone")


@pytest.mark.parametrize(
    ("started", "status"),
    [("2026-10-30", WashoutStatus.HOLD), ("2026-10-29", WashoutStatus.REFER)],
)
def test_a_course_is_long_on_the_day_of_asking_or_not(started: str, status: WashoutStatus) -> None:
    """20 November - 3 weeks is 30 October: begun then it is no longer than that, begun a day before it is."""
    assert course(started)[1].status is status


@pytest.mark.parametrize(
    ("started", "last"),
    [("2026-11-01", date(2026, 11, 22)), ("2026-10-31", date(2026, 11, 21)), ("2026-10-30", date(2026, 11, 20))],
)
def test_a_short_course_is_not_drawn_out_until_it_is_long(started: str, last: date) -> None:
    """1 November + 3 weeks is 22 November, as late as the procedure leaves; begun a day before, 21 November is it."""
    verdict, finding = course(started)
    assert verdict is Verdict.CONDITIONAL
    assert finding.last_dose_on_or_before == last
    assert ("a longer course needs an individual taper" in finding.instruction) is (last < date(2026, 11, 22))


@pytest.mark.parametrize(("started", "long"), [("2026-10-29", True), ("2026-10-30", False), ("2026-10", False)])
def test_a_long_course_is_told_with_what_it_leaves_behind(started: str, long: bool) -> None:
    """Longer than three weeks for certain, and not otherwise."""
    told = [each for each in course(started)[1].cautions if "adrenal glands" in each]
    assert bool(told) is long
    # the source beside the finding is that of the hold, and another one
    assert all("steroid-taper, Stopping without a taper, secondary" in each for each in told)


@pytest.mark.parametrize(("last", "long"), [("2026-10-10", True), ("2026-09-10", False)])
def test_a_long_course_that_has_ended_is_told_as_well(last: str, long: bool) -> None:
    """Begun on 1 September, ended after more than three weeks or before."""
    medicine = f"{{drug: prednisone, route: oral, last_dose: {last}, started: 2026-09-01}}"
    found = checked(changed(("{drug: apixaban, last_dose: ongoing}", medicine)))
    (finding,) = [each for each in found.washout if each.drug == "prednisone"]
    assert any("more than 3 weeks" in each for each in finding.cautions) is long


def test_a_course_of_which_only_the_month_is_known_is_cut_by_its_earliest_day() -> None:
    """`2026-11` may be 1 November; + 3 weeks is 22 November."""
    assert course("2026-11")[1].last_dose_on_or_before == date(2026, 11, 22)
