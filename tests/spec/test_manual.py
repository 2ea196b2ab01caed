"""The manual is what the chapters say."""

from __future__ import annotations

from tests.spec.chapters import CHAPTERS
from tests.spec.manual import PAGE, manual


def test_the_manual_is_not_stale() -> None:
    """`docs/language.md` is what `python -m tests.spec.manual` writes."""
    assert PAGE.read_text("utf-8") == manual()


def test_every_case_is_in_the_manual() -> None:
    """No chapter is left out of the page."""
    page = manual()
    for chapter in CHAPTERS:
        assert f". {chapter.title}\n" in page
        for part in chapter.parts:
            assert f"### {part.title}\n" in page
