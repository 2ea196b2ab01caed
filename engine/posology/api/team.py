"""Work shared with other processes.

What a process is told is what it needs to load everything anew, so that nothing compiled has to be sent to it; what it
sends back are results. They come in the order in which they were asked for, whichever is done first.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Team:
    """Other processes that can be given work, `size` of them; without any it is done where its result is asked for."""

    pool: ProcessPoolExecutor | None
    size: int = 1

    def give(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Callable[[], T]:
        """What gives the result, waiting for it where it is not there yet."""
        if self.pool is None:
            return lambda: work(*args, **kwargs)
        future: Future[T] = self.pool.submit(work, *args, **kwargs)
        return future.result


@contextmanager
def team_of(jobs: int) -> Generator[Team]:
    """So many processes; none beside this one where one is enough."""
    if jobs <= 1:
        yield Team(None)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        try:
            yield Team(pool, jobs)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
