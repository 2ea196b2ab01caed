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
    Entry(
        code="P0603",
        title="planned dose for a step that does not exist",
        severity="error",
        why="A dose that is planned for nothing would be lost in silence.",
        example="planned: {facets: {cells: 2000000}}   # of a protocol with facets-lumbar and facets-cervical",
        instead="planned: {facets-lumbar: {cells: 2000000}}",
    ),
    Entry(
        code="P0604",
        title="planned dose outside the range",
        severity="error",
        why="A clinic chooses inside the protocol's range; outside it is another protocol.",
        example="planned: {epidural: {cells: 30000000}}   # of a range up to 25000000",
        instead="planned: {epidural: {cells: 25000000}}",
    ),
    Entry(
        code="P0605",
        title="planned dose for a formula",
        severity="error",
        why="A dose that follows from the patient's weight cannot be fixed for everybody.",
        example="planned: {iv: {cells: 100000000}}   # where the dose is per kg",
        instead="readings: {iv-dose: {chosen: flat-100}}",
    ),
    Entry(
        code="P0606",
        title="decision about a reading that does not exist",
        severity="error",
        why=(
            "A decision about a question that the protocol does not ask changes nothing, and the clinic "
            "believes that it does."
        ),
        example="readings: {lumbar-facet: {chosen: six}}",
        instead="readings: {lumbar-facets: {chosen: six}}",
    ),
    Entry(
        code="P0607",
        title="decision for an option that does not exist",
        severity="error",
        why=(
            "With an option that cannot be taken the default would stand, and the clinic believes that it has "
            "chosen otherwise."
        ),
        example="readings: {lumbar-facets: {chosen: five}}",
        instead="readings: {lumbar-facets: {chosen: six}}",
    ),
)
