"""The two disc protocols say what the fact sheets of their trials say: visits, arms, doses, and what was not found."""

from __future__ import annotations

from decimal import Decimal

from posology.ir.outcome import Change, Combine
from posology.ir.plan import CellRange, Cells, NoCells, RequestedTargets, VolumeRange
from posology.ir.protocol import Protocol
from posology.ir.visit import Relation
from tests.rules.worked_cases import rules

TWO_ML = VolumeRange(minimum=Decimal(2), maximum=Decimal(2))


def adipose() -> Protocol:
    """Fat-derived cells with hyaluronic acid, by its defaults."""
    return rules("kumar-adipose-disc", ()).protocol


def precursor(*readings: tuple[str, str]) -> Protocol:
    """Donor cells with hyaluronic acid, by its defaults or with those readings."""
    return rules("amirdelfan-mpc-disc", readings).protocol


def cells_of(millions: int) -> Cells:
    """So many million cells, or none."""
    return CellRange(minimum=millions * 1_000_000, maximum=millions * 1_000_000) if millions else NoCells()


def doses(protocol: Protocol) -> dict[str, Cells]:
    """The cells for each disc, by arm; each arm has one step of 2 mL into the levels of the recorded discs."""
    assert all(each.volume == TWO_ML and isinstance(each.targets, RequestedTargets) for each in protocol.steps)
    return {arm: each.cells for each in protocol.steps for arm in each.arms}


def test_each_arm_has_its_dose() -> None:
    """20 or 40 million cells for each disc; 6 or 18 million, hyaluronic acid alone, and saline."""
    assert doses(adipose()) == {"low": cells_of(20), "high": cells_of(40)}
    assert doses(precursor()) == {
        "mpc-6": cells_of(6),
        "mpc-18": cells_of(18),
        "hyaluronic-acid": cells_of(0),
        "saline": cells_of(0),
    }
    for protocol in (adipose(), precursor()):
        assert {each.id for each in protocol.arms} == set(doses(protocol))


def test_how_many_discs() -> None:
    """One or two, and one."""
    for protocol, wanted in ((adipose(), (1, 2)), (precursor(), (1, 1))):
        targets = [each.targets for each in protocol.steps]
        assert {(each.fewest, each.most) for each in targets if isinstance(each, RequestedTargets)} == {wanted}


def test_the_windows_in_days_are_those_of_the_schedule() -> None:
    """Before, on and after the day of the injection, with the days that a visit may be early or late."""
    signs = {Relation.BEFORE: -1, Relation.ON: 0, Relation.AFTER: 1}
    visits = [
        (signs[each.relation] * each.offset.amount, None if each.window is None else each.window.days_before)
        for each in adipose().visits
    ]
    assert visits == [
        (-35, None), (-21, 3), (0, 0), (1, 1), (7, 3), (30, 7), (90, 7), (180, 7), (270, 7), (360, 7)
    ]  # fmt: skip
    assert all(each.window is None or each.window.days_before == each.window.days_after for each in adipose().visits)
    assert {str(each.offset.unit) for each in adipose().visits} == {"day"}


def test_the_first_visit_is_a_reading() -> None:
    """1 month by the abstract, 30 days by the registry; the others are in months."""
    months = ["1 month", "3 months", "6 months", "12 months", "24 months", "36 months"]
    assert [str(each.offset) for each in precursor().visits] == months
    by_days = precursor(("first-visit", "thirty-days")).visits
    assert [str(each.offset) for each in by_days] == ["30 days", *months[1:]]


def test_a_responder_is_defined_where_a_definition_was_found() -> None:
    """None for the one; for the other half of the pain, 15 points, and no further intervention, all three."""
    outcome = adipose().outcome
    assert outcome is not None
    assert outcome.definitions == ()
    outcome = precursor().outcome
    assert outcome is not None
    composite = outcome.definitions[0]
    assert composite.combine is Combine.ALL
    assert [(each.instrument, each.change, each.threshold, each.unit) for each in composite.parts] == [
        ("vas", Change.FALLS_BY_AT_LEAST, 50, "percent of baseline"),
        ("odi", Change.FALLS_BY_AT_LEAST, 15, "points of 100"),
        ("intervention", Change.DID_NOT_HAPPEN, None, ""),
    ]


def test_what_was_not_found_is_said() -> None:
    """Exclusions cut off, washout, product release and the responder's thresholds, in these words."""
    for protocol in (adipose(), precursor()):
        said = " ".join(protocol.evidence_limits)
        for what in ("exclusions", "washout", "release values", "responder"):
            assert any("found" in each and what in each for each in protocol.evidence_limits), what
        assert "not found" in said
