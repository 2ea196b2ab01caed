"""The runner can fail: a fault planted in each kind of expectation is found.

A runner that compares nothing passes every case; these tests are what tells it from one that does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from decimal import Decimal

import pytest

from posology.ir.nodes import Node
from posology.values.known import Value
from tests.spec.answers import expected, is_same
from tests.spec.cases import Case, Refusal, Ruling, TruthTable, given
from tests.spec.executions import EXECUTIONS, Execution
from tests.spec.run import fault_of_case, fault_of_refusal, fault_of_ruling

EXPLAIN = EXECUTIONS[0]
SOUND = (
    Case(expression="true", gives="true", says=""),
    Case(expression="1 + 1", gives="2", says=""),
    Case(expression="0.5", gives="0.5", says=""),
    Case(expression="'a'", gives='"a"', says=""),
    Case(expression="@2014-02", gives='"2014-02"', says=""),
    Case(expression="72 'kg'", gives='{"value": "72", "unit": "kg"}', says=""),
    Case(expression="1 year", gives='{"value": "1", "unit": "year"}', says=""),
    Case(expression="{1, 2}", gives="[1, 2]", says=""),
    Case(expression="null", gives="null", says=""),
    Case(expression="age", gives="null", waits_for=("age",), says=""),
    Case(expression="age", facts=given(age=55), gives="55", says=""),
)
WRONG = (
    "false",
    "3",
    "0.51",
    '"b"',
    '"2014-03"',
    '{"value": "72", "unit": "g"}',
    '{"value": "2", "unit": "year"}',
    "[2, 1]",
)
REFUSED = Refusal(expression="2 ^ 4", code="P0302", names="^", says="")


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.expression)
def test_a_sound_case_passes(case: Case) -> None:
    """Without a planted fault nothing is found."""
    assert fault_of_case(case, EXPLAIN) == ""


@pytest.mark.parametrize(
    ("case", "wrong"), tuple(zip(SOUND, WRONG, strict=False)), ids=lambda each: getattr(each, "expression", "")
)
def test_a_wrong_value_is_found(case: Case, wrong: str) -> None:
    """Each kind of value is compared."""
    assert fault_of_case(replace(case, gives=wrong), EXPLAIN).startswith("gives ")


@pytest.mark.parametrize("wrong", ["1.0", "true", '"1"', "null", "[1]"])
def test_a_value_of_another_type_is_found(wrong: str) -> None:
    """One is not one point nothing, nor true, nor a text, nor null, nor a list of it."""
    assert fault_of_case(Case(expression="1", gives=wrong, says=""), EXPLAIN).startswith("gives ")


def test_an_unknown_taken_for_null_is_found() -> None:
    """A case that expects null does not pass on what is missing from the record."""
    assert fault_of_case(Case(expression="age", gives="null", says=""), EXPLAIN).startswith("waits for ")


def test_a_null_taken_for_an_unknown_is_found() -> None:
    """A case that expects to wait does not pass on a null."""
    case = Case(expression="null", gives="null", waits_for=("age",), says="")
    assert fault_of_case(case, EXPLAIN).startswith("waits for ")


def test_waiting_for_another_element_is_found() -> None:
    """The elements are compared by name, and all of them."""
    case = Case(expression="age", gives="null", waits_for=("weight",), says="")
    assert fault_of_case(case, EXPLAIN).startswith("waits for ")
    assert fault_of_case(replace(case, waits_for=("age", "weight")), EXPLAIN).startswith("waits for ")


def test_a_fact_that_is_not_given_is_found() -> None:
    """Facts reach the execution: without its fact the case does not pass."""
    case = Case(expression="age", facts=given(age=55), gives="55", says="")
    assert fault_of_case(replace(case, facts=given()), EXPLAIN).startswith("gives ")
    assert fault_of_case(replace(case, facts=given(age=56)), EXPLAIN).startswith("gives ")


def test_an_answer_where_none_compiles_is_found() -> None:
    """A case that expects an answer does not pass on a refusal."""
    assert fault_of_case(Case(expression="2 ^ 4", gives="16", says=""), EXPLAIN).startswith("refused: ")


def test_a_refusal_that_does_not_happen_is_found() -> None:
    """A refusal is asked of the compiler, and not taken for granted."""
    assert fault_of_refusal(REFUSED) == ""
    assert fault_of_refusal(replace(REFUSED, expression="2 * 4")) == "not refused"


def test_a_refusal_for_another_reason_is_found() -> None:
    """Both the code and the name are compared."""
    assert fault_of_refusal(replace(REFUSED, code="P0301")).startswith("refused otherwise: ")
    assert fault_of_refusal(replace(REFUSED, names="modulo")).startswith("refused otherwise: ")


def test_a_wrong_ruling_is_found() -> None:
    """Barred or allowed, and for which reason, is compared."""
    barred = Ruling(expression="consent is true", codes=("P0424",), says="")
    assert fault_of_ruling(barred) == ""
    assert fault_of_ruling(replace(barred, codes=())).startswith("barred for ")
    assert fault_of_ruling(replace(barred, codes=("P0423",))).startswith("barred for ")
    assert fault_of_ruling(replace(barred, expression="consent")).startswith("barred for ")


def test_an_execution_that_disagrees_is_found() -> None:
    """Each execution is asked; one that answers true to everything fails."""

    def always_true(node: Node, lookup: Callable[[str], Value]) -> Value:
        del node, lookup
        return True

    broken = Execution("broken", always_true)
    assert fault_of_case(Case(expression="false", gives="false", says=""), broken).startswith("gives ")


def test_a_wrong_cell_of_a_truth_table_is_found() -> None:
    """Each of the sixteen cells is a case of its own: with any letter changed, one fails."""
    sound = ("TFNU", "FFFF", "NFNU", "UFUU")
    table = TruthTable(operator="and", opens="", rows=sound)
    assert [_fault(case) for case in table.cases] == [""] * 16
    for row in range(4):
        for column in range(4):
            letter = "F" if sound[row][column] != "F" else "T"
            changed: list[str] = [*sound]
            changed[row] = changed[row][:column] + letter + changed[row][column + 1 :]
            faults = [
                _fault(case) for case in replace(table, rows=(changed[0], changed[1], changed[2], changed[3])).cases
            ]
            assert [place for place, fault in enumerate(faults) if fault] == [row * 4 + column]


def _fault(case: Case) -> str:
    return fault_of_case(case, EXPLAIN)


def test_a_case_is_frozen() -> None:
    """No test can change a case for the next one, nor its facts."""
    case = Case(expression="age", facts=given(age=55), gives="55", says="")
    with pytest.raises(FrozenInstanceError):
        case.gives = "56"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] # the fault that is tested
    with pytest.raises(TypeError):
        case.facts["age"] = 56  # type: ignore[index] # pyright: ignore[reportIndexIssue] # the fault that is tested


def test_json_is_compared_by_type_and_exactly() -> None:
    """Decimals are equal whatever their trailing zeros, and never after a binary fraction."""
    assert is_same(expected("2.0"), Decimal("2.00"))
    assert not is_same(expected("0.3"), Decimal("0.1000000000000000055511151231257827") + Decimal("0.2"))
    assert not is_same(expected("1"), True)
    assert not is_same(expected("2"), Decimal(2))
    assert not is_same(expected("[1]"), expected("[1, 1]"))
    assert not is_same(expected('{"a": 1}'), expected('{"b": 1}'))
