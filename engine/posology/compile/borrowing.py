"""The washout rules of a protocol: its own, or those that it takes over from another one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.protocol.document import Document
from posology.protocol.readings import READING
from posology.protocol.uses import WASHOUT_BLOCKS, named
from posology.reader.shape import as_mapping, as_text
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

BORROWED_NOT_FOUND = "P0405"
BORROWED_IN_TURN = "P0408"
READING_NOT_SHARED = "P0457"

AS = "as"
NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lenders:
    """The protocols whose washout can be taken over: their ids, and how to get at one of them."""

    ids: tuple[str, ...]
    find: Callable[[str], Document | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Borrowed:
    """Where the washout rules stand, and whose they are.

    `lender` is None for rules of the protocol's own. `place` is where the protocol says which it has. `is_found` is
    false where they are somebody else's and cannot be had, so that nothing can be said of them. `is_declined` is true
    where there are none by the option of a reading: everybody who meets the question is told so.
    """

    lender: Document | None
    washout: Node | None
    together: Node | None
    place: Span
    is_found: bool
    is_declined: bool = False


def borrow_washout(document: Document, lenders: Lenders, diagnostics: Diagnostics) -> Borrowed:
    """The washout rules that hold for the document."""
    own, together = document.root.get("washout"), document.root.get("together")
    place = document.root.key_span("washout" if own is not None else "protocol")
    if not isinstance(own, Mapping) or own.get(AS) is None:
        nothing = isinstance(own, Scalar) and own.value == NONE
        written = document.written.get("washout")
        return Borrowed(
            lender=None,
            washout=None if nothing else own,
            together=together,
            place=place,
            is_found=True,
            is_declined=nothing and isinstance(written, Mapping) and written.get(READING) is not None,
        )
    as_mapping(own, diagnostics, allowed=(AS,), what="a washout that is taken over")
    lender = _find(own, document, lenders, diagnostics)
    if lender is None:
        return Borrowed(lender=None, washout=None, together=together, place=place, is_found=False)
    return Borrowed(
        lender=lender,
        washout=lender.root.get("washout"),
        together=together if together is not None else lender.root.get("together"),
        place=place,
        is_found=True,
    )


def lender_under_some_option(document: Document, borrowed: Borrowed, lenders: Lenders) -> Document | None:
    """The protocol whose washout holds here under some option of a reading, whichever option is chosen.

    What only its rules use is of use here as well: a reading that they depend on is not idle because another option,
    which takes nothing over, is chosen.
    """
    if borrowed.lender is not None or not borrowed.is_found:
        return borrowed.lender
    written = document.written.get("washout")
    names = () if written is None else tuple(named(written, AS))
    return next((lender for name in names if name in lenders.ids and (lender := lenders.find(name))), None)


def _find(own: Mapping, document: Document, lenders: Lenders, diagnostics: Diagnostics) -> Document | None:
    """The lender, if it is another protocol with washout rules of its own."""
    node = own.get(AS)
    name = as_text(node, diagnostics, what="`as` of `washout`")
    if name is None or node is None:
        return None
    declared = document.root.get("protocol")
    if isinstance(declared, Scalar) and declared.text == name:
        message = f"`{shortened(name)}` would take its washout over from itself"
        diagnostics.error(BORROWED_IN_TURN, message, node.span, help="name another protocol, or write the rules here")
        return None
    lender = lenders.find(name)
    if lender is None:
        help_text = suggestion(name, lenders.ids, f"the shipped protocols are {', '.join(lenders.ids)}")
        message = f"there is no protocol `{shortened(name)}` whose washout could be taken over"
        diagnostics.error(BORROWED_NOT_FOUND, message, node.span, help=help_text)
        return None
    theirs = lender.written.get("washout")
    if isinstance(theirs, Mapping) and isinstance(further := theirs.get(AS), Scalar):
        message = f"`{shortened(name)}` has no washout of its own, and takes over that of `{shortened(further.text)}`"
        diagnostics.error(BORROWED_IN_TURN, message, node.span, help="name the protocol in which the rules stand")
        return None
    _check_readings(lender, document, node.span, diagnostics)
    return lender


def _check_readings(lender: Document, document: Document, place: Span, diagnostics: Diagnostics) -> None:
    """Reports each reading that the rules taken over depend on and that this protocol does not declare alike.

    A reading that only the lender declares would be settled without anybody here being asked.
    """
    mine = {each.id: frozenset(each.options) for each in document.choices}
    blocks = [block for name in WASHOUT_BLOCKS if (block := lender.written.get(name)) is not None]
    used = {name for block in blocks for name in named(block, READING)}
    for choice in lender.choices:
        if choice.id in used and mine.get(choice.id) != frozenset(choice.options):
            listed = ", ".join(choice.options)
            diagnostics.error(
                READING_NOT_SHARED,
                f"the washout taken over depends on the reading `{choice.id}`, which is not declared alike here",
                place,
                help=f"declare `{choice.id}` under `readings` with the options {listed}",
            )
