"""What this project calls of the operations beneath the expressions of Ibis."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from ibis import Schema, Table

class _Contents:
    def to_pyarrow(self, schema: Schema) -> pa.Table: ...

class InMemoryTable:
    """A table whose rows are part of the expression."""

    name: str
    schema: Schema
    data: _Contents
    def copy(self, *, name: str) -> InMemoryTable: ...

class DummyTable:
    """One row, read from nowhere."""

    def __init__(self, values: Mapping[str, Any]) -> None: ...
    def to_expr(self) -> Table: ...
