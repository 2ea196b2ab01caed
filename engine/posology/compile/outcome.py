"""The outcome: which scores are followed, and the definitions of a responder."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from decimal import Decimal

from posology.compile.desk import NUMBER_WITHOUT_UNIT, OUT_OF_PROPORTION, Desk
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.ir.outcome import (
    FROM_BASELINE,
    PERCENT_OF_BASELINE,
    Change,
    Combine,
    Definition,
    InitialVisit,
    Instrument,
    Outcome,
    OutcomePart,
    Scale,
)
from posology.ir.visit import Visit
from posology.knowledge.instruments import DESCRIPTION, EVENT, DeclaredInstrument
from posology.reader.shape import as_decimal, as_integer
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

NOT_ASKED = "P0454"
UNKNOWN_INSTRUMENT = "P0480"
WHICH_SCALE = "P0481"
WRONG_UNIT = "P0482"
NOT_FOR_THIS_KIND = "P0483"

NONE = "none"
NOT_FOUND = "not found"
RESPONDER = "responder"
"""The id of the definition of a protocol that has only one."""

MOST_MONTHS = 600
MOST_PERCENT = 100

WHAT = "`outcome`"
ONE_KEYS, MANY_KEYS = ("combine", "parts"), ("definitions",)
BESIDE_KEYS = ("initial", "scales", "source")
DEFINITION_KEYS, DEFINITION_NEEDS = ("text", "combine", "parts", "source"), ("combine", "parts")
INITIAL_KEYS, INITIAL_NEEDS = ("month", "source"), ("month",)
PART_KEYS = ("id", "instrument", "change", "threshold", "unit", "source")
PART_NEEDS = ("id", "instrument", "change")


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a part may name: the instruments of the visits, all that are declared, and the scales chosen by hand."""

    asked: frozenset[str]
    declared: Dict[str, DeclaredInstrument]
    chosen: Dict[str, Scalar]
    place: Span


def compile_outcome(node: Node | None, visits: tuple[Visit, ...], desk: Desk) -> Outcome | None:
    """The outcome; None where the source has none."""
    if node is None or _says_none(node):
        return None
    several = isinstance(node, Mapping) and node.get("definitions") is not None
    form = MANY_KEYS if several else ONE_KEYS
    # a source that defines no responder has no parts, and nothing to combine
    required = ("parts",) if isinstance(node, Mapping) and _says_none(node.get("parts")) else form
    block = desk.block(node, WHAT, (*form, *BESIDE_KEYS), required)
    if block is None:
        return None
    asked = frozenset(instrument for visit in visits for instrument in visit.instruments)
    terms = _Terms(asked, desk.reference.instruments.by_id, _chosen_scales(block.get("scales"), desk), block.span)
    before = len(desk.diagnostics.found)
    definitions = _definitions(block, terms, desk) if several else _one(block, terms, desk)
    sound = len(desk.diagnostics.found) == before
    return Outcome(
        definitions=definitions,
        # what a faulty part would have said of a score is not known, and asking for it would be a second fault of one
        instruments=_instruments(definitions, terms, desk) if sound else (),
        initial=_initial(block.get("initial"), desk),
        citation=desk.citation(block, WHAT),
    )


