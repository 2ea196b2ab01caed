"""Queries over the entries of lists: all that a stage asks of one list is answered by one join and one group-by.

What a query asks of each entry is a column of a table with one row for each entry, and is a number: 0 where the entry
settles nothing, 1 where it leaves the answer open, 2 where it settles it. The greatest of a patient's entries is the
answer; what no entry has anything to say to has no row at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

import ibis
from ibis import Table, Value

from posology.ir.nodes import Count, Exists, Fact, Filter, Inclusion, Item, Membership, Node, Property
from posology.ir.types import Simple
from posology.ir.value_laws import inside
from posology.ir.walk import children, walk
from posology.screen.blame import blamed_on, elements_of, imprecise_on
from posology.screen.carrying import Carried, moved_to, settled
from posology.screen.columns import Column, Plain, is_blamed, is_null, is_unknown
from posology.screen.entries import entries_of, recorded_of
from posology.screen.frame import Express, Frame, nothing_of
from posology.screen.refusal import refuse_node
from posology.screen.sifting import holds_of_unknown, is_looked_through, kept_after, memberships_of, sifted, truth_of
from posology.screen.truths import beside

Asked: TypeAlias = Exists | Count | Membership | Inclusion

_OPEN, _SETTLED = 1, 2
_CODE = "int8"


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked of a list: the list it starts from, and its conditions, the first to be asked first."""

    node: Asked
    base: Fact | Property
    filters: tuple[Filter, ...]

    @property
    def conditions(self) -> tuple[Node, ...]:
        """Everything that is asked of each entry."""
        asked = tuple(each.condition for each in self.filters)
        match self.node:
            case Membership(element=element):
                return (*asked, element)
            case Inclusion():
                return (*asked, self.each_within)
            case _:
                return asked

    @property
    def each_within(self) -> Membership:
        """For an inclusion: whether the item that is looked at is in the other list."""
        assert isinstance(self.node, Inclusion)  # noqa: S101 - asked of nothing else
        inner = self.node.inner.type
        item = Item(alias=self.filters[-1].alias, path="", type=inside(inner), origin=self.node.origin)
        return Membership(element=item, collection=self.node.outer, type=Simple.BOOLEAN, origin=self.node.origin)


def prepare(frame: Frame, nodes: Iterable[Node], express: Express, *, blamed: bool = False) -> Frame:
    """The frame in which every query of the expressions is answered as a column of its table.

    Its table has the rows and the columns of the one before, and further ones. What is laid over the frame stays laid
    over it. With `blamed`, it also says which elements are to blame where an answer is unknown.

    Raises:
        Inexpressible: a query that cannot be said in columns.
    """
    for stage in _stages(nodes, frame, blamed=blamed):
        for base in dict.fromkeys(each.base for each in stage):
            together = [each for each in stage if each.base == base]
            frame = _answered(frame, base, together, express, blamed=blamed)
    return frame


def _queries_of(node: Node) -> Iterator[_Query]:
    match node:
        case Exists(operand=asked) | Count(operand=asked) | Membership(collection=asked) | Inclusion(inner=asked):
            if is_looked_through(asked):
                base, filters = sifted(asked)
                assert isinstance(base, Fact | Property)  # noqa: S101 - so says `is_looked_through`
                yield _Query(node, base, filters)
            elif isinstance(node, Inclusion) and is_looked_through(node.outer):
                for each in memberships_of(node):
                    yield from _queries_of(each)
        case _:
            return


def _stages(nodes: Iterable[Node], frame: Frame, *, blamed: bool) -> list[list[_Query]]:
    """The queries that speak of nothing but the rows of the frame; those that stand within others come first."""
    found: dict[Node, _Query] = {}
    for node in nodes:
        for part in walk(node):
            for query in _queries_of(part):
                if not _is_answered(query.node, frame, blamed=blamed) and _free(query.node) <= frame.items.keys():
                    found[query.node] = query
    depths: dict[Node, int] = {}
    for node in reversed(found):
        _depth(node, found, depths)
    return [[found[each] for each in found if depths[each] == depth] for depth in sorted(set(depths.values()))]


def _is_answered(node: Node, frame: Frame, *, blamed: bool) -> bool:
    return node in frame.asked and (not blamed or any(asked == node for asked, _ in frame.blamed))


def _depth(node: Node, found: Mapping[Node, _Query], depths: dict[Node, int]) -> int:
    if node not in depths:
        inner = [each for each in _asked_within(node) if each in found]
        depths[node] = 1 + max((_depth(each, found, depths) for each in inner), default=-1)
    return depths[node]


def _asked_within(node: Node) -> Iterator[Node]:
    for part in walk(node):
        yield from (each.node for each in _queries_of(part) if each.node != node)


