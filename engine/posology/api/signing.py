"""Signing a sheet, taking it back, passing over a limit with a reason: who may, in which order, and the entry of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from posology import __version__
from posology.api.approving import open_of
from posology.api.passing_over import excess, worded
from posology.api.permitted import not_allowed, people_of, why_not_permitted, zone_of
from posology.api.shipped import rules_sha256
from posology.api.trailing import Occasion, Trail, refusal
from posology.ir.people import Role
from posology.results.signing import Meaning
from posology.results.trail import Action, Entry, Happening, Held, Part, Standing, same_name
from posology.trail.entry import hash_of
from posology.trail.standing import standing_of
from posology.trail.store import Pen
from posology.values.numerals import count_in_words, date_in_words
from posology.values.zones import at_place

UNKNOWN_SHEET: Final = "P0909"
OTHER_BYTES: Final = "P0910"
VOID_SHEET: Final = "P0911"

SHEET_ID: Final = re.compile(r"[0-9]{4}(?:-[0-9]{4}){4}", re.ASCII)
"""How the id of a sheet is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A sheet as the trail knows it: where it stands, and the entry by which it was made last."""

    standing: Standing
    made: Entry

    def attempt(self, occasion: Occasion, action: Action, why_not: str) -> Happening:
        """That somebody tried it and was turned away."""
        return self.happening(occasion, Action.REFUSED, old=action.value, reason=why_not)

    def happening(  # noqa: PLR0913 - one for each thing that an entry about a sheet may say
        self,
        occasion: Occasion,
        action: Action,
        *,
        old: str | None = None,
        new: str | None = None,
        reason: str = "",
        command: str = "",
        found: tuple[str, ...] = (),
        held: tuple[Held, ...] = (),
    ) -> Happening:
        """What happens to the sheet on this occasion."""
        made = self.made.happening
        return Happening(
            who=occasion.who,
            account=occasion.account,
            when=occasion.when,
            action=action,
            engine=__version__,
            rules=rules_sha256(),
            patient=made.patient,
            subject=self.standing.sheet,
            old=old,
            new=new,
            reason=reason,
            content=made.content,
            protocol=made.protocol,
            record=made.record,
            site=made.site,
            command=command,
            found=found,
            held=held,
        )


def sign(trail: Trail, occasion: Occasion, sheet: tuple[str, bytes], meaning: Meaning) -> Entry:
    """Puts the signature into the trail, bound to the content of the sheet.

    An author signs what they made; a verifier what they checked themselves, and passed; an approver, who is not the
    author, what somebody has passed and of which nothing is open that a final sheet needs.

    Raises:
        Refused: where the sheet is not the one that the trail has, or is void, or this person may not sign so, which
            the trail then says.
    """
    name, content = sheet
    with trail.writing() as pen:
        found = sheet_in_trail(pen, sheet)
        why_not = _why_not(trail, pen, found, occasion, meaning)
        if why_not is None:
            held = (Held(part=Part.SHEET, name=name, sha256=hash_of(content)),)
            happening = found.happening(occasion, Action.SIGN, new=meaning.value, held=held)
            return pen.append(happening, {hash_of(content): content})
        pen.append(found.attempt(occasion, Action.SIGN, why_not), {})
    raise not_allowed(why_not)


def void(trail: Trail, occasion: Occasion, sheet: str, reason: str) -> Entry:
    """Takes the sheet of that id back; it is not revived by anything that comes later.

    Raises:
        Refused: where the reason says nothing, or the trail does not know the sheet, or it is void already, or this
            person may not, which the trail says.
    """
    why = worded(reason)
    with trail.writing() as pen:
        found = _known(pen, sheet)
        why_not = why_not_permitted(people_of(pen, found.made.happening), occasion, Role.VOID)
        if why_not is None:
            return pen.append(found.happening(occasion, Action.VOID, new="VOID", reason=why), {})
        pen.append(found.attempt(occasion, Action.VOID, why_not), {})
    raise not_allowed(why_not)


def override(trail: Trail, occasion: Occasion, sheet: str, what: str, reason: str) -> Entry:
    """Puts into the trail that a limit which the sheet of that id passes was passed over, and why.

    The reason is bound to the amount by which the limit is passed, as the sheet says it.

    Raises:
        Refused: where the reason says nothing, or the trail does not know the sheet, or it is void, or the sheet passes
            no such limit and nobody doubts so of whom it is, or this person may not, which the trail says.
    """
    why = worded(reason)
    with trail.writing() as pen:
        found = _known(pen, sheet)
        why_not = why_not_permitted(people_of(pen, found.made.happening), occasion, Role.OVERRIDE)
        if found.standing.is_author(occasion.who):
            why_not = "the author of a sheet cannot pass over a limit of it"
        if why_not is None:
            says = excess(pen, found.made, what)
            return pen.append(found.happening(occasion, Action.OVERRIDE, old=what, new=says, reason=why), {})
        pen.append(found.attempt(occasion, Action.OVERRIDE, why_not), {})
    raise not_allowed(why_not)


def sheet_in_trail(pen: Pen, sheet: tuple[str, bytes]) -> Found:
    """The sheet in the file as the trail knows it at this moment, at which nobody else can write.

    Raises:
        Refused: where the trail does not know it, or has it with other bytes, or it is void.
    """
    name, content = sheet
    found = _known(pen, id_in(name, content))
    if hash_of(content) not in found.standing.contents:
        message = f"`{name}` is not, byte for byte, a sheet that the trail has seen made"
        raise refusal(
            OTHER_BYTES, message, "make the sheet anew with --format json, --trail and --by, and use that file"
        )
    return found


def id_in(name: str, content: bytes) -> str:
    """The id that a file gives itself; what else it says counts only if the trail has seen these very bytes.

    Raises:
        Refused: where it is no sheet in JSON.
    """
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    match document:
        case {"sheet": str() as written} if SHEET_ID.fullmatch(written):
            return written
        case _:
            message = f"`{name}` is no sheet as `posology sheet --format json` writes it"
            raise refusal(UNKNOWN_SHEET, message, "make it with --format json, --trail and --by")


def _known(pen: Pen, sheet: str) -> Found:
    entries = pen.entries(subject=sheet)
    standing = standing_of(sheet, entries)
    made = [each for each in entries if each.happening.action is Action.SHEET]
    if not made:
        message = f"the trail knows no sheet `{sheet}`"
        raise refusal(UNKNOWN_SHEET, message, "make it with --trail and --by, so that its author is known")
    voided = standing.trailed.voided
    if voided is not None:
        message = f"the sheet `{sheet}` is VOID since {voided.at}, by {voided.by}: {voided.reason}"
        raise refusal(VOID_SHEET, message, "make a sheet from what holds now; a void one is not revived")
    return Found(standing=standing, made=made[-1])


def _why_not(trail: Trail, pen: Pen, found: Found, occasion: Occasion, meaning: Meaning) -> str | None:
    """Why this person may not sign so, None where they may."""
    stranger = why_not_permitted(people_of(pen, found.made.happening), occasion, Role(meaning.value))
    return (
        stranger
        or _out_of_order(found.standing, occasion.who, meaning)
        or _on_another_day(pen, found, occasion)
        or _not_ready(trail, found, occasion, meaning)
    )


def _on_another_day(pen: Pen, found: Found, occasion: Occasion) -> str | None:
    """A sheet is signed on the day of its procedure; without a time zone nobody knows it, and it is never final."""
    day, zone = found.made.happening.day, zone_of(pen, found.made.happening)
    if day is None or zone is None:
        return None
    today = at_place(occasion.when, zone).date()
    if today == day:
        return None
    return f"a sheet is signed on the day of its procedure, {date_in_words(day)}, and it is {date_in_words(today)}"


def _out_of_order(standing: Standing, who: str, meaning: Meaning) -> str | None:
    """Why it is not this person's turn."""
    passed = standing.passed
    match meaning:
        case Meaning.AUTHOR if not standing.is_author(who):
            return "only who made a sheet signs as its author"
        case Meaning.VERIFIER if standing.is_author(who):
            return "the author of a sheet cannot verify it"
        case Meaning.VERIFIER if passed is None or same_name(passed.by) != same_name(who):
            return "only who passed the second check of a sheet signs as its verifier"
        case Meaning.APPROVER if standing.is_author(who):
            return "the author of a sheet cannot approve it"
        case Meaning.APPROVER if passed is None:
            return "a sheet is approved after its second check is passed"
        case _:
            return None


def _not_ready(trail: Trail, found: Found, occasion: Occasion, meaning: Meaning) -> str | None:
    """What is open of a sheet that is to be approved."""
    if meaning is not Meaning.APPROVER:
        return None
    open_ = open_of(trail, found.made, occasion.when)
    if not open_:
        return None
    first, *rest = open_
    more = f", and {count_in_words(len(rest))} more" if rest else ""
    return (
        f"a sheet is approved when nothing is open that a final sheet needs; open is: {first.removesuffix('.')}{more}"
    )
