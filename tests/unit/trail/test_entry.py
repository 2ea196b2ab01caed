"""An entry as it is kept: one form, one hash, and nothing that is read as an entry without being one."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.results.trail import Action, Happening, Held, Part, ProtocolMark
from posology.trail.entry import BEFORE_THE_FIRST, NotAnEntry, body_of, entry_of, hash_of, link
from tests.unit.trail.written import WHEN, happening

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
HASHES = st.text("0123456789abcdef", min_size=64, max_size=64)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))

HAPPENINGS = st.builds(
    Happening,
    who=TEXTS,
    account=TEXTS,
    when=st.datetimes(datetime(2020, 1, 1), datetime(2080, 1, 1), timezones=OFFSETS),  # noqa: DTZ001 - the zone is drawn beside it
    action=st.sampled_from(Action),
    engine=TEXTS,
    rules=HASHES,
    patient=st.none() | TEXTS,
    subject=st.none() | TEXTS,
    old=st.none() | TEXTS,
    new=st.none() | TEXTS,
    reason=TEXTS,
    content=st.none() | HASHES,
    protocol=st.none() | st.builds(ProtocolMark, id=TEXTS, version=TEXTS, sha256=HASHES),
    record=st.none() | HASHES,
    site=st.none() | HASHES,
    command=TEXTS,
    asked=st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    found=st.lists(TEXTS, max_size=3).map(tuple),
    held=st.lists(st.builds(Held, part=st.sampled_from(Part), name=TEXTS, sha256=HASHES), max_size=3).map(tuple),
)


@given(HAPPENINGS, st.integers(1, 10**9), HASHES)
def test_an_entry_reads_back_as_itself(said: Happening, number: int, previous: str) -> None:
    """What is kept is what happened, to the last character, in one form."""
    entry = link(number, previous, said)
    body = body_of(number, previous, said)
    assert entry_of(body) == entry
    assert entry.hash == hash_of(body)
    assert body.isascii()


@given(HAPPENINGS, st.data())
def test_every_other_letter_is_another_hash_or_no_entry(said: Happening, data: st.DataObject) -> None:
    """No letter of a body can be changed so that the hash stays."""
    body = body_of(1, BEFORE_THE_FIRST, said)
    place = data.draw(st.integers(0, len(body) - 1))
    other = data.draw(st.characters(max_codepoint=126).filter(lambda letter: letter != body[place]))
    spoilt = body[:place] + other + body[place + 1 :]
    try:
        assert entry_of(spoilt).hash != hash_of(body)
    except NotAnEntry:
        assert hash_of(spoilt) != hash_of(body)


def test_an_instant_without_an_offset_is_none() -> None:
    """Half past nine is no instant before somebody says where."""
    with pytest.raises(ValueError, match="offset"):
        link(1, BEFORE_THE_FIRST, happening(when=datetime(2026, 11, 20, 9, 30)))  # noqa: DTZ001 - the fault itself


def test_the_offset_of_the_clinic_is_kept() -> None:
    """The instant is the same, and the entry says by which clock it was taken."""
    there = WHEN.astimezone(timezone(timedelta(hours=-5)))
    body = body_of(1, BEFORE_THE_FIRST, happening(when=there))
    assert json.loads(body)["when"] == "2026-11-20T04:30:00.000000-05:00"
    assert entry_of(body).happening.when.astimezone(UTC) == WHEN


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", "1", '{"number": 1}', "[" * 100_000, "\ud800"])
def test_what_is_no_entry_is_told(body: str) -> None:
    """Nothing that was not written as an entry is read as one."""
    with pytest.raises(NotAnEntry):
        entry_of(body)


def test_another_form_of_an_entry_is_none() -> None:
    """Blanks, another order or a key more would let one entry have two hashes."""
    body = body_of(1, BEFORE_THE_FIRST, happening())
    document = json.loads(body)
    for other in (
        json.dumps(document),
        json.dumps(document | {"more": 1}, sort_keys=True, separators=(",", ":")),
        json.dumps(document | {"held": [["record", "x"]]}, sort_keys=True, separators=(",", ":")),
        json.dumps(document | {"action": "forget"}, sort_keys=True, separators=(",", ":")),
    ):
        with pytest.raises(NotAnEntry):
            entry_of(other)


def test_a_part_that_an_entry_does_not_keep_is_none() -> None:
    """The record is there, a site file is not."""
    said = happening()
    assert said.part(Part.RECORD) == said.held[0]
    assert said.part(Part.SITE) is None
