"""The instruments as declared: scales, directions, and what a faulty declaration is told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from posology.api.shipped import knowledge_file
from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.instruments import Instruments, read_instruments

NAME, SHIPPED = knowledge_file("knowledge/instruments.yaml")


def read(content: bytes) -> tuple[Instruments, list[str]]:
    """The instruments, and the codes of what is told of them."""
    diagnostics = Diagnostics()
    return read_instruments(content, NAME, diagnostics), [each.code for each in diagnostics]


def test_the_shipped_instruments_have_no_fault() -> None:
    """Each has a name, a direction and a source; a score has a scale, and nothing else has one."""
    found, told = read(SHIPPED)
    assert told == []
    for each in found.by_id.values():
        assert each.name, each.id
        assert each.citation, each.id
        assert bool(each.scales) is (each.kind == "score"), each.id


def test_the_scales_are_those_of_the_evidence() -> None:
    """Pain is taken from 0 to 10 or to 100; global improvement has no baseline; what nobody read has no ends."""
    by_id = read(SHIPPED)[0].by_id
    assert {unit: scale.highest for unit, scale in by_id["vas"].scales.items()} == {
        "points of 10": Decimal(10),
        "points of 100": Decimal(100),
    }
    assert by_id["quebec"].scales["points of 100"].highest == 100
    assert (by_id["gi"].at_baseline, by_id["gi"].better) == (False, "higher")
    assert by_id["gi"].scales["percent"].lowest == -100
    assert by_id["nrs"].whole
    assert by_id["eq-5d-3l"].scales["index"].lowest is None
    assert by_id["intervention"].kind == "event"
    assert by_id["opioid-use"].kind == "description"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"better: lower", b"better: downwards", "P0134"),
        (b"kind: score", b"kind: number", "P0134"),
        (b"points of 10: {lowest: 0, highest: 10}", b"points of 10: {lowest: 10, highest: 0}", "P0207"),
        (b"points of 10: {lowest: 0, highest: 10}", b"points of 10: {lowest: 0}", "P0132"),
        (b"points of 10: {lowest: 0, highest: 10}", b"points of 10: {lowest: 0, highest: ten}", "P0133"),
        (b"    better: lower\n", b"", "P0132"),
        (b"name: pain on the visual analogue scale", b"label: pain", "P0131"),
    ],
)
def test_a_faulty_declaration_is_told(before: bytes, after: bytes, code: str) -> None:
    """And what is faulty is left out."""
    _, told = read(SHIPPED.replace(before, after, 1))
    assert code in told


def test_an_empty_file_declares_nothing() -> None:
    """It is told so."""
    found, told = read(b"instruments: []\n")
    assert (dict(found.by_id), told) == ({}, ["P0130"])
