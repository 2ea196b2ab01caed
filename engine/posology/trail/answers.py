"""What the second person answers: a number of the unit that is asked for, and nothing that must be guessed at."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from decimal import Decimal
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_scalar, as_text
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar
from posology.results.second_check import Compared, Figure, Figures, Recalculation
from posology.trail.figures import in_unit
from posology.values.numerals import parse_numeral
from posology.values.quantity import parse_quantity

OTHER_SHEET = "P0904"
NO_SUCH_QUESTION = "P0905"
NOT_ANSWERED = "P0906"

_PLAIN: Final = re.compile(r"(?:0|[1-9][0-9]{0,27})(?:\.[0-9]{1,20})?", re.ASCII)
_WHOLE: Final = frozenset({"cells", "vials"})
_MOST_LETTERS: Final = 80


def compare(figures: Figures, answers: Dict[str, Decimal], by: str) -> Recalculation:
    """The numbers of the sheet held against those of the second person, exactly.

    Raises:
        KeyError: where a question has no answer.
    """
    compared = tuple(Compared(figure=each, second=answers[each.id]) for each in figures.each)
    return Recalculation(sheet=figures.sheet, patient=figures.patient, by=by, compared=compared)


def answer_of(written: str, figure: Figure) -> Decimal | None:
    """The number that somebody wrote as the answer, in the unit of the question; None where it is none.

    `22000000`, `22,000,000`, `22 million` and `22 million cells` are the same number of cells; a weight is in kg, and
    one in pounds is refused like any other unit.
    """
    text = " ".join(written.split())
    if not text or len(text) > _MOST_LETTERS:
        return None
    number = _number(text, figure.unit)
    if number is None or number < 0 or (figure.unit in _WHOLE and number != number.to_integral_value()):
        return None
    return Decimal(int(number)) if figure.unit in _WHOLE else number


def _number(text: str, unit: str) -> Decimal | None:
    bare = text.removesuffix(f" {unit}") if unit in _WHOLE else text
    if _PLAIN.fullmatch(bare):
        return Decimal(bare)
    numeral = parse_numeral(bare)
    if numeral is not None or unit in _WHOLE:
        return numeral
    # grams or microlitres are the same quantity; a pound is not one that a weight is written in
    quantity = parse_quantity(text)
    return None if quantity is None or quantity.unit.startswith("[") else in_unit(text, unit)


def read_answers(content: bytes, name: str, figures: Figures, diagnostics: Diagnostics) -> Dict[str, Decimal]:
    """The answers in the file by question; every fault is reported, and no question is left out in silence."""
    root = as_mapping(
        read_document(content, name, diagnostics),
        diagnostics,
        allowed=("sheet", "answers"),
        required=("sheet", "answers"),
        what="the answers file",
    )
    if root is None:
        return {}
    sheet = as_text(root.get("sheet"), diagnostics, what="`sheet` of the answers file")
    if sheet is not None and sheet != figures.sheet:
        message = f"the answers are for the sheet `{shortened(sheet)}`, and the sheet is `{figures.sheet}`"
        diagnostics.error(OTHER_SHEET, message, root.key_span("sheet"), help="work out the numbers of this sheet")
    answers = as_mapping(root.get("answers"), diagnostics, allowed=None, what="`answers`")
    if answers is None:
        return {}
    _refuse_strangers(answers, figures, diagnostics)
    found = {each.id: _answer(answers, each, diagnostics) for each in figures.each}
    return {asked: number for asked, number in found.items() if number is not None}


def _answer(answers: Mapping, figure: Figure, diagnostics: Diagnostics) -> Decimal | None:
    node = answers.get(figure.id)
    if node is None or (isinstance(node, Scalar) and node.value is None):
        span = answers.span if node is None else node.span
        message = f"`{figure.id}` is not answered: {figure.question}"
        diagnostics.error(NOT_ANSWERED, message, span, help=expected(figure))
        return None
    scalar = as_scalar(node, diagnostics, what=f"`{figure.id}`")
    if scalar is None:
        return None
    number = answer_of(scalar.text, figure)
    if number is None:
        message = f"`{shortened(scalar.text)}` is not a number of {figure.unit}"
        diagnostics.error(NOT_ANSWERED, message, scalar.span, help=expected(figure))
    return number


def expected(figure: Figure) -> str:
    """How an answer to the question is written."""
    examples = {"cells": "22 million, or 22000000", "vials": "23", "kg": "64.4 kg", "mL": "1.5 mL", "g": "0.5 g"}
    rounded = f", {figure.rounding}" if figure.rounding else ""
    return f"write a number of {figure.unit}, such as {examples[figure.unit]}{rounded}"


def _refuse_strangers(answers: Mapping, figures: Figures, diagnostics: Diagnostics) -> None:
    known = [each.id for each in figures.each]
    for key, _ in answers.entries:
        if key.text not in known:
            unanswered = [each for each in known if answers.get(each) is None]
            message = f"nothing is asked under the name `{shortened(key.text)}`"
            diagnostics.error(NO_SUCH_QUESTION, message, key.span, help=suggestion(key.text, unanswered))
