"""What stands on every output that has no protocol of its own to take a banner from."""

from __future__ import annotations

from typing import Final

NOTICE: Final = (
    "Nothing here is approved for spine, orthopaedic or pain use, and no output replaces a clinician's judgement."
)
