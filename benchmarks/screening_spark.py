"""The decision on Spark, in a process of its own: `python -m benchmarks.screening_spark TYPED CORES ANSWER ROUNDS`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.contestants import PROTOCOL
from benchmarks.measuring import run_module
from benchmarks.screening_contestants import asked
from benchmarks.screening_typed import MEMORY, Typed

from posology.api.loading import load, load_knowledge
from posology.cohort.engines import SPARK, open_engine
from posology.cohort.stages import Stages
from posology.screen.running import in_stages
from posology.screen.settling import Settled

USER_TICKS, SYSTEM_TICKS, PARENT = 11, 12, 1
"""Fields of `/proc/PID/stat` after the name."""

TICKS_PER_SECOND = 100


@dataclass(frozen=True, slots=True)
class Ran:
    """Seconds for the start of the session, the first query and the shortest of the later ones.

    `processor` is what that later query took of the processor, in this program and in Java.
    """

    start: float
    cold: float
    warm: float
    processor: float


def ran(typed: Typed, cores: int, answer: Path, rounds: int) -> Ran:
    """The query on so many cores; its rows are then in the folder `answer` as Parquet."""
    command = (str(typed.folder), str(cores), str(answer), str(rounds))
    told = run_module("benchmarks.screening_spark", *command)
    return Ran(**json.loads(told.splitlines()[-1]))


def main() -> None:
    """Runs the query once cold and then so often warm, each time made anew, and prints what it took."""
    folder, cores, answer, rounds = sys.argv[1:]
    typed = Typed(Path(folder))
    rules = load(PROTOCOL, load_knowledge())
    with TemporaryDirectory() as spilled:
        began = perf_counter()
        engine = open_engine(SPARK, master=f"local[{cores}]", memory=MEMORY, threads=int(cores), folder=Path(spilled))
        start = perf_counter() - began
        cohort = typed.within(engine)

        def query(written: Path) -> tuple[float, float]:
            began, processor = perf_counter(), _processor()
            with in_stages(), TemporaryDirectory(dir=spilled) as stages:
                settle = Settled(Stages(engine, Path(stages)))
                engine.to_parquet_dir(asked(cohort, rules, settle), str(written))
            return perf_counter() - began, _processor() - processor

        cold, _ = query(Path(answer))
        warm, processor = min(query(Path(spilled) / f"answer-{number}") for number in range(int(rounds)))
    print(json.dumps(asdict(Ran(start, cold, warm, processor))))


def _processor() -> float:
    """Seconds of the processor of this process and of everything that it has started (Linux)."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for each in Path("/proc").iterdir():
        fields = _stat(each) if each.name.isdigit() else []
        if fields:
            parents[int(each.name)] = int(fields[PARENT])
            ticks[int(each.name)] = int(fields[USER_TICKS]) + int(fields[SYSTEM_TICKS])
    ours = {int(Path("/proc/self").resolve().name)}
    while more := {each for each, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return sum(ticks[each] for each in ours) / TICKS_PER_SECOND


def _stat(process: Path) -> list[str]:
    """The fields after the name, which is in brackets; none where the process is gone."""
    try:
        return (process / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return []


if __name__ == "__main__":
    main()
