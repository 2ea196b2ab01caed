"""The definition of forward chaining, small enough to be seen to be right."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from posology.ir.productions import Production


def fired_productions(productions: Iterable[Production], facts: AbstractSet[str]) -> tuple[Production, ...]:
    """Every production whose premises are facts or conclusions of productions before it here, and no other."""
    known = set(facts)
    fired: list[Production] = []
    waiting = list(productions)
    while True:
        still_waiting: list[Production] = []
        for each in waiting:
            if known.issuperset(each.premises):
                fired.append(each)
                known.add(each.conclusion)
            else:
                still_waiting.append(each)
        if len(still_waiting) == len(waiting):
            return tuple(fired)
        waiting = still_waiting
