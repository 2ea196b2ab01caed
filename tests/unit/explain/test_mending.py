"""What fails today: for good, until a day, or until a day on which it is not known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from posology.api import Check, Verdict, check_record, read_facts
from posology.explain.check import decide
from posology.plain.protocol import lower_protocol
from tests.unit.explain.planting import planted
from tests.unit.explain.test_limits import AS_OF, DAY, RECORD
from tests.unit.judged import knowledge

PAIN = "condition: pain.back.onset + 1 year before procedure.date"
ONSET = "pain: {back: {onset: 2019-04}}"


def judged(folder: Path, condition: str, onset: str) -> Check:
    """The record judged for 1 December 2026 with another criterion of pain, on which both executions agree."""
    rules = planted(folder, PAIN, f"condition: {condition}")
    record = RECORD.format(weight="80", prior="none").replace(ONSET, f"mri: {{date: 2026-10-10}}\n{onset}")
    facts = read_facts(record.encode(), "record.yaml", knowledge(), AS_OF)[0]
    assert decide(rules, facts, AS_OF, DAY).verdict is lower_protocol(rules.protocol).verdict(facts, AS_OF, DAY)
    return check_record(rules, facts, AS_OF, DAY)


BOTH = "mri.date + 3 months before procedure.date and pain.back.onset + 1 year before procedure.date"


@pytest.mark.parametrize(
    ("onset", "verdict", "mends_on"),
    [
        ("pain: {back: {onset: 2019-04}}", Verdict.DEFERRED, date(2027, 1, 11)),
        ("pain: {back: {onset: 2026-03-05}}", Verdict.DEFERRED, date(2027, 3, 6)),
        ("", Verdict.INDETERMINATE, None),
    ],
)
def test_what_fails_until_it_is_not_known_is_not_known(
    onset: str, verdict: Verdict, mends_on: date | None, tmp_path: Path
) -> None:
    """10 October + 3 months is 10 January: until then it fails whatever the onset, and from then on it hangs on it."""
    found = judged(tmp_path, BOTH, onset)
    (pain,) = [each for each in found.criteria if each.id == "chronic-pain"]
    assert (found.verdict, pain.mends_on) == (verdict, mends_on)
    assert pain.stands_in_the_way
    assert [each.element for each in found.missing] == (["pain.back.onset"] if mends_on is None else [])


def test_what_fails_whatever_is_learned_is_not_asked_for(tmp_path: Path) -> None:
    """An MRI that was made does not come after the procedure again, and the onset changes nothing about that."""
    found = judged(tmp_path, BOTH.replace("mri.date + 3 months before", "mri.date after"), "")
    assert (found.verdict, found.missing) == (Verdict.INELIGIBLE, ())


@pytest.mark.parametrize(("onset", "first"), [("2026-01-05", date(2027, 1, 6)), ("2026-01", date(2027, 2, 1))])
def test_a_partial_date_mends_where_its_last_day_does(onset: str, first: date, tmp_path: Path) -> None:
    """5 January + 1 year is before 6 January; of January alone, all days are before 1 February."""
    found = judged(tmp_path, PAIN.partition(" ")[2], f"pain: {{back: {{onset: {onset}}}}}")
    assert [each.mends_on for each in found.criteria if each.id == "chronic-pain"] == [first]
