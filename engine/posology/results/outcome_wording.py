"""Definitions of a responder in words, the same on every page that names them."""

from __future__ import annotations

from posology.ir.outcome import Change, Combine, Definition, Instrument, Outcome, OutcomePart
from posology.values.numerals import decimal_in_words, join_in_words


def instrument_with_scale(instrument: Instrument) -> str:
    """`pain on the visual analogue scale (vas), 0 to 10 points of 10`; an end that is not known is not named."""
    scale = instrument.scale
    if scale is None:
        return f"{instrument.name} ({instrument.id}), yes or no"
    if scale.lowest is None or scale.highest is None:
        return f"{instrument.name} ({instrument.id}), {scale.unit}, range not found in the sources read"
    ends = f"{decimal_in_words(scale.lowest)} to {decimal_in_words(scale.highest)}"
    return f"{instrument.name} ({instrument.id}), {ends}{' percent' if scale.unit == 'percent' else ''}"


def part_in_words(part: OutcomePart, outcome: Outcome) -> str:
    """`pain on the visual analogue scale (vas) falls by at least 2 points of 10`."""
    named = next((each.name for each in outcome.instruments if each.id == part.instrument), part.instrument)
    subject = f"{named} ({part.instrument})"
    if part.change is Change.DID_NOT_HAPPEN:
        return f"{subject} {part.change}"
    if part.threshold is None:
        return f"{subject} {part.change} a number that was not found in the sources read"
    return f"{subject} {part.change} {decimal_in_words(part.threshold)} {part.unit}"


def definition_in_words(definition: Definition, outcome: Outcome) -> str:
    """The whole definition as one sentence without its stop."""
    which = "any part" if definition.combine is Combine.ANY else "every part"
    parts = join_in_words([part_in_words(each, outcome) for each in definition.parts])
    if len(definition.parts) == 1:
        return f"a patient responds at a visit where {parts}"
    return f"a patient responds at a visit where {which} of the following is met: {parts}"
