"""The independent second check: what is asked, who may answer, and the outcome in the trail."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from posology.api.permitted import has_account, not_allowed, people_of, why_not_permitted
from posology.api.reading import raise_if_refused, text_of
from posology.api.signing import Found, sheet_in_trail
from posology.api.trailing import Occasion, Trail
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.people import Role
from posology.render.second_check_json import recalculation_as_json
from posology.results.second_check import Figure, Figures, Recalculation
from posology.results.trail import Action, Entry, Held, Part
from posology.trail.answers import answer_of, compare, expected, read_answers
from posology.trail.entry import hash_of
from posology.trail.figures import read_figures
from posology.trail.standing import FAILED, PASSED
from posology.trail.store import Pen

__all__ = ["answer_of", "answers_in", "begin", "expected", "finish", "recalculate", "shares_account"]

OWN_SHEET: Final = "the author of a sheet cannot be the second person who checks it"


ONE_ACCOUNT: Final = "recorded under the same account of the computer as the sheet"
"""What the entry of a second check says where the account tells no second person."""

FORM: Final = "form of a second check"


def begin(trail: Trail, occasion: Occasion, sheet: tuple[str, bytes], *, form: bool = False) -> Figures:
    """What the second person is asked; the numbers of the sheet are in it, to be compared and not to be shown.

    Where the questions are handed out as a `form`, the trail says so.

    Raises:
        Refused: where the file is no sheet, or another than the trail has, or void, or leaves a dose open, or was made
            by this very person, or this person may not check it, which the trail then says.
    """
    figures = _figures(sheet)
    with trail.writing() as pen:
        found = sheet_in_trail(pen, sheet)
        why_not = _why_not(pen, found, occasion)
        if why_not is None:
            if form:
                pen.append(found.happening(occasion, Action.EXPORT, new=FORM, command="second-check"), {})
            return figures
        pen.append(found.attempt(occasion, Action.SECOND_CHECK, why_not), {})
    raise not_allowed(why_not)


def shares_account(trail: Trail, occasion: Occasion, sheet: tuple[str, bytes]) -> bool:
    """Whether the sheet was made under the account under which it is checked, and no site file tells the two apart.

    Raises:
        Refused: as `begin` does.
    """
    with trail.writing() as pen:
        found = sheet_in_trail(pen, sheet)
        people = people_of(pen, found.made.happening)
    return _is_shared(found, occasion) and not has_account(people, occasion.who)


def _is_shared(found: Found, occasion: Occasion) -> bool:
    return bool(occasion.account) and occasion.account in found.standing.accounts


def _why_not(pen: Pen, found: Found, occasion: Occasion) -> str | None:
    """Why this person may not check the sheet, None where they may."""
    if found.standing.is_author(occasion.who):
        return OWN_SHEET
    return why_not_permitted(people_of(pen, found.made.happening), occasion, Role.CHECKER)


def answers_in(file: tuple[str, bytes], figures: Figures) -> Mapping[str, Decimal]:
    """The answers in the file, one for each question.

    Raises:
        Refused: where one is missing, is no number, or answers what was not asked.
    """
    diagnostics = Diagnostics()
    name, content = file
    answers = read_answers(content, name, figures, diagnostics)
    raise_if_refused(diagnostics, {name: text_of(content)})
    return answers


def finish(
    trail: Trail, occasion: Occasion, sheet: tuple[str, bytes], answers: Mapping[str, Decimal]
) -> tuple[Recalculation, Entry]:
    """The answers compared with the sheet, and the entry that says how it came out.

    Raises:
        Refused: as `begin` does; what has happened since then counts.
    """
    figures = begin(trail, occasion, sheet)
    recalculation = compare(figures, answers, occasion.who)
    written = _written(figures, recalculation)
    output = recalculation_as_json(recalculation, revealed=True).encode()
    held = (
        Held(part=Part.SHEET, name=sheet[0], sha256=hash_of(sheet[1])),
        Held(part=Part.ANSWERS, name="answers.json", sha256=hash_of(written)),
        Held(part=Part.OUTPUT, name="", sha256=hash_of(output)),
    )
    with trail.writing() as pen:
        found = sheet_in_trail(pen, sheet)
        why_not = _why_not(pen, found, occasion)
        if why_not is None:
            happening = found.happening(
                occasion,
                Action.SECOND_CHECK,
                command="second-check",
                new=PASSED if recalculation.passed else FAILED,
                found=tuple(_named(each) for each in recalculation.differing),
                reason=ONE_ACCOUNT if _is_shared(found, occasion) else "",
                held=held,
            )
            return recalculation, pen.append(happening, {hash_of(each): each for each in (sheet[1], written, output)})
        pen.append(found.attempt(occasion, Action.SECOND_CHECK, why_not), {})
    raise not_allowed(why_not)


def recalculate(sheet: bytes, answers: bytes, by: str) -> bytes:
    """What `finish` put into the trail, made anew from the sheet and the answers that it kept.

    Raises:
        Refused: where this version of the engine refuses one of the two.
    """
    figures = _figures(("sheet.json", sheet))
    found = compare(figures, answers_in(("answers.json", answers), figures), by)
    return recalculation_as_json(found, revealed=True).encode()


def _figures(sheet: tuple[str, bytes]) -> Figures:
    diagnostics = Diagnostics()
    name, content = sheet
    figures = read_figures(content, name, diagnostics)
    raise_if_refused(diagnostics, {name: text_of(content)})
    if figures is None:
        raise AssertionError("a sheet that is not read has a diagnostic")
    return figures


def _written(figures: Figures, recalculation: Recalculation) -> bytes:
    """The answers as an answers file."""
    answers = {each.figure.id: f"{each.second:f} {each.figure.unit}" for each in recalculation.compared}
    return (json.dumps({"sheet": figures.sheet, "answers": answers}, indent=2) + "\n").encode()


def _named(figure: Figure) -> str:
    return f"{figure.part} of {figure.question}" if figure.part else figure.question
