"""A diff as text: the answer first, then each change with the patient who shows it, old and new side by side."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from posology.render import diff_words as words
from posology.render.diagnostics import visible
from posology.render.findings_text import WITHIN, capitalised
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.results.difference import Difference, MeaningDiff, Shown, WordChange

GAP = 2

NARROWEST_COLUMN = 20
"""A column of less would break every date."""

HEADS = ("", "Old version", "New version")


def diff_as_text(diff: MeaningDiff, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole diff."""
    return page_text(
        (
            *_opening(diff, layout),
            *(line for number, each in enumerate(diff.differences, 1) for line in _difference(number, each, layout)),
            *_whole(diff, layout),
            *_words(diff.words, layout),
            *_unasked(diff, layout),
        )
    )


def _opening(diff: MeaningDiff, layout: Layout) -> Iterator[str]:
    for banner in words.banners(diff):
        yield from paragraph(banner, layout)
    yield ""
    yield from labelled("Old", words.side_in_words(diff.old), layout)
    yield from labelled("New", words.side_in_words(diff.new), layout)
    yield from heading(words.headline(diff), layout)
    yield from items(words.remarks(diff), layout)


def _difference(number: int, difference: Difference, layout: Layout) -> Iterator[str]:
    yield from heading(f"{number}. {words.title(difference)}", layout)
    for field in difference.fields:
        yield from paragraph(f"{words.field_in_words(field, difference.edit)}.", layout, INDENT)
    yield from labelled("Written at", words.places(difference), layout, INDENT)
    yield from paragraph(words.answer_in_words(difference), layout, INDENT)
    yield from items(difference.said, layout)
    for each in difference.shown:
        yield from _shown(each, layout)


def _shown(shown: Shown, layout: Layout) -> Iterator[str]:
    yield ""
    yield from paragraph(shown.sentence, layout, INDENT)
    leaning = words.direction(shown)
    yield from labelled("Direction", f"{leaning}." if leaning else "", layout, INDENT)
    yield from items(words.notes_of(shown), layout)
    yield ""
    yield from _table(words.rows(shown), layout)
    yield from paragraph(words.more_rows(shown), layout, INDENT)
    yield ""
    yield from paragraph(f"The patient, invented, judged {words.judged_as(shown)}:", layout, INDENT)
    yield from (f"{' ' * WITHIN}{line}" for line in words.record_of(shown))


def _table(rows: Sequence[tuple[str, str, str]], layout: Layout) -> Iterator[str]:
    """Three columns, each entry wrapped within its own; one below the other where the page is too narrow for them."""
    width = (layout.width - INDENT - 2 * GAP) // len(HEADS)
    if width < NARROWEST_COLUMN:
        for at, old, new in rows:
            yield from item(f"{capitalised(at)}: {old}; then {new}", layout)
        return
    for row in (HEADS, *((capitalised(at), old, new) for at, old, new in rows)):
        cells = [textwrap.wrap(visible(text), width, break_on_hyphens=False) for text in row]
        for parts in zip_longest(*cells, fillvalue=""):
            line = "".join(part.ljust(width + GAP) for part in parts)
            yield f"{' ' * INDENT}{line.rstrip()}"


def _whole(diff: MeaningDiff, layout: Layout) -> Iterator[str]:
    if diff.shown is not None:
        yield from heading("Both versions as they are", layout)
        yield from _shown(diff.shown, layout)


def _words(changes: Sequence[WordChange], layout: Layout) -> Iterator[str]:
    """Texts that decide nothing here, and may well decide something where they are read."""
    if not changes:
        return
    yield from heading("Texts that no rule reads", layout)
    yield from paragraph("Nothing was judged by them; a person reads them, and must compare them.", layout, INDENT)
    for each in changes:
        yield from item(f"{capitalised(each.part)} {each.id}, {each.field}", layout)
        yield from labelled("Old", each.old or "none", layout, WITHIN)
        yield from labelled("New", each.new or "none", layout, WITHIN)


def _unasked(diff: MeaningDiff, layout: Layout) -> Iterator[str]:
    lines = [*words.search_in_words(diff), *diff.unasked]
    if lines:
        yield from heading("How this was found", layout)
        yield from items(lines, layout)
