"""The steps of the plan: which apply, at how many targets, and what of them cannot be said in columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from posology.ir.plan import RequestedTargets
from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold
from posology.screen.names import Applies, step_column
from posology.screen.plan import refuse_moving
from posology.screen.refusal import Inexpressible
from tests.property.judging import Variant, rules_of
from tests.unit.screen.plans import as_columns, condition, discs, formula, patient, protocol_of, step


def _of(protocol: Protocol, name: str) -> list[int]:
    records = [
        patient(requests__disc_injection=True, requests__discs=("L4-L5",), discs=discs(2)),
        patient(requests__disc_injection=False, requests__discs=(), discs=()),
        patient(requests__discs=("L3-L4", "L4-L5", "L5-S1")),
    ]
    return [row[step_column(name)] for row in as_columns(protocol, records)]


def test_a_condition_says_whether_a_step_applies() -> None:
    """True, false and not recorded."""
    protocol = protocol_of([step("disc", "disc", when="requests.disc_injection")])
    assert _of(protocol, "disc") == [Applies.APPLIES, Applies.LEFT_OUT, Applies.UNKNOWN]


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        (RequestedTargets(element="requests.discs"), "+?+"),
        (RequestedTargets(element="requests.discs", most=2), "+??"),
        (RequestedTargets(element="requests.discs", fewest=2), "??+"),
        # records: two of them, none, and a list that nobody recorded
        (RequestedTargets(element="discs", field="level"), "+??"),
        (RequestedTargets(element="discs", field="level", most=1), "???"),
    ],
)
def test_levels_make_a_plan_in_their_number(targets: RequestedTargets, expected: str) -> None:
    """Too few, too many and unrecorded ones make none."""
    protocol = protocol_of([step("disc", "disc", targets=targets)])
    signs = {Applies.APPLIES: "+", Applies.UNKNOWN: "?", Applies.LEFT_OUT: "-"}
    assert "".join(signs[Applies(each)] for each in _of(protocol, "disc")) == expected


def test_a_plan_that_moves_is_refused() -> None:
    """A step or a hold that turns with the procedure date is refused by name."""
    moving = "pain.back.onset before procedure.date"
    with pytest.raises(Inexpressible, match="step disc"):
        refuse_moving(protocol_of([step("disc", "disc", when=moving)]))
    dose = formula(f"if {moving} then 5 '{{cells}}' else 6 '{{cells}}'")
    with pytest.raises(Inexpressible, match="step iv"):
        refuse_moving(protocol_of([step("iv", cells=dose)]))
    shipped = rules_of(Variant("allorx-spine")).protocol
    held = condition(f"if {moving} then 4 days else 6 days")
    rule = replace(shipped.washout[0], hold=ConditionalHold(duration=held))
    with pytest.raises(Inexpressible, match=f"washout {rule.id}"):
        refuse_moving(replace(shipped, washout=(rule,)))
