"""Every mutant of a protocol tried, on all the cores that are given, in one order whichever is done first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Final, TypeAlias, cast

from posology.ir.protocol import Exemption
from posology.results.verification import Fate, MutantOutcome, StaleExemption
from posology.verify.mutants.kept import Kept, keep, recall
from posology.verify.mutants.killing import Court
from posology.verify.mutants.mutant import Mutant

Opening: TypeAlias = Callable[[], Court]
"""Makes the court anew in another process; so it must be something that can be sent to one."""

Progress: TypeAlias = Callable[[int, int, str], None]
"""Told how many of how many are done, and the name of the last."""

FEWEST_SHARED: Final = 16
"""As many as are tried before a second process is ready."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MutantRun:
    """What became of every mutant. `refused` are those that are no protocol, each with why the compiler refuses it."""

    outcomes: tuple[MutantOutcome, ...]
    refused: tuple[tuple[str, str], ...]
    stale: tuple[StaleExemption, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """How mutants are tried: on how many cores, where outcomes are kept under which stamp, and who is told."""

    workers: int = 1
    file: Path | None = None
    stamp: str = ""
    progress: Progress | None = None


def run_mutants(opening: Opening, how: Running) -> MutantRun:
    """What became of every mutant, in the order of the rules; only what is not kept is tried."""
    court, kept = opening(), recall(how.file)
    made: list[Mutant] = []
    refused: list[tuple[str, str]] = []
    for mutant in court.forms.mutants():
        why = court.forms.refusal(mutant)
        if why:
            refused.append((mutant.name, why))
        else:
            made.append(mutant)
    outcomes = _outcomes(made, opening, court, kept, how)
    if how.file is not None:
        keep(how.file, how.stamp, outcomes)
    stale = tuple(_stale(court.exemptions, outcomes))
    return MutantRun(outcomes=outcomes, refused=tuple(refused), stale=stale)


def _outcomes(
    mutants: Sequence[Mutant], opening: Opening, court: Court, kept: Kept, how: Running
) -> tuple[MutantOutcome, ...]:
    found = {index: kept.outcome(mutant, how.stamp) for index, mutant in enumerate(mutants)}
    done = {index: outcome for index, outcome in found.items() if outcome is not None}
    tasks = [(index, mutants[index].name, kept.killer(mutants[index])) for index in found if index not in done]
    shared = how.workers > 1 and len(tasks) >= FEWEST_SHARED
    tried = _shared(tasks, opening, how.workers) if shared else _alone(tasks, mutants, court)
    for index, outcome in tried:
        done[index] = outcome
        if how.progress is not None:
            how.progress(len(done), len(mutants), outcome.id)
    return tuple(done[index] for index in range(len(mutants)))


Task: TypeAlias = tuple[int, str, str]
"""The place of a mutant among those that are protocols, its name, and the case to try first."""


def _alone(tasks: Sequence[Task], mutants: Sequence[Mutant], court: Court) -> Iterator[tuple[int, MutantOutcome]]:
    for index, _, case in tasks:
        yield index, court.outcome(mutants[index], case)


def _shared(tasks: Sequence[Task], opening: Opening, workers: int) -> Iterator[tuple[int, MutantOutcome]]:
    """Each outcome as it comes; a process that is done with one mutant is given the next."""
    context, waiting = get_context("spawn"), iter(tasks)
    with ExitStack() as stack:
        lines: list[Connection] = []
        for _ in range(min(workers, len(tasks))):
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(opening, theirs), daemon=True)
            process.start()
            theirs.close()
            # undone from the last: a process that is still at work when nobody waits for it any more is ended
            stack.callback(process.join)
            stack.callback(process.terminate)
            stack.callback(ours.close)
            lines.append(ours)
            ours.send(next(waiting))
        while lines:
            for line in cast("list[Connection]", wait(lines)):
                try:
                    yield line.recv()
                except EOFError as error:
                    message = "a process that tried mutants ended without an answer"
                    raise RuntimeError(message) from error
                task = next(waiting, None)
                if task is None:
                    lines.remove(line)
                    line.send(None)
                else:
                    line.send(task)


def work(opening: Opening, line: Connection) -> None:
    """Tries the mutants that it is sent, until it is sent none."""
    court = opening()
    mutants = {each.name: each for each in court.forms.mutants()}
    tasks: Iterator[Task] = iter(line.recv, None)
    for index, name, case in tasks:
        line.send((index, court.outcome(mutants[name], case)))


def _stale(exemptions: Sequence[Exemption], outcomes: Sequence[MutantOutcome]) -> Iterator[StaleExemption]:
    """The exemptions that nothing needs: of a mutant that there is not, that is noticed, or that changes nothing."""
    by_id = {each.id: each for each in outcomes}
    for each in exemptions:
        outcome = by_id.get(each.of)
        if outcome is None:
            why = "there is no such mutant"
        elif outcome.fate is Fate.EXEMPT:
            continue
        else:
            noticed = f"noticed by the {outcome.by}" if outcome.fate is Fate.KILLED else "proved to change nothing"
            why = f"the mutant is {noticed}"
        yield StaleExemption(of=each.of, reason=each.reason, why=why, span=each.span)
