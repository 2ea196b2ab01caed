"""The patients of the benchmark: one candidate, and how each of the others differs. Invented: nobody's records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from types import MappingProxyType
from typing import Any

AS_OF = date(2026, 11, 20)
DAY = date(2026, 12, 7)

BASE: Mapping[str, Any] = MappingProxyType(
    {
        "id": "candidate",
        "birth_date": "1971-03-02",
        "sex": "female",
        "weight": {"value": "72 kg", "date": "2026-11-09", "method": "measured"},
        "height": "165 cm",
        "pain": {
            "back": {"onset": "2019-04", "vas": {"value": 7, "date": "2026-11-09"}},
            "neck": {"onset": "2024", "vas": {"value": 4, "date": "2026-11-09"}},
            "leg": {"vas": {"value": 3, "date": "2026-11-09"}},
        },
        "regions": ["lumbar", "cervical"],
        "conservative_care": {"physical_therapy": "failed", "supervised_exercise": "never"},
        "quebec": {"value": 41, "date": "2026-11-09"},
        "mri": {"date": "2026-10-20"},
        "consent": {"signed": True, "version": "3", "date": "2026-11-09"},
        "contraindications": [],
        "prior_treatment": "none",
        "medications": [
            {"drug": "naproxen", "last_dose": "2026-11-18"},
            {"drug": "apixaban", "last_dose": "ongoing"},
            {"drug": "acetaminophen", "last_dose": "ongoing"},
        ],
        "requests": {"disc_injection": False},
    }
)
MISSING = object()
"""Stands for an element that is left out."""


def _taking(*medicines: tuple[str, str | None]) -> dict[str, Any]:
    return {
        "medications": [{"drug": drug, **({} if last is None else {"last_dose": last})} for drug, last in medicines]
    }


_VARIED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "the candidate as she is": {},
        "no medicines": _taking(),
        "holds that are over": _taking(
            ("naproxen", "2026-11-10"), ("apixaban", "2026-11-15"), ("metformin", "ongoing")
        ),
        "only what no class restricts": _taking(("acetaminophen", "ongoing"), ("metformin", "ongoing")),
        "lumbar alone, the neck never asked about": {"regions": ["lumbar"], "pain.neck": MISSING},
        "cervical alone": {"regions": ["cervical"], "pain.leg.vas": {"value": 2, "date": "2026-11-09"}},
        "an anti-inflammatory still being taken": _taking(("ibuprofen", "ongoing")),
        "aspirin still being taken": _taking(("aspirin", "ongoing"), ("metformin", "2026-11-19")),
        "a clopidogrel hold that is long over": _taking(("clopidogrel", "2026-11-01")),
        "two antithrombotics": _taking(("apixaban", "ongoing"), ("aspirin", "ongoing")),
        "an anticoagulant without an interval": _taking(("argatroban", "ongoing")),
        "an opioid without a taper": _taking(("tramadol", "ongoing")),
        "a last dose that nobody recorded": _taking(("naproxen", None)),
        "a last dose known to the month": _taking(("naproxen", "2026-11")),
        "a drug that nobody knows": _taking(("Zorbulin", "ongoing")),
        "no list of medicines": {"medications": MISSING},
        "pain for less than a year": {"pain.back.onset": "2026-06", "pain.neck.onset": "2026-02"},
        "pain since some day of last year": {"pain.back.onset": "2025", "regions": ["lumbar"]},
        "an image of the day of asking": {"mri.date": "2026-11-20"},
        "no consent": {"consent.signed": False},
        "consent not recorded": {"consent": MISSING},
        "care that helped": {"conservative_care": {"physical_therapy": "helped", "supervised_exercise": "never"}},
        "care half recorded": {"conservative_care": {"physical_therapy": "helped"}},
        "a leg that hurts more": {"pain.leg.vas": {"value": 8, "date": "2026-11-09"}},
        "a leg that hurts as much": {"pain.leg.vas": {"value": 7, "date": "2026-11-09"}},
        "the leg not asked about": {"pain.leg": MISSING},
        "scores taken too long ago": {"pain.back.vas": {"value": 7, "date": "2026-09-09"}},
        "a weight that was told": {"weight": {"value": "72 kg", "date": "2026-11-09", "method": "stated"}},
        "no weight": {"weight": MISSING, "height": MISSING},
        "a contraindication": {"contraindications": ["pregnancy"]},
        "nobody looked for contraindications": {"contraindications": MISSING},
        "no region": {"regions": []},
    }
)


def patients() -> dict[str, bytes]:
    """Every patient by what is different about her, as the JSON of a record."""
    return {name: json.dumps(_varied(changes)).encode() for name, changes in _VARIED.items()}


def _varied(changes: Mapping[str, Any]) -> dict[str, Any]:
    record = deepcopy(dict(BASE))
    for path, value in changes.items():
        *groups, last = path.split(".")
        place = record
        for group in groups:
            place = place[group]
        if value is MISSING:
            del place[last]
        else:
            place[last] = value
    return record
