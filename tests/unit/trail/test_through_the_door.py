"""A sheet on its way through the API, on both stores: made, checked, signed, replaced, and asked where it stands."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from posology.api.keeping import Made, keep
from posology.api.logged import Evaluated, Sources, log_view, protocol_files, rules_of, sources_of
from posology.api.second_checking import begin, finish
from posology.api.signing import sign, void
from posology.api.trailing import Occasion, Trail, open_trail
from posology.diagnostics.diagnostic import Refused
from posology.render.sheet_json import sheet_as_json
from posology.results.sheet import Sheet
from posology.results.signing import Meaning
from posology.results.trail import Action, Part
from tests.unit.judged import knowledge
from tests.unit.sited import READY, SITE, drawn
from tests.unit.trail.written import log

AUTHOR, CHECKER, APPROVER = "A. Author", "B. Checker", "C. Approver"

MORNING = datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
"""On the day of the procedure, on which its sheet is signed."""


def on(who: str, minute: int = 0) -> Occasion:
    """That person, so many minutes later."""
    return Occasion(who=who, account="clinic", when=MORNING + timedelta(minutes=minute))


def evaluated(sheet: Sheet, record: str = READY) -> Evaluated:
    """The sheet with what it was made from."""
    files = Sources(
        record=("r.yaml", record.encode()), site=("s.yaml", SITE.encode()), protocol=protocol_files("allorx-spine")
    )
    content = sheet_as_json(sheet).encode()
    return Evaluated(
        command="sheet",
        asked=(("as_of", "2026-12-07"),),
        sources=files,
        result=sheet,
        output=content,
        sheet_json=content,
    )


@pytest.fixture
def trail(where: str) -> Trail:
    """A trail in which the author has made the sheet."""
    opened = open_trail(where, create=True)
    log(opened, on(AUTHOR), evaluated(drawn()))
    return opened


def file() -> tuple[str, bytes]:
    """The sheet as a file."""
    return "sheet.json", sheet_as_json(drawn()).encode()


def checked(trail: Trail, who: str = CHECKER) -> bool:
    """A second check with the right numbers; whether it was passed."""
    figures = begin(trail, on(who), file())
    return finish(trail, on(who), file(), {each.id: each.first for each in figures.each})[0].passed


def test_a_sheet_that_was_checked_and_signed_stands_so(trail: Trail) -> None:
    """What a final sheet asks the trail, and what the trail answers."""
    made = drawn()
    assert trail.standing(made.id).passed is None
    assert checked(trail)
    sign(trail, on(CHECKER, 1), file(), Meaning.VERIFIER)
    standing = trail.standing(made.id)
    assert standing.passed is not None
    assert (standing.passed.by, standing.passed.author) == (CHECKER, AUTHOR)
    assert standing.passed.content_sha256 == made.content_sha256
    assert trail.trailed(made.id) == standing.trailed
    assert [each.content_sha256 for each in standing.trailed.signatures] == [made.content_sha256]
    assert trail.verify().faults == ()
    # as it was before: what a replay of the first entry sees
    assert dataclasses.replace(trail, before=2).trailed(made.id).second_check is None


def test_nobody_checks_their_own_sheet(trail: Trail) -> None:
    """The attempt is kept, and changes nothing."""
    with pytest.raises(Refused):
        checked(trail, AUTHOR)
    assert [each.happening.action for each in trail.entries()] == [Action.SHEET, Action.REFUSED]
    assert trail.standing(drawn().id).passed is None


def test_a_sheet_from_another_record_takes_its_place(trail: Trail) -> None:
    """Both entries in one transaction; the first sheet is void, the second stands."""
    record = READY.replace("72 kg", "73 kg")
    entries = log(trail, on(AUTHOR, 5), evaluated(drawn(record), record))
    assert [each.happening.action for each in entries] == [Action.SHEET, Action.VOID]
    assert entries[0].happening.old == drawn().id
    assert trail.trailed(drawn().id).voided is not None
    assert trail.trailed(drawn(record).id).voided is None
    with pytest.raises(Refused):
        checked(trail)
    with pytest.raises(Refused):
        void(trail, on(AUTHOR, 6), drawn().id, "again")


def test_the_same_sheet_made_again_takes_no_place(trail: Trail) -> None:
    """And is known by both files."""
    assert len(log(trail, on(APPROVER, 3), evaluated(drawn()))) == 1
    assert trail.standing(drawn().id).authors == (AUTHOR, APPROVER)


def test_what_was_kept_compiles_to_the_same_protocol(trail: Trail) -> None:
    """Files come back to the byte, and the rules from them are those of the day."""
    entry = trail.entry(1)
    kept, asked = sources_of(trail, entry), evaluated(drawn()).sources
    assert (kept.record, kept.site) == (asked.record, asked.site)
    assert (kept.protocol.folder, kept.protocol.sha256) == (asked.protocol.folder, asked.protocol.sha256)
    assert rules_of(kept, knowledge()).protocol.sha256 == drawn().protocol.sha256
    assert trail.part(entry, Part.RECORD) == READY.encode()
    with pytest.raises(Refused):
        trail.part(entry, Part.ANSWERS)
    assert len(trail.every_content(trail.entries())) == len({each.sha256 for each in entry.happening.held})


def test_a_protocol_that_is_not_there_is_refused() -> None:
    """As everywhere."""
    with pytest.raises(Refused):
        protocol_files("allorx-spin")


def test_a_result_is_made_again_where_something_came_first(trail: Trail) -> None:
    """On both stores: what is written meanwhile is seen, with the pen in hand, before anything is put in."""
    ends: list[int] = []

    def make(view: Trail) -> Made:
        ends.append(view.end)
        if len(ends) == 1:
            void(trail, on(APPROVER, 1), drawn().id, "wrong patient")
        return Made(evaluated(drawn(trailed=view.trailed(drawn().id))), None)

    made, logged = keep(trail, on(AUTHOR, 2), make)
    assert ends == [1, 2]
    assert logged.entry.number == 3
    assert logged.entry.happening.found[0] == "VOID"
    assert (made.refused, logged.voided) == (None, ())
    # what bears on nothing makes nobody wait
    other: list[int] = []

    def make_beside(view: Trail) -> Made:
        other.append(view.end)
        log_view(trail, on(APPROVER, 3), "audit show", new="the record of entry 1")
        return Made(evaluated(drawn(trailed=view.trailed(drawn().id))), None)

    assert keep(trail, on(AUTHOR, 4), make_beside)[1].entry.number == 5
    assert other == [3]
    assert trail.verify().faults == ()
