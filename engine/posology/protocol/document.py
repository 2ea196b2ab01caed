"""The protocol as written: the tree of its file, the same with every reading settled, and the tree of its sources."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.files import ProtocolFiles
from posology.protocol.readings import READINGS, Choice, Settling, read_choices, settle
from posology.reader.document import read_document
from posology.reader.shape import as_mapping
from posology.reader.tree import Mapping

HEAD = ("protocol", "version", "title", "status", "banner", "use", READINGS, "notes")
"""What a reading cannot settle: what the protocol is, and what its readings are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One protocol file, beside its sources.

    `root` has every reading settled, `written` none. `sources` is None where their file cannot be read, so that nothing
    may be concluded from what it lacks. `folder` is the name of the folder that the files stand in.
    """

    root: Mapping
    written: Mapping
    sources: Mapping | None
    choices: tuple[Choice, ...]
    folder: str
    sha256: str


def read_protocol(files: ProtocolFiles, chosen: Dict[str, str], diagnostics: Diagnostics) -> Document | None:
    """The document that the files hold; None where the protocol is no mapping.

    Each reading is settled by the option `chosen` for it where it has one of that name, or else by its default.
    """
    written = as_mapping(
        read_document(files.protocol, files.protocol_name, diagnostics), diagnostics, allowed=None, what="the protocol"
    )
    sources = as_mapping(
        read_document(files.sources, files.sources_name, diagnostics), diagnostics, allowed=None, what="the sources"
    )
    if written is None:
        return None
    readings = read_choices(written.get(READINGS), chosen, diagnostics)
    return Document(
        root=_settled(written, readings, diagnostics),
        written=written,
        sources=sources,
        choices=tuple(readings.choices.values()),
        folder=files.folder,
        sha256=files.sha256,
    )


def _settled(written: Mapping, readings: Settling, diagnostics: Diagnostics) -> Mapping:
    entries = (
        (key, node if key.text in HEAD else settle(node, readings, diagnostics)) for key, node in written.entries
    )
    return Mapping(tuple(entries), written.span)
