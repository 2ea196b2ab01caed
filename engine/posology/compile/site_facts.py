"""What a site file states beside its decisions: the product, the paperwork, and volumes that the clinic never passes.

Every fact may be missing, and what is faulty is reported and left out: nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.site import (
    NO_AGENT,
    Approval,
    BasisKind,
    ConsentForm,
    CountBasis,
    Cryoprotectant,
    Ethics,
    LegalBasis,
    PercentOf,
    Pooling,
    Prescriber,
    Product,
    VolumeLimit,
    Washed,
)
from posology.protocol.site import MOST_PLANNED, read_approval, read_day, read_text
from posology.reader.shape import as_integer, as_mapping, as_option, as_scalar, as_sequence
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.numerals import decimal_in_words
from posology.values.quantity import parse_quantity
from posology.values.units import convert

NOT_A_QUANTITY = "P0612"
CONTRADICTS_ITSELF = "P0613"

PRODUCT_KEYS = (
    "name", "maker", "form", "storage", "cells_per_vial", "counts", "viability", "recovery", "overage",
    "volume_per_vial", "vials", "cryoprotectant", "premedication", "residues",
)  # fmt: skip
CRYOPROTECTANT_KEYS = ("agent", "grams_per_vial", "percent", "percent_of", "washed", "cleared_for")
CRYOPROTECTANT_NEEDS = ("agent",)
LEGAL_KEYS = ("kind", "number", "recorded_by", "on")
ETHICS_KEYS = ("board", "number", "on")
CONSENT_KEYS = ("version", "on")
PRESCRIBER_KEYS, PRESCRIBER_NEEDS = ("name", "licence"), ("name",)
LIMIT_KEYS, LIMIT_NEEDS = ("minimum", "maximum", "source", "approved_by", "on"), ("maximum", "source")

WASHED_WORDS = (Washed.UNKNOWN.value,)
"""The word that can stand for `washed` in the place of `true` and `false`."""

ONE_HUNDRED = Decimal(100)
MOST_VOLUME = Decimal(1000)
"""mL in one vial or one target. Proposal: a litre, so that more is a mistyped number."""
MOST_GRAMS = Decimal(1000)
"""Grams in one vial. Proposal: no vial weighs as much, so that more is a mistyped number."""

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What the file states, each None where it does not."""

    product: Product | None = None
    legal_basis: LegalBasis | None = None
    ethics: Ethics | None = None
    consent: ConsentForm | None = None
    prescriber: Prescriber | None = None
    volume_limits: tuple[VolumeLimit, ...] = ()


def compile_facts(root: Mapping | None, sites: Collection[str], diagnostics: Diagnostics) -> SiteFacts:
    """The facts of the file; `sites` are the places of injection that it may name."""
    if root is None:
        return SiteFacts()
    return SiteFacts(
        product=_product(root.get("product"), sites, diagnostics),
        legal_basis=_legal_basis(root.get("legal_basis"), diagnostics),
        ethics=_ethics(root.get("ethics"), diagnostics),
        consent=_consent(root.get("consent"), diagnostics),
        prescriber=_prescriber(root.get("prescriber"), diagnostics),
        volume_limits=_volume_limits(root.get("volume_limits"), sites, diagnostics),
    )


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


def _block(
    node: Node | None, what: str, keys: tuple[str, ...], needs: tuple[str, ...], diagnostics: Diagnostics
) -> Mapping | None:
    return None if node is None else as_mapping(node, diagnostics, allowed=keys, required=needs, what=what)


def _text(block: Mapping, key: str, what: str, diagnostics: Diagnostics) -> str | None:
    node = block.get(key)
    return None if node is None else read_text(node, f"`{key}` of {what}", diagnostics)


def _word(block: Mapping, key: str, words: type[Word], what: str, diagnostics: Diagnostics) -> Word | None:
    node = block.get(key)
    options = tuple(each.value for each in words)
    found = None if node is None else as_option(node, diagnostics, what=f"`{key}` of {what}", options=options)
    return None if found is None else words(found)


def _product(node: Node | None, sites: Collection[str], diagnostics: Diagnostics) -> Product | None:
    what = "`product`"
    block = _block(node, what, PRODUCT_KEYS, (), diagnostics)
    if block is None:
        return None
    number = block.get("cells_per_vial")

    def text(key: str) -> str | None:
        return _text(block, key, what, diagnostics)

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
        counts=_word(block, "counts", CountBasis, what, diagnostics),
        viability=share("viability"),
        recovery=share("recovery"),
        overage=share("overage", may_be_none=True),
        volume_per_vial=read_quantity(
            block.get("volume_per_vial"), f"`volume_per_vial` of {what}", "mL", diagnostics, most=MOST_VOLUME
        ),
        vials=_word(block, "vials", Pooling, what, diagnostics),
        cryoprotectant=_cryoprotectant(block.get("cryoprotectant"), sites, diagnostics),
        premedication=text("premedication"),
        residues=text("residues"),
    )


