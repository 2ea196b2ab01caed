"""Evaluations in the trail: each with everything that it was made from, so that it can be made again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from posology import __version__
from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.loading import load_files
from posology.api.permitted import NOT_ALLOWED, may_replace
from posology.api.shipped import rules_sha256
from posology.api.trailing import Occasion, Trail, not_kept, refusal
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.explain.rules import Rules
from posology.protocol.files import ProtocolFiles
from posology.results.check import Check, ProtocolStamp
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet, SheetStatus
from posology.results.trail import Action, Entry, Happening, Held, Part, ProtocolMark
from posology.trail.entry import hash_of
from posology.trail.meaning import meaning_of
from posology.trail.replaced import Effect, effects_of, voiding
from posology.trail.store import Pen
from posology.values.numerals import count_in_words

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

    `sheet_json` is the JSON of a sheet, in whatever form it was handed out; None for other results. `born` is the date
    of birth on record.
    """

    command: str
    asked: Asked
    sources: Sources
    result: Result
    output: bytes
    sheet_json: bytes | None = None
    born: str | None = None


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


@dataclass(frozen=True, slots=True)
class Logged:
    """The entry of an evaluation, those of what it voids, and what it would void if whoever asked might, in words."""

    entry: Entry
    voided: tuple[Entry, ...]
    left: tuple[str, ...] = ()


class Overtaken(Exception):  # noqa: N818 - named as the other exceptions here: what is the case
    """Something was put into the trail since the result was made that bears on it, so it is to be made again."""


def log_evaluation(pen: Pen, occasion: Occasion, evaluated: Evaluated, seen: int) -> Logged:
    """Puts the evaluation into the trail, and voids the sheets that it takes the place of.

    `seen` is the number of the last entry that the result was made by.

    Raises:
        Overtaken: where the trail has an entry since then that bears on it; nothing is appended.
    """
    happening, contents = _happening(occasion, evaluated)
    if _is_overtaken(pen, evaluated.result, happening, seen):
        raise Overtaken
    every = pen.entries(patient=happening.patient)
    effects = tuple(_permitted(pen, occasion, effects_of(happening, every)))
    _refuse_second(effects, evaluated.result)
    noted = tuple(each.why for each in effects if not each.voids)
    before = (each.happening for each in reversed(every) if _is_alike(each.happening, happening))
    old = next((each.new for each in before), None)
    entry = pen.append(replace(happening, old=old, found=(*happening.found, *noted)), contents)
    voided = tuple(pen.append(voiding(each, happening), {}) for each in effects if each.voids)
    return Logged(entry, voided, tuple(each.why for each in effects if each.is_left))


def log_refusal(pen: Pen, occasion: Occasion, evaluated: Evaluated, why: tuple[str, ...]) -> Logged:
    """Puts into the trail that a result was asked for and refused, with the files; what they void is voided."""
    happening, contents = _happening(occasion, evaluated)
    kept = tuple(each for each in happening.held if each.part not in {Part.SHEET, Part.OUTPUT})
    refused = replace(
        happening,
        action=Action.REFUSED,
        old="final sheet",
        new=None,
        reason=f"{count_in_words(len(why))} {'thing is' if len(why) == 1 else 'things are'} missing",
        found=why,
        held=kept,
    )
    effects = tuple(_permitted(pen, occasion, effects_of(refused, pen.entries(patient=refused.patient))))
    left = tuple(each.why for each in effects if each.is_left)
    entry = pen.append(replace(refused, found=(*why, *left)), {each.sha256: contents[each.sha256] for each in kept})
    return Logged(entry, tuple(pen.append(voiding(each, refused), {}) for each in effects if each.voids), left)


def _permitted(pen: Pen, occasion: Occasion, effects: Iterable[Effect]) -> Iterator[Effect]:
    """The effects; a VERIFIED or signed sheet is left standing where this person may neither void nor replace it."""
    for each in effects:
        if each.voids and each.stands.is_kept and not may_replace(pen, each.stands.made, occasion):
            why = f"the sheet {each.stands.sheet} stands, made from other inputs than are now known; {each.why}"
            yield replace(each, voids=False, is_left=True, why=why)
        else:
            yield each


