"""Expressions as symbols: connectives, choices, queries and what is not recorded mean exactly what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest
from z3 import And, Not, Solver, sat, unsat

from posology.ir.types import Simple, quantity_of
from posology.prove.desk import Desk
from posology.prove.expression import lower
from posology.prove.expression_answers import as_truth
from posology.prove.expression_made import known_truth, recorded
from posology.prove.symbols import Symbol
from posology.values.dates import parse_date
from posology.values.known import Entry, Value
from posology.values.truth import NULL
from tests.property.admitting import compiled, only
from tests.strategies.expressions import SCOPE, unrecorded

OPEN = unrecorded("somebody may know")

YES: Mapping[str, Value] = MappingProxyType({"consent.signed": True, "smoker": True})
NO: Mapping[str, Value] = MappingProxyType({"consent.signed": False, "smoker": False})
SIGNED: Mapping[str, Value] = MappingProxyType({"consent.signed": True})
UNSIGNED: Mapping[str, Value] = MappingProxyType({"consent.signed": False})
NOTHING: Mapping[str, Value] = MappingProxyType({})


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("consent.signed and smoker", YES, True),
        ("consent.signed and smoker", SIGNED, OPEN),
        ("consent.signed and smoker", UNSIGNED, False),
        ("smoker and consent.signed", UNSIGNED, False),
        ("consent.signed and null", SIGNED, NULL),
        ("smoker and null", NOTHING, OPEN),
        ("consent.signed or smoker", NO, False),
        ("consent.signed or smoker", SIGNED, True),
        ("consent.signed or smoker", UNSIGNED, OPEN),
        ("consent.signed or null", UNSIGNED, NULL),
        ("consent.signed xor smoker", YES, False),
        ("consent.signed xor smoker", SIGNED, OPEN),
        ("consent.signed xor null", SIGNED, NULL),
        ("consent.signed implies smoker", UNSIGNED, True),
        ("consent.signed implies smoker", SIGNED, OPEN),
        ("smoker implies consent.signed", SIGNED, True),
        ("smoker implies consent.signed", UNSIGNED, OPEN),
        ("not smoker", NO, True),
        ("not smoker", NOTHING, OPEN),
        ("not null", NOTHING, NULL),
    ],
)
def test_connectives(text: str, facts: Mapping[str, Value], value: Value) -> None:
    """Each connective is settled by what settles it, and else is unknown for the facts that are missing, or null."""
    only(text, facts, value)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("smoker is null", NOTHING, True),
        ("smoker is null", YES, False),
        ("smoker is not null", NO, True),
        ("smoker is true", YES, True),
        ("smoker is true", NOTHING, False),
        ("smoker is false", NO, True),
        ("smoker is not false", NOTHING, True),
        ("Coalesce(smoker, consent.signed)", UNSIGNED, False),
        ("Coalesce(smoker, consent.signed)", NOTHING, OPEN),
        ("Coalesce(null, true)", NOTHING, True),
        ("Coalesce({null, smoker, true})", NOTHING, True),
        ("Coalesce(null, 1 / 0) is null", NOTHING, True),
    ],
)
def test_questions_of_being_known(text: str, facts: Mapping[str, Value], value: Value) -> None:
    """What turns on whether something was recorded is always answered."""
    only(text, facts, value)


@pytest.mark.parametrize(
    ("text", "facts", "value"),
    [
        ("if smoker then 1 else 2", YES, 1),
        ("if smoker then 1 else 2", NO, 2),
        ("if smoker then 1 else 2", NOTHING, OPEN),
        ("if smoker then 2 else 2", NOTHING, 2),
        ("if smoker then 2 else null", NOTHING, OPEN),
        ("if null then 1 else 2", NOTHING, 2),
        ("if smoker then null else null", NOTHING, OPEN),
        ("if smoker then null else null", YES, NULL),
        ("case when smoker then 1 when consent.signed then 2 else 3 end", SIGNED, OPEN),
        ("case when smoker then 2 when consent.signed then 2 else 3 end", SIGNED, 2),
        ("case when consent.signed then 2 when smoker then 1 else 3 end", SIGNED, 2),
        ("case quebec when 1 then 10 when 2 then 20 else 30 end", {"quebec": 2}, 20),
        ("case quebec when 1 then 10 when 2 then 20 else 30 end", {"quebec": 3}, 30),
        ("case quebec when 1 then 10 when 2 then 20 else 30 end", NOTHING, OPEN),
        ("case quebec when null then 10 else 30 end", {"quebec": 3}, 30),
        ("if smoker then {1} else {1}", NOTHING, (1,)),
        ("if smoker then {1} else {1, 2}", NOTHING, OPEN),
        ("if smoker then 1 year else 12 months", NOTHING, OPEN),
        ("(if smoker then 1 year else 12 months) = 1 year", YES, True),
    ],
)
def test_choices(text: str, facts: Mapping[str, Value], value: Value) -> None:
    """In doubt which branch holds, a choice is what all agree on, and else unknown."""
    only(text, facts, value)


@pytest.mark.parametrize(
    ("onset", "other", "value"),
    [
        ("2026-11-20", "2026-11-20", 1),
        ("2026-11-20", "2026-11-21", 2),
        ("2026-11", "2026-11", OPEN),
        ("2026-11", "2026-11-20", OPEN),
        ("2026-11", "2026-12", 2),
    ],
)
def test_a_choice_by_dates(onset: str, other: str, value: Value) -> None:
    """Two recorded months that are written alike may be two days, so that neither branch is sure."""
    facts = dated(onset=onset, other=other)
    only("case onset when procedure.date then 1 else 2 end", facts, value)


def dated(*, onset: str, other: str) -> Mapping[str, Value]:
    """A record with two dates."""
    return {"onset": parse_date(onset) or NULL, "procedure.date": parse_date(other) or NULL}


def medicine(class_: Value) -> Value:
    """One medicine of a record, of which nothing else is recorded."""
    return Entry(MappingProxyType({"class": class_, "last_dose": OPEN, "ongoing": OPEN}))


NSAID, OPIOID, UNCLASSIFIED = medicine("nsaid"), medicine("opioid"), medicine(OPEN)


@pytest.mark.parametrize(
    ("text", "medicines", "value"),
    [
        ("exists (medications M where M.class = 'nsaid')", (OPIOID, NSAID), True),
        ("exists (medications M where M.class = 'nsaid')", (OPIOID,), False),
        ("exists (medications M where M.class = 'nsaid')", (), False),
        ("exists (medications M where M.class = 'nsaid')", (OPIOID, UNCLASSIFIED), OPEN),
        ("exists (medications M where M.class = 'nsaid')", (NSAID, UNCLASSIFIED), True),
        ("exists (medications M where M.class = 'nsaid')", OPEN, OPEN),
        ("Count(medications M where M.class = 'nsaid')", (NSAID, NSAID), 2),
        ("Count(medications M where M.class = 'nsaid')", (NSAID, UNCLASSIFIED), OPEN),
        ("Count(medications M where M.class = 'nsaid')", (NSAID, OPIOID), 1),
        ("exists (medications M where null)", (NSAID,), False),
        ("exists (medications M where M.ongoing or M.class = 'nsaid')", (NSAID,), True),
    ],
)
def test_queries(text: str, medicines: Value, value: Value) -> None:
    """An item whose condition is unknown may be there or not; one whose condition is null is not."""
    only(text, {"medications": medicines}, value)


def test_a_free_fact_may_have_each_of_its_values() -> None:
    """Of a weight that is not given both sides of a threshold are possible, and unknown too; the threshold is sharp."""
    desk = Desk(1)
    weight = recorded(quantity_of("kg"), desk, "weight")
    below = as_truth(lower(compiled("weight < 72 'kg'"), lambda _: weight, desk))
    above = as_truth(lower(compiled("weight >= 72 'kg'"), lambda _: weight, desk))
    for known, holds in ((True, True), (True, False), (False, False)):
        solver = Solver()
        solver.add(
            *desk.constraints, below.known if known else below.blamed, below.holds if holds else Not(below.holds)
        )
        assert solver.check() == sat
    solver = Solver()
    solver.add(*desk.constraints, below.known, And(below.holds, above.holds))
    assert solver.check() == unsat


def test_what_was_not_recorded_is_never_known() -> None:
    """A fact is known or blamed, never both and never neither."""
    desk = Desk(1)
    smoker = recorded(Simple.BOOLEAN, desk, "smoker")
    solver = Solver()
    solver.add(*desk.constraints, smoker.known == smoker.blamed)
    assert solver.check() == unsat


def test_a_fact_is_looked_up_by_its_path() -> None:
    """The lookup is asked for each path that the expression reads."""
    asked: list[str] = []

    def lookup(path: str) -> Symbol:
        asked.append(path)
        return known_truth(True)

    lower(compiled("consent.signed and smoker"), lookup, Desk(1))
    assert asked == ["consent.signed", "smoker"]
    assert set(asked) <= set(SCOPE.types)
