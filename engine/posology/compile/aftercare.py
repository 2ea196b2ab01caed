"""What surrounds the procedure: care, the notes on the source, and the sources."""

from __future__ import annotations

from collections.abc import Iterable

from posology.compile.desk import Desk
from posology.diagnostics.nearest import suggestion
from posology.ir.protocol import Advice, Note, Source
from posology.reader.shape import as_integer
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

UNKNOWN_READING = "P0450"

WHEN = ("before", "during", "after")
ADVICE_KEYS, ADVICE_NEEDS = ("id", "when", "text", "source"), ("id", "when", "text")
NOTE_KEYS, NOTE_NEEDS = ("id", "text", "readings", "source"), ("id", "text")
FIRST_YEAR, LAST_YEAR = 1500, 2199


def compile_care(node: Node | None, desk: Desk) -> tuple[Advice, ...]:
    """Every sentence of care, in its order."""
    items = desk.items(node, "`care`")
    _check_ids(items, "`care`", desk)
    found = [_compile_advice(each, desk) for each in items]
    return tuple(each for each in found if each is not None)


def _compile_advice(node: Node, desk: Desk) -> Advice | None:
    what = "an entry of `care`"
    block = desk.block(node, what, ADVICE_KEYS, ADVICE_NEEDS)
    if block is None:
        return None
    return Advice(
        id=desk.text(block, "id", what),
        when=desk.option(block, "when", what, WHEN) or "",
        text=desk.text(block, "text", what),
        citation=desk.citation(block, what, drives=False),
    )


def _check_ids(items: Iterable[Node], what: str, desk: Desk) -> None:
    """Reports an id that two entries of a list have."""
    ids = [each.get("id") for each in items if isinstance(each, Mapping)]
    desk.once([each for each in ids if isinstance(each, Scalar) and isinstance(each.value, str)], f"the ids of {what}")


def compile_notes(node: Node | None, readings: tuple[str, ...], desk: Desk) -> tuple[Note, ...]:
    """Every contradiction or gap of the source that touches a rule, with the readings that settle it."""
    items = desk.items(node, "`notes`")
    _check_ids(items, "`notes`", desk)
    found = [_compile_note(each, readings, desk) for each in items]
    return tuple(each for each in found if each is not None)


def _compile_note(node: Node, readings: tuple[str, ...], desk: Desk) -> Note | None:
    what = "an entry of `notes`"
    block = desk.block(node, what, NOTE_KEYS, NOTE_NEEDS)
    if block is None:
        return None
    named = desk.words(block.get("readings"), f"`readings` of {what}")
    for word in named:
        if word.text not in readings:
            help_text = suggestion(word.text, readings, "declare it under `readings`")
            message = f"a note names the reading `{shortened(word.text)}`, which is not declared"
            desk.diagnostics.error(UNKNOWN_READING, message, word.span, help=help_text)
    return Note(
        id=desk.text(block, "id", what),
        text=desk.text(block, "text", what),
        readings=tuple(each.text for each in named),
        citation=desk.citation(block, what, drives=False),
    )


def compile_sources(root: Mapping, desk: Desk) -> tuple[Source, ...]:
    """Every source, in its order."""
    found = [_compile_source(key, node, desk) for key, node in root.entries]
    return tuple(each for each in found if each is not None)


def _compile_source(key: Scalar, node: Node, desk: Desk) -> Source | None:
    what = f"the source `{shortened(key.text)}`"
    keys = ("title", "authors", "year", "locator", "read")
    block = desk.block(node, what, keys, ("title", "authors", "locator", "read"))
    if block is None:
        return None
    year = block.get("year")
    return Source(
        id=key.text,
        title=desk.text(block, "title", what),
        authors=desk.text(block, "authors", what),
        year=None
        if year is None
        else as_integer(year, desk.diagnostics, what=f"`year` of {what}", lowest=FIRST_YEAR, highest=LAST_YEAR),
        locator=desk.text(block, "locator", what),
        read=desk.text(block, "read", what),
    )
