"""Evaluations in the trail: each with everything that it was made from, so that it can be made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from posology import __version__
from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.loading import load_files
from posology.api.shipped import rules_sha256
from posology.api.trailing import Occasion, Trail
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.explain.rules import Rules
from posology.protocol.files import ProtocolFiles
from posology.results.check import Check, ProtocolStamp
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet
from posology.results.trail import Action, Entry, Happening, Held, Part, ProtocolMark
from posology.trail.entry import hash_of
from posology.values.numerals import join_in_words

FOLDER: Final = "protocol folder"
"""Under which name the folder of the protocol stands among what was asked."""

Named: TypeAlias = tuple[str, bytes]
"""A file: the name that it was asked by, and its content."""

Result: TypeAlias = Check | Sheet | Schedule
Asked: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """The files that one evaluation is made from."""

    record: Named
    site: Named | None
    protocol: ProtocolFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluated:
    """One evaluation: the command, what was asked beside the files, the files, the result and the bytes handed out.

    `sheet_json` is the JSON of a sheet, in whatever form it was handed out; None for other results.
    """

    command: str
    asked: Asked
    sources: Sources
    result: Result
    output: bytes
    sheet_json: bytes | None = None


def protocol_files(name: str) -> ProtocolFiles:
    """The files of the protocol as they are now.

    Raises:
        Refused: where there is no such protocol.
    """
    diagnostics = Diagnostics()
    files = find_protocol(name, diagnostics)
    if files is None:
        raise Refused(tuple(diagnostics), {})
    return files


def log_evaluation(trail: Trail, occasion: Occasion, evaluated: Evaluated) -> tuple[Entry, ...]:
    """Puts the evaluation into the trail, and voids what a new sheet takes the place of; all of it or nothing.

    A sheet that is made from other inputs takes the place of every earlier one of that patient by that protocol.
    """
    happening, contents = _happening(occasion, evaluated)
    with trail.writing() as pen:
        every = pen.entries(patient=happening.patient)
        earlier = [each.happening for each in every if _same_protocol(each.happening, happening)]
        old = next((each.new for each in reversed(earlier) if each.action is happening.action), None)
        entry = pen.append(replace(happening, old=old), contents)
        return (entry, *(pen.append(each, {}) for each in _voids(happening, earlier)))


def log_export(trail: Trail, occasion: Occasion, form: str) -> Entry:
    """Puts into the trail that all of it is copied out, in that form."""
    happening = Happening(
        who=occasion.who,
        account=occasion.account,
        when=occasion.when,
        action=Action.EXPORT,
        engine=__version__,
        rules=rules_sha256(),
        new="trail",
        command="audit export",
        asked=(("format", form),),
    )
    with trail.writing() as pen:
        return pen.append(happening, {})


def sources_of(trail: Trail, entry: Entry) -> Sources:
    """The files that the entry was made from, as the trail kept them.

    Raises:
        Refused: where one of them is missing or has other bytes now.
    """
    named = {each.part: (each.name, trail.content(entry, each)) for each in entry.happening.held}
    protocol, sources = named[Part.PROTOCOL], named[Part.SOURCES]
    name, dictionary = named.get(Part.DICTIONARY, ("", None))
    return Sources(
        record=named[Part.RECORD],
        site=named.get(Part.SITE),
        protocol=ProtocolFiles(
            folder=dict(entry.happening.asked)[FOLDER],
            protocol=protocol[1],
            sources=sources[1],
            protocol_name=protocol[0],
            sources_name=sources[0],
            dictionary=dictionary,
            dictionary_name=name,
        ),
    )


def rules_of(sources: Sources, knowledge: Knowledge) -> Rules:
    """The protocol compiled from the files that were kept, with the site file that was kept.

    Raises:
        Refused: where this version of the engine refuses them.
    """
    return load_files(sources.protocol, knowledge, site=sources.site)


def other_versions(entry: Entry) -> tuple[str, ...]:
    """What of this engine is another than the one that made the entry, in words."""
    happening = entry.happening
    engine = () if happening.engine == __version__ else (f"the engine was {happening.engine} and is {__version__}",)
    rules = () if happening.rules == rules_sha256() else ("the shipped dictionary, drugs or protocols are others now",)
    return (*engine, *rules)


def _happening(occasion: Occasion, evaluated: Evaluated) -> tuple[Happening, dict[str, bytes]]:
    sources, result = evaluated.sources, evaluated.result
    files = tuple(_parts(evaluated))
    digests = {part: hash_of(content) for part, _, content in files}
    stamp, action, subject, new, found = _said(result)
    happening = Happening(
        who=occasion.who,
        account=occasion.account,
        when=occasion.when,
        action=action,
        engine=__version__,
        rules=rules_sha256(),
        patient=_patient(result),
        subject=subject,
        new=new,
        content=result.content_sha256 if isinstance(result, Sheet) else None,
        protocol=ProtocolMark(id=stamp.id, version=stamp.version, sha256=stamp.sha256),
        record=digests[Part.RECORD],
        site=digests.get(Part.SITE),
        command=evaluated.command,
        asked=tuple(sorted((*evaluated.asked, (FOLDER, sources.protocol.folder)))),
        found=found,
        held=tuple(Held(part=part, name=name, sha256=digests[part]) for part, name, _ in files),
    )
    return happening, {digests[part]: content for part, _, content in files}


def _parts(evaluated: Evaluated) -> Iterator[tuple[Part, str, bytes]]:
    sources = evaluated.sources
    protocol = sources.protocol
    yield Part.RECORD, *sources.record
    if sources.site is not None:
        yield Part.SITE, *sources.site
    yield Part.PROTOCOL, protocol.protocol_name, protocol.protocol
    yield Part.SOURCES, protocol.sources_name, protocol.sources
    if protocol.dictionary is not None:
        yield Part.DICTIONARY, protocol.dictionary_name, protocol.dictionary
    if evaluated.sheet_json is not None:
        yield Part.SHEET, "", evaluated.sheet_json
    yield Part.OUTPUT, "", evaluated.output


def _said(result: Result) -> tuple[ProtocolStamp, Action, str | None, str, tuple[str, ...]]:
    """The protocol, the action, the sheet that it is about, the new value, and what was found beside it."""
    match result:
        case Check():
            return result.protocol, Action.CHECK, None, result.verdict.value, (result.summary,)
        case Sheet():
            return result.protocol, Action.SHEET, result.id, result.id, (result.status.value, result.summary)
        case Schedule():
            return result.protocol, Action.EXPORT, None, "schedule", (result.verdict.value,)


def _patient(result: Result) -> str:
    return result.patient.id if isinstance(result, Sheet) else result.record_id


def _same_protocol(earlier: Happening, later: Happening) -> bool:
    return earlier.protocol is not None and later.protocol is not None and earlier.protocol.id == later.protocol.id


def _voids(made: Happening, earlier: Sequence[Happening]) -> Iterator[Happening]:
    """One voiding for each earlier sheet that still stands and is another than the one made now.

    A sheet that is void itself, made again from the inputs of then, takes the place of nothing.
    """
    if made.action is not Action.SHEET:
        return
    standing: dict[str, Happening] = {}
    for each in earlier:
        if each.action is Action.SHEET and each.subject is not None:
            standing[each.subject] = each
    gone = {each.subject for each in earlier if each.action is Action.VOID}
    if made.subject in gone:
        return
    for sheet, before in standing.items():
        if sheet not in {*gone, made.subject}:
            reason = f"sheet {made.subject} takes its place: {_differing(before, made)}"
            yield replace(
                made,
                action=Action.VOID,
                subject=sheet,
                old=before.found[0] if before.found else None,
                new="VOID",
                reason=reason,
                content=before.content,
                command="",
                asked=(),
                found=(),
                held=(),
            )


def _differing(before: Happening, made: Happening) -> str:
    """Which inputs of the two sheets are not the same, in words."""
    was, is_ = dict(before.asked), dict(made.asked)
    named = (
        ("the record", before.record, made.record),
        ("the site file", before.site, made.site),
        ("the protocol", before.protocol, made.protocol),
        ("the day of judging", was.get("as_of"), is_.get("as_of")),
        ("the procedure date", was.get("procedure_date"), is_.get("procedure_date")),
        ("the engine", (before.engine, before.rules), (made.engine, made.rules)),
    )
    changed = [name for name, old, new in named if old != new]
    return f"{join_in_words(changed)} changed" if changed else "what it was made of changed"
