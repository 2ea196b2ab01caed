"""One word for one idea: the words of the glossary are those of the code, and each is said once."""

from __future__ import annotations

import re

import pytest

from tests.architecture.checkout import texts
from tests.architecture.source import ROOT, engine

_ROW = re.compile(r"^\| (?P<word>[^|]+) \| (?P<means>[^|]+) \|$", re.MULTILINE)

# Said of a patient, a medicine or a result by nobody in this house; each with what is said instead.
NOT_SAID = {
    "washout period": "hold, or drug-free days",
    "rule engine": "rules engine",
    "side effect": "what happened, in words",
    "half life": "half-life",
    "test patient": "worked case",
}


def words() -> tuple[str, ...]:
    """The words of the glossary, in its order."""
    rows = _ROW.findall((ROOT / "docs" / "glossary.md").read_text("utf-8"))
    return tuple(word for word, _ in rows if word not in {"word", "---"})


def test_every_word_of_the_glossary_is_used() -> None:
    """A word that no code says explains nothing."""
    code = "\n".join(module.text for module in engine()).lower()
    rules = "\n".join(text for name, text in texts() if name.startswith("rules/")).lower()
    assert [word for word in words() if word not in code and word not in rules] == []


def test_the_glossary_is_in_order_and_says_each_word_once() -> None:
    """A reader finds a word where the alphabet puts it."""
    assert list(words()) == sorted(set(words()))


@pytest.mark.parametrize("phrase", NOT_SAID)
def test_no_second_word_for_an_idea(phrase: str) -> None:
    """Code and documents use the glossary's word."""
    said = [name for name, text in texts() if phrase in text.lower() and name.endswith((".py", ".md"))]
    assert [name for name in said if name != "tests/architecture/test_words.py"] == []


CLAIM = re.compile(
    r"\b(is|are|was|were|proven|shown to be)\s+(both\s+)?(safe|effective)\b(?! (for|to) (read|use|call|share))"
)


def test_nothing_is_called_safe_or_effective() -> None:
    """No text that a user can see claims it of a treatment."""
    pages = ((name, text) for name, text in texts() if name.startswith(("rules/", "docs/", "examples/", "README")))
    # The page of diagnostics shows what a protocol must not say, as the example of a fault.
    seen = [(name, text) for name, text in pages if name != "docs/diagnostics.md"]
    assert [(name, found.group()) for name, text in seen for found in CLAIM.finditer(text)] == []


def test_a_claim_is_found() -> None:
    """The rule can fail."""
    assert CLAIM.search("the injection is " + "safe")
