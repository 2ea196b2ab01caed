"""Which protocol stands behind a result."""

from __future__ import annotations

from posology.ir.protocol import Protocol
from posology.results.check import ProtocolStamp


def stamp_of(protocol: Protocol) -> ProtocolStamp:
    """What names the protocol, to the bytes of its files."""
    return ProtocolStamp(
        id=protocol.id,
        version=protocol.version,
        sha256=protocol.sha256,
        status=protocol.status,
        title=protocol.title,
    )
