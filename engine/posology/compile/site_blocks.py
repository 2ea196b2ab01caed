"""How the blocks of a site file are read: what is faulty is reported and left out, and nothing is filled in."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.site import Approval
from posology.protocol.site import read_approval, read_text
from posology.reader.shape import as_mapping, as_option, as_scalar
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node
from posology.values.numerals import decimal_in_words
from posology.values.quantity import parse_quantity
from posology.values.units import convert

NOT_A_QUANTITY = "P0612"
CONTRADICTS_ITSELF = "P0613"

ONE_HUNDRED = Decimal(100)
MOST_VOLUME = Decimal(1000)
"""mL in one vial or one target. Proposal: a litre, so that more is a mistyped number."""

Word = TypeVar("Word", bound=StrEnum)


def read_signed(block: Mapping, what: str, diagnostics: Diagnostics) -> Approval | None:
    """Who approved the block, and when."""
    signed = read_approval(block, what, diagnostics)
    return None if signed is None else Approval(by=signed[0], on=signed[1])


def read_quantity(  # noqa: PLR0913 - both ends belong to the one question
    node: Node | None,
    what: str,
    unit: str,
    diagnostics: Diagnostics,
    *,
    most: Decimal,
    may_be_none: bool = False,
) -> Decimal | None:
    """The magnitude in the unit of a quantity written as `3 mL`; above nothing unless `may_be_none`, at most `most`."""
    scalar = None if node is None else as_scalar(node, diagnostics, what=what)
    if scalar is None:
        return None
    written = parse_quantity(scalar.text)
    magnitude = None if written is None else convert(written.magnitude, written.unit, unit)
    example = f"write it with its unit, as `1 {unit}`"
    if magnitude is None:
        message = f"{what} is `{shortened(scalar.text)}`, which is no quantity in {unit}"
        diagnostics.error(NOT_A_QUANTITY, message, scalar.span, help=example)
        return None
    if magnitude < 0 or magnitude > most or (magnitude == 0 and not may_be_none):
        message = f"{what} is `{shortened(scalar.text)}`, and must be {'from' if may_be_none else 'more than'} 0 {unit}"
        help_text = f"it is at most {decimal_in_words(most)} {unit}"
        diagnostics.error(NOT_A_QUANTITY, message, scalar.span, help=help_text)
        return None
    return magnitude


def read_block(
    node: Node | None, what: str, keys: tuple[str, ...], needs: tuple[str, ...], diagnostics: Diagnostics
) -> Mapping | None:
    """The mapping with no other keys than those; None where there is none."""
    return None if node is None else as_mapping(node, diagnostics, allowed=keys, required=needs, what=what)


def read_line(block: Mapping, key: str, what: str, diagnostics: Diagnostics) -> str | None:
    """The text under the key, as it can be printed on one line."""
    node = block.get(key)
    return None if node is None else read_text(node, f"`{key}` of {what}", diagnostics)


def read_word(block: Mapping, key: str, words: type[Word], what: str, diagnostics: Diagnostics) -> Word | None:
    """The word of the family under the key."""
    node = block.get(key)
    options = tuple(each.value for each in words)
    found = None if node is None else as_option(node, diagnostics, what=f"`{key}` of {what}", options=options)
    return None if found is None else words(found)
