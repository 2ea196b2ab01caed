"""The parts that several JSON results share, key by key as the public contract writes them."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from posology.ir.protocol import Citation, Reading
from posology.ir.washout import DayCheck
from posology.results.check import (
    Basis,
    Cells,
    Concentration,
    Content,
    Cumulative,
    ProtocolStamp,
    Volume,
    WashoutFinding,
)

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


def protocol_json(stamp: ProtocolStamp) -> dict[str, Json]:
    """Which protocol judged."""
    return {"id": stamp.id, "version": stamp.version, "sha256": stamp.sha256, "status": stamp.status}


def day_json(day: date | None) -> str | None:
    """The day as text, null where it is not known."""
    return None if day is None else day.isoformat()


def citation_json(citation: Citation | None) -> Json:
    """The source and its section, null where there is none."""
    if citation is None:
        return None
    return {"ref": citation.ref, "section": citation.section}


def confidence_json(citation: Citation | None) -> Json:
    """How sure the citation is, beside it: the contract fixes what stands in `source`."""
    return None if citation is None else citation.confidence


def basis_json(basis: Basis) -> Json:
    """One recorded value that a result rests on."""
    return {"element": basis.element, "value": basis.value, "date": basis.date, "source": basis.source}


def washout_json(finding: WashoutFinding) -> Json:
    """One medicine as the contract writes it."""
    return {
        "drug": finding.drug,
        "ingredients": list(finding.ingredients),
        "class": finding.drug_class,
        "classes": list(finding.classes),
        "status": finding.status.value,
        "drug_free_days": finding.drug_free_days,
        "last_dose": finding.last_dose,
        "last_dose_on_or_before": day_json(finding.last_dose_on_or_before),
        "clear_on": day_json(finding.clear_on),
        "resume_on": day_json(finding.resume_on),
        "agreement": finding.agreement,
        "instruction": finding.instruction,
        "cautions": list(finding.cautions),
        "suggestions": list(finding.suggestions),
        "source": citation_json(finding.citation),
        "confidence": confidence_json(finding.citation),
    }


def day_check_json(day_check: DayCheck) -> dict[str, Json]:
    """A check that only the day can settle."""
    return {"check": day_check.check, "why": day_check.why}


def reading_json(reading: Reading) -> Json:
    """One reading: the option chosen, the others, and who approved it."""
    return {
        "id": reading.id,
        "chosen": reading.chosen,
        "others": [each.id for each in reading.options if each.id != reading.chosen],
        "approved_by": reading.approved_by,
    }


def cells_json(cells: Cells) -> dict[str, Json]:
    """A range of cells and what is planned, as whole numbers; null where not known."""
    return {"minimum": cells.minimum, "maximum": cells.maximum, "planned": cells.planned}


def amount_json(
    volume: Volume | None,
    concentration: Concentration | None = None,
    carrier: str = "",
    contents: tuple[Content, ...] = (),
) -> dict[str, Json]:
    """What goes with the cells of a target, key by key; nothing where the protocol states no volume and no carrier."""
    found: dict[str, Json] = {}
    if volume is not None:
        planned = volume.planned
        found["volume"] = {
            "minimum": f"{volume.minimum:f}",
            "maximum": f"{volume.maximum:f}",
            "planned": None if planned is None else f"{planned:f}",
            "unit": "mL",
        }
    if concentration is not None:
        found["concentration"] = {
            "minimum": concentration.minimum,
            "maximum": concentration.maximum,
            "exact": concentration.exact,
            "unit": "cells/mL",
        }
    if carrier:
        found["carrier"] = carrier
    if contents:
        found["contains"] = [
            {"element": each.element, "count": each.count, "minimum": each.minimum, "maximum": each.maximum}
            for each in contents
        ]
    return found


def cumulative_json(cumulative: Cumulative | None) -> dict[str, Json]:
    """Only of a patient who was treated before."""
    if cumulative is None:
        return {}
    return {"cumulative": {"earlier": cumulative.earlier, "cells": cells_json(cumulative.together)}}
