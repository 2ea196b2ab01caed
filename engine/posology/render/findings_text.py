"""The parts that several texts share: where something comes from, what it rests on, medicines, readings, the stamp."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from posology.ir.protocol import Citation, Reading, Source
from posology.render.page import INDENT, Layout, item, labelled, paragraph, status
from posology.render.parts import Item, Part, lines_of
from posology.results.amounts import concentration_in_words, content_in_words, range_in_words, volume_in_words
from posology.results.check import (
    Basis,
    Cells,
    Concentration,
    Content,
    Cumulative,
    ProtocolStamp,
    Volume,
    WashoutFinding,
    WashoutStatus,
)
from posology.results.naming import written_date_in_words
from posology.values.numerals import cells_in_words, date_in_words, decimal_in_words, quantity_in_words
from posology.values.quantity import parse_quantity

NOT_CHOSEN = "not chosen"
WITHIN = 2 * INDENT

# a decimal point tells a number from the year of a partial date
_DECIMAL = re.compile(r"[0-9]+\.[0-9]+", re.ASCII)


def citation_in_words(citation: Citation) -> str:
    """`trial, Inclusion Criteria (verified)`."""
    return f"{citation.ref}, {citation.section} ({citation.confidence})"


def citation_with_note(citation: Citation) -> str:
    """`trial, Ratings (verified; the age of the MRI is not limited)`."""
    note = f"; {citation.note}" if citation.note else ""
    return f"{citation.ref}, {citation.section} ({citation.confidence}{note})"


def basis_in_words(basis: Basis) -> str:
    """The element with its value as recorded, the day and the source of it."""
    if basis.value is None:
        return f"{basis.element} is not recorded"
    beside = [written_date_in_words(basis.date)] if basis.date else []
    beside += [f"source: {basis.source}"] if basis.source else []
    value = recorded_in_words(basis.value)
    return f"{basis.element} {value} ({', '.join(beside)})" if beside else f"{basis.element} {value}"


def recorded_in_words(written: str) -> str:
    """A number or quantity as the one formatter prints it, so that no `52.0 kg` stands on a sheet; else as recorded."""
    quantity = parse_quantity(written)
    if quantity is not None:
        return quantity_in_words(quantity)
    return decimal_in_words(Decimal(written)) if _DECIMAL.fullmatch(written) else written


def capitalised(text: str) -> str:
    """The text with a capital first letter, as it begins a sentence."""
    return f"{text[:1].upper()}{text[1:]}"


def bases_in_words(bases: Iterable[Basis]) -> str:
    """Every value that something rests on, in one line; empty where there is none."""
    return "; ".join(basis_in_words(each) for each in bases)


def planned_in_words(cells: Cells) -> str:
    """The cells that the clinician chose, or that nobody has."""
    return NOT_CHOSEN if cells.planned is None else cells_in_words(cells.planned)


def amount_line(cells: Cells, volume: Volume | None) -> str:
    """The cells and the volume that they are given in; the volume alone where the source counts no cells."""
    if volume is None:
        return cells_line(cells)
    if not cells.counted:
        chosen = "" if volume.planned is not None else f"; planned: {NOT_CHOSEN}"
        return f"{volume_in_words(volume)}{chosen}; the source states no number of cells"
    if cells.maximum == 0:
        return f"{volume_in_words(volume)} without cells"
    given = f"{range_in_words(cells)} in {volume_in_words(volume)}"
    return given if cells.minimum == cells.maximum == cells.planned else f"{given}; planned: {planned_in_words(cells)}"


def particulars(
    volume: Volume | None, concentration: Concentration | None, carrier: str, contents: tuple[Content, ...]
) -> Iterator[str]:
    """What else is to be said of what one target gets, one sentence each."""
    if concentration is not None:
        yield f"Concentration: {concentration_in_words(concentration)}."
    if carrier:
        yield f"Given as: {carrier}."
    if volume is not None:
        yield from (f"Contains {content_in_words(content, volume)}." for content in contents)


def cumulative_in_words(cumulative: Cumulative) -> str:
    """What was given before, and what it comes to with this plan."""
    if cumulative.earlier is None:
        return "the cells given before are not recorded, so no sum can be told."
    return f"{cells_in_words(cumulative.earlier)} before; with this plan {cells_line(cumulative.together)}."


def cells_line(cells: Cells) -> str:
    """The range and what is planned inside it; one number where all three are the same."""
    if not cells.counted or cells.maximum == 0:
        return range_in_words(cells)
    if cells.minimum is not None and cells.minimum == cells.maximum == cells.planned:
        return range_in_words(cells)
    return f"{range_in_words(cells)}; planned: {planned_in_words(cells)}"


def washout_lines(finding: WashoutFinding, layout: Layout) -> Iterator[str]:
    """One medicine: its status, the instruction, the agreement, what to mind, and where the rule comes from."""
    classes = f" ({', '.join(finding.classes)})" if finding.classes else ""
    made_of = [each for each in finding.ingredients if each.casefold() != finding.drug.casefold()]
    contains = f", which contains {', '.join(made_of)}" if made_of else ""
    yield from status(finding.status, f"{finding.drug}{contains}{classes}", layout)
    yield from paragraph(finding.instruction, layout, WITHIN)
    yield from labelled("Last dose", _last_dose(finding), layout, WITHIN)
    if finding.agreement is not None:
        yield from labelled("Agreement", f"{finding.agreement}.", layout, WITHIN)
    for caution in finding.cautions:
        yield from labelled("Caution", f"{caution}.", layout, WITHIN)
    if finding.citation is not None:
        yield from labelled("Source", f"{citation_in_words(finding.citation)}.", layout, WITHIN)


def _last_dose(finding: WashoutFinding) -> str:
    """What is recorded, and from when a held medicine is clear; empty where no rule asks."""
    if finding.rule is None:
        return ""
    recorded = "not recorded" if finding.last_dose is None else written_date_in_words(finding.last_dose)
    if finding.clear_on is None or finding.status is not WashoutStatus.HOLD:
        return f"{recorded}."
    supposed = "; if the instruction is followed from now on," if finding.last_dose == "ongoing" else ";"
    return f"{recorded}{supposed} clear from {date_in_words(finding.clear_on)}."


def reading_in_words(reading: Reading) -> str:
    """The option chosen, and who approved it."""
    chosen = next((each for each in reading.options if each.id == reading.chosen), None)
    approved = f"approved by {reading.approved_by}" if reading.approved_by else "not approved"
    says = f": {chosen.says}" if chosen is not None else ""
    return f"{reading.id} is read as {reading.chosen}{says} ({approved})."


def reading_lines(reading: Reading, layout: Layout) -> Iterator[str]:
    """One reading: the option chosen, who approved it, the question, and what else could have been chosen."""
    chosen = next((each for each in reading.options if each.id == reading.chosen), None)
    yield from item(reading_in_words(reading), layout)
    yield from labelled("Question", reading.question, layout, WITHIN)
    others = "; ".join(f"{each.id}, {each.says}" for each in reading.options if each.id != reading.chosen)
    yield from labelled("Other options", f"{others}." if others else "", layout, WITHIN)
    if chosen is not None:
        yield from labelled("Evidence", f"{citation_with_note(chosen.citation)}.", layout, WITHIN)


def source_parts(sources: Iterable[Source]) -> Iterator[Part]:
    """Each source with its authors, where it stands, and how much of it was read."""
    for each in sources:
        year = f", {each.year}" if each.year is not None else ""
        parts = (each.title, f"{each.authors}{year}", each.locator, f"what was read of it: {each.read}")
        yield Item(f"{each.id}: {' '.join(f'{capitalised(part)}.' for part in parts)}")


def source_lines(sources: Iterable[Source], layout: Layout) -> Iterator[str]:
    """The same as lines of text."""
    for part in source_parts(sources):
        yield from lines_of(part, layout)


def stamp_lines(
    stamp: ProtocolStamp, record: tuple[str, str], engine_version: str, layout: Layout, indent: int = INDENT
) -> Iterator[str]:
    """Which protocol, record and engine stand behind the result; `record` is its id and the hash of its bytes."""
    yield from labelled("Protocol", f"{stamp.id}, version {stamp.version}, {stamp.status}", layout, indent)
    yield from labelled("Protocol hash", f"sha256 {stamp.sha256}", layout, indent)
    yield from labelled("Record", record[0], layout, indent)
    yield from labelled("Record hash", f"sha256 {record[1]}", layout, indent)
    yield from labelled("Engine", f"posology {engine_version}", layout, indent)
