"""What this project calls of the operations beneath the expressions of Ibis."""

from collections.abc import Mapping, Sequence
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

class Relation:
    """Rows of named columns, with what each column is made of."""

    values: Mapping[str, object]

class Field:
    """A column of a relation."""

    name: str
    rel: Relation
    def __init__(self, rel: Relation, name: str) -> None: ...

class Project(Relation):
    """Columns made of those of another relation."""

class Filter(Relation):
    """Some rows of another relation."""

class Sort(Relation):
    """The rows of another relation in an order."""

class DropColumns(Relation):
    """Another relation without some columns."""

class JoinReference(Relation):
    """A relation within a chain of joins."""

    parent: Relation

class JoinLink:
    """A relation joined to those before it."""

    how: str

class JoinChain(Relation):
    """A relation with others joined to it."""

    first: JoinReference
    rest: Sequence[JoinLink]
