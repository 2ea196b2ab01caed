"""What stands for an identifier where it must not be told, and from which age on nobody's age is."""

from __future__ import annotations

import hmac
from typing import Final

OLDEST_TOLD: Final = 89
"""Years. Above it nobody's age is told: section 164.514(b)(2)(i)(C) of the privacy rule under HIPAA."""

DIGITS: Final = 20
"""Of the hexadecimal digits of a pseudonym: 80 bits, so that two of ten million patients share one once in 10^10."""


def pseudonym(salt: bytes, identifier: str) -> str:
    """What stands for the identifier: the same for the same salt, and nothing to whoever does not have the salt."""
    return hmac.digest(salt, identifier.encode("utf-8"), "sha256").hex()[:DIGITS]
