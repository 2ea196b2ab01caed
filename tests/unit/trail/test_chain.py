"""A chain that was spoilt in any way is never found whole, and one that was not always is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from posology.results.trail import Entry, FaultKind, Head, Verified
from posology.trail.chain import Row, verify
from posology.trail.entry import link
from tests.unit.trail.written import chain, happening, row

LENGTHS = st.integers(1, 7)


def entries(count: int) -> list[Entry]:
    """A chain of so many entries."""
    return chain([happening(number) for number in range(1, count + 1)])


def found(rows: list[Row], whole: list[Entry], noted: Head | None = None) -> Verified:
    """What is found of the rows of what was once the whole chain."""
    heads = {each.number: each.hash for each in whole}
    contents = {held.sha256: held.sha256 for each in whole for held in each.happening.held}
    return verify(rows, heads, contents, (), noted)


def removed(rows: list[Row], at: int) -> list[Row]:
    """Without the row at that place."""
    return [*rows[:at], *rows[at + 1 :]]


def cut_off(rows: list[Row], at: int) -> list[Row]:
    """Without that row and all after it."""
    return rows[:at]


def exchanged(rows: list[Row], at: int) -> list[Row]:
    """With the row and the first in each other's place, or itself twice where it is the first."""
    first, other = rows[0], rows[at]
    moved = [replace(other, number=first.number), *rows[1:]]
    return (
        [*moved[:at], replace(first, number=other.number), *moved[at + 1 :]]
        if at
        else [*rows, replace(first, number=99)]
    )


def edited(rows: list[Row], at: int) -> list[Row]:
    """With another author in the row."""
    return [*rows[:at], replace(rows[at], body=rows[at].body.replace("A. Author", "B. Author")), *rows[at + 1 :]]


def rewritten(rows: list[Row], at: int) -> list[Row]:
    """With another author in the row, and its hash made anew as a careful forger would."""
    whole = entries(len(rows))
    said = replace(whole[at].happening, who="B. Author")
    return [*rows[:at], row(link(at + 1, whole[at].previous, said)), *rows[at + 1 :]]


def put_in(rows: list[Row], at: int) -> list[Row]:
    """With an entry more at the end that follows from nothing."""
    return [*rows, row(link(len(rows) + 1, rows[at].hash[::-1], happening(50)))]


SPOILT = (removed, cut_off, exchanged, edited, rewritten, put_in)


@given(LENGTHS)
def test_an_untouched_chain_is_whole(count: int) -> None:
    """Nothing is found where nothing was done, and the head is the last entry."""
    whole = entries(count)
    head = Head(number=count, hash=whole[-1].hash)
    assert found([row(each) for each in whole], whole) == Verified(entries=count, head=head, faults=())
    assert found([row(each) for each in reversed(whole)], whole, head).faults == ()


@given(LENGTHS, st.data(), st.sampled_from(SPOILT))
def test_a_spoilt_chain_is_never_whole(
    count: int, data: st.DataObject, spoil: Callable[[list[Row], int], list[Row]]
) -> None:
    """Removed, cut off, exchanged, edited, rewritten with a new hash, put in: each is found."""
    whole = entries(count)
    rows = [row(each) for each in whole]
    assert found(spoil(rows, data.draw(st.integers(0, count - 1))), whole).faults


def test_an_empty_trail_is_whole() -> None:
    """Where nothing was written nothing is missing."""
    assert found([], []) == Verified(entries=0, head=None, faults=())


def test_each_fault_has_its_number_and_its_kind() -> None:
    """Whoever looks into it knows where to begin."""
    whole = entries(4)
    rows = [row(each) for each in whole]
    assert [(each.number, each.kind) for each in found(removed(rows, 1), whole).faults] == [(2, FaultKind.REMOVED)]
    assert [(each.number, each.kind) for each in found(cut_off(rows, 3), whole).faults] == [(4, FaultKind.TRUNCATED)]
    assert [(each.number, each.kind) for each in found(edited(rows, 2), whole).faults] == [(3, FaultKind.EDITED)]
    faults = found(rewritten(rows, 2), whole).faults
    assert [(each.number, each.kind) for each in faults] == [(3, FaultKind.EDITED), (4, FaultKind.EDITED)]


def test_what_an_entry_is_found_by_is_part_of_it() -> None:
    """An entry that no search finds is as good as removed."""
    whole = entries(2)
    first, last = (row(each) for each in whole)
    for hidden in (replace(last, action="other"), replace(last, patient="other"), replace(last, subject="other")):
        faults = found([first, hidden], whole).faults
        assert [(each.number, each.kind) for each in faults] == [(2, FaultKind.EDITED)]


def test_a_content_that_is_missing_or_changed_is_found() -> None:
    """An entry without what it rests on proves nothing."""
    whole = entries(1)
    digest = whole[0].happening.held[0].sha256
    rows, heads = [row(whole[0])], {1: whole[0].hash}
    assert [each.kind for each in verify(rows, heads, {}, (), None).faults] == [FaultKind.REMOVED]
    for other in ("0" * 64, None):
        assert [each.kind for each in verify(rows, heads, {digest: other}, (), None).faults] == [FaultKind.EDITED]


def test_a_head_noted_elsewhere_finds_what_the_chain_cannot() -> None:
    """A chain that was written anew as a whole fits itself, and not what somebody noted."""
    whole, other = entries(3), chain([happening(number, who="B. Author") for number in (1, 2)])
    noted = Head(number=3, hash=whole[2].hash)
    rows = [row(each) for each in other]
    assert found(rows, other).faults == ()
    assert [each.kind for each in found(rows, other, noted).faults] == [FaultKind.TRUNCATED]
    earlier = Head(number=2, hash=whole[1].hash)
    assert [each.kind for each in found(rows, other, earlier).faults] == [FaultKind.EDITED]
    assert str(noted) == f"3:{whole[2].hash}"


def test_a_guard_that_is_gone_is_a_fault() -> None:
    """Entries that could be changed may have been."""
    faults = verify([], {}, {}, ("the guard",), None).faults
    assert [(each.number, each.kind) for each in faults] == [(0, FaultKind.UNGUARDED)]
