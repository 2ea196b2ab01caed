"""Small changes to a record that nobody wrote to a file. Each gives another record and keeps the one given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias, TypeGuard, cast

Record: TypeAlias = Mapping[str, Any]
Step: TypeAlias = str | int

_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]+)\]")


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether it is a list."""
    return isinstance(value, list)


def steps_of(path: str) -> tuple[Step, ...]:
    """The keys and places that lead to it: `discs[0].level` is `discs`, 0, `level`."""
    return tuple(key or int(place) for key, place in _STEP.findall(path))


def read(record: Record, path: str) -> Any:  # noqa: ANN401 - a record may hold anything
    """What the record has there; None where it has nothing."""
    found: Any = record
    for step in steps_of(path):
        match found, step:
            case Mapping(), str():
                found = cast("Record", found).get(step)
            case _, int() if is_list(found) and step < len(found):
                found = found[step]
            case _:
                return None
    return found


def lay(record: Record, path: str, value: object) -> dict[str, Any]:
    """The record with the value there, over what it had; groups on the way are made where they are missing."""
    return cast("dict[str, Any]", _laid(record, steps_of(path), value))


def _laid(place: object, steps: tuple[Step, ...], value: object) -> object:
    if not steps:
        return value
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        items = list(cast("Sequence[Any]", place))
        items[step] = _laid(items[step], rest, value)
        return items
    group = dict(cast("Record", place)) if isinstance(place, Mapping) else {}
    return {**group, step: _laid(group.get(step), rest, value)}


def leave_out(record: Record, path: str) -> dict[str, Any]:
    """The record without what it has there, and without groups that would be left empty."""
    return cast("dict[str, Any]", _left(record, steps_of(path)))


def _left(place: object, steps: tuple[Step, ...]) -> object:
    step, rest = steps[0], steps[1:]
    if isinstance(step, int):
        items = list(cast("Sequence[Any]", place))
        if rest:
            items[step] = _left(items[step], rest)
        else:
            del items[step]
        return items
    group = dict(cast("Record", place)) if isinstance(place, Mapping) else {}
    if step not in group:
        return group
    inner = _left(group[step], rest) if rest else None
    if inner is None or inner == {}:
        del group[step]
        return group
    return {**group, step: inner}


def leaves(record: Record) -> Iterator[tuple[str, Any]]:
    """Every path of the record at which no group stands, with what stands there; lists of groups are entered."""
    yield from _leaves(record, "")


def _leaves(value: object, path: str) -> Iterator[tuple[str, Any]]:
    match value:
        case Mapping():
            for key, each in cast("Record", value).items():
                yield from _leaves(each, f"{path}.{key}" if path else key)
        case list() | tuple() if any(isinstance(each, Mapping) for each in cast("Sequence[Any]", value)):
            for place, each in enumerate(cast("Sequence[Any]", value)):
                yield from _leaves(each, f"{path}[{place}]")
        case _:
            yield path, value
