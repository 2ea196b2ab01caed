"""A second check as JSON, with the numbers of the sheet or without."""

from __future__ import annotations

import json

from posology.render.findings_json import Json
from posology.render.values import plain_decimal
from posology.results.second_check import Compared, Recalculation


def recalculation_as_json(found: Recalculation, *, revealed: bool) -> str:
    """The comparison as a JSON document that ends with a line feed.

    Numbers are exact decimals as text. The first result is in it only where it is `revealed`: a second person who
    has read it cannot work it out independently any more.
    """
    document: Json = {
        "sheet": found.sheet,
        "patient": found.patient,
        "by": found.by,
        "passed": found.passed,
        "compared": [_compared(each, revealed=revealed) for each in found.compared],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _compared(compared: Compared, *, revealed: bool) -> Json:
    figure = compared.figure
    first: dict[str, Json] = {"first": plain_decimal(figure.first)} if revealed else {}
    return {
        "id": figure.id,
        "question": figure.question,
        "unit": figure.unit,
        "rounding": figure.rounding or None,
        **first,
        "second": plain_decimal(compared.second),
        "agrees": compared.agrees,
    }
