"""Every fault that is planted in a shipped protocol: found by its kind wherever the protocol has a place for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from posology.api.shipped import RULES, shipped_protocols
from tests.verify.faults_of_criteria import faults_of_criteria
from tests.verify.faults_of_file import faults_of_cases, faults_of_head, faults_of_readings
from tests.verify.faults_of_logic import faults_of_logic
from tests.verify.faults_of_plan import faults_of_plan
from tests.verify.faults_of_washout import faults_of_washout
from tests.verify.kinds import By, Fault, Kind
from tests.verify.manuscript import Manuscript


@cache
def manuscript_of(protocol: str) -> Manuscript:
    """The file of a shipped protocol."""
    return Manuscript((RULES / protocol / "protocol.yaml").read_text(encoding="utf-8"))


@cache
def faults_of(protocol: str) -> tuple[Fault, ...]:
    """Every fault of the protocol; no two give the same files."""
    file = manuscript_of(protocol)
    cases = (RULES / protocol / "cases.yaml").read_text(encoding="utf-8")
    found: dict[tuple[str, str], Fault] = {}
    for each in _all(file, cases):
        if (each.protocol, each.cases) != (file.text, ""):
            found.setdefault((each.protocol, each.cases), each)
    return tuple(found.values())


def _all(file: Manuscript, cases: str) -> Iterator[Fault]:
    yield from faults_of_head(file)
    yield from faults_of_readings(file)
    yield from faults_of_criteria(file)
    yield from faults_of_washout(file)
    yield from faults_of_plan(file)
    yield from faults_of_logic(file)
    yield from faults_of_cases(file, cases)


def some_faults_of(protocol: str) -> tuple[Fault, ...]:
    """One fault of every kind and check, and so many more that there are enough; of another protocol other ones."""
    kinds: dict[tuple[Kind, By], list[Fault]] = {}
    for each in faults_of(protocol):
        kinds.setdefault((each.kind, each.by), []).append(each)
    turn = shipped_protocols().index(protocol)
    first = [faults[turn % len(faults)] for faults in kinds.values()]
    # a proof takes about a second, a case much less
    more = [faults[(turn + 1) % len(faults)] for (_, by), faults in kinds.items() if by is not By.PROOF]
    left = [each for each in more if each not in first]
    return (*first, *left[: max(0, ENOUGH - len(first))])


def faults_for_diff(protocol: str) -> tuple[Fault, ...]:
    """Some of those that only a comparison shows, and of those that a worked case shows as well."""
    some = some_faults_of(protocol)
    turn = shipped_protocols().index(protocol)
    seen = [each for each in some if each.by is By.CASES and not each.cases]
    hidden = [each for each in some if each.by is By.DIFF]
    told = dict.fromkeys((*hidden, *seen[turn :: max(1, len(seen) // ALSO_SEEN)], *faults_under_an_option(protocol)))
    return tuple(told)


def faults_under_an_option(protocol: str) -> tuple[Fault, ...]:
    """Those of the weight that only a dose per kilogram reads, an option that the protocol does not choose."""
    if protocol != "allorx-first-patient":
        return ()
    return tuple(
        each
        for each in faults_of(protocol)
        if (each.kind, each.name) in {(Kind.WINDOW, "iv, weight, wider"), (Kind.COUNTS_LOST, "iv")}
    )


ENOUGH = 45
"""How many different faults are tried in each protocol on every run."""

ALSO_SEEN = 3
"""Of how many faults that a case shows a comparison is made too."""
