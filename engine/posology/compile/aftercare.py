"""What surrounds the procedure: care, visits, the outcome, the notes on the source, and the claims to be proved."""

from __future__ import annotations

from decimal import Decimal

from posology.compile.desk import NUMBER_WITHOUT_UNIT, Desk
from posology.ir.protocol import Advice, Claim, Note, Outcome, OutcomePart, Source, Visit
from posology.ir.types import Simple
from posology.reader.shape import as_decimal, as_integer
from posology.reader.tree import Mapping, Node, Scalar

UNKNOWN_READING = "P0450"
NONE = "none"
WHEN = ("before", "during", "after")
COMBINE = ("any", "all")
CHANGES = ("falls by at least", "rises by at least", "is at least", "is at most")


def compile_care(node: Node | None, desk: Desk) -> tuple[Advice, ...]:
    """Every sentence of care, in its order."""
    found = [_compile_advice(each, desk) for each in desk.items(node, "`care`")]
    return tuple(each for each in found if each is not None)


def _compile_advice(node: Node, desk: Desk) -> Advice | None:
    what = "an entry of `care`"
    block = desk.block(node, what, ("id", "when", "text", "source"), ("id", "when", "text"))
    if block is None:
        return None
    return Advice(
        id=desk.text(block, "id", what),
        when=desk.option(block, "when", what, WHEN) or "",
        text=desk.text(block, "text", what),
        citation=desk.citation(block, what),
    )


def is_left_out(node: Node | None) -> bool:
    """Whether a block is left out or written as `none`, because the source has nothing of the kind."""
    return node is None or (isinstance(node, Scalar) and node.text == NONE)


def compile_visits(node: Node | None, desk: Desk) -> tuple[Visit, ...]:
    """Every follow-up visit; a window is a number of days before and after, or `not stated`."""
    if is_left_out(node):
        return ()
    what = "`visits`"
    block = desk.block(node, what, ("months", "unit", "window", "instruments", "source"), ("months", "unit", "window"))
    if block is None:
        return ()
    desk.option(block, "unit", what, ("months",))
    before, after = _compile_window(block.get("window"), desk)
    instruments = desk.words(block.get("instruments"), f"`instruments` of {what}")
    citation = desk.citation(block, what)
    months = (
        as_integer(each, desk.diagnostics, what=f"a month of {what}", lowest=1)
        for each in desk.items(block.get("months"), what)
    )
    return tuple(
        Visit(month=month, days_before=before, days_after=after, instruments=instruments, citation=citation)
        for month in months
        if month is not None
    )


def _compile_window(node: Node | None, desk: Desk) -> tuple[int | None, int | None]:
    if isinstance(node, Scalar) and node.text == "not stated":
        return None, None
    block = desk.block(node, "`window` of `visits`", ("before", "after"), ("before", "after"))
    if block is None:
        return None, None
    before = desk.duration(block.get("before"), "`before` of the window")
    after = desk.duration(block.get("after"), "`after` of the window")
    return (before.amount if before else None), (after.amount if after else None)


def compile_outcome(node: Node | None, desk: Desk) -> Outcome | None:
    """The responder definition; None where the source has none."""
    if is_left_out(node):
        return None
    what = "`outcome`"
    block = desk.block(node, what, ("combine", "parts", "source"), ("combine", "parts"))
    if block is None:
        return None
    parts = [_compile_part(each, desk) for each in desk.items(block.get("parts"), "`parts` of `outcome`")]
    return Outcome(
        combine=desk.option(block, "combine", what, COMBINE) or "all",
        parts=tuple(each for each in parts if each is not None),
        citation=desk.citation(block, what),
    )


def _compile_part(node: Node, desk: Desk) -> OutcomePart | None:
    what = "a part of `outcome`"
    keys = ("id", "instrument", "change", "threshold", "unit", "source")
    block = desk.block(node, what, keys, ("id", "instrument", "change", "threshold"))
    if block is None:
        return None
    if block.get("unit") is None:
        desk.diagnostics.error(
            NUMBER_WITHOUT_UNIT, f"{what} gives a number without a unit", block.span, help="add `unit: points of 10`"
        )
    threshold = as_decimal(block.get("threshold"), desk.diagnostics, what=f"`threshold` of {what}")
    return OutcomePart(
        id=desk.text(block, "id", what),
        instrument=desk.text(block, "instrument", what),
        change=desk.option(block, "change", what, CHANGES) or "",
        threshold=Decimal(0) if threshold is None else threshold,
        unit=desk.text(block, "unit", what),
        citation=desk.citation(block, what),
    )


def compile_notes(node: Node | None, readings: tuple[str, ...], desk: Desk) -> tuple[Note, ...]:
    """Every contradiction or gap of the source that touches a rule, with the readings that settle it."""
    found = [_compile_note(each, readings, desk) for each in desk.items(node, "`notes`")]
    return tuple(each for each in found if each is not None)


def _compile_note(node: Node, readings: tuple[str, ...], desk: Desk) -> Note | None:
    what = "an entry of `notes`"
    block = desk.block(node, what, ("id", "text", "readings", "source"), ("id", "text"))
    if block is None:
        return None
    named = desk.words(block.get("readings"), f"`readings` of {what}")
    for name in named:
        if name not in readings:
            desk.diagnostics.error(UNKNOWN_READING, f"a note names the reading `{name}`, which is not declared", block.span)
    return Note(
        id=desk.text(block, "id", what), text=desk.text(block, "text", what), readings=named, citation=desk.citation(block, what)
    )


def compile_claims(node: Node | None, desk: Desk) -> tuple[Claim, ...]:
    """Every property that must hold for each patient."""
    found = [_compile_claim(key, each, desk) for key, each in desk.entries(node, "`properties`")]
    return tuple(each for each in found if each is not None)


def _compile_claim(key: Scalar, node: Node, desk: Desk) -> Claim | None:
    what = f"the property `{key.text}`"
    block = desk.block(node, what, ("text", "condition"), ("text", "condition"))
    if block is None:
        return None
    condition = desk.condition(block.get("condition"), f"`condition` of {what}", Simple.BOOLEAN)
    if condition is None:
        return None
    return Claim(id=key.text, text=desk.text(block, "text", what), condition=condition, span=key.span)


def compile_sources(root: Mapping, desk: Desk) -> tuple[Source, ...]:
    """Every source, in its order."""
    found = [_compile_source(key, node, desk) for key, node in root.entries]
    return tuple(each for each in found if each is not None)


def _compile_source(key: Scalar, node: Node, desk: Desk) -> Source | None:
    what = f"the source `{key.text}`"
    block = desk.block(node, what, ("title", "authors", "year", "locator", "read"), ("title", "authors", "locator", "read"))
    if block is None:
        return None
    year = block.get("year")
    return Source(
        id=key.text,
        title=desk.text(block, "title", what),
        authors=desk.text(block, "authors", what),
        year=None if year is None else as_integer(year, desk.diagnostics, what=f"`year` of {what}", lowest=1800),
        locator=desk.text(block, "locator", what),
        read=desk.text(block, "read", what),
    )
