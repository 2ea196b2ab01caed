"""The files of one protocol, before anything in them is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProtocolFiles:
    """The files of one protocol as bytes, with the names to quote them by, and the name of the folder they stand in.

    `dictionary` declares the elements that only this protocol asks for; None where it has no such file.
    """

    folder: str
    protocol: bytes
    sources: bytes
    protocol_name: str
    sources_name: str
    dictionary: bytes | None = None
    dictionary_name: str = ""

    @property
    def sha256(self) -> str:
        """The hash over the files, each with its length, so that nothing can move from one into another."""
        digest = hashlib.sha256()
        for content in (self.protocol, self.sources, *(() if self.dictionary is None else (self.dictionary,))):
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)
        return digest.hexdigest()
