"""The labels of a sheet as a PDF, tagged and for archives as the sheet itself is, and always the same bytes."""

from __future__ import annotations

from dataclasses import asdict

from posology.render.sheet_labels import labels_of
from posology.render.sheet_section import PAPERS
from posology.render.sheet_typst import pdf_of, pngs_of
from posology.results.sheet import Sheet

TEMPLATE = "labels.typ"


def labels_as_pdf(sheet: Sheet, paper: str = PAPERS[0]) -> bytes:
    """Eight labels on each page of that paper."""
    return pdf_of(TEMPLATE, _said(sheet), paper, sheet.as_of)


def labels_as_pngs(sheet: Sheet, paper: str = PAPERS[0], dots_per_inch: int = 100) -> tuple[bytes, ...]:
    """Each page of the labels as it looks on paper."""
    return pngs_of(TEMPLATE, _said(sheet), paper, dots_per_inch)


def _said(sheet: Sheet) -> object:
    labels = labels_of(sheet)
    each = [{**asdict(label), "fields": [field._asdict() for field in label.fields]} for label in labels.each]
    return {**asdict(labels), "each": each}
