"""The two marrow protocols say what the fact sheets of their studies say: visits, scores, responders, associations."""

from __future__ import annotations

from decimal import Decimal

from posology.ir.nodes import Property
from posology.ir.outcome import Change, Combine, Definition, Outcome
from posology.ir.protocol import Protocol
from posology.ir.walk import facts_read, walk
from tests.rules.worked_cases import rules


def spine(*readings: tuple[str, str]) -> Protocol:
    """Marrow into the places that the symptoms point to, by its defaults or with those readings."""
    return rules("atluri-bmc-spine", readings).protocol


def discs() -> Protocol:
    """Marrow into one or two discs, by its defaults."""
    return rules("pettine-bmc-disc", ()).protocol


def outcome_of(protocol: Protocol) -> Outcome:
    """The outcome, which both protocols have."""
    assert protocol.outcome is not None
    return protocol.outcome


def visits_of(protocol: Protocol) -> list[str]:
    """When each visit is, counted from the procedure; no source states a window."""
    assert all(each.window is None and each.relation.value == "after" for each in protocol.visits)
    return [str(each.offset) for each in protocol.visits]


def parts_of(definition: Definition) -> list[tuple[str, Change, Decimal | None]]:
    """What each part asks of which score."""
    return [(each.instrument, each.change, each.threshold) for each in definition.parts]


def test_the_visits_are_those_of_the_sources() -> None:
    """1, 3, 6 and 12 months with six scores; 3, 6, 12, 24 and 36 months with two."""
    assert visits_of(spine()) == ["1 month", "3 months", "6 months", "12 months"]
    assert {each.instruments for each in spine().visits} == {("odi", "nrs", "eq-5d-3l", "gmh", "gph", "opioid-use")}
    assert visits_of(discs()) == ["3 months", "6 months", "12 months", "24 months", "36 months"]
    assert {each.instruments for each in discs().visits} == {("vas", "odi")}


def test_the_difference_in_disability_that_was_not_found_stays_open() -> None:
    """The default takes no number for it; the consensus's 10 points are there to be chosen."""
    either, disability, pain = outcome_of(spine()).definitions
    assert either.combine is Combine.ANY
    assert parts_of(disability) == [("odi", Change.FALLS_BY_AT_LEAST, None)]
    assert parts_of(either) == [*parts_of(disability), *parts_of(pain)]
    assert [each.is_open for each in either.parts] == [True, False]
    chosen = outcome_of(spine(("odi-difference", "consensus-10"))).definitions[1]
    assert parts_of(chosen) == [("odi", Change.FALLS_BY_AT_LEAST, Decimal(10))]


def test_two_points_of_pain_are_enough_or_more_is_asked() -> None:
    """The methods and the results of one study differ, and a reading chooses."""
    assert parts_of(outcome_of(spine()).definitions[2]) == [("nrs", Change.FALLS_BY_AT_LEAST, Decimal(2))]
    stricter = outcome_of(spine(("pain-drop", "more-than-2"))).definitions[2]
    assert parts_of(stricter) == [("nrs", Change.FALLS_BY_MORE_THAN, Decimal(2))]


def test_the_study_of_discs_defines_no_responder() -> None:
    """Its scores are followed as means, pain from 0 to 100."""
    outcome = outcome_of(discs())
    assert outcome.definitions == ()
    scales = {each.id: each.scale.unit for each in outcome.instruments if each.scale is not None}
    assert scales == {"odi": "points of 100", "vas": "points of 100"}


def test_no_count_of_the_product_is_a_release_value() -> None:
    """What went with better outcomes is an association, above 2,000 and above 2 million; the other study has none."""
    assert spine().product_limits == ()
    assert [(each.element, each.above, each.kind.value) for each in discs().product_limits] == [
        ("product.cfu_f", Decimal(2000), "association"),
        ("product.cd34", Decimal(2_000_000), "association"),
    ]


def test_what_was_recalled_and_not_read_drives_nothing() -> None:
    """The one unverified citation is that of a note, and no criterion reads what the note tells."""
    protocol = discs()
    assert [each.id for each in protocol.notes if each.citation.confidence == "unverified"] == ["unread"]
    conditions = [each.condition for each in protocol.criteria]
    nodes = [node for condition in conditions for node in walk(condition)]
    read = {path for condition in conditions for path in facts_read(condition)}
    read |= {node.name for node in nodes if isinstance(node, Property)}
    assert "pfirrmann_modified" in read
    assert read.isdisjoint({"odi", "height_loss", "birth_date"})
