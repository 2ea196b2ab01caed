"""A list that names `none` is refused with the way to say that nothing is on it."""

from __future__ import annotations

import pytest

from tests.unit.record.intake_of import facts_of, only


@pytest.mark.parametrize(
    "word",
    [
        "none",
        "None",
        "NONE KNOWN",
        "none known.",
        "nil",
        "n/a",
        "N/A",
        "na",
        '"no"',
        '"-"',
        "no known contraindications",
    ],
)
def test_a_contraindication_called_none_is_refused(word: str) -> None:
    """It would be one contraindication, and exclude a patient who has none."""
    for written in (f"[{word}]", word, f"[infection, {word}]"):
        said = only(f"id: a\ncontraindications: {written}")
        assert said.code == "P0517"
        assert "`[]`" in said.help


@pytest.mark.parametrize("word", ["unknown", "not known", "?", "pending", "Not assessed"])
def test_a_contraindication_called_unknown_is_refused(word: str) -> None:
    """Nobody looked, so it is not recorded; neither a contraindication nor the absence of one."""
    said = only(f'id: a\ncontraindications: ["{word}"]')
    assert said.code == "P0517"
    assert "leave the element out" in said.help


@pytest.mark.parametrize(
    "word",
    [
        "none of the joints can be reached",
        "nocardiosis",
        "no consent of the partner",
        "nil by mouth",
        "naproxen allergy",
    ],
)
def test_what_only_begins_so_is_a_name(word: str) -> None:
    """A contraindication is whatever the clinician calls it."""
    assert facts_of(f"id: a\ncontraindications: [{word}]").lookup("contraindications") == (word,)


def test_an_empty_list_is_how_it_is_written() -> None:
    """What the help says is taken in."""
    assert facts_of("id: a\ncontraindications: []").lookup("contraindications") == ()


def test_a_medicine_called_none_is_refused() -> None:
    """It would be a drug that nobody knows."""
    for word in ("none", "N/A", "nil", "no medications"):
        said = only(f"id: a\nmedications: [{{drug: {word}}}]")
        assert (said.code, "`[]`" in said.help) == ("P0517", True)
    assert only("id: a\nmedications: [{drug: unknown}]").code == "P0517"
    assert "`[]`" in only("id: a\nmedications: none").help


def test_a_list_of_options_called_none_is_helped_as_well() -> None:
    """The word in the place of the list says the same."""
    assert "`[]`" in only("id: a\nregions: none").help
