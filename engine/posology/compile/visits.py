"""The visits of a protocol: when each is, from when until when it counts, what is done there and what is brought."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from posology.compile.desk import Desk
from posology.compile.holds import compile_whole_days
from posology.compile.outcome import UNKNOWN_INSTRUMENT
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.ir.hold_lengths import DAYS_OF
from posology.ir.visit import Relation, Visit, Window
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.dates import CalendarDuration, CalendarUnit

NOT_IN_ORDER = "P0451"
ONE_DAY = "P0470"
OVERLAP = "P0471"
NO_TIME_AWAY = "P0472"
ACROSS_THE_PROCEDURE = "P0473"
NOT_PLACED = "P0474"

NONE: Final = "none"
THE_DAY: Final = "procedure day"
NOT_STATED: Final = "not stated"
PLACES: Final = tuple(each.value for each in Relation)
WHAT: Final = "a block of `visits`"
KEYS: Final = (*PLACES, "title", "window", "instruments", "assessments", "bring", "source")
WINDOW_KEYS: Final = ("before", "after")
NO_TIME: Final = CalendarDuration(0, CalendarUnit.DAY)

_FEWEST_DAYS: Dict[CalendarUnit, int] = MappingProxyType(
    {CalendarUnit.DAY: 1, CalendarUnit.WEEK: 7, CalendarUnit.MONTH: 28, CalendarUnit.YEAR: 365}
)

# Four years with their leap day: every length that a span of months can have begins somewhere in them.
_FIRST_DAY, _DAYS_OF_A_CYCLE = date(2024, 1, 1), 1461


@dataclass(frozen=True, slots=True)
class _Placed:
    """A visit with the place in the file at which its day is written."""

    visit: Visit
    span: Span

    @property
    def sign(self) -> int:
        """1 for a visit after the procedure, -1 for one before it."""
        return -1 if self.visit.relation is Relation.BEFORE else 1

    @property
    def extremes(self) -> tuple[int, int]:
        """The fewest and the most days from the procedure to the visit, wherever the procedure lies in the calendar."""
        offset = self.visit.offset
        fewest, most = offset.amount * _FEWEST_DAYS[offset.unit], offset.amount * DAYS_OF[offset.unit]
        return (-most, -fewest) if self.sign < 0 else (fewest, most)

    @property
    def window(self) -> Window:
        """The window; of a visit without a stated one, its day."""
        return self.visit.window or Window(days_before=0, days_after=0)

    def days_from(self, procedure: date) -> int:
        """The days from the procedure to the visit."""
        day = self.visit.day(procedure)
        if day is None:
            raise AssertionError("a visit within a hundred years of this century lies in the calendar")
        return (day - procedure).days


def compile_visits(node: Node | None, desk: Desk) -> tuple[Visit, ...]:
    """Every visit, the earliest first; none where the block is left out or the source has none."""
    if node is None or (isinstance(node, Scalar) and node.value == NONE):
        return ()
    blocks = desk.items(node, "`visits`", at_least_one=True)
    placed = [each for block in blocks for each in _compile_block(block, desk)]
    for earlier, later in pairwise(placed):
        _check_pair(earlier, later, desk)
    return tuple(each.visit for each in placed)


def _compile_block(node: Node, desk: Desk) -> Iterator[_Placed]:
    """One visit for each day that the block names."""
    block = desk.block(node, WHAT, KEYS)
    if block is None:
        return
    relation = _relation(block, desk)
    window = _compile_window(block, relation, desk)
    title = desk.text(block, "title", WHAT)
    instruments = _instruments(block, desk)
    assessments, bring = (_words(block, key, desk) for key in ("assessments", "bring"))
    citation = desk.citation(block, WHAT)
    for offset, span in () if relation is None else _compile_days(block, relation, desk):
        visit = Visit(
            relation=relation or Relation.ON,
            offset=offset,
            title=title,
            window=window,
            instruments=instruments,
            assessments=assessments,
            bring=bring,
            citation=citation,
        )
        placed = _Placed(visit, span)
        _check_side(placed, desk)
        yield placed


def _words(block: Mapping, key: str, desk: Desk) -> tuple[str, ...]:
    return tuple(each.text for each in desk.words(block.get(key), f"`{key}` of {WHAT}"))


def _instruments(block: Mapping, desk: Desk) -> tuple[str, ...]:
    """The scores that are taken, each one that is declared."""
    named = desk.words(block.get("instruments"), f"`instruments` of {WHAT}")
    declared = desk.reference.instruments.by_id
    for each in named:
        if each.text not in declared:
            message = f"`{shortened(each.text)}` is no instrument that is declared"
            help_text = suggestion(each.text, declared, "declare it in the list of instruments, with its scale")
            desk.diagnostics.error(UNKNOWN_INSTRUMENT, message, each.span, help=help_text)
    return tuple(each.text for each in named)


def _relation(block: Mapping, desk: Desk) -> Relation | None:
    """The side of the procedure on which the block's visits lie."""
    named = [each for each in PLACES if block.get(each) is not None]
    if len(named) == 1:
        return Relation(named[0])
    said = "does not say when it is" if not named else f"says when it is in {len(named)} ways"
    help_text = "write one of `before: [35 days]`, `on: procedure day` and `after: [1 month, 3 months]`"
    place = block.key_span(named[1]) if named else block.span
    desk.diagnostics.error(NOT_PLACED, f"{WHAT} {said}", place, help=help_text)
    return None


