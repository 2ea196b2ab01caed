"""How long it takes to hold a protocol against everything, and how proofs grow with the number of criteria."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import Any

from benchmarks.contestants import PROTOCOL
from benchmarks.measuring import Timing, Work
from benchmarks.patients import AS_OF

from posology.api.differing import Wanted, diff
from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.api.shipped import RULES
from posology.api.verifying import VerifyOptions, verify
from posology.explain.rules import Rules
from posology.results.verification import Kind
from posology.verify.proving import prove

CASES, PROOFS, LAWS, MUTANTS, DIFF = (
    "worked cases alone",
    "worked cases and proofs",
    "all but mutants",
    "all, no outcome of a mutant kept from before",
    "diff with one threshold shifted",
)
SIZES = (10, 50, 200)
JOBS = 2
ROUNDS = 3

SOURCE = {"ref": "invented", "section": "none"}
SOURCES = {"invented": {"title": "Nothing that was published", "authors": "nobody", "locator": "none", "read": "whole"}}


def verifying(*, quick: bool) -> dict[str, Timing]:
    """What each kind of check takes for the whole of a shipped protocol; with the mutants once only, as it is long."""
    knowledge = load_knowledge()
    skipped = {
        CASES: (Kind.PROOFS, Kind.PROPERTIES, Kind.MUTANTS),
        PROOFS: (Kind.PROPERTIES, Kind.MUTANTS),
        LAWS: (Kind.MUTANTS,),
        MUTANTS: (),
    }
    found = {
        name: timed(_verify(knowledge, skip), 1 if quick or name == MUTANTS else ROUNDS)
        for name, skip in skipped.items()
        if not quick or name == CASES
    }
    with TemporaryDirectory() as folder:
        changed = Wanted(protocol=str(_shifted(Path(folder))))
        if not quick:
            found[DIFF] = timed(lambda: diff(Wanted(protocol=PROTOCOL), changed, knowledge, AS_OF), ROUNDS)
    return found


def _verify(knowledge: Knowledge, skip: Iterable[Kind]) -> Work:
    options = VerifyOptions(skip=frozenset(skip), jobs=JOBS)
    return lambda: verify(PROTOCOL, knowledge, options)


def _shifted(folder: Path) -> Path:
    """A copy of the protocol in which pain must have lasted for two years instead of one."""
    copy = folder / PROTOCOL
    copy.mkdir()
    for name in ("protocol.yaml", "sources.yaml", "cases.yaml"):
        text = (RULES / PROTOCOL / name).read_text(encoding="utf-8")
        (copy / name).write_text(
            text.replace("pain.back.onset + 1 year", "pain.back.onset + 2 years"), encoding="utf-8"
        )
    return copy


def proving(sizes: Iterable[int]) -> dict[int, Timing]:
    """For each number of criteria what it takes to answer every standing question of an invented protocol once."""
    knowledge = load_knowledge()
    found: dict[int, Timing] = {}
    for size in sizes:
        with TemporaryDirectory() as folder:
            rules = _invented(Path(folder), size, knowledge)
        found[size] = timed(partial(prove, rules, knowledge.drugs), 1)
    return found


def _invented(folder: Path, criteria: int, knowledge: Knowledge) -> Rules:
    """A protocol of so many exclusions, each of which keeps somebody out whom no other one does."""
    conditions = [f"quebec = {each // 2}" if each % 2 else f"odi = {each // 2} '%'" for each in range(criteria)]
    protocol: dict[str, Any] = {
        "protocol": "invented",
        "version": "1.0.0",
        "title": "An invented protocol",
        "status": "investigational",
        "banner": "INVESTIGATIONAL USE. Invented for a measurement.",
        "use": {"intended": "a measurement", "user": "nobody", "population": "nobody"},
        "criteria": {
            f"criterion-{number}": {
                "kind": "exclusion",
                "text": "A score is one of those left out",
                "condition": condition,
                "source": SOURCE,
            }
            for number, condition in enumerate(conditions)
        },
        "plan": {
            "iv": {
                "site": "iv",
                "target": "vein",
                "approach": "by hand",
                "cells": {"minimum": 1_000_000, "maximum": 1_000_000, "unit": "cells"},
                "source": SOURCE,
            }
        },
    }
    place = folder / "invented"
    place.mkdir()
    # every JSON document is a YAML document
    (place / "protocol.yaml").write_text(json.dumps(protocol), encoding="utf-8")
    (place / "sources.yaml").write_text(json.dumps(SOURCES), encoding="utf-8")
    return load(str(place), knowledge)


def timed(work: Work, rounds: int) -> Timing:
    """Each round is one call: what takes seconds needs no more of them to be measured."""
    times: list[float] = []
    for _ in range(rounds):
        began = perf_counter_ns()
        work()
        times.append(perf_counter_ns() - began)
    times.sort()
    return Timing(times[0], times[len(times) // 2])


def table(verified: dict[str, Timing], proved: dict[int, Timing]) -> str:
    """Both as tables: against the worked cases alone, and against the fewest criteria."""
    cases, fewest = verified[CASES], proved[min(proved)]
    lines = ["| `verify` of " + PROTOCOL + " | times the worked cases alone, shortest (median) | seconds, shortest |"]
    lines.append("| --- | --- | --- |")
    lines += [f"| {name} | {_ratio(each, cases)} | {each.shortest / 1e9:.1f} |" for name, each in verified.items()]
    lines += [
        "",
        f"| criteria | every standing question, times {min(proved)} criteria | seconds |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {size} | {_ratio(each, fewest)} | {each.shortest / 1e9:.1f} |" for size, each in proved.items()]
    return "\n".join(lines) + "\n"


def _ratio(mine: Timing, theirs: Timing) -> str:
    return f"{mine.shortest / theirs.shortest:.2f} ({mine.middle / theirs.middle:.2f})"


def main() -> None:
    """Prints both tables."""
    print(table(verifying(quick=False), proving(SIZES)))


if __name__ == "__main__":
    main()
