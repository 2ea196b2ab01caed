"""Where a trail lies: a file of SQLite, or a database of PostgreSQL. No statement here changes or deletes anything.

Who appends holds the only pen: SQLite by `BEGIN IMMEDIATE`, PostgreSQL by an advisory lock until the end of the
transaction. So of two processes the second waits, reads the head that the first left, and follows it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Engine, NullPool, Select, create_engine, event, insert, make_url, select, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from posology.results.trail import Action, Entry, Happening, Head, Verified
from posology.trail.chain import Row, verify
from posology.trail.entry import BEFORE_THE_FIRST, NotAnEntry, body_of, entry_of, hash_of, link
from posology.trail.guarded import SERVER, spoilt_guards
from posology.trail.tables import CONTENTS, ENTRIES, HEADS, TABLES, server_guards, sqlite_guards

WAIT_SECONDS: Final = 60
"""How long SQLite waits for the pen of another process before it gives up."""
_LOCK: Final = 0x706F736F6C6F6779
"""The number of the advisory lock: the letters of `posology`."""
_TRIES: Final = 50
READING: Final = "posology_reading"
"""The option of a connection that only looks, and so does not ask for the pen."""


class Unavailable(Exception):  # noqa: N818 - said of the place, in the words that the user is told
    """The place holds no trail, or cannot be reached, or does not take an entry. The message quotes no password."""


@dataclass(frozen=True, slots=True)
class Pen:
    """The right to append, within one transaction: nothing of it is there unless all of it is."""

    _connection: Connection

    def append(self, happening: Happening, contents: Mapping[str, bytes]) -> Entry:
        """Puts the happening at the end of the trail, with the contents that it keeps by their hash.

        Raises:
            ValueError: where a content is missing, or is not what its hash says.
        """
        _refuse_missing(happening, contents)
        head = _head(self._connection)
        number, previous = (1, BEFORE_THE_FIRST) if head is None else (head.number + 1, head.hash)
        entry = link(number, previous, happening)
        for held in happening.held:
            known = select(CONTENTS.c.sha256).where(CONTENTS.c.sha256 == held.sha256)
            if self._connection.execute(known).first() is None:
                self._connection.execute(insert(CONTENTS).values(sha256=held.sha256, content=contents[held.sha256]))
        row = {"number": number, "previous": previous, "hash": entry.hash, "action": happening.action.value}
        found_by = {"patient": happening.patient, "subject": happening.subject}
        body = body_of(number, previous, happening)
        self._connection.execute(insert(ENTRIES).values(**row, **found_by, body=body))
        self._connection.execute(insert(HEADS).values(number=number, hash=entry.hash))
        return entry

    def entries(
        self, *, patient: str | None = None, subject: str | None = None, action: Action | None = None
    ) -> tuple[Entry, ...]:
        """The entries so far, in their order, of one patient, one sheet or one action where asked."""
        return tuple(_entries(self._connection, _wanted(patient, subject, action)))

    def content(self, sha256: str) -> bytes | None:
        """The content with that hash, None where it is missing or has other bytes."""
        return _content(self._connection, sha256)

    def head(self) -> Head | None:
        """The last entry so far, None where there is none."""
        return _head(self._connection)


@dataclass(frozen=True, slots=True)
class Store:
    """One trail."""

    _engine: Engine = field(repr=False)
    where: str
    is_new: bool = False

    @contextmanager
    def writing(self) -> Generator[Pen]:
        """The pen; what was appended with it is on the disk when the block is left, and nowhere if it fails.

        Raises:
            Unavailable: where the store does not take it.
        """
        with _told(self.where), self._engine.begin() as connection:
            if connection.dialect.name == SERVER:
                # a server whose default is stricter would go on seeing the head from before the wait for the lock
                connection.execute(text("set transaction isolation level read committed"))
                connection.execute(text("set local synchronous_commit = on"))
                connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield Pen(connection)

    def entries(
        self, *, patient: str | None = None, subject: str | None = None, action: Action | None = None
    ) -> tuple[Entry, ...]:
        """The entries in their order, of one patient, one sheet or one action where asked.

        Raises:
            Unavailable: where an entry cannot be read; `verify` says which.
        """
        with self._reading() as connection:
            return tuple(_entries(connection, _wanted(patient, subject, action)))

    def head(self) -> Head | None:
        """The last entry, None where there is none."""
        with self._reading() as connection:
            return _head(connection)

    def entry(self, number: int) -> Entry | None:
        """The entry of that number, None where there is none.

        Raises:
            Unavailable: where it cannot be read; `verify` says why.
        """
        with self._reading() as connection:
            return next(_entries(connection, select(ENTRIES.c.body).where(ENTRIES.c.number == number)), None)

    def content(self, sha256: str) -> bytes | None:
        """The content with that hash, None where it is missing or has other bytes."""
        with self._reading() as connection:
            return _content(connection, sha256)

    def verify(self, noted: Head | None = None) -> Verified:
        """What is found of the whole trail, held against a head that was noted elsewhere where one is given."""
        columns = (
            ENTRIES.c.number,
            ENTRIES.c.hash,
            ENTRIES.c.action,
            ENTRIES.c.patient,
            ENTRIES.c.subject,
            ENTRIES.c.body,
        )
        with self._reading() as connection:
            rows = tuple(
                Row(number=number, hash=digest, action=action, patient=patient, subject=subject, body=body)
                for number, digest, action, patient, subject, body in connection.execute(select(*columns))
            )
            heads = {each.number: each.hash for each in connection.execute(select(HEADS.c.number, HEADS.c.hash))}
            contents = {
                digest: _hash_of_kept(content)
                for digest, content in connection.execute(select(CONTENTS.c.sha256, CONTENTS.c.content))
            }
            return verify(rows, heads, contents, spoilt_guards(connection), noted)

    @contextmanager
    def _reading(self) -> Generator[Connection]:
        """One look at the trail, in which nothing changes meanwhile."""
        with _told(self.where), self._engine.connect() as connection:
            connection.execution_options(**{READING: True})
            if connection.dialect.name == SERVER:
                connection.execute(text("set transaction isolation level repeatable read, read only"))
            yield connection


def open_store(where: str, *, create: bool) -> Store:
    """The trail at the URL or the path of a file; where there is none it is made, if it may be.

    Raises:
        Unavailable: where there is none, or what is there is no trail, or cannot be reached.
    """
    url = _url_of(where)
    shown = _shown(url)
    if url.drivername.startswith("sqlite"):
        _prepare_file(url, shown, create=create)
    with _told(shown):
        engine = create_engine(url, poolclass=NullPool, hide_parameters=True, **_arguments(url))
        if url.drivername.startswith("sqlite"):
            event.listen(engine, "connect", _on_connect)
            event.listen(engine, "begin", _on_begin)
        is_new = _make_tables(engine, shown, create=create)
    return Store(engine, shown, is_new)


def _url_of(where: str) -> URL:
    """The URL as SQLAlchemy takes it; what is none is the path of a file."""
    if any(where.startswith(f"{each}:") and not where.startswith(f"{each}://") for each in (SERVER, "postgres")):
        # it may hold a password: what was written is not said again
        raise Unavailable("the URL of a trail on a server begins with `postgresql://`")
    if "://" not in where:
        # a name that SQLite would take for something else than a file is made one
        return URL.create("sqlite", database=f"./{where}" if where.startswith((":", "file:")) else where)
    try:
        url = make_url(where)
    except ArgumentError as fault:
        raise Unavailable("the trail is named by a URL that is not one") from fault
    kind = url.get_backend_name()
    if kind == "postgres":
        raise Unavailable("the URL of a trail on a server begins with `postgresql://`")
    if kind == SERVER:
        return url.set(drivername=f"{SERVER}+psycopg")
    if kind == "sqlite" and url.database and url.database != ":memory:":
        return url.set(drivername="sqlite")
    raise Unavailable(f"a trail lies in a file or in PostgreSQL, not at `{kind}://`")


def _shown(url: URL) -> str:
    """The place as it may be printed: of a server its name and the database, as a password can stand in much else."""
    if not url.drivername.startswith(SERVER):
        return url.database or ""
    named = URL.create(SERVER, host=url.host, port=url.port, database=url.database)
    return named.render_as_string(hide_password=True)


def _arguments(url: URL) -> dict[str, object]:
    """What each driver is told: to wait for the pen, and to leave the beginning of transactions to us."""
    if url.drivername == "sqlite":
        return {"connect_args": {"timeout": WAIT_SECONDS, "isolation_level": None}}
    return {}


def _prepare_file(url: URL, shown: str, *, create: bool) -> None:
    """A new file is for its owner's eyes only: it holds records."""
    path = Path(url.database or "")
    try:
        if not path.exists():
            if not create:
                raise Unavailable(f"there is no trail `{shown}`")
            path.touch(mode=0o600)
        elif path.is_dir():
            raise Unavailable(f"`{shown}` is a folder; name a file in it for the trail")
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "its name is not one"
        raise Unavailable(f"the trail `{shown}` cannot be made: {reason}") from fault


