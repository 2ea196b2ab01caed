"""Characters that may not stand in a file may not come into a value by an escape either."""

from __future__ import annotations

from dataclasses import replace

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.place import span_within
from posology.reader.source import FORBIDDEN, FORBIDDEN_CHARACTER, describe_character
from posology.reader.tree import FAULTY, Scalar


def refuse_escapes(scalar: Scalar, diagnostics: Diagnostics) -> Scalar:
    """The scalar; where its text has a forbidden character it is reported, replaced, and its value refused."""
    found = FORBIDDEN.search(scalar.text)
    if found is None:
        return scalar
    message = f"the escape for the character {describe_character(found.group())} is not allowed"
    place = span_within(scalar, found.start(), found.end())
    diagnostics.error(
        FORBIDDEN_CHARACTER,
        message,
        place,
        help="leave it out: it cannot be seen, or changes how the text around it is shown",
    )
    return replace(scalar, value=FAULTY, text=FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", scalar.text))
