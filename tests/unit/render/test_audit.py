"""The trail as people, programs and spreadsheets get it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from posology.render.audit_csv import COLUMNS, entries_as_csv
from posology.render.audit_json import entries_as_json, export_as_json, replayed_as_json, verified_as_json
from posology.render.audit_text import (
    entries_as_text,
    entry_as_text,
    export_as_text,
    instant,
    replayed_as_text,
    said,
    verified_as_text,
)
from posology.render.notice import NOTICE
from posology.results.trail import (
    Action,
    ChainFault,
    Entry,
    FaultKind,
    Happening,
    Head,
    Held,
    Part,
    ProtocolMark,
    Replayed,
    Verified,
)
from tests.unit.trail.written import SHEET, WHEN, chain, happening

MARK = ProtocolMark(id="allorx-spine", version="1.0.0", sha256="a" * 64)


def one(**changes: object) -> Entry:
    """An entry of a trail."""
    told: dict[str, object] = {"protocol": MARK, "patient": "P-0042", "subject": SHEET, **changes}
    return chain([happening(1, **told)])[0]


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (one(subject=None, new="eligible"), "check, eligible"),
        (one(subject=None, old="conditional", new="eligible"), "check, eligible, before conditional"),
        (one(subject=None, old="eligible", new="eligible"), "check, eligible"),
        (one(action=Action.SHEET, new=SHEET, found=("DRAFT",)), f"sheet {SHEET}, DRAFT"),
        (one(action=Action.SHEET, new=SHEET), f"sheet {SHEET}"),
        (one(action=Action.SECOND_CHECK, new="passed"), "second check, passed"),
        (one(action=Action.SECOND_CHECK, new="failed", found=("the patient's weight", "vials to thaw")),
         "second check, failed: the patient's weight; vials to thaw"),
        (one(action=Action.SIGN, new="approver"), "signed as approver"),
        (one(action=Action.VOID, reason="the record changed"), "voided: the record changed"),
        (one(action=Action.EXPORT, new="schedule"), "export of the schedule"),
        (one(action=Action.OVERRIDE, old="limit:facet", reason="wide"), "passed over limit:facet: wide"),
        (one(action=Action.REFUSED, old="sign", reason="not yet"), "refused sign: not yet"),
    ],
)  # fmt: skip
def test_every_entry_is_a_sentence(entry: Entry, sentence: str) -> None:
    """When, who, what, about whom."""
    told = said(entry)
    assert told.startswith(f"20 November 2026 09:31:00 UTC, A. Author: {sentence}")
    assert "patient P-0042" in told
    assert told.endswith("allorx-spine 1.0.0).")
    assert entries_as_text([entry]).partition("\n\n")[2].startswith("1. 20 November 2026")


def test_an_instant_says_the_clock_of_the_clinic_and_utc() -> None:
    """Which day it was there may be another than in Greenwich."""
    there = WHEN.astimezone(timezone(timedelta(hours=-10)))
    assert instant(there) == "19 November 2026 23:30:00 UTC-10:00 (20 November 2026 09:30:00 UTC)"
    assert instant(WHEN) == "20 November 2026 09:30:00 UTC"


def test_an_entry_without_anything_is_told_without_it() -> None:
    """No label stands before nothing."""
    (entry,) = chain([happening(1, action=Action.EXPORT, new="trail", patient=None, held=())])
    assert said(entry) == "20 November 2026 09:31:00 UTC, A. Author: export of the trail."
    assert "Reason:" not in entry_as_text(entry)
    assert "Protocol:" not in entry_as_text(entry)


def test_an_entry_in_full_says_everything_that_is_kept() -> None:
    """Old and new, the reason, every hash, the account: nothing hides behind the sentence."""
    entry = one(action=Action.VOID, old="DRAFT", new="VOID", reason="the record changed", content="c" * 64)
    for text in (entry_as_text(entry), export_as_text([entry])):
        words = " ".join(text.split())
        for part in ("DRAFT", "VOID", "the record changed", "clinic", "c" * 64, "a" * 64, entry.hash, entry.previous):
            assert part in words
        assert "record `record.yaml`" in words


def test_no_entry_is_told() -> None:
    """An empty list says so."""
    assert entries_as_text([]).endswith("\n\nThe trail has no such entry.\n")


def test_the_list_and_the_chain_have_the_banner() -> None:
    """As every output has."""
    whole = Verified(entries=1, head=Head(number=1, hash="f" * 64), faults=())
    for text in (entries_as_text([]), verified_as_text(whole)):
        assert " ".join(text.split()).startswith(NOTICE)


def test_a_clock_that_was_put_back_is_told() -> None:
    """It is no fault of the chain."""
    told = Verified(entries=2, head=Head(number=2, hash="f" * 64), faults=(), notes=("entry 2 is earlier",))
    assert "The trail is whole" in verified_as_text(told)
    assert "entry 2 is earlier" in verified_as_text(told)
    assert json.loads(verified_as_json(told))["notes"] == ["entry 2 is earlier"]


def test_no_cell_of_the_table_computes_anything() -> None:
    """What a spreadsheet would take for a formula stands behind an apostrophe."""
    entry = one(action=Action.VOID, who="=1+1", reason="@SUM(A1)", patient="-2", old="\tx", new="VOID")
    header, row = csv.reader(io.StringIO(entries_as_csv([entry])))
    told = dict(zip(header, row, strict=True))
    assert tuple(header) == COLUMNS
    assert [told[name] for name in ("who", "reason", "patient", "old")] == ["'=1+1", "'@SUM(A1)", "'-2", "'\tx"]
    assert (told["entry"], told["protocol"], told["hash"]) == ("1", "allorx-spine", entry.hash)


def test_the_json_says_what_the_entry_says() -> None:
    """Every field under its name; nothing that is empty is left out in silence."""
    entry = one(asked=(("as_of", "2026-11-20"),), new="eligible", subject=None)
    (told,) = json.loads(entries_as_json([entry]))["entries"]
    assert told["when"] == "2026-11-20T09:31:00.000000+00:00"
    assert told["protocol"] == {"id": "allorx-spine", "version": "1.0.0", "sha256": "a" * 64}
    assert told["asked"] == {"as_of": "2026-11-20"}
    assert (told["sheet"], told["reason"], told["new"]) == (None, None, "eligible")
    assert told["kept"] == [{"part": "record", "name": "record.yaml", "sha256": entry.happening.held[0].sha256}]
    without: Happening = happening(1, protocol=None)
    assert json.loads(entries_as_json(chain([without])))["entries"][0]["protocol"] is None


def test_a_copy_has_every_content_to_the_byte() -> None:
    """Text as text, and what is none in base64."""
    found = json.loads(export_as_json([], {"a": b"id: P-0042\n", "b": b"%PDF\xff"}))
    assert found["contents"] == {"a": {"text": "id: P-0042\n"}, "b": {"base64": "JVBERv8="}}


def test_a_whole_trail_gives_its_head() -> None:
    """To be noted elsewhere."""
    whole = Verified(entries=1, head=Head(number=1, hash="f" * 64), faults=())
    assert "The trail is whole: 1 entry" in verified_as_text(whole)
    assert f"1:{'f' * 64}" in verified_as_text(whole)
    assert "What this cannot show" in verified_as_text(whole)
    head = f"1:{'f' * 64}"
    told: dict[str, object] = {"entries": 1, "whole": True, "head": head, "held_against": None}
    told |= {"faults": [], "notes": []}
    assert json.loads(verified_as_json(whole)) == told
    held = replace(whole, noted=whole.head)
    assert json.loads(verified_as_json(held)) == told | {"held_against": head}
    assert "It still holds the head" in " ".join(verified_as_text(held).split())
    assert "What this cannot show" not in verified_as_text(held)
    empty = Verified(entries=0, head=None, faults=())
    assert "0 entries" in verified_as_text(empty)
    assert "Head" not in verified_as_text(empty)


def test_a_spoilt_trail_tells_every_fault() -> None:
    """By number and kind; the store itself has none."""
    faults = (
        ChainFault(number=0, kind=FaultKind.UNGUARDED, says="a guard is gone"),
        ChainFault(number=7, kind=FaultKind.EDITED, says="its text is not that of an entry"),
    )
    spoilt = Verified(entries=9, head=None, faults=faults)
    text = verified_as_text(spoilt)
    assert "not what was written: 2 faults in 9 entries" in text
    assert "UNGUARDED: store, a guard is gone" in text
    assert "EDITED: entry 7" in text
    assert "1 fault in 1 entry" in verified_as_text(Verified(entries=1, head=None, faults=faults[:1]))
    assert json.loads(verified_as_json(spoilt))["faults"][1] == {
        "entry": 7,
        "fault": "edited",
        "says": "its text is not that of an entry",
    }


def test_a_replay_says_whether_the_same_came_out() -> None:
    """The same, other bytes with the reason, or nothing to ask."""
    same = Replayed(number=1, action=Action.CHECK, evaluated=True, kept="a", found="a", because=())
    other = Replayed(
        number=2, action=Action.SHEET, evaluated=True, kept="a", found=None, because=("the engine was 0.1.0",)
    )
    none = Replayed(number=3, action=Action.SIGN, evaluated=False, kept=None, found=None, because=())
    text = replayed_as_text([same, other, none])
    assert "THE SAME BYTES: entry 1, check" in text
    assert "OTHER BYTES: entry 2, sheet\n  - the engine was 0.1.0" in text
    assert "NOTHING TO ASK: entry 3, sign" in text
    told = json.loads(replayed_as_json([same, other, none]))["replayed"]
    assert [(each["entry"], each["same"], each["evaluated"]) for each in told] == [
        (1, True, True),
        (2, False, True),
        (3, True, False),
    ]


def test_a_kept_part_is_named() -> None:
    """With the name of its file, where it had one."""
    entry = one(held=(Held(part=Part.OUTPUT, name="", sha256="e" * 64),))
    assert f"Kept: output, sha256 {'e' * 64}" in " ".join(entry_as_text(entry).split())
