"""The whole way of a sheet through the trail: made, checked by a second person, signed, replayed, voided."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from posology.results.trail import Action, Part
from posology.trail.store import Store, open_store
from posology_cli import trail_options
from tests.unit.cli.conftest import Ran, Run
from tests.unit.judged import EXAMPLES, RECORDS, SITE
from tests.unit.sited import READY
from tests.unit.sited import SITE as COMPLETE_SITE
from tests.unit.trail.written import tamper

FILE = EXAMPLES / "candidate.yaml"
DAY = ("--as-of", "2026-12-07")
AUTHOR, CHECKER, APPROVER = ("--by", "A. Author"), ("--by", "B. Checker"), ("--by", "C. Approver")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that goes on by a minute whenever it is looked at, and an account with a name."""
    ticks = iter(datetime(2026, 12, 7, 8, 0, tzinfo=UTC) + timedelta(minutes=each) for each in range(1000))
    monkeypatch.setattr(trail_options, "now", lambda: next(ticks))
    monkeypatch.setattr(trail_options, "_account", lambda: "clinic")
    monkeypatch.delenv("POSOLOGY_TRAIL", raising=False)


@pytest.fixture
def trail(tmp_path: Path) -> Path:
    """Where the trail of a test lies."""
    return tmp_path / "clinic.trail"


@pytest.fixture
def made(run: Run, tmp_path: Path, trail: Path) -> Path:
    """A sheet of an eligible patient with every dose planned, made by the author on the day."""
    record, site, sheet = tmp_path / "record.yaml", tmp_path / "site.yaml", tmp_path / "sheet.json"
    record.write_text(RECORDS["eligible"], "utf-8")
    site.write_bytes(SITE)
    ran = run("sheet", record, "--site", site, *DAY, "--output", sheet, "--trail", trail, *AUTHOR)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == f"a new trail is begun, in `{trail}`: nothing was kept there before\n"
    return sheet


@pytest.fixture
def answers(run: Run, made: Path, trail: Path, tmp_path: Path) -> Callable[..., Path]:
    """Writes an answers file with the right numbers, some of them changed."""
    form = run("second-check", made, "--form", "--trail", trail, *CHECKER)
    asked = re.findall(r"^  ([a-z0-9-]+):", form.out, re.MULTILINE)
    assert form.code == 0
    assert asked

    def write(**changes: str) -> Path:
        numbers = _numbers_of(json.loads(made.read_text("utf-8"))) | {
            name.replace("_", "-"): value for name, value in changes.items()
        }
        lines = "\n".join(f"  {each}: {numbers[each]}" for each in asked)
        file = tmp_path / "answers.yaml"
        file.write_text(f"{form.out.partition('answers:')[0]}answers:\n{lines}\n", "utf-8")
        return file

    return write


def _numbers_of(sheet: Mapping[str, Any]) -> dict[str, str]:
    """The numbers of the sheet under the names of their questions, as a person with the same record would find them."""
    numbers = {"weight": "72 kg", "total-cells": str(sheet["total"]["cells"]["planned"])}
    for number, each in enumerate(sheet["injections"], start=1):
        numbers[f"injection-{number}-cells"] = str(each["cells"]["planned"])
    return numbers | {f"route-{each['site']}-cells": str(each["cells"]["planned"]) for each in sheet["routes"]}


def _nothing(_sheet: object) -> str:
    """Another sheet than that of today's renderer."""
    return "{}\n"


def _not_found(_name: str) -> None:
    """No library is installed."""


def opened(trail: Path) -> Store:
    """The trail."""
    return open_store(str(trail), create=False)


def actions(trail: Path) -> list[str]:
    """What was done, in order."""
    return [each.happening.action.value for each in opened(trail).entries()]


def second_check(run: Run, made: Path, trail: Path, answers: Path, *more: object) -> Ran:
    """A second check with an answers file."""
    return run("second-check", made, "--answers", answers, "--trail", trail, *(more or CHECKER))


