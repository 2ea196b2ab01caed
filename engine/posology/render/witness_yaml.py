"""An invented patient as a record file that `check` reads, with a head that says that nobody recorded it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from shlex import quote
from typing import Any, Final, TypeAlias, cast

from posology.render.diagnostics import visible
from posology.render.values import plain_decimal
from posology.results.witness import Witness

Table: TypeAlias = Mapping[str, Any]

_BARE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_./+-]*(?: [A-Za-z0-9_./+-]+)*", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_QUANTITY: Final = re.compile(r"[0-9]+(?:\.[0-9]+)? [A-Za-z][A-Za-z/]*", re.ASCII)
# what YAML of one version or another takes for something else than text
_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"})


def witness_as_yaml(witness: Witness, protocol: str, found_by: str) -> str:
    """The record as YAML, ended by a line feed; its head names what found it and the command that judges it."""
    return "".join(f"{line}\n" for line in (*_head(witness, protocol, found_by), *record_lines(witness.record)))


def _head(witness: Witness, protocol: str, found_by: str) -> Iterator[str]:
    day = "" if witness.procedure_date is None else f" --procedure-date {witness.procedure_date}"
    yield f"# This patient is invented: nobody recorded it. Found by {_one_line(found_by)}."
    yield f"# Judge it with: posology check FILE --protocol {quote(_one_line(protocol))} --as-of {witness.as_of}{day}"


def _one_line(text: str) -> str:
    """A line break would end the comment, and begin the record."""
    return visible(" ".join(text.split()))


def record_lines(record: Table) -> Iterator[str]:
    """The lines of the record, element by element, groups indented below their name."""
    if not record:
        yield "{}"
    for key, value in record.items():
        yield from _entry(f"{_text(key)}:", value)


def _entry(label: str, value: object) -> Iterator[str]:
    """One element: a group or a list of groups on lines of its own, everything else behind its name."""
    if _is_group(value):
        yield label
        yield from (f"  {line}" for line in record_lines(cast("Table", value)))
    elif _is_list_of_groups(value):
        yield label
        for each in cast("Sequence[Table]", value):
            first, *others = record_lines(each)
            yield f"  - {first}"
            yield from (f"    {line}" for line in others)
    else:
        yield f"{label} {_flow(value)}"


def _is_list_of_groups(value: object) -> bool:
    if not isinstance(value, list | tuple):
        return False
    entries = cast("Sequence[object]", value)
    return bool(entries) and all(_is_group(each) for each in entries)


def _is_group(value: object) -> bool:
    """Whether it is a group with something in it."""
    return isinstance(value, Mapping) and bool(cast("Table", value))


def _flow(value: object) -> str:  # noqa: PLR0911 - one line for each shape that a record has
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return plain_decimal(value)
        case str():
            return _text(value)
        case Mapping():
            group = cast("Table", value)
            return "{" + ", ".join(f"{_text(key)}: {_flow(each)}" for key, each in group.items()) + "}"
        case list() | tuple():
            entries = cast("Sequence[object]", value)
            return "[" + ", ".join(_flow(each) for each in entries) + "]"
        case _:
            raise AssertionError(f"a `{type(value).__name__}` has no place in a record")


def _text(text: str) -> str:
    """Bare where YAML of every version reads it as this text, a day or a quantity; else quoted and in ASCII."""
    bare = _BARE.fullmatch(text) and text.lower() not in _WORDS
    return text if bare or _DAY.fullmatch(text) or _QUANTITY.fullmatch(text) else json.dumps(text)