def _on_connect(connection: DBAPIConnection, _record: object) -> None:
    """Every commit waits until the disk has it, and readers do not stop the writer."""
    cursor = connection.cursor()
    cursor.execute("pragma synchronous = full")
    cursor.execute("pragma recursive_triggers = on")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    """Left to itself SQLite gives the pen at the first write, and two that have read before refuse each other."""
    connection.exec_driver_sql("begin" if connection.get_execution_options().get(READING) else "begin immediate")


def _make_tables(engine: Engine, shown: str, *, create: bool) -> bool:
    """Sees to it that the tables and their guards are there, made all at once or not at all; whether it made them."""
    with engine.connect() as connection:
        connection.execution_options(**{READING: True})
        there = connection.dialect.has_table(connection, ENTRIES.name)
    if there:
        return False
    if not create:
        raise Unavailable(f"`{shown}` holds no trail")
    if engine.dialect.name != SERVER:
        _write_ahead(engine)
    with engine.begin() as connection:
        if connection.dialect.name == SERVER:
            connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if connection.dialect.has_table(connection, ENTRIES.name):
            return False
        TABLES.create_all(connection)
        for statement in server_guards() if connection.dialect.name == SERVER else sqlite_guards():
            connection.exec_driver_sql(statement)
    return True


def _write_ahead(engine: Engine) -> None:
    """Puts the file into SQLite's mode with a write-ahead log, in which it stays.

    While another process does the same SQLite refuses at once, without waiting; so the wait is for the pen.
    """
    for _ in range(_TRIES):
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("pragma journal_mode = wal")
        except sqlite3.OperationalError as fault:
            if "locked" not in str(fault):
                raise
        else:
            return
        finally:
            raw.close()
        with engine.begin():
            pass
    raise Unavailable("the trail is being made by another process that does not come to an end")


