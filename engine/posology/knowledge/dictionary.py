"""The data dictionary read from its files: every element once, every fault in one run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from types import MappingProxyType

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.body_mass import read_body_mass
from posology.knowledge.declared import read_citation, read_codes, read_range, read_words
from posology.knowledge.element import (
    AS_OF,
    ASPECTS,
    Becomes,
    BodyMassCheck,
    ClinicalCode,
    Dictionary,
    Element,
    ElementKind,
    Range,
    Time,
)
from posology.reader.document import read_document
from posology.reader.shape import as_boolean, as_mapping, as_option, as_sequence, as_text, is_null
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.values.dates import parse_date
from posology.values.units import convert, parse_unit

__all__ = [
    "ASPECTS",
    "AS_OF",
    "BodyMassCheck",
    "ClinicalCode",
    "Dictionary",
    "Element",
    "ElementKind",
    "Range",
    "Time",
    "read_dictionary",
]

DECLARED_TWICE = "P0200"
NO_UNIT = "P0201"
WRONG_RANGE = "P0202"
WRONG_OPTIONS = "P0203"
WRONG_PATH = "P0204"
WRONG_CHANGE = "P0205"
MISPLACED = "P0206"

PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*", re.ASCII)

ALLOWED = (
    *(
        "kind",
        "question",
        "supplied_by",
        "source",
        "codes",
        "unit",
        "accepts",
        "options",
        "not_known",
        "fields",
        "required",
        "derived",
    ),
    *("measured", "methods", "time", "whole_day", "not_after", "hard", "plausible", "becomes", "becomes_says"),
)

_QUANTITY, _DATE = frozenset({ElementKind.QUANTITY}), frozenset({ElementKind.DATE})
_CODES = frozenset({ElementKind.CODE, ElementKind.CODES, ElementKind.DATE})
_NUMBERS = frozenset({ElementKind.INTEGER, ElementKind.DECIMAL, ElementKind.QUANTITY, ElementKind.DATE})
ONLY_FOR = MappingProxyType(
    {
        "unit": _QUANTITY,
        "accepts": _QUANTITY,
        "options": _CODES,
        "not_known": frozenset({ElementKind.CODE}),
        "fields": frozenset({ElementKind.RECORDS}),
        "time": _DATE,
        "whole_day": _DATE,
        "not_after": _DATE,
        "hard": _NUMBERS,
        "plausible": _NUMBERS,
    }
)
"""Which kinds a key may be said of; a key that is not here may be said of each."""


def read_dictionary(files: Sequence[tuple[str, str | bytes]], diagnostics: Diagnostics) -> Dictionary:
    """The dictionary that the files, each a name and its content, declare together; what is faulty is left out."""
    elements: dict[str, Element] = {}
    body_masses: list[tuple[Node, BodyMassCheck]] = []
    births: list[Scalar] = []
    for name, content in files:
        root = as_mapping(
            read_document(content, name, diagnostics),
            diagnostics,
            allowed=("elements", "body_mass", "birth"),
            required=("elements",),
            what="a file of the data dictionary",
        )
        if root is None:
            continue
        for element in _read_elements(root.get("elements"), "", diagnostics):
            _add(elements, element, diagnostics)
        body_mass = read_body_mass(root.get("body_mass"), diagnostics)
        body_masses += [(root, body_mass)] if body_mass else []
        birth = root.get("birth")
        births += [birth] if isinstance(birth, Scalar) else []
    _check_paths(elements.values(), diagnostics)
    return Dictionary(
        MappingProxyType(elements),
        _one_body_mass(body_masses, elements, diagnostics),
        _one_birth(births, elements, diagnostics),
    )


def _add(elements: dict[str, Element], element: Element, diagnostics: Diagnostics) -> None:
    first = elements.setdefault(element.path, element)
    if first is not element:
        diagnostics.error(
            DECLARED_TWICE,
            f"`{element.path}` is declared twice",
            element.span,
            help="declare each element once, in one file",
            related=((first.span, "declared here first"),),
        )


def _one_body_mass(
    found: list[tuple[Node, BodyMassCheck]], elements: dict[str, Element], diagnostics: Diagnostics
) -> BodyMassCheck | None:
    for node, _ in found[1:]:
        diagnostics.error(DECLARED_TWICE, "`body_mass` is declared twice", node.span)
    for node, check in found[:1]:
        for path, unit in ((check.weight, "kg"), (check.height, "cm"), (check.repeat, "kg")):
            element = elements.get(path)
            if element is None or element.unit != unit:
                message = f"`body_mass` needs `{shortened(path)}` to be an element in `{unit}`"
                diagnostics.error(MISPLACED, message, node.span)
                return None
        return check
    return None


def _one_birth(found: list[Scalar], elements: dict[str, Element], diagnostics: Diagnostics) -> str | None:
    for scalar in found[1:]:
        diagnostics.error(DECLARED_TWICE, "`birth` is declared twice", scalar.span)
    for scalar in found[:1]:
        element = elements.get(scalar.text)
        if element is None or element.kind is not ElementKind.DATE:
            diagnostics.error(
                MISPLACED, f"`birth` must name a date element, not `{shortened(scalar.text)}`", scalar.span
            )
            return None
        return element.path
    return None


def _read_elements(node: Node | None, within: str, diagnostics: Diagnostics) -> tuple[Element, ...]:
    what = f"the fields of `{within}`" if within else "`elements`"
    block = as_mapping(node, diagnostics, allowed=None, what=what)
    found = (_read_element(key, each, diagnostics) for key, each in (block.entries if block else ()))
    return tuple(each for each in found if each is not None)


def _read_element(key: Scalar, node: Node, diagnostics: Diagnostics) -> Element | None:
    path, what = key.text, f"`{shortened(key.text)}`"
    if not PATH.fullmatch(path):
        help_text = "lower-case letters, digits and underscores, joined by points"
        diagnostics.error(WRONG_PATH, f"{what} is not the path of an element", key.span, help=help_text)
        return None
    block = as_mapping(node, diagnostics, allowed=ALLOWED, required=("kind", "question", "source"), what=what)
    if block is None:
        return None
    kind_text = as_option(block.get("kind"), diagnostics, what=f"the kind of {what}", options=[*ElementKind])
    question = as_text(block.get("question"), diagnostics, what=f"the question of {what}")
    if kind_text is None or question is None:
        return None
    return _Declaration(block, path, ElementKind(kind_text), key.span, diagnostics).read(question)


class _Declaration:
    """One element being read: its block, its kind, and where its faults go."""

    def __init__(self, block: Mapping, path: str, kind: ElementKind, span: Span, diagnostics: Diagnostics) -> None:
        self.block, self.path, self.kind, self.span, self.diagnostics = block, path, kind, span, diagnostics
        self.what = f"`{path}`"

    def read(self, question: str) -> Element:
        """The element as declared."""
        self._check_placing()
        unit = self._unit()
        options = self._words("options")
        hard, plausible = self._range("hard", unit), self._range("plausible", unit)
        self._check_ranges(hard, plausible)
        return Element(
            path=self.path,
            kind=self.kind,
            question=question,
            supplied_by=self._supplied_by(),
            unit=unit,
            accepts=self._accepts(unit),
            options=options,
            not_known=self._not_known(options),
            fields=_read_elements(self.block.get("fields"), self.path, self.diagnostics) if self._has("fields") else (),
            required=self._flag("required"),
            derived=self._flag("derived"),
            measured=self._flag("measured"),
            methods=self._words("methods"),
            time=self._time(),
            whole_day=self._flag("whole_day"),
            not_after=self._not_after(),
            hard=hard,
            plausible=plausible,
            becomes=self._becomes(options),
            becomes_says=self._becomes_says(),
            codes=read_codes(self.block.get("codes"), self.what, self.diagnostics),
            citation=read_citation(self.block.get("source"), f"the source of {self.what}", self.diagnostics),
            span=self.span,
        )

    def _has(self, key: str) -> bool:
        return not is_null(self.block.get(key))

    def _supplied_by(self) -> str:
        node = self.block.get("supplied_by")
        text = None if node is None else as_text(node, self.diagnostics, what=f"`supplied_by` of {self.what}")
        return text or ""

    def _words(self, key: str) -> tuple[str, ...]:
        return read_words(self.block.get(key), f"`{key}` of {self.what}", self.diagnostics)

    def _flag(self, key: str) -> bool:
        node = self.block.get(key)
        return node is not None and bool(as_boolean(node, self.diagnostics, what=f"`{key}` of {self.what}"))

    def _check_placing(self) -> None:
        for key, kinds in ONLY_FOR.items():
            if self._has(key) and self.kind not in kinds:
                message = f"`{key}` cannot be said of {self.what}, which is of kind `{self.kind}`"
                self.diagnostics.error(MISPLACED, message, self.block.key_span(key))
        if self._has("methods") and not self._flag("measured"):
            message = f"{self.what} has methods and is not measured"
            self.diagnostics.error(MISPLACED, message, self.block.key_span("methods"), help="add `measured: true`")
        if self.kind is ElementKind.CODE and not self._has("options"):
            self.diagnostics.error(WRONG_OPTIONS, f"{self.what} is a code without options", self.block.span)
        if self.kind is ElementKind.RECORDS and not self._has("fields"):
            self.diagnostics.error(MISPLACED, f"{self.what} holds records and has no fields", self.block.span)

    def _unit(self) -> str | None:
        if self.kind is not ElementKind.QUANTITY:
            return None
        unit = as_text(self.block.get("unit"), self.diagnostics, what=f"the unit of {self.what}")
        if not self._has("unit"):
            self.diagnostics.error(NO_UNIT, f"{self.what} is a quantity without a unit", self.block.span)
        elif unit is not None and parse_unit(unit) is None:
            self.diagnostics.error(NO_UNIT, f"`{shortened(unit)}` is not a UCUM unit", self.block.key_span("unit"))
            return None
        return unit

    def _accepts(self, unit: str | None) -> tuple[str, ...]:
        accepted = self._words("accepts")
        for each in accepted:
            if unit is not None and (parse_unit(each) is None or convert(Decimal(1), each, unit) is None):
                message = f"`{shortened(each)}` does not convert exactly to `{unit}`"
                self.diagnostics.error(NO_UNIT, message, self.block.key_span("accepts"))
        return accepted

    def _not_known(self, options: tuple[str, ...]) -> tuple[str, ...]:
        words = self._words("not_known")
        for each in words:
            if each not in options:
                message = f"`{shortened(each)}` of `not_known` is not an option of {self.what}"
                self.diagnostics.error(WRONG_OPTIONS, message, self.block.key_span("not_known"))
        return words

    def _time(self) -> Time:
        node = self.block.get("time")
        if node is None:
            return Time.ANY
        word = as_option(node, self.diagnostics, what=f"`time` of {self.what}", options=[*Time])
        return Time(word) if word else Time.ANY

    def _not_after(self) -> str | None:
        node = self.block.get("not_after")
        return None if node is None else as_text(node, self.diagnostics, what=f"`not_after` of {self.what}")

    def _range(self, key: str, unit: str | None) -> Range | None:
        found = read_range(self.block.get(key), f"`{key}` of {self.what}", self.diagnostics)
        wanted = unit if self.kind is ElementKind.QUANTITY else "a" if self.kind is ElementKind.DATE else None
        if found is not None and wanted is not None and found.unit != wanted:
            message = f"`{key}` of {self.what} is in `{shortened(found.unit)}` and must be in `{wanted}`"
            self.diagnostics.error(WRONG_RANGE, message, self.block.key_span(key))
        return found

    def _check_ranges(self, hard: Range | None, plausible: Range | None) -> None:
        if hard and plausible and not (hard.holds(plausible.lowest) and hard.holds(plausible.highest)):
            message = f"the plausible range of {self.what} reaches beyond its hard range"
            self.diagnostics.error(WRONG_RANGE, message, self.block.key_span("plausible"))

    def _becomes(self, options: tuple[str, ...]) -> tuple[Becomes, ...]:
        node = self.block.get("becomes")
        if node is None:
            return ()
        items = as_sequence(node, self.diagnostics, what=f"`becomes` of {self.what}", at_least=1) or ()
        found: list[Becomes] = []
        for item in items:
            value = _change_of(item, self.kind, options)
            if value is None:
                message = f"`becomes` of {self.what} has a value that a `{self.kind}` cannot have"
                self.diagnostics.error(WRONG_CHANGE, message, item.span)
            else:
                found.append(value)
        return tuple(found)

    def _becomes_says(self) -> str:
        if self._has("becomes") != self._has("becomes_says"):
            message = f"{self.what} needs both `becomes` and `becomes_says`, or neither"
            self.diagnostics.error(WRONG_CHANGE, message, self.block.span)
        node = self.block.get("becomes_says")
        text = None if node is None else as_text(node, self.diagnostics, what=f"`becomes_says` of {self.what}")
        return text or ""


def _change_of(node: Node, kind: ElementKind, options: tuple[str, ...]) -> Becomes | None:
    """The value that a suggested change gives, None where an element of that kind cannot have it."""
    match node:
        case Scalar(value=bool(truth)):
            return truth if kind is ElementKind.BOOLEAN else None
        case Scalar(value=str(word)) if kind is ElementKind.CODE:
            return word if word in options else None
        case Scalar(value=str(word)) if kind is ElementKind.DATE:
            return word if word == AS_OF or parse_date(word) is not None else None
        case _:
            return None


def _check_paths(elements: Iterable[Element], diagnostics: Diagnostics) -> None:
    """Reports an element whose path runs through another one that is written, as a value and a group look different."""
    written = {each.path: each for each in elements if not each.derived}
    for element in written.values():
        _check_paths(element.fields, diagnostics)
        later = None if element.not_after is None else written.get(element.not_after)
        if element.not_after is not None and (later is None or later.kind is not ElementKind.DATE):
            message = f"`not_after` of `{element.path}` must name a date beside it"
            diagnostics.error(MISPLACED, message, element.span)
        base = element.path
        while base := base.rpartition(".")[0]:
            if base in written:
                message = f"`{element.path}` lies within `{base}`, which is an element itself"
                diagnostics.error(WRONG_PATH, message, element.span)
