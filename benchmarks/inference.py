"""What inference costs: a table of milliseconds, of memory for an instance, and of memory over many evaluations.

Run it with `python benchmarks/inference.py`; it takes about a minute. Each size runs in a process of its own, because
the C engine never gives memory back.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from threading import Thread
from time import perf_counter_ns

from posology.explain.inference.agree import derive, derive_anew
from posology.explain.inference.durable import Instance, Instances
from posology.explain.inference.fixpoint import fired_productions
from posology.ir.productions import Production, Ruleset

SIZES = (20, 100, 300, 500)
FACTS = tuple(f"criterion:number-{number}:met" for number in range(60))
FACTS_GIVEN = 40
EVALUATIONS = 200_000


def protocol_like(size: int) -> Ruleset:
    """So many productions: half of them read facts alone, half also conclusions; each has two to four premises."""
    random = Random(size)  # noqa: S311 - a benchmark repeats itself; nothing is kept secret
    productions: list[Production] = []
    for number in range(size):
        concluded = [each.conclusion for each in productions[: number - number % 2]] if number >= size // 2 else []
        premises = random.sample(FACTS, random.randint(1, 2))
        premises += random.sample(concluded or FACTS, random.randint(1, 2))
        productions.append(
            Production(
                id=f"rule-{number}", premises=tuple(premises), conclusion=f"conclusion:number-{number // 2}", says=""
            )
        )
    return Ruleset(name="benchmark", productions=tuple(productions))


def drawn_facts(random: Random) -> frozenset[str]:
    """Forty of the sixty facts that a patient could have."""
    return frozenset(random.sample(FACTS, FACTS_GIVEN))


def kilobytes() -> int:
    """Resident memory of this process (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work took."""
    began = perf_counter_ns()
    work()
    return (perf_counter_ns() - began) / 1e6


def measure_size(size: int) -> None:
    """Prints one row: loading, each engine, both with the derivation, and a remembered derivation."""
    ruleset, random = protocol_like(size), Random(1)  # noqa: S311 - a benchmark repeats itself
    sets = [drawn_facts(random) for _ in range(200)]
    derive_anew(ruleset, sets[0])
    before = kilobytes()
    loading = milliseconds(lambda: Instance(ruleset).fire(sets[0]))
    memory = kilobytes() - before
    instance = Instance(ruleset)
    instance.fire(sets[0])
    durable, python, both = (
        median(milliseconds(partial(work, facts)) for facts in sets)
        for work in (instance.fire, partial(fired_productions, ruleset.productions), partial(derive_anew, ruleset))
    )
    derive(ruleset, sets[0])
    remembered = milliseconds(lambda: [derive(ruleset, sets[0]) for _ in range(100_000)]) / 100
    fired = median(len(instance.fire(facts).productions) for facts in sets)
    print(
        f"| {size} | {fired:.0f} | {loading:.1f} | {memory / 1024:.1f} | {durable:.2f} | {python:.2f} | {both:.2f} "
        f"| {remembered:.1f} |"
    )


def measure_growth() -> None:
    """Prints the memory of the process as one instance of 100 productions evaluates varying facts."""
    ruleset, random = protocol_like(100), Random(2)  # noqa: S311 - a benchmark repeats itself
    instances = Instances()
    for number in range(EVALUATIONS + 1):
        instances.fire(ruleset, drawn_facts(random))
        if number % (EVALUATIONS // 5) == 0:
            print(f"| {number:,} | {kilobytes():,} |")


def measure_threads() -> None:
    """Prints what thirty threads, one after another, leave behind, by instances handed on and by one for each."""
    ruleset, instances, facts = protocol_like(300), Instances(), drawn_facts(Random(3))  # noqa: S311 - it repeats itself
    kept: tuple[tuple[str, Callable[[], object]], ...] = (
        ("handed on", lambda: instances.fire(ruleset, facts)),
        ("one for each thread", lambda: Instance(ruleset).fire(facts)),
    )
    for name, work in kept:
        before = kilobytes()
        for _ in range(30):
            thread = Thread(target=work)
            thread.start()
            thread.join()
        print(f"| {name} | {(kilobytes() - before) / 1024:.0f} |")


def main() -> None:
    """Prints the tables, or in a process of its own the part that the argument names."""
    match sys.argv[1:]:
        case ["growth"]:
            measure_growth()
        case ["threads"]:
            measure_threads()
        case [size]:
            measure_size(int(size))
        case _:
            columns = (
                "productions",
                "fired",
                "load ms",
                "memory MB",
                "C ms",
                "fixpoint ms",
                "anew ms",
                "remembered µs",
            )
            print("|", " | ".join(columns), "|")
            print("|", " | ".join("---" for _ in columns), "|", flush=True)
            for part in (*map(str, SIZES), "growth", "threads"):
                subprocess.run((sys.executable, __file__, part), check=True)  # noqa: S603 - this file


if __name__ == "__main__":
    main()
