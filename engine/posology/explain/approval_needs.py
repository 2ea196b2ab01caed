"""What nobody approved, or approved only for later, as needs of a final sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from posology.ir.site import Approval
from posology.results.sheet import Needed
from posology.values.numerals import date_in_words, join_in_words
from posology.values.placeholders import is_placeholder

SITE_FILE: Final = "the site file"
RECORD: Final = "the record"


def approvals(found: Mapping[str, Approval | None], of: str, key: str, as_of: date | None) -> Iterator[Needed]:
    """Those of several decisions that nobody approved, together, and those approved only for later."""
    open_ = [name for name, approval in found.items() if approval is None]
    if open_:
        yield Needed(
            what=f"No approval is recorded for the {of}{'' if len(open_) == 1 else 's'} {join_in_words(open_)}.",
            where=f"{SITE_FILE}: {', '.join(f'{key}.{each}' for each in open_)}, with `approved_by` and `on`",
        )
    unnamed: dict[str, list[str]] = {}
    for name, approval in found.items():
        if approval is not None and is_placeholder(approval.by):
            unnamed.setdefault(approval.by, []).append(name)
    for said, names in unnamed.items():
        what = f"who approved the {of}{'' if len(names) == 1 else 's'} {join_in_words(names)}"
        places = ", ".join(f"{key}.{each}.approved_by" for each in names)
        yield from says_something(said, what, f"{SITE_FILE}: {places}")
    for name, approval in found.items():
        if approval is not None:
            yield from dated(approval.on, f"The approval for the {of} {name}", f"{SITE_FILE}: {key}.{name}.on", as_of)


def approval_of(approval: Approval | None, what: str, place: str, as_of: date | None) -> Iterator[Needed]:
    """That of one part of the file, which has no name beside its place."""
    if approval is None:
        yield Needed(
            what=f"No approval is recorded for {what}.",
            where=f"{SITE_FILE}: {place}, with `approved_by` and `on`",
        )
    else:
        yield from says_something(approval.by, f"who approved {what}", f"{SITE_FILE}: {place}.approved_by")
        yield from dated(approval.on, f"The approval for {what}", f"{SITE_FILE}: {place}.on", as_of)


def says_something(said: str | None, what: str, where: str) -> Iterator[Needed]:
    """What stands in a place only so that something stands there is not there; None is asked for elsewhere."""
    if said is not None and is_placeholder(said):
        yield Needed(what=f"`{said}` is written where {what} belongs, and says nothing.", where=where)


def dated(on: date, what: str, where: str, as_of: date | None) -> Iterator[Needed]:
    """What begins only after the day of judging does not count on it."""
    if as_of is not None and on > as_of:
        yield Needed(what=f"{what} is dated {date_in_words(on)}, after the day of judging.", where=where)
