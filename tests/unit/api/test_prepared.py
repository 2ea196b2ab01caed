"""What was compiled is found again only if nothing that it was made from has changed, and only if it is ours."""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from posology.api import prepared
from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.api.prepared import MOST_KEPT, Prepared, fingerprint, keep, recall

NAME = "0" * 64

Make = Callable[..., Path]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder of the user's own."""
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="module")
def made(knowledge: Knowledge) -> Prepared:
    """The knowledge and a compiled protocol."""
    return knowledge, load("allorx-spine", knowledge)


def test_what_is_kept_is_found_again(kept: Path, made: Prepared) -> None:
    """Equal to what it was, spans and all."""
    keep(kept, NAME, made)
    assert recall(kept, NAME) == made
    assert [each.name for each in kept.iterdir()] == [f"{NAME}.pickle"]


def test_the_folder_is_made_for_this_user_only(tmp_path: Path, made: Prepared) -> None:
    """Nobody else can put a file there."""
    folder = tmp_path / "not" / "yet"
    keep(folder, NAME, made)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert recall(folder, NAME) is not None


def test_nothing_is_found_where_nothing_was_kept(kept: Path, made: Prepared) -> None:
    """Neither under another name nor in a folder that is not there."""
    keep(kept, NAME, made)
    assert recall(kept, "1" * 64) is None
    assert recall(kept / "deeper", NAME) is None
    assert recall(kept, "\0") is None