def _free(node: Node) -> frozenset[str]:
    """The aliases of the queries around that the expression speaks of."""
    match node:
        case Item(alias=alias):
            return frozenset({alias})
        case Filter(source=source, alias=alias, condition=condition):
            return _free(source) | (_free(condition) - {alias})
        case _:
            return frozenset[str]().union(*(_free(each) for each in children(node)))


def _answered(
    frame: Frame, base: Fact | Property, queries: Sequence[_Query], express: Express, *, blamed: bool
) -> Frame:
    """The frame with the answers to these queries of one list."""
    had = len(frame.table.columns)
    frame, luggage = settled(frame, f"laid/{had}/")
    asked = [part for query in queries for part in query.conditions]
    aliases = frozenset(part.alias for query in queries for part in query.filters)
    entries = entries_of(base, asked, aliases, frame, express)
    joined = frame.table
    if entries is not None:
        entries = prepare(entries, asked, express, blamed=blamed)
        tallies = [
            _tally(query, entries, express, f"tally/{had}/{number}", blamed=blamed)
            for number, query in enumerate(queries)
        ]
        joined = _joined(frame, entries.table, {name: row for each in tallies for name, row in each.items()}, had)
    before = moved_to(frame, luggage, joined)
    answers = [
        _Answering(query, base, before, express, f"tally/{had}/{number}") for number, query in enumerate(queries)
    ]
    return _with_answers(frame, luggage, joined, answers, had, blamed=blamed)


def _tally(query: _Query, entries: Frame, express: Express, name: str, *, blamed: bool) -> dict[str, Value]:
    """What each entry says to the query, by the name of its column: small numbers, of which the greatest counts."""
    kept = _kept(query, entries, express)
    settles, open_ = _settling(query, kept, entries, express)
    found = {name: _number(settles, open_)}
    if isinstance(query.node, Count):
        found = {name: ibis.ifelse(open_, 1, 0).cast(_CODE), f"{name}/{_COUNT}": ibis.ifelse(settles, 1, 0).cast(_CODE)}
    for place, element in enumerate(elements_of(query.node) if blamed else ()):
        flag = ibis.or_(*[blamed_on(each, entries, express, element) for each in query.conditions], _NEVER)
        looked = ibis.or_(*[imprecise_on(each, entries, express, element) for each in query.conditions], _NEVER)
        found[f"{name}/{_BLAMED}/{place}"] = ibis.ifelse(open_ & flag, 1, 0).cast(_CODE)
        found[f"{name}/{_IMPRECISE}/{place}"] = ibis.ifelse(looked, 1, 0).cast(_CODE)
    return found


_COUNT, _BLAMED, _IMPRECISE = "count", "blamed", "imprecise"
_NEVER = ibis.literal(value=False)


def _kept(query: _Query, entries: Frame, express: Express) -> Value:
    """Whether the conditions keep the entry, one after the other; null where that is open."""
    kept: Value | None = None
    for each in query.filters:
        holds = truth_of(each.condition, entries, express)
        kept = holds if kept is None else kept_after(kept, holds, holds_of_unknown(each, entries, express))
    return ibis.literal(value=True) if kept is None else kept


def _settling(query: _Query, kept: Value, entries: Frame, express: Express) -> tuple[Value, Value]:
    """On which rows the entry settles the answer by itself, and on which it leaves it open; neither is null."""
    sure, open_ = kept.fill_null(False), beside(kept).isnull()
    match query.node:
        case Membership(element=element):
            sought = express(element, entries)
            if not isinstance(sought, Plain):
                raise refuse_node(query.node, "it looks among codes for what is none")
            item = express(_item_of(query), entries)
            assert isinstance(item, Plain)  # noqa: S101 - the items of a list of codes
            same = (item.value == sought.value).fill_null(False)
            return sure & same, open_ | (sure & is_blamed(sought))
        case Inclusion():
            within = express(query.each_within, entries)
            lost = entries.with_item(query.filters[-1].alias, Plain(nothing_of("string")))
            of_unknown = express(query.each_within, lost)
            assert isinstance(within, Plain)  # noqa: S101 - a truth value
            assert isinstance(of_unknown, Plain)  # noqa: S101 - as before
            outside = sure & (~within.value).fill_null(False)
            outside |= open_ & (~of_unknown.value).fill_null(False)
            return outside, (sure & within.value.isnull()) | (open_ & of_unknown.value.isnull())
        case _:
            return sure, open_


def _item_of(query: _Query) -> Item:
    base = query.base
    return Item(alias=query.filters[-1].alias, path="", type=inside(base.type), origin=base.origin)


def _number(settles: Value, open_: Value) -> Value:
    return ibis.cases((settles, _SETTLED), (open_, _OPEN), else_=0).cast(_CODE)


