"""Happenings to write, chains to spoil, and a way round the guards of a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import NullPool, create_engine

from posology.api.logged import Evaluated, log_evaluation
from posology.api.trailing import Occasion, Trail
from posology.results.trail import Action, Entry, Happening, Held, Part
from posology.trail.chain import Row
from posology.trail.entry import BEFORE_THE_FIRST, body_of, hash_of, link
from posology.trail.store import Pen, Store
from posology.trail.tables import sqlite_guards

WHEN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SHEET = "1111-2222-3333-4444-5555"


def happening(number: int = 1, **changes: object) -> Happening:
    """A check of an invented patient that keeps its record."""
    said: dict[str, object] = {
        "who": "A. Author",
        "account": "clinic",
        "when": WHEN + timedelta(minutes=number),
        "action": Action.CHECK,
        "engine": "0.1.0",
        "rules": "0" * 64,
        "patient": f"P-{number}",
        "held": (Held(part=Part.RECORD, name="record.yaml", sha256=hash_of(record(number))),),
    }
    return Happening(**(said | changes))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - said in one dictionary


def record(number: int) -> bytes:
    """The record of the patient of that number."""
    return f"id: P-{number}\n".encode()


def append(pen: Pen, number: int, **changes: object) -> Entry:
    """One more entry."""
    content = record(number)
    return pen.append(happening(number, **changes), {hash_of(content): content})


def fill(store: Store, count: int) -> list[Entry]:
    """So many entries, each in a transaction of its own."""
    entries: list[Entry] = []
    for number in range(1, count + 1):
        with store.writing() as pen:
            entries.append(append(pen, number))
    return entries


def chain(happenings: Sequence[Happening]) -> list[Entry]:
    """The happenings linked one after the other."""
    entries: list[Entry] = []
    for number, each in enumerate(happenings, start=1):
        entries.append(link(number, entries[-1].hash if entries else BEFORE_THE_FIRST, each))
    return entries


def row(entry: Entry) -> Row:
    """The entry as a store keeps it."""
    said = entry.happening
    return Row(
        number=entry.number,
        hash=entry.hash,
        action=said.action.value,
        patient=said.patient,
        subject=said.subject,
        body=body_of(entry.number, entry.previous, said),
    )


def tamper(where: str, *statements: str) -> None:
    """Runs the statements as somebody would who owns the database: with its guards off, and on again afterwards."""
    is_file = "://" not in where
    address = f"sqlite:///{where}" if is_file else where.replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(address, poolclass=NullPool)
    with engine.begin() as connection:
        if is_file:
            made = list(sqlite_guards())
            for each in made:
                connection.exec_driver_sql(f"drop trigger {each.split()[2]}")
            for each in (*statements, *made):
                connection.exec_driver_sql(each)
        else:
            connection.exec_driver_sql("set local session_replication_role = replica")
            for each in statements:
                connection.exec_driver_sql(each)


def log(trail: Trail, occasion: Occasion, evaluated: Evaluated) -> tuple[Entry, ...]:
    """Puts the evaluation into the trail as it is now: its entry, and those of what it voids."""
    with trail.writing() as pen:
        logged = log_evaluation(pen, occasion, evaluated, trail.end)
    return (logged.entry, *logged.voided)
