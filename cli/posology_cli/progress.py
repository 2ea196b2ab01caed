"""How far long work has come, on standard error, where somebody sits before it."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

from posology.api.verifying import Progress
from posology.results.verification import Kind


@contextmanager
def shown_progress() -> Generator[Progress | None]:
    """What the work is to call as it goes on; None where standard error is no terminal, or a dumb one."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to import, and for a terminal only
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn  # noqa: PLC0415 - slow
    from rich.progress import Progress as Bars  # noqa: PLC0415 - slow

    bars = Bars(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True, no_color=bool(os.environ.get("NO_COLOR"))),
        transient=True,
    )
    tasks: dict[Kind, TaskID] = {}

    def tell(what: Kind, done: int, total: int | None) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what.value, total=total)
        bars.update(tasks[what], completed=done, total=total)

    with bars:
        yield tell
