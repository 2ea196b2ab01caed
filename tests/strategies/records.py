"""Hypothesis strategies of whole records, made from the data dictionary: plain mappings that intake takes in unasked.

Elements are left out at random, dates are as precise as they like to be, every option and every route occurs. The
cross-checks are met on purpose: nothing before the birth, nothing past in the future, a weight that goes with a height.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from hypothesis import strategies as st

from posology.knowledge.dictionary import Dictionary, Element, ElementKind, Range, Time
from posology.record.written import NOT_KNOWN, NOTHING

Plain: TypeAlias = "bool | int | Decimal | str | list[Plain] | dict[str, Plain]"
Record: TypeAlias = "dict[str, Plain]"

KNOWN_DRUGS = ("naproxen", "ibuprofen", "apixaban", "warfarin", "aspirin", "prednisone", "acetaminophen", "metformin")
UNKNOWN_DRUGS = ("Zorbulin", "Quelvane forte")
"""Invented; the drug knowledge has neither."""

OLDEST, YOUNGEST = 99, 19
FURTHEST_AHEAD = 400
LONGEST_AGO = 6000
NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFG0123456789 -", min_size=1, max_size=20).filter(str.strip)


@dataclass(frozen=True)
class Span:
    """The days within which a record's past lies: from the last possible day of birth to the day of judging."""

    birth: date
    as_of: date


def records(dictionary: Dictionary, as_of: date) -> st.SearchStrategy[Record]:
    """Whole records without a fault and without anything to question."""
    born = st.dates(date(as_of.year - OLDEST, 1, 1), date(as_of.year - YOUNGEST, 12, 31))
    return born.flatmap(lambda birth: _records_born(dictionary, Span(birth, as_of)))


def _records_born(dictionary: Dictionary, span: Span) -> st.SearchStrategy[Record]:
    body = _body_paths(dictionary)
    written = {
        path: element_values(element, span)
        for path, element in dictionary.elements.items()
        if path not in body and path != dictionary.birth
    }
    always = {path: each for path, each in written.items() if dictionary.elements[path].required}
    if dictionary.birth is not None:
        written[dictionary.birth] = st.just(span.birth.isoformat())
    seldom = {path: each for path, each in written.items() if path not in always}
    flat = st.fixed_dictionaries(always, optional=seldom)
    return st.tuples(flat, _bodies(dictionary, span)).map(lambda both: nested({**both[0], **both[1]}))


def nested(flat: Mapping[str, Plain]) -> Record:
    """The record with mappings within mappings for the dotted paths."""
    record: Record = {}
    for path, value in flat.items():
        *groups, name = path.split(".")
        place = record
        for group in groups:
            inner = place.setdefault(group, {})
            assert isinstance(inner, dict)
            place = inner
        place[name] = value
    return record


def without(record: Record, path: str) -> Record:
    """The record without the element at the path, if it has one."""
    head, _, rest = path.partition(".")
    if not rest:
        return {key: each for key, each in record.items() if key != head}
    return {
        key: without(each, rest) if key == head and isinstance(each, dict) else each for key, each in record.items()
    }


def shuffled(record: Record) -> st.SearchStrategy[Record]:
    """The same record with its keys, at every depth, in any order."""

    def in_order(keys: Sequence[str]) -> st.SearchStrategy[Record]:
        return st.fixed_dictionaries({key: _shuffled_value(record[key]) for key in keys})

    return st.permutations(list(record)).flatmap(in_order)


def _shuffled_value(value: Plain) -> st.SearchStrategy[Plain]:
    if isinstance(value, dict):
        return shuffled(value).map(_same)
    if isinstance(value, list):
        return st.tuples(*(_shuffled_value(each) for each in value)).map(list)
    return st.just(value)


def _same(value: Plain) -> Plain:
    return value


def _body_paths(dictionary: Dictionary) -> frozenset[str]:
    check = dictionary.body_mass
    return frozenset() if check is None else frozenset({check.weight, check.height})