def test_a_file_of_somebody_elses_is_not_read(kept: Path, made: Prepared, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote it could run code as the user."""
    keep(kept, NAME, made)
    monkeypatch.setattr("posology.api.prepared.os.getuid", lambda: kept.stat().st_uid + 1)
    monkeypatch.setattr("posology.api.prepared.pickle.loads", never)
    assert recall(kept, NAME) is None


def never(_: bytes) -> object:
    """What must not be called."""
    message = "a file that is not trusted was read"
    raise AssertionError(message)


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_can_write_to_is_not_used(
    mode: int, kept: Path, made: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for reading nor for writing."""
    keep(kept, NAME, made)
    kept.chmod(mode)
    monkeypatch.setattr("posology.api.prepared.pickle.loads", never)
    assert recall(kept, NAME) is None
    (kept / f"{NAME}.pickle").unlink()
    keep(kept, NAME, made)
    assert list(kept.iterdir()) == []


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_can_write_to_is_not_read(
    mode: int, kept: Path, made: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a folder of the user's own."""
    keep(kept, NAME, made)
    (kept / f"{NAME}.pickle").chmod(mode)
    monkeypatch.setattr("posology.api.prepared.pickle.loads", never)
    assert recall(kept, NAME) is None


def test_a_link_is_not_followed(kept: Path, made: Prepared, tmp_path: Path) -> None:
    """It could be turned to another file between two looks."""
    keep(kept, NAME, made)
    elsewhere = tmp_path / "elsewhere.pickle"
    (kept / f"{NAME}.pickle").rename(elsewhere)
    (kept / f"{NAME}.pickle").symlink_to(elsewhere)
    assert recall(kept, NAME) is None


def test_a_folder_in_the_place_of_a_file_is_not_read(kept: Path) -> None:
    """Nor is anything else that is no plain file."""
    (kept / f"{NAME}.pickle").mkdir()
    assert recall(kept, NAME) is None


@pytest.mark.parametrize("content", [b"", b"\x80", b"not a pickle", b"\x80\x05cno.such\nmodule\n."])
def test_a_damaged_file_is_as_good_as_none(content: bytes, kept: Path) -> None:
    """What it held is made anew."""
    (kept / f"{NAME}.pickle").write_bytes(content)
    assert recall(kept, NAME) is None


def test_a_file_cut_short_is_as_good_as_none(kept: Path, made: Prepared) -> None:
    """At whatever byte."""
    keep(kept, NAME, made)
    content = (kept / f"{NAME}.pickle").read_bytes()
    for length in range(0, len(content), len(content) // 20):
        (kept / f"{NAME}.pickle").write_bytes(content[:length])
        assert recall(kept, NAME) is None


@pytest.mark.parametrize("held", [None, "text", (1, 2), ("knowledge", "rules"), [1]])
def test_a_file_that_holds_something_else_is_as_good_as_none(held: object, kept: Path) -> None:
    """A pickle of our own that is no protocol."""
    (kept / f"{NAME}.pickle").write_bytes(pickle.dumps(held))
    assert recall(kept, NAME) is None


def test_a_folder_that_cannot_be_written_is_left_alone(
    kept: Path, made: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that is full or can only be read."""

    def refuse(*_: object, **__: object) -> object:
        raise PermissionError

    monkeypatch.setattr("posology.api.prepared.tempfile.NamedTemporaryFile", refuse)
    keep(kept, NAME, made)
    assert list(kept.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path, made: Prepared) -> None:
    """Nothing is removed to make room."""
    place = tmp_path / "kept"
    place.write_text("mine", encoding="utf-8")
    keep(place, NAME, made)
    assert place.read_text(encoding="utf-8") == "mine"
    assert recall(place, NAME) is None


def test_the_oldest_files_are_removed(kept: Path, made: Prepared) -> None:
    """The folder does not grow without end; what somebody else keeps there stays."""
    (kept / "notes.txt").write_text("mine", encoding="utf-8")
    for number in range(MOST_KEPT + 3):
        file = kept / f"{number:064d}.pickle"
        file.write_bytes(b"")
        os.utime(file, (1_700_000_000 + number, 1_700_000_000 + number))
    keep(kept, "f" * 64, made)
    left = sorted(each.name for each in kept.glob("*.pickle"))
    assert len(left) == MOST_KEPT
    assert left[0] == f"{4:064d}.pickle"
    assert recall(kept, "f" * 64) == made
    assert (kept / "notes.txt").exists()


def test_files_that_were_never_finished_are_removed(kept: Path, made: Prepared) -> None:
    """A process that was broken off leaves one behind; those of processes at work are the newest."""
    for number in range(MOST_KEPT + 2):
        file = kept / f"tmp{number:03d}"
        file.write_bytes(b"")
        os.utime(file, (1_700_000_000 + number, 1_700_000_000 + number))
    keep(kept, NAME, made)
    assert min(each.name for each in kept.glob("tmp*")) == "tmp002"


def test_two_processes_at_once_keep_one_whole_file(kept: Path, made: Prepared) -> None:
    """Each puts its file in place in one step, so neither ever reads half of the other's."""
    script = textwrap.dedent(
        f"""
        from pathlib import Path
        from posology.api.loading import load, load_knowledge
        from posology.api.prepared import keep, recall
        folder, name = Path({str(kept)!r}), {NAME!r}
        made = (knowledge := load_knowledge(), load("allorx-spine", knowledge))
        for _ in range(20):
            keep(folder, name, made)
            assert recall(folder, name) == made
        """
    )
    running = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(2)]
    assert [each.wait(timeout=120) for each in running] == [0, 0]
    assert recall(kept, NAME) == made
    assert [each.name for each in kept.iterdir()] == [f"{NAME}.pickle"]


def test_other_bytes_have_another_name(protocol: Make) -> None:
    """The protocol, its sources, the site file and its name, and which protocol was asked for."""
    folder = protocol()
    site = ("site.yaml", b"site: A\n")
    names = [fingerprint(str(folder), None), fingerprint(str(folder), site), fingerprint("allorx-spine", None)]
    names += [fingerprint(str(folder), ("other.yaml", site[1])), fingerprint(str(folder), (site[0], b"site: B\n"))]
    for file in ("protocol.yaml", "sources.yaml"):
        content = (folder / file).read_bytes()
        (folder / file).write_bytes(content + b"# more\n")
        names.append(fingerprint(str(folder), None))
        (folder / file).write_bytes(content)
    assert len(set(names)) == len(names)
    assert fingerprint(str(folder), None) == names[0]


def test_a_change_of_code_or_of_shipped_rules_has_another_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What older code made is never found by newer code."""
    rules, package = tmp_path / "rules", tmp_path / "package"
    (rules / "one").mkdir(parents=True)
    (rules / "one" / "drugs.yaml").write_text("a", encoding="utf-8")
    (package / "compile").mkdir(parents=True)
    (package / "compile" / "plan.py").write_text("a", encoding="utf-8")
    monkeypatch.setattr(prepared, "RULES", rules)
    monkeypatch.setattr(prepared, "PACKAGE", package)
    names = [fingerprint("x", None)]
    (rules / "one" / "drugs.yaml").write_text("b", encoding="utf-8")
    names.append(fingerprint("x", None))
    (package / "compile" / "plan.py").write_text("b", encoding="utf-8")
    names.append(fingerprint("x", None))
    (package / "compile" / "grammar.lark").write_text("b", encoding="utf-8")
    names.append(fingerprint("x", None))
    monkeypatch.setattr("posology.api.prepared.sys.version", "another Python")
    names.append(fingerprint("x", None))
    assert len(set(names)) == len(names)


def test_nothing_can_move_from_one_file_into_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file counts with its length."""
    monkeypatch.setattr(prepared, "RULES", tmp_path / "none")
    monkeypatch.setattr(prepared, "PACKAGE", tmp_path / "none")
    assert fingerprint("x", ("a", b"bc")) != fingerprint("x", ("ab", b"c"))


def test_a_protocol_that_is_not_there_has_a_name(protocol: Make) -> None:
    """Naming what is asked for never fails; loading it does."""
    assert fingerprint("nowhere", None) != fingerprint(str(protocol()), None)
    assert len(fingerprint("a\0\udcff", None)) == 64
