"""Every form in which a sheet and a schedule are handed out, as the text that a reader has before them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

from icalendar import Calendar
from pypdf import PdfReader

from posology.render.check_json import check_as_json
from posology.render.check_text import check_as_text
from posology.render.labels_typst import labels_as_pdf
from posology.render.schedule_ics import schedule_as_ics
from posology.render.schedule_json import schedule_as_json
from posology.render.schedule_svg import schedule_as_svg
from posology.render.schedule_text import schedule_as_text
from posology.render.sheet_html import sheet_as_html
from posology.render.sheet_json import sheet_as_json
from posology.render.sheet_labels import labels_as_text
from posology.render.sheet_svg import sheet_as_svg
from posology.render.sheet_text import sheet_as_text
from posology.render.sheet_typst import sheet_as_pdf
from posology.results.check import Check
from posology.results.schedule import Schedule
from posology.results.sheet import Sheet
from posology.verify.differences import is_list, is_mapping
from tests.rules.worked_cases import WorkedCase, rules_of

FORBIDDEN = {
    "a shortened million or thousand": re.compile(r"[0-9] ?(?:MM?|K|k|mil)\b(?! ?cells? per)|\b(?:MM?|mil) cells"),
    "an exponent": re.compile(r"[0-9][eE][+-]?[0-9]|10\^"),
    "a trailing zero": re.compile(r"(?<![0-9.])[0-9]+\.[0-9]*0(?![0-9.])"),
    "a naked decimal": re.compile(r"(?<![0-9A-Za-z.\)])\.[0-9]"),
    "a volume in cc, or micrograms by their Greek letter": re.compile(r"[0-9] ?cc\b|[\u00b5\u03bc]g\b"),
}
"""Forms of a number that a reader can take for another."""

_TAG = re.compile(r"<[^>]*>")
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_NAMED = re.compile(
    r"\b[0-9a-f]{16,}\b|\b[0-9]{4}(?:-[0-9]{4}){4}\b|\b[0-9]+\.[0-9]+\.[0-9]+\b|\b10\.[0-9]{4,}/\S+|sha256", re.ASCII
)
"""Hashes, ids of sheets, versions and DOIs: digits that mean no amount."""


def texts_of(case: WorkedCase, check: Check, sheet: Sheet, schedule: Schedule) -> Iterator[tuple[str, str]]:
    """Each form but the PDF, by its name, on one line."""
    rules = rules_of(case)
    yield "check as text", check_as_text(check, rules.protocol, rules.anatomy, rules.dictionary)
    yield "check as JSON", _strings(check_as_json(check))
    yield "sheet as text", sheet_as_text(sheet)
    yield "sheet as JSON", _strings(sheet_as_json(sheet))
    yield "sheet as HTML", html_text(sheet_as_html(sheet))
    yield "sheet as SVG", svg_text(sheet_as_svg(sheet))
    yield "labels as text", labels_as_text(sheet)
    yield "schedule as text", schedule_as_text(schedule)
    yield "schedule as JSON", _strings(schedule_as_json(schedule))
    yield "schedule as SVG", svg_text(schedule_as_svg(schedule))
    yield "schedule as ICS", calendar_text(schedule_as_ics(schedule))


def pdf_texts(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Each page of the PDF, and of the labels."""
    for number, page in enumerate(PdfReader(io.BytesIO(sheet_as_pdf(sheet))).pages, start=1):
        yield f"page {number} of the PDF", page.extract_text()
    for number, page in enumerate(PdfReader(io.BytesIO(labels_as_pdf(sheet))).pages, start=1):
        yield f"page {number} of the labels", page.extract_text()


def html_text(document: str) -> str:
    """What a browser shows of a page."""
    return unescape(_TAG.sub(" ", _STYLE.sub(" ", document)))


def svg_text(drawn: str) -> str:
    """Every text of a picture, with its title and description."""
    return " ".join("".join(each.itertext()) for each in ET.fromstring(drawn))  # noqa: S314 - our own output


def calendar_text(content: bytes) -> str:
    """What a calendar shows of each event."""
    calendar = Calendar.from_ical(content)
    assert isinstance(calendar, Calendar)
    return " ".join(f"{each['summary']} {each['description']}" for each in calendar.events)


def amounts_only(text: str) -> str:
    """The text on one line without what is no amount."""
    return _NAMED.sub(" ", " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split()))


def misread(text: str) -> Iterator[str]:
    """Each forbidden form that is found, with what stands around it."""
    ours = amounts_only(text)
    for form, pattern in FORBIDDEN.items():
        found = pattern.search(ours)
        if found is not None:
            yield f"{form}: …{ours[max(0, found.start() - 60) : found.end() + 30]}…"


def _strings(document: str) -> str:
    """Every text of a JSON document, and every number as it is written."""
    return " ; ".join(_leaves(json.loads(document, parse_float=str, parse_int=str)))


def _leaves(value: Any) -> Iterator[str]:  # noqa: ANN401 - a document may be anything
    if is_mapping(value):
        yield from (leaf for each in value.values() for leaf in _leaves(each))
    elif is_list(value):
        yield from (leaf for each in value for leaf in _leaves(each))
    elif isinstance(value, str):
        yield value
