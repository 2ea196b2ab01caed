"""Every small change of which recorded values count for a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from posology.ir.counts import Counting
from posology.values.dates import CalendarDuration
from posology.verify.mutants.mutant import DROPPED, Change, edited, with_part
from posology.verify.mutants.shifts import in_another_unit, neighbours, unit_taken_for


def counting_changes(counts: tuple[Counting, ...], what: str) -> Iterator[Change[tuple[Counting, ...]]]:
    """Every small change of the entries, of the rule that `what` names."""
    for index, entry in enumerate(counts):
        of = f"for {entry.element} in {what}"
        place = f"counts.{entry.element}"
        yield Change(
            place=place,
            said=DROPPED,
            words=f"what counts {of} is dropped",
            old=entry,
            new=edited(counts, index, None),
        )
        for change in _of_entry(entry, place, of):
            yield change.lifted(edited(counts, index, change.new))


def _of_entry(entry: Counting, place: str, of: str) -> Iterator[Change[Counting]]:
    if entry.within is not None:
        for after, said, words in duration_changes(entry.within, "the age that counts"):
            new = replace(entry, within=after)
            yield Change(place=f"{place}.within", said=said, words=f"{words} {of}", old=entry.within, new=new)
    for part, value, words in (
        ("method", entry.method, "the method that counts"),
        ("among", entry.among, "the words that count"),
    ):
        if value is not None:
            new, said = with_part(entry, part, None), f"{words} {of} may be any"
            yield Change(place=f"{place}.{part}", said=DROPPED, words=said, old=value, new=new)


def duration_changes(duration: CalendarDuration, what: str) -> Iterator[tuple[CalendarDuration, str, str]]:
    """Every small change of a calendar duration, with what the id and a clinician read; `what` is what it measures."""
    for each in neighbours(duration):
        if isinstance(each, CalendarDuration):
            yield each, f"{duration}->{each}", f"{what} of {duration} becomes {each}"
    other = in_another_unit(duration)
    if isinstance(other, CalendarDuration):
        yield other, f"{duration} as {unit_taken_for(duration)}", f"{what} of {duration} becomes {other}"
