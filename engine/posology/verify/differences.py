"""An answer held against what was expected of it: only what is expected is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

NAMES = ("id", "drug", "element", "check", "place", "concluded", "verdict")
"""The keys of which the first that an entry has is its name."""

SHORT = ("status", "chosen", "not_before")
"""The keys of which the first that an entry has is what one word says of it."""


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Whether a part of a document is a mapping."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether a part of a document is a list."""
    return isinstance(value, list)


def differences(expected: Any, found: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401 - a document may be anything
    """Each place where the answer is not what is expected.

    Entries of a list are expected by name: `{id: …}` for criteria, readings and missing elements, `{drug: …}` for
    washout, `{left L2-L3: …}` for the plan; `count` is how many there are. A text stands for the status of an entry, or
    for the option chosen. Any other value is compared whole.
    """
    if is_mapping(expected) and is_list(found):
        yield from _entries(expected, found, where)
    elif is_mapping(expected) and is_mapping(found):
        for key, part in expected.items():
            if key not in found:
                yield f"{where}.{key}: not there"
            else:
                yield from differences(part, found[key], f"{where}.{key}")
    else:
        short = _short(found) if isinstance(expected, str) else found
        if expected != short or type(expected) is not type(short):
            yield f"{where}: {short!r}, expected {expected!r}"


def _entries(expected: Mapping[str, Any], found: Sequence[Any], where: str) -> Iterator[str]:
    named: dict[str, Any] = {}
    for each in found:
        name = _name(each)
        named[name if name not in named else f"{name} again"] = each
    for name, part in expected.items():
        if name == "count":
            if part != len(found):
                yield f"{where}: {len(found)} entries ({', '.join(named)}), expected {part}"
        elif name not in named:
            yield f"{where}.{name}: not there, only {', '.join(named) or 'nothing'}"
        else:
            yield from differences(part, named[name], f"{where}.{name}")


def _short(found: Any) -> Any:  # noqa: ANN401 - a document may be anything
    """What one word says of an entry."""
    if not is_mapping(found):
        return found
    return next((found[key] for key in SHORT if key in found), found)


def _name(entry: Any) -> str:  # noqa: ANN401 - a document may be anything
    """What an entry of a list is called."""
    if not is_mapping(entry):
        return str(entry)
    place = " ".join(str(entry[key]) for key in ("side", "joint") if entry.get(key) is not None)
    return place or str(next((entry[key] for key in NAMES if key in entry), ""))
