"""The three tables of a trail, and the guards that let nothing in them be changed, in the words of each database."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, String, Table, Text

TABLES: Final = MetaData()
"""SQLAlchemy's list of the tables below; nothing is added to it but by their declaration here."""

CONTENTS: Final = Table(
    "posology_trail_contents",
    TABLES,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
"""Every file and every output, each once, under its hash."""

ENTRIES: Final = Table(
    "posology_trail_entries",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=False),
    # an entry that two others follow would be a fork
    Column("previous", String(64), nullable=False, unique=True),
    Column("hash", String(64), nullable=False, unique=True),
    Column("action", Text, nullable=False),
    Column("patient", Text),
    Column("subject", Text),
    Column("body", Text, nullable=False),
    Index("posology_trail_by_patient", "patient"),
    Index("posology_trail_by_subject", "subject"),
)
"""The entries. What stands beside the body is there to find it by."""

HEADS: Final = Table(
    "posology_trail_heads",
    TABLES,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
)
"""The hash of every entry once more: entries that are cut off the end are missed here."""

REFUSAL: Final = "a trail is only ever added to"
FUNCTION: Final = "posology_trail_refuse"
"""What a guard of a server runs."""
REFUSES: Final = f"begin raise exception '{REFUSAL}'; end"
"""All that it does."""


def guards() -> tuple[str, ...]:
    """The names of the guards that a whole trail has in SQLite."""
    return tuple(
        f"{table.name}_{what}" for table in (CONTENTS, ENTRIES, HEADS) for what in ("update", "delete", "insert")
    )


def guards_of_a_server() -> tuple[str, ...]:
    """The names of the guards that a whole trail has in PostgreSQL."""
    return tuple(f"{table.name}_kept" for table in (CONTENTS, ENTRIES, HEADS)) + tuple(
        f"{table.name}_not_emptied" for table in (CONTENTS, ENTRIES, HEADS)
    )


def sqlite_guards() -> Iterator[str]:
    """The statements that make the guards in SQLite.

    The guard of an insert is there for `insert or replace`, which takes a row away without asking the other guards.
    """
    for table in (CONTENTS, ENTRIES, HEADS):
        name = table.name
        key = "sha256" if table is CONTENTS else "number"
        refuse = f"begin select raise(abort, '{REFUSAL}'); end"
        yield f"create trigger {name}_update before update on {name} {refuse}"
        yield f"create trigger {name}_delete before delete on {name} {refuse}"
        taken = f"exists (select 1 from {name} where {key} = new.{key})"  # noqa: S608 - names of our own tables
        yield f"create trigger {name}_insert before insert on {name} when {taken} {refuse}"


def server_guards() -> Iterator[str]:
    """The statements that make the guards in PostgreSQL."""
    yield f"create or replace function {FUNCTION}() returns trigger language plpgsql as $${REFUSES}$$"
    for table in (CONTENTS, ENTRIES, HEADS):
        name = table.name
        run = f"execute function {FUNCTION}()"
        yield f"create trigger {name}_kept before update or delete on {name} for each row {run}"
        yield f"create trigger {name}_not_emptied before truncate on {name} for each statement {run}"
