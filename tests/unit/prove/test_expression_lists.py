"""Lists as symbols: what is in them, how many, all or any, the least, and lists of any length up to the bound."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from z3 import Solver, sat, unsat

from posology.ir.types import ListType, Simple
from posology.prove.desk import Desk
from posology.prove.expression import lower
from posology.prove.expression_made import recorded
from posology.prove.symbols import Number
from posology.values.dates import parse_date
from posology.values.known import Value
from posology.values.truth import NULL
from tests.property.admitting import compiled, only
from tests.strategies.expressions import unrecorded

OPEN = unrecorded("somebody may know")

FACTS: Mapping[str, Value] = {
    "pain.vas": 5,
    "smoker": True,
    "regions": ("lumbar",),
    "onset": parse_date("2026-11") or NULL,
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 in {pain.vas, quebec}", True),
        ("6 in {pain.vas, quebec}", OPEN),
        ("6 in {pain.vas, null}", False),
        ("null in {pain.vas, null}", True),
        ("null in {pain.vas}", False),
        ("null in {quebec}", OPEN),
        ("quebec in {}", False),
        ("quebec in {5}", OPEN),
        ("'lumbar' in regions", True),
        ("'cervical' in regions", False),
        ("5 in null", False),
        ("{5} included in {pain.vas, 6}", True),
        ("{5, 7} included in {pain.vas, 6}", False),
        ("{5, quebec} included in {pain.vas, 6}", OPEN),
        ("{} included in {pain.vas}", True),
        ("{null} included in {pain.vas, null}", True),
        ("exists {null}", False),
        ("exists {}", False),
        ("exists {quebec}", OPEN),
        ("exists {quebec, 1}", True),
        ("exists regions", True),
        ("Count({null, pain.vas})", 1),
        ("Count({quebec, pain.vas})", OPEN),
        ("Count(regions)", 1),
        ("AllTrue({smoker, null})", True),
        ("AllTrue({smoker, consent.signed})", OPEN),
        ("AllTrue({false, consent.signed})", False),
        ("AllTrue({})", True),
        ("AnyTrue({smoker, consent.signed})", True),
        ("AnyTrue({false, consent.signed})", OPEN),
        ("AnyTrue({false, null})", False),
        ("Min({pain.vas, 7, null})", 5),
        ("Max({pain.vas, 7, null})", 7),
        ("Max({pain.vas, quebec})", OPEN),
        ("Min({null, pain.vas}) + 1", 6),
        ("Min({onset, @2026-12-01})", parse_date("2026-11")),
        ("Min({onset, @2026-11-10})", OPEN),
        ("Max({onset})", parse_date("2026-11")),
        ("Coalesce({null, quebec, pain.vas})", 5),
        ("Min({'b', if smoker then 'a' else 'c'})", "a"),
        ("exists null", False),
        ("Count(null)", 0),
    ],
)
def test_lists(text: str, value: Value) -> None:
    """Nulls are passed over where the language does so, and what nobody recorded only where the rest settles it."""
    only(text, FACTS, value)


def test_a_recorded_list_has_each_length_up_to_the_bound() -> None:
    """A list of a record has none, some or as many items as the bound; its first places are taken first."""
    desk = Desk(2)
    regions = recorded(ListType(Simple.TEXT), desk, "regions")
    number = lower(compiled("Count(regions)"), lambda _: regions, desk)
    assert isinstance(number, Number)
    for length, answer in ((0, sat), (1, sat), (2, sat), (3, unsat), (-1, unsat)):
        solver = Solver()
        solver.add(*desk.constraints, number.known, number.low == length)
        assert solver.check() == answer, length
