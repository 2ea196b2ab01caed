"""The results as a page: ratios within one run, what they mean, and where a goal is missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import cold_start
from benchmarks.contestants import BY_HAND, EXPLAINED, PLAIN, ZEN_ENGINE
from benchmarks.measuring import Timing

MOST_TIMES_ZEN = 10
MOST_COLD_MILLISECONDS = 300
MOST_GROWTH_PERCENT = 2

WHY_EXPLAINED = (
    "an explained check makes an object for every operator of every condition, in Python, judges every criterion, "
    "medicine and step, and searches the later dates that would mend a failure; zen-engine stops at the first test "
    "that settles the verdict and keeps nothing, so the difference is greatest where that comes early"
)
WHY_GROWTH = "some part of a check looks at every criterion for each criterion, and it is not known which"
WHY_COLD = "the rules are compiled anew, which the first check after a change of rules or program waits for"


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal, whether it was met, what was measured, and why it is missed where it is."""

    says: str
    met: bool
    measured: str
    why: str


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

VERIFY = """\
## Verify and diff

A protocol is held against everything by two processes, which take turns where the machine has one core. The growth is
that of invented protocols, each criterion of which decides something of its own. Seconds are those of this machine.

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
    verified: str,
    screening: str,
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
        VERIFY + verified,
        screening,
        "## Goals\n\n" + _goals(one, everyone, grown, memory, started),
        "## Inference\n\nMilliseconds on the machine of this run, to be read against one another.\n\n" + inference,
    ]
    return "\n".join(parts)


def as_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown."""
    lines = [list(head)]
    lines += [["---"] * len(lines[0]), *(list(row) for row in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def ratio(mine: Timing, theirs: Timing) -> str:
    """How many times theirs mine takes: by the shortest rounds, and in brackets by the medians."""
    return f"{mine.shortest / theirs.shortest:.2f} ({mine.middle / theirs.middle:.2f})"


def _contest(timings: Mapping[str, Timing]) -> str:
    against = [name for name in (BY_HAND, ZEN_ENGINE) if name in timings]
    head = ("", *(f"times {name}, shortest (median)" for name in against))
    return as_table(
        head, ((name, *(ratio(each, timings[other]) for other in against)) for name, each in timings.items())
    )


def _growth(grown: Mapping[int, Mapping[str, Timing]]) -> str:
    first = min(grown)
    head = ("criteria", *(f"{name}, times {first} criteria" for name in grown[first]))
    rows = (
        (f"{size:,}", *(ratio(ways[name], each) if name in ways else "refused" for name, each in grown[first].items()))
        for size, ways in grown.items()
    )
    return as_table(head, rows) + (
        "\nThe protocol's own criteria again and again, under other names. `refused`, if it stands there: the compiler"
        " does not take a protocol that needs more production rules than the inference can hold.\n"
    )


def _memory(memory: Sequence[tuple[int, int]]) -> str:
    _, first = memory[0]
    rows = ((f"{done:,}", f"{100 * (kilobytes - first) / first:+.1f} %") for done, kilobytes in memory)
    return as_table(("explained checks and plain verdicts", "resident memory against the first reading"), rows)


def _cold_start(started: Mapping[str, Timing]) -> str:
    bare = started[cold_start.BARE]
    rows = (
        (name, f"{(each.shortest - bare.shortest) / 1e6:.0f} ms", f"{(each.middle - bare.middle) / 1e6:.0f} ms")
        for name, each in started.items()
        if name != cold_start.BARE
    )
    return as_table(("", f"more than `{cold_start.BARE}`, shortest", "median"), rows)


def _goals(
    one: Mapping[str, Timing],
    everyone: Mapping[str, Timing],
    grown: Mapping[int, Mapping[str, Timing]],
    memory: Sequence[tuple[int, int]],
    started: Mapping[str, Timing],
) -> str:
    goals = [
        *_against_zen("the candidate", one),
        *_against_zen("all patients", everyone),
        *(
            Goal(f"no faster than linear growth, {name}", *_linear(grown, name), WHY_GROWTH)
            for name in grown[min(grown)]
        ),
        _steady(memory),
        *(_started(name, started) for name in (cold_start.KEPT, cold_start.ANEW)),
    ]
    return goals_table(goals)


def goals_table(goals: Sequence[Goal]) -> str:
    """Which are met, by what was measured, and why the others are not."""
    rows = ((each.says, "met" if each.met else "**missed**", each.measured) for each in goals)
    whys = dict.fromkeys(each.why for each in goals if not each.met and each.why)
    reasons = [f"- {why}.\n" for why in whys]
    return as_table(("goal", "", "measured"), rows) + (
        "\nWhy goals are missed:\n\n" + "".join(reasons) if reasons else ""
    )


def _against_zen(where: str, timings: Mapping[str, Timing]) -> Iterator[Goal]:
    if ZEN_ENGINE not in timings:
        return
    plain, explained = (timings[name].shortest / timings[ZEN_ENGINE].shortest for name in (PLAIN, EXPLAINED))
    yield Goal(f"a plain verdict at least as fast as zen-engine, {where}", plain <= 1, f"{plain:.2f} times", "")
    says = f"an explained check within {MOST_TIMES_ZEN} times zen-engine's bare answer, {where}"
    yield Goal(says, explained <= MOST_TIMES_ZEN, f"{explained:.1f} times", WHY_EXPLAINED)


def _steady(memory: Sequence[tuple[int, int]]) -> Goal:
    (_, first), (done, last) = memory[0], memory[-1]
    percent = 100 * (last - first) / first
    return Goal(f"no memory growth over {done:,} checks", percent <= MOST_GROWTH_PERCENT, f"{percent:+.1f} %", "")


def _started(name: str, started: Mapping[str, Timing]) -> Goal:
    more = (started[name].shortest - started[cold_start.BARE].shortest) / 1e6
    says = f"`{name}` under {MOST_COLD_MILLISECONDS} ms more than bare Python"
    return Goal(says, more < MOST_COLD_MILLISECONDS, f"{more:.0f} ms", WHY_COLD if name == cold_start.ANEW else "")


def _linear(grown: Mapping[int, Mapping[str, Timing]], name: str) -> tuple[bool, str]:
    """Whether the largest size took no more than so many times the smallest as it has more criteria."""
    largest = max(size for size, ways in grown.items() if name in ways)
    smallest = min(grown)
    grew = grown[largest][name].shortest / grown[smallest][name].shortest
    reached = largest == max(grown)
    times = f"{grew:.1f} times for {largest / smallest:.0f} times the criteria"
    return grew <= largest / smallest and reached, times if reached else f"{times}; larger ones are refused"
