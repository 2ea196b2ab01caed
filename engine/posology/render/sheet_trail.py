"""What the trail adds behind a sheet: which sheet it takes the place of, what changed since, and the head to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posology.render.sheet_section import Entry, Section
from posology.results.sheet import Sheet
from posology.values.numerals import count_in_words, date_in_words

HEADING: Final = "What the trail knows"
COLUMNS: Final = ("Changed in the record", "Before", "Now")
NOT_RECORDED: Final = "not recorded"
HEAD_SAYS: Final = "with `posology audit verify --head` it shows later that nothing of the trail was cut off"


def trail_section(sheet: Sheet) -> Section:
    """Empty where the sheet takes the place of none, and is not VERIFIED."""
    rows = tuple(_altered(sheet))
    return Section(
        name="trail",
        heading=HEADING,
        entries=tuple(_entries(sheet)),
        columns=COLUMNS if rows else (),
        shares=(40, 30, 30) if rows else (),
        rows=rows,
    )


def _entries(sheet: Sheet) -> Iterator[Entry]:
    for each in sheet.replaces:
        yield Entry(text=f"It takes the place of sheet {each.sheet}, which is not to be used: {each.why}.")
    if sheet.head is not None:
        if sheet.begun is not None:
            number = int(sheet.head.partition(":")[0]) + 1
            begun = date_in_words(sheet.begun)
            yield Entry(text=f"This sheet is entry {count_in_words(number)} of a trail begun on {begun}.")
        yield Entry(text=f"The head of the trail before this sheet is {sheet.head}; {HEAD_SAYS}.")


def _altered(sheet: Sheet) -> Iterator[tuple[str, str, str]]:
    several = len(sheet.replaces) > 1
    for replaced in sheet.replaces:
        since = f", since sheet {replaced.sheet}" if several else ""
        for each in replaced.altered:
            yield f"{each.path}{since}", each.old or NOT_RECORDED, each.new or NOT_RECORDED
