"""Asking again what entries of a trail asked, with the very functions that the commands run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from posology.api.knowledge import Knowledge
from posology.api.loading import load_knowledge
from posology.api.logged import other_versions, sources_of
from posology.api.second_checking import recalculate
from posology.api.trailing import Trail
from posology.diagnostics.diagnostic import Refused
from posology.results.trail import Action, Entry, Part, Replayed
from posology_cli.asked import Asked, Result
from posology_cli.check import print_check
from posology_cli.recording import ask_again
from posology_cli.schedule import print_schedule
from posology_cli.sheet import print_sheet

RUNS: Final[Mapping[str, Callable[[Asked], Result]]] = MappingProxyType(
    {"check": print_check, "schedule": print_schedule, "sheet": print_sheet}
)
"""What each command runs, by its name."""


def replay_entries(trail: Trail, entries: Iterable[Entry]) -> list[Replayed]:
    """What each entry gives when it is asked again."""
    knowledge = load_knowledge()
    return [_replay(trail, each, knowledge) for each in entries]


def _replay(trail: Trail, entry: Entry, knowledge: Knowledge) -> Replayed:
    kept = entry.happening.part(Part.OUTPUT)
    if kept is None:
        return _told(entry, None, None, ())
    try:
        output = _asked_again(trail, entry, knowledge)
    except Refused as refused:
        because = [each.message for each in refused.diagnostics]
        return _told(entry, kept.sha256, None, (*because, *other_versions(entry)))
    found = sha256(output).hexdigest()
    return _told(entry, kept.sha256, found, () if found == kept.sha256 else tuple(_because(trail, entry, output)))


def _asked_again(trail: Trail, entry: Entry, knowledge: Knowledge) -> bytes:
    happening = entry.happening
    if happening.action is Action.SECOND_CHECK:
        sheet, answers = (trail.part(entry, each) for each in (Part.SHEET, Part.ANSWERS))
        return recalculate(sheet, answers, happening.who)
    return ask_again(RUNS[happening.command], entry, sources_of(trail, entry), trail, knowledge)


def _because(trail: Trail, entry: Entry, output: bytes) -> Iterator[str]:
    """What may have made the difference, and where it begins."""
    yield from other_versions(entry)
    before, after = trail.part(entry, Part.OUTPUT).splitlines(), output.splitlines()
    pairs = enumerate(zip(before, after, strict=False), start=1)
    line = next((number for number, (old, new) in pairs if old != new), min(len(before), len(after)) + 1)
    yield f"the first line that differs is {line}"


def _told(entry: Entry, kept: str | None, found: str | None, because: tuple[str, ...]) -> Replayed:
    return Replayed(
        number=entry.number,
        action=entry.happening.action,
        evaluated=kept is not None,
        kept=kept,
        found=found,
        because=because,
    )
