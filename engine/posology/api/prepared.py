"""Loading again what was loaded before: knowledge and a compiled protocol, kept under the hash of everything they were made from.

Compiling takes several times as long as checking a record. What was compiled is kept in a folder of the caller's, in
a file whose name is the hash of every byte that went in: the rules, the site file, the code of the rooms that compile,
and the Python that ran them. Another byte anywhere is another name, so a stale file is never found.

The files are pickles: whoever can write one can run code as the user, as whoever can write the installed package can.
So a folder that others can write to is not used, and neither is a file that belongs to somebody else.
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
from typing import TypeAlias

from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.shipped import PACKAGE, RULES
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules

COMPILING_ROOMS = ("values", "diagnostics", "reader", "protocol", "ir", "knowledge", "compile", "explain", "api")
"""The rooms whose code decides what a compiled protocol looks like."""


Prepared: TypeAlias = tuple[Knowledge, Rules]


def recall(folder: Path, name: str) -> Prepared | None:
    """What was kept in the folder under that fingerprint; None where nothing was, or what is there cannot be trusted or read."""
    kept = folder / f"{name}.pickle"
    if not _is_ours(kept) or not _is_ours(folder):
        return None
    try:
        found: object = pickle.loads(kept.read_bytes())  # noqa: S301 - only our own file in our own folder; see the module
    except Exception:  # noqa: BLE001 - whatever a damaged file raises, what it held is loaded anew
        return None
    match found:
        case (Knowledge() as knowledge, Rules() as rules):
            return knowledge, rules
        case _:
            return None


def keep(folder: Path, name: str, prepared: Prepared) -> None:
    """Keeps it under the fingerprint, whole or not at all; a folder that cannot be written, or that others can, is left alone."""
    written = io.BytesIO()
    _Pickler(written, protocol=pickle.HIGHEST_PROTOCOL).dump(prepared)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(written.getvalue())
        Path(file.name).replace(folder / f"{name}.pickle")
    except OSError:
        return


def fingerprint(protocol: str, site: tuple[str, bytes] | None) -> str:
    """The hash of everything that a compiled protocol is made from."""
    digest = hashlib.sha256(f"{sys.version}\0{protocol}\0".encode())
    files = find_protocol(protocol, Diagnostics())
    own = () if files is None else ((files.protocol_name, files.protocol), (files.sources_name, files.sources))
    shipped = ((str(path), path.read_bytes()) for path in sorted(RULES.rglob("*.yaml")))
    code = (
        (str(path), path.read_bytes())
        for room in COMPILING_ROOMS
        for path in sorted((PACKAGE / room).rglob("*"))
        if path.suffix in {".py", ".lark"}
    )
    for name, content in (*own, *((site,) if site is not None else ()), *shipped, *code):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _read_only(items: dict[object, object]) -> MappingProxyType[object, object]:
    """The mapping, read-only: pickles name it, as the type itself has no name that they could import."""
    return MappingProxyType(items)


class _Pickler(pickle.Pickler):
    """A pickler that also knows read-only mappings."""

    def reducer_override(self, obj: object) -> object:
        """How a read-only mapping is made again: from its items."""
        if isinstance(obj, MappingProxyType):
            return _read_only, (dict(obj),)
        return NotImplemented


def _is_ours(path: Path) -> bool:
    """Whether the path exists, belongs to this user, and can be written by nobody else."""
    try:
        status = path.stat()
    except OSError:
        return False
    owner = os.getuid() if hasattr(os, "getuid") else status.st_uid
    return status.st_uid == owner and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
