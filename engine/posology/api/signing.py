"""Signing a sheet, taking it back, passing over a limit with a reason: who may, in which order, and the entry of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

from posology import __version__
from posology.api.shipped import rules_sha256
from posology.api.trailing import Occasion, Trail, refusal
from posology.diagnostics.diagnostic import Refused
from posology.results.signing import Meaning
from posology.results.trail import Action, Entry, Happening, Held, Part, Standing, same_name
from posology.trail.entry import hash_of
from posology.trail.standing import standing_of
from posology.trail.store import Pen

UNKNOWN_SHEET: Final = "P0909"
OTHER_BYTES: Final = "P0910"
VOID_SHEET: Final = "P0911"
NOT_ALLOWED: Final = "P0912"

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

    An author signs what they made; a verifier what they checked themselves, and passed; an approver what somebody
    has passed.

    Raises:
        Refused: where the sheet is not the one that the trail has, or is void, or this person may not sign so, which
            the trail then says.
    """
    name, content = sheet
    with trail.writing() as pen:
        found = sheet_in_trail(pen, sheet)
        why_not = _why_not(found.standing, occasion.who, meaning)
        if why_not is None:
            held = (Held(part=Part.SHEET, name=name, sha256=hash_of(content)),)
            happening = found.happening(occasion, Action.SIGN, new=meaning.value, held=held)
            return pen.append(happening, {hash_of(content): content})
        pen.append(found.attempt(occasion, Action.SIGN, why_not), {})
    raise not_allowed(why_not)


def void(trail: Trail, occasion: Occasion, sheet: str, reason: str) -> Entry:
    """Takes the sheet of that id back; it is not revived by anything that comes later.

    Raises:
        Refused: where the trail does not know it, or it is void already.
    """
    with trail.writing() as pen:
        found = _known(pen, sheet)
        return pen.append(found.happening(occasion, Action.VOID, new="VOID", reason=reason), {})


def override(trail: Trail, occasion: Occasion, sheet: str, what: str, reason: str) -> Entry:
    """Puts into the trail that something about the sheet of that id was passed over, and why.

    Raises:
        Refused: where the trail does not know the sheet, or it is void.
    """
    with trail.writing() as pen:
        found = _known(pen, sheet)
        return pen.append(found.happening(occasion, Action.OVERRIDE, old=what, reason=reason), {})


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


def not_allowed(why: str) -> Refused:
    """The refusal of what a person may not do, which the trail has said already."""
    return refusal(NOT_ALLOWED, why, "the attempt is in the trail; give the name of the person who does this with --by")


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


def _why_not(standing: Standing, who: str, meaning: Meaning) -> str | None:
    """Why this person may not sign so, None where they may."""
    passed = standing.passed
    match meaning:
        case Meaning.AUTHOR if not standing.is_author(who):
            return "only who made a sheet signs as its author"
        case Meaning.VERIFIER if standing.is_author(who):
            return "the author of a sheet cannot verify it"
        case Meaning.VERIFIER if passed is None or same_name(passed.by) != same_name(who):
            return "only who passed the second check of a sheet signs as its verifier"
        case Meaning.APPROVER if passed is None:
            return "a sheet is approved after its second check is passed"
        case _:
            return None
