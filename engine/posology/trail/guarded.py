"""Whether the guards of a store are there, and still those that it was made with: a name alone guards nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import Connection, text

from posology.trail.tables import FUNCTION, REFUSES, TABLES, guards, guards_of_a_server, sqlite_guards

SERVER: Final = "postgresql"

_BEFORE_EACH_CHANGE: Final = 1 + 2 + 8 + 16
"""How PostgreSQL writes, in the bits of `tgtype`: for each row, before, on deletion, on update."""
_BEFORE_EMPTYING: Final = 2 + 32
"""The same for: before the statement, on truncation."""


def spoilt_guards(connection: Connection) -> tuple[str, ...]:
    """What is wrong with the guards, a sentence for each that is gone, or does something else now."""
    found = _of_server(connection) if connection.dialect.name == SERVER else _of_file(connection)
    return tuple(found)


def _of_file(connection: Connection) -> Iterator[str]:
    asked = "select name, sql from sqlite_master where type = 'trigger'"
    there = {str(name): str(statement) for name, statement in connection.execute(text(asked))}
    yield from _compared(dict(zip(guards(), map(_plain, _in_order()), strict=True)), there)


def _in_order() -> Iterator[str]:
    """The statements in the order of the names of the guards."""
    made = {each.split()[2]: each for each in sqlite_guards()}
    yield from (made[name] for name in guards())


def _of_server(connection: Connection) -> Iterator[str]:
    of_ours = ", ".join(f"'{table}'::regclass" for table in TABLES.tables)
    asked = (
        "select t.tgname, t.tgtype, p.proname, p.prosrc, t.tgqual is null and t.tgattr::text = '' "  # noqa: S608 - names of our own tables
        f"from pg_trigger t join pg_proc p on p.oid = t.tgfoid where t.tgrelid in ({of_ours}) "
        "and t.tgenabled in ('O', 'A')"
    )
    there = {
        str(name): _as_made(int(kind), str(function), str(body), unconditional=bool(whole))
        for name, kind, function, body, whole in connection.execute(text(asked))
    }
    wanted = {
        name: _as_made(
            _BEFORE_EACH_CHANGE if name.endswith("_kept") else _BEFORE_EMPTYING, FUNCTION, REFUSES, unconditional=True
        )
        for name in guards_of_a_server()
    }
    yield from _compared(wanted, there)


def _as_made(kind: int, function: str, body: str, *, unconditional: bool) -> str:
    """The guard of a server in one text."""
    return _plain(f"{kind} {function} {body} {'always' if unconditional else 'sometimes'}")


def _compared(wanted: Mapping[str, str], there: Mapping[str, str]) -> Iterator[str]:
    for name, statement in wanted.items():
        if name not in there:
            yield f"the guard `{name}` of the store is gone"
        elif _plain(there[name]) != statement:
            yield f"the guard `{name}` of the store does something else"


def _plain(statement: str) -> str:
    """The statement without what a database changes of it when it keeps it: capitals, blanks."""
    return " ".join(statement.split()).lower()