def _says_none(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.value == NONE


def _one(block: Mapping, terms: _Terms, desk: Desk) -> tuple[Definition, ...]:
    """The only definition, written in the block itself; none where its parts are `none`."""
    parts = block.get("parts")
    if _says_none(parts):
        return ()
    return (
        Definition(
            id=RESPONDER,
            text="",
            combine=_combine(block, WHAT, desk),
            parts=_parts(parts, WHAT, terms, desk),
            citation=desk.citation(block, WHAT),
        ),
    )


def _definitions(block: Mapping, terms: _Terms, desk: Desk) -> tuple[Definition, ...]:
    entries = desk.entries(block.get("definitions"), f"`definitions` of {WHAT}", at_least_one=True)
    found = [_definition(key, node, terms, desk) for key, node in entries]
    return tuple(each for each in found if each is not None)


def _definition(key: Scalar, node: Node, terms: _Terms, desk: Desk) -> Definition | None:
    what = f"the definition `{shortened(key.text)}`"
    block = desk.block(node, what, DEFINITION_KEYS, DEFINITION_NEEDS)
    if block is None:
        return None
    return Definition(
        id=key.text,
        text=desk.text(block, "text", what),
        combine=_combine(block, what, desk),
        parts=_parts(block.get("parts"), what, terms, desk),
        citation=desk.citation(block, what),
    )


def _combine(block: Mapping, what: str, desk: Desk) -> Combine:
    written = desk.option(block, "combine", what, tuple(each.value for each in Combine))
    return Combine(written) if written else Combine.ALL


def _initial(node: Node | None, desk: Desk) -> InitialVisit | None:
    """The visit from which duration is counted; a number, so it has a source of its own."""
    what = f"`initial` of {WHAT}"
    block = None if node is None else desk.block(node, what, INITIAL_KEYS, INITIAL_NEEDS)
    if block is None:
        return None
    month = as_integer(block.get("month"), desk.diagnostics, what=f"`month` of {what}", lowest=1, highest=MOST_MONTHS)
    citation = desk.citation(block, what)
    return None if month is None else InitialVisit(month=month, citation=citation)


def _chosen_scales(node: Node | None, desk: Desk) -> dict[str, Scalar]:
    """The scale that the protocol names for an instrument that has several."""
    block = None if node is None else desk.mapping(node, f"`scales` of {WHAT}")
    entries = block.entries if block else ()
    return {key.text: each for key, each in entries if isinstance(each, Scalar)}


def _parts(node: Node | None, owner: str, terms: _Terms, desk: Desk) -> tuple[OutcomePart, ...]:
    items = desk.items(node, f"`parts` of {owner}", at_least_one=True)
    ids = [each.get("id") for each in items if isinstance(each, Mapping)]
    written = [each for each in ids if isinstance(each, Scalar) and isinstance(each.value, str)]
    desk.once(written, f"the ids of `parts` of {owner}")
    for each in written:
        desk.check_id(each)
    found = [_part(each, owner, terms, desk) for each in items]
    return tuple(each for each in found if each is not None)


def _part(node: Node, owner: str, terms: _Terms, desk: Desk) -> OutcomePart | None:
    what = f"a part of {owner}"
    block = desk.block(node, what, PART_KEYS, PART_NEEDS)
    if block is None:
        return None
    instrument = _instrument_of(block, what, terms, desk)
    written = desk.option(block, "change", what, tuple(each.value for each in Change))
    change = Change(written) if written else Change.DID_NOT_HAPPEN
    fits = written is not None and instrument is not None and _fits(block, change, instrument, what, desk)
    happens = change is Change.DID_NOT_HAPPEN
    threshold = None if happens else _threshold(block, what, desk)
    if fits and instrument is not None and not happens:
        _check_unit(block, change, instrument, threshold, desk)
    return OutcomePart(
        id=desk.text(block, "id", what),
        instrument=desk.text(block, "instrument", what),
        change=change,
        threshold=threshold,
        unit=desk.text(block, "unit", what),
        citation=desk.citation(block, what, drives=happens or threshold is not None),
    )


def _instrument_of(block: Mapping, what: str, terms: _Terms, desk: Desk) -> DeclaredInstrument | None:
    """The instrument that the part names, if it is one that is declared and that some visit takes."""
    name, place = desk.text(block, "instrument", what), block.get("instrument")
    if not name or place is None:
        return None
    declared = terms.declared.get(name)
    if declared is None:
        message = f"`{shortened(name)}` is no instrument that is declared"
        help_text = suggestion(name, terms.declared, "declare it in the list of instruments, with its scale")
        desk.diagnostics.error(UNKNOWN_INSTRUMENT, message, place.span, help=help_text)
    elif terms.asked and name not in terms.asked and declared.kind != EVENT:
        message = f"no visit asks for `{shortened(name)}`, so this part would never be known"
        otherwise = f"the visits ask for {', '.join(sorted(terms.asked))}"
        help_text = suggestion(name, terms.asked, otherwise)
        desk.diagnostics.error(NOT_ASKED, message, place.span, help=help_text)
    return declared


def _fits(block: Mapping, change: Change, instrument: DeclaredInstrument, what: str, desk: Desk) -> bool:
    """Whether the instrument can have the change: an event happens or does not, a score changes."""
    happens = change is Change.DID_NOT_HAPPEN
    place = block.key_span("change")
    if instrument.kind == DESCRIPTION:
        message = f"`{instrument.id}` is described and has no score, so {what} cannot rest on it"
        desk.diagnostics.error(NOT_FOR_THIS_KIND, message, place, help="take an instrument with a score")
    elif happens != (instrument.kind == EVENT):
        kind = "an event, which happens or does not" if instrument.kind == EVENT else "a score"
        message = f"`{instrument.id}` is {kind}, so it cannot be asked whether it `{change.value}`"
        wanted = "write `did not happen`" if instrument.kind == EVENT else "write `falls by at least`, or another"
        desk.diagnostics.error(NOT_FOR_THIS_KIND, message, place, help=wanted)
    elif change in FROM_BASELINE and not instrument.at_baseline:
        message = f"`{instrument.id}` has no baseline from which it could change"
        desk.diagnostics.error(NOT_FOR_THIS_KIND, message, place, help="write `is at least` or `is at most`")
    elif happens and block.get("threshold") is not None:
        message = "an event that did not happen has no threshold"
        desk.diagnostics.error(NOT_FOR_THIS_KIND, message, block.key_span("threshold"), help="leave it out")
    else:
        return True
    return False


def _threshold(block: Mapping, what: str, desk: Desk) -> Decimal | None:
    """The threshold, which has a unit; None where it is `not found`."""
    place = block.get("threshold")
    if place is None:
        help_text = "add `threshold: …`, or `threshold: not found` where no source that was read states it"
        desk.diagnostics.error(NUMBER_WITHOUT_UNIT, f"{what} has no `threshold`", block.span, help=help_text)
        return None
    if isinstance(place, Scalar) and place.value == NOT_FOUND:
        return None
    if block.get("unit") is None:
        message = f"{what} gives a number without a unit"
        help_text = "add `unit: points of 10`, or `unit: percent of baseline`"
        desk.diagnostics.error(NUMBER_WITHOUT_UNIT, message, block.key_span("threshold"), help=help_text)
    return as_decimal(place, desk.diagnostics, what=f"`threshold` of {what}", lowest=0)


def _check_unit(
    block: Mapping, change: Change, instrument: DeclaredInstrument, threshold: Decimal | None, desk: Desk
) -> None:
    """The unit is one of the instrument's scales, or a percentage of the baseline, and the threshold lies on it."""
    unit, place = desk.text(block, "unit", "a part"), block.get("unit")
    if place is None:
        return
    relative = change in FROM_BASELINE
    units = (*instrument.scales, *((PERCENT_OF_BASELINE,) if relative else ()))
    if unit not in units:
        message = f"`{instrument.id}` is not measured in `{shortened(unit)}`"
        known = f"write {' or '.join(f'`{each}`' for each in units)}"
        desk.diagnostics.error(WRONG_UNIT, message, place.span, help=known)
        return
    highest = Decimal(MOST_PERCENT) if unit == PERCENT_OF_BASELINE else instrument.scales[unit].highest
    if threshold is not None and highest is not None and threshold > highest:
        message = f"`threshold` is {threshold}, above the end of its scale, {highest}"
        desk.diagnostics.error(
            OUT_OF_PROPORTION, message, block.key_span("threshold"), help="correct the number or the unit"
        )


def _instruments(definitions: tuple[Definition, ...], terms: _Terms, desk: Desk) -> tuple[Instrument, ...]:
    """Every declared instrument that a visit takes or a part names, each on one scale."""
    parts = [part for definition in definitions for part in definition.parts]
    named = dict.fromkeys((*(part.instrument for part in parts), *sorted(terms.asked)))
    found: list[Instrument] = []
    for name in named:
        declared = terms.declared.get(name)
        if declared is None or declared.kind == DESCRIPTION:
            continue
        units = {part.unit for part in parts if part.instrument == name}
        scale = None if declared.kind == EVENT else _scale_of(declared, units, terms, desk)
        if declared.kind == EVENT or scale is not None:
            found.append(_instrument(declared, scale))
    return tuple(found)


def _scale_of(declared: DeclaredInstrument, units: set[str], terms: _Terms, desk: Desk) -> Scale | None:
    """The one scale on which the protocol takes the score; which of several is never guessed."""
    chosen = terms.chosen.get(declared.id)
    named = {chosen.text} if chosen is not None else set[str]()
    named |= {unit for unit in units if unit in declared.scales}
    if not named and len(declared.scales) == 1:
        named = set(declared.scales)
    known = [unit for unit in named if unit in declared.scales]
    if len(named) != 1 or len(known) != 1:
        said = f"on {len(named)} scales at once" if len(named) > 1 else "on a scale that is not named"
        message = f"`{declared.id}` is taken {said}"
        options = " or ".join(f"`{each}`" for each in declared.scales)
        help_text = f"name one of them under `scales` of {WHAT}: {options}"
        desk.diagnostics.error(WHICH_SCALE, message, terms.place if chosen is None else chosen.span, help=help_text)
        return None
    scale = declared.scales[known[0]]
    return Scale(unit=scale.unit, lowest=scale.lowest, highest=scale.highest, whole=declared.whole)


def _instrument(declared: DeclaredInstrument, scale: Scale | None) -> Instrument:
    return Instrument(
        id=declared.id,
        name=declared.name,
        scale=scale,
        better=declared.better,
        at_baseline=declared.at_baseline,
        citation=declared.citation,
    )