def _head(connection: Connection) -> Head | None:
    last = connection.execute(
        select(ENTRIES.c.number, ENTRIES.c.hash).order_by(ENTRIES.c.number.desc()).limit(1)
    ).first()
    return None if last is None else Head(number=last.number, hash=last.hash)


def _content(connection: Connection, sha256: str) -> bytes | None:
    found: object = connection.scalar(select(CONTENTS.c.content).where(CONTENTS.c.sha256 == sha256))
    return found if isinstance(found, bytes) and hash_of(found) == sha256 else None


def _wanted(patient: str | None, subject: str | None, action: Action | None) -> Select[str]:
    wanted = select(ENTRIES.c.body).order_by(ENTRIES.c.number)
    if patient is not None:
        wanted = wanted.where(ENTRIES.c.patient == patient)
    if action is not None:
        wanted = wanted.where(ENTRIES.c.action == action.value)
    return wanted if subject is None else wanted.where(ENTRIES.c.subject == subject)


def _entries(connection: Connection, wanted: Select[str]) -> Iterator[Entry]:
    for body in connection.scalars(wanted):
        try:
            yield entry_of(body)
        except NotAnEntry as fault:
            raise Unavailable("an entry is not what was written; `posology audit verify` says which") from fault


def _hash_of_kept(content: object) -> str | None:
    """The hash of the bytes; None where something else was put in their place, which SQLite lets happen."""
    return hash_of(content) if isinstance(content, bytes) else None


def _refuse_missing(happening: Happening, contents: Mapping[str, bytes]) -> None:
    for held in happening.held:
        content = contents.get(held.sha256)
        if content is None or hash_of(content) != held.sha256:
            raise ValueError(f"the {held.part} of the entry is not among its contents")


@contextmanager
def _told(shown: str) -> Generator[None]:
    """What the database refuses, in one sentence; its own may quote what was to be written, and is left out then.

    Raises:
        Unavailable: where the database refuses.
    """
    try:
        yield
    except sqlite3.Error as fault:
        raise Unavailable(f"the trail `{shown}` cannot be used: {fault}") from fault
    except OperationalError as fault:
        said = str(fault.orig).strip().partition("\n")[0]
        raise Unavailable(f"the trail `{shown}` cannot be used: {said}") from fault
    except DBAPIError as fault:
        raise Unavailable(f"`{shown}` is no trail that can be used ({type(fault.orig).__name__})") from fault
    except SQLAlchemyError as fault:
        raise Unavailable(f"`{shown}` is no trail that can be used ({type(fault).__name__})") from fault
