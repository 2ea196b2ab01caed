"""P048x: the outcome block of a protocol."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0480",
        title="instrument that is not declared",
        severity="error",
        why="Without a declared scale nobody knows which scores are possible, nor which direction is better.",
        example="instrument: qubec",
        instead="instrument: quebec",
    ),
    Entry(
        code="P0481",
        title="score on no scale or on two",
        severity="error",
        why="The same number is much pain on one scale and little on another; which is meant is never guessed.",
        example="{instrument: vas, change: falls by at least, threshold: 50, unit: percent of baseline}",
        instead="scales: {vas: points of 100}",
    ),
    Entry(
        code="P0482",
        title="unit that the instrument does not have",
        severity="error",
        why="A threshold in another unit is another threshold.",
        example="{instrument: quebec, change: falls by at least, threshold: 15, unit: percent}",
        instead="{instrument: quebec, change: falls by at least, threshold: 15, unit: points of 100}",
    ),
    Entry(
        code="P0483",
        title="change that the instrument cannot have",
        severity="error",
        why="An event happens or does not, a score changes, and what has no baseline cannot change from it.",
        example="{instrument: gi, change: rises by at least, threshold: 30, unit: percent}",
        instead="{instrument: gi, change: is at least, threshold: 30, unit: percent}",
    ),
)
