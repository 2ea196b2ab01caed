"""The counts of a screening, held against patients who were decided by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ibis import Table

from posology.results.check import Verdict
from posology.results.screening import AttritionLine, StageKind
from posology.screen.attrition import (
    WEEKS,
    attrition_of,
    calendar_of,
    count_all_holds,
    count_all_verdicts,
    count_attrition,
    count_holds,
    count_possible,
    count_settling,
    count_verdicts,
    groups_of,
    verdicts_of,
)
from posology.screen.names import Mends
from tests.unit.judged import AS_OF
from tests.unit.screen.decisions import Decided, decided, protocol

NEVER, MENDS, MAY_MEND = Mends.NEVER, Mends.MENDS, Mends.UNKNOWN
INDETERMINATE = Verdict.INDETERMINATE


def rows(answer: Table) -> list[dict[str, Any]]:
    """The rows of an answer."""
    return answer.to_pyarrow().to_pylist()


def attrition(patients: Sequence[Decided]) -> dict[str, AttritionLine]:
    """The attrition table by the ids of its lines."""
    (row,) = rows(count_attrition(decided(patients), protocol(), AS_OF))
    return {each.id: each for each in attrition_of(row, protocol())}


def test_each_criterion_is_asked_of_those_whom_nothing_above_it_ruled_out() -> None:
    """Who is ruled out by two criteria is counted at the first, and is not asked the second."""
    found = attrition(
        [
            Decided(id="a"),
            Decided(id="b", verdict=Verdict.INELIGIBLE, failing={"consent": NEVER, "mri": NEVER}),
            Decided(id="c", verdict=Verdict.INELIGIBLE, failing={"mri": NEVER}),
        ]
    )
    assert list(found) == [*(each.id for each in protocol().criteria), "medicines", "plan"]
    consent, mri = found["consent"], found["mri"]
    assert (consent.entered, consent.failed, consent.remaining) == (3, 1, 2)
    assert (mri.entered, mri.failed, mri.remaining) == (2, 1, 1)
    assert found["medicines"].entered == 1


def test_what_is_unknown_or_passes_with_time_rules_nobody_out() -> None:
    """They go on, and are counted beside those who fail."""
    found = attrition(
        [
            Decided(id="a", verdict=INDETERMINATE, unknown=["consent"]),
            Decided(id="b", verdict=Verdict.DEFERRED, failing={"chronic-pain": MENDS}),
            Decided(id="c", verdict=INDETERMINATE, failing={"chronic-pain": MAY_MEND}),
        ]
    )
    assert (found["consent"].failed, found["consent"].unknown) == (0, 1)
    pain = found["chronic-pain"]
    assert (pain.entered, pain.failed, pain.waiting, pain.unknown, pain.remaining) == (3, 0, 1, 1, 3)


def test_an_exclusion_rules_out_whom_it_is_met_for() -> None:
    """It is the other way round than an inclusion."""
    found = attrition([Decided(id="a", failing={"no-contraindication": NEVER}), Decided(id="b")])
    assert found["no-contraindication"].kind is StageKind.EXCLUSION
    assert (found["no-contraindication"].failed, found["no-contraindication"].remaining) == (1, 1)


def test_medicines_and_plan_come_after_the_criteria() -> None:
    """A hold waits, an unknown medicine or step is unknown; of those ruled out before nothing more is asked."""
    found = attrition(
        [
            Decided(id="a", level=1),
            Decided(id="b", level=2),
            Decided(id="c", level=3),
            Decided(id="d", level=3, failing={"consent": NEVER}),
            Decided(id="e", unknown=["plan.iv"]),
        ]
    )
    assert (found["medicines"].waiting, found["medicines"].unknown) == (2, 1)
    assert (found["plan"].entered, found["plan"].unknown) == (4, 1)


def test_dates_have_a_line_only_where_they_concern_somebody() -> None:
    """Values to renew, and a stated procedure date that is over."""
    assert "renewal" not in attrition([Decided(id="a")])
    found = attrition([Decided(id="a", renewal=True), Decided(id="b", earliest=AS_OF - timedelta(days=1))])
    assert (found["renewal"].waiting, found["procedure-date"].unknown) == (1, 1)


def test_a_cohort_of_nobody_has_counts_of_zero() -> None:
    """Sums over no rows are null, and are said as none."""
    assert all(each.entered == each.failed == each.unknown == 0 for each in attrition([]).values())


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_whoever_is_not_ruled_out_remains(data: st.DataObject) -> None:
    """Lines follow on each other, and what the criteria leave is everybody without a failure for good."""
    ids = [each.id for each in protocol().criteria]
    moving = {each.id for each in protocol().criteria if each.turning.moves}

    def failing() -> dict[str, Mends]:
        some = data.draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
        return {each: data.draw(st.sampled_from(Mends)) if each in moving else NEVER for each in some}

    patients = [Decided(id=str(number), failing=failing()) for number in range(data.draw(st.integers(0, 12)))]
    lines = [*attrition(patients).values()]
    asked = lines[: len(ids)]
    for before, after in pairwise(asked):
        assert after.entered == before.remaining
    left = sum(1 for each in patients if NEVER not in each.failing.values())
    assert asked[-1].remaining == lines[-1].entered == left


def test_verdicts_are_counted_for_all_and_for_groups() -> None:
    """Largest group first; who has none recorded is a group too."""
    table = decided(
        [
            Decided(id="a", group="north"),
            Decided(id="b", group="north", verdict=INDETERMINATE),
            Decided(id="c", verdict=Verdict.INELIGIBLE),
        ]
    )
    (row,) = rows(count_all_verdicts(table))
    assert verdicts_of(row).counts == (1, 0, 0, 1, 1)
    groups = groups_of(rows(count_verdicts(table)))
    assert [(each.name, each.patients) for each in groups] == [("north", 2), ("not recorded", 1)]
    assert groups[0].counts == (1, 0, 0, 1, 0)


def test_small_groups_are_one_together() -> None:
    """None of them can be told from the others."""
    patients = [Decided(id=str(number), group="north" if number < 12 else f"street {number}") for number in range(16)]
    groups = groups_of(rows(count_verdicts(decided(patients))), smallest=11)
    assert [(each.name, each.patients, each.is_rest) for each in groups] == [
        ("north", 12, False),
        ("the others", 4, True),
    ]


def test_groups_that_are_told_alike_are_one() -> None:
    """A name that is coarsened brings groups together before they are counted."""
    groups = groups_of(
        rows(count_verdicts(decided([Decided(id="a", group="1931-02-03"), Decided(id="b", group="1931")]))),
        told=lambda name: name[:4],
    )
    assert [(each.name, each.patients) for each in groups] == [("1931", 2)]


def test_only_a_single_missing_element_settles() -> None:
    """And only of those who are indeterminate: an ineligible patient's missing weight settles nothing."""
    table = decided(
        [
            Decided(id="a", verdict=INDETERMINATE, missing=["weight"]),
            Decided(id="b", verdict=INDETERMINATE, missing=["weight"]),
            Decided(id="c", verdict=INDETERMINATE, missing=["consent.signed"]),
            Decided(id="d", verdict=INDETERMINATE, missing=["weight", "consent.signed"]),
            Decided(id="e", verdict=Verdict.INELIGIBLE, missing=["weight"]),
        ]
    )
    assert rows(count_settling(table)) == [
        {"element": "weight", "patients": 2},
        {"element": "consent.signed", "patients": 1},
    ]


