"""What an evaluation takes the place of: the sheets of the same patient that were made from anything else.

The same patient is the same id. A sheet whose procedure day is over was carried out or was not, and nothing that is
asked later voids it; it is only noted that something is another now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from posology.results.sheet import SheetStatus
from posology.results.signing import OtherSheet
from posology.results.trail import Action, Entry, Happening, Part
from posology.values.numerals import date_in_words, join_in_words

REPLACED_BY: Final = "replaced_by"
"""Under which name a voiding says which sheet takes the place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """A sheet that is not void, as it was made last. `is_kept` where it was VERIFIED once, or somebody signed it."""

    sheet: str
    made: Happening
    is_kept: bool
    is_verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What an evaluation does to one sheet that stands: voids it, or only notes that its day is over.

    `is_left` is where it would void it, and whoever asked may not.
    """

    stands: Stands
    why: str
    voids: bool
    is_left: bool = False


def sheets_that_stand(entries: Iterable[Entry]) -> tuple[Stands, ...]:
    """The sheets that are made in the entries and not voided there, in the order in which each was made first."""
    found: dict[str, Stands] = {}
    gone: set[str] = set()
    for entry in entries:
        happening, sheet = entry.happening, entry.happening.subject
        if sheet is None:
            continue
        before = found.get(sheet)
        if happening.action is Action.SHEET:
            is_verified = SheetStatus.VERIFIED.value in happening.found[:1]
            found[sheet] = Stands(
                sheet=sheet,
                made=happening,
                is_kept=is_verified or (before is not None and before.is_kept),
                is_verified=is_verified or (before is not None and before.is_verified),
            )
        elif happening.action is Action.SIGN and before is not None:
            found[sheet] = replace(before, is_kept=True)
        elif happening.action is Action.VOID:
            gone.add(sheet)
    return tuple(each for sheet, each in found.items() if sheet not in gone)


def effects_of(made: Happening, earlier: Iterable[Entry]) -> Iterator[Effect]:
    """What the evaluation does to the sheets that stand by the earlier entries of its patient.

    Where anything that it is made from differs, a sheet is void; but a sheet by another protocol or without the
    clinic's decisions is no replacement of one that was VERIFIED or signed. Where only the day of judging does, a new
    sheet takes the place of a draft that nobody signed, and of nothing else. A void sheet made again takes the place of
    nothing, and a final sheet that is refused by another protocol changes nothing.
    """
    entries = tuple(earlier)
    if made.action is Action.SHEET and _is_void(made.subject, entries):
        return
    for stands in sheets_that_stand(entries):
        before = stands.made
        if stands.sheet == made.subject:
            continue
        if made.action is Action.REFUSED and _is_other(before, made):
            continue
        changed = differing(before, made, is_kept=stands.is_kept)
        if _is_over(before, made.when):
            if changed:
                yield Effect(stands=stands, why=_over(stands, changed), voids=False)
        elif changed:
            yield Effect(stands=stands, why=_because(made, changed), voids=True)
        elif made.action is Action.SHEET and not stands.is_kept:
            yield Effect(stands=stands, why=_because(made, ("the day of judging",)), voids=True)


def voiding(effect: Effect, made: Happening) -> Happening:
    """The voiding of that sheet, on the occasion of the evaluation."""
    before = effect.stands.made
    takes_place = ((REPLACED_BY, made.subject),) if made.action is Action.SHEET and made.subject is not None else ()
    return replace(
        made,
        action=Action.VOID,
        patient=before.patient,
        subject=effect.stands.sheet,
        old=before.found[0] if before.found else None,
        new="VOID",
        reason=effect.why,
        content=before.content,
        command="",
        asked=takes_place,
        found=(),
        held=(),
        born=None,
        day=None,
        lots=(),
        facts=None,
        decisions=None,
    )


def replaced_sheets(made: Happening, earlier: Iterable[Entry]) -> tuple[tuple[str, str, Happening], ...]:
    """The sheets of which this one takes the place, or took it when it was made first: id, why, and how it was made."""
    entries = tuple(earlier)
    before = {each.happening.subject: each.happening for each in entries if each.happening.action is Action.SHEET}
    taken = tuple(
        (each.happening.subject, each.happening.reason, before[each.happening.subject])
        for each in entries
        if each.happening.action is Action.VOID
        and each.happening.subject in before
        and dict(each.happening.asked).get(REPLACED_BY) == made.subject
    )
    new = ((each.stands.sheet, each.why, each.stands.made) for each in effects_of(made, entries) if each.voids)
    return (*((sheet, why, happening) for sheet, why, happening in taken if sheet is not None), *new)


def other_sheets(made: Happening, sheets: Iterable[Entry], on: date) -> tuple[OtherSheet, ...]:
    """The VERIFIED sheets for that day or a later one, by another id or another protocol, that stand beside this one.

    `sheets` are the entries about sheets of all patients. The same date of birth under another id may be the same
    patient, as a record holds no name.
    """
    found: list[OtherSheet] = []
    for each in sheets_that_stand(sheets):
        before, same_id = each.made, each.made.patient == made.patient
        if each.sheet == made.subject or not each.is_verified or before.day is None or before.day < on:
            continue
        is_other_protocol = _is_other(before, made)
        may_be_same = before.born is not None and before.born == made.born
        if (same_id and is_other_protocol) or (not same_id and may_be_same):
            found.append(OtherSheet(sheet=each.sheet, protocol=_protocol(before), day=before.day, same_id=same_id))
    return tuple(found)


def differing(before: Happening, made: Happening, *, is_kept: bool = False) -> tuple[str, ...]:
    """Which inputs of the two evaluations are not the same, in words; the day of judging is none of them.

    What lays nothing out is a question: one about another protocol or another day, or asked without the clinic's
    decisions, changes none of those that the sheet was made from. For a sheet that is kept, a sheet by another protocol
    or without those decisions is a question too. Where no sheet takes the place, what the files say is compared, and
    not how they are written.
    """
    is_other, without_site = _is_other(before, made), before.site is not None and made.site is None
    is_question = made.action not in {Action.SHEET, Action.REFUSED} or (is_kept and (is_other or without_site))
    protocol = before.protocol if is_question and is_other else made.protocol
    as_said = is_question or made.action is Action.REFUSED
    named = (
        ("the record", *_compared((before.record, made.record), (before.facts, made.facts), as_said=as_said)),
        (
            "the site file",
            *((None, None) if is_question and (is_other or without_site) else _sites(before, made, as_said=as_said)),
        ),
        ("the protocol", before.protocol, protocol),
        ("the procedure date", *((None, None) if is_question else _days(before, made))),
        ("the engine", (before.engine, before.rules), (made.engine, made.rules)),
    )
    return tuple(name for name, old, new in named if old != new)


def changed_since(made: Happening, earlier: Iterable[Entry]) -> tuple[str, ...]:
    """What the last evaluation of the patient had as another input than this sheet, in words.

    A sheet that stands because whoever asked last may not void it was made from other inputs than are known now. What
    was refused is no evaluation: it would be its own proof.
    """
    evaluated = (each.happening for each in reversed(tuple(earlier)) if each.happening.part(Part.RECORD) is not None)
    last = next((each for each in evaluated if each.action is not Action.REFUSED), None)
    return () if last is None or last.subject == made.subject else differing(made, last, is_kept=True)


def _sites(before: Happening, made: Happening, *, as_said: bool) -> tuple[str | None, str | None]:
    return _compared((before.site, made.site), (before.decisions, made.decisions), as_said=as_said)


def _compared(
    written: tuple[str | None, str | None], said: tuple[str | None, str | None], *, as_said: bool
) -> tuple[str | None, str | None]:
    """What is compared of two files: their bytes, or what they say; entries of before have their bytes alone."""
    return said if as_said and None not in said else written


def _is_other(before: Happening, made: Happening) -> bool:
    return _protocol(before) != _protocol(made)


def _days(before: Happening, made: Happening) -> tuple[str | None, str | None]:
    """The days that were asked for; the same day counts as the same, whether it was asked for or on record."""
    was, is_ = dict(before.asked).get("procedure_date"), dict(made.asked).get("procedure_date")
    same = before.day is not None and before.day == made.day
    return (None, None) if same else (was, is_)


def _because(made: Happening, changed: tuple[str, ...]) -> str:
    what = f"{join_in_words(changed)} changed"
    if made.action is Action.SHEET:
        return f"sheet {made.subject} takes its place: {what}"
    asked = "a final sheet" if made.action is Action.REFUSED else f"a {made.command}"
    return f"{asked} was asked for: {what}"


def _over(stands: Stands, changed: tuple[str, ...]) -> str:
    day = stands.made.day
    when = "" if day is None else f" of {date_in_words(day)}"
    return f"since sheet {stands.sheet}{when}, whose day is over, {join_in_words(changed)} changed"


def _is_over(before: Happening, when: datetime) -> bool:
    """Whether the day of the procedure is over on the clock by which the sheet was made: that of its clinic."""
    return before.day is not None and before.day < when.astimezone(before.when.tzinfo).date()


def _is_void(sheet: str | None, entries: tuple[Entry, ...]) -> bool:
    return any(each.happening.action is Action.VOID and each.happening.subject == sheet for each in entries)


def _protocol(happening: Happening) -> str:
    return "" if happening.protocol is None else happening.protocol.id
