"""One element of a record read by itself: its value, judged, and what is written beside it: date, method, source."""

from __future__ import annotations

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.element import Element, ElementKind, Time
from posology.reader.shape import as_option, as_scalar
from posology.reader.tree import FAULTY, Node, Scalar
from posology.record.codes import NOT_AN_OPTION, WRONG_KIND
from posology.record.plausibility import Judge
from posology.record.written import read_text, read_value, read_written_date
from posology.values.dates import PartialDate
from posology.values.known import Known


def read_judged(element: Element, node: Node, label: str, judge: Judge, diagnostics: Diagnostics) -> Known | None:
    """The value of the element; None where it is refused, as written or as impossible; the reason is in the bag."""
    value = read_value(element, node, f"`{label}`", diagnostics)
    return None if value is None or not judge.judge_value(element, value, label, node.span) else value


def read_aspect_date(node: Node | None, label: str, judge: Judge, diagnostics: Diagnostics) -> PartialDate | None:
    """The day on which the element was measured, which lies in the past."""
    scalar = None if node is None else as_scalar(node, diagnostics, what=f"`{label}.date`", code=WRONG_KIND)
    if scalar is None or scalar.value is None:
        return None
    when = read_written_date(scalar, f"`{label}.date`", diagnostics)
    is_past = when is not None and judge.judge_date(when, Time.PAST, f"{label}.date", scalar.span)
    return when if is_past else None


def read_method(element: Element, node: Node | None, label: str, diagnostics: Diagnostics) -> str | None:
    """How the element was measured, one of its methods."""
    if node is None or not element.methods or (isinstance(node, Scalar) and node.value is None):
        return None
    return as_option(node, diagnostics, what=f"`{label}.method`", options=element.methods, code=NOT_AN_OPTION)


def read_source(node: Node | None, label: str, diagnostics: Diagnostics) -> str | None:
    """Where the value comes from, in a few words."""
    if node is None or (isinstance(node, Scalar) and (node.value is None or node.value is FAULTY)):
        return None
    return read_text(node, f"`{label}.source`", diagnostics)


def is_name(field: Element) -> bool:
    """Whether the field of an entry is what the entry is called, so that no word for nothing can stand there."""
    return field.required and field.kind is ElementKind.TEXT and "." not in field.path
