"""Donation identification numbers: the published example, one wrong sign noticed, everything else opaque."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from posology.values.isbt128 import ALPHABET, Donation, check_character, read_donation

NUMBERS = st.from_regex(r"[A-Z0-9]{5}[0-9]{8}", fullmatch=True)


@pytest.mark.parametrize(
    "written",
    ["G1234 98 654321 H", "G123498654321H", "=G123498654321 00 H", "g1234 98 654321 h", "G1234 98 654321"],
)
def test_a_number_is_taken_as_it_stands_on_labels(written: str) -> None:
    """With spaces or without, with the flags and the sign of its bar code, with its check character or without."""
    found = read_donation(written)
    assert isinstance(found, Donation)
    assert found.is_isbt128
    assert found.identifier.startswith("G1234 98 654321")


@pytest.mark.parametrize("written", ["G1234 98 654321 K", "G1234 98 654312 H", "G1234 89 654321 H"])
def test_a_wrong_check_character_is_told(written: str) -> None:
    """The check of G1234 98 654321 is H: another letter, or another number before it, is mistyped."""
    assert read_donation(written) == "its check character is not the one of that number"


@pytest.mark.parametrize("written", ["", "12", "G1234 98 65432", "G1234 98 654321 00 HH", "G1234 9A 654321"])
def test_what_has_another_form_is_none(written: str) -> None:
    """Thirteen characters, of which the last eight are digits."""
    found = read_donation(written)
    assert isinstance(found, str)
    assert "no donation identification number" in found


@given(number=NUMBERS, place=st.integers(0, 12), other=st.sampled_from(ALPHABET[:36]))
def test_every_single_mistyped_sign_is_noticed(number: str, place: int, other: str) -> None:
    """ISO 7064 Mod 37-2 finds each substitution of one character."""
    assume(number[place] != other)
    wrong = number[:place] + other + number[place + 1 :]
    assert check_character(wrong) != check_character(number)


@given(number=NUMBERS, place=st.integers(0, 11))
def test_two_signs_exchanged_are_noticed(number: str, place: int) -> None:
    """And each exchange of neighbours."""
    assume(number[place] != number[place + 1])
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert check_character(wrong) != check_character(number)
