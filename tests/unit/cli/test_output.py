"""Where a result goes: whole or not at all, in the format that is asked for."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from posology_cli.exits import Unwritable
from posology_cli.output import Output, write_file
from tests.unit.cli.conftest import Run
from tests.unit.judged import EXAMPLES

FILE = EXAMPLES / "candidate.yaml"
AS_OF = ("--as-of", "2026-11-20")


@pytest.mark.parametrize("command", ["check", "sheet", "schedule"])
def test_the_format_is_taken_from_the_suffix(command: str, run: Run, tmp_path: Path) -> None:
    """`.json` is JSON, `.txt` and no suffix are text; the file is what standard output would have been."""
    for name, format_ in (("a.json", "json"), ("a.txt", "text"), ("a", "text"), ("A.JSON", "json")):
        ran = run(command, FILE, *AS_OF, "--output", tmp_path / name)
        assert (ran.code, ran.out, ran.err) == (0, "", "")
        assert (tmp_path / name).read_text("utf-8") == run(command, FILE, *AS_OF, "--format", format_).out


def test_the_format_that_is_said_goes_before_the_suffix(run: Run, tmp_path: Path) -> None:
    """`--format` decides where it is given."""
    run("check", FILE, *AS_OF, "--format", "json", "--output", tmp_path / "a.txt")
    json.loads((tmp_path / "a.txt").read_text("utf-8"))


@pytest.mark.parametrize("command", ["check", "sheet", "schedule"])
def test_what_is_read_is_not_overwritten(command: str, run: Run, tmp_path: Path) -> None:
    """The record and the site file stay as they are, by whatever name the output means them."""
    record, site = tmp_path / "record.json", tmp_path / "site.json"
    record.write_text('{"id": "P-1"}', "utf-8")
    site.write_text('{"site": "Clinic", "protocol": "allorx-spine"}', "utf-8")
    (tmp_path / "link.json").symlink_to(record)
    before = record.read_bytes(), site.read_bytes()
    for output in (record, tmp_path / "link.json", tmp_path / "." / "record.json", site):
        ran = run(command, record, "--site", site, *AS_OF, "--output", output)
        assert (ran.code, ran.out) == (2, "")
        assert "would be overwritten" in ran.err
    assert (record.read_bytes(), site.read_bytes()) == before


def test_a_file_is_the_old_one_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up half-way leaves what was there, and nothing beside it."""
    file = tmp_path / "sheet.txt"
    file.write_text("the old one", "utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unwritable, match="No space left"):
        write_file(file, b"the new one")
    assert file.read_text("utf-8") == "the old one"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    """A sheet that others may not read stays one that they may not read."""
    file = tmp_path / "sheet.txt"
    file.write_bytes(b"")
    file.chmod(0o600)
    write_file(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_file_is_as_the_user_makes_files(tmp_path: Path) -> None:
    """A new file has the permissions that any other new file has."""
    write_file(tmp_path / "ours", b"")
    (tmp_path / "theirs").write_bytes(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


def test_a_link_stays_one(tmp_path: Path) -> None:
    """What a link points to is replaced, not the link."""
    (tmp_path / "link").symlink_to(tmp_path / "file")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_bytes() == b"new"


def test_a_device_is_written_to_and_not_replaced(run: Run) -> None:
    """`--output /dev/null` leaves the device a device."""
    assert run("check", FILE, *AS_OF, "--output", os.devnull).code == 0
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_place_that_takes_nothing_is_wrong_usage(run: Run) -> None:
    """A full device is said to be one; nobody takes half a sheet for a sheet."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    ran = run("check", FILE, *AS_OF, "--output", "/dev/full")
    assert ran.code == 2
    assert "/dev/full" in ran.err


def test_the_record_may_come_from_standard_input() -> None:
    """`-` reads it, and JSON is told from YAML by how it begins."""
    for text in (FILE.read_bytes(), b'{"id": "x"}'):
        ran = subprocess.run(
            [sys.executable, "-m", "posology_cli", "check", "-", *AS_OF, "--format", "json"],
            input=text,
            capture_output=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        assert json.loads(ran.stdout)["record"]["id"] in {"P-0042", "x"}


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    """`posology check … | head -1` is quiet."""
    command = f'"{sys.executable}" -m posology_cli check "{FILE}" --as-of 2026-11-20 | true'
    ran = subprocess.run([shutil.which("sh") or "sh", "-c", command], capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_full_disk_behind_standard_output_is_told_once() -> None:
    """No complaint of Python's own comes after the message, and the code is that of the contract."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no device that is always full")
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "posology_cli", "eval", "1"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ran.returncode == 2
    assert ran.stderr.count(b"\n") == 1


def test_the_result_is_utf_8_whatever_the_terminal_says(tmp_path: Path) -> None:
    """A locale that knows no accents neither changes the result nor breaks the command."""
    record = tmp_path / "record.yaml"
    record.write_text(FILE.read_text("utf-8").replace("P-0042", "P-\N{LATIN SMALL LETTER E WITH ACUTE}"), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "posology_cli", "check", str(record), *AS_OF],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "P-\N{LATIN SMALL LETTER E WITH ACUTE}" in ran.stdout.decode("utf-8")


@pytest.mark.parametrize(("variables", "styled"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_its_width_and_bold(
    variables: dict[str, str], styled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal a page is as wide as it is, up to 100 columns; nobody who asks for none gets bold."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "180")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    layout = Output(None, "text").layout
    assert (layout.width, layout.styled) == (100, styled)


def test_a_pipe_gets_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a pipe a page is 80 columns wide, whatever the terminal behind it."""
    monkeypatch.setenv("COLUMNS", "180")
    layout = Output(None, "text").layout
    assert (layout.width, layout.styled) == (80, False)
