"""A site file as written: what one clinic has decided. It is not a protocol and adds no rules."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeAlias

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.protocol.readings import Choice
from posology.reader.document import read_document
from posology.reader.shape import MISSING_KEY, as_integer, as_mapping, as_text
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.dates import Precision, parse_date

NOT_A_DATE = "P0601"
OTHER_PROTOCOL = "P0602"
NO_SUCH_READING = "P0606"
NO_SUCH_OPTION = "P0607"
NOT_PRINTABLE = "P0611"

KEYS = (
    "site", "protocol", "readings", "holds", "planned", "volume_limits", "product", "lots", "legal_basis", "ethics",
    "consent", "prescriber", "people", "weight_change", "time_zone",
)  # fmt: skip
NEEDS = ("site", "protocol")
DECISION_KEYS, DECISION_NEEDS = ("chosen", "approved_by", "on"), ("chosen",)
HOLD_KEYS = ("days", "approved_by", "on")
PLANNED_KEYS = ("cells", "volume", "over", "approved_by", "on")

MOST_PLANNED = 100_000_000_000
"""Cells for one target; as many as the compiler takes from a protocol."""

LONGEST_HOLD = 730
"""Days; as many as the compiler takes from a protocol."""

LONGEST_TEXT = 200
"""Characters that have room in a row of a sheet, where no name may be cut short."""

Signed: TypeAlias = tuple[str, date]
"""Who approved something, and on which day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The option that a clinic chose for a reading, and by whom and when that was approved, if it was."""

    reading: str
    option: str
    approved: Signed | None
    span: Span
    option_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDose:
    """What a clinic plans for each target of a plan step: cells, and as written volume and time of an infusion."""

    step: str
    cells: int | None
    volume: Node | None
    over: Node | None
    approved: Signed | None
    span: Span
    cells_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedHold:
    """A hold that a clinic approves or lengthens, by washout rule or by block. `days` None leaves it as it is."""

    rule: str
    days: int | None
    approved: Signed | None
    span: Span
    days_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The readings that a clinic chose, the holds that it lengthens, and the doses that it plans inside the ranges.

    `root` is the whole file, whose other blocks the compiler reads; `sha256` is over its bytes.
    """

    name: str = ""
    decisions: tuple[Decision, ...] = ()
    holds: tuple[DecidedHold, ...] = ()
    planned: tuple[PlannedDose, ...] = ()
    root: Mapping | None = None
    sha256: str | None = None

    @property
    def chosen(self) -> Dict[str, str]:
        """The option chosen, by reading."""
        return {each.reading: each.option for each in self.decisions}

    @property
    def approved(self) -> Dict[str, str]:
        """Who approved and when, by reading; a reading without an approval is not in it."""
        signed = {each.reading: each.approved for each in self.decisions if each.approved is not None}
        return {reading: f"{by}, {on.isoformat()}" for reading, (by, on) in signed.items()}


NO_SITE = Site()


def read_site(content: bytes, name: str, protocol_id: str, diagnostics: Diagnostics) -> Site:
    """The site that the file describes for that protocol; faults are reported and what is faulty is left out.

    An empty `protocol_id` is that of a protocol that does not say what it is: then nothing is compared with it.
    """
    root = as_mapping(
        read_document(content, name, diagnostics), diagnostics, allowed=KEYS, required=NEEDS, what="the site file"
    )
    if root is None:
        return NO_SITE
    place = root.get("protocol")
    protocol = as_text(place, diagnostics, what="`protocol` of the site file")
    site = Site(
        name=read_text(root.get("site"), "`site` of the site file", diagnostics) or "",
        decisions=_read_decisions(root.get("readings"), diagnostics),
        holds=_read_holds(root.get("holds"), diagnostics),
        planned=_read_planned(root.get("planned"), diagnostics),
        root=root,
        sha256=sha256(content).hexdigest(),
    )
    if protocol is None or place is None or protocol_id in {"", protocol}:
        return site
    message = f"the site file decides for the protocol `{shortened(protocol)}`, and `{protocol_id}` is asked for"
    diagnostics.error(OTHER_PROTOCOL, message, place.span, help="use the site file that was made for this protocol")
    return NO_SITE


def protocol_of(content: bytes, name: str) -> str | None:
    """The protocol that a site file says it decides for; None where it does not say it."""
    root = read_document(content, name, Diagnostics())
    node = root.get("protocol") if isinstance(root, Mapping) else None
    return node.value if isinstance(node, Scalar) and isinstance(node.value, str) else None


def check_decisions(site: Site, choices: tuple[Choice, ...], diagnostics: Diagnostics) -> None:
    """Reports each decision about a reading, or for an option, that the protocol does not have."""
    options = {each.id: each.options for each in choices}
    for decision in site.decisions:
        if decision.reading not in options:
            listed = f"its readings are {', '.join(options)}" if options else "it declares none"
            help_text = suggestion(decision.reading, options, listed)
            message = f"the protocol has no reading `{shortened(decision.reading)}`"
            diagnostics.error(NO_SUCH_READING, message, decision.span, help=help_text)
        elif decision.option not in options[decision.reading]:
            known = options[decision.reading]
            help_text = suggestion(decision.option, known, f"the options are {', '.join(known)}")
            message = f"the reading `{decision.reading}` has no option `{shortened(decision.option)}`"
            diagnostics.error(NO_SUCH_OPTION, message, decision.option_span, help=help_text)


