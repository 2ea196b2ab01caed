"""One row of `facts` or `cautions`: the ingredient, what is known of it, for what it holds, source and confidence.

`ibuprofen | half-life 2 to 2.5 h | S30 v`, `heparin | bleeding hold 6 h | when intravenous | S2 V`,
`dabigatran | it leaves through the kidneys | S43 V`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.drugs_model import CONFIDENCES, HALF_LIFE
from posology.knowledge.drugs_rows import BAR
from posology.reader.source import shortened
from posology.reader.tree import Scalar

WRONG_FACT: Final = "P0253"

CODE_NOT_BELIEVED: Final = "RxNorm code"
WHATS: Final = (
    "biologic half-life",
    HALF_LIFE,
    "duration of effect",
    "bleeding hold",
    "hold before surgery",
    "earliest restart",
    "INR on the day",
    "selectivity",
    "usual adult label maximum",
    CODE_NOT_BELIEVED,
)
"""What a fact may be about. An RxNorm code among the facts is one that nobody confirmed: it recognises nothing."""

CAUTION: Final = "caution"
_NUMBER: Final = r"\d+(?:\.\d+)?"
_AMOUNT: Final = re.compile(rf"(?:(?P<lowest>{_NUMBER}) to )?(?P<value>{_NUMBER})(?: (?P<unit>h|d|g/d))?", re.ASCII)
_WHEN: Final = "when "


@dataclass(frozen=True, slots=True)
class Said:
    """A fact or a caution as written: the name of the ingredient, the id of the source, and its place."""

    of: str
    what: str
    value: Decimal | str
    unit: str
    lowest: Decimal | None
    when: str
    source: str
    confidence: str
    span: Span


def read_fact(scalar: Scalar, diagnostics: Diagnostics) -> Said | None:
    """The fact, None where it is faulty, which is reported."""
    of, *parts = (each.strip() for each in scalar.text.split(BAR))
    when = parts.pop(1).removeprefix(_WHEN) if len(parts) > 2 and parts[1].startswith(_WHEN) else ""  # noqa: PLR2004 - what, when, source
    sourced = _sourced(of, parts, scalar, diagnostics)
    if sourced is None:
        return None
    text, source, confidence = sourced
    what = next((each for each in WHATS if text.startswith(f"{each} ")), None)
    if what is None:
        diagnostics.error(
            WRONG_FACT,
            f"`{shortened(text)}` begins with nothing that a fact may be about",
            scalar.span,
            help=f"one of {', '.join(WHATS)}, and its value",
        )
        return None
    words = text.removeprefix(what).strip()
    amount = _AMOUNT.fullmatch(words)
    if amount is None or what == CODE_NOT_BELIEVED:
        return Said(of, what, words, "", None, when, source, confidence, scalar.span)
    value = Decimal(amount["value"])
    lowest = Decimal(amount["lowest"]) if amount["lowest"] else None
    if lowest is not None and lowest >= value:
        diagnostics.error(WRONG_FACT, f"the range `{words}` does not rise", scalar.span)
        return None
    return Said(of, what, value, amount["unit"] or "", lowest, when, source, confidence, scalar.span)


def read_caution(scalar: Scalar, diagnostics: Diagnostics) -> Said | None:
    """The caution, its sentence as the value; None where it is faulty, which is reported."""
    of, *parts = (each.strip() for each in scalar.text.split(BAR))
    sourced = _sourced(of, parts, scalar, diagnostics)
    if sourced is None:
        return None
    says, source, confidence = sourced
    return Said(of, CAUTION, says, "", None, "", source, confidence, scalar.span)


def _sourced(of: str, parts: list[str], scalar: Scalar, diagnostics: Diagnostics) -> tuple[str, str, str] | None:
    """What is said, the source and the confidence, of the two parts `what` and `S30 v`."""
    match [part.split() if place else [part] for place, part in enumerate(parts)]:
        case [[text], [source, confidence]] if of and text and confidence in CONFIDENCES:
            return text, source, confidence
        case _:
            diagnostics.error(
                WRONG_FACT,
                f"`{shortened(scalar.text)}` does not read as ingredient, what is known, and source",
                scalar.span,
                help=f"write `ibuprofen | half-life 2.5 h | S30 v`; the last word is one of {', '.join(CONFIDENCES)}",
            )
            return None
