"""Loading again what was loaded before, kept under the hash of everything that it was made from.

Compiling takes several times as long as checking a record. What was compiled is kept in a folder of the caller's, in
a file whose name is the hash of every byte that went in: the rules, the site file, the code of the rooms that compile,
and the Python that ran them. Another byte anywhere is another name, so a stale file is never found.

The files are pickles: whoever can write one can run code as the user, as whoever can write the installed package can.
So a folder that others can write to is not used, and neither is a file that belongs to somebody else or a link.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import stat
import sys
import tempfile
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias

from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.shipped import PACKAGE, RULES
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules

COMPILING_ROOMS = ("values", "diagnostics", "reader", "protocol", "ir", "knowledge", "compile", "explain", "api")
"""The rooms whose code decides what a compiled protocol looks like."""

MOST_KEPT = 32
"""Files in the folder. A clinic uses a few protocols and site files; what older code made is never found again."""

KEPT = "*.pickle"
UNFINISHED = "tmp*"

Prepared: TypeAlias = tuple[Knowledge, Rules]


def recall(folder: Path, name: str) -> Prepared | None:
    """What was kept in the folder under that fingerprint; None where nothing was, or it cannot be trusted or read."""
    content = _read_ours(folder, f"{name}.pickle")
    if content is None:
        return None
    try:
        found: object = pickle.loads(content)  # noqa: S301 - only our own file in our own folder; see the module
    except Exception:  # noqa: BLE001 - whatever a damaged file raises, what it held is loaded anew
        return None
    match found:
        case (Knowledge() as knowledge, Rules() as rules):
            return knowledge, rules
        case _:
            return None


def keep(folder: Path, name: str, prepared: Prepared) -> None:
    """Keeps it under the fingerprint, whole or not at all; of more than `MOST_KEPT` files the oldest are removed.

    A folder that cannot be written, or that others can write to, is left alone.
    """
    written = io.BytesIO()
    _Pickler(written, protocol=pickle.HIGHEST_PROTOCOL).dump(prepared)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder.stat()):
            return
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(written.getvalue())
        Path(file.name).replace(folder / f"{name}.pickle")
        _remove_oldest(folder)
    except OSError:
        return


def fingerprint(protocol: str, site: tuple[str, bytes] | None) -> str:
    """The hash of everything that a compiled protocol is made from."""
    digest = hashlib.sha256(f"{sys.version}\0{protocol}\0".encode("utf-8", errors="surrogateescape"))
    files = find_protocol(protocol, Diagnostics())
    own = () if files is None else ((files.protocol_name, files.protocol), (files.sources_name, files.sources))
    if files is not None and files.dictionary is not None:
        own = (*own, (files.dictionary_name, files.dictionary))
    shipped = ((str(path), path.read_bytes()) for path in sorted(RULES.rglob("*.yaml")))
    code = (
        (str(path), path.read_bytes())
        for room in COMPILING_ROOMS
        for path in sorted((PACKAGE / room).rglob("*"))
        if path.suffix in {".py", ".lark"}
    )
    for name, content in (*own, *((site,) if site is not None else ()), *shipped, *code):
        digest.update(f"{name}\0{len(content)}\0".encode("utf-8", errors="surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _read_ours(folder: Path, name: str) -> bytes | None:
    """The content of a plain file of this user's in a folder of this user's; None where it is anything else.

    The file is opened before it is looked at, so that it cannot be exchanged in between.
    """
    try:
        if not _is_ours(folder.stat()):
            return None
        descriptor = os.open(folder / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            return file.read() if stat.S_ISREG(status.st_mode) and _is_ours(status) else None
    except (OSError, ValueError):
        return None


def _is_ours(status: os.stat_result) -> bool:
    """Whether it belongs to this user, and can be written by nobody else."""
    owner = os.getuid() if hasattr(os, "getuid") else status.st_uid
    return status.st_uid == owner and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _remove_oldest(folder: Path) -> None:
    """Leaves the newest `MOST_KEPT` files, and of those that a broken-off process never finished as many."""
    for pattern in (KEPT, UNFINISHED):
        aged: list[tuple[int, str, Path]] = []
        for path in folder.glob(pattern):
            try:
                aged.append((path.lstat().st_mtime_ns, path.name, path))
            except OSError:  # another process was faster
                continue
        for _, _, path in sorted(aged)[:-MOST_KEPT]:
            path.unlink(missing_ok=True)


def _read_only(items: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """The mapping, read-only: pickles name it, as the type itself has no name that they could import."""
    return MappingProxyType(items)


class _Pickler(pickle.Pickler):
    """A pickler that also knows read-only mappings."""

    def reducer_override(self, obj: Any) -> Any:  # noqa: ANN401 - whatever a protocol is made of, as pickle asks for it
        """How a read-only mapping is made again: from its items."""
        if isinstance(obj, MappingProxyType):
            return _read_only, (dict[Any, Any](obj),)  # pyright: ignore[reportUnknownArgumentType] - any mapping at all
        return NotImplemented
