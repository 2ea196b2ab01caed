"""A record as it was written becomes facts, or every fault in it is listed with its place.

What comes in is a YAML or JSON document; what goes out holds only values that the data dictionary declares, of the
right kind, in the declared unit, possible, and dated where a date was given. What is missing stays missing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import TypeAlias

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.drugs import Drugs
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_sequence
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.record.aspects import is_name, read_aspect_date, read_judged, read_method, read_source
from posology.record.codes import NOT_A_RECORD, REQUIRED, UNKNOWN_ELEMENT, WRONG_KIND
from posology.record.facts import Facts
from posology.record.medicine import Medicine, entry_of, medicine_of
from posology.record.placing import place_elements
from posology.record.plausibility import Dated, Judge
from posology.record.recorded import Recorded
from posology.record.written import in_writing, report_if_nothing
from posology.values.dates import PartialDate
from posology.values.known import Entry, Known
from posology.values.truth import Cause, Reason, Unknown

_Entry: TypeAlias = tuple[dict[str, Recorded], Span]
"""What an entry of a list of records says, each field by its path, and where it stands."""

IDENTIFIER = "id"
MEDICATIONS = "medications"


def read_record(  # noqa: PLR0913, PLR0917 - a record is read by a dictionary, with drugs, as of a day
    text: bytes, name: str, dictionary: Dictionary, drugs: Drugs, as_of: date, diagnostics: Diagnostics
) -> Facts | None:
    """The facts that the file `name` records, judged as of the day; None where anything in it is refused.

    The hash is of the bytes as they came, so that a result names exactly the file that it was made from; two files that
    say the same in another order have two hashes.
    """
    inner = Diagnostics()
    root = read_document(text, name, inner)
    facts = None
    if root is not None:
        digest = hashlib.sha256(text).hexdigest()
        facts = read_record_tree(root, digest, dictionary, drugs, as_of, inner)
    diagnostics.found.extend(inner.found)
    return None if inner.has_errors else facts


def read_record_tree(  # noqa: PLR0913, PLR0917 - as read_record
    root: Node, sha256: str, dictionary: Dictionary, drugs: Drugs, as_of: date, diagnostics: Diagnostics
) -> Facts | None:
    """The facts of a record that was read already; `sha256` is that of whatever it was read from."""
    inner = Diagnostics()
    facts = _Intake(dictionary, drugs, as_of, inner).read(root, sha256)
    diagnostics.found.extend(inner.found)
    return None if inner.has_errors else facts


@dataclass(slots=True)
class _Intake:
    """One record being taken in."""

    dictionary: Dictionary
    drugs: Drugs
    as_of: date
    diagnostics: Diagnostics
    judge: Judge = field(init=False)

    def __post_init__(self) -> None:
        self.judge = Judge(self.as_of, self.diagnostics)

    def read(self, node: Node, sha256: str) -> Facts | None:
        """The facts of the whole record, in the order of the dictionary whatever the order of the keys."""
        root = as_mapping(node, self.diagnostics, allowed=None, what="a record", code=NOT_A_RECORD)
        if root is None:
            return None
        placed = place_elements(root, self.dictionary.elements, "", self.diagnostics)
        values: dict[str, Recorded] = {}
        medicines: tuple[Medicine, ...] | None = None
        for path, element in self.dictionary.elements.items():
            if path not in placed:
                continue
            if element.kind is not ElementKind.RECORDS:
                self._keep(values, element, placed[path], path)
                continue
            entries = self._read_entries(element, placed[path])
            if entries is not None and path == MEDICATIONS:
                medicines = tuple(
                    medicine_of(index, entry, self.drugs, span, self.diagnostics)
                    for index, (entry, span) in enumerate(entries)
                )
                made = tuple(
                    entry_of(medicine, element, entry, self.as_of)
                    for medicine, (entry, _) in zip(medicines, entries, strict=True)
                )
                values[path] = Recorded(made, ", ".join(each.drug for each in medicines) or "none")
            elif entries is not None:
                listed = tuple(_plain_entry(element, entry, index) for index, (entry, _) in enumerate(entries))
                values[path] = Recorded(listed, f"{len(listed)} entries")
        self._judge_order(self.dictionary.elements.values(), values, placed, "")
        self._judge_whole(values, {path: each.span for path, each in placed.items()})
        identifier = values.get(IDENTIFIER)
        if identifier is None:
            return None
        return Facts(str(identifier.value), sha256, MappingProxyType(values), medicines, tuple(self.judge.questionable))

    def _judge_whole(self, values: Table[str, Recorded], spans: Table[str, Span]) -> None:
        if self.dictionary.birth is not None:
            self.judge.judge_birth(self.dictionary.birth)
        if self.dictionary.body_mass is not None:
            self.judge.judge_body_mass(self.dictionary.body_mass, values, spans)

    def _keep(self, values: dict[str, Recorded], element: Element, node: Node, label: str) -> None:
        """Reads one element and keeps it, unless it was refused or says that nobody knows."""
        recorded = self._read_element(element, node, label)
        if recorded is not None and recorded.value not in element.not_known:
            values[element.path] = recorded

    def _read_element(self, element: Element, node: Node, label: str) -> Recorded | None:
        if element.measured and isinstance(node, Mapping) and _has_aspects(node):
            return self._read_measured(element, node, label)
        value = read_judged(element, node, label, self.judge, self.diagnostics)
        return None if value is None else Recorded(value, in_writing(node))

    def _read_measured(self, element: Element, block: Mapping, label: str) -> Recorded | None:
        """A value written with its date, source or method."""
        keys = {"value", "date", "source"} | ({"method"} if element.methods else set[str]())
        allowed = keys | ({"unit"} if element.kind is ElementKind.QUANTITY else set[str]())
        as_mapping(
            block,
            self.diagnostics,
            allowed=sorted(allowed),
            required=("value",),
            what=f"`{label}`",
            code=WRONG_KIND,
            unknown_code=UNKNOWN_ELEMENT,
            missing_code=REQUIRED,
        )
        when = read_aspect_date(block.get("date"), label, self.judge, self.diagnostics)
        source = read_source(block.get("source"), label, self.diagnostics)
        method = read_method(element, block.get("method"), label, self.diagnostics)
        node = _value_node(block)
        value = None if node is None else read_judged(element, node, label, self.judge, self.diagnostics)
        return None if node is None or value is None else Recorded(value, in_writing(node), when, source, method)

    def _read_entries(self, element: Element, node: Node) -> tuple[_Entry, ...] | None:
        """The entries of a list of records; None where the list or an entry is none."""
        what = f"`{element.path}`"
        if isinstance(node, Scalar) and report_if_nothing(node.text, what, node, self.diagnostics):
            return None
        items = as_sequence(node, self.diagnostics, what=what, code=WRONG_KIND)
        if items is None:
            return None
        fields = {each.path: each for each in element.written_fields}
        found = [self._read_entry(fields, each, f"{element.path}[{index}]") for index, each in enumerate(items)]
        entries = tuple((each, item.span) for each, item in zip(found, items, strict=True) if each is not None)
        return entries if len(entries) == len(items) else None

    def _read_entry(self, fields: Table[str, Element], node: Node, label: str) -> dict[str, Recorded] | None:
        if isinstance(node, Scalar) and isinstance(node.value, str):
            first = next(iter(fields))
            message = f"`{label}` is the text `{shortened(node.text)}`, and must be a mapping of its fields"
            self.diagnostics.error(WRONG_KIND, message, node.span, help=f"write `{first}: {shortened(node.text)}`")
            return None
        block = as_mapping(node, self.diagnostics, allowed=None, what=f"`{label}`", code=WRONG_KIND)
        if block is None:
            return None
        placed = place_elements(block, fields, f"{label}.", self.diagnostics)
        values: dict[str, Recorded] = {}
        for path, element in fields.items():
            if path in placed:
                self._keep(values, element, placed[path], f"{label}.{path}")
        self._judge_order(fields.values(), values, placed, f"{label}.")
        self._judge_names(fields.values(), values, placed, label)
        return values

    def _judge_names(
        self, fields: Iterable[Element], values: Table[str, Recorded], placed: Table[str, Node], label: str
    ) -> None:
        """Refuses an entry whose name says that there is none, such as a medicine called `none`."""
        for field_ in fields:
            recorded = values.get(field_.path)
            if is_name(field_) and recorded is not None:
                report_if_nothing(recorded.written, f"`{label}.{field_.path}`", placed[field_.path], self.diagnostics)

    def _judge_order(
        self, elements: Iterable[Element], values: Table[str, Recorded], placed: Table[str, Node], within: str
    ) -> None:
        """Holds each date against the one that it is declared never to come after."""
        for element in elements:
            earlier = values.get(element.path)
            later = None if element.not_after is None else values.get(element.not_after)
            if earlier is None or later is None:
                continue
            if isinstance(earlier.value, PartialDate) and isinstance(later.value, PartialDate):
                self.judge.judge_order(
                    *(
                        Dated(f"{within}{path}", when, placed[path].span)
                        for path, when in ((element.path, earlier.value), (str(element.not_after), later.value))
                    )
                )


def _has_aspects(block: Mapping) -> bool:
    """Whether the mapping is more than the value and the unit of a quantity."""
    keys = {key.text for key, _ in block.entries}
    return "unit" not in keys or not keys <= {"value", "unit"}


def _value_node(block: Mapping) -> Node | None:
    """What is written as the value; with its unit, where the unit stands beside the date."""
    value = block.get("value")
    if value is None or block.get("unit") is None:
        return value
    parts = tuple(each for each in block.entries if each[0].text in {"value", "unit"})
    return Mapping(parts, block.span)


def _plain_entry(element: Element, entry: Table[str, Recorded], index: int) -> Entry:
    """An entry of a list that the engine makes nothing more of: its fields as recorded."""

    def value_of(path: str) -> Known | Unknown:
        recorded = entry.get(path)
        if recorded is not None:
            return recorded.value
        return Unknown((Reason(f"{element.path}[{index}].{path}", Cause.NOT_RECORDED),))

    return Entry({each.path: value_of(each.path) for each in element.fields})
