"""One section of a printed sheet: fields, entries, a table, lines to write on and pictures, each in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from posology.render.svg import Picture

PAPERS: Final = ("a4", "us-letter")
"""The paper that a sheet is printed on; the first is meant where nobody says another."""

BOX: Final = "\N{BALLOT BOX}"


class Field(NamedTuple):
    """A label and what stands beside it; None is a blank to fill in."""

    label: str
    text: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a list. `text` None, or `blank`, leaves room to write behind it; `tick` puts a box before it."""

    label: str = ""
    text: str | None = None
    tick: bool = False
    blank: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it, in this order: fields, entries, table, note, lines, pictures.

    `across` is how many fields or entries stand beside one another. `shares` are the widths of the columns of the
    table, compared with each other. `beside` puts the section beside the next one that says so too.
    """

    name: str
    heading: str
    across: int = 1
    beside: bool = False
    fields: tuple[Field, ...] = ()
    entries: tuple[Entry, ...] = ()
    columns: tuple[str, ...] = ()
    shares: tuple[int, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    note: str = ""
    lines: int = 0
    pictures: tuple[Picture, ...] = ()
