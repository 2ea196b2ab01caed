"""Elements of two data dictionaries: what a record may say under one and not, or otherwise, under the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posology.knowledge.element import Dictionary, Element, Range
from posology.results.difference import FieldChange
from posology.values.numerals import decimal_in_words, join_in_words
from posology.verify.meaning.edits import field_changes
from posology.verify.meaning.fields import Fields, Text

ELEMENT = "element of a record"


def element_edits(old: Dictionary, new: Dictionary) -> Mapping[str, tuple[FieldChange, ...]]:
    """The elements that both declare, and not alike, with the fields that differ."""
    if old == new:
        return {}
    both = ((path, old.elements[path], each) for path, each in new.elements.items() if path in old.elements)
    found = {path: field_changes(_fields(one), _fields(other)) for path, one, other in both if one != other}
    return {path: fields for path, fields in found.items() if fields}


def strange_elements(old: Dictionary, new: Dictionary) -> Iterator[str]:
    """A sentence for each element that only one of the two knows."""
    for name, one, other in (("old", old, new), ("new", new, old)):
        strange = [f"`{path}`" for path in other.elements if path not in one.elements]
        if strange:
            yield (
                f"The {name} version does not know {join_in_words(strange)}: "
                "it is asked about patients without what they record there."
            )


def _fields(element: Element) -> Fields:
    """What a record may say of the element, and how it is judged."""
    return {
        "kind": Text(element.kind.value),
        "unit": Text(join_in_words([each for each in (element.unit, *element.accepts) if each])),
        "options": Text(join_in_words(element.options)),
        "options that say that nobody knows": Text(join_in_words(element.not_known)),
        "fields": Text(join_in_words([each.path for each in element.fields])),
        "is required": Text("yes" if element.required else ""),
        "is written with its date": Text("yes" if element.measured else ""),
        "methods": Text(join_in_words(element.methods)),
        "time": Text(f"{element.time}{', whole days' if element.whole_day else ''}"),
        "not after": Text(element.not_after or ""),
        "possible": Text(_range(element.hard)),
        "plausible": Text(_range(element.plausible)),
    }


def _range(range_: Range | None) -> str:
    if range_ is None:
        return ""
    return f"{decimal_in_words(range_.lowest)} to {decimal_in_words(range_.highest)} {range_.unit}"
