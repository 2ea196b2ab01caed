"""A patient whom nobody recorded, found by a search or a proof, who shows what a protocol does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """An invented record, the day on which it is judged, and the procedure date asked for.

    `record` is what intake reads: nested mappings, lists, texts, whole and exact decimal numbers, truth values; days
    and quantities are texts. `procedure_date` None asks for the earliest date.
    """

    record: Mapping[str, Any]
    as_of: date
    procedure_date: date | None
