"""Numbers of cells in words."""

from __future__ import annotations

from posology.results.check import Cells
from posology.values.numerals import cells_in_words, count_in_words


def range_in_words(cells: Cells) -> str:
    """`20 million to 25 million cells`, or the one number where both ends are the same."""
    if cells.minimum is None or cells.maximum is None:
        return "unknown"
    if cells.minimum == cells.maximum:
        return cells_in_words(cells.minimum)
    return f"{count_in_words(cells.minimum)} to {cells_in_words(cells.maximum)}"
