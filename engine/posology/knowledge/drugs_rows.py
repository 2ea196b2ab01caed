"""One row of a drug file: a name, and behind bars what is known under it.

`naproxen | atc M01AE02 M02AA12 | rxnorm 7258 | also naproxen sodium | brands Aleve, Naprosyn`. A row is one text and
not a mapping because a thousand of them are read at every start of the command, and a mapping costs ten times as much.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.reader.source import shortened
from posology.reader.tree import Scalar

WRONG_ROW: Final = "P0250"
WRONG_CODE: Final = "P0251"

ATC: Final = re.compile(r"[A-Z]\d\d[A-Z][A-Z]\d\d", re.ASCII)
RXNORM: Final = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_OWN_SOURCE: Final = re.compile(r"(?P<codes>[^()]*)\((?P<source>\S+) (?P<confidence>\S+)\)")

BAR: Final = "|"
FIELDS: Final = ("atc", "rxnorm", "also", "brands", "class", "despite")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as written: `names` is one name, or for a combination those of its ingredients."""

    names: tuple[str, ...]
    atc: tuple[str, ...]
    rxnorm: tuple[str, ...]
    rxnorm_from: tuple[str, str] | None
    also: tuple[str, ...]
    brands: tuple[str, ...]
    classes: tuple[str, ...] | None
    despite: str
    span: Span


def read_row(scalar: Scalar, joined_by: str | None, diagnostics: Diagnostics) -> Row | None:
    """The row, None where it has no name or repeats a field; `joined_by` parts the names of a combination."""
    head, *rest = (each.strip() for each in scalar.text.split(BAR))
    fields = _fields(rest, scalar.span, diagnostics)
    names = tuple(each.strip() for each in head.split(joined_by)) if joined_by else (head,)
    if fields is None or not all(names):
        if fields is not None:
            diagnostics.error(WRONG_ROW, f"the row `{shortened(scalar.text)}` has no name", scalar.span)
        return None
    rxnorm, own = _own_source(fields.get("rxnorm", ""))
    return Row(
        names=names,
        atc=_codes(fields.get("atc", ""), ATC, "an ATC code of a substance", scalar.span, diagnostics),
        rxnorm=_codes(rxnorm, RXNORM, "an RxNorm code", scalar.span, diagnostics),
        rxnorm_from=own,
        also=_listed(fields.get("also", "")),
        brands=_listed(fields.get("brands", "")),
        classes=tuple(fields["class"].split()) if "class" in fields else None,
        despite=fields.get("despite", ""),
        span=scalar.span,
    )


def _fields(parts: list[str], span: Span, diagnostics: Diagnostics) -> dict[str, str] | None:
    fields: dict[str, str] = {}
    for part in parts:
        field, _, value = part.partition(" ")
        if field not in FIELDS or not value.strip():
            close = nearest(field, FIELDS)
            help_text = (
                f"did you mean `{close[0]}`?" if close else f"a field is one of {', '.join(FIELDS)}, and its value"
            )
            diagnostics.error(WRONG_ROW, f"`{shortened(part)}` is no field of a row", span, help=help_text)
            return None
        if field in fields:
            diagnostics.error(WRONG_ROW, f"the row has `{field}` twice", span, help="write all of them in one field")
            return None
        fields[field] = value.strip()
    return fields


def _own_source(text: str) -> tuple[str, tuple[str, str] | None]:
    own = _OWN_SOURCE.fullmatch(text)
    return (text, None) if own is None else (own["codes"], (own["source"], own["confidence"]))


def _codes(text: str, form: re.Pattern[str], what: str, span: Span, diagnostics: Diagnostics) -> tuple[str, ...]:
    codes = text.split()
    for code in codes:
        if not form.fullmatch(code):
            diagnostics.error(WRONG_CODE, f"`{shortened(code)}` is not {what}", span)
    return tuple(each for each in codes if form.fullmatch(each))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name for each in text.split(",") if (name := each.strip())) if text else ()
