"""P0801 to P0806: worked cases of protocols."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0801",
        title="record not known",
        severity="error",
        why="A case about a patient who is not there says nothing of the protocol.",
        example="of: raedy",
        instead="of: ready",
    ),
    Entry(
        code="P0802",
        title="nothing to leave out",
        severity="error",
        why="A case that leaves out what the record never had is another case than its author thinks.",
        example="without: [wieght]",
        instead="without: [weight]",
    ),
    Entry(
        code="P0803",
        title="case that expects nothing",
        severity="error",
        why="A case that cannot fail proves nothing.",
        example="{case: eligible, of: ready}",
        instead="{case: eligible, of: ready, expect: {verdict: eligible}}",
    ),
    Entry(
        code="P0804",
        title="day of a case not known",
        severity="error",
        why="Nothing is judged without the day on which it is judged; no clock is asked.",
        example="as_of: 2026-11",
        instead="as_of: 2026-11-20",
    ),
    Entry(
        code="P0805",
        title="two cases of one name",
        severity="error",
        why="A failing case is found by its name.",
        example="[{case: eligible, …}, {case: eligible, …}]",
        instead="[{case: eligible, …}, {case: eligible a day later, …}]",
    ),
    Entry(
        code="P0806",
        title="scores of no month",
        severity="error",
        why="A score counts for one visit, which is named by its month.",
        example="scores: {start: {vas: 7}, 3: {vas: 4}}",
        instead="scores: {baseline: {vas: 7}, month 3: {vas: 4}}",
    ),
)
