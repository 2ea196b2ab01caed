"""P0730 and P0731: the days and months of a file of scores that is held against one patient's visits."""

from __future__ import annotations

from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0730",
        title="not a day",
        severity="warning",
        why=(
            "Day and month of a date that is written otherwise could be exchanged, and a visit be early or late that "
            "was not. The row counts, and its date does not."
        ),
        example="patient,month,date,vas … P-0042,1,07/01/2027,4",
        instead="patient,month,date,vas … P-0042,1,2027-01-07,4",
    ),
    Entry(
        code="P0731",
        title="not a whole number of months or days",
        severity="warning",
        why=(
            "A row whose visit cannot be read may be about any visit. It is set aside, and no visit without a row is "
            "called missed or late because of it."
        ),
        example="patient,month,vas … P-0042,three,4",
        instead="patient,month,vas … P-0042,3,4",
    ),
)
