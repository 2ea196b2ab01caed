"""Readings: declared, settled, and every way to settle them."""

from __future__ import annotations

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.readings import Choice, Settling, read_choices, settings, settle
from posology.reader.document import read_document
from posology.reader.tree import FAULTY, Mapping, Node, Scalar, Sequence

DECLARED = """
readings:
  a: {question: which, options: {x: {says: x}, w: {says: w}}, default: x}
  b: {question: which, options: {p: {says: p}, q: {says: q}}, default: q}
"""


def tree(text: str) -> Mapping:
    """The mapping that the text is."""
    diagnostics = Diagnostics()
    root = read_document(text, "protocol.yaml", diagnostics)
    assert not diagnostics.found
    assert isinstance(root, Mapping)
    return root


def choices_of(text: str, chosen: dict[str, str], diagnostics: Diagnostics) -> Settling:
    """The readings that the text declares."""
    return read_choices(tree(text).get("readings"), chosen, diagnostics)


def written(node: Node) -> object:
    """The tree as plain values."""
    match node:
        case Scalar(value):
            return value
        case Sequence(items):
            return [written(each) for each in items]
        case Mapping(entries):
            return {key.text: written(each) for key, each in entries}


def settled(text: str, **chosen: str) -> tuple[object, list[str]]:
    """What is left of the text under the two readings, and the codes of what is wrong with it."""
    diagnostics = Diagnostics()
    readings = choices_of(DECLARED, chosen, diagnostics)
    return written(settle(tree(text), readings, diagnostics)), [each.code for each in diagnostics]


def test_a_reading_is_declared_with_its_default() -> None:
    """What nobody chose is settled by the default."""
    diagnostics = Diagnostics()
    found = choices_of(DECLARED, {"a": "w"}, diagnostics)
    assert not diagnostics.found
    assert found.choices == {"a": Choice("a", ("x", "w"), "x", "w"), "b": Choice("b", ("p", "q"), "q", "q")}


def test_an_option_that_does_not_exist_is_not_chosen() -> None:
    """The site file is told of it; the default stands meanwhile."""
    assert choices_of(DECLARED, {"a": "z"}, Diagnostics()).choices["a"].chosen == "x"


def test_a_choice_is_replaced_by_what_is_chosen() -> None:
    """Everything else keeps its shape."""
    text = "- {k: {reading: a, x: 1, w: [2]}, l: 3}"
    assert settled(f"top:\n  {text}", a="x") == ({"top": [{"k": 1, "l": 3}]}, [])
    assert settled(f"top:\n  {text}", a="w") == ({"top": [{"k": [2], "l": 3}]}, [])


def test_a_choice_within_a_choice_is_settled_too() -> None:
    """However deep."""
    text = "k: {reading: a, x: 1, w: {reading: b, p: 2, q: {reading: a, x: 3, w: 4}}}"
    assert settled(text, a="w", b="q") == ({"k": 4}, [])


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("k: {reading: c, x: 1, w: 2}", ["P0402"]),
        ("k: {reading: a, x: 1}", ["P0404"]),
        ("k: {reading: a, x: 1, w: 2, z: 3}", ["P0403"]),
        ("k: {reading: [a], x: 1, w: 2}", ["P0133"]),
        ("k: {reading: a}", ["P0404", "P0404"]),
    ],
)
def test_a_faulty_choice_is_told_once(text: str, codes: list[str]) -> None:
    """What cannot be settled stands as a faulty value, of which nobody says more."""
    assert settled(text)[1] == codes


def test_what_cannot_be_settled_is_faulty() -> None:
    """No rule is made of it."""
    assert settled("k: {reading: c, x: 1}")[0] == {"k": FAULTY}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("readings: [a]", ["P0130"]),
        ("readings: {a: x}", ["P0130"]),
        ("readings: {a: {question: q, default: x}}", ["P0132"]),
        ("readings: {a: {question: q, options: {x: 1}}}", ["P0132"]),
        ("readings: {a: {question: q, options: {x: 1}, default: z}}", ["P0403"]),
        ("readings: {a: {question: q, options: {}, default: z}}", ["P0403"]),
        ("readings: {a: {question: q, options: {x: 1}, default: [x]}}", ["P0133"]),
    ],
)
def test_a_faulty_declaration_is_told_and_its_name_kept(text: str, codes: list[str]) -> None:
    """A reading with a fault of its own is not called unknown wherever it is used."""
    diagnostics = Diagnostics()
    readings = choices_of(text, {}, diagnostics)
    assert [each.code for each in diagnostics] == codes
    assert readings.choices == {}
    if readings.declared:
        settle(tree("k: {reading: a, x: 1}"), readings, diagnostics)
        assert [each.code for each in diagnostics] == codes


def ways(text: str) -> list[dict[str, str]]:
    """The settings under which everything in the text is used."""
    choices = tuple(choices_of(DECLARED, {}, Diagnostics()).choices.values())
    return [{"a": "x", "b": "q", **each} for each in settings(tree(text), choices)]


def test_each_option_is_in_some_setting() -> None:
    """The first setting is that of the defaults, and none is there twice."""
    found = ways("k: 1")
    assert found == [{"a": "x", "b": "q"}, {"a": "w", "b": "q"}, {"a": "x", "b": "p"}]


def test_each_alternative_within_an_alternative_is_in_some_setting() -> None:
    """What stands under `w` and there under `p` is used only where both are chosen."""
    found = ways("k: {reading: a, x: 1, w: {reading: b, p: 2, q: 3}}")
    assert {"a": "w", "b": "p"} in found


def test_an_alternative_that_contradicts_itself_is_in_none() -> None:
    """What stands under `x` within `w` of one reading is never used."""
    assert len(ways("k: {reading: a, x: 1, w: {reading: a, x: 2, w: 3}}")) == len(ways("k: 1"))
