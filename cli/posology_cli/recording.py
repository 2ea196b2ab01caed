"""An evaluation that is put into the trail before anybody sees it, and the same one asked again years later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from posology.api.finishing import NotFinal
from posology.api.keeping import Made, born_of, keep, refuse_stranger
from posology.api.knowledge import Knowledge
from posology.api.loading import knowledge_of
from posology.api.logged import FOLDER, Evaluated, Sources, protocol_files, rules_of
from posology.api.reading import read_facts
from posology.api.trailing import Occasion, Trail
from posology.render.page import Layout
from posology.render.sheet_json import sheet_as_json
from posology.results.sheet import Sheet
from posology.results.trail import Entry
from posology_cli.asked import Asked, Read, Result
from posology_cli.exits import Unreadable
from posology_cli.output import Output
from posology_cli.telling import tell

OPTION: Final = "option "
"""What stands before the name of a command's own option among what was asked."""


@dataclass(frozen=True, slots=True)
class Taken(Output):
    """An output that keeps what is written, to be put into the trail before it is handed out."""

    page: Layout
    pieces: list[bytes]

    def write_bytes(self, content: bytes) -> None:
        """Keeps the bytes."""
        self.pieces.append(content)

    @property
    def layout(self) -> Layout:
        """The layout that was asked for, whatever the terminal is now."""
        return self.page


def record_in_trail(command: str, run: Callable[[Asked], Result], asked: Asked, read: Read, occasion: Occasion) -> None:
    """Evaluates, puts the result into the trail that is asked for, and only then hands it out.

    Where something that bears on it came into the trail meanwhile, it is evaluated again with the pen in hand.

    Raises:
        Unreadable: where the protocol was changed between being loaded and being kept.
        Refused: where this person may not, or a final sheet lacks something; the trail says so.
    """
    trail = asked.trail
    if trail is None:
        raise AssertionError("what is kept is kept in a trail")
    files = protocol_files(read.protocol)
    if files.sha256 != asked.rules.protocol.sha256:
        message = f"the protocol `{read.protocol}` was changed while it was read; ask again"
        raise Unreadable(message)
    refuse_stranger(trail, occasion, command, asked.rules, asked.facts)
    sources = Sources(record=read.record, site=read.site, protocol=files)
    asked = replace(asked, read=read)
    made, logged = keep(trail, occasion, lambda view: _made(command, run, replace(asked, trail=view), sources))
    for entry in logged.voided:
        tell(f"the sheet {entry.happening.subject} is VOID from now on: {entry.happening.reason}")
    for said in logged.left:
        tell(said)
    if made.refused is not None:
        raise made.refused
    asked.output.write_bytes(made.evaluated.output)


def _made(command: str, run: Callable[[Asked], Result], asked: Asked, sources: Sources) -> Made:
    """The result with everything that it is made from, by the trail as it is in what is asked."""
    page = asked.output.layout
    refused = None
    try:
        result, output = _taken(run, asked, page)
    except NotFinal as not_final:
        refused, result, output = not_final, not_final.sheet, b""
    evaluated = Evaluated(
        command=command,
        asked=tuple(_asked(asked, page)),
        sources=sources,
        result=result,
        output=output,
        sheet_json=sheet_as_json(result).encode() if isinstance(result, Sheet) else None,
        born=born_of(asked.rules, asked.facts),
    )
    return Made(evaluated, refused)


def ask_again(
    run: Callable[[Asked], Result], entry: Entry, sources: Sources, trail: Trail, knowledge: Knowledge
) -> bytes:
    """The bytes that come out where the same is asked of the files that the trail kept, as the trail was then.

    Raises:
        Refused: where this version of the engine refuses one of the files.
    """
    said = dict(entry.happening.asked)
    rules = rules_of(sources, knowledge)
    known = knowledge_of(knowledge, rules)
    as_of = date.fromisoformat(said["as_of"])
    name, content = sources.record
    facts, _ = read_facts(content, name, known, as_of)
    read = Read(record=sources.record, site=sources.site, protocol=said[FOLDER])
    asked = Asked(
        knowledge=known,
        rules=rules,
        facts=facts,
        as_of=as_of,
        procedure_date=date.fromisoformat(said["procedure_date"]) if "procedure_date" in said else None,
        output=Output(Path("again") if said["file"] == "true" else None, said["format"]),
        when=entry.happening.when,
        more={key.removeprefix(OPTION): json.loads(value) for key, value in said.items() if key.startswith(OPTION)},
        trail=replace(trail, before=entry.number),
        read=read,
    )
    page = Layout(width=int(said["width"]), styled=said["styled"] == "true")
    return _taken(run, asked, page)[1]


def _taken(run: Callable[[Asked], Result], asked: Asked, page: Layout) -> tuple[Result, bytes]:
    """The result, and what would be handed out."""
    taken = Taken(asked.output.path, asked.output.format, page, [])
    result = run(replace(asked, output=taken))
    return result, b"".join(taken.pieces)


def _asked(asked: Asked, page: Layout) -> Iterator[tuple[str, str]]:
    """What was asked beside the files, so that it can be asked again."""
    yield "as_of", asked.as_of.isoformat()
    if asked.procedure_date is not None:
        yield "procedure_date", asked.procedure_date.isoformat()
    yield "format", asked.output.format
    yield "file", json.dumps(asked.output.path is not None)
    yield "width", str(page.width)
    yield "styled", json.dumps(page.styled)
    yield from ((f"{OPTION}{name}", json.dumps(value)) for name, value in asked.more.items())
