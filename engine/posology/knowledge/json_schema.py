"""What every JSON Schema that is made here shares: the draft, the types of JSON, and the end of a pattern."""

from __future__ import annotations

from typing import Final, TypeAlias

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

END: Final = r"(?![\s\S])"
"""The end of a text. The usual `$` also stands before a line break at the end in some languages."""


def closed(properties: dict[str, Json], *required: str) -> dict[str, Json]:
    """The schema of a mapping that has these keys and no other."""
    found: dict[str, Json] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        found["required"] = list(required)
    return found