def _cryoprotectant(node: Node | None, sites: Collection[str], diagnostics: Diagnostics) -> Cryoprotectant | None:
    what = "`cryoprotectant`"
    block = _block(node, what, CRYOPROTECTANT_KEYS, CRYOPROTECTANT_NEEDS, diagnostics)
    if block is None:
        return None
    agent = _text(block, "agent", what, diagnostics)
    _check_cryoprotectant(block, agent, diagnostics)
    percent = read_quantity(block.get("percent"), f"`percent` of {what}", "%", diagnostics, most=ONE_HUNDRED)
    grams = read_quantity(block.get("grams_per_vial"), f"`grams_per_vial` of {what}", "g", diagnostics, most=MOST_GRAMS)
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
        percent_of=_word(block, "percent_of", PercentOf, what, diagnostics),
        washed=_washed(block.get("washed"), what, diagnostics),
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


def _check_cryoprotectant(block: Mapping, agent: str | None, diagnostics: Diagnostics) -> None:
    """Reports amounts that are said twice, in no known measure, or of a cryoprotectant that is not there."""
    amounts = [each for each in ("grams_per_vial", "percent") if block.get(each) is not None]
    if agent == NO_AGENT and len(block.entries) > 1:
        other = next(key for key, _ in block.entries if key.text != "agent")
        message = f"the product has no cryoprotectant, and `{other.text}` is said of it"
        diagnostics.error(CONTRADICTS_ITSELF, message, other.span, help=f"leave `{other.text}` out, or name the agent")
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


def _legal_basis(node: Node | None, diagnostics: Diagnostics) -> LegalBasis | None:
    what = "`legal_basis`"
    block = _block(node, what, LEGAL_KEYS, LEGAL_KEYS, diagnostics)
    if block is None:
        return None
    kind = _word(block, "kind", BasisKind, what, diagnostics)
    number = _text(block, "number", what, diagnostics)
    complete = all(block.get(key) is not None for key in ("recorded_by", "on"))
    signed = read_approval(block, what, diagnostics, "recorded_by") if complete else None
    if kind is None or number is None or signed is None:
        return None
    return LegalBasis(kind=kind, number=number, recorded=Approval(by=signed[0], on=signed[1]))


def _ethics(node: Node | None, diagnostics: Diagnostics) -> Ethics | None:
    what = "`ethics`"
    block = _block(node, what, ETHICS_KEYS, ETHICS_KEYS, diagnostics)
    if block is None:
        return None
    board, number = _text(block, "board", what, diagnostics), _text(block, "number", what, diagnostics)
    on = None if block.get("on") is None else read_day(block.get("on"), f"`on` of {what}", diagnostics)
    return None if board is None or number is None or on is None else Ethics(board=board, number=number, on=on)


def _consent(node: Node | None, diagnostics: Diagnostics) -> ConsentForm | None:
    what = "`consent`"
    block = _block(node, what, CONSENT_KEYS, CONSENT_KEYS, diagnostics)
    if block is None:
        return None
    version = _text(block, "version", what, diagnostics)
    on = None if block.get("on") is None else read_day(block.get("on"), f"`on` of {what}", diagnostics)
    return None if version is None or on is None else ConsentForm(version=version, on=on)


def _prescriber(node: Node | None, diagnostics: Diagnostics) -> Prescriber | None:
    what = "`prescriber`"
    block = _block(node, what, PRESCRIBER_KEYS, PRESCRIBER_NEEDS, diagnostics)
    if block is None:
        return None
    name = _text(block, "name", what, diagnostics)
    licence = _text(block, "licence", what, diagnostics)
    return None if name is None else Prescriber(name=name, licence=licence)


def _volume_limits(node: Node | None, sites: Collection[str], diagnostics: Diagnostics) -> tuple[VolumeLimit, ...]:
    limits = None if node is None else as_mapping(node, diagnostics, allowed=tuple(sites), what="`volume_limits`")
    found = (_volume_limit(key.text, each, diagnostics) for key, each in (limits.entries if limits else ()))
    return tuple(each for each in found if each is not None)


def _volume_limit(site: str, node: Node, diagnostics: Diagnostics) -> VolumeLimit | None:
    what = f"the volume limit of `{shortened(site)}`"
    block = _block(node, what, LIMIT_KEYS, LIMIT_NEEDS, diagnostics)
    if block is None:
        return None
    least, most = block.get("minimum"), block.get("maximum")
    minimum = read_quantity(least, f"`minimum` of {what}", "mL", diagnostics, most=MOST_VOLUME, may_be_none=True)
    maximum = read_quantity(most, f"`maximum` of {what}", "mL", diagnostics, most=MOST_VOLUME)
    source = _text(block, "source", what, diagnostics)
    signed = read_approval(block, what, diagnostics)
    if minimum is not None and maximum is not None and minimum > maximum and least is not None:
        diagnostics.error(
            CONTRADICTS_ITSELF, f"{what} has a `minimum` above its `maximum`", least.span, help="exchange the two"
        )
        return None
    if maximum is None or source is None:
        return None
    approval = None if signed is None else Approval(by=signed[0], on=signed[1])
    return VolumeLimit(site=site, minimum=minimum, maximum=maximum, source=source, approval=approval)
