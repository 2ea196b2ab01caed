"""The pages about visits as somebody has read them: on schedule, and held against the scores."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from posology.api import schedule, visits
from posology.render.follow_up_json import follow_up_as_json
from posology.render.follow_up_text import follow_up_as_text
from posology.render.schedule_json import schedule_as_json
from posology.render.schedule_text import schedule_as_text
from posology.results.follow_up import FollowUp
from tests.golden.protocols.faults import SOUND
from tests.golden.text.test_text import masked
from tests.unit.judged import CANDIDATE, EXAMPLES, facts, rules

RECORDED = Path(__file__).parent / "recorded"
SMALL = str(SOUND)
PROCEDURE = date(2026, 12, 7)

APIXABAN = next(line for line in CANDIDATE.splitlines(keepends=True) if "apixaban" in line)

# The prescriber of an antithrombotic is asked first by the small protocol, and no dates are laid out until then.
WITHOUT_APIXABAN = CANDIDATE.replace(APIXABAN, "")

SCORES = b"""\
patient,month,day,date,vas,quebec
P-0042,,-35,2026-11-04,7,41
P-0042,0,,2026-11-30,6,40
P-0042,1,,2027-01-22,4,30
P-0042,1,,,4,30
P-0042,3,,2027-13-07,"3,5",25
P-0042,,30,,4,30
P-0041,1,,2027-01-07,5,33
"""


def followed(protocol: str, scores: bytes, as_of: date) -> FollowUp:
    """The candidate's visits."""
    found, _ = visits(rules(protocol), facts(CANDIDATE), ("scores.csv", scores), as_of, PROCEDURE)
    return found


def test_visits_without_windows(check_golden: Callable[[Path, str], None]) -> None:
    """The candidate of the shipped protocol a year after the procedure."""
    found = followed("allorx-spine", (EXAMPLES / "candidate-scores.csv").read_bytes(), date(2027, 12, 20))
    check_golden(RECORDED / "candidate.txt", masked(follow_up_as_text(found)))
    check_golden(RECORDED / "candidate.json", masked(follow_up_as_json(found)))


def test_visits_with_windows_and_faulty_rows(check_golden: Callable[[Path, str], None]) -> None:
    """A screening, a visit on the day, and rows of every kind."""
    found = followed(SMALL, SCORES, date(2027, 5, 1))
    check_golden(RECORDED / "small-spine.txt", masked(follow_up_as_text(found)))
    check_golden(RECORDED / "small-spine.json", masked(follow_up_as_json(found)))


def test_a_schedule_with_visits_on_both_sides(check_golden: Callable[[Path, str], None]) -> None:
    """The screening's day is past already, and the schedule says so."""
    made = schedule(rules(SMALL), facts(WITHOUT_APIXABAN), date(2026, 11, 20), PROCEDURE)
    check_golden(RECORDED / "schedule.txt", masked(schedule_as_text(made)))
    check_golden(RECORDED / "schedule.json", masked(schedule_as_json(made)))


def test_every_recorded_page_is_made() -> None:
    """A text that nothing makes any more is not kept."""
    names = {"candidate", "small-spine", "schedule"}
    assert {each.name for each in RECORDED.iterdir()} == {
        f"{name}.{kind}" for name in names for kind in ("txt", "json")
    }