def calendar(patients: Sequence[Decided], smallest: int = 1) -> Any:  # noqa: ANN401 - as a result
    """The calendar of holds."""
    table = decided(patients)
    (together,) = rows(count_all_holds(table, AS_OF))
    named = rows(count_holds(table, AS_OF))
    return calendar_of(rows(count_possible(table, AS_OF)), named, together, AS_OF, smallest)


def test_holds_are_counted_by_the_week_in_which_they_end() -> None:
    """The last day of a week is in it; what is later, referred or unknown stands beside the weeks."""
    last = AS_OF + timedelta(days=6)
    found = calendar(
        [
            Decided(id="a", earliest=AS_OF, holds=[f"Naproxen: hold until {last}"]),
            Decided(
                id="b", earliest=last + timedelta(days=1), holds=[f"naproxen: hold until {last + timedelta(days=1)}"]
            ),
            Decided(id="c", earliest=date(2030, 1, 1), holds=["naproxen: hold until 2030-01-01", "morphine: refer"]),
            Decided(id="d", earliest=None, holds=["tea: with honey: unknown"]),
        ]
    )
    assert found.possible[:3] == (1, 1, 0)
    assert (found.later, len(found.weeks), found.weeks[1]) == (1, WEEKS, AS_OF + timedelta(days=7))
    naproxen, morphine, tea = found.medicines
    assert (naproxen.drug, naproxen.weeks[:3], naproxen.later, naproxen.patients) == ("naproxen", (1, 1, 0), 1, 3)
    assert (morphine.drug, morphine.refer) == ("morphine", 1)
    assert (tea.drug, tea.unknown) == ("tea: with honey", 1)


def test_rare_medicines_are_named_together() -> None:
    """What is not named is not lost: the last line has the rest."""
    patients = [Decided(id=str(each), holds=["naproxen: refer"]) for each in range(3)]
    found = calendar([*patients, Decided(id="x", holds=["rarum: unknown"])], smallest=3)
    assert [(each.drug, each.patients) for each in found.medicines] == [("naproxen", 3), ("other medicines", 1)]


@pytest.mark.parametrize("number", [0, 1])
def test_a_calendar_of_few_is_no_fault(number: int) -> None:
    """Also where there is no patient, or none with a hold."""
    assert calendar([Decided(id=str(each)) for each in range(number)]).medicines == ()