def _joined(frame: Frame, entries: Table, rows: Mapping[str, Value], had: int) -> Table:
    """The rows of the frame, each with the greatest of what its entries say, and their sum where they are counted."""
    told = entries.mutate(**rows)
    told = told.filter(ibis.or_(*[told[name] > 0 for name in rows]))
    greatest = {name: _together(told, name) for name in rows}
    grouped = told.group_by(*frame.key).agg(**greatest)
    keys = {f"group/{had}/{name}": grouped[name] for name in frame.key}
    right = grouped.select(**keys, **{name: grouped[name] for name in rows})
    return frame.table.left_join(right, [frame.table[name] == right[f"group/{had}/{name}"] for name in frame.key])


def _together(told: Table, name: str) -> Value:
    return told[name].cast("int64").sum().cast("int64") if name.endswith(f"/{_COUNT}") else told[name].max()


@dataclass(frozen=True, slots=True)
class _Answering:
    """What has been tallied for a query, in columns of the table of the frame that begin with `name`."""

    query: _Query
    base: Fact | Property
    frame: Frame
    express: Express
    name: str

    def _tallied(self, *more: object) -> Value:
        name = "/".join([self.name, *map(str, more)])
        columns = self.frame.table.columns
        return self.frame.table[name].fill_null(0) if name in columns else ibis.literal(0, "int64")

    def value(self) -> Value:
        """The answer, null where it is unknown."""
        recorded, found = recorded_of(self.base, self.frame, self.express), self._tallied()
        settled_ = not isinstance(self.query.node, Inclusion)
        known: Value
        match self.query.node:
            case Count():
                known = ibis.ifelse(found == 0, self._tallied(_COUNT).cast("int64"), ibis.null("int64"))
            case Inclusion(outer=outer):
                other = self.express(outer, self.frame)
                if is_null(other) is not None:
                    raise refuse_node(self.query.node, "a recorded list within a list that may be null")
                known = self._truth(found, settled=settled_)
                recorded &= ~is_unknown(other)
            case _:
                known = self._truth(found, settled=settled_)
        return ibis.ifelse(recorded, known, ibis.null(known.type()))

    def _truth(self, found: Value, *, settled: bool) -> Value:
        return ibis.cases((found == _SETTLED, settled), (found == _OPEN, ibis.null("boolean")), else_=not settled)

    def flags(self, value: Value) -> Iterator[tuple[str, str, Value]]:
        """For each element, whether it is to blame for an unknown answer, and whether a date of it is imprecise."""
        within = [*children(self.query.node)]
        outside = [self.base, *(each for each in within if each is not _operand(self.query.node))]
        for place, element in enumerate(elements_of(self.query.node)):
            reasons = [blamed_on(each, self.frame, self.express, element) for each in outside]
            blamed = value.isnull() & ibis.or_(*reasons, self._tallied(_BLAMED, place) > 0)
            looked = [imprecise_on(each, self.frame, self.express, element) for each in outside]
            yield _BLAMED, element, blamed
            yield _IMPRECISE, element, ibis.or_(*looked, self._tallied(_IMPRECISE, place) > 0)


def _operand(node: Asked) -> Node:
    """The list that the query looks through."""
    match node:
        case Exists(operand=operand) | Count(operand=operand):
            return operand
        case Membership(collection=collection):
            return collection
        case Inclusion(inner=inner):
            return inner


def _with_answers(  # noqa: PLR0913 - both tables, what was tallied between them, and what is asked of it
    frame: Frame, luggage: Carried, joined: Table, answers: Sequence[_Answering], had: int, *, blamed: bool
) -> Frame:
    """The frame with the answers, and what is to blame for them, as columns after those that it had."""
    values = {f"query/{had}/{number}": each.value() for number, each in enumerate(answers)}
    own = {name: joined[name] for name in frame.table.columns}
    flags: dict[str, tuple[str, tuple[Node, str], Value]] = {}
    for each, (name, value) in zip(answers, values.items(), strict=True):
        for place, (what, element, flag) in enumerate(each.flags(value) if blamed else ()):
            flags[f"{name}/{place}"] = what, (each.query.node, element), flag
    table = joined.select(**own, **values, **{name: flag for name, (_, _, flag) in flags.items()})
    after = moved_to(frame, luggage, table)
    asked: dict[Node, Column] = {
        each.query.node: Plain(table[name]) for each, name in zip(answers, values, strict=True)
    }
    kinds = {
        what: {key: table[name] for name, (of, key, _) in flags.items() if of == what} for what in (_BLAMED, _IMPRECISE)
    }
    return replace(
        after,
        asked=MappingProxyType({**after.asked, **asked}),
        blamed=MappingProxyType({**after.blamed, **kinds[_BLAMED]}),
        imprecise=MappingProxyType({**after.imprecise, **kinds[_IMPRECISE]}),
    )
