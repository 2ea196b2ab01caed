"""What an evaluation takes the place of, by the rules alone: sheets of the same patient made from other things."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from posology.results.trail import Action, Entry, Happening, Held, Part, ProtocolMark
from posology.trail.replaced import changed_since, effects_of, other_sheets, replaced_sheets, sheets_that_stand, voiding
from tests.unit.trail.written import chain, happening

DAY = date(2026, 12, 7)
MORNING = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
FIRST, SECOND = "1111-1111-1111-1111-1111", "2222-2222-2222-2222-2222"


def made(sheet: str = FIRST, status: str = "DRAFT", **changes: object) -> Happening:
    """A sheet of the patient for the seventh."""
    said: dict[str, object] = {
        "action": Action.SHEET,
        "subject": sheet,
        "new": sheet,
        "found": (status, "a summary"),
        "patient": "P-1",
        "record": "a" * 64,
        "site": "b" * 64,
        "protocol": ProtocolMark(id="one", version="1", sha256="c" * 64),
        "day": DAY,
        "born": "1971-03-02",
        "when": MORNING,
        "command": "sheet",
    }
    return happening(1, **(said | changes))


def asked(command: str = "check", **changes: object) -> Happening:
    """Another evaluation of the same."""
    return replace(made(action=Action.CHECK, subject=None, command=command), **changes)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - fields


def of(now: Happening, *before: Happening) -> list[tuple[str, bool]]:
    """What the evaluation does to which sheet."""
    return [(each.stands.sheet, each.voids) for each in effects_of(now, chain(before))]


OTHER: dict[str, object] = {
    "record": "d" * 64,
    "site": "f" * 64,
    "protocol": ProtocolMark(id="one", version="2", sha256="f" * 64),
    "engine": "9.9.9",
    "rules": "e" * 64,
}


@pytest.mark.parametrize("status", ["DRAFT", "VERIFIED"])
@pytest.mark.parametrize("name", OTHER)
def test_whatever_differs_voids(name: str, status: str) -> None:
    """Record, site file, protocol, engine, rules: each by itself."""
    now = replace(asked(), **{name: OTHER[name]})  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - one field
    assert of(now, made(status=status)) == [(FIRST, True)]


def test_the_same_again_voids_nothing() -> None:
    """A check or a schedule of what the sheet was made from."""
    for command in ("check", "schedule"):
        assert of(asked(command), made(status="VERIFIED")) == []


def test_another_procedure_date_is_another_input() -> None:
    """Asked for by its option; the same day, asked for or recorded, is the same."""
    later = made(SECOND, asked=(("procedure_date", "2026-12-09"),), day=date(2026, 12, 9))
    assert of(later, made(status="VERIFIED")) == [(FIRST, True)]
    same = made(SECOND, asked=(("procedure_date", "2026-12-07"),))
    assert of(same, made(status="VERIFIED")) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"site": None},
        {"protocol": ProtocolMark(id="two", version="1", sha256="c" * 64)},
        {"asked": (("procedure_date", "2026-12-09"),), "day": date(2026, 12, 9)},
    ],
)
def test_a_question_changes_nothing(changes: dict[str, Any]) -> None:
    """Asked without the clinic's decisions, about another protocol or another day; a sheet so voids a draft."""
    assert of(asked(**changes), made(status="VERIFIED")) == []
    assert of(made(SECOND, **changes), made()) == [(FIRST, True)]
    # a sheet for another day is a replacement; one by another protocol, or without decisions, is none of a kept one
    assert of(made(SECOND, **changes), made(status="VERIFIED")) == ([(FIRST, True)] if "day" in changes else [])


def test_a_question_of_another_protocol_has_another_site_file_too() -> None:
    """Which is no change of the one that the sheet was made from; the record is the same for both."""
    two = ProtocolMark(id="two", version="1", sha256="c" * 64)
    now = made(SECOND, protocol=two, site="f" * 64)
    assert of(now, made(status="VERIFIED")) == []
    assert of(asked(protocol=two, site="f" * 64), made(status="VERIFIED")) == []
    assert of(replace(now, record="d" * 64), made(status="VERIFIED")) == [(FIRST, True)]


@pytest.mark.parametrize(("file", "said"), [("record", "facts"), ("site", "decisions")])
def test_a_look_compares_what_a_file_says(file: str, said: str) -> None:
    """A blank line is no change of the patient; a sheet from it has another id, and takes the place."""
    before = made(status="VERIFIED", **{said: "1" * 64})
    same: dict[str, Any] = {file: "d" * 64, said: "1" * 64}
    assert of(asked(**same), before) == []
    assert of(asked(**(same | {said: "2" * 64})), before) == [(FIRST, True)]
    assert of(made(SECOND, **same), before) == [(FIRST, True)]
    # an entry of before these were kept has its bytes alone
    assert of(asked(**same), made(status="VERIFIED")) == [(FIRST, True)]


