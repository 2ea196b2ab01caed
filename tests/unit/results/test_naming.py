"""Places in lists are counted as people count, and medicines have their names."""

from __future__ import annotations

import pytest

from posology.results.naming import places_in_words

DRUGS = ("naproxen", "apixaban")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("medications[0].last_dose", "last_dose of medicine 1 (naproxen)"),
        ("`medications[1].agreement.date` is `2027`", "agreement.date of medicine 2 (apixaban) is `2027`"),
        ("medications[1]", "medicine 2 (apixaban)"),
        ("medications[7].route.", "route of medicine 8."),
        ("discs[0].grade", "grade of entry 1 of discs"),
        ("pain.back.vas", "pain.back.vas"),
        ("medications", "medications"),
    ],
)
def test_a_place_in_words(path: str, words: str) -> None:
    """A path of JSON counts from nought; a sentence does not."""
    assert places_in_words(path, DRUGS) == words
