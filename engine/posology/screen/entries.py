"""The entries of a list as a frame of their own: one row for each, with what a query asks beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType

from ibis import Table, Value

from posology.cohort.tables import INDEX, LATEST, ROW
from posology.ir.nodes import Fact, Item, Node, Property
from posology.ir.types import ListType, RecordType
from posology.ir.walk import walk
from posology.screen.blame import UNCLASSIFIED, aspect_base
from posology.screen.carrying import Carried, luggage_of, moved_to
from posology.screen.columns import Coded, Column, Entered, Entries, Plain, is_unknown
from posology.screen.frame import Express, Frame, column_of
from posology.screen.refusal import refuse_node


def recorded_of(base: Fact | Property, frame: Frame, express: Express) -> Value:
    """On which rows there is a list at all; never null."""
    match express(base, frame):
        case Entries(recorded=recorded):
            return recorded
        case Coded() as coded:
            return ~is_unknown(coded)
        case _:
            raise refuse_node(base, "it is no list that is recorded")


def entries_of(
    base: Fact | Property, asked: Iterable[Node], aliases: frozenset[str], frame: Frame, express: Express
) -> Frame | None:
    """A row for each entry of the list, called by the key of the frame and a number; None where nobody has entries.

    It knows everything that the frame knows and these conditions ask for, and the entry itself under each alias.
    """
    nodes = tuple(asked)
    narrow = _narrowed(frame, nodes)
    depth = len(frame.key)
    luggage = luggage_of(narrow, f"carried/{depth}/")
    prefix = f"entry/{depth}/"
    item = base.type.item if isinstance(base.type, ListType) else base.type
    if isinstance(item, RecordType):
        table = _records(base, frame, luggage, prefix, _fields_read(nodes, aliases))
        entry: Column | None = None if table is None else _entered(item, table, prefix)
    else:
        table = _codes(base, frame, luggage, prefix, express)
        entry = Plain(table[f"{prefix}code"])
    if table is None or entry is None:
        return None
    moved = moved_to(narrow, luggage, table)
    items = {**moved.items, **dict.fromkeys(aliases, entry)}
    return replace(moved, key=(*frame.key, f"{prefix}{INDEX}"), items=MappingProxyType(items))


def _narrowed(frame: Frame, nodes: tuple[Node, ...]) -> Frame:
    """The frame with only what the expressions ask for laid over it, each fact among them."""
    parts = [part for node in nodes for part in walk(node)]
    asked = frozenset(part for part in parts if part in frame.asked)
    facts = {part.path: part.type for part in parts if isinstance(part, Fact)}
    given = {path: frame.fact(path, type_) for path, type_ in facts.items()}
    # an undated value is the reason why its date is not known, so it goes along with the date
    bases = {base for path in facts if (base := aspect_base(path)) is not None and base in frame.table.columns}
    given |= {base: Plain(frame.table[base]) for base in bases - given.keys()}
    aliases = {part.alias for part in parts if isinstance(part, Item)}
    return replace(
        frame,
        given=MappingProxyType(given),
        items=MappingProxyType({alias: item for alias, item in frame.items.items() if alias in aliases}),
        asked=MappingProxyType({node: frame.asked[node] for node in asked}),
        blamed=MappingProxyType({key: value for key, value in frame.blamed.items() if key[0] in asked}),
        imprecise=MappingProxyType({key: value for key, value in frame.imprecise.items() if key[0] in asked}),
    )


def _fields_read(nodes: tuple[Node, ...], aliases: frozenset[str]) -> tuple[str, ...]:
    """The fields of the entry that the conditions read, and what says why a medicine has no class."""
    read = [
        part.name
        for node in nodes
        for part in walk(node)
        if isinstance(part, Property) and isinstance(part.operand, Item) and part.operand.alias in aliases
    ]
    return tuple(dict.fromkeys((*read, UNCLASSIFIED)))


def _records(
    base: Fact | Property, frame: Frame, luggage: Carried, prefix: str, fields: tuple[str, ...]
) -> Table | None:
    if not isinstance(base, Fact):
        raise refuse_node(base, "records within records have no table")
    entries = frame.lists.get(base.path)
    if entries is None:
        return None
    wanted = [name for field in fields for name in (field, f"{field}{LATEST}") if name in entries.columns]
    own = entries.select(**{f"{prefix}{name}": entries[name] for name in (ROW, INDEX, *wanted)})
    if frame.key == (ROW,) and not luggage.columns:
        return own.mutate(**{ROW: own[f"{prefix}{ROW}"]})
    rows = _rows(frame, luggage)
    return rows.inner_join(own, [rows[ROW] == own[f"{prefix}{ROW}"]])


def _codes(base: Fact | Property, frame: Frame, luggage: Carried, prefix: str, express: Express) -> Table:
    coded = express(base, frame)
    if not isinstance(coded, Coded):
        raise refuse_node(base, "it is no list that is recorded")
    listed = _rows(frame, luggage, **{f"{prefix}code": coded.value})
    return listed.unnest(f"{prefix}code", offset=f"{prefix}{INDEX}", keep_empty=False)


def _rows(frame: Frame, luggage: Carried, **more: Value) -> Table:
    keys = {name: frame.table[name] for name in frame.key}
    return frame.table.select(**{**keys, **luggage.columns, **more})


def _entered(type_: RecordType, table: Table, prefix: str) -> Entered:
    fields = {name: column_of(table, f"{prefix}{name}", of) for name, of in type_.fields}
    unclassified = f"{prefix}{UNCLASSIFIED}"
    why = {UNCLASSIFIED: Plain(table[unclassified])} if unclassified in table.columns else {}
    return Entered(MappingProxyType({**fields, **why}))