def test_without_a_trail_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    """A check alone leaves no file behind."""
    assert run("check", FILE, "--as-of", "2026-11-20", "--output", tmp_path / "check.json").code == 0
    assert [each.name for each in tmp_path.iterdir()] == ["check.json"]


@pytest.mark.parametrize("command", ["check", "sheet", "schedule"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_kept_is_what_is_handed_out(run: Run, trail: Path, command: str, form: str) -> None:
    """The same bytes as without a trail but for the time on a sheet, kept with everything that they were made from."""
    asked = (command, FILE, "--as-of", "2026-11-20", "--format", form)
    ran = run(*asked, "--trail", trail, *AUTHOR)
    assert ran.code == 0
    if command != "sheet":
        assert ran.out == run(*asked).out
    (entry,) = opened(trail).entries()
    said = entry.happening
    assert (said.who, said.account, said.patient, said.command) == ("A. Author", "clinic", "P-0042", command)
    assert said.when == datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
    assert said.protocol is not None
    assert said.protocol.id == "allorx-spine"
    output, record = said.part(Part.OUTPUT), said.part(Part.RECORD)
    assert output is not None
    assert record is not None
    assert opened(trail).content(output.sha256) == ran.out.encode()
    assert opened(trail).content(record.sha256) == FILE.read_bytes()
    assert run("audit", "replay", "--trail", trail).code == 0


def test_a_record_from_standard_input_is_kept_as_well(
    run: Run, trail: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is read once, and replayed from what was kept."""
    with FILE.open("rb") as file, monkeypatch.context() as patched:
        text = io.TextIOWrapper(file, "utf-8")
        patched.setattr("sys.stdin", text)
        assert run("check", "-", "--as-of", "2026-11-20", "--trail", trail, *AUTHOR).code == 0
        text.detach()
    assert run("audit", "replay", 1, "--trail", trail).code == 0
    assert not (tmp_path / "-").exists()


def test_an_own_protocol_is_replayed_from_what_was_kept(run: Run, trail: Path, tmp_path: Path) -> None:
    """The folder may be changed or gone; what was asked is asked again of the files of that day."""
    own = tmp_path / "allorx-spine"
    own.mkdir()
    for name in ("protocol.yaml", "sources.yaml"):
        (own / name).write_bytes((EXAMPLES.parent / "rules" / "allorx-spine" / name).read_bytes())
    asked = ("check", FILE, "--as-of", "2026-11-20", "--protocol", own, "--trail", trail, *AUTHOR)
    assert run(*asked).code == 0
    (own / "protocol.yaml").write_text("protocol: other\n", "utf-8")
    ran = run("audit", "replay", "--trail", trail)
    assert (ran.code, ran.out[:14]) == (0, "THE SAME BYTES")


def test_a_record_that_is_refused_leaves_no_entry(run: Run, trail: Path, record: Callable[[str], Path]) -> None:
    """There is no result to keep."""
    assert run("check", record("id: P-1\nwieght: 72 kg\n"), "--trail", trail, *AUTHOR).code == 3
    assert actions(trail) == []


@pytest.mark.parametrize(
    "options",
    [
        ("--trail", "x.trail"),
        ("--by", "A. Author"),
        ("--trail", "x.trail", "--by", " "),
        ("--trail", "x.trail", "--by", "a\x00b"),
    ],
)
def test_half_a_trail_is_wrong_usage(
    run: Run, options: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trail without a name, a name without a trail, a name that is none."""
    monkeypatch.chdir(tmp_path)
    ran = run("check", FILE, "--as-of", "2026-11-20", *options)
    assert (ran.code, ran.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_the_trail_may_be_named_by_a_variable(run: Run, trail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that no password stands on a command line; a name is asked for all the same."""
    monkeypatch.setenv("POSOLOGY_TRAIL", str(trail))
    assert run("check", FILE, "--as-of", "2026-11-20").code == 2
    assert run("check", FILE, "--as-of", "2026-11-20", *AUTHOR).code == 0
    assert actions(trail) == ["check"]


def test_a_trail_that_cannot_be_used_hands_nothing_out(run: Run, tmp_path: Path) -> None:
    """What is not kept has not happened."""
    for place in (tmp_path, tmp_path / "no" / "trail", FILE):
        ran = run("check", FILE, "--as-of", "2026-11-20", "--trail", place, *AUTHOR)
        assert (ran.code, ran.out) == (3, "")
        assert "P0901" in ran.err


def test_a_second_check_passes_and_is_kept(run: Run, made: Path, trail: Path, answers: Callable[..., Path]) -> None:
    """The outcome is told without the first result, and kept with it."""
    ran = second_check(run, made, trail, answers())
    assert ran.code == 0
    # one account for both, and a site file that does not tell the two apart
    assert ran.err.startswith("warning: the sheet was made under this very account of the computer")
    assert "PASSED." in ran.out
    entry = opened(trail).entries()[-1]
    assert (entry.happening.action, entry.happening.new) == (Action.SECOND_CHECK, "passed")
    output = entry.happening.part(Part.OUTPUT)
    assert output is not None
    kept = json.loads(opened(trail).content(output.sha256) or b"")
    assert all(each["agrees"] and each["first"] == each["second"] for each in kept["compared"])
    assert run("audit", "replay", "--trail", trail).code == 0


def test_a_second_check_that_differs_fails_and_does_not_tell_the_first_result(
    run: Run, made: Path, trail: Path, answers: Callable[..., Path]
) -> None:
    """The number is named, so that both work it out anew; what the sheet says is not shown."""
    file = answers(injection_2_cells="23 million")
    ran = second_check(run, made, trail, file)
    assert ran.code == 0
    assert "FAILED. Of 21 numbers 1 differs." in ran.out
    assert "22 million" not in ran.out
    as_json = second_check(run, made, trail, file, "--format", "json", *CHECKER)
    found = json.loads(as_json.out)
    assert not found["passed"]
    assert "first" not in as_json.out
    assert "22000000" not in as_json.out
    last = opened(trail).entries()[-1].happening
    assert (last.new, last.found) == ("failed", ("the cells of epidural injection, lumbar epidural space",))


def test_questions_are_asked_one_after_the_other(
    run: Run, made: Path, trail: Path, answers: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On standard error, without the first result; what cannot be read is asked again."""
    given = re.findall(r"^  [a-z0-9-]+: (.*)$", answers().read_text("utf-8"), re.MULTILINE)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(["159 lb", *given, ""])))
    ran = run("second-check", made, "--trail", trail, *CHECKER)
    assert ran.code == 0
    assert "PASSED." in ran.out
    assert "1 of 21. the patient's weight, in kg" in ran.err
    assert "that cannot be read; write a number of kg" in ran.err
    assert "million" not in ran.err


def test_answers_that_end_too_early_leave_no_check(
    run: Run, made: Path, trail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check that was broken off is none."""
    monkeypatch.setattr("sys.stdin", io.StringIO("72 kg\n"))
    assert run("second-check", made, "--trail", trail, *CHECKER).code == 130
    assert actions(trail) == ["sheet"]


@pytest.mark.parametrize("name", ["A. Author", "a.  AUTHOR"])
def test_the_author_cannot_be_the_checker(run: Run, made: Path, trail: Path, name: str) -> None:
    """However the name is written; the attempt is in the trail."""
    ran = run("second-check", made, "--form", "--trail", trail, "--by", name)
    assert (ran.code, ran.out) == (3, "")
    assert "P0912" in ran.err
    assert actions(trail) == ["sheet", "refused"]


def test_a_sheet_that_was_edited_is_neither_checked_nor_signed(run: Run, made: Path, trail: Path) -> None:
    """Byte for byte the sheet that was made, or none."""
    made.write_text(made.read_text("utf-8").replace("22000000", "25000000"), "utf-8")
    for arguments in (("second-check", made, "--form"), ("sign", made, "--as", "author")):
        ran = run(*arguments, "--trail", trail, *CHECKER)
        assert (ran.code, ran.out) == (3, "")
        assert "P0910" in ran.err
    assert actions(trail) == ["sheet"]


def test_a_sheet_that_the_trail_does_not_know_is_refused(run: Run, made: Path, tmp_path: Path) -> None:
    """Of a sheet from elsewhere nobody knows the author."""
    other = tmp_path / "other.trail"
    run("check", FILE, "--trail", other, "--as-of", "2026-11-20", *AUTHOR)
    assert "P0909" in run("second-check", made, "--form", "--trail", other, *CHECKER).err
    assert "P0909" in run("void", "0000-0000-0000-0000-0000", "--reason", "made twice", "--trail", other, *CHECKER).err
    assert "P0909" in run("sign", FILE, "--as", "author", "--trail", other, *CHECKER).err
    assert "P0901" in run("void", made, "--reason", "made twice", "--trail", tmp_path / "none", *CHECKER).err


def test_signatures_follow_their_order(run: Run, made: Path, trail: Path, answers: Callable[..., Path]) -> None:
    """The author signs what they made, the checker what they passed; nobody approves a draft that lacks something."""

    def sign(meaning: str, by: tuple[str, str]) -> int:
        return run("sign", made, "--as", meaning, "--trail", trail, *by).code

    assert [sign("author", CHECKER), sign("verifier", CHECKER), sign("approver", APPROVER)] == [3, 3, 3]
    assert sign("author", AUTHOR) == 0
    assert second_check(run, made, trail, answers()).code == 0
    assert [sign("verifier", AUTHOR), sign("verifier", APPROVER)] == [3, 3]
    assert [sign("verifier", CHECKER), sign("approver", AUTHOR)] == [0, 3]
    early = run("sign", made, "--as", "approver", "--trail", trail, *APPROVER)
    assert early.code == 3
    assert "a sheet is approved when nothing is open that a final sheet needs; open is:" in early.err
    standing = [each.happening for each in opened(trail).entries() if each.happening.action is Action.SIGN]
    assert [(each.who, each.new) for each in standing] == [
        ("A. Author", "author"),
        ("B. Checker", "verifier"),
    ]
    content = json.loads(made.read_text("utf-8"))["content_sha256"]
    assert {each.content for each in standing} == {content}


def test_what_people_did_stands_on_the_sheet(
    run: Run, made: Path, trail: Path, answers: Callable[..., Path], tmp_path: Path
) -> None:
    """Made again from the same, the sheet has the same id and says who checked and signed it; it replays as well."""
    second_check(run, made, trail, answers())
    run("sign", made, "--as", "verifier", "--trail", trail, *CHECKER)
    asked = ("sheet", tmp_path / "record.yaml", "--site", tmp_path / "site.yaml", *DAY, "--format", "json")
    again = json.loads(run(*asked, "--trail", trail, *AUTHOR).out)
    assert again["sheet"] == json.loads(made.read_text("utf-8"))["sheet"]
    assert (again["second_check"]["by"], again["second_check"]["passed"]) == ("B. Checker", True)
    assert [(each["name"], each["meaning"]) for each in again["signatures"]] == [("B. Checker", "verifier")]
    assert again["created"] is not None
    assert run("audit", "replay", "--trail", trail).code == 0


def test_a_sheet_from_other_inputs_voids_the_one_before(
    run: Run, made: Path, trail: Path, answers: Callable[..., Path], tmp_path: Path
) -> None:
    """The new entry and the voiding are one step; the void sheet is neither checked nor signed, and says so itself."""
    file, first = answers(), json.loads(made.read_text("utf-8"))["sheet"]
    record = tmp_path / "record.yaml"
    record.write_text(RECORDS["eligible"].replace("72 kg", "73 kg"), "utf-8")
    asked = ("sheet", record, "--site", tmp_path / "site.yaml", *DAY, "--trail", trail, *AUTHOR)
    ran = run(*asked)
    assert ran.code == 0
    assert f"the sheet {first} is VOID from now on: " in ran.err
    assert "P-0042" not in ran.err
    assert actions(trail) == ["sheet", "export", "sheet", "void"]
    void = opened(trail).entries()[-1].happening
    assert void.subject == first
    assert void.reason.endswith("takes its place: the record changed")
    for arguments in (
        ("second-check", made, "--answers", file),
        ("sign", made, "--as", "author"),
        ("void", first, "--reason", "again"),
        ("override", made, "--what", "x", "--reason", "y"),
    ):
        assert "P0911" in run(*arguments, "--trail", trail, *CHECKER).err
    record.write_text(RECORDS["eligible"], "utf-8")
    back = json.loads(run(*asked, "--format", "json").out)
    assert (back["sheet"], back["status"]) == (first, "void")
    # a sheet that is void takes the place of nothing: the one that stands still does
    assert actions(trail) == ["sheet", "export", "sheet", "void", "sheet"]


def test_a_sheet_is_voided_by_hand_with_a_reason(run: Run, made: Path, trail: Path) -> None:
    """By its file or its id; without a reason it is wrong usage."""
    assert run("void", made, "--reason", " ", "--trail", trail, *AUTHOR).code == 2
    ran = run("void", made, "--reason", "the patient withdrew", "--trail", trail, *AUTHOR)
    assert ran.code == 0
    assert "voided: the patient withdrew" in ran.out


def test_a_limit_that_is_not_passed_is_not_passed_over(run: Run, made: Path, trail: Path) -> None:
    """A reason in advance would open whatever comes up later."""
    ran = run("override", made, "--what", "limit:facet", "--reason", "a wide joint", "--trail", trail, *APPROVER)
    assert ran.code == 3
    assert "asks no reason for `limit:facet`" in ran.err
    assert actions(trail) == ["sheet"]


def test_a_sheet_that_is_not_final_is_refused_with_everything_it_lacks(
    run: Run, made: Path, trail: Path, tmp_path: Path
) -> None:
    """Each thing with its place; nothing is handed out, and the trail keeps what was missing."""
    assert made.exists()
    asked = ("sheet", tmp_path / "record.yaml", "--site", tmp_path / "site.yaml", *DAY, "--final")
    ran = run(*asked, "--trail", trail, *AUTHOR)
    assert (ran.code, ran.out) == (3, "")
    assert "the legal basis is not recorded" in ran.err
    assert "no second person has worked out this very sheet anew" in ran.err
    assert actions(trail) == ["sheet", "refused"]
    refused = opened(trail).entries()[-1].happening
    assert (refused.old, refused.patient, refused.part(Part.OUTPUT)) == ("final sheet", "P-0042", None)
    assert "no second person has worked out this very sheet anew" in refused.found


def test_the_whole_way_from_a_draft_to_a_verified_sheet(run: Run, trail: Path, tmp_path: Path) -> None:
    """Everything approved and followed, worked out anew with vials and volumes: then, and not before, it is final."""
    record, site, sheet, file = (tmp_path / name for name in ("r.yaml", "s.yaml", "sheet.json", "answers.yaml"))
    record.write_text(READY, "utf-8")
    site.write_text(COMPLETE_SITE, "utf-8")
    asked = ("sheet", record, "--site", site, *DAY, "--procedure-date", DAY[1], "--trail", trail)
    assert run(*asked, "--output", sheet, *AUTHOR).code == 0
    early = run(*asked, "--final", *AUTHOR)
    assert (early.code, early.err.count("error[P0913]")) == (3, 1)
    form = run("second-check", sheet, "--form", "--trail", trail, *CHECKER).out
    document = json.loads(sheet.read_text("utf-8"))
    numbers = _numbers_of(document) | {"vials": str(document["supply"]["vials"])}
    for number, each in enumerate(document["injections"], start=1):
        numbers[f"injection-{number}-volume"] = f"{each['volume']['planned']} mL"
    for each in document["supply"]["volumes"]:
        numbers |= {f"{part}-{each['step']}": f"{each[part]} mL" for part in ("drawn", "diluent")}
    numbers["cryoprotectant"] = f"{document['supply']['cryoprotectant']['grams']} g"
    numbers["cryoprotectant-day"] = f"{document['supply']['cryoprotectant_of_the_day']['grams']} g"
    file.write_text(
        re.sub(r"^  ([a-z0-9-]+):.*$", lambda asked: f"  {asked[1]}: {numbers[asked[1]]}", form, flags=re.MULTILINE)
    )
    assert {"vials", "injection-1-volume", "drawn-facets-lumbar", "cryoprotectant"} <= set(
        re.findall(r"^  ([a-z0-9-]+):", form, re.MULTILINE)
    )
    assert "PASSED." in second_check(run, sheet, trail, file).out
    assert run("sign", sheet, "--as", "approver", "--trail", trail, *APPROVER).code == 0
    final = json.loads(run(*asked, "--final", "--format", "json", *AUTHOR).out)
    assert (final["status"], final["needs"], final["sheet"]) == ("verified", [], document["sheet"])
    assert final["created"] == "2026-12-07T03:05:00-05:00"
    assert [each["name"] for each in final["signatures"]] == ["C. Approver"]
    assert "VERIFIED" in run(*asked, "--final", *AUTHOR).out
    assert run("audit", "replay", "--trail", trail).code == 0
    assert run("void", sheet, "--reason", "the patient withdrew", "--trail", trail, *AUTHOR).code == 0
    gone = run(*asked, "--final", *AUTHOR)
    assert (gone.code, gone.out) == (3, "")
    assert "is VOID since" in gone.err
    assert run("audit", "verify", "--trail", trail).code == 0


def test_the_trail_is_listed_and_shown(run: Run, made: Path, trail: Path, tmp_path: Path) -> None:
    """All of it, of a patient, of a sheet, of a kind; an entry in full, and what it keeps to the byte."""
    listed = run("audit", "list", "--trail", trail, "--patient", "P-0042", "--format", "json")
    (entry,) = json.loads(listed.out)["entries"]
    assert (entry["action"], entry["who"], entry["entry"]) == ("sheet", "A. Author", 1)
    shown = json.loads(run("audit", "show", 1, "--trail", trail, "--format", "json").out)
    assert "approved for spine" in shown.pop("banner")
    assert shown == entry
    assert "no such entry" in run("audit", "list", "--trail", trail, "--patient", "P-1").out
    assert (
        json.loads(run("audit", "list", "--trail", trail, "--action", "void", "--format", "json").out)["entries"] == []
    )
    assert "sheet" in run("audit", "list", "--trail", trail, "--sheet", entry["sheet"]).out
    assert "ENTRY 1" in run("audit", "show", 1, "--trail", trail).out
    assert run("audit", "show", 1, "--trail", trail, "--part", "record").code == 2
    assert run("audit", "show", 1, "--trail", trail, "--part", "record", *CHECKER).out == RECORDS["eligible"]
    assert run("audit", "show", 1, "--trail", trail, "--part", "sheet", *CHECKER).out == made.read_text("utf-8")
    assert run("audit", "show", 1, "--trail", trail, "--part", "answers", *CHECKER).code == 2
    assert actions(trail) == ["sheet", "view", "view"]
    assert "B. Checker: looked at the record of entry 1" in run("audit", "show", 2, "--trail", trail).out
    missing = run("audit", "show", 9, "--trail", trail)
    assert (missing.code, "P0907" in missing.err) == (3, True)
    copy = tmp_path / "copy.json"
    assert run("audit", "list", "--trail", trail, "--output", trail).code == 2
    assert run("audit", "list", "--trail", trail, "--output", copy).code == 0


def test_verify_tells_a_fault_by_its_exit_code(run: Run, made: Path, trail: Path) -> None:
    """0 for a whole trail, 1 for one to which something was done, 2 for a head that is none."""
    assert made.exists()
    whole = run("audit", "verify", "--trail", trail, "--format", "json")
    found = json.loads(whole.out)
    assert (whole.code, found["whole"], found["entries"]) == (0, True, 1)
    assert run("audit", "verify", "--trail", trail, "--head", found["head"]).code == 0
    assert run("audit", "verify", "--trail", trail, "--head", "2:" + "0" * 64).code == 1
    assert run("audit", "verify", "--trail", trail, "--head", "latest").code == 2
    tamper(str(trail), "update posology_trail_entries set body = replace(body, 'A. Author', 'B. Author')")
    spoilt = run("audit", "verify", "--trail", trail)
    assert spoilt.code == 1
    assert "EDITED: entry 1" in spoilt.out
    assert run("audit", "verify", "--trail", trail.with_name("none")).code == 3


def test_replay_tells_other_bytes_and_what_is_lost(
    run: Run, made: Path, trail: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 where something else comes out or nothing does, with the reason."""
    assert made.exists()
    with monkeypatch.context() as patched:
        patched.setattr("posology_cli.sheet.sheet_as_json", _nothing)
        other = run("audit", "replay", 1, "--trail", trail)
    assert other.code == 1
    assert "OTHER BYTES" in other.out
    assert "the first line that differs is 1" in other.out
    with monkeypatch.context() as patched:
        patched.setattr("posology.api.logged.__version__", "9.9.9")
        patched.setattr("posology.api.logged.rules_sha256", lambda: "0" * 64)
        patched.setattr("posology_cli.sheet.sheet_as_json", _nothing)
        later = json.loads(run("audit", "replay", "--trail", trail, "--format", "json").out)["replayed"][0]
    assert not later["same"]
    assert any("9.9.9" in each for each in later["because"])
    tamper(str(trail), "delete from posology_trail_contents")
    lost = run("audit", "replay", 1, "--trail", trail)
    assert lost.code == 1
    assert "the record of entry 1 is not in the trail" in " ".join(lost.out.split())


@pytest.mark.parametrize("form", ["json", "csv", "text"])
def test_the_whole_trail_is_copied_out_and_says_so_itself(run: Run, made: Path, trail: Path, form: str) -> None:
    """Every entry, the export among them; as JSON with every content."""
    ran = run("audit", "export", "--trail", trail, "--format", form, *APPROVER)
    assert ran.code == 0
    assert actions(trail) == ["sheet", "export"]
    assert "C. Approver" in ran.out
    if form == "json":
        document = json.loads(ran.out)
        assert [each["action"] for each in document["entries"]] == ["sheet", "export"]
        texts = [each["text"] for each in document["contents"].values()]
        assert made.read_text("utf-8") in texts
        assert RECORDS["eligible"] in texts


def test_a_trail_needs_its_library(run: Run, trail: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before anything is read, with what to install."""
    monkeypatch.setattr(trail_options, "find_spec", _not_found)
    ran = run("check", FILE, "--trail", trail, *AUTHOR)
    assert ran.code == 2
    assert "posology[sheet]" in ran.err
    assert "psycopg" in run("audit", "list", "--trail", "postgresql://x/y").err


def test_standard_input_is_not_read_twice(run: Run, trail: Path, made: Path) -> None:
    """The sheet or the answers, not both."""
    assert made.exists()
    for more in ((), ("--answers", "-")):
        assert run("second-check", "-", *more, "--trail", trail, *CHECKER).code == 2


@pytest.mark.parametrize("beside", ["", "-wal"])
@pytest.mark.parametrize("named", ["{}", "sqlite:///{}", "sqlite:///{}?timeout=5"])
def test_a_result_is_not_put_in_the_place_of_the_trail(
    run: Run, made: Path, trail: Path, named: str, beside: str
) -> None:
    """Neither of the file of the trail, named by a path or by a URL, nor of what SQLite keeps beside it."""
    target = Path(f"{trail}{beside}")
    target.touch()
    before = target.read_bytes()
    place = ("--format", "json", "--output", target)
    said = run("sheet", made.with_name("record.yaml"), *DAY, "--trail", named.format(trail), *AUTHOR, *place)
    assert said.code == 2
    assert "would be overwritten" in said.err
    assert target.read_bytes() == before
