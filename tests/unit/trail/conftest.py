"""Trails to write into: each test that asks for one runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
from collections.abc import Generator
from pathlib import Path

import psycopg
import pytest

from posology.trail.store import Store, open_store
from tests.unit.trail.servers import folder_of_programs, server

_COUNT = itertools.count(1)


@pytest.fixture(scope="session")
def database() -> Generator[str]:
    """The URL of a running server."""
    programs = folder_of_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed here")
    with server(programs) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A place where no trail is yet: a file, or a schema of its own on the server."""
    if request.param == "sqlite":
        return str(tmp_path / "clinic.trail")
    url: str = request.getfixturevalue("database")
    schema = f"clinic_{next(_COUNT)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"create schema {schema}".encode())
    return f"{url}&options=-csearch_path%3D{schema}"


@pytest.fixture
def store(where: str) -> Store:
    """A new trail."""
    return open_store(where, create=True)
