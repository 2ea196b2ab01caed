"""A site file: what one clinic has decided. It is not a protocol and adds no rules."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.document import read_document
from posology.reader.shape import as_integer, as_mapping, as_text
from posology.reader.tree import Mapping, Node
from posology.values.dates import parse_date

NOT_A_DATE = "P0601"
OTHER_PROTOCOL = "P0602"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDose:
    """The cells that a clinic plans for each target of a plan step."""

    step: str
    cells: int
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The readings that a clinic chose, who approved which, and the doses that it plans inside the ranges."""

    name: str = ""
    chosen: Dict[str, str] = field(default_factory=dict)
    approved: Dict[str, str] = field(default_factory=dict)
    planned: tuple[PlannedDose, ...] = ()


NO_SITE = Site()


def read_site(content: bytes, name: str, protocol_id: str, diagnostics: Diagnostics) -> Site:
    """The site that the file describes for that protocol; faults are reported and what is faulty is left out."""
    root = as_mapping(
        read_document(content, name, diagnostics),
        diagnostics,
        allowed=("site", "protocol", "readings", "planned"),
        required=("site", "protocol"),
        what="the site file",
    )
    if root is None:
        return NO_SITE
    protocol = as_text(root.get("protocol"), diagnostics, what="`protocol` of the site file")
    if protocol is not None and protocol != protocol_id:
        place = root.get("protocol")
        diagnostics.error(
            OTHER_PROTOCOL,
            f"the site file decides for the protocol `{protocol}`, and `{protocol_id}` is asked for",
            place.span if place else root.span,
        )
    chosen, approved = _read_readings(root.get("readings"), diagnostics)
    return Site(
        name=as_text(root.get("site"), diagnostics, what="`site` of the site file") or "",
        chosen=chosen,
        approved=approved,
        planned=_read_planned(root.get("planned"), diagnostics),
    )


def _read_readings(node: Node | None, diagnostics: Diagnostics) -> tuple[dict[str, str], dict[str, str]]:
    chosen: dict[str, str] = {}
    approved: dict[str, str] = {}
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`readings`")
    for key, each in block.entries if block else ():
        what = f"the reading `{key.text}`"
        reading = as_mapping(each, diagnostics, allowed=("chosen", "approved_by", "on"), required=("chosen",), what=what)
        if reading is None:
            continue
        option = as_text(reading.get("chosen"), diagnostics, what=f"`chosen` of {what}")
        if option is not None:
            chosen[key.text] = option
        approval = _read_approval(reading, what, diagnostics)
        if approval is not None:
            approved[key.text] = approval
    return chosen, approved


def _read_approval(reading: Mapping, what: str, diagnostics: Diagnostics) -> str | None:
    """Who approved and when; an approval without its date is none."""
    if reading.get("approved_by") is None and reading.get("on") is None:
        return None
    who = as_text(reading.get("approved_by"), diagnostics, what=f"`approved_by` of {what}")
    when = as_text(reading.get("on"), diagnostics, what=f"`on` of {what}")
    if when is not None and parse_date(when) is None:
        diagnostics.error(NOT_A_DATE, f"`on` of {what} is not a date", reading.key_span("on"), help="write it as 2026-11-20")
        return None
    if who is None or when is None:
        diagnostics.error(
            NOT_A_DATE, f"the approval of {what} needs both `approved_by` and `on`", reading.span, help="say who approved it and when"
        )
        return None
    return f"{who}, {when}"


def _read_planned(node: Node | None, diagnostics: Diagnostics) -> tuple[PlannedDose, ...]:
    """Cells for each target, by plan step."""
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`planned`")
    planned: list[PlannedDose] = []
    for key, each in block.entries if block else ():
        what = f"the planned dose of `{key.text}`"
        dose = as_mapping(each, diagnostics, allowed=("cells",), required=("cells",), what=what)
        cells = None if dose is None else as_integer(dose.get("cells"), diagnostics, what=what, lowest=1)
        if cells is not None:
            planned.append(PlannedDose(step=key.text, cells=cells, span=key.span))
    return tuple(planned)
