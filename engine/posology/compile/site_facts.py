"""What a site file states beside its decisions and its product: the paperwork, and volumes that are never passed.

Every fact may be missing, and what is faulty is reported and left out: nothing is filled in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

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
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.site import (
    Approval,
    BasisKind,
    ConsentForm,
    Ethics,
    LegalBasis,
    Prescriber,
    VolumeLimit,
    WeightChange,
)
from posology.protocol.site import read_approval, read_day
from posology.reader.shape import as_mapping
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node

LEGAL_NEEDS = ("kind", "number", "recorded_by", "on")
ETHICS_NEEDS = ("board", "number", "on")
CONSENT_NEEDS = ("version", "on")
LEGAL_KEYS, ETHICS_KEYS, CONSENT_KEYS = ((*needs, "expires") for needs in (LEGAL_NEEDS, ETHICS_NEEDS, CONSENT_NEEDS))
PRESCRIBER_KEYS, PRESCRIBER_NEEDS = ("name", "licence"), ("name",)
WEIGHT_CHANGE_KEYS, WEIGHT_CHANGE_NEEDS = ("most", "source", "approved_by", "on"), ("most", "source")
LIMIT_KEYS, LIMIT_NEEDS = ("minimum", "maximum", "source", "approved_by", "on"), ("maximum", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteFacts:
    """What the file states, each None where it does not."""

    legal_basis: LegalBasis | None = None
    ethics: Ethics | None = None
    consent: ConsentForm | None = None
    prescriber: Prescriber | None = None
    volume_limits: tuple[VolumeLimit, ...] = ()
    weight_change: WeightChange | None = None


def compile_facts(root: Mapping | None, sites: Collection[str], diagnostics: Diagnostics) -> SiteFacts:
    """The facts of the file; `sites` are the places of injection that it may name."""
    if root is None:
        return SiteFacts()
    return SiteFacts(
        legal_basis=_legal_basis(root.get("legal_basis"), diagnostics),
        ethics=_ethics(root.get("ethics"), diagnostics),
        consent=_consent(root.get("consent"), diagnostics),
        prescriber=_prescriber(root.get("prescriber"), diagnostics),
        volume_limits=_volume_limits(root.get("volume_limits"), sites, diagnostics),
        weight_change=_weight_change(root.get("weight_change"), diagnostics),
    )


def _legal_basis(node: Node | None, diagnostics: Diagnostics) -> LegalBasis | None:
    what = "`legal_basis`"
    block = read_block(node, what, LEGAL_KEYS, LEGAL_NEEDS, diagnostics)
    if block is None:
        return None
    kind = read_word(block, "kind", BasisKind, what, diagnostics)
    number = read_line(block, "number", what, diagnostics)
    complete = all(block.get(key) is not None for key in ("recorded_by", "on"))
    signed = read_approval(block, what, diagnostics, "recorded_by") if complete else None
    if kind is None or number is None or signed is None:
        return None
    recorded = Approval(by=signed[0], on=signed[1])
    return LegalBasis(kind=kind, number=number, recorded=recorded, expires=_expires(block, what, diagnostics))


def _expires(block: Mapping, what: str, diagnostics: Diagnostics) -> date | None:
    """The last day on which it holds, None where none is stated."""
    node = block.get("expires")
    return None if node is None else read_day(node, f"`expires` of {what}", diagnostics)


def _ethics(node: Node | None, diagnostics: Diagnostics) -> Ethics | None:
    what = "`ethics`"
    block = read_block(node, what, ETHICS_KEYS, ETHICS_NEEDS, diagnostics)
    if block is None:
        return None
    board, number = read_line(block, "board", what, diagnostics), read_line(block, "number", what, diagnostics)
    on = None if block.get("on") is None else read_day(block.get("on"), f"`on` of {what}", diagnostics)
    if board is None or number is None or on is None:
        return None
    return Ethics(board=board, number=number, on=on, expires=_expires(block, what, diagnostics))


def _consent(node: Node | None, diagnostics: Diagnostics) -> ConsentForm | None:
    what = "`consent`"
    block = read_block(node, what, CONSENT_KEYS, CONSENT_NEEDS, diagnostics)
    if block is None:
        return None
    version = read_line(block, "version", what, diagnostics)
    on = None if block.get("on") is None else read_day(block.get("on"), f"`on` of {what}", diagnostics)
    if version is None or on is None:
        return None
    return ConsentForm(version=version, on=on, expires=_expires(block, what, diagnostics))


def _prescriber(node: Node | None, diagnostics: Diagnostics) -> Prescriber | None:
    what = "`prescriber`"
    block = read_block(node, what, PRESCRIBER_KEYS, PRESCRIBER_NEEDS, diagnostics)
    if block is None:
        return None
    name = read_line(block, "name", what, diagnostics)
    licence = read_line(block, "licence", what, diagnostics)
    return None if name is None else Prescriber(name=name, licence=licence)


def _weight_change(node: Node | None, diagnostics: Diagnostics) -> WeightChange | None:
    what = "`weight_change`"
    block = read_block(node, what, WEIGHT_CHANGE_KEYS, WEIGHT_CHANGE_NEEDS, diagnostics)
    if block is None:
        return None
    most = read_quantity(block.get("most"), f"`most` of {what}", "%", diagnostics, most=ONE_HUNDRED)
    source = read_line(block, "source", what, diagnostics)
    approval = read_signed(block, what, diagnostics)
    return None if most is None or source is None else WeightChange(most=most, source=source, approval=approval)


def _volume_limits(node: Node | None, sites: Collection[str], diagnostics: Diagnostics) -> tuple[VolumeLimit, ...]:
    limits = None if node is None else as_mapping(node, diagnostics, allowed=tuple(sites), what="`volume_limits`")
    found = (_volume_limit(key.text, each, diagnostics) for key, each in (limits.entries if limits else ()))
    return tuple(each for each in found if each is not None)


def _volume_limit(site: str, node: Node, diagnostics: Diagnostics) -> VolumeLimit | None:
    what = f"the volume limit of `{shortened(site)}`"
    block = read_block(node, what, LIMIT_KEYS, LIMIT_NEEDS, diagnostics)
    if block is None:
        return None
    least, most = block.get("minimum"), block.get("maximum")
    minimum = read_quantity(least, f"`minimum` of {what}", "mL", diagnostics, most=MOST_VOLUME, may_be_none=True)
    maximum = read_quantity(most, f"`maximum` of {what}", "mL", diagnostics, most=MOST_VOLUME)
    source = read_line(block, "source", what, diagnostics)
    approval = read_signed(block, what, diagnostics)
    if minimum is not None and maximum is not None and minimum > maximum and least is not None:
        diagnostics.error(
            CONTRADICTS_ITSELF, f"{what} has a `minimum` above its `maximum`", least.span, help="exchange the two"
        )
        return None
    if maximum is None or source is None:
        return None
    return VolumeLimit(site=site, minimum=minimum, maximum=maximum, source=source, approval=approval)
