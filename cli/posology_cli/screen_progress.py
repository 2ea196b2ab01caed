"""How many patients have been judged, at which rate, and how long the others will take: on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int], None]


@contextmanager
def shown_patients() -> Generator[Progress | None]:
    """What the work is to call as it goes on; None where standard error is no terminal, or a dumb one."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - slow

    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR"))),
        transient=True,
    )
    with bars:
        task = bars.add_task("reading the cohort", total=None, rate="")

        def tell(done: int, total: int) -> None:
            speed = bars.tasks[0].speed
            rate = "" if speed is None else f"{int(speed):,} patients a second"
            bars.update(task, description="judging", completed=done, total=total, rate=rate)

        yield tell