def _bodies(dictionary: Dictionary, span: Span) -> st.SearchStrategy[Record]:
    """A weight and a height that go together, a light weight without a height, or neither."""
    check = dictionary.body_mass
    nothing: Record = {}
    if check is None:
        return st.just(nothing)
    weight, height = dictionary.elements[check.weight], dictionary.elements[check.height]

    def together(centimetres: int, tenths: int) -> st.SearchStrategy[Record]:
        # index in tenths of kg/m2, weight in tenths of kg rounded to one, well within the ordinary range
        kilograms = Decimal(tenths * centimetres * centimetres // 100_000)
        return st.fixed_dictionaries(
            {
                check.weight: _measured(weight, st.just(f"{kilograms} {weight.unit}"), span),
                check.height: _measured(height, st.just(f"{centimetres} {height.unit}"), span),
            }
        )

    both = st.tuples(st.integers(140, 210), st.integers(200, 390)).flatmap(lambda each: together(*each))
    light = st.integers(31, 87).flatmap(
        lambda kilograms: st.fixed_dictionaries(
            {check.weight: _measured(weight, st.just(f"{kilograms} {weight.unit}"), span)}
        )
    )
    return st.one_of(st.just(nothing), both, light)


def element_values(element: Element, span: Span) -> st.SearchStrategy[Plain]:
    """The values that the element can have, neither refused nor questioned; measured ones also with date, source and method."""
    bare = _bare(element, span)
    return _measured(element, bare, span) if element.measured else bare


def _measured(element: Element, bare: st.SearchStrategy[Plain], span: Span) -> st.SearchStrategy[Plain]:
    """The value bare, or with some of its date, source and method."""
    optional = {"date": _dates(Time.PAST, span), "source": NAMES.map(_same)}
    if element.methods:
        optional["method"] = st.sampled_from(element.methods).map(_same)
    return st.one_of(bare, st.fixed_dictionaries({"value": bare}, optional=optional).map(_same))


def _bare(  # noqa: PLR0911 - one return for each kind
    element: Element, span: Span
) -> st.SearchStrategy[Plain]:
    match element.kind:
        case ElementKind.BOOLEAN:
            return st.booleans()
        case ElementKind.INTEGER:
            low, high = _bounds(element)
            return st.integers(int(low), int(high))
        case ElementKind.DECIMAL:
            return st.one_of(_decimals(element), st.integers(*(int(each) for each in _bounds(element))))
        case ElementKind.TEXT:
            return NAMES.map(_same)
        case ElementKind.CODE:
            return st.sampled_from(element.options)
        case ElementKind.DATE:
            when = st.just(span.as_of.isoformat()) if element.whole_day else _dates(element.time, span)
            ahead = _days(span.as_of, FURTHEST_AHEAD).map(date.isoformat)
            chosen = ahead if element.time is not Time.PAST and element.whole_day else when
            return st.one_of(chosen, *(st.just(each) for each in element.options))
        case ElementKind.QUANTITY:
            return _quantities(element)
        case ElementKind.CODES:
            entries = st.sampled_from(element.options) if element.options else NAMES.filter(_names_something)
            return st.lists(entries, unique=True, max_size=4).map(_listed)
        case ElementKind.RECORDS:
            return st.lists(_entry(element.written_fields, span), max_size=4).map(_listed)


def _names_something(text: str) -> bool:
    """Whether an entry of a list is a name, and not a word for nothing or for what nobody knows."""
    return " ".join(text.casefold().split()).strip(".,;:! ") not in NOTHING | NOT_KNOWN


def _listed(values: Iterable[Plain]) -> Plain:
    return list(values)


def _entry(fields: Sequence[Element], span: Span) -> st.SearchStrategy[Plain]:
    """One entry: groups whole or absent; of medicines, a clinician's class only for a drug that nobody knows."""
    single = {each.path: each for each in fields if "." not in each.path}
    if "drug" not in single:
        return _plain_entry(fields, span)
    groups = sorted({each.path.partition(".")[0] for each in fields if "." in each.path})

    def named(drug: str) -> st.SearchStrategy[Plain]:
        optional = {
            path: element_values(each, span) for path, each in single.items() if path not in {"drug", "started"}
        }
        for group in groups:
            if group != "class" or drug in UNKNOWN_DRUGS:
                inner = {each.path: element_values(each, span) for each in fields if each.path.startswith(f"{group}.")}
                optional[group] = st.fixed_dictionaries(inner).map(_unprefixed)
        started = _days(span.birth, 30, ago=0).map(date.isoformat)
        with_start = st.fixed_dictionaries({"drug": st.just(drug)}, optional={**optional, "started": started})
        return with_start.filter(_is_course).map(_same)

    return st.sampled_from((*KNOWN_DRUGS, *UNKNOWN_DRUGS)).flatmap(named)


def _plain_entry(fields: Sequence[Element], span: Span) -> st.SearchStrategy[Plain]:
    """One entry of a list that nothing more is made of than its fields."""
    written = {each.path: element_values(each, span) for each in fields}
    always = {each.path: written[each.path] for each in fields if each.required}
    seldom = {path: each for path, each in written.items() if path not in always}
    return st.fixed_dictionaries(always, optional=seldom).map(nested).map(_same)


def _is_course(entry: Record) -> bool:
    """Whether the start does not lie after the last dose, as far as the text of both can tell."""
    started, last = entry.get("started"), entry.get("last_dose")
    return not (isinstance(started, str) and isinstance(last, str)) or last == "ongoing" or started[: len(last)] <= last


def _unprefixed(group: Mapping[str, Plain]) -> Plain:
    return {path.partition(".")[2]: each for path, each in group.items()}


def _bounds(element: Element) -> tuple[Decimal, Decimal]:
    """Where the element is neither refused nor questioned."""
    span: Range | None = element.plausible or element.hard
    return (Decimal(0), Decimal(1000)) if span is None else (span.lowest, span.highest)


def _decimals(element: Element) -> st.SearchStrategy[Decimal]:
    low, high = _bounds(element)
    return st.decimals(low, high, places=1, allow_nan=False, allow_infinity=False)


def _quantities(element: Element) -> st.SearchStrategy[Plain]:
    """The number and unit in one text, or in parts."""

    def written(number: Decimal) -> st.SearchStrategy[Plain]:
        unit = element.unit or ""
        return st.one_of(st.just(f"{number:f} {unit}"), st.just(_parts(number, unit)))

    return _decimals(element).flatmap(written)


def _parts(number: Decimal, unit: str) -> Plain:
    return {"value": number, "unit": unit}


def _days(start: date, longest: int, ago: int = 0) -> st.SearchStrategy[date]:
    return st.integers(-ago, longest).map(lambda days: start + timedelta(days=days))


def _dates(time: Time, span: Span) -> st.SearchStrategy[Plain]:
    """A day of the patient's life, or the month or the year it lies in."""
    lived = (span.as_of - span.birth).days
    first = span.as_of - timedelta(days=min(lived, LONGEST_AGO))
    days = _days(first, min(lived, LONGEST_AGO)) if time is Time.PAST else _days(span.as_of, FURTHEST_AHEAD)
    return days.flatmap(lambda day: st.sampled_from((day.isoformat(), day.isoformat()[:7], day.isoformat()[:4])))