def _compile_days(block: Mapping, relation: Relation, desk: Desk) -> Iterator[tuple[CalendarDuration, Span]]:
    """How far from the procedure each visit of the block lies, with its place in the file."""
    node = block.get(relation.value)
    if relation is Relation.ON:
        if node is not None and desk.option(block, relation.value, WHAT, (THE_DAY,)):
            yield NO_TIME, node.span
        return
    for each in desk.items(node, f"`{relation}` of {WHAT}", at_least_one=True):
        offset = desk.duration(each, f"a day in `{relation}` of {WHAT}")
        if offset is None:
            continue
        if offset.amount:
            yield offset, each.span
            continue
        message = f"`{offset}` {relation} the procedure is the procedure day itself"
        help_text = f"write `on: {THE_DAY}`, or the number that is meant"
        desk.diagnostics.error(NO_TIME_AWAY, message, each.span, help=help_text)


def _compile_window(block: Mapping, relation: Relation | None, desk: Desk) -> Window | None:
    """The window in days; None where the source states none, and no days for a visit on the procedure day."""
    node = block.get("window")
    what = f"`window` of {WHAT}"
    if relation is Relation.ON:
        if node is not None:
            message = "a visit on the procedure day has no window: every window is counted from that day"
            help_text = "leave `window` out, and say in the `note` of the source how far the procedure may be moved"
            desk.diagnostics.error(ACROSS_THE_PROCEDURE, message, block.key_span("window"), help=help_text)
        return Window(days_before=0, days_after=0)
    if node is None:
        if relation is not None:
            desk.block(block, WHAT, KEYS, ("window",))
        return None
    if isinstance(node, Scalar) and node.value == NOT_STATED:
        return None
    ends = desk.block(node, what, WINDOW_KEYS, WINDOW_KEYS)
    if ends is None:
        return None
    before, after = (compile_whole_days(ends.get(each), f"`{each}` in {what}", desk) for each in ("before", "after"))
    return None if before is None or after is None else Window(days_before=before, days_after=after)


def _check_side(placed: _Placed, desk: Desk) -> None:
    """Reports a window that reaches from one side of the procedure to the other."""
    fewest, most = placed.extremes
    first, last = fewest - placed.window.days_before, most + placed.window.days_after
    crosses = last > 0 if placed.sign < 0 else first < 0
    if crosses and placed.visit.relation is not Relation.ON:
        message = f"the window of the visit {placed.visit.when} reaches across the procedure"
        help_text = "make the window narrower: a visit before the procedure cannot be made up after it, nor the reverse"
        desk.diagnostics.error(ACROSS_THE_PROCEDURE, message, placed.span, help=help_text)


def _check_pair(earlier: _Placed, later: _Placed, desk: Desk) -> None:
    """Reports two visits that are listed the wrong way round, fall on one day, or share a day of their windows."""
    between = earlier.window.days_after + later.window.days_before
    if earlier.extremes[1] + between < later.extremes[0]:
        return
    gaps = {later.days_from(day) - earlier.days_from(day) for day in _procedure_days(earlier, later)}
    first, second = earlier.visit.when, later.visit.when
    related = ((earlier.span, "the visit before it"),)
    if 0 in gaps:
        message = f"the visits {first} and {second} {'' if gaps == {0} else 'can '}fall on one day"
        if first == second:
            message = f"the visit {first} is there twice"
        help_text = "name each visit once; what is done at one visit stands in one block"
        desk.diagnostics.error(ONE_DAY, message, later.span, help=help_text, related=related)
    elif min(gaps) < 0:
        message = f"the visit {second} stands after the one {first}"
        help_text = "list each visit once, the earliest first, those before the procedure in front"
        desk.diagnostics.error(NOT_IN_ORDER, message, later.span, help=help_text, related=related)
    elif min(gaps) <= between and Relation.ON not in {earlier.visit.relation, later.visit.relation}:
        message = f"the windows of the visits {first} and {second} overlap"
        help_text = "make one of the windows narrower: a day must belong to one visit"
        desk.diagnostics.error(OVERLAP, message, later.span, help=help_text, related=related)


def _procedure_days(earlier: _Placed, later: _Placed) -> Iterator[date]:
    """Procedure days that show every distance between the two visits; one is enough where both are in days."""
    exact = {CalendarUnit.DAY, CalendarUnit.WEEK}
    days = 1 if {earlier.visit.offset.unit, later.visit.offset.unit} <= exact else _DAYS_OF_A_CYCLE
    return (_FIRST_DAY + timedelta(days=each) for each in range(days))
