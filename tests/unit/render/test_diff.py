"""A diff as text, Markdown and JSON: the answer first, both sides beside each other, every patient as a record."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from posology.render.diff_json import diff_as_json
from posology.render.diff_markdown import diff_as_markdown
from posology.render.diff_text import diff_as_text
from posology.render.diff_words import MOST_ROWS, headline, witnesses_of
from posology.render.page import Layout
from posology.results.difference import Finding, Leaning, MeaningDiff
from tests.unit.render.diffs import ALL, DIFFERENT, HOLD, SHOWN, UNDECIDED, VISIT, meaning_diff

GOLDEN = Path(__file__).parent / "golden_diff.txt"


def test_the_answer_stands_first() -> None:
    """Banner, both sides, the answer, which way it leans, and what is not decided."""
    text = diff_as_text(ALL)
    assert text.startswith("INVESTIGATIONAL USE.\n\nOld: a-trial, version 1.0.0, sha256 abababababab…\n")
    assert "DIFFERENT IN MEANING: 2 CHANGES." in text
    flat = " ".join(text.split())
    assert "The new version is less careful for some patients: 1 (washout rule nsaid)." in flat
    assert "Not decided, which is not equivalent: criterion adult under days: ten." in flat
    assert "1 text that no rule reads changed." in flat


def test_old_and_new_stand_side_by_side() -> None:
    """One row for each contrast, and the record as `check` reads it."""
    lines = diff_as_text(ALL).splitlines()
    verdict = next(line for line in lines if line.strip().startswith("Verdict"))
    assert verdict.split() == ["Verdict", "deferred", "eligible"]
    assert "    id: W-1" in lines
    assert "      - drug: naproxen" in lines
    assert max(len(line) for line in lines) <= 80


def test_a_narrow_page_has_no_columns() -> None:
    """Nothing is cut off: the two answers stand one after the other."""
    text = diff_as_text(ALL, Layout(width=50))
    assert "Naproxen: drug-free days: 14; then 10" in text


@pytest.mark.parametrize(
    ("diff", "line"),
    [
        (ALL, "Different in meaning: 2 changes."),
        (meaning_diff(DIFFERENT), "Different in meaning: 1 change."),
        (meaning_diff(whole=Finding.EQUIVALENT, why="proved"), "Equivalent in meaning: proved."),
        (meaning_diff(UNDECIDED, whole=Finding.UNDECIDED, why="not known"), "Undecided: not known."),
    ],
)
def test_the_headline_says_which_of_the_three_it_is(diff: MeaningDiff, line: str) -> None:
    """Undecided is never told as equivalent."""
    assert headline(diff) == line
    assert diff.has_fault == ("Equivalent" not in line)


def test_a_change_shown_alone_says_so() -> None:
    """Whoever checks the patient by both versions must know why they do not differ."""
    alone = replace(DIFFERENT, shown=(replace(SHOWN, alone=True),))
    for text in (diff_as_text(meaning_diff(alone)), diff_as_markdown(meaning_diff(alone))):
        assert "Shown with this change alone" in " ".join(text.split())


def test_many_rows_are_counted() -> None:
    """The table shows the first; how many more there are is said."""
    many = replace(SHOWN, contrasts=tuple(replace(HOLD, about=f"medicine {number}") for number in range(MOST_ROWS + 3)))
    text = diff_as_text(meaning_diff(replace(DIFFERENT, shown=(many,))))
    assert "and 3 more differences, all of them in the JSON" in " ".join(text.split())


def test_the_markdown_is_as_a_reviewer_read_it() -> None:
    """The golden page, letter by letter; text of a protocol makes no markup."""
    assert diff_as_markdown(ALL) == GOLDEN.read_text("utf-8")


def test_the_json_has_everything() -> None:
    """Key by key, with the record as a mapping whose decimals are exact."""
    text = diff_as_json(ALL)
    assert '"score": 7.50' in text
    document = json.loads(text)
    assert list(document) == [
        "posology", "old", "new", "meaning", "why", "differences", "shown", "words", "unasked", "tried",
    ]  # fmt: skip
    assert document["meaning"] == "different"
    first, visit, undecided = document["differences"]
    assert list(first) == [
        "part", "id", "edit", "under", "fields", "meaning", "why", "said", "shown", "old_at", "new_at",
    ]  # fmt: skip
    assert first["old_at"] == {"file": "rules/a/protocol.yaml", "line": 12, "column": 3}
    shown = first["shown"][0]
    assert shown["record"]["medications"] == [{"drug": "naproxen", "last_dose": "2026-11-09"}]
    assert (shown["as_of"], shown["procedure_date"], shown["leaning"]) == ("2026-11-20", "2026-11-23", "less careful")
    assert shown["contrasts"][0]["old"] == "deferred"
    assert visit["said"] == ["The new version has no such visit."]
    assert (undecided["meaning"], undecided["under"]) == ("undecided", "days: ten")
    assert document["words"] == [{"part": "care", "id": "rest", "field": "text", "old": "Rest *well*.", "new": None}]


def test_every_patient_has_a_name_for_a_file() -> None:
    """Two patients of one difference are told apart by which way they lean."""
    stricter = replace(SHOWN, contrasts=(replace(HOLD, leaning=Leaning.MORE_CAREFUL),))
    both = meaning_diff(replace(DIFFERENT, shown=(SHOWN, stricter)), VISIT)
    assert [name for name, _, _ in witnesses_of(both)] == [
        "01-washout-rule-nsaid-less-careful",
        "01-washout-rule-nsaid-more-careful",
    ]
    whole = replace(meaning_diff(VISIT), shown=SHOWN)
    assert [name for name, _, _ in witnesses_of(whole)] == ["whole"]
    assert "BOTH VERSIONS AS THEY ARE" in diff_as_text(whole)
    assert "## Both versions as they are" in diff_as_markdown(whole)
