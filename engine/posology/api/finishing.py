"""What keeps a sheet from being final, told as every fault of input is."""

from __future__ import annotations

from typing import Final

from posology.diagnostics.diagnostic import Diagnostic, Refused, Severity
from posology.diagnostics.span import NOWHERE
from posology.results.sheet import Sheet, SheetStatus

NOT_FINAL: Final = "P0913"


class NotFinal(Refused):
    """The refusal of a sheet that was asked to be final and is not. `sheet` is what it was instead."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sheet: Sheet) -> None:
        """Keeps the sheet beside what it lacks."""
        super().__init__(diagnostics, {})
        self.sheet = sheet


def refusal_of_final(sheet: Sheet) -> NotFinal:
    """The refusal of a sheet that was asked to be final, with everything that it lacks and where each thing is put."""
    withheld = [(each, "") for each in sheet.withheld]
    lacks = (*_void(sheet), *withheld, *((each.what, each.where) for each in sheet.needs))
    told = (Diagnostic(NOT_FINAL, Severity.ERROR, _message(what), NOWHERE, where) for what, where in lacks)
    return NotFinal(tuple(told), sheet)


def _void(sheet: Sheet) -> list[tuple[str, str]]:
    if sheet.status is not SheetStatus.VOID or sheet.voided is None:
        return []
    what = f"The sheet {sheet.id} is VOID since {sheet.voided.at}, by {sheet.voided.by}: {sheet.voided.reason}"
    return [(what, "make a sheet from what holds now; a void one is not revived")]


def _message(sentence: str) -> str:
    """The sentence as a message: without its stop, and beginning small, but for capitals that stay as in `INR`."""
    text = sentence.removesuffix(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
