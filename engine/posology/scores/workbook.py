"""What the reader of workbooks does not tell: how large one unpacks, and which cells hold an error instead of a value.

The library reads a cell such as `#DIV/0!` as an empty one. An empty cell is a missing score, and a broken formula is
not, so the cells marked as errors are looked up in the sheet itself.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes. Sixteen times the largest file that is read: ordinary workbooks shrink to a fifth or a tenth."""

_FIRST_SHEET = re.compile(rb"<sheet\b[^>]*\br:id=\"([^\"]{1,80})\"")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ID = re.compile(rb"\bId=\"([^\"]{1,80})\"")
_TARGET = re.compile(rb"\bTarget=\"/?(?:xl/)?([^\"]{1,200})\"")
_ERROR = re.compile(
    rb"<c\b(?=[^>]*\bt=\"e\")[^>]*\br=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*>"
    rb"(?:(?!</c>).)*?<v>([^<]{1,20})</v>"
)


@dataclass(frozen=True, slots=True)
class Inside:
    """`broken`: row, column letter and error of each cell of the first sheet that holds an error."""

    broken: tuple[tuple[int, str, str], ...]


def look_into(content: bytes) -> Inside | None:
    """What the first sheet hides; None where the file is no workbook or unpacks to more than is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                return None
            sheet = _sheet_of(packed)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, zlib.error):
        return None
    found = _ERROR.finditer(sheet)
    return Inside(tuple((int(each[2]), each[1].decode(), each[3].decode("ascii", "replace")) for each in found))


def _sheet_of(packed: zipfile.ZipFile) -> bytes:
    """The first sheet as it is stored.

    Raises:
        KeyError: where the workbook names no sheet, or one that it does not hold.
    """
    first = _FIRST_SHEET.search(packed.read("xl/workbook.xml"))
    for relation in _RELATION.findall(packed.read("xl/_rels/workbook.xml.rels")):
        name, target = _ID.search(relation), _TARGET.search(relation)
        if first is not None and name is not None and target is not None and name[1] == first[1]:
            return packed.read(f"xl/{target[1].decode()}")
    raise KeyError("the first sheet")
