"""What an ATC code tells by the group in which it lies, where the substance itself is not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posology.knowledge.drugs_model import MIXED

SUBSTANCE: Final = re.compile(r"[A-Z]\d\d[A-Z][A-Z]\d\d", re.ASCII)
GROUP: Final = re.compile(r"[A-Z]\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?", re.ASCII)
_COMBINATION: Final = re.compile(r".*(?:[5-9]\d|[23]0)", re.ASCII)


@dataclass(frozen=True, slots=True)
class AtcGroups:
    """Groups by the beginning of their codes: the longest beginning governs. A value is a class, `none` or `mixed`."""

    classes: Mapping[str, str]

    def of(self, code: str) -> str | None:
        """What lies where the code does; None where no group of the index begins so.

        WHO numbers combinations 20, 30 and from 50 on: their partners are not told by the code, so such a code is
        mixed in whatever group it lies, unless it is listed in full.
        """
        if code in self.classes:
            return self.classes[code]
        found = next((self.classes[code[:end]] for end in range(len(code), 0, -1) if code[:end] in self.classes), None)
        if found is None:
            return None
        return MIXED if SUBSTANCE.fullmatch(code) and _COMBINATION.fullmatch(code) else found
