"""P0460 to P0463: what a source reported, kept beside its protocol."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0460",
        title="figure that cannot be right, and that nothing disputes",
        severity="error",
        why=(
            "A percentage that is not that of its fraction, or a figure that differs from place to place, would be "
            "shown as if it stood."
        ),
        example="{measure: efficacy, group: all, month: 3, count: 29, of: 39, percent: 84, source: …}",
        instead="percent: 74, or an entry under `contradictions` that disputes `efficacy-all-3`",
    ),
    Entry(
        code="P0461",
        title="named and not there",
        severity="error",
        why="A count of a group that nobody declared, or a dispute of a figure that is not printed, is about nothing.",
        example="disputes: [{of: efficacy-all-4}]",
        instead="disputes: [{of: efficacy-all-3}]",
    ),
    Entry(
        code="P0462",
        title="printed line without a number",
        severity="error",
        why="A figure without a count and without a percentage reports nothing.",
        example="{measure: efficacy, group: all, month: 3, of: 39, source: …}",
        instead="{measure: efficacy, group: all, month: 3, count: 29, of: 39, source: …}",
    ),
    Entry(
        code="P0463",
        title="not one number for each",
        severity="error",
        why="A number too many or too few moves every number after it to another column or month.",
        example="{months: [3, 6, 12], means: [3.2, 3.1], …}",
        instead="{months: [3, 6, 12], means: [3.2, 3.1, 2.9], …}",
    ),
)
