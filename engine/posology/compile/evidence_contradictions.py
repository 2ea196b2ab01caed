"""Where a source contradicts itself: the statements, what the numbers support, and what is disputed for it."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from decimal import Decimal
from types import MappingProxyType

from posology.compile.desk import Desk
from posology.compile.evidence_figures import MOST_PATIENTS
from posology.compile.evidence_groups import check_named, named
from posology.ir.protocol import Protocol
from posology.reader.shape import as_decimal, as_integer
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.results.evidence import Contradiction, Dispute, Found, Statement

KEYS = ("id", "kind", "where", "statements", "supported")


def compile_contradictions(
    root: Mapping | None, subjects: tuple[str, ...], protocol: Protocol, desk: Desk
) -> tuple[Contradiction, ...]:
    """Every contradiction; what it disputes is among the subjects, its readings and notes are those of the protocol."""
    items = desk.items(None if root is None else root.get("contradictions"), "`contradictions`")
    ids = [each.get("id") for each in items if isinstance(each, Mapping)]
    desk.once([each for each in ids if isinstance(each, Scalar)], "the ids of `contradictions`")
    found = [_compile(each, subjects, protocol, desk) for each in items]
    return tuple(each for each in found if each is not None)


def _compile(node: Node, subjects: tuple[str, ...], protocol: Protocol, desk: Desk) -> Contradiction | None:
    block = desk.block(node, "an entry of `contradictions`", (*KEYS, "disputes", "readings", "notes"), KEYS)
    if block is None:
        return None
    name = desk.text(block, "id", "an entry of `contradictions`")
    what = f"the contradiction `{shortened(name)}`"
    kind = desk.option(block, "kind", what, tuple(each.value for each in Found))
    statements = desk.items(block.get("statements"), f"`statements` of {what}", at_least_one=True)
    stated = [_compile_statement(each, what, desk) for each in statements]
    disputes = [_compile_dispute(each, subjects, what, desk) for each in desk.items(block.get("disputes"), what)]
    return Contradiction(
        id=name,
        found=Found.WORDING if kind is None else Found(kind),
        where=desk.text(block, "where", what),
        statements=tuple(each for each in stated if each is not None),
        supported=desk.text(block, "supported", what),
        disputes=tuple(each for each in disputes if each is not None),
        readings=_touched(block, "readings", tuple(each.id for each in protocol.readings), what, desk),
        notes=_touched(block, "notes", tuple(each.id for each in protocol.notes), what, desk),
    )


def _compile_statement(node: Node, where: str, desk: Desk) -> Statement | None:
    what = f"a statement of {where}"
    block = desk.block(node, what, ("says", "figures", "source"), ("says",))
    if block is None:
        return None
    return Statement(
        says=desk.text(block, "says", what),
        figures=_numbers(block.get("figures"), f"`figures` of {what}", desk),
        citation=desk.citation(block, what, drives=False),
    )


def _numbers(node: Node | None, what: str, desk: Desk) -> Dict[str, Decimal]:
    entries = desk.entries(node, what)
    found = {key.text: as_decimal(each, desk.diagnostics, what=f"`{key.text}` of {what}") for key, each in entries}
    return MappingProxyType({key: each for key, each in found.items() if each is not None})


def _compile_dispute(node: Node, subjects: tuple[str, ...], where: str, desk: Desk) -> Dispute | None:
    what = f"a dispute of {where}"
    block = desk.block(node, what, ("of", "count", "base"), ("of",))
    if block is None:
        return None
    count, base = (
        None
        if block.get(key) is None
        else as_integer(block.get(key), desk.diagnostics, what=f"`{key}` of {what}", lowest=0, highest=MOST_PATIENTS)
        for key in ("count", "base")
    )
    return Dispute(of=named(block, "of", subjects, what, desk), count=count, base=base)


def _touched(block: Mapping, key: str, known: tuple[str, ...], what: str, desk: Desk) -> tuple[str, ...]:
    words = desk.words(block.get(key), f"`{key}` of {what}")
    for word in words:
        check_named(word, known, what, desk)
    return tuple(each.text for each in words)
