"""The results as a page: ratios within one run, what they mean, and where a goal is missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from benchmarks import cold_start
from benchmarks.contestants import BY_HAND, EXPLAINED, PLAIN, ZEN_ENGINE
from benchmarks.measuring import Timing

MOST_TIMES_ZEN = 10
MOST_COLD_MILLISECONDS = 300
MOST_GROWTH_PERCENT = 2

HEAD = """\
# What it costs

Written by `make bench`. Every number is a ratio or a difference within one run: all contestants in turn, many rounds,
so that whatever else the machine does falls on each of them. Two numbers stand for each: the ratio of the shortest
rounds, and that of the medians. Another machine gives other times and, near enough, the same ratios.

**The decision.** One verdict of `allorx-spine` for one candidate on one procedure date: nine criteria with unknowns and
ages of values, washout holds, antithrombotics together, and whether time mends a failure. Before anything is timed, all
contestants must give the same verdict for each of {patients} varied patients.

**Kindness to the others.** They are given a flat candidate: dates as day numbers, `onset + 1 year` and `one month
ago` already counted, the hold of each medicine already looked up, one ingredient to a medicine, and no plan. posology
is given the record as it was read, and does all of that, the whole plan with its dose formula, and values to renew, in
the time measured. zen-engine and CEL are given one compiled expression, which is quicker than a decision graph.

**The contestants.** `{plain}` gives the verdict alone. `{explained}` is the whole decision
with the trace of every condition, every finding, and the derivation of both inference engines, which is remembered for
each distinct set of findings; the texts of an explanation are not rendered.

Versions: {versions}.
"""


def written(  # noqa: PLR0913 - one argument for each part of the page
    *,
    versions: Mapping[str, str],
    patients: int,
    one: Mapping[str, Timing],
    everyone: Mapping[str, Timing],
    grown: Mapping[int, Mapping[str, Timing]],
    memory: Sequence[tuple[int, int]],
    started: Mapping[str, Timing],
    inference: str,
) -> str:
    """The whole page."""
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    parts = [
        HEAD.format(patients=patients, plain=PLAIN, explained=EXPLAINED, versions=named),
        "## One candidate\n\n" + _contest(one),
        f"## All {patients} patients, one after another\n\n" + _contest(everyone),
        "## How the cost grows\n\n" + _growth(grown),
        "## Memory\n\n" + _memory(memory),
        "## Cold start\n\n" + _cold_start(started),
        "## Goals\n\n" + _goals(one, everyone, grown, memory, started),
        "## Inference\n\nMilliseconds on the machine of this run, to be read against one another.\n\n" + inference,
    ]
    return "\n".join(parts)


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _ratio(mine: Timing, theirs: Timing) -> str:
    return f"{mine.shortest / theirs.shortest:.2f} ({mine.middle / theirs.middle:.2f})"


def _contest(timings: Mapping[str, Timing]) -> str:
    against = [name for name in (BY_HAND, ZEN_ENGINE) if name in timings]
    head = ("", *(f"times {name}, shortest (median)" for name in against))
    return _table(
        head, ((name, *(_ratio(each, timings[other]) for other in against)) for name, each in timings.items())
    )


def _growth(grown: Mapping[int, Mapping[str, Timing]]) -> str:
    first = min(grown)
    head = ("criteria", *(f"{name}, times {first} criteria" for name in grown[first]))
    rows = (
        (f"{size:,}", *(_ratio(ways[name], each) if name in ways else "refused" for name, each in grown[first].items()))
        for size, ways in grown.items()
    )
    return _table(head, rows) + (
        "\nThe protocol's own criteria again and again. `refused`: the compiler does not take a protocol that needs"
        " more production rules than the inference can hold.\n"
    )


def _memory(memory: Sequence[tuple[int, int]]) -> str:
    _, first = memory[0]
    rows = ((f"{done:,}", f"{100 * (kilobytes - first) / first:+.1f} %") for done, kilobytes in memory)
    return _table(("explained checks and plain verdicts", "resident memory against the first reading"), rows)


def _cold_start(started: Mapping[str, Timing]) -> str:
    bare = started[cold_start.BARE]
    rows = (
        (name, f"{(each.shortest - bare.shortest) / 1e6:.0f} ms", f"{(each.middle - bare.middle) / 1e6:.0f} ms")
        for name, each in started.items()
        if name != cold_start.BARE
    )
    return _table(("", f"more than `{cold_start.BARE}`, shortest", "median"), rows)


def _goals(
    one: Mapping[str, Timing],
    everyone: Mapping[str, Timing],
    grown: Mapping[int, Mapping[str, Timing]],
    memory: Sequence[tuple[int, int]],
    started: Mapping[str, Timing],
) -> str:
    rows: list[tuple[str, bool, str]] = []
    if ZEN_ENGINE in one:
        for where, timings in (("the candidate", one), ("all patients", everyone)):
            plain = timings[PLAIN].shortest / timings[ZEN_ENGINE].shortest
            explained = timings[EXPLAINED].shortest / timings[ZEN_ENGINE].shortest
            rows.append((f"a plain verdict at least as fast as zen-engine, {where}", plain <= 1, f"{plain:.2f} times"))
            goal = f"an explained check within {MOST_TIMES_ZEN} times zen-engine's bare answer, {where}"
            rows.append((goal, explained <= MOST_TIMES_ZEN, f"{explained:.1f} times"))
    rows += [(f"no faster than linear growth, {name}", *_linear(grown, name)) for name in grown[min(grown)]]
    (_, first), (done, last) = memory[0], memory[-1]
    percent = 100 * (last - first) / first
    rows.append((f"no memory growth over {done:,} checks", percent <= MOST_GROWTH_PERCENT, f"{percent:+.1f} %"))
    for name in (cold_start.KEPT, cold_start.ANEW):
        more = (started[name].shortest - started[cold_start.BARE].shortest) / 1e6
        goal = f"`{name}` under {MOST_COLD_MILLISECONDS} ms more than bare Python"
        rows.append((goal, more < MOST_COLD_MILLISECONDS, f"{more:.0f} ms"))
    return _table(("goal", "", "measured"), ((goal, "met" if met else "**missed**", what) for goal, met, what in rows))


def _linear(grown: Mapping[int, Mapping[str, Timing]], name: str) -> tuple[bool, str]:
    """Whether the largest size took no more than so many times the smallest as it has more criteria."""
    largest = max(size for size, ways in grown.items() if name in ways)
    smallest = min(grown)
    ratio = grown[largest][name].shortest / grown[smallest][name].shortest
    reached = largest == max(grown)
    times = f"{ratio:.1f} times for {largest / smallest:.0f} times the criteria"
    return ratio <= largest / smallest and reached, times if reached else f"{times}; larger ones are refused"
