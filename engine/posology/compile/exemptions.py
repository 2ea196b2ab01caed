"""Mutants that need not be noticed, and claims that are rightly refuted: each with the argument why."""

from __future__ import annotations

from typing import Final

from posology.compile.desk import Desk
from posology.diagnostics.span import Span
from posology.ir.protocol import Exemption
from posology.reader.source import shortened
from posology.reader.tree import Node

EXEMPT_TWICE: Final = "P0495"

KEYS: Final = ("of", "reason")
WHAT: Final = "an entry of `exemptions`"


def compile_exemptions(node: Node | None, desk: Desk) -> tuple[Exemption, ...]:
    """Every exemption, in its order. Whether there is such a mutant or claim, and needs one, is asked by `verify`."""
    found = [_compile_exemption(each, desk) for each in desk.items(node, "`exemptions`")]
    exemptions = tuple(each for each in found if each is not None)
    first: dict[str, Span] = {}
    for each in exemptions:
        if each.of in first:
            desk.diagnostics.error(
                EXEMPT_TWICE,
                f"`{shortened(each.of)}` is exempt twice",
                each.span,
                help="leave one of the two out",
                related=((first[each.of], "here first"),),
            )
        first.setdefault(each.of, each.span)
    return exemptions


def _compile_exemption(node: Node, desk: Desk) -> Exemption | None:
    block = desk.block(node, WHAT, KEYS, KEYS)
    if block is None:
        return None
    of, reason = desk.text(block, "of", WHAT), desk.text(block, "reason", WHAT)
    return Exemption(of=of, reason=reason, span=block.span) if of and reason else None
