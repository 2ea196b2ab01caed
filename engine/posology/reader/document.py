"""One document, in YAML or in JSON."""

from __future__ import annotations

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.strict_json import read_json
from posology.reader.strict_yaml import read_yaml
from posology.reader.tree import Node

STANDARD_INPUT = "-"


def read_document(content: str | bytes, name: str, diagnostics: Diagnostics) -> Node | None:
    """The tree of the content, None where no tree can be made of it; every fault found is in the bag.

    A name that ends in `.json` is JSON, any other YAML; standard input is JSON where it begins with `{` or `[`.
    INVARIANT: where the bag has an error the tree may lack what was refused, so nothing may be concluded from it:
    it is given only so that later stages find their own faults in the same run.
    """
    if name.lower().endswith(".json") or (name == STANDARD_INPUT and _begins_like_json(content)):
        return read_json(content, name, diagnostics)
    return read_yaml(content, name, diagnostics)


def _begins_like_json(content: str | bytes) -> bool:
    if isinstance(content, str):
        return content.lstrip("\ufeff \t\r\n").startswith(("{", "["))
    return content.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n").startswith((b"{", b"["))
