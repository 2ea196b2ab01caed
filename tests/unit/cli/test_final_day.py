"""A final sheet is one of its day, of its people, and of what stands in the trail when it is put in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from posology.api.logged import Evaluated, Logged, Overtaken, log_evaluation
from posology.api.signing import void
from posology.api.trailing import Occasion, open_trail
from posology.render.sheet_text import sheet_as_text
from posology.results.sheet import Sheet
from posology.trail.store import Pen
from posology_cli import trail_options
from posology_cli.clock import Clock
from posology_cli.main import main
from tests.unit.cli.clinic import APPROVER, AUTHOR, CHECKER, Clinic, Watch
from tests.unit.cli.conftest import Run
from tests.unit.sited import READY, SITE

MORNING = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)


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


@pytest.mark.parametrize(
    ("when", "said"),
    [
        # the clinic is in New York, five hours behind: its seventh begins at five, whatever the computer has
        (datetime(2026, 12, 7, 4, 59, tzinfo=UTC), "the day of the procedure, 7 December 2026, has not come"),
        (datetime(2026, 12, 8, 5, 0, tzinfo=UTC), "the day of the procedure, 7 December 2026, is over"),
        (datetime(2026, 12, 7, 18, 59, tzinfo=timezone(timedelta(hours=14))), "has not come"),
    ],
)
def test_a_final_sheet_is_made_on_the_day_that_the_clock_says(clinic: Clinic, when: datetime, said: str) -> None:
    """Neither before nor after it, whatever `--as-of` says; and nobody is told to say another day."""
    clinic.draft()
    assert "PASSED" in clinic.check().out
    clinic.watch.when = when
    ran = clinic.ask("sheet", "--final")
    assert (ran.code, ran.out) == (3, "")
    assert said in " ".join(ran.err.split())
    assert "--as-of" not in ran.err
    assert clinic.entries()[-1].happening.when.utcoffset() == timedelta(hours=-5)
    clinic.watch.when = when + timedelta(minutes=1 if "has not come" in said else -1)
    assert clinic.ask("sheet", "--final").code == 0
    assert clinic.run("audit", "replay", "--trail", clinic.trail).code == 0


def test_a_refused_final_sheet_is_an_entry(clinic: Clinic) -> None:
    """Who asked for what, and everything that was missing; the files are kept, and nothing was handed out."""
    clinic.draft()
    assert clinic.ask("sheet", "--final").code == 3
    last = clinic.entries()[-1].happening
    assert (last.action.value, last.old, last.reason, len(last.found)) == (
        "refused",
        "final sheet",
        "1 thing is missing",
        1,
    )
    assert {each.part.value for each in last.held} >= {"record", "site", "protocol"}
    assert clinic.run("audit", "replay", "--trail", clinic.trail).code == 0


def test_the_clock_is_given_by_the_caller_alone(capfd: pytest.CaptureFixture[str]) -> None:
    """No option and no variable sets the day; whoever calls the program from Python gives it a clock."""
    assert main(["eval", "Today() = @2026-12-07"], Clock(lambda: MORNING)) in {0, 3}
    capfd.readouterr()
    for option in ("--today", "--clock", "--now"):
        assert main(["sheet", "x.yaml", option, "2026-12-07"]) == 2


def test_a_void_between_making_and_keeping_is_seen(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sheet is made; before it is put into the trail somebody voids it: it is not handed out as VERIFIED."""
    made = clinic.draft()
    assert "PASSED" in clinic.check().out
    voided: list[bool] = []

    def void_meanwhile(sheet: Sheet) -> str:
        if not voided:
            voided.append(True)
            occasion = Occasion(who=AUTHOR, account="clinic", when=MORNING)
            void(open_trail(str(clinic.trail), create=False), occasion, made, "wrong patient")
        return sheet_as_text(sheet)

    monkeypatch.setattr("posology_cli.sheet.sheet_as_text", void_meanwhile)
    ran = clinic.ask("sheet", "--final")
    assert (ran.code, ran.out) == (3, "")
    assert "is VOID since" in ran.err
    monkeypatch.undo()
    kept = open_trail(str(clinic.trail), create=False)
    assert [each.happening.found[:1] for each in kept.entries() if each.happening.action.value == "sheet"] == [
        ("DRAFT",)
    ]


