"""The status of a criterion is the one that it has for each patient alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import product
from types import MappingProxyType

import pytest

from posology.explain.criteria import judge_criterion
from posology.explain.situation import Situation
from posology.ir.protocol import Criterion, Kind
from posology.record.facts import Facts
from posology.screen.criteria import lets_through, stands_in_the_way, status_of
from posology.screen.expression import express
from posology.screen.frame import Frame
from posology.screen.parts import PART, with_parts
from posology.screen.queries import prepare
from posology.screen.refusal import Inexpressible
from posology.values.dates import exactly
from tests.property.judging import Variant, rules_of
from tests.unit.screen.agreement import STATUSES, Row, rows_of
from tests.unit.screen.cohorts import cohort_of
from tests.unit.screen.plans import DAY, condition, patient

TRUTHS = (True, False, None)


def _records() -> list[Facts]:
    pairs = product(TRUTHS, TRUTHS)
    named = ({"consent__signed": one, "requests__disc_injection": other} for one, other in pairs)
    return [patient(**{name: truth for name, truth in each.items() if truth is not None}) for each in named]


def _criterion(kind: Kind, applies: str | None) -> Criterion:
    shipped = rules_of(Variant("allorx-spine")).protocol.criteria[0]
    asked = None if applies is None else condition(applies)
    return replace(shipped, kind=kind, condition=condition("consent.signed"), applies=asked, counts=())


def _frame(records: list[Facts]) -> Frame:
    cohort = cohort_of(records)
    return Frame(table=cohort.patients, key=("row",), lists=cohort.lists, given=MappingProxyType({}))


def _judged(criterion: Criterion, records: list[Facts]) -> list[Row]:
    frame = _frame(records)
    table = frame.table.mutate(status=status_of(criterion, frame))
    status = table["status"]
    told = table.mutate(fails=stands_in_the_way(criterion, status), passes=lets_through(criterion, status))
    return rows_of(told)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("applies", [None, "requests.disc_injection"])
def test_every_status(kind: Kind, applies: str | None) -> None:
    """Met, not met, unknown or not applicable, whatever is known of the condition and of whether it applies."""
    records, criterion = _records(), _criterion(kind, applies)
    for row, facts in zip(_judged(criterion, records), records, strict=True):
        judged = judge_criterion(criterion, Situation(facts, DAY, DAY))
        assert row["status"] == STATUSES[judged.status]
        assert row["fails"] == judged.stands_in_the_way
        assert row["passes"] == (not judged.stands_in_the_way and judged.status != "unknown")


def test_a_test_that_is_made_twice_is_one_column() -> None:
    """What several conditions ask of a list is asked once, and what one asks stays where it is."""
    regions = patient(regions=("lumbar",))
    twice = condition("'lumbar' in regions and consent.signed or 'lumbar' in regions")
    once = condition("'cervical' in regions")
    frame = with_parts(_frame([regions]), (twice, once))
    assert len(frame.asked) == 1
    [name] = [each for each in frame.table.columns if each.startswith(PART)]
    assert [row[name] for row in rows_of(frame.table)] == [True]
    assert with_parts(_frame([regions]), (once,)).asked == {}


def test_a_date_that_is_moved_is_one_column() -> None:
    """What a condition compares with is worked out once, and what turns with the procedure date where it is asked."""
    onset = patient(mri__date=exactly(date(2026, 1, 31)))
    moved, turning = condition("mri.date + 1 month < as_of"), condition("procedure.date - 1 month < as_of")
    frame = with_parts(_frame([onset]), (moved, turning))
    assert len(frame.asked) == 1
    [row] = rows_of(frame.table)
    assert date(2026, 2, 28) in row.values()


def test_what_has_no_truth_is_refused() -> None:
    """A condition that is no truth value is refused by its name."""
    frame = _frame([patient(regions=("lumbar",))])
    lists = replace(_criterion(Kind.INCLUSION, None), condition=condition("regions"))
    with pytest.raises(Inexpressible, match="Fact"):
        status_of(lists, prepare(frame, (), express))
