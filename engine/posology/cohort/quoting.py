"""Texts, names and files as SQL writes them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_PATTERN: Final = re.compile(r"[*?\[]")


def literal(text: str) -> str:
    """The text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """The name of a column or table as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def one_file(path: Path) -> str:
    """The name of the file for a reader of SQL, which would take `export[1].csv` for a pattern that finds another."""
    return _PATTERN.sub(r"[\g<0>]", str(path))
