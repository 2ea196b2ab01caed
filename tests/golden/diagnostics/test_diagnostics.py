"""What an author sees for each faulty file, and the manual page of all codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from posology.diagnostics.catalogue import AREAS, reading
from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.document import read_document
from posology.render.diagnostics import diagnostics_as_text
from posology.render.diagnostics_page import diagnostics_page

BAD = Path(__file__).parent / "bad"
PAGE = Path(__file__).parents[3] / "docs" / "diagnostics.md"
FILES = sorted(each for each in BAD.iterdir() if each.suffix != ".txt")

# Too large to be kept as files, or of a shape that only the reader of a protocol or record asks for.
WITHOUT_FILE = frozenset({"P0101", "P0109", "P0130", "P0131", "P0132", "P0133", "P0134", "P0135"})


def seen_by_author(file: Path) -> tuple[Diagnostics, str]:
    """The diagnostics of a file, and the text that is printed of them."""
    content = file.read_bytes()
    diagnostics = Diagnostics()
    read_document(content, file.name, diagnostics)
    return diagnostics, diagnostics_as_text(diagnostics, {file.name: content.decode("utf-8", errors="replace")})


@pytest.mark.parametrize("file", FILES, ids=[each.name for each in FILES])
def test_a_faulty_file_is_told_as_recorded(file: Path, check_golden: Callable[[Path, str], None]) -> None:
    """The message, the place, the line and the help are those that somebody has read and found good."""
    diagnostics, text = seen_by_author(file)
    assert diagnostics.has_errors
    check_golden(file.with_suffix(f"{file.suffix}.txt"), text)


def test_every_recorded_text_has_its_file() -> None:
    """A text whose file has gone is not kept."""
    assert sorted(each.name for each in BAD.glob("*.txt")) == [f"{each.name}.txt" for each in FILES]


def test_every_code_of_reading_has_a_faulty_file() -> None:
    """No message goes unread by a person."""
    told = {each.code for file in FILES for each in seen_by_author(file)[0]}
    assert {each.code for each in reading.ENTRIES} - WITHOUT_FILE <= told


def test_the_manual_page_is_up_to_date(check_golden: Callable[[Path, str], None]) -> None:
    """The page says what the catalogue says."""
    check_golden(PAGE, diagnostics_page(AREAS))
