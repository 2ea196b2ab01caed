"""A folder in which one run at a time is at work."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

LOCK: Final = "running.duckdb"
_IS_LOCKED: Final = "Could not set lock"


class NotFree(Exception):  # noqa: N818 - it says who else is there, not what the program did wrong
    """No run can begin in the folder; `why` says what is there."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@contextmanager
def alone_in(folder: Path) -> Generator[None]:
    """Within it no other process is at work in the folder: two that write the same part would garble it.

    A database of DuckDB is locked on every system for as long as its process lives, so that a run that was killed
    leaves nobody out. Threads of one process are not kept apart.

    Raises:
        NotFree: another one is, or no lock can be taken there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder.resolve() / LOCK
    try:
        lock = duckdb.connect(
            str(path), config={"autoinstall_known_extensions": False, "autoload_known_extensions": False}
        )
    except duckdb.IOException as fault:
        is_locked = _IS_LOCKED in str(fault)
        raise NotFree("another run is at work in it" if is_locked else f"`{LOCK}` cannot be locked in it") from fault
    try:
        yield
    finally:
        lock.close()
