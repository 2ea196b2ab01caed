"""The outcome of a protocol, to be read: each definition with its parts and sources."""

from __future__ import annotations

from collections.abc import Iterator

from posology.ir.outcome import Combine, Definition, Outcome
from posology.render.findings_text import citation_with_note
from posology.render.parts import ENTRY, WITHIN, Heading, Item, Paragraph, Part, labelled
from posology.results.outcome_wording import instrument_with_scale, part_in_words


def outcome_parts(outcome: Outcome | None) -> Iterator[Part]:
    """Every definition, and the visit from which duration is counted; nothing where the source has no outcome."""
    if outcome is None:
        return
    yield Heading("Outcome")
    for definition in outcome.definitions:
        yield from _definition(definition, outcome)
    if not outcome.definitions:
        yield Paragraph("The source defines no responder; the scores are followed as means.", ENTRY)
        for instrument in outcome.instruments:
            yield Item(f"{instrument_with_scale(instrument)}.")
        yield from labelled("Source", f"{citation_with_note(outcome.citation)}.", WITHIN)
    if outcome.initial is not None:
        said = f"Initial responders are those of month {outcome.initial.month}; duration is counted among them."
        yield Paragraph(said, ENTRY)
        yield from labelled("Source", f"{citation_with_note(outcome.initial.citation)}.", WITHIN)


def _definition(definition: Definition, outcome: Outcome) -> Iterator[Part]:
    which = "any of these parts holds" if definition.combine is Combine.ANY else "all of these parts hold"
    named = f" ({definition.id})" if len(outcome.definitions) > 1 else ""
    yield Paragraph(f"A patient has responded{named} at a visit where {which}.", ENTRY)
    yield Paragraph(definition.text, ENTRY)
    for part in definition.parts:
        yield Item(f"{part_in_words(part, outcome)}.")
    yield from labelled("Source", f"{citation_with_note(definition.citation)}.", WITHIN)
