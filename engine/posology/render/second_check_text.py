"""The words of a second check: its questions, its form to fill in, and how it came out."""

from __future__ import annotations

import json
from collections.abc import Iterator

from posology.render.notice import NOTICE
from posology.render.page import PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.results.second_check import Compared, Figure, Figures, Recalculation
from posology.results.trail import Entry
from posology.values.numerals import cells_in_words, count_in_words, decimal_in_words

FOREWORD = (
    "Work each number out from the record, the protocol and the label of the product, not from the sheet. "
    "Nothing of the first result is shown; the two are compared when every question is answered."
)


def question_of(figure: Figure) -> str:
    """The question as it is asked of a person: what, and in which unit."""
    asked = figure.question if figure.unit == "vials" else f"{figure.question}, in {figure.unit}"
    return f"{asked}, {figure.rounding}" if figure.rounding else asked


def foreword(figures: Figures, layout: Layout = PLAIN_LAYOUT) -> str:
    """What is told before the first question."""
    return page_text(
        (
            *paragraph(f"Sheet {figures.sheet}, patient {figures.patient}.", layout),
            *paragraph(f"{FOREWORD} {NOTICE}", layout),
        )
    )


def form_of(figures: Figures) -> str:
    """An answers file without answers."""
    lines = [
        *(f"# {line}" for line in paragraph(f"Patient {figures.patient}. {FOREWORD} {NOTICE}", Layout(width=78))),
        f"sheet: {figures.sheet}",
        "answers:",
        *(f"  {each.id}:  # {json.dumps(question_of(each), ensure_ascii=False)[1:-1]}" for each in figures.each),
    ]
    return "\n".join(lines) + "\n"


def recalculation_as_text(found: Recalculation, entry: Entry, layout: Layout = PLAIN_LAYOUT) -> str:
    """How it came out, without the first result."""
    return page_text(_lines(found, entry, layout))


def _lines(found: Recalculation, entry: Entry, layout: Layout) -> Iterator[str]:
    count = len(found.compared)
    numbers = "1 number" if count == 1 else f"{count_in_words(count)} numbers"
    yield from labelled("Second check of sheet", f"{found.sheet}, patient {found.patient}, by {found.by}", layout)
    if found.passed:
        yield from paragraph(f"PASSED. {numbers} worked out independently, each exactly as on the sheet.", layout)
    else:
        differing = "1 differs" if len(found.differing) == 1 else f"{count_in_words(len(found.differing))} differ"
        yield from paragraph(f"FAILED. Of {numbers} {differing}.", layout)
        yield from heading("Work out anew, both of you", layout)
        yield from items((question_of(each) for each in found.differing), layout)
    yield from heading("What you answered", layout)
    for each in found.compared:
        yield from item(f"{each.figure.question}: {_said(each)}", layout)
    yield ""
    yield from paragraph(NOTICE, layout)
    yield ""
    yield from labelled("In the trail, and its head then", f"{entry.number}:{entry.hash}", layout)


def _said(compared: Compared) -> str:
    number, unit = compared.second, compared.figure.unit
    if unit == "cells":
        return cells_in_words(int(number))
    return f"{decimal_in_words(number)} {'vial' if unit == 'vials' and number == 1 else unit}"
