"""What is written only so that something is written is told from what says something."""

from __future__ import annotations

import pytest

from posology.values.placeholders import is_placeholder, stated


@pytest.mark.parametrize(
    "text",
    [
        *(
            "none",
            "None",
            "N/A",
            "n.a.",
            "na",
            "TBD",
            "t.b.d",
            "-",
            "--",
            "???",
            "",
            " ",
            "unknown",
            "0",
            "0000",
            "XXX",
        ),
        *(
            "to be determined",
            "(pending)",
            "to follow",
            "To follow.",
            "pending",
            "?",
            "xxxxxx",
            "N.N.",
            "not yet known",
        ),
    ],
)
def test_what_says_nothing_is_a_placeholder(text: str) -> None:
    """However it is punctuated."""
    assert is_placeholder(text)
    assert stated(text) is None


@pytest.mark.parametrize(
    "text", ["12345", "IND 0", "invented 12345", "2026-1", "3", "Dr No", "Nonesuch Board", "A-0", "low", "X-7"]
)
def test_a_number_or_a_name_is_none(text: str) -> None:
    """Also one that looks like nothing in part."""
    assert not is_placeholder(text)
    assert stated(text) == text


def test_what_is_not_there_says_nothing() -> None:
    """None stays None."""
    assert stated(None) is None
