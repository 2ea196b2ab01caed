"""Where a site file stands: what it decides, what it leaves open, and what a final sheet still lacks of it."""

from __future__ import annotations

from dataclasses import dataclass

from posology.results.check import ProtocolStamp
from posology.results.sheet import Needed


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """One decision: where it stands in the file, and what it says with who approved it when."""

    place: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStanding:
    """A site file that was not refused.

    `open` are the places left out, with what follows; `needs` is what a final sheet still lacks of the file.
    """

    name: str
    sha256: str
    protocol: ProtocolStamp
    banner: str
    decided: tuple[Decided, ...]
    open: tuple[Decided, ...]
    needs: tuple[Needed, ...]
