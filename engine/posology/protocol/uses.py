"""What a protocol declares and never uses: readings that settle nothing, sources that nothing cites."""

from __future__ import annotations

from collections.abc import Iterator

from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.readings import READING, READINGS
from posology.reader.tree import Mapping, Node, Scalar, Sequence

UNUSED_READING = "P0407"
UNCITED_SOURCE = "P0414"

WASHOUT_BLOCKS = ("washout", "together")
"""The blocks that a protocol can take over from another one."""


def check_uses(written: Mapping, sources: Mapping | None, lender: Mapping | None, diagnostics: Diagnostics) -> None:
    """Warns of each reading that nothing hangs on, and of each source that nothing cites, under whatever option.

    `lender` is the protocol, as written, whose washout is taken over: its washout rules use readings of this one.
    """
    borrowed = [] if lender is None else [lender.get(each) for each in WASHOUT_BLOCKS]
    used = {name for node in (written, *borrowed) if node is not None for name in named(node, READING)}
    readings = written.get(READINGS)
    for key, _ in readings.entries if isinstance(readings, Mapping) else ():
        if key.text not in used:
            message = f"nothing in the protocol depends on the reading `{key.text}`"
            help_text = "use it where its answer matters, or leave it out: a choice without effect misleads a clinic"
            diagnostics.warning(UNUSED_READING, message, key.span, help=help_text)
    cited = set(named(written, "ref"))
    for key, _ in sources.entries if sources else ():
        if key.text not in cited:
            message = f"nothing in the protocol cites the source `{key.text}`"
            diagnostics.warning(
                UNCITED_SOURCE, message, key.span, help="cite it where it supports a rule, or leave it out"
            )


def named(node: Node, key: str) -> Iterator[str]:
    """What stands under that key, wherever in the tree it is used."""
    match node:
        case Scalar():
            return
        case Sequence(items, _):
            for each in items:
                yield from named(each, key)
        case Mapping(entries, _):
            for name, each in entries:
                if name.text == key and isinstance(each, Scalar):
                    yield each.text
                yield from named(each, key)
