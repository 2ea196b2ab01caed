"""Which recorded values count for a rule, as columns of their own: a value that does not count is not in them.

A condition asks for the column of the values that count instead of the one that is recorded, so that nothing that is
said of the condition later has to know what counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeAlias, TypeGuard

import ibis
from ibis import Table, Value

from posology.cohort.tables import LATEST
from posology.ir.counts import Counting
from posology.ir.nodes import Branch, Fact, Node
from posology.ir.plan import CellFormula, RequestedTargets, Step
from posology.ir.protocol import Criterion, Protocol
from posology.ir.types import CodeType, ListType, RecordType, Simple, Type
from posology.ir.walk import walk
from posology.screen.columns import Coded, Dated, Plain
from posology.screen.frame import Frame, column_of
from posology.screen.refusal import Inexpressible
from posology.values.dates import shift

_Rule: TypeAlias = Criterion | Step

_ASIDE = frozenset({"type", "origin", "made"})


def counted_path(element: str, counts: tuple[Counting, ...]) -> str:
    """The path under which a rule finds the values of the element that count for it: the element's own, if all do."""
    words = [_in_a_word(each) for each in counts if each.element == element]
    return f"{element}/counted/{'/'.join(words)}" if words else element


def _in_a_word(rule: Counting) -> str:
    age = [str(rule.within).replace(" ", "-")] if rule.within else []
    return "-".join([*age, *([rule.method] if rule.method else []), *(rule.among or ())])


def with_counted_only(protocol: Protocol) -> Protocol:
    """The protocol whose conditions ask only for values that count; the columns are those of `with_counted`."""
    return replace(
        protocol,
        criteria=tuple(_counting_criterion(each) if each.counts else each for each in protocol.criteria),
        steps=tuple(_counting_step(each) if each.counts else each for each in protocol.steps),
    )


def _counting_criterion(criterion: Criterion) -> Criterion:
    applies = None if criterion.applies is None else _counting(criterion.applies, criterion.counts)
    return replace(criterion, condition=_counting(criterion.condition, criterion.counts), applies=applies)


def _counting_step(step: Step) -> Step:
    cells, targets = step.cells, step.targets
    if isinstance(cells, CellFormula):
        cells = replace(cells, expression=_counting(cells.expression, step.counts))
    if isinstance(targets, RequestedTargets):
        targets = replace(targets, element=counted_path(targets.element, step.counts))
    return replace(
        step, when=None if step.when is None else _counting(step.when, step.counts), cells=cells, targets=targets
    )


def _counting(node: Node, counts: tuple[Counting, ...]) -> Node:
    """The expression with the paths of the values that count."""
    counting: Node = _exchanged(node, lambda fact: replace(fact, path=counted_path(fact.path, counts)))
    return counting


def _exchanged(part: Any, of_fact: Callable[[Fact], Fact]) -> Any:  # noqa: ANN401 - a node, a branch, or what either holds
    if isinstance(part, Fact):
        return of_fact(part)
    if _is_several(part):
        return tuple(_exchanged(each, of_fact) for each in part)
    if isinstance(part, Branch) or (isinstance(part, Node) and is_dataclass(part)):
        names = [each.name for each in fields(part) if each.name not in _ASIDE]
        return replace(part, **{name: _exchanged(getattr(part, name), of_fact) for name in names})
    return part


def _is_several(part: object) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(part, tuple)


def with_counted(frame: Frame, protocol: Protocol, as_of: date) -> Frame:
    """The frame with a column for the values that count for each rule of the protocol, which is the one as compiled.

    Raises:
        Inexpressible: a list of records counts or not as a whole, which is not said in columns.
    """
    columns: dict[str, Value] = {}
    rules: tuple[_Rule, ...] = (*protocol.criteria, *protocol.steps)
    for rule in rules:
        types = dict(_types(rule))
        for element in dict.fromkeys(each.element for each in rule.counts if each.element in types):
            if isinstance(type_ := types[element], ListType) and isinstance(type_.item, RecordType):
                raise Inexpressible(f"counting of {element}", "it is a list of records", rule.span)
            path = counted_path(element, rule.counts)
            if path not in columns:
                counts = _counts(frame.table, element, type_, rule.counts, as_of)
                columns |= _counted(frame.table, element, path, type_, counts)
    return replace(frame, table=frame.table.mutate(**columns)) if columns else frame


def _types(rule: _Rule) -> Iterator[tuple[str, Type]]:
    """The type of every fact that the rule asks for."""
    nodes: list[Node | None]
    match rule:
        case Criterion():
            nodes = [rule.applies, rule.condition]
        case Step():
            nodes = [rule.when, rule.cells.expression if isinstance(rule.cells, CellFormula) else None]
            if isinstance(rule.targets, RequestedTargets):
                item = RecordType(rule.targets.element, ()) if rule.targets.field else CodeType(())
                yield rule.targets.element, ListType(item)
    yield from ((each.path, each.type) for node in nodes if node for each in walk(node) if isinstance(each, Fact))


def _counts(table: Table, element: str, type_: Type, counts: tuple[Counting, ...], as_of: date) -> Value:
    """Whether the value of the element counts on the day of asking; null is as good as not."""
    tests: list[Value] = []
    for each in counts:
        if each.element == element:
            if each.among is not None:
                value = column_of(table, element, type_)
                tests.append(value.value.isin(each.among) if isinstance(value, Plain) else ibis.literal(value=False))
            if each.method is not None:
                method = column_of(table, f"{element}.method", Simple.TEXT)
                tests.append(method.value == each.method if isinstance(method, Plain) else ibis.literal(value=False))
            if each.within is not None:
                tests.append(_is_young(table, element, shift(as_of, each.within, -1)))
    return ibis.and_(*tests)


def _is_young(table: Table, element: str, oldest: date | None) -> Value:
    """Whether the value is dated, and no older even where its date is known in part; nothing is older than time."""
    dated = column_of(table, f"{element}.date", Simple.DATE)
    if not isinstance(dated, Dated):
        return ibis.literal(value=False)
    return dated.earliest.notnull() if oldest is None else dated.earliest >= ibis.literal(oldest)


def _counted(table: Table, element: str, path: str, type_: Type, counts: Value) -> Mapping[str, Value]:
    """The columns of the path: the value where it counts."""
    match column_of(table, element, type_):
        case Dated() as dated:
            both = {path: dated.earliest, f"{path}{LATEST}": dated.latest}
            return {name: ibis.ifelse(counts, day, ibis.null("date")) for name, day in both.items()}
        case Plain(value=value) | Coded(value=value):
            return {path: ibis.ifelse(counts, value, ibis.null(value.type()))}
        case other:
            raise TypeError(f"{other} is recorded of nobody")
