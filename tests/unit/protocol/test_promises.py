"""What the texts of a protocol must not say."""

from __future__ import annotations

import pytest

from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.promises import bare_stops, check_texts, claims
from posology.reader.document import read_document
from posology.reader.tree import Mapping

CLAIMED = (
    ("This treatment is safe.", ["safe"]),
    ("This treatment is Safe and EFFECTIVE.", ["Safe", "EFFECTIVE"]),
    ("It has been proven to cure back pain", ["proven", "cure"]),
    ("a risk-free injection", ["risk-free"]),
    ("Cells approved for back pain", ["approved for"]),
    ("FDA-approved cells", ["FDA-approved"]),
    ("approved by the FDA for spines", ["approved by the FDA"]),
    ("not only safe but effective", ["safe", "effective"]),
    ("It is not for emergencies, and it is safe.", ["safe"]),
    ("It is not for emergencies. It is safe.", ["safe"]),
    ("No stitches: the safest way", ["safest"]),
    ("not dear and safe", ["safe"]),
)

DENIED = (
    "",
    "not shown to be safe or effective",
    "has not been shown to be safe and effective",
    "neither safe nor effective",
    "It isn't safe, effective or proven",
    "This cell product is not approved by the FDA for back, neck or disc conditions",
    "Nobody has shown that it is safe",
    "never call it harmless",
    "weight safety, ineffective, unsafe, fail-safe, side-effects, approval of the ethics committee",
    "an ethics-approved consent",
)


@pytest.mark.parametrize(("text", "found"), CLAIMED)
def test_a_claim_is_found(text: str, found: list[str]) -> None:
    """A claim is refused unless its own clause denies it."""
    assert [text[start:end] for start, end in claims(text)] == found


@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_no_claim(text: str) -> None:
    """Saying that nobody has shown it is what a banner is for."""
    assert list(claims(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Stop aspirin.", ["Stop"]),
        ("discontinue it a week before", ["discontinue"]),
        ("Cease taking it; the prescriber knows.", ["Cease"]),
        ("stop it, or quit", ["stop", "quit"]),
        ("Do not stop it.", []),
        ("never stop opioids suddenly", []),
        ("stop it only when the prescriber agrees", []),
        ("taper, then stop", []),
        ("the trial stopped them; stopping suddenly harms", []),
        ("a non-stop infusion", []),
    ],
)
def test_a_bare_stop_is_found(text: str, found: list[str]) -> None:
    """A medicine is not stopped on nobody's word."""
    assert [text[start:end] for start, end in bare_stops(text)] == found


def told(text: str) -> list[tuple[str, int, int]]:
    """The code, line and column of what is said against the texts of a document."""
    diagnostics = Diagnostics()
    root = read_document(text, "protocol.yaml", diagnostics)
    assert isinstance(root, Mapping)
    check_texts(root, diagnostics)
    return [(each.code, each.span.line, each.span.column) for each in diagnostics]


def test_only_what_people_read_is_looked_at() -> None:
    """A citation is somebody else's text, and a condition is none."""
    assert told("criteria: {a: {condition: safe, source: {ref: safe, note: they call it safe}}}") == []


def test_every_option_of_a_reading_is_looked_at() -> None:
    """What stands under an option that nobody chose is read by whoever chooses it."""
    text = "plan:\n  iv:\n    because:\n      reading: safe\n      one: it helps\n      two: it is safe\n"
    assert told(text) == [("P0418", 6, 18)]


def test_the_condition_of_a_restart_is_a_text() -> None:
    """It is printed as the clinician's instruction."""
    assert told("washout:\n  nsaid:\n    resume: {condition: stop if it bleeds}\n") == [("P0419", 3, 25)]


def test_the_place_is_the_word_itself() -> None:
    """Also in a text that is folded over several lines."""
    assert told("banner: >-\n  This is\n  quite safe\n") == [("P0418", 3, 9)]