def test_what_changed_since_is_that_of_the_last_evaluation() -> None:
    """The sheet itself, made again, is the last word; what was refused is none."""
    sheet, held = made(), (Held(part=Part.RECORD, name="record.yaml", sha256="a" * 64),)
    other = asked(record="d" * 64, held=held)
    refused = asked(action=Action.REFUSED, held=held)
    assert changed_since(sheet, chain([replace(sheet, held=held)])) == ()
    assert changed_since(sheet, chain([replace(sheet, held=held), other])) == ("the record",)
    assert changed_since(sheet, chain([other, refused])) == ("the record",)
    assert changed_since(sheet, chain([other, replace(sheet, held=held)])) == ()
    assert changed_since(sheet, chain([other, asked(held=held)])) == ()


def test_another_day_of_judging_replaces_a_draft_and_nothing_else() -> None:
    """The id of the sheet is another, and all inputs are the same."""
    later = made(SECOND, asked=(("as_of", "2026-12-08"),))
    assert of(later, made()) == [(FIRST, True)]
    assert of(later, made(status="VERIFIED")) == []
    signed = made(action=Action.SIGN, new="verifier", found=())
    assert of(later, made(), signed) == []
    # VERIFIED once, and made again as a draft since
    assert of(later, made(status="VERIFIED"), made()) == []


def test_a_sheet_whose_day_is_over_is_left_alone_and_noted() -> None:
    """Nobody can carry out otherwise what was carried out."""
    now = asked(when=datetime(2026, 12, 8, 0, 0, tzinfo=UTC), record="d" * 64)
    (effect,) = effects_of(now, chain([made(status="VERIFIED")]))
    assert not effect.voids
    assert effect.why == f"since sheet {FIRST} of 7 December 2026, whose day is over, the record changed"
    assert of(asked(when=datetime(2026, 12, 8, 0, 0, tzinfo=UTC)), made(status="VERIFIED")) == []


def test_a_void_sheet_made_again_takes_the_place_of_nothing() -> None:
    """The one that stands still does."""
    void = made(action=Action.VOID, new="VOID", found=())
    assert of(made(record="a" * 64), made(), void, made(SECOND, record="d" * 64)) == []


def test_a_final_sheet_refused_by_another_protocol_changes_nothing() -> None:
    """One that is refused by the same protocol for another record does."""
    refused = asked(action=Action.REFUSED, old="final sheet")
    assert of(replace(refused, protocol=ProtocolMark(id="two", version="1", sha256="f" * 64)), made()) == []
    assert of(replace(refused, record="d" * 64), made()) == [(FIRST, True)]


def test_a_voiding_names_the_sheet_that_takes_the_place() -> None:
    """Under the patient of the sheet that is void, with nothing kept twice."""
    now = made(SECOND, record="d" * 64)
    (effect,) = effects_of(now, chain([made()]))
    void = voiding(effect, now)
    assert (void.action, void.subject, void.patient, void.old, void.new) == (Action.VOID, FIRST, "P-1", "DRAFT", "VOID")
    assert void.reason == f"sheet {SECOND} takes its place: the record changed"
    assert (void.asked, void.held, void.found) == ((("replaced_by", SECOND),), (), ())
    entries = chain([made(), now, void])
    assert [each.sheet for each in sheets_that_stand(entries)] == [SECOND]
    # made again later, the second still says which it replaced
    assert [sheet for sheet, _, _ in replaced_sheets(now, entries)] == [FIRST]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"protocol": ProtocolMark(id="two", version="1", sha256="f" * 64)}, [True]),
        ({"patient": "P-2"}, [False]),
        ({"patient": "P-2", "born": "1972-01-01"}, []),
        ({"patient": "P-2", "born": None}, []),
    ],
)
def test_which_sheets_stand_beside(changes: dict[str, object], found: list[bool]) -> None:
    """By another protocol for the same id, or by any under another id with the same date of birth."""
    now = made(SECOND, "DRAFT", **changes)
    assert [each.same_id for each in other_sheets(now, chain([made(status="VERIFIED")]), DAY)] == found
    assert other_sheets(now, chain([made()]), DAY) == ()
    assert other_sheets(now, chain([made(status="VERIFIED")]), date(2026, 12, 8)) == ()


def test_entries_from_before_keep_their_bytes() -> None:
    """What an entry is found by is written only where it has it."""
    (entry,) = chain([happening(1)])
    assert entry.happening.day is None
    bodies: list[Entry] = chain([made()])
    assert bodies[0].happening.day == DAY
