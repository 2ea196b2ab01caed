"""The scores and events that can be followed: their scales, the direction of improvement, where that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.declared import EMPTY_RANGE, read_citation
from posology.reader.document import read_document
from posology.reader.shape import as_boolean, as_decimal, as_mapping, as_option, as_text
from posology.reader.tree import Node, Scalar

SCORE, EVENT, DESCRIPTION = "score", "event", "description"
KINDS = (SCORE, EVENT, DESCRIPTION)
BETTER = ("lower", "higher")
NOT_FOUND = "not found"

REQUIRED = ("name", "kind", "better", "source")
ALLOWED = (*REQUIRED, "scales", "whole", "baseline")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredScale:
    """One scale of a score; an end is None where no source that was read states it."""

    unit: str
    lowest: Decimal | None
    highest: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredInstrument:
    """One instrument as declared: `scales` by their units, none for an event or a description."""

    id: str
    name: str
    kind: str
    scales: Mapping[str, DeclaredScale]
    whole: bool
    better: str
    at_baseline: bool
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruments:
    """Every instrument by its id, which is its column in a file of scores."""

    by_id: Mapping[str, DeclaredInstrument]


def read_instruments(content: bytes, name: str, diagnostics: Diagnostics) -> Instruments:
    """The instruments that the file declares; faults are reported and what is faulty is left out."""
    document = read_document(content, name, diagnostics)
    root = as_mapping(
        document, diagnostics, allowed=("instruments",), required=("instruments",), what="the list of instruments"
    )
    block = None if root is None else as_mapping(root.get("instruments"), diagnostics, allowed=None, what="the list")
    found = [_read(key.text, node, diagnostics) for key, node in (block.entries if block else ())]
    return Instruments(by_id={each.id: each for each in found if each is not None})


def _read(instrument: str, node: Node, diagnostics: Diagnostics) -> DeclaredInstrument | None:
    what = f"the instrument `{instrument}`"
    block = as_mapping(node, diagnostics, allowed=ALLOWED, required=REQUIRED, what=what)
    if block is None:
        return None
    name = as_text(block.get("name"), diagnostics, what=f"`name` of {what}")
    kind = as_option(block.get("kind"), diagnostics, what=f"`kind` of {what}", options=KINDS)
    better = as_option(block.get("better"), diagnostics, what=f"`better` of {what}", options=BETTER)
    whole, baseline = block.get("whole"), block.get("baseline")
    if name is None or kind is None or better is None:
        return None
    return DeclaredInstrument(
        id=instrument,
        name=name,
        kind=kind,
        scales=_read_scales(block.get("scales"), what, diagnostics),
        whole=whole is not None and bool(as_boolean(whole, diagnostics, what=f"`whole` of {what}")),
        better=better,
        at_baseline=baseline is None or bool(as_boolean(baseline, diagnostics, what=f"`baseline` of {what}")),
        citation=read_citation(block.get("source"), f"the source of {what}", diagnostics),
    )


def _read_scales(node: Node | None, what: str, diagnostics: Diagnostics) -> Mapping[str, DeclaredScale]:
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what=f"`scales` of {what}")
    found = [_read_scale(key.text, each, what, diagnostics) for key, each in (block.entries if block else ())]
    return {each.unit: each for each in found if each is not None}


def _read_scale(unit: str, node: Node, owner: str, diagnostics: Diagnostics) -> DeclaredScale | None:
    what = f"the scale `{unit}` of {owner}"
    keys = ("lowest", "highest")
    block = as_mapping(node, diagnostics, allowed=keys, required=keys, what=what)
    if block is None:
        return None
    lowest, highest = (_read_end(block.get(key), f"`{key}` of {what}", diagnostics) for key in keys)
    if lowest is not None and highest is not None and lowest >= highest:
        diagnostics.error(EMPTY_RANGE, f"{what} ends at {highest} and begins at {lowest}", block.span)
        return None
    return DeclaredScale(unit=unit, lowest=lowest, highest=highest)


def _read_end(node: Node | None, what: str, diagnostics: Diagnostics) -> Decimal | None:
    if isinstance(node, Scalar) and node.value == NOT_FOUND:
        return None
    return as_decimal(node, diagnostics, what=what)
