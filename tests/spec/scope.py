"""The data dictionary of the cases: invented, and as small as the cases allow."""

from __future__ import annotations

from types import MappingProxyType

from posology.diagnostics.span import NOWHERE
from posology.knowledge.element import Dictionary, Element, ElementKind

_CLASSES = ("nsaid", "anticoagulant", "antiplatelet", "opioid")


def _element(path: str, kind: ElementKind, unit: str | None = None, options: tuple[str, ...] = ()) -> Element:
    return Element(path=path, kind=kind, question=f"{path}?", unit=unit, options=options, span=NOWHERE)


_MEDICATIONS = Element(
    path="medications",
    kind=ElementKind.RECORDS,
    question="which medicines?",
    fields=(
        _element("drug", ElementKind.TEXT),
        _element("class", ElementKind.CODE, options=_CLASSES),
        _element("last_dose", ElementKind.DATE),
    ),
    span=NOWHERE,
)

_WEIGHT = Element(
    path="weight",
    kind=ElementKind.QUANTITY,
    question="what is the weight?",
    unit="kg",
    measured=True,
    methods=("measured", "reported"),
    span=NOWHERE,
)

_ELEMENTS = (
    _element("age", ElementKind.INTEGER),
    _WEIGHT,
    _element("consent", ElementKind.BOOLEAN),
    _element("smoker", ElementKind.BOOLEAN),
    _element("onset", ElementKind.DATE),
    _element("birth_date", ElementKind.DATE),
    _element("mri.date", ElementKind.DATE),
    _element("procedure.date", ElementKind.DATE),
    _element("sex", ElementKind.CODE, options=("female", "male")),
    _element("regions", ElementKind.CODES, options=("lumbar", "cervical")),
    _MEDICATIONS,
)

DICTIONARY = Dictionary(MappingProxyType({element.path: element for element in _ELEMENTS}))