def _read_decisions(node: Node | None, diagnostics: Diagnostics) -> tuple[Decision, ...]:
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`readings`")
    found = (_read_decision(key, each, diagnostics) for key, each in (block.entries if block else ()))
    return tuple(each for each in found if each is not None)


def _read_decision(key: Scalar, node: Node, diagnostics: Diagnostics) -> Decision | None:
    what = f"the reading `{shortened(key.text)}`"
    reading = as_mapping(node, diagnostics, allowed=DECISION_KEYS, required=DECISION_NEEDS, what=what)
    if reading is None:
        return None
    approved = read_approval(reading, what, diagnostics)
    chosen = reading.get("chosen")
    option = None if chosen is None else as_text(chosen, diagnostics, what=f"`chosen` of {what}")
    if option is None or chosen is None:
        return None
    return Decision(reading=key.text, option=option, approved=approved, span=key.span, option_span=chosen.span)


def read_approval(block: Mapping, what: str, diagnostics: Diagnostics, by_key: str = "approved_by") -> Signed | None:
    """Who approved and when; an approval without a person or without its day is none."""
    by, on = block.get(by_key), block.get("on")
    if by is None and on is None:
        return None
    who = None if by is None else read_text(by, f"`{by_key}` of {what}", diagnostics)
    when = None if on is None else read_day(on, f"`on` of {what}", diagnostics)
    if by is None or on is None:
        message = f"the approval of {what} needs both `{by_key}` and `on`"
        present = "on" if by is None else by_key
        diagnostics.error(NOT_A_DATE, message, block.key_span(present), help="say who approved it and when")
        return None
    return None if who is None or when is None else (who, when)


def read_day(node: Node | None, what: str, diagnostics: Diagnostics) -> date | None:
    """A whole day, as 2026-11-20."""
    written = as_text(node, diagnostics, what=what)
    if written is None or node is None:
        return None
    day = parse_date(written)
    if day is not None and day.precision is Precision.DAY:
        return day.earliest
    diagnostics.error(NOT_A_DATE, f"{what} is not the date of a day", node.span, help="write it as 2026-11-20")
    return None


def read_text(node: Node | None, what: str, diagnostics: Diagnostics) -> str | None:
    """A text that can be printed whole in one row: no line break, no sign that cannot be seen, not too long."""
    written = as_text(node, diagnostics, what=what)
    if written is None or node is None:
        return None
    if written.isprintable() and len(written) <= LONGEST_TEXT:
        return written
    help_text = f"write at most {LONGEST_TEXT} characters on one line, without signs that cannot be seen"
    diagnostics.error(NOT_PRINTABLE, f"{what} cannot be printed as it is", node.span, help=help_text)
    return None


def _read_holds(node: Node | None, diagnostics: Diagnostics) -> tuple[DecidedHold, ...]:
    """Approvals and longer holds, by washout rule."""
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`holds`")
    found: list[DecidedHold] = []
    for key, each in block.entries if block else ():
        what = f"the hold `{shortened(key.text)}`"
        hold = as_mapping(each, diagnostics, allowed=HOLD_KEYS, what=what)
        if hold is None:
            continue
        number = hold.get("days")
        days = (
            None
            if number is None
            else as_integer(number, diagnostics, what=f"`days` of {what}", lowest=1, highest=LONGEST_HOLD)
        )
        found.append(
            DecidedHold(
                rule=key.text,
                days=days,
                approved=read_approval(hold, what, diagnostics),
                span=key.span,
                days_span=key.span if number is None else number.span,
            )
        )
    return tuple(found)


def _read_planned(node: Node | None, diagnostics: Diagnostics) -> tuple[PlannedDose, ...]:
    """Cells and volume for each target, by plan step; the compiler reads the volume, whose unit it knows."""
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`planned`")
    planned: list[PlannedDose] = []
    for key, each in block.entries if block else ():
        what = f"the planned dose of `{shortened(key.text)}`"
        dose = as_mapping(each, diagnostics, allowed=PLANNED_KEYS, what=what)
        if dose is None:
            continue
        number, volume, over = dose.get("cells"), dose.get("volume"), dose.get("over")
        if number is None and volume is None and over is None:
            diagnostics.error(MISSING_KEY, f"{what} has no `cells`", dose.span, help="add `cells: …`, or `volume: …`")
            continue
        cells = None if number is None else as_integer(number, diagnostics, what=what, lowest=1, highest=MOST_PLANNED)
        if cells is not None or volume is not None or over is not None:
            place = key.span if number is None else number.span
            planned.append(
                PlannedDose(
                    step=key.text,
                    cells=cells,
                    volume=volume,
                    over=over,
                    approved=read_approval(dose, what, diagnostics),
                    span=key.span,
                    cells_span=place,
                )
            )
    return tuple(planned)
