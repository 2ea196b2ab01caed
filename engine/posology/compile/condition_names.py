"""Names of a condition resolved to elements of the dictionary, and queries over its lists."""

from __future__ import annotations

from posology.compile.condition_codes import ALIAS_TAKEN, UNKNOWN_FIELD, UNKNOWN_NAME, WRONG_TYPE
from posology.compile.condition_desk import Alias, Desk
from posology.diagnostics.nearest import nearest
from posology.ir.claims import RESULTS
from posology.ir.nodes import Fact, Filter, Item, Node, Property
from posology.ir.types import CodeType, ListType, RecordType, Simple, Type
from posology.protocol.condition.syntax import Dotted, Name, Place, Query


def resolve(expression: Name | Dotted, desk: Desk) -> Node | None:
    """The element, the item of a query or the field of it that a name with its dots stands for."""
    parts = _parts(expression)
    if parts is None:
        return _field_of(expression, desk) if isinstance(expression, Dotted) else None
    first, rest = parts[0], ".".join(parts[1:])
    alias = desk.aliases.get(first)
    if alias is not None:
        return _item(first, alias, rest, expression, desk)
    path = ".".join(parts)
    type_ = desk.scope.types.get(path)
    if type_ is None:
        _report_unknown(path, expression.place, desk)
        return None
    return Fact(path=path, type=type_, origin=desk.origin(expression.place))


def _parts(expression: Name | Dotted) -> tuple[str, ...] | None:
    """The words between the dots, or None where something else than names is before a dot."""
    names: list[str] = []
    current = expression
    while isinstance(current, Dotted):
        names.append(current.name)
        if not isinstance(current.operand, Name | Dotted):
            return None
        current = current.operand
    return (current.name, *reversed(names))


def _item(name: str, alias: Alias, field: str, expression: Name | Dotted, desk: Desk) -> Node | None:
    origin = desk.origin(expression.place)
    item = Item(alias=name, path=alias.path, type=alias.type, origin=origin)
    return _property(item, field, expression.place, desk) if field else item


def _field_of(expression: Dotted, desk: Desk) -> Node | None:
    operand = desk.check(expression.operand)
    return None if operand is None else _property(operand, expression.name, expression.place, desk)


def _property(operand: Node, field: str, place: Place, desk: Desk) -> Node | None:
    if not isinstance(operand.type, RecordType):
        message = f"{desk.told(operand)}, which has no fields"
        desk.report(WRONG_TYPE, message, place, "only the records of a list, under the alias of a query, have fields")
        return None
    type_ = operand.type.field(field)
    if type_ is None:
        names = [name for name, _ in operand.type.fields]
        message = f"a record of `{operand.type.path}` has no field `{field}`"
        desk.report(UNKNOWN_FIELD, message, place, _did_you_mean(field, names) or f"its fields are {_listed(names)}")
        return None
    path = f"{operand.type.path}.{field}"
    return Property(operand=operand, name=field, path=path, type=type_, origin=desk.origin(place))


def _report_unknown(path: str, place: Place, desk: Desk) -> None:
    below = [each for each in desk.scope.types if each.startswith(f"{path}.")]
    listed = next((each for each in desk.scope.types if path.startswith(f"{each}.")), None)
    if below:
        help_text = f"it stands for several elements: {_listed(below)}"
    elif listed is not None and isinstance(desk.scope.types[listed], ListType):
        help_text = f"`{listed}` is a list: write `exists ({listed} X where X{path.removeprefix(listed)} …)`"
    elif path in _TRUTH_ELSEWHERE:
        help_text = "write `true` or `false`"
    elif any(isinstance(each, CodeType) and path in each.options for each in map(_item_of, desk.scope.types.values())):
        help_text = f"text stands in quotes: `'{path}'`"
    else:
        help_text = _did_you_mean(path, [*desk.scope.types, *desk.aliases])
    missing = "there is no result" if path.startswith(RESULTS) else "the data dictionary has no element"
    desk.report(UNKNOWN_NAME, f"{missing} `{as_written(path)}`", place, help_text)


_TRUTH_ELSEWHERE = frozenset({"yes", "no", "on", "off", "True", "False"})


def _item_of(type_: Type) -> Type:
    return type_.item if isinstance(type_, ListType) else type_


def _did_you_mean(word: str, candidates: list[str]) -> str:
    near = nearest(word, candidates)
    return f"did you mean {' or '.join(f'`{as_written(each)}`' for each in near)}?" if near else ""


def as_written(path: str) -> str:
    """The path as a condition writes it: an id with a hyphen stands in quotes."""
    return ".".join(each if each.isidentifier() else f'"{each}"' for each in path.split("."))


MOST_LISTED = 8


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{as_written(each)}`" for each in sorted(names)[:MOST_LISTED])
    return f"{shown} and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else shown


def check_query(query: Query, desk: Desk) -> Node | None:
    """The items of a list for which a condition is true; the list itself where there is no condition."""
    source = desk.check(query.source)
    if source is None:
        return None
    if not isinstance(source.type, ListType) and source.type is not Simple.ANY:
        message = f"a query looks through a list, and {desk.told(source)}"
        desk.report(WRONG_TYPE, message, query.source.place)
        return None
    if query.alias in desk.aliases or any(each.split(".")[0] == query.alias for each in desk.scope.types):
        desk.report(
            ALIAS_TAKEN,
            f"the alias `{query.alias}` already has a meaning",
            query.place,
            "give the items of the list a name of their own",
        )
        return None
    if query.condition is None:
        return source
    item = source.type.item if isinstance(source.type, ListType) else Simple.ANY
    path = source.path if isinstance(source, Fact) else ""
    inside = desk.with_alias(query.alias, Alias(item, path))
    condition = inside.check_as(query.condition, Simple.BOOLEAN, "`where` needs")
    if condition is None:
        return None
    return Filter(
        source=source, alias=query.alias, condition=condition, type=source.type, origin=desk.origin(query.place)
    )
