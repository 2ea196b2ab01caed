"""How the cost grows with the number of criteria, and that memory does not grow with the number of checks."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from benchmarks.contestants import PROTOCOL, Field, field
from benchmarks.measuring import Effort, Timing, Work, in_turn
from benchmarks.patients import AS_OF, DAY

from posology.api.loading import load, load_knowledge
from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.check import decide
from posology.explain.examination import examine
from posology.explain.rules import make_rules
from posology.explain.situation import Situation
from posology.ir.protocol import Protocol
from posology.plain.protocol import lower_protocol

SIZES = (10, 30, 100, 300, 1000)
CHECKS = 200_000
READINGS = 5

PLAIN, EXAMINED, EXPLAINED = "plain verdict", "criteria, plan and washout with their traces", "explained check"


def widened(protocol: Protocol, criteria: int) -> Protocol:
    """The protocol with so many criteria: its own again and again, under other names."""
    own = protocol.criteria
    return replace(
        protocol, criteria=tuple(replace(own[each % len(own)], id=f"criterion-{each}") for each in range(criteria))
    )


def growth(everybody: Field, sizes: tuple[int, ...], effort: Effort) -> dict[int, dict[str, Timing]]:
    """For each number of criteria what each way of asking takes; without the explained check where none is possible."""
    return {size: in_turn(_ways(everybody, size), effort) for size in sizes}


def _ways(everybody: Field, size: int) -> dict[str, Work]:
    facts = everybody.facts["the candidate as she is"]
    protocol = widened(everybody.rules.protocol, size)
    plain = lower_protocol(protocol).verdict
    ways: dict[str, Work] = {
        PLAIN: lambda: plain(facts, AS_OF, DAY),
        EXAMINED: lambda: examine(protocol, Situation(facts, AS_OF, DAY), {}),
    }
    ruleset = compile_ruleset(protocol, Diagnostics())
    if ruleset is not None:
        rules = make_rules(protocol, ruleset, everybody.rules.anatomy, everybody.rules.dictionary, {})
        ways[EXPLAINED] = lambda: decide(rules, facts, AS_OF, DAY)
    return ways


def kilobytes() -> int:
    """Resident memory of this process (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4


def main() -> None:
    """Prints the number of checks and the memory at equal steps, as many checks in all as the argument says."""
    checks = int(sys.argv[1])
    everybody = field()
    plain = lower_protocol(load(PROTOCOL, load_knowledge()).protocol).verdict
    facts = list(everybody.facts.values())
    done = 0
    for reading in range(READINGS + 1):
        while done < max(len(facts), checks * reading // READINGS):
            each = facts[done % len(facts)]
            decide(everybody.rules, each, AS_OF, DAY)
            plain(each, AS_OF, DAY)
            done += 1
        print(done, kilobytes())


if __name__ == "__main__":
    main()