def test_a_check_that_fails_between_is_seen(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    """The like for a second check: whatever comes into the trail meanwhile, the sheet is made again."""
    clinic.draft()
    assert "PASSED" in clinic.check().out
    seen: list[int] = []

    def overtaken_once(pen: Pen, occasion: Occasion, evaluated: Evaluated, end: int) -> Logged:
        seen.append(end)
        if len(seen) == 1:
            raise Overtaken
        return log_evaluation(pen, occasion, evaluated, end)

    monkeypatch.setattr("posology.api.keeping.log_evaluation", overtaken_once)
    assert clinic.ask("sheet", "--final").code == 0
    assert len(seen) == 2


def test_a_verified_sheet_and_a_check_tell_the_head(clinic: Clinic) -> None:
    """So that somebody holds a head that the trail can be held against years later."""
    clinic.draft()
    check = clinic.check()
    said = " ".join(check.out.split())
    entry = clinic.entries()[-1]
    assert f"its head then: {entry.number}:{entry.hash}" in said
    final = " ".join(clinic.ask("sheet", "--final").out.split())
    assert f"{entry.number}:{entry.hash}" in final.replace(" ", "").replace(";", " ") or entry.hash in final
    assert clinic.run("audit", "verify", "--trail", clinic.trail, "--head", f"{entry.number}:{entry.hash}").code == 0
    without = clinic.run("audit", "verify", "--trail", clinic.trail).out
    assert "What this cannot show" in without


def test_a_look_on_another_day_voids_nothing(clinic: Clinic) -> None:
    """A VERIFIED sheet stands, whatever day a later draft is made for the look of it."""
    made = clinic.verified()
    clinic.watch.when = MORNING + timedelta(days=1)
    later = Clinic(clinic.run, clinic.folder, clinic.watch, day="2026-12-08")
    assert later.ask("sheet", by=AUTHOR).code == 0
    assert not clinic.is_void(made)


@pytest.mark.parametrize("command", ["check", "sheet", "schedule"])
def test_any_evaluation_of_another_record_voids_and_says_so(clinic: Clinic, command: str) -> None:
    """The patient weighs less: the sheet is void, and whoever asked is told, without the patient."""
    made = clinic.verified()
    clinic.write("record.yaml", READY.replace("72 kg", "60 kg"))
    ran = clinic.ask(command)
    assert ran.code == 0
    assert f"the sheet {made} is VOID from now on" in ran.err
    assert "P-0042" not in ran.err
    assert clinic.is_void(made)
    clinic.write("record.yaml", READY)
    assert clinic.status() == "void"


def test_other_readings_of_a_clinic_void_as_well(clinic: Clinic) -> None:
    """The site file is an input like the record."""
    made = clinic.verified()
    clinic.write("site.yaml", SITE.replace("site: An invented clinic", "site: Another clinic"))
    assert "the site file changed" in clinic.ask("check").err
    assert clinic.is_void(made)


def test_after_the_day_nothing_is_voided_by_itself(clinic: Clinic) -> None:
    """What was carried out was carried out; the entry notes that something is another now."""
    made = clinic.verified()
    clinic.watch.when = MORNING + timedelta(days=1)
    clinic.write("record.yaml", READY.replace("72 kg", "60 kg"))
    ran = clinic.ask("check")
    assert (ran.code, ran.err) == (0, "")
    assert not clinic.is_void(made)
    assert any(
        f"since sheet {made}" in each and "the record changed" in each for each in clinic.entries()[-1].happening.found
    )


def test_a_final_sheet_refused_for_another_record_voids_too(clinic: Clinic) -> None:
    """The first thing that is asked on the morning is often the final sheet itself."""
    made = clinic.verified()
    clinic.write("record.yaml", READY.replace("72 kg", "60 kg"))
    ran = clinic.ask("sheet", "--final")
    assert ran.code == 3
    assert f"the sheet {made} is VOID from now on" in ran.err
    assert clinic.is_void(made)


def test_another_id_with_the_same_date_of_birth_needs_a_word(clinic: Clinic) -> None:
    """Records hold no names: two ids born on one day may be one patient, whose first sheet would still be used."""
    made = clinic.verified()
    clinic.write("record.yaml", READY.replace("P-0042", "P-0024"))
    other = clinic.draft()
    assert not clinic.is_void(made)
    assert "PASSED" in clinic.check().out
    ran = clinic.ask("sheet", "--final")
    assert ran.code == 3
    assert "under another id with the same date of birth" in " ".join(ran.err.split())
    why = "two patients, both asked"
    assert clinic.pass_over(other, f"other-patient:{made}", why).code == 0
    ran = clinic.ask("sheet", "--final")
    assert ran.code == 0
    # the reason stands on the sheet, and nobody is asked for another
    said = " ".join(ran.out.split())
    assert why in said
    assert f"the sheet {made} is VERIFIED under another id" in said
    assert "A reason is needed" not in said
    # what was said of the pair holds for the first sheet, too
    clinic.write("record.yaml", READY)
    ran = clinic.ask("sheet", "--final")
    assert (ran.code, ran.err) == (0, "")
    assert why in " ".join(ran.out.split())
    assert clinic.run("audit", "replay", "--trail", clinic.trail).code == 0


def test_nobody_says_that_a_sheet_is_of_another_patient_where_none_asks(clinic: Clinic) -> None:
    """Not of itself, of one that is no longer VERIFIED, of one that is unknown: it would excuse what comes later."""
    made = clinic.verified()
    clinic.write("record.yaml", READY.replace("P-0042", "P-0024").replace("1971-03-02", "1971-03-03"))
    unlike = clinic.draft()
    clinic.write("record.yaml", READY.replace("P-0042", "P-0025"))
    alike = clinic.draft()
    for sheet, other in ((made, made), (unlike, made), (made, alike), (alike, alike), (alike, "1" * 24)):
        ran = clinic.pass_over(sheet, f"other-patient:{other}", "two patients")
        assert (ran.code, "P0920" in ran.err) == (3, True), (sheet, other)
    assert clinic.run("void", made, "--reason", "not done", "--trail", clinic.trail, "--by", AUTHOR).code == 0
    ran = clinic.pass_over(alike, f"other-patient:{made}", "two patients")
    assert (ran.code, "P0920" in ran.err) == (3, True)
    assert "override" not in clinic.actions()


def test_another_protocol_does_not_stand_beside(clinic: Clinic) -> None:
    """A sheet by another protocol asked for as final is refused while the first is VERIFIED, and changes nothing."""
    made = clinic.verified()
    site = clinic.write("other.yaml", "site: An invented clinic\nprotocol: allorx-first-patient\n")
    asked = (clinic.folder / "record.yaml", "--protocol", "allorx-first-patient", "--site", site, "--as-of", clinic.day)
    kept = ("--trail", clinic.trail, "--by", AUTHOR)
    ran = clinic.run("sheet", *asked, *kept, "--final")
    assert ran.code == 3
    assert f"the sheet {made} of this patient by allorx-spine is VERIFIED" in " ".join(ran.err.split())
    assert not clinic.is_void(made)
    # a draft by it is a question, and takes the place of nothing that is VERIFIED
    assert clinic.run("sheet", *asked, *kept).code == 0
    assert not clinic.is_void(made)


def test_only_people_of_the_site_file_act_each_in_their_role(clinic: Clinic) -> None:
    """Whoever is not among them, or has another role, is turned away; each attempt is an entry."""
    assert "nobody of this name" in clinic.ask("sheet", by="D. Nobody").err
    assert "gives this person no role `author`" in clinic.ask("sheet", by=CHECKER).err
    assert clinic.ask("check", by=CHECKER).code == 0
    made = clinic.draft()
    for command, more, by in (
        ("second-check", ("--form",), APPROVER),
        ("sign", ("--as", "verifier"), APPROVER),
        ("void", ("--reason", "a word"), CHECKER),
        ("override", ("--what", "limit:facet", "--reason", "a word"), CHECKER),
        ("sign", ("--as", "approver"), "D. Nobody"),
    ):
        ran = clinic.on_sheet(command, *more, by=by)
        assert (ran.code, "P0912" in ran.err) == (3, True)
    assert clinic.actions() == ["refused", "refused", "check", "sheet", *["refused"] * 5]
    assert not clinic.is_void(made)


@pytest.mark.parametrize("name", ["A Author", "a. author", "A.AUTHOR"])
def test_a_full_stop_makes_nobody_another_person(clinic: Clinic, name: str) -> None:
    """The author under another spelling is the author."""
    clinic.draft()
    assert "the author of a sheet cannot be the second person" in " ".join(clinic.check(by=name).err.split())


def test_an_account_belongs_to_one_person(clinic: Clinic) -> None:
    """With accounts stated, a name alone is not enough: neither another account nor the account of another."""
    stated = SITE.replace("roles: [author, void]}", "roles: [author, void], account: anna}")
    clinic.write(
        "site.yaml", stated.replace("roles: [checker, verifier]}", "roles: [checker, verifier], account: ben}")
    )
    assert "another account" in " ".join(clinic.ask("sheet").err.split())
    clinic.watch.account = "anna"
    clinic.draft()
    assert "another account" in " ".join(clinic.check().err.split())
    assert "that of another person" in " ".join(clinic.on_sheet("sign", "--as", "approver", by=APPROVER).err.split())
    clinic.watch.account = "ben"
    ran = clinic.check()
    assert ("PASSED" in ran.out, ran.err) == (True, "")


def test_an_approval_comes_last_and_from_another_person(clinic: Clinic) -> None:
    """Not by the author, not before the check, not while something is open."""
    clinic.write("site.yaml", SITE.replace("roles: [author, void]}", "roles: [author, void, approver]}"))
    clinic.draft()
    assert clinic.on_sheet("sign", "--as", "approver", by=APPROVER).code == 3
    assert "PASSED" in clinic.check().out
    assert "the author of a sheet cannot approve it" in clinic.on_sheet("sign", "--as", "approver", by=AUTHOR).err
    assert clinic.on_sheet("sign", "--as", "approver", by=APPROVER).code == 0
    assert clinic.on_sheet("sign", "--as", "verifier", by=CHECKER).code == 0


def test_a_sheet_says_which_it_replaces_and_what_changed(clinic: Clinic) -> None:
    """By path, with the value before and after; it says so again when it is made again."""
    made = clinic.draft()
    clinic.write("record.yaml", READY.replace("72 kg", "60 kg"))
    for _ in range(2):
        said = " ".join(clinic.ask("sheet").out.split())
        assert f"It takes the place of sheet {made}" in said
        assert "weight.value" in said
        assert "72 kg" in said
    assert clinic.run("audit", "replay", "--trail", clinic.trail).code == 0
