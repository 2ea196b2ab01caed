"""What surrounds the procedure: care, visits, the outcome, the notes on the source, and the claims to be proved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from posology.compile.desk import NUMBER_WITHOUT_UNIT, OUT_OF_PROPORTION, Desk
from posology.compile.holds import compile_whole_days
from posology.diagnostics.nearest import suggestion
from posology.ir.protocol import Advice, Claim, Note, Outcome, OutcomePart, Source, Visit
from posology.ir.types import Simple
from posology.reader.shape import as_decimal, as_integer
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

UNKNOWN_READING = "P0450"
NOT_INCREASING = "P0451"
NOT_ASKED = "P0454"

NONE = "none"
WHEN = ("before", "during", "after")
COMBINE = ("any", "all")
CHANGES = ("falls by at least", "rises by at least", "is at least", "is at most")
MOST_MONTHS = 600
FIRST_YEAR, LAST_YEAR = 1500, 2199

_SCALE = re.compile(r"points of ([1-9][0-9]{0,5})", re.ASCII)
_PERCENT = 100


def compile_care(node: Node | None, desk: Desk) -> tuple[Advice, ...]:
    """Every sentence of care, in its order."""
    items = desk.items(node, "`care`")
    _check_ids(items, "`care`", desk)
    found = [_compile_advice(each, desk) for each in items]
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
        citation=desk.citation(block, what, drives=False),
    )


def _check_ids(items: Iterable[Node], what: str, desk: Desk) -> None:
    """Reports an id that two entries of a list have."""
    ids = [each.get("id") for each in items if isinstance(each, Mapping)]
    desk.once([each for each in ids if isinstance(each, Scalar) and isinstance(each.value, str)], f"the ids of {what}")


def is_left_out(node: Node | None) -> bool:
    """Whether a block is left out or written as `none`, because the source has nothing of the kind."""
    return node is None or (isinstance(node, Scalar) and node.value == NONE)


def compile_visits(node: Node | None, desk: Desk) -> tuple[Visit, ...]:
    """Every follow-up visit; a window is a number of days before and after, or `not stated`."""
    if is_left_out(node):
        return ()
    what = "`visits`"
    keys = ("months", "unit", "window", "instruments", "source")
    block = desk.block(node, what, keys, ("months", "unit", "window"))
    if block is None:
        return ()
    desk.option(block, "unit", what, ("months",))
    before, after = _compile_window(block.get("window"), desk)
    instruments = tuple(each.text for each in desk.words(block.get("instruments"), f"`instruments` of {what}"))
    citation = desk.citation(block, what)
    return tuple(
        Visit(month=month, days_before=before, days_after=after, instruments=instruments, citation=citation)
        for month in _compile_months(block.get("months"), what, desk)
    )


def _compile_months(node: Node | None, what: str, desk: Desk) -> tuple[int, ...]:
    months: list[int] = []
    for each in desk.items(node, f"`months` of {what}", at_least_one=True):
        month = as_integer(each, desk.diagnostics, what=f"a month of {what}", lowest=1, highest=MOST_MONTHS)
        if month is None:
            continue
        if months and month <= months[-1]:
            message = f"month {month} stands after month {months[-1]}"
            help_text = "list each month once, the earliest first"
            desk.diagnostics.error(NOT_INCREASING, message, each.span, help=help_text)
        months.append(month)
    return tuple(months)


def _compile_window(node: Node | None, desk: Desk) -> tuple[int | None, int | None]:
    if node is None or (isinstance(node, Scalar) and node.value == "not stated"):
        return None, None
    what = "`window` of `visits`"
    block = desk.block(node, what, ("before", "after"), ("before", "after"))
    if block is None:
        return None, None
    before = compile_whole_days(block.get("before"), f"`before` in {what}", desk)
    return before, compile_whole_days(block.get("after"), f"`after` in {what}", desk)


def compile_outcome(node: Node | None, visits: tuple[Visit, ...], desk: Desk) -> Outcome | None:
    """The responder definition; None where the source has none."""
    if is_left_out(node):
        return None
    what = "`outcome`"
    block = desk.block(node, what, ("combine", "parts", "source"), ("combine", "parts"))
    if block is None:
        return None
    items = desk.items(block.get("parts"), f"`parts` of {what}", at_least_one=True)
    _check_ids(items, f"`parts` of {what}", desk)
    asked = frozenset(instrument for visit in visits for instrument in visit.instruments)
    parts = [_compile_part(each, asked, desk) for each in items]
    return Outcome(
        combine=desk.option(block, "combine", what, COMBINE) or "all",
        parts=tuple(each for each in parts if each is not None),
        citation=desk.citation(block, what),
    )


def _compile_part(node: Node, asked: frozenset[str], desk: Desk) -> OutcomePart | None:
    what = "a part of `outcome`"
    keys = ("id", "instrument", "change", "threshold", "unit", "source")
    block = desk.block(node, what, keys, ("id", "instrument", "change", "threshold"))
    if block is None:
        return None
    instrument, place = desk.text(block, "instrument", what), block.get("instrument")
    if instrument and place is not None and asked and instrument not in asked:
        message = f"no visit asks for `{shortened(instrument)}`, so this part would never be known"
        help_text = suggestion(instrument, asked, f"the visits ask for {', '.join(sorted(asked))}")
        desk.diagnostics.error(NOT_ASKED, message, place.span, help=help_text)
    return OutcomePart(
        id=desk.text(block, "id", what),
        instrument=instrument,
        change=desk.option(block, "change", what, CHANGES) or "",
        threshold=_compile_threshold(block, what, desk),
        unit=desk.text(block, "unit", what),
        citation=desk.citation(block, what),
    )


def _compile_threshold(block: Mapping, what: str, desk: Desk) -> Decimal:
    """The threshold, which has a unit and lies on the scale that the unit names."""
    place, unit = block.get("threshold"), block.get("unit")
    if unit is None:
        message = f"{what} gives a number without a unit"
        help_text = "add `unit: points of 10`, or `unit: percent`"
        desk.diagnostics.error(NUMBER_WITHOUT_UNIT, message, block.key_span("threshold"), help=help_text)
    if place is None:
        return Decimal(0)
    threshold = as_decimal(place, desk.diagnostics, what=f"`threshold` of {what}", lowest=0)
    highest = _highest(unit)
    if threshold is not None and highest is not None and threshold > highest:
        message = f"`threshold` of {what} is {threshold}, above the end of its scale, {highest}"
        desk.diagnostics.error(OUT_OF_PROPORTION, message, place.span, help="correct the number or the unit")
    return Decimal(0) if threshold is None else threshold


def _highest(unit: Node | None) -> int | None:
    if not isinstance(unit, Scalar):
        return None
    scale = _SCALE.fullmatch(unit.text)
    if scale is not None:
        return int(scale[1])
    return _PERCENT if unit.text == "percent" else None


def compile_notes(node: Node | None, readings: tuple[str, ...], desk: Desk) -> tuple[Note, ...]:
    """Every contradiction or gap of the source that touches a rule, with the readings that settle it."""
    items = desk.items(node, "`notes`")
    _check_ids(items, "`notes`", desk)
    found = [_compile_note(each, readings, desk) for each in items]
    return tuple(each for each in found if each is not None)


def _compile_note(node: Node, readings: tuple[str, ...], desk: Desk) -> Note | None:
    what = "an entry of `notes`"
    block = desk.block(node, what, ("id", "text", "readings", "source"), ("id", "text"))
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


def compile_claims(node: Node | None, desk: Desk) -> tuple[Claim, ...]:
    """Every property that must hold for each patient."""
    found = [_compile_claim(key, each, desk) for key, each in desk.entries(node, "`properties`")]
    return tuple(each for each in found if each is not None)


def _compile_claim(key: Scalar, node: Node, desk: Desk) -> Claim | None:
    what = f"the property `{shortened(key.text)}`"
    block = desk.block(node, what, ("text", "condition"), ("text", "condition"))
    if block is None:
        return None
    condition = desk.condition(block.get("condition"), f"`condition` of {what}", Simple.BOOLEAN)
    text = desk.text(block, "text", what)
    return None if condition is None else Claim(id=key.text, text=text, condition=condition, span=key.span)


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
