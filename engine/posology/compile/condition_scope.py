"""The names that a condition may use, with their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from posology.ir.types import CodeType, ListType, RecordType, Simple, Type, quantity_of
from posology.knowledge.dictionary import Dictionary, Element, ElementKind

SITUATION: Mapping[str, Type] = MappingProxyType({"as_of": Simple.DATE, "procedure.date": Simple.DATE})
"""The names that are of no record: the day on which the record is judged, and the day for which."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Every name by its whole path: `pain.back.onset`, `weight`, `weight.date`, `as_of`."""

    types: Mapping[str, Type]

    def with_names(self, types: Mapping[str, Type]) -> Scope:
        """The scope with further names."""
        return Scope(MappingProxyType({**self.types, **types}))


def scope_of(dictionary: Dictionary) -> Scope:
    """The names of the dictionary and of the situation; a measured element also has its date, method and source."""
    types: dict[str, Type] = {}
    for element in dictionary.elements.values():
        types[element.path] = type_of(element)
        if element.measured:
            types[f"{element.path}.date"] = Simple.DATE
            types[f"{element.path}.method"] = CodeType(element.methods)
            types[f"{element.path}.source"] = Simple.TEXT
    return Scope(MappingProxyType({**types, **SITUATION}))


def type_of(element: Element) -> Type:
    """The type of an element's value."""
    match element.kind:
        case ElementKind.QUANTITY:
            return quantity_of(element.unit or "1")
        case ElementKind.CODE:
            return CodeType(element.options)
        case ElementKind.CODES:
            return ListType(CodeType(element.options))
        case ElementKind.RECORDS:
            fields = tuple((each.path, type_of(each)) for each in element.fields)
            return ListType(RecordType(element.path, fields))
        case ElementKind.BOOLEAN | ElementKind.INTEGER | ElementKind.DECIMAL | ElementKind.TEXT | ElementKind.DATE:
            return _SIMPLE[element.kind]


_SIMPLE: Mapping[ElementKind, Simple] = MappingProxyType(
    {
        ElementKind.BOOLEAN: Simple.BOOLEAN,
        ElementKind.INTEGER: Simple.INTEGER,
        ElementKind.DECIMAL: Simple.DECIMAL,
        ElementKind.TEXT: Simple.TEXT,
        ElementKind.DATE: Simple.DATE,
    }
)
