"""What a final sheet needs of people and of the day: who may do what, the day itself, and no other sheet beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from posology.explain.word_needs import words_of_people
from posology.ir.people import Person, Role
from posology.results.sheet import Needed
from posology.results.signing import OtherSheet, Trailed
from posology.values.numerals import date_in_words, join_in_words

OTHER_PATIENT: Final = "other-patient"
"""What is passed over where two ids with one date of birth are two patients: `other-patient:` and the other sheet."""

TIME_ZONE: Final = Needed(
    what="The time zone of the clinic is not recorded, so that nobody knows which day it is there.",
    where="the site file: time_zone, as America/New_York",
)

NEEDED_ROLES: Final = ((Role.AUTHOR, "make a sheet"), (Role.CHECKER, "work a sheet out anew"))
_WHERE: Final = "the site file: people"


def needs_of_people(people: tuple[Person, ...]) -> Iterator[Needed]:
    """Who may make a sheet and who may check it must be on record; others that sign are asked for when they do."""
    if not people:
        yield Needed(
            what="Who may make, check and sign a sheet is not recorded.",
            where=f"{_WHERE}, each with `name` and `roles`",
        )
        return
    yield from words_of_people(people)
    for role, does in NEEDED_ROLES:
        if not any(role in each.roles for each in people):
            yield Needed(what=f"Nobody on record may {does}.", where=f"{_WHERE}, with the role `{role}`")


def needs_of_the_day(day: date | None, today: date | None) -> Iterator[Needed]:
    """A final sheet is made on the day of the procedure, as the clock has it where it is made."""
    if today is None:
        yield Needed(
            what="On which day the sheet is made is not stated.", where="the program that asks: give it the day"
        )
    elif day is not None and today < day:
        yield Needed(
            what=f"It is {date_in_words(today)}, and the day of the procedure, {date_in_words(day)}, has not come.",
            where="make it on that day, from the record of that day",
        )
    elif day is not None and today > day:
        yield Needed(
            what=f"It is {date_in_words(today)}, and the day of the procedure, {date_in_words(day)}, is over.",
            where="the sheet of that day is in the trail; a procedure on another day has a record with its own date",
        )


def needs_beside(trailed: Trailed) -> Iterator[Needed]:
    """Nothing else may be known of the patient since, and no other VERIFIED sheet stand for that day or a later one."""
    if trailed.changed:
        yield Needed(
            what="Since this sheet was made the patient was judged from other inputs: "
            f"{join_in_words(trailed.changed)} changed.",
            where="`posology check` with what holds, if this sheet is right; else a sheet from what holds instead",
        )
    for each in trailed.others:
        name, says = doubt_about(each.sheet)
        if each.same_id:
            yield Needed(
                what=f"The sheet {each.sheet} of this patient by {each.protocol} is VERIFIED for "
                f"{date_in_words(each.day)}.",
                where=f"`posology void {each.sheet}` with the reason, if this sheet is to be used instead",
            )
        elif not any((given.of, given.says) == (name, says) for given in trailed.passed_over):
            yield Needed(
                what=f"The sheet {each.sheet} by {each.protocol} is VERIFIED for {date_in_words(each.day)}, under "
                "another id with the same date of birth.",
                where=_or_override(each, name),
            )


def doubt_about(sheet: str) -> tuple[str, str]:
    """Under which name somebody says that the sheet of that id is of another patient, and what they pass over so."""
    return f"{OTHER_PATIENT}:{sheet}", f"the sheet {sheet} is VERIFIED under another id with the same date of birth"


def _or_override(other: OtherSheet, name: str) -> str:
    return (
        f"`posology void {other.sheet}` if it is the same patient; if it is another one, an override of `{name}` for "
        "this sheet, with the reason"
    )
