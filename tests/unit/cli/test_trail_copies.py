"""What leaves the trail: looks, copies, copies that can be shared; and who may read what is written on the way."""

from __future__ import annotations

import csv
import io
import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from posology_cli import trail_options
from tests.unit.cli.clinic import APPROVER, AUTHOR, CHECKER, Clinic, Watch
from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES
from tests.unit.sited import READY, SITE

MORNING = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
NOTICE = "Nothing here is approved for spine, orthopaedic or pain use"


@pytest.fixture
def clinic(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    """The clinic on the morning of the procedure."""
    watch = Watch(MORNING)
    monkeypatch.setattr(trail_options, "now", watch.now)
    monkeypatch.setattr(trail_options, "_account", lambda: "clinic-account")
    monkeypatch.delenv("POSOLOGY_TRAIL", raising=False)
    made = Clinic(run, tmp_path, watch)
    made.write("record.yaml", READY)
    made.write("site.yaml", SITE)
    return made


def export(clinic: Clinic, *more: object) -> str:
    """A copy of the trail."""
    ran = clinic.run("audit", "export", "--trail", clinic.trail, "--by", APPROVER, *more)
    assert ran.code == 0, ran.err
    return ran.out


def told(clinic: Clinic) -> dict[str, str]:
    """What must not be told of this clinic, by what it is."""
    entries = clinic.entries()
    return {
        **{f"name {name}": name for name in (AUTHOR, CHECKER, APPROVER)},
        **{f"hash of entry {each.number}": each.hash for each in entries},
        "id": "P-0042",
        "account": "clinic-account",
        "birth": "1971-03-02",
        "day": "2026-12-07",
        "reason": "a word of somebody",
        "file": "record.yaml",
        "record": str(entries[0].happening.record),
        "site": str(entries[0].happening.site),
        "content": str(next(each.happening.content for each in entries if each.happening.content)),
        "sheet": str(next(each.happening.subject for each in entries if each.happening.subject)),
    }


@pytest.mark.parametrize("form", ["json", "csv"])
def test_a_copy_that_can_be_shared_tells_nobody(clinic: Clinic, form: str) -> None:
    """No name, id, account, date, reason, file, content or hash of them; the words of ours and the years stay."""
    clinic.verified()
    clinic.on_sheet("void", "--reason", "a word of somebody", by=AUTHOR)
    secrets = told(clinic)
    whole, shared = export(clinic, "--format", form), export(clinic, "--format", form, "--deidentify")
    # a line of CSV has neither the name of a file nor the date of birth
    assert {name for name, each in secrets.items() if each not in whole} <= {"birth", "file"}
    assert [name for name, each in secrets.items() if each in shared] == []
    assert NOTICE in shared
    assert "2026" in shared
    assert "1971" in shared
    assert "VERIFIED" in shared


def test_pseudonyms_are_the_same_for_the_same_salt(clinic: Clinic) -> None:
    """With a file; without one nobody can make them again. A salt that could be guessed is refused."""
    clinic.draft()
    salt = clinic.write("salt", "0123456789abcdef0123")
    kept = ("--format", "json", "--deidentify", "--salt-file", salt)
    first, second = (json.loads(export(clinic, *kept))["entries"][0] for _ in range(2))
    assert first == second
    other = json.loads(export(clinic, "--format", "json", "--deidentify"))["entries"][0]
    assert other["patient"] != first["patient"]
    # the same person under another spelling is one person
    people = {each["person"] for each in json.loads(export(clinic, *kept))["entries"] if each["action"] == "export"}
    assert len(people) == 1
    for wrong in (
        ("--deidentify", "--salt-file", clinic.write("short", "x")),
        ("--salt-file", salt),
        ("--deidentify", "--format", "text"),
    ):
        assert clinic.run("audit", "export", "--trail", clinic.trail, "--by", APPROVER, *wrong).code == 2


def test_nobody_of_ninety_is_told_by_the_year_of_birth(clinic: Clinic) -> None:
    """89 in the year of the entry is told, 90 is not."""
    for year, shown in (("1937", "1937"), ("1936", "before 1937")):
        clinic.write("record.yaml", READY.replace("1971-03-02", f"{year}-03-02"))
        assert clinic.ask("check").code == 0
        last = json.loads(export(clinic, "--format", "json", "--deidentify"))["entries"][-2]
        assert (last["action"], last["born"]) == ("check", shown)


def test_a_copy_is_one_moment(clinic: Clinic) -> None:
    """The export is the last entry in its own copy, with how it was made."""
    clinic.draft()
    document = json.loads(export(clinic, "--format", "json"))
    last = document["entries"][-1]
    assert (last["action"], last["new"], last["asked"]) == ("export", "trail", {"format": "json"})
    rows = list(csv.DictReader(io.StringIO(export(clinic, "--format", "csv"))))
    assert [each["action"] for each in rows] == ["sheet", "export", "export"]
    assert rows[0]["procedure_date"] == "2026-12-07"


@pytest.mark.parametrize("stood", [None, 0o644])
def test_what_holds_a_record_is_for_its_owner_alone(clinic: Clinic, stood: int | None) -> None:
    """A new file, and one that stood there for everybody to read."""
    files = [
        clinic.folder / name
        for name in ("sheet.json", "check.json", "copy.json", "entry.json", "done.json", "compared.json")
    ]
    for each in files if stood is not None else ():
        each.write_text("", "utf-8")
        each.chmod(stood or 0)
    clinic.draft()
    assert clinic.ask("check", "--output", files[1]).code == 0
    export(clinic, "--output", files[2])
    assert clinic.run("audit", "show", 1, "--trail", clinic.trail, "--output", files[3]).code == 0
    assert clinic.on_sheet("second-check", "--form", "--output", files[4], "--format", "json", by=CHECKER).code == 0
    assert clinic.run("compare", clinic.folder / "record.yaml", "--as-of", clinic.day, "--output", files[5]).code == 0
    assert [stat.S_IMODE(each.stat().st_mode) for each in files] == [0o600] * len(files)


def test_looks_are_entries(clinic: Clinic, tmp_path: Path) -> None:
    """A comparison, the visits, a screened cohort, a form: who looked at what; of the cohort no identifier."""
    record, kept = clinic.folder / "record.yaml", ("--trail", clinic.trail, "--by", CHECKER)
    assert clinic.run("compare", record, "--as-of", clinic.day, *kept).code == 0
    scores = clinic.write("scores.csv", "patient,month\n")
    visited = clinic.run("visits", record, scores, "--as-of", clinic.day, *kept)
    cohort = EXAMPLES / "generated-cohort"
    screened = clinic.run(
        "screen",
        cohort,
        "--as-of",
        clinic.day,
        "--trail",
        clinic.trail,
        "--person",
        CHECKER,
        "--output",
        tmp_path / "rows.csv",
    )
    assert screened.code == 0, screened.err
    assert stat.S_IMODE((tmp_path / "rows.csv").stat().st_mode) == 0o600
    found = [each.happening for each in clinic.entries()]
    assert {each.action.value for each in found} == {"view"}
    assert found[0].patient == "P-0042"
    assert found[0].found[0].startswith("allorx-")
    last = found[-1]
    assert (last.command, last.patient, last.held) == ("screen", None, ())
    assert len(last.record or "") == 64
    assert last.found[0].endswith(" judged")
    assert (visited.code == 0) is (len(found) == 3)
    # without a name nothing is looked at
    assert clinic.run("compare", record, "--trail", clinic.trail).code == 2
    assert clinic.run("screen", cohort, "--trail", clinic.trail).code == 2


def test_a_sheet_is_found_by_what_it_is_drawn_from(clinic: Clinic) -> None:
    """From the lot to the patients, and from the patient to the lot, however it is spaced."""
    clinic.draft()
    (entry,) = clinic.entries()
    lots = entry.happening.lots
    listed = ("audit", "list", "--trail", clinic.trail, "--format", "json")
    assert json.loads(clinic.run(*listed, "--lot", "no such lot").out)["entries"] == []
    assert lots
    for each in lots:
        (found,) = json.loads(clinic.run(*listed, "--lot", f" {each.lower()} ").out)["entries"]
        assert (found["patient"], found["lots"]) == ("P-0042", list(lots))


def test_a_form_and_a_check_carry_the_notice(clinic: Clinic) -> None:
    """On paper, on the screen, in an export."""
    clinic.draft()
    form = clinic.on_sheet("second-check", "--form", by=CHECKER).out
    assert NOTICE in " ".join(form.replace("#", " ").split())
    assert NOTICE in " ".join(clinic.check().out.split())
    assert NOTICE in " ".join(clinic.run("audit", "show", 1, "--trail", clinic.trail).out.split())
    assert NOTICE in " ".join(export(clinic, "--format", "text").split())


def test_a_mistyped_trail_is_noticed(clinic: Clinic) -> None:
    """What makes one says that it is new; what reads one refuses."""
    clinic.draft()
    slip = clinic.folder / "clinc.trail"
    ran = clinic.run("check", clinic.folder / "record.yaml", "--as-of", clinic.day, "--trail", slip, "--by", AUTHOR)
    assert (ran.code, f"a new trail is begun, in `{slip}`" in ran.err) == (0, True)
    slip.unlink()
    for arguments in (
        ("audit", "list"),
        ("audit", "verify"),
        ("audit", "export", "--by", AUTHOR),
        ("second-check", clinic.sheet_file, "--form", "--by", CHECKER),
        ("sign", clinic.sheet_file, "--as", "author", "--by", AUTHOR),
        ("void", clinic.sheet_file, "--reason", "x", "--by", AUTHOR),
    ):
        ran = clinic.run(*arguments, "--trail", slip)
        assert (ran.code, "P0901" in ran.err) == (3, True)
    assert not slip.exists()
