"""A trail in a store: what is appended stays as it is, also where processes die or write at once. On both stores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from posology.results.trail import FaultKind, Head
from posology.trail import store as stores
from posology.trail.store import Store, Unavailable, open_store
from tests.unit.trail.written import append, fill, happening, tamper

ROOT = Path(__file__).parents[3]
MANY = 1_000_000

CHANGES = (
    "delete from posology_trail_contents",
    "delete from posology_trail_entries",
    "delete from posology_trail_heads",
    "update posology_trail_contents set content = content",
    "update posology_trail_entries set body = ''",
    "update posology_trail_heads set hash = ''",
)
CHANGES_OF_A_FILE = (
    "insert or replace into posology_trail_entries select * from posology_trail_entries",
    "insert or replace into posology_trail_heads select * from posology_trail_heads",
    "insert or replace into posology_trail_contents select * from posology_trail_contents",
)
CHANGES_OF_A_SERVER = (
    "truncate posology_trail_contents",
    "truncate posology_trail_entries",
    "truncate posology_trail_heads",
)


def writer(where: str, first: int, count: int) -> subprocess.Popen[str]:
    """Another process that appends."""
    program = [sys.executable, "-m", "tests.unit.trail.writer", where, str(first), str(count)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}
    return subprocess.Popen(program, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def kinds(store: Store, noted: Head | None = None) -> set[tuple[int, FaultKind]]:
    """The faults of the trail by number and kind."""
    return {(each.number, each.kind) for each in store.verify(noted).faults}


def test_what_is_appended_is_found_again(store: Store) -> None:
    """Entries come back as they were made, with their contents, in their order."""
    entries = fill(store, 3)
    assert store.entries() == tuple(entries)
    assert [each.number for each in entries] == [1, 2, 3]
    assert store.entry(2) == entries[1]
    assert store.entry(4) is None
    assert store.content(entries[0].happening.held[0].sha256) == b"id: P-1\n"
    assert store.content("0" * 64) is None


def test_entries_are_found_by_patient_and_by_sheet(store: Store) -> None:
    """What is asked for is given, and nothing else."""
    with store.writing() as pen:
        append(pen, 1, subject="S-1")
        append(pen, 2, subject="S-2")
        found = pen.entries(patient="P-2")
    assert [each.number for each in found] == [2]
    assert [each.number for each in store.entries(subject="S-1")] == [1]
    assert store.entries(patient="P-1", subject="S-2") == ()


def test_a_whole_trail_has_no_fault(store: Store, where: str) -> None:
    """The chain of an untouched trail verifies, also when it is opened again, and gives its head."""
    last = fill(store, 4)[-1]
    found = open_store(where, create=False).verify()
    assert (found.entries, found.faults) == (4, ())
    assert found.head == Head(number=4, hash=last.hash)
    assert kinds(store, found.head) == set()


def test_a_transaction_is_all_or_nothing(store: Store) -> None:
    """What fails halfway leaves nothing, and the next entry follows as if nothing had been."""
    fill(store, 1)

    def halfway() -> None:
        with store.writing() as pen:
            append(pen, 2)
            raise KeyError("halfway")

    with pytest.raises(KeyError):
        halfway()
    with store.writing() as pen:
        assert append(pen, 3).number == 2
    assert store.verify().faults == ()


def test_nothing_can_be_changed_or_taken_away(store: Store, where: str) -> None:
    """Every table refuses every statement that is not an insert, and an insert in the place of another row."""
    fill(store, 2)
    address = f"sqlite:///{where}" if "://" not in where else where.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, poolclass=NullPool)
    for statement in (*CHANGES, *(CHANGES_OF_A_SERVER if "://" in where else CHANGES_OF_A_FILE)):
        with pytest.raises(DBAPIError, match="only ever added to"), engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert store.verify().faults == ()


def test_a_fork_is_refused_by_the_store_itself(store: Store, where: str) -> None:
    """No second entry can follow the same one, whoever writes it."""
    fill(store, 2)
    forked = """insert into posology_trail_entries (number, previous, hash, action, body)
        select 3, previous, 'x', action, body from posology_trail_entries where number = 2"""
    with pytest.raises(DBAPIError):
        tamper(where, forked)


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (["delete from posology_trail_entries where number = 2"], {(2, FaultKind.REMOVED)}),
        (["delete from posology_trail_entries where number = 1"], {(1, FaultKind.REMOVED)}),
        (["delete from posology_trail_entries where number > 3"], {(4, FaultKind.TRUNCATED), (5, FaultKind.TRUNCATED)}),
        (["update posology_trail_entries set body = replace(body, 'A. Author', 'B. Author') where number = 3"],
         {(3, FaultKind.EDITED)}),
        (["update posology_trail_entries set body = 'x' where number = 5"], {(5, FaultKind.EDITED)}),
        (["update posology_trail_entries set patient = 'P-9' where number = 5"], {(5, FaultKind.EDITED)}),
        (["update posology_trail_heads set hash = 'x' where number = 5"], {(5, FaultKind.EDITED)}),
        (["delete from posology_trail_heads where number = 5"], {(5, FaultKind.EDITED)}),
        (["delete from posology_trail_entries"], {(number, FaultKind.TRUNCATED) for number in range(1, 6)}),
    ],
    ids=["removed", "first removed", "cut off", "edited", "no entry", "hidden", "head edited", "no head", "emptied"],
)  # fmt: skip
def test_what_was_done_to_a_trail_is_found(
    store: Store, where: str, statements: list[str], expected: set[tuple[int, FaultKind]]
) -> None:
    """Each kind of tampering is told with the number of the entry."""
    fill(store, 5)
    tamper(where, *statements)
    assert kinds(store) == expected


def test_entries_in_another_order_are_found(store: Store, where: str) -> None:
    """Two entries that change places are both told."""
    fill(store, 5)
    bodies = {each.number: each.hash for each in store.entries()}
    moves = [
        "update posology_trail_entries set number = 100 where number = 2",
        "update posology_trail_entries set number = 2 where number = 3",
        "update posology_trail_entries set number = 3 where number = 100",
    ]
    assert len(bodies) == 5
    tamper(where, *moves)
    found = kinds(store)
    assert {(2, FaultKind.REORDERED), (3, FaultKind.REORDERED)} <= found


def test_a_changed_content_is_found(store: Store, where: str) -> None:
    """A record that was edited in the store is told with the entry that rests on it, and is not given out."""
    (entry,) = fill(store, 1)
    of_a_file = "update posology_trail_contents set content = x'00'"
    of_a_server = "update posology_trail_contents set content = 'other'::bytea"
    tamper(where, of_a_server if "://" in where else of_a_file)
    assert kinds(store) == {(1, FaultKind.EDITED)}
    assert store.content(entry.happening.held[0].sha256) is None
    tamper(where, "delete from posology_trail_contents")
    assert kinds(store) == {(1, FaultKind.REMOVED)}


def test_a_content_of_another_kind_is_found(tmp_path: Path) -> None:
    """SQLite takes a text where bytes were declared."""
    store = open_store(str(tmp_path / "clinic.trail"), create=True)
    fill(store, 1)
    tamper(str(tmp_path / "clinic.trail"), "update posology_trail_contents set content = 'other'")
    assert kinds(store) == {(1, FaultKind.EDITED)}


def test_a_trail_cut_off_with_its_heads_is_found_by_a_head_noted_elsewhere(store: Store, where: str) -> None:
    """Whoever cuts off everything leaves a trail that looks whole, but not to who has noted its head."""
    fill(store, 4)
    noted = store.verify().head
    tamper(
        where,
        "delete from posology_trail_entries where number > 2",
        "delete from posology_trail_heads where number > 2",
    )
    assert kinds(store) == set()
    assert kinds(store, noted) == {(4, FaultKind.TRUNCATED)}
    with store.writing() as pen:
        for number in (7, 8, 9):
            append(pen, number)
    assert kinds(store) == set()
    assert kinds(store, noted) == {(4, FaultKind.EDITED)}


def test_a_guard_that_is_gone_is_told(store: Store, where: str) -> None:
    """A store in which entries could be changed is no longer one that proves anything."""
    fill(store, 1)
    is_file = "://" not in where
    address = f"sqlite:///{where}" if is_file else where.replace("postgresql://", "postgresql+psycopg://")
    name = "posology_trail_entries_update" if is_file else "posology_trail_entries_kept"
    with create_engine(address, poolclass=NullPool).begin() as connection:
        connection.exec_driver_sql(f"drop trigger {name}{'' if is_file else ' on posology_trail_entries'}")
    assert kinds(store) == {(0, FaultKind.UNGUARDED)}


def test_nothing_acknowledged_is_lost_where_the_writer_is_killed(where: str) -> None:
    """`kill -9` at any moment, again and again: every entry that was told is there, and the chain verifies."""
    told: list[str] = []
    for turn, acknowledged in enumerate((1, 2, 5, 11)):
        with writer(where, turn * 1000, MANY) as process:
            assert process.stdout is not None
            told += [process.stdout.readline() for _ in range(acknowledged)]
            process.send_signal(signal.SIGKILL)
            # what it had told before it died counts as well, but not half a line
            told += [line for line in process.stdout if line.endswith("\n")]
    store = open_store(where, create=False)
    found = store.verify()
    assert found.faults == ()
    kept = {f"{each.number} {each.hash} {each.happening.patient}\n" for each in store.entries()}
    assert [line for line in told if line not in kept] == []
    # at most the one entry of each turn that was written and not told
    assert len(told) <= len(kept) <= len(told) + 4


def test_two_that_write_at_once_neither_lose_nor_fork(where: str) -> None:
    """Two processes that begin on the same empty place make one chain with everything of both."""
    with writer(where, 1000, 25) as one, writer(where, 2000, 25) as other:
        told = [line.split() for process in (one, other) for line in process.communicate()[0].splitlines()]
    assert (one.returncode, other.returncode) == (0, 0)
    assert sorted(int(number) for number, _, _ in told) == list(range(1, 51))
    store = open_store(where, create=False)
    assert store.verify().faults == ()
    wanted = {f"P-{first + each}" for first in (1000, 2000) for each in range(25)}
    assert {each.happening.patient for each in store.entries()} == wanted


def test_a_content_that_is_not_what_its_hash_says_is_refused(store: Store) -> None:
    """An entry that points at nothing would never be replayed."""
    with pytest.raises(ValueError, match="not among its contents"), store.writing() as pen:
        pen.append(happening(), {})
    digest = happening().held[0].sha256
    with pytest.raises(ValueError, match="not among its contents"), store.writing() as pen:
        pen.append(happening(), {digest: b"other"})
    assert store.entries() == ()


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """A trail holds records."""
    open_store(str(tmp_path / "clinic.trail"), create=True)
    assert (tmp_path / "clinic.trail").stat().st_mode & 0o077 == 0


def test_a_place_without_a_trail_is_refused(tmp_path: Path) -> None:
    """No file, a folder, another file, an unknown kind of URL: each is told, and none is made into a trail."""
    other = tmp_path / "other.yaml"
    other.write_text("id: P-0042\n" * 200, "utf-8")
    empty = tmp_path / "empty"
    empty.touch()
    for place, said in (
        (str(tmp_path / "none.trail"), "there is no trail"),
        (str(tmp_path), "is a folder"),
        (str(other), "is no trail"),
        (str(empty), "holds no trail"),
        ("mysql://x/y", "not at `mysql://`"),
        ("sqlite://", "not at `sqlite://`"),
        ("postgres://x/y", "begins with `postgresql://`"),
        ("://", "a URL that is not one"),
        ("postgresql://nobody:secret@localhost:1/none", "cannot be used"),
    ):
        with pytest.raises(Unavailable, match=said) as refused:
            open_store(place, create=False)
        assert "secret" not in str(refused.value)
    assert other.read_text("utf-8").startswith("id: P-0042")
    with pytest.raises(Unavailable, match="no trail"):
        open_store(str(other), create=True)
    with pytest.raises(Unavailable, match="cannot be made"):
        open_store(str(tmp_path / "no" / "folder"), create=True)


def test_a_name_that_sqlite_would_take_for_something_else_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A trail in memory would be gone when the program ends."""
    monkeypatch.chdir(tmp_path)
    fill(open_store(":memory:", create=True), 1)
    assert len(open_store(":memory:", create=False).entries()) == 1
    with pytest.raises(Unavailable):
        open_store("sqlite:///:memory:", create=True)


def test_an_unreadable_entry_is_no_entry(store: Store, where: str) -> None:
    """What cannot be read is told, and not passed over."""
    fill(store, 2)
    tamper(where, "update posology_trail_entries set body = 'x' where number = 2")
    with pytest.raises(Unavailable, match="audit verify"):
        store.entries()


def test_the_write_ahead_log_gives_up_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process that never lets go is told, rather than waited for without end."""
    monkeypatch.setattr(stores, "_TRIES", 0)
    with pytest.raises(Unavailable, match="does not come to an end"):
        open_store(str(tmp_path / "clinic.trail"), create=True)
