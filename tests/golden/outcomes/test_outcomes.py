"""The outcome of a file with every kind of row, in every form, and what is told of the rows set aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from posology.api.outcomes import Asked, outcomes
from posology.diagnostics.diagnostic import Diagnostic
from posology.render.diagnostics import diagnostics_as_text
from posology.render.outcomes_csv import outcomes_as_csv
from posology.render.outcomes_json import outcomes_as_json
from posology.render.outcomes_markdown import outcomes_as_markdown
from posology.render.outcomes_text import dry_run_as_text, outcomes_as_text
from posology.results.outcomes import Outcomes
from tests.unit.judged import rules

HERE = Path(__file__).parent
RECORDED = HERE / "recorded"

FORMS: Mapping[str, Callable[[Outcomes], str]] = MappingProxyType(
    {
        "outcomes.txt": outcomes_as_text,
        "outcomes.md": outcomes_as_markdown,
        "outcomes.csv": outcomes_as_csv,
        "outcomes.json": outcomes_as_json,
        "dry-run.txt": dry_run_as_text,
    }
)


@cache
def counted() -> tuple[Outcomes, tuple[Diagnostic, ...]]:
    """The outcome of the file beside this one, by its group and its site."""
    return outcomes(rules(), (HERE / "scores.csv").read_bytes(), "scores.csv", Asked(by=("group", "site")))


def masked(text: str) -> str:
    """The text without the hash of the protocol, which another comment in a rule makes another one."""
    return re.sub(r"[0-9a-f]{64}", "<hash>", text)


@pytest.mark.parametrize("name", FORMS)
def test_an_outcome_is_told_as_recorded(name: str, check_golden: Callable[[Path, str], None]) -> None:
    """Each form, letter by letter."""
    check_golden(RECORDED / name, masked(FORMS[name](counted()[0])))


def test_rows_set_aside_are_told_as_recorded(check_golden: Callable[[Path, str], None]) -> None:
    """Each with its place and what would help."""
    check_golden(RECORDED / "told.txt", diagnostics_as_text(counted()[1], {}))


def test_every_recorded_text_is_made() -> None:
    """A text that nothing makes any more is not kept."""
    assert {each.name for each in RECORDED.iterdir()} == {*FORMS, "told.txt"}
