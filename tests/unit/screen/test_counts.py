"""Which recorded values count, as columns: the same ones that count for one patient alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from types import MappingProxyType

import pytest

from posology.explain.situation import Situation, counting
from posology.ir.counts import Counting
from posology.ir.plan import CellFormula
from posology.ir.protocol import Criterion, Protocol
from posology.ir.walk import facts_read
from posology.record.facts import Facts, Recorded
from posology.screen.counts import counted_path, with_counted, with_counted_only
from posology.screen.frame import Frame
from posology.screen.refusal import Inexpressible
from posology.values.dates import CalendarDuration, CalendarUnit, parse_date
from posology.values.known import Entry, Known
from posology.values.truth import Unknown
from tests.property.judging import Variant, rules_of
from tests.unit.screen.agreement import rows_of
from tests.unit.screen.cohorts import cohort_of
from tests.unit.screen.plans import condition, kilograms

AS_OF = date(2026, 3, 31)
MONTH = CalendarDuration(1, CalendarUnit.MONTH)
DATES = (None, "2026-03-31", "2026-02-28", "2026-02-27", "2026-03", "2026-02", "2026", "2025")


def _protocol(text: str, *counts: Counting) -> Protocol:
    shipped = rules_of(Variant("allorx-spine")).protocol
    asked = replace(shipped.criteria[0], condition=condition(text), applies=None, counts=counts)
    return replace(shipped, criteria=(asked,), steps=())


def _of(protocol: Protocol) -> Criterion:
    return protocol.criteria[0]


def _measured(path: str, value: Known, *, methods: Sequence[str | None] = (None,)) -> list[Facts]:
    """Patients with the value, each recorded on another day or by another method, and one without it."""
    found = [
        Recorded(value, "", date=None if day is None else parse_date(day), method=method)
        for day, method in product(DATES, methods)
    ]
    return [Facts("P", "", MappingProxyType({path: each} if each else {}), None) for each in [*found, None]]


def _columns(protocol: Protocol, records: Sequence[Facts], path: str) -> list[object]:
    cohort = cohort_of(records)
    frame = with_counted(Frame(table=cohort.patients, key=("row",), lists=cohort.lists), protocol, AS_OF)
    return [row[path] for row in rows_of(frame.table)]


@pytest.mark.parametrize(
    "rule",
    [
        Counting(element="weight", within=MONTH),
        Counting(element="weight", method="measured"),
        Counting(element="weight", within=MONTH, method="measured"),
        # nothing is older than time, and what is undated does not count all the same
        Counting(element="weight", within=CalendarDuration(9999, CalendarUnit.YEAR)),
    ],
)
def test_a_value_counts_as_it_does_alone(rule: Counting) -> None:
    """By its age on the day of asking, known to the day or not, and by its method."""
    protocol = _protocol("weight > 0 'kg'", rule)
    records = _measured("weight", kilograms("72"), methods=(None, "measured", "stated"))
    lookups = [counting(Situation(each, AS_OF, AS_OF), (rule,)) for each in records]
    said = [not isinstance(lookup("weight"), Unknown) for lookup in lookups]
    path = counted_path("weight", (rule,))
    assert [each is not None for each in _columns(protocol, records, path)] == said
    assert any(said)
    assert not all(said)


def test_a_date_counts_with_both_of_its_days() -> None:
    """A date that does not count has neither a first nor a last day."""
    rule = Counting(element="pain.back.onset", within=MONTH)
    protocol = _protocol("pain.back.onset before as_of", rule)
    onset = parse_date("2019")
    assert onset is not None
    records = _measured("pain.back.onset", onset)
    path = counted_path("pain.back.onset", (rule,))
    assert [each is None for each in _columns(protocol, records, path)] == [
        each is None for each in _columns(protocol, records, f"{path}/latest")
    ]


def test_only_words_that_mean_something_count() -> None:
    """An arm that the protocol does not have is none."""
    rule = Counting(element="assignment.arm", among=("low", "high"))
    protocol = _protocol("assignment.arm = 'low'", rule)
    records = [
        Facts("P", "", MappingProxyType({"assignment.arm": Recorded(arm, arm)}), None)
        for arm in ("low", "high", "mpc-6")
    ]
    path = counted_path("assignment.arm", (rule,))
    assert _columns(protocol, records, path) == ["low", "high", None]


def test_conditions_ask_for_what_counts() -> None:
    """The condition reads the column of what counts, its date stays what is recorded, and its id stays its own."""
    rule = Counting(element="weight", within=MONTH)
    protocol = _protocol("weight > 0 'kg' and weight.date before as_of", rule)
    asked = _of(with_counted_only(protocol))
    assert facts_read(asked.condition) == (counted_path("weight", (rule,)), "weight.date", "as_of")
    assert (asked.id, asked.counts) == (_of(protocol).id, (rule,))
    assert counted_path("weight", ()) == counted_path("weight", (Counting(element="height"),)) == "weight"


def test_rules_that_count_alike_share_a_column() -> None:
    """The shipped protocol weighs for its dose and for its criterion by one rule."""
    protocol = with_counted_only(rules_of(Variant("allorx-spine")).protocol)
    dose = protocol.steps[0].cells
    assert isinstance(dose, CellFormula)
    weighed = next(each for each in protocol.criteria if each.id == "weight-for-dose")
    assert facts_read(dose.expression) == facts_read(weighed.condition)


def test_a_list_of_records_is_refused() -> None:
    """Whether a whole list counts has no column, and nothing is made of it silently."""
    rule = Counting(element="discs", within=MONTH)
    protocol = _protocol("exists discs", rule)
    records = [Facts("P", "", MappingProxyType({"discs": Recorded((Entry({"level": "L4-L5"}),), "")}), None)]
    with pytest.raises(Inexpressible, match="counting of discs"):
        _columns(protocol, records, "discs")
