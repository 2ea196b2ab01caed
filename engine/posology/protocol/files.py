"""The files of one protocol, before anything in them is read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProtocolFiles:
    """The files of one protocol as bytes, with the names to quote them by, and the name of the folder they stand in."""

    folder: str
    protocol: bytes
    sources: bytes
    protocol_name: str
    sources_name: str

    @property
    def sha256(self) -> str:
        """The hash over both files, each with its length, so that nothing can move from one into the other."""
        digest = hashlib.sha256()
        for content in (self.protocol, self.sources):
            digest.update(len(content).to_bytes(8, "big"))
            digest.update(content)
        return digest.hexdigest()
