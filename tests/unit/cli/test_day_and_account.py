"""The day is that of the clinic and the account that of the system, whatever variables say; a look voids nothing."""

from __future__ import annotations

import os
import pwd
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from posology.render.notice import NOTICE
from posology_cli import clock, trail_options
from tests.unit.cli.clinic import APPROVER, AUTHOR, CHECKER, Clinic, Watch
from tests.unit.cli.conftest import Run
from tests.unit.sited import READY, SITE

MORNING = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)


@pytest.fixture
def clinic(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """The clinic on the morning of the procedure."""
    watch = Watch(MORNING)
    monkeypatch.setattr(trail_options, "now", watch.now)
    monkeypatch.setattr(trail_options, "_account", lambda: watch.account)
    monkeypatch.delenv("POSOLOGY_TRAIL", raising=False)
    made = Clinic(run, tmp_path, watch)
    made.write("record.yaml", READY)
    made.write("site.yaml", SITE)
    return made


def test_no_variable_names_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is that under which the program runs."""
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert trail_options.occasion("A. Author").account == pwd.getpwuid(os.geteuid()).pw_name

    def nobody(_number: int) -> None:
        raise KeyError

    monkeypatch.setattr(pwd, "getpwuid", nobody)
    assert trail_options.occasion("A. Author").account == f"uid {os.geteuid()}"


def test_an_offset_of_a_day_stops_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable TZ may say what is the offset of no place."""

    class Here(datetime):
        def astimezone(self, _zone: object = None) -> datetime:  # type: ignore[override] # pyright: ignore[reportIncompatibleMethodOverride] - as it fails then
            raise ValueError("offset must be strictly between a day and a day")

    monkeypatch.setattr(clock, "datetime", Here)
    assert clock.OF_THE_COMPUTER.read().utcoffset() == timedelta(0)
    assert run("eval", "Today() = @2026-12-07").code in {0, 3}


def test_without_a_time_zone_no_sheet_is_final(clinic: Clinic) -> None:
    """Nobody knows which day it is at the clinic."""
    clinic.write("site.yaml", SITE.replace("time_zone: America/New_York", "# none"))
    clinic.draft()
    assert "PASSED" in clinic.check().out
    ran = clinic.ask("sheet", "--final")
    assert ran.code == 3
    assert "the time zone of the clinic is not recorded" in " ".join(ran.err.split())


def test_one_account_is_told_on_the_sheet_and_in_the_list(clinic: Clinic) -> None:
    """The trail cannot tell two people apart there; with two accounts nothing is said."""
    clinic.draft()
    assert "PASSED" in clinic.check().out
    assert "one account made and checked" in " ".join(clinic.ask("sheet").out.split())
    listed = " ".join(clinic.run("audit", "list", "--trail", clinic.trail).out.split())
    assert "second check, passed; recorded under the same account of the computer as the sheet" in listed
    assert listed.startswith(NOTICE)
    clinic.watch.account = "another"
    assert "PASSED" in clinic.check().out
    assert "one account" not in " ".join(clinic.ask("sheet").out.split())


def test_a_clock_that_was_put_back_is_noted(clinic: Clinic) -> None:
    """The chain is whole, and the entry is named; nothing is noted where each is later."""
    clinic.draft()
    clinic.watch.when = MORNING + timedelta(days=13)
    assert clinic.ask("check").code == 0
    assert "is earlier than" not in clinic.run("audit", "verify", "--trail", clinic.trail).out
    clinic.watch.when = MORNING
    assert clinic.ask("check").code == 0
    ran = clinic.run("audit", "verify", "--trail", clinic.trail)
    assert (ran.code, "entry 3 is earlier than entry 2" in ran.out) == (0, True)


def test_a_verified_sheet_says_how_old_its_trail_is(clinic: Clinic) -> None:
    """In another trail nothing of this patient would be known."""
    clinic.draft()
    assert "PASSED" in clinic.check().out
    said = " ".join(clinic.ask("sheet", "--final").out.split())
    assert f"entry {len(clinic.entries())} of a trail begun on 7 December 2026" in said


@pytest.mark.parametrize("command", ["check", "schedule"])
def test_a_look_at_what_says_the_same_voids_nothing(clinic: Clinic, command: str) -> None:
    """A blank line, a comment; the sheet can still be printed as final."""
    made = clinic.verified()
    clinic.write("record.yaml", f"{READY}\n# a line\n")
    clinic.write("site.yaml", f"{SITE}# a line\n")
    assert (clinic.ask(command, by=CHECKER).code, clinic.is_void(made)) == (0, False)
    clinic.write("record.yaml", READY)
    clinic.write("site.yaml", SITE)
    assert clinic.ask("sheet", "--final").code == 0


def test_whoever_may_not_void_only_raises_a_doubt(clinic: Clinic) -> None:
    """The sheet stands and is not printed as final again until somebody judges what holds."""
    made = clinic.verified()
    clinic.write("record.yaml", READY.replace("72 kg", "60 kg"))
    ran = clinic.ask("check", by=CHECKER)
    assert ran.code == 0
    assert f"the sheet {made} stands, made from other inputs than are now known" in " ".join(ran.err.split())
    assert not clinic.is_void(made)
    clinic.write("record.yaml", READY)
    for _ in range(2):
        ran = clinic.ask("sheet", "--final")
        assert ran.code == 3
        assert "judged from other inputs: the record changed" in " ".join(ran.err.split())
    assert clinic.ask("check", by=CHECKER).code == 0
    assert clinic.ask("sheet", "--final").code == 0
    # an author may
    clinic.write("record.yaml", READY.replace("72 kg", "60 kg"))
    assert clinic.ask("check", by=AUTHOR).code == 0
    assert clinic.is_void(made)


def test_a_stranger_without_a_site_file_voids_nothing(clinic: Clinic) -> None:
    """No people, so no role: not from the same record, and not from another."""
    made = clinic.verified()
    asked = ("--as-of", clinic.day, "--trail", clinic.trail, "--by", "Mallory")
    assert clinic.run("sheet", clinic.folder / "record.yaml", *asked).code == 0
    other = clinic.write("other.yaml", READY.replace("72 kg", "60 kg"))
    assert clinic.run("sheet", other, *asked).code == 0
    assert not clinic.is_void(made)


def test_a_sheet_is_signed_on_its_day(clinic: Clinic) -> None:
    """At the clinic, not in Greenwich; the attempt is an entry."""
    clinic.draft()
    assert "PASSED" in clinic.check().out
    for when in (datetime(2026, 12, 7, 4, 59, tzinfo=UTC), datetime(2026, 12, 8, 5, 0, tzinfo=UTC)):
        clinic.watch.when = when
        for meaning, by in (("author", AUTHOR), ("verifier", CHECKER), ("approver", APPROVER)):
            ran = clinic.on_sheet("sign", "--as", meaning, by=by)
            assert (ran.code, "is signed on the day of its procedure" in " ".join(ran.err.split())) == (3, True)
    clinic.watch.when = datetime(2026, 12, 8, 4, 59, tzinfo=UTC)
    for meaning, by in (("author", AUTHOR), ("verifier", CHECKER), ("approver", APPROVER)):
        assert clinic.on_sheet("sign", "--as", meaning, by=by).code == 0


def test_an_approver_sees_what_stands_beside(clinic: Clinic) -> None:
    """As the final sheet does: another VERIFIED sheet under the same date of birth."""
    clinic.verified()
    clinic.write("record.yaml", READY.replace("P-0042", "P-0024"))
    clinic.draft()
    assert "PASSED" in clinic.check().out
    ran = clinic.on_sheet("sign", "--as", "approver", by=APPROVER)
    assert ran.code == 3
    assert "under another id with the same date of birth" in " ".join(ran.err.split())


def test_an_author_does_not_pass_over_a_limit_of_their_own(clinic: Clinic) -> None:
    """Whatever roles they have."""
    clinic.write("site.yaml", SITE.replace("roles: [author, void]", "roles: [author, void, override]"))
    made = clinic.draft()
    asked = ("--what", "limit:facet", "--reason", "wide joints", "--trail", clinic.trail)
    ran = clinic.run("override", made, *asked, "--by", AUTHOR)
    assert (ran.code, "P0912" in ran.err) == (3, True)
    assert "the author of a sheet cannot pass over a limit" in ran.err
    assert "P0920" in clinic.run("override", made, *asked, "--by", APPROVER).err


@pytest.mark.parametrize("beside", ["", "-wal", "-shm", "-journal"])
def test_no_result_goes_where_the_trail_will_be(clinic: Clinic, beside: str) -> None:
    """Also where there is no such file yet: the database would take it for its own."""
    ran = clinic.ask("sheet", "--format", "text", "--output", f"{clinic.trail}{beside}")
    assert (ran.code, clinic.trail.exists()) == (2, False)
    assert clinic.ask("sheet", "--format", "text", "--output", f"{clinic.trail}-copy").code == 0


@pytest.mark.parametrize("url", ["postgresql:ann:secret@host/trail", "postgres:ann:secret@host"])
def test_a_url_without_its_slashes_is_no_name_of_a_file(clinic: Clinic, url: str) -> None:
    """And nothing of it is said again: a password may be in it."""
    ran = clinic.run("check", clinic.folder / "record.yaml", "--trail", url, "--by", AUTHOR)
    assert ran.code == 3
    assert "postgresql://" in ran.err
    assert "secret" not in ran.out + ran.err


def test_nobody_verifies_a_second_sheet_beside_one_that_they_may_not_void(clinic: Clinic) -> None:
    """Whoever writes other people into a site file is nobody in that of the sheet that stands."""
    made = clinic.verified()
    clinic.write("site.yaml", SITE.replace(AUTHOR, "D. Other").replace(CHECKER, "E. Else"))
    clinic.draft(by="D. Other")
    assert not clinic.is_void(made)
    assert "PASSED" in clinic.check(by="E. Else").out
    ran = clinic.ask("sheet", "--final", by="D. Other")
    assert (ran.code, ran.out) == (3, "")
    assert f"the sheet {made} stands, and this person may not void it" in " ".join(ran.err.split())
