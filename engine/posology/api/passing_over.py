"""What a sheet asks a reason for, as the trail keeps it: nothing else can be passed over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, cast

from posology.api.trailing import Trail, refusal
from posology.diagnostics.diagnostic import Refused
from posology.diagnostics.nearest import suggestion
from posology.explain.people_needs import OTHER_PATIENT, doubt_about
from posology.reader.source import shortened
from posology.results.signing import PassedOver
from posology.results.trail import Action, Entry, Happening, Part
from posology.trail.replaced import other_sheets
from posology.trail.standing import written
from posology.trail.store import Pen
from posology.values.numerals import join_in_words
from posology.values.placeholders import is_placeholder

NOT_PASSED: Final = "P0920"
NO_REASON: Final = "P0922"


def excess(pen: Pen, made: Entry, what: str) -> str:
    """By how much the sheet of the entry passes the limit of that id, as the sheet says it; or which doubt it meets.

    Raises:
        Refused: where it passes no such limit and meets no such doubt.
    """
    passed = {**_passed(pen, made), **_doubts(pen, made.happening)}
    if what not in passed:
        raise _not_passed(what, passed)
    return passed[what]


def worded(reason: str) -> str:
    """The reason, which says something.

    Raises:
        Refused: where it only fills its place.
    """
    if is_placeholder(reason):
        message = f"`{shortened(reason)}` gives no reason"
        raise refusal(NO_REASON, message, "say in words why, for whoever reads the trail later")
    return reason


def reasons_of_the_other(overrides: Iterable[Entry], sheet: str) -> Iterator[PassedOver]:
    """What was said of the other sheet of a pair counts for this one: that the two are of two patients."""
    of_this = doubt_about(sheet)
    for entry in overrides:
        happening = entry.happening
        if happening.subject is not None and (happening.old, happening.new) == of_this:
            of, says = doubt_about(happening.subject)
            yield PassedOver(of=of, says=says, by=happening.who, at=written(entry), reason=happening.reason)


def about_sheets(trail: Trail | Pen) -> list[Entry]:
    """Which sheets of all patients were made, and which of them voided, in order."""
    found = (*trail.entries(action=Action.SHEET), *trail.entries(action=Action.VOID))
    return sorted(found, key=lambda each: each.number)


def _doubts(pen: Pen, made: Happening) -> Mapping[str, str]:
    """The sheets that stand beside it and may be of the same patient; none asks for one that has no day yet."""
    others = () if made.day is None else other_sheets(made, about_sheets(pen), made.day)
    return dict(doubt_about(each.sheet) for each in others if not each.same_id)


def _passed(pen: Pen, made: Entry) -> Mapping[str, str]:
    """The limits by their ids; of a sheet that an older version of the engine made none is known."""
    held = made.happening.part(Part.SHEET)
    content = None if held is None else pen.content(held.sha256)
    document: Mapping[str, object] = {} if content is None else json.loads(content)
    asked = cast("Sequence[Mapping[str, str]]", document.get("reasons_asked", ()))
    # whether another sheet stands beside it is asked anew, as it may be void by now
    return {each["of"]: each["says"] for each in asked if each["of"].partition(":")[0] != OTHER_PATIENT}


def _not_passed(what: str, passed: Mapping[str, str]) -> Refused:
    known = f"it asks for {join_in_words([f'`{each}`' for each in passed])}" if passed else "it asks for none"
    message = f"the sheet asks no reason for `{shortened(what)}`"
    return refusal(NOT_PASSED, message, suggestion(what, tuple(passed), known))
