"""What the patient was given before, added to what the plan gives; it decides nothing."""

from __future__ import annotations

from typing import Final

from posology.explain.plan import UNKNOWN_CELLS, add_cells
from posology.record.facts import Facts
from posology.results.check import Cells, Cumulative
from posology.values.known import Entry

EARLIER_DOSES: Final = "prior_doses"
EARLIER_TREATMENT: Final = "prior_treatment"
NONE: Final = "none"


def add_earlier_doses(facts: Facts, total: Cells) -> Cumulative | None:
    """The total with the earlier doses; None for a patient of whom no earlier treatment is recorded."""
    doses = facts.values.get(EARLIER_DOSES)
    treated = facts.values.get(EARLIER_TREATMENT)
    if doses is None:
        if treated is None or treated.value == NONE:
            return None
        return Cumulative(earlier=None, together=UNKNOWN_CELLS)
    entries = doses.value if isinstance(doses.value, tuple) else ()
    if not entries:
        return None
    cells = [each.fields.get("cells") for each in entries if isinstance(each, Entry)]
    known = [each for each in cells if isinstance(each, int)]
    if len(known) < len(entries):
        return Cumulative(earlier=None, together=UNKNOWN_CELLS)
    earlier = sum(known)
    before = Cells(minimum=earlier, maximum=earlier, planned=earlier)
    return Cumulative(earlier=earlier, together=add_cells((before, total)))
