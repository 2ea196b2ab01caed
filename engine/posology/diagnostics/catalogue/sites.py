"""P06xx: site files."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0601",
        title="approval without a date",
        severity="error",
        why="An approval counts from a day and by a person; with either missing nobody can tell whether it stands.",
        example="iv-dose: {chosen: floor-100, approved_by: medical director}",
        instead="iv-dose: {chosen: floor-100, approved_by: medical director, on: 2026-11-01}",
    ),
    Entry(
        code="P0602",
        title="site file for another protocol",
        severity="error",
        why="Decisions taken for one protocol must not slip into another.",
        example="protocol: allorx-first-patient   # with --protocol allorx-spine",
        instead="protocol: allorx-spine",
    ),
)
