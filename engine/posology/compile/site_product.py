"""The facts of the product in a site file: each may be missing, and what contradicts another is reported."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from posology.compile.site_blocks import (
    CONTRADICTS_ITSELF,
    MOST_VOLUME,
    ONE_HUNDRED,
    read_block,
    read_line,
    read_quantity,
    read_signed,
    read_word,
)
from posology.compile.site_lots import compile_certificate_limits
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.site import (
    NO_AGENT,
    AfterWash,
    CountBasis,
    Cryoprotectant,
    PercentOf,
    Pooling,
    Product,
    UseWithin,
    Washed,
)
from posology.protocol.site import MOST_PLANNED
from posology.reader.shape import as_integer, as_option, as_sequence
from posology.reader.tree import Mapping, Node, Scalar

PRODUCT_KEYS = (
    "name", "maker", "form", "storage", "cells_per_vial", "counts", "viability", "recovery", "overage",
    "volume_per_vial", "vials", "cryoprotectant", "use_within", "premedication", "residues", "certificate_limits",
    "approved_by", "on",
)  # fmt: skip
CRYOPROTECTANT_KEYS = ("agent", "grams_per_vial", "percent", "percent_of", "washed", "after_wash", "cleared_for")
CRYOPROTECTANT_NEEDS = ("agent",)
AFTER_WASH_KEYS = ("recovery", "volume_per_vial", "grams_per_vial", "source")
AFTER_WASH_NEEDS = ("recovery", "volume_per_vial", "source")
USE_WITHIN_KEYS = ("time", "source")

WASHED_WORDS = (Washed.UNKNOWN.value,)
"""The word that can stand for `washed` in the place of `true` and `false`."""

MOST_GRAMS = Decimal(1000)
"""Grams in one vial. Proposal: no vial weighs as much, so that more is a mistyped number."""
MOST_MINUTES = Decimal(10080)
"""Minutes from the thaw. Proposal: a week, so that more is a mistyped number."""


def compile_product(node: Node | None, sites: Collection[str], diagnostics: Diagnostics) -> Product | None:
    """The product as the clinic states it; `sites` are the places of injection that it may be cleared for."""
    what = "`product`"
    block = read_block(node, what, PRODUCT_KEYS, (), diagnostics)
    if block is None:
        return None
    number = block.get("cells_per_vial")
    volume = read_quantity(
        block.get("volume_per_vial"), f"`volume_per_vial` of {what}", "mL", diagnostics, most=MOST_VOLUME
    )

    def text(key: str) -> str | None:
        return read_line(block, key, what, diagnostics)

    def share(key: str, *, may_be_none: bool = False) -> Decimal | None:
        name = f"`{key}` of {what}"
        return read_quantity(block.get(key), name, "%", diagnostics, most=ONE_HUNDRED, may_be_none=may_be_none)

    return Product(
        name=text("name"),
        maker=text("maker"),
        form=text("form"),
        storage=text("storage"),
        cells_per_vial=None
        if number is None
        else as_integer(number, diagnostics, what=f"`cells_per_vial` of {what}", lowest=1, highest=MOST_PLANNED),
        counts=read_word(block, "counts", CountBasis, what, diagnostics),
        viability=share("viability"),
        recovery=share("recovery"),
        overage=share("overage", may_be_none=True),
        volume_per_vial=volume,
        vials=read_word(block, "vials", Pooling, what, diagnostics),
        cryoprotectant=_cryoprotectant(block.get("cryoprotectant"), sites, volume, diagnostics),
        use_within=_use_within(block.get("use_within"), diagnostics),
        premedication=text("premedication"),
        residues=text("residues"),
        certificate_limits=compile_certificate_limits(block.get("certificate_limits"), diagnostics),
        approval=read_signed(block, what, diagnostics),
    )


def _use_within(node: Node | None, diagnostics: Diagnostics) -> UseWithin | None:
    what = "`use_within`"
    block = read_block(node, what, USE_WITHIN_KEYS, USE_WITHIN_KEYS, diagnostics)
    if block is None:
        return None
    minutes = read_quantity(block.get("time"), f"`time` of {what}", "min", diagnostics, most=MOST_MINUTES)
    source = read_line(block, "source", what, diagnostics)
    return None if minutes is None or source is None else UseWithin(minutes=minutes, source=source)


def _cryoprotectant(
    node: Node | None, sites: Collection[str], volume: Decimal | None, diagnostics: Diagnostics
) -> Cryoprotectant | None:
    what = "`cryoprotectant`"
    block = read_block(node, what, CRYOPROTECTANT_KEYS, CRYOPROTECTANT_NEEDS, diagnostics)
    if block is None:
        return None
    agent = read_line(block, "agent", what, diagnostics)
    _check_cryoprotectant(block, agent, diagnostics)
    percent = read_quantity(block.get("percent"), f"`percent` of {what}", "%", diagnostics, most=ONE_HUNDRED)
    grams = read_quantity(block.get("grams_per_vial"), f"`grams_per_vial` of {what}", "g", diagnostics, most=MOST_GRAMS)
    after_wash = _after_wash(block.get("after_wash"), diagnostics)
    measure = read_word(block, "percent_of", PercentOf, what, diagnostics)
    if measure is PercentOf.WEIGHT_IN_VOLUME and percent is not None and volume is not None:
        _check_residue(block, percent * volume / 100, after_wash, diagnostics)
    else:
        _check_residue(block, grams, after_wash, diagnostics)
    cleared = block.get("cleared_for")
    names = None if cleared is None else as_sequence(cleared, diagnostics, what=f"`cleared_for` of {what}")
    options = tuple(sites)
    found = [
        as_option(each, diagnostics, what=f"an entry of `cleared_for` of {what}", options=options)
        for each in names or ()
    ]
    return Cryoprotectant(
        agent=agent,
        grams_per_vial=grams,
        percent=percent,
        percent_of=measure,
        washed=_washed(block.get("washed"), what, diagnostics),
        after_wash=after_wash,
        cleared_for=None if names is None else tuple(each for each in found if each is not None),
    )


def _washed(node: Node | None, what: str, diagnostics: Diagnostics) -> Washed:
    """`true`, `false` or `unknown`; what is not said is not known."""
    if node is None:
        return Washed.UNKNOWN
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return Washed.YES if node.value else Washed.NO
    as_option(node, diagnostics, what=f"`washed` of {what}", options=WASHED_WORDS)
    return Washed.UNKNOWN


def _after_wash(node: Node | None, diagnostics: Diagnostics) -> AfterWash | None:
    what = "`after_wash`"
    block = read_block(node, what, AFTER_WASH_KEYS, AFTER_WASH_NEEDS, diagnostics)
    if block is None:
        return None

    def number(key: str, unit: str, most: Decimal, *, may_be_none: bool = False) -> Decimal | None:
        name = f"`{key}` of {what}"
        return read_quantity(block.get(key), name, unit, diagnostics, most=most, may_be_none=may_be_none)

    recovery = number("recovery", "%", ONE_HUNDRED)
    volume = number("volume_per_vial", "mL", MOST_VOLUME)
    grams = number("grams_per_vial", "g", MOST_GRAMS, may_be_none=True)
    source = read_line(block, "source", what, diagnostics)
    if recovery is None or volume is None or source is None:
        return None
    return AfterWash(recovery=recovery, volume_per_vial=volume, grams_per_vial=grams, source=source)


def _check_residue(block: Mapping, grams: Decimal | None, left: AfterWash | None, diagnostics: Diagnostics) -> None:
    """Reports a wash that leaves more in a vial than was in it."""
    residue = None if left is None else left.grams_per_vial
    node = block.get("after_wash")
    if grams is not None and residue is not None and residue > grams and isinstance(node, Mapping):
        message = "`grams_per_vial` of `after_wash` is more than the vial has as thawed"
        help_text = "a wash takes away: correct the one or the other"
        diagnostics.error(CONTRADICTS_ITSELF, message, node.key_span("grams_per_vial"), help=help_text)


def _check_cryoprotectant(block: Mapping, agent: str | None, diagnostics: Diagnostics) -> None:
    """Reports amounts that are said twice, in no known measure, or of a cryoprotectant that is not there."""
    amounts = [each for each in ("grams_per_vial", "percent") if block.get(each) is not None]
    if agent == NO_AGENT and len(block.entries) > 1:
        other = next(key for key, _ in block.entries if key.text != "agent")
        message = f"the product has no cryoprotectant, and `{other.text}` is said of it"
        diagnostics.error(CONTRADICTS_ITSELF, message, other.span, help=f"leave `{other.text}` out, or name the agent")
    elif block.get("after_wash") is not None and not _is_true(block.get("washed")):
        message = "`after_wash` of `cryoprotectant` stands there, and `washed` is not `true`"
        help_text = "add `washed: true`, or leave `after_wash` out"
        diagnostics.error(CONTRADICTS_ITSELF, message, block.key_span("after_wash"), help=help_text)
    elif len(amounts) > 1:
        message = "the cryoprotectant is given both as `grams_per_vial` and as `percent`"
        help_text = "keep the one that the certificate states"
        diagnostics.error(CONTRADICTS_ITSELF, message, block.key_span("percent"), help=help_text)
    elif block.get("percent") is not None and block.get("percent_of") is None:
        message = "`percent` of `cryoprotectant` does not say of what"
        help_text = "add `percent_of: weight-in-volume` or `percent_of: volume-in-volume`"
        diagnostics.error(CONTRADICTS_ITSELF, message, block.key_span("percent"), help=help_text)
    elif block.get("percent_of") is not None and block.get("percent") is None:
        message = "`percent_of` of `cryoprotectant` stands there without a `percent`"
        diagnostics.error(CONTRADICTS_ITSELF, message, block.key_span("percent_of"), help="add `percent: …`")


def _is_true(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.value is True
