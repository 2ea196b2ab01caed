"""Who may do what: the people of the clinic by its site file, their roles, and the accounts under which they work."""

from __future__ import annotations

from typing import Final

from posology.api.trailing import Occasion, refusal
from posology.compile.people import compile_people
from posology.compile.site_zone import compile_zone
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.ir.people import Person, Role
from posology.reader.document import read_document
from posology.reader.tree import Mapping
from posology.results.trail import Happening, Part, same_name
from posology.trail.store import Pen

NOT_ALLOWED: Final = "P0912"


def why_not_permitted(people: tuple[Person, ...], occasion: Occasion, role: Role | None) -> str | None:
    """Why this person may not do what the role does, None where they may; any role will do where it is None.

    A site file that states no people leaves it open who may do what.
    """
    if not people:
        return None
    person = next((each for each in people if same_name(each.name) == same_name(occasion.who)), None)
    if person is None:
        return "the site file of the clinic has nobody of this name"
    if role is not None and role not in person.roles:
        return f"the site file gives this person no role `{role}`"
    if person.account is not None and not _is(person.account, occasion.account):
        return "the site file states another account of the computer for this person"
    if any(each is not person and _is(each.account, occasion.account) for each in people):
        return "this account of the computer is that of another person in the site file"
    return None


def may_replace(pen: Pen, made: Happening, occasion: Occasion) -> bool:
    """Whether this person may void the sheet that was made so, or make the one that takes its place."""
    people = people_of(pen, made)
    return any(why_not_permitted(people, occasion, role) is None for role in (Role.AUTHOR, Role.VOID))


def people_of(pen: Pen, made: Happening) -> tuple[Person, ...]:
    """The people in the site file from which the sheet was made; nobody where it had none."""
    root = _site_of(pen, made)
    return () if root is None else compile_people(root.get("people"), Diagnostics())


def zone_of(pen: Pen, made: Happening) -> str | None:
    """The time zone in the site file from which the sheet was made; None where it states none, or there was none."""
    root = _site_of(pen, made)
    return None if root is None else compile_zone(root.get("time_zone"), Diagnostics())


def _site_of(pen: Pen, made: Happening) -> Mapping | None:
    held = made.part(Part.SITE)
    content = None if held is None else pen.content(held.sha256)
    root = None if held is None or content is None else read_document(content, held.name, Diagnostics())
    return root if isinstance(root, Mapping) else None


def has_account(people: tuple[Person, ...], who: str) -> bool:
    """Whether the site file states an account of the computer for that person."""
    return any(each.account is not None and same_name(each.name) == same_name(who) for each in people)


def not_allowed(why: str) -> Refused:
    """The refusal of what a person may not do, which the trail has said already."""
    return refusal(NOT_ALLOWED, why, "the attempt is in the trail; give the name of the person who does this with --by")


def _is(stated: str | None, account: str) -> bool:
    return stated is not None and bool(account) and stated.casefold() == account.casefold()