def _refuse_second(effects: Iterable[Effect], result: Result) -> None:
    """No sheet is VERIFIED beside one that whoever asks may not void."""
    if not isinstance(result, Sheet) or result.status is not SheetStatus.VERIFIED:
        return
    for each in effects:
        if each.is_left:
            message = f"the sheet {each.stands.sheet} stands, and this person may not void it"
            raise refusal(NOT_ALLOWED, message, "whoever has the role `author` or `void` at its clinic decides of it")


def log_turned_away(trail: Trail, occasion: Occasion, command: str, patient: str, why_not: str) -> Entry:
    """Puts into the trail that somebody asked for a result who may not."""
    happening = _plain(occasion, Action.REFUSED, command)
    with trail.writing() as pen:
        return pen.append(replace(happening, patient=patient, old=command, reason=why_not), {})


def log_view(trail: Trail, occasion: Occasion, command: str, **said: Any) -> Entry:  # noqa: ANN401 - fields of an entry
    """Puts into the trail that somebody looked at what is kept, or judged without making a sheet of it."""
    happening = replace(_plain(occasion, Action.VIEW, command), **said)
    with trail.writing() as pen:
        return pen.append(happening, {})


def log_export(
    trail: Trail, occasion: Occasion, asked: Asked, *, with_contents: bool
) -> tuple[tuple[Entry, ...], Mapping[str, bytes]]:
    """Puts into the trail that all of it is copied out so, and gives the copy, of which that is the last entry.

    Raises:
        Refused: where a content is missing or has other bytes now.
    """
    happening = replace(_plain(occasion, Action.EXPORT, "audit export"), new="trail", asked=asked)
    with trail.writing() as pen:
        pen.append(happening, {})
        entries = pen.entries()
        return entries, _kept(pen, entries) if with_contents else {}


def _kept(pen: Pen, entries: Iterable[Entry]) -> Mapping[str, bytes]:
    """What the entries keep, by hash."""
    found: dict[str, bytes] = {}
    for entry in entries:
        for held in entry.happening.held:
            content = found.get(held.sha256) or pen.content(held.sha256)
            if content is None:
                raise not_kept(entry, held)
            found[held.sha256] = content
    return found


def _plain(occasion: Occasion, action: Action, command: str) -> Happening:
    """What happens on the occasion, before anything more is said of it."""
    return Happening(
        who=occasion.who,
        account=occasion.account,
        when=occasion.when,
        action=action,
        engine=__version__,
        rules=rules_sha256(),
        command=command,
    )


def _is_overtaken(pen: Pen, result: Result, happening: Happening, seen: int) -> bool:
    """Whether anything was added since that the result shows or depends on: for a VERIFIED sheet, anything at all."""
    head = pen.head()
    if head is None or head.number <= seen:
        return False
    if isinstance(result, Sheet) and result.status is SheetStatus.VERIFIED:
        return True
    found = (*pen.entries(patient=happening.patient), *pen.entries(subject=happening.subject or ""))
    return any(each.number > seen for each in found)


def _is_alike(earlier: Happening, later: Happening) -> bool:
    """Whether the two are the same question by the same protocol, so that the one answer stands before the other."""
    same = earlier.protocol is not None and later.protocol is not None and earlier.protocol.id == later.protocol.id
    return same and earlier.action is later.action and earlier.command == later.command


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
        born=evaluated.born,
        day=result.procedure_date,
        lots=_lots(result),
        facts=meaning_of(sources.record),
        decisions=None if sources.site is None else meaning_of(sources.site),
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


def _lots(result: Result) -> tuple[str, ...]:
    """What names the product on a sheet, by any of which it is looked for later: lot, identifier, donor."""
    lot = result.supply.lot if isinstance(result, Sheet) else None
    named = () if lot is None else (lot.lot, lot.identifier, lot.donor)
    return tuple(dict.fromkeys(each for each in named if each))


def _patient(result: Result) -> str:
    return result.patient.id if isinstance(result, Sheet) else result.record_id
