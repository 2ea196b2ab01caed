"""A site file: what one clinic has decided. It is not a protocol and adds no rules."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.protocol.readings import Choice
from posology.reader.document import read_document
from posology.reader.shape import as_integer, as_mapping, as_text
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.dates import Precision, parse_date

NOT_A_DATE = "P0601"
OTHER_PROTOCOL = "P0602"
NO_SUCH_READING = "P0606"
NO_SUCH_OPTION = "P0607"

KEYS = ("site", "protocol", "readings", "planned")

MOST_PLANNED = 100_000_000_000
"""Cells for one target; as many as the compiler takes from a protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The option that a clinic chose for a reading, and by whom and when that was approved, if it was."""

    reading: str
    option: str
    approved: str | None
    span: Span
    option_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedDose:
    """The cells that a clinic plans for each target of a plan step."""

    step: str
    cells: int
    span: Span
    cells_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The readings that a clinic chose, who approved which, and the doses that it plans inside the ranges."""

    name: str = ""
    decisions: tuple[Decision, ...] = ()
    planned: tuple[PlannedDose, ...] = ()

    @property
    def chosen(self) -> Dict[str, str]:
        """The option chosen, by reading."""
        return {each.reading: each.option for each in self.decisions}

    @property
    def approved(self) -> Dict[str, str]:
        """Who approved and when, by reading; a reading without an approval is not in it."""
        return {each.reading: each.approved for each in self.decisions if each.approved is not None}


NO_SITE = Site()


def read_site(content: bytes, name: str, protocol_id: str, diagnostics: Diagnostics) -> Site:
    """The site that the file describes for that protocol; faults are reported and what is faulty is left out.

    An empty `protocol_id` is that of a protocol that does not say what it is: then nothing is compared with it.
    """
    root = as_mapping(
        read_document(content, name, diagnostics),
        diagnostics,
        allowed=KEYS,
        required=("site", "protocol"),
        what="the site file",
    )
    if root is None:
        return NO_SITE
    place = root.get("protocol")
    protocol = as_text(place, diagnostics, what="`protocol` of the site file")
    site = Site(
        name=as_text(root.get("site"), diagnostics, what="`site` of the site file") or "",
        decisions=_read_decisions(root.get("readings"), diagnostics),
        planned=_read_planned(root.get("planned"), diagnostics),
    )
    if protocol is None or place is None or protocol_id in {"", protocol}:
        return site
    message = f"the site file decides for the protocol `{shortened(protocol)}`, and `{protocol_id}` is asked for"
    diagnostics.error(OTHER_PROTOCOL, message, place.span, help="use the site file that was made for this protocol")
    return NO_SITE


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
    reading = as_mapping(node, diagnostics, allowed=("chosen", "approved_by", "on"), required=("chosen",), what=what)
    if reading is None:
        return None
    approved = _read_approval(reading, what, diagnostics)
    chosen = reading.get("chosen")
    option = None if chosen is None else as_text(chosen, diagnostics, what=f"`chosen` of {what}")
    if option is None or chosen is None:
        return None
    return Decision(reading=key.text, option=option, approved=approved, span=key.span, option_span=chosen.span)


def _read_approval(reading: Mapping, what: str, diagnostics: Diagnostics) -> str | None:
    """Who approved and when; an approval without a person or without its day is none."""
    by, on = reading.get("approved_by"), reading.get("on")
    if by is None and on is None:
        return None
    who = None if by is None else as_text(by, diagnostics, what=f"`approved_by` of {what}")
    when = None if on is None else as_text(on, diagnostics, what=f"`on` of {what}")
    if by is None or on is None:
        message = f"the approval of {what} needs both `approved_by` and `on`"
        present = "on" if by is None else "approved_by"
        diagnostics.error(NOT_A_DATE, message, reading.key_span(present), help="say who approved it and when")
        return None
    day = None if when is None else parse_date(when)
    if when is not None and (day is None or day.precision is not Precision.DAY):
        message = f"`on` of {what} is not the date of a day"
        diagnostics.error(NOT_A_DATE, message, on.span, help="write it as 2026-11-20")
        return None
    return None if who is None or when is None else f"{who}, {when}"


def _read_planned(node: Node | None, diagnostics: Diagnostics) -> tuple[PlannedDose, ...]:
    """Cells for each target, by plan step."""
    block = None if node is None else as_mapping(node, diagnostics, allowed=None, what="`planned`")
    planned: list[PlannedDose] = []
    for key, each in block.entries if block else ():
        what = f"the planned dose of `{shortened(key.text)}`"
        dose = as_mapping(each, diagnostics, allowed=("cells",), required=("cells",), what=what)
        number = None if dose is None else dose.get("cells")
        cells = None if number is None else as_integer(number, diagnostics, what=what, lowest=1, highest=MOST_PLANNED)
        if cells is not None and number is not None:
            planned.append(PlannedDose(step=key.text, cells=cells, span=key.span, cells_span=number.span))
    return tuple(planned)
