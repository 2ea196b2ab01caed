"""Keys of a mapping, the same rules in YAML and JSON: printable ASCII, each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import MOST_OFFERED
from posology.reader.source import describe_character, shortened
from posology.reader.tree import Node, Scalar

DUPLICATE_KEY = "P0110"
FOREIGN_KEY = "P0112"

PRINTABLE = re.compile(r"[\x20-\x7e]*")

# Written as numbers, because a table of letters that look alike cannot be proof-read by looking.
LOOK_ALIKE: Mapping[int, str] = {
    0x0430: "a", 0x0432: "b", 0x0435: "e", 0x0456: "i", 0x0458: "j", 0x043A: "k", 0x043C: "m", 0x043D: "h", 0x043E: "o",
    0x0440: "p", 0x0441: "c", 0x0442: "t", 0x0443: "y", 0x0445: "x", 0x0455: "s", 0x0501: "d", 0x04BB: "h", 0x051B: "q",
    0x051D: "w", 0x0410: "A", 0x0412: "B", 0x0415: "E", 0x041A: "K", 0x041C: "M", 0x041D: "H", 0x041E: "O", 0x0420: "P",
    0x0421: "C", 0x0422: "T", 0x0425: "X", 0x0405: "S", 0x0406: "I", 0x03B1: "a", 0x03B5: "e", 0x03B9: "i", 0x03BA: "k",
    0x03BD: "v", 0x03BF: "o", 0x03C1: "p", 0x03C4: "t", 0x03C5: "u", 0x03C7: "x", 0x0391: "A", 0x0392: "B", 0x0395: "E",
    0x0397: "H", 0x0399: "I", 0x039A: "K", 0x039C: "M", 0x039D: "N", 0x039F: "O", 0x03A1: "P", 0x03A4: "T", 0x03A7: "X",
    0x0131: "i", 0x0251: "a", 0x0261: "g", 0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2212: "-",
}  # fmt: skip
"""Letters of Cyrillic, Greek and other scripts, and dashes, that look like an ASCII character, by Unicode number."""


def add_entry(entries: dict[str, tuple[Scalar, Node]], key: Scalar, node: Node, diagnostics: Diagnostics) -> None:
    """Puts the node under the key, or reports the key and leaves the first of its name where it is."""
    accepted = accept_key(key, diagnostics)
    if accepted is None:
        return
    first = entries.get(accepted.text)
    if first is None:
        entries[accepted.text] = (accepted, node)
        return
    diagnostics.error(
        DUPLICATE_KEY,
        f"the key `{shortened(accepted.text)}` stands here a second time",
        key.span,
        help="keep one of the two: programs disagree about which of them counts",
        related=((first[0].span, "it stands here first"),),
    )


def accept_key(key: Scalar, diagnostics: Diagnostics) -> Scalar | None:
    """The key; one that only looks like ASCII is reported, and given as what it looks like so that reading goes on."""
    if PRINTABLE.fullmatch(key.text):
        return key
    meant = "".join(LOOK_ALIKE.get(ord(each), each) for each in unicodedata.normalize("NFKC", key.text))
    strange = sorted({each for each in key.text if not PRINTABLE.fullmatch(each)})
    described = ", ".join(describe_character(each) for each in strange[:MOST_OFFERED])
    looks_ascii = bool(PRINTABLE.fullmatch(meant))
    help_text = (
        f"write `{shortened(meant)}` in plain letters"
        if looks_ascii
        else "keys are written in plain letters a to z, digits and `_`"
    )
    diagnostics.error(
        FOREIGN_KEY, f"the key has other characters than plain letters: {described}", key.span, help=help_text
    )
    return replace(key, value=meant, text=meant) if looks_ascii else None
