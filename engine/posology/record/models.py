"""Strict pydantic models of a record, made from the data dictionary, for programs that hand over plain Python or JSON.

They say what shape a record has: names, kinds, options, units, ranges. Whether dates lie right and values are plausible
is intake's to say, with places; a model that accepts a record is the door, not the judgement. Errors never show input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Annotated, Any, TypeAlias, assert_never

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.record.written import LONGEST_TEXT
from posology.values.dates import Precision, parse_date
from posology.values.quantity import parse_quantity

# A type that is made at run time is a value to a type checker: it cannot stand in an annotation, only be handed on.
Made: TypeAlias = Any

STRICT = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True, frozen=True)

TEXT = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
NUMBER = Annotated[int | Decimal, Field(allow_inf_nan=False)]


def record_model(dictionary: Dictionary) -> type[BaseModel]:
    """The model of one record by this dictionary, for plain Python with numbers as int or Decimal, never float."""
    return _model_of("Record", ((each.path, each) for each in dictionary.elements.values()))


def _model_of(name: str, members: Iterable[tuple[str, Element]]) -> type[BaseModel]:
    """The model of a mapping that has these elements, dotted paths as models within models."""
    fields: dict[str, Made] = {}
    groups: dict[str, list[tuple[str, Element]]] = {}
    for path, element in members:
        head, _, rest = path.partition(".")
        if rest:
            groups.setdefault(head, []).append((rest, element))
        else:
            fields |= _field(head, _type_of(element), required=element.required)
    for head, inner in groups.items():
        fields |= _field(head, _model_of(f"{name}_{head}", inner), required=False)
    return create_model(name, __config__=STRICT, **fields)


def _field(name: str, kind: Made, *, required: bool) -> dict[str, Made]:
    """One field, its name marked since `class` and `copy` are taken in Python; what need not be there may be None."""
    if required:
        return {f"{name}_": (kind, Field(alias=name))}
    return {f"{name}_": (_either(kind, None), Field(default=None, alias=name))}


def _either(first: Made, second: Made) -> Made:
    return first | second


def _type_of(element: Element) -> Made:
    """What may be written for the element, bare or with its date, source and method."""
    bare = _bare_type(element)
    if not element.measured:
        return bare
    when = Annotated[str | int, AfterValidator(_date_check(element, aspect=True))]
    fields = _field("value", _either(bare, NUMBER) if element.kind is ElementKind.QUANTITY else bare, required=True)
    fields |= _field("date", when, required=False) | _field("source", TEXT, required=False)
    if element.methods:
        fields |= _field("method", Annotated[str, AfterValidator(_option_check(element.methods))], required=False)
    if element.kind is ElementKind.QUANTITY:
        fields |= _field("unit", Annotated[str, AfterValidator(_option_check(_units_of(element)))], required=False)
    return _either(bare, create_model(f"{element.path}_measured", __config__=STRICT, **fields))


def _bare_type(element: Element) -> Made:  # noqa: PLR0911 - one return for each kind
    match element.kind:
        case ElementKind.BOOLEAN:
            return bool
        case ElementKind.INTEGER:
            return Annotated[int, AfterValidator(_range_check(element))]
        case ElementKind.DECIMAL:
            return Annotated[int | Decimal, Field(allow_inf_nan=False), AfterValidator(_range_check(element))]
        case ElementKind.TEXT:
            return TEXT
        case ElementKind.CODE:
            return Annotated[str, AfterValidator(_option_check(element.options))]
        case ElementKind.DATE:
            return Annotated[str | int, AfterValidator(_date_check(element, aspect=False))]
        case ElementKind.QUANTITY:
            unit = Annotated[str, AfterValidator(_option_check(_units_of(element)))]
            parts = _field("value", NUMBER, required=True) | _field("unit", unit, required=True)
            text = Annotated[str, AfterValidator(_quantity_check(element))]
            return _either(text, create_model(f"{element.path}_quantity", __config__=STRICT, **parts))
        case ElementKind.CODES:
            return Annotated[list[TEXT], AfterValidator(_list_check(element.options))]
        case ElementKind.RECORDS:
            fields = ((each.path, each) for each in element.written_fields)
            return list.__class_getitem__(_model_of(element.path, fields))
        case _:
            assert_never(element.kind)


def _units_of(element: Element) -> tuple[str, ...]:
    return (() if element.unit is None else (element.unit,)) + element.accepts


def _range_check(element: Element) -> Callable[[int | Decimal], int | Decimal]:
    def check(number: int | Decimal) -> int | Decimal:
        if element.hard is not None and not element.hard.holds(Decimal(number)):
            message = f"`{element.path}` is outside its range"
            raise ValueError(message)
        return number

    return check


def _option_check(options: tuple[str, ...]) -> Callable[[str], str]:
    def check(word: str) -> str:
        if word not in options:
            message = f"one of {', '.join(options)}"
            raise ValueError(message)
        return word

    return check


def _list_check(options: tuple[str, ...]) -> Callable[[list[str]], list[str]]:
    def check(words: list[str]) -> list[str]:
        if len(set(words)) < len(words) or (options and not set(words) <= set(options)):
            message = f"each once, of {', '.join(options) or 'whatever names'}"
            raise ValueError(message)
        return words

    return check


def _date_check(element: Element, *, aspect: bool) -> Callable[[str | int], str | int]:
    words = () if aspect else element.options
    precisions = (Precision.DAY,) if element.whole_day and not aspect else tuple(Precision)

    def check(written: str | int) -> str | int:
        when = parse_date(str(written))
        if written not in words and (when is None or when.precision not in precisions):
            message = "a date of the calendar as year, month and day, as precise as it has to be"
            raise ValueError(message)
        return written

    return check


def _quantity_check(element: Element) -> Callable[[str], str]:
    def check(written: str) -> str:
        quantity = parse_quantity(written)
        if quantity is None or quantity.unit not in _units_of(element):
            message = f"a number, one space and one of {', '.join(_units_of(element))}"
            raise ValueError(message)
        return written

    return check
