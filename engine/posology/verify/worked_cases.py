"""Worked cases: patients with the answers that a person worked out, kept beside the rules that they are about.

A file has `as_of`, `records` and `chapters` of cases; a chapter may set `as_of` and the record `of` its cases. A case
takes a record, leaves out what `without` names, lays `with` over it, and says what must come of it. `procedure_date`,
`readings`, `planned` and `scores` are what a user gives beside the record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeGuard

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_sequence, as_text
from posology.reader.source import shortened
from posology.reader.tree import FAULTY, Mapping, Node, Scalar
from posology.reader.tree import Sequence as Listed
from posology.values.dates import Precision, parse_date

NO_SUCH_RECORD: Final = "P0801"
NOT_IN_THE_RECORD: Final = "P0802"
EXPECTS_NOTHING: Final = "P0803"
NOT_A_DAY: Final = "P0804"
NAME_TWICE: Final = "P0805"
NO_SUCH_MONTH: Final = "P0806"

BASELINE: Final = "baseline"
MONTH: Final = "month "
"""What the scores of a case are named by: `baseline`, or `month 3`."""

FILE_KEYS = ("as_of", "records", "chapters")
CHAPTER_KEYS = ("chapter", "as_of", "of", "cases")
CASE_KEYS = (
    "case", "why", "of", "with", "without", "readings", "planned", "as_of", "procedure_date", "scores", "expect",
    "refused",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedCase:
    """One patient and the answer expected of the protocol.

    `refused` are the codes with which the record must be refused instead. `scores` are those of the follow-up, by month
    (`baseline`, `month 3`) and instrument.

    `record`, `expect` and `scores` are plain mappings, lists, texts, exact numbers and truth values.
    """

    protocol: str
    chapter: str
    name: str
    record: Map[str, Any]
    as_of: date
    procedure_date: date | None
    readings: tuple[tuple[str, str], ...]
    planned: tuple[tuple[str, int], ...]
    expect: Map[str, Any]
    refused: tuple[str, ...]
    span: Span
    scores: Map[str, Map[str, Any]] = field(default_factory=dict[str, Map[str, Any]])


def read_worked_cases(content: bytes, name: str, protocol: str, diagnostics: Diagnostics) -> tuple[WorkedCase, ...]:
    """Every case of the protocol that the file has, in its order; faulty ones are reported and left out."""
    document = read_document(content, name, diagnostics)
    root = as_mapping(document, diagnostics, allowed=FILE_KEYS, required=("records", "chapters"), what="the cases")
    if root is None:
        return ()
    records = as_mapping(root.get("records"), diagnostics, allowed=None, what="`records`")
    cases = _Cases(protocol, root.get("as_of"), records, diagnostics)
    chapters = as_sequence(root.get("chapters"), diagnostics, what="`chapters`") or ()
    found = tuple(case for chapter in chapters for case in cases.of_chapter(chapter))
    _check_names(found, diagnostics)
    return found


def _check_names(cases: Sequence[WorkedCase], diagnostics: Diagnostics) -> None:
    """Reports a name that two cases have: a failing one could not be found by it."""
    first: dict[str, Span] = {}
    for each in cases:
        if each.name in first:
            message = f"two cases are called `{shortened(each.name)}`"
            here = ((first[each.name], "here first"),)
            diagnostics.error(NAME_TWICE, message, each.span, help="give each a name of its own", related=here)
        first.setdefault(each.name, each.span)


@dataclass(frozen=True, slots=True)
class _Cases:
    """What the cases of one file share."""

    protocol: str
    as_of: Node | None
    records: Mapping | None
    diagnostics: Diagnostics

    def of_chapter(self, node: Node) -> Iterator[WorkedCase]:
        """Every case of one chapter."""
        chapter = as_mapping(
            node, self.diagnostics, allowed=CHAPTER_KEYS, required=("chapter", "cases"), what="a chapter"
        )
        if chapter is None:
            return
        title = as_text(chapter.get("chapter"), self.diagnostics, what="`chapter`") or ""
        for each in as_sequence(chapter.get("cases"), self.diagnostics, what=f"the cases of `{title}`") or ():
            case = self._case(each, title, chapter)
            if case is not None:
                yield case

    def _case(self, node: Node, title: str, chapter: Mapping) -> WorkedCase | None:
        block = as_mapping(node, self.diagnostics, allowed=CASE_KEYS, required=("case",), what="a case")
        if block is None:
            return None
        name = as_text(block.get("case"), self.diagnostics, what="`case`") or ""
        what = f"the case `{shortened(name)}`"
        as_of = self._day(block.get("as_of") or chapter.get("as_of") or self.as_of, f"`as_of` of {what}", block.span)
        record = self._record(block, block.get("of") or chapter.get("of"), what)
        expect, refused = self._mapping(block, "expect"), self._words(block, "refused")
        if not expect and not refused:
            message = f"{what} expects nothing, so it cannot fail"
            self.diagnostics.error(EXPECTS_NOTHING, message, block.span, help="add `expect: {verdict: …}`")
        asked = block.get("procedure_date")
        procedure = None if asked is None else self._day(asked, f"`procedure_date` of {what}", block.span)
        if as_of is None or record is None:
            return None
        planned = self._mapping(block, "planned")
        return WorkedCase(
            protocol=self.protocol,
            chapter=title,
            name=name,
            record=record,
            as_of=as_of,
            procedure_date=procedure,
            readings=tuple((key, str(option)) for key, option in self._mapping(block, "readings").items()),
            planned=tuple((key, cells) for key, cells in planned.items() if isinstance(cells, int)),
            expect=expect,
            refused=refused,
            span=block.span,
            scores=self._scores(block, what),
        )

    def _scores(self, case: Mapping, what: str) -> dict[str, Map[str, Any]]:
        """The scores by month; one of no month is reported."""
        found: dict[str, Map[str, Any]] = {}
        for name, scores in self._mapping(case, "scores").items():
            month = name.removeprefix(MONTH)
            if name != BASELINE and not (name.startswith(MONTH) and month.isascii() and month.isdecimal()):
                message = f"`{shortened(name)}` is no month of the scores of {what}"
                help_text = "name them `baseline`, `month 3`, `month 12`"
                self.diagnostics.error(NO_SUCH_MONTH, message, case.key_span("scores"), help=help_text)
            elif _is_mapping(scores):
                found[name] = scores
        return found

    def _record(self, case: Mapping, of: Node | None, what: str) -> Map[str, Any] | None:
        name = as_text(of, self.diagnostics, what=f"`of` of {what}")
        entries = self.records.entries if self.records is not None else ()
        found = next((node for key, node in entries if key.text == name), None)
        if found is None:
            if name is not None and of is not None:
                ids = [key.text for key, _ in entries]
                help_text = suggestion(name, ids, f"the records are {', '.join(ids)}")
                message = f"no record is called `{shortened(name)}`"
                self.diagnostics.error(NO_SUCH_RECORD, message, of.span, help=help_text)
            return None
        record = plain(found)
        if not _is_mapping(record):
            return None
        for path in self._words(case, "without"):
            self._leave_out(record, path, case)
        for path, value in self._mapping(case, "with").items():
            _lay_over(record, path, value)
        return record

    def _leave_out(self, record: dict[str, Any], path: str, case: Mapping) -> None:
        """Takes an element out of the record; one that was never there is told, as the case is then another one."""
        *groups, last = path.split(".")
        for group in groups:
            inner = record.get(group)
            record = inner if _is_mapping(inner) else {}
        if last not in record:
            message = f"the record has no `{shortened(path)}` to leave out"
            help_text = "name an element that the record has"
            self.diagnostics.error(NOT_IN_THE_RECORD, message, case.key_span("without"), help=help_text)
        record.pop(last, None)

    def _day(self, node: Node | None, what: str, place: Span) -> date | None:
        text = None if node is None else as_text(node, self.diagnostics, what=what)
        day = None if text is None else parse_date(text)
        if day is not None and day.precision is Precision.DAY:
            return day.earliest
        if node is None or text is not None:
            span = place if node is None else node.span
            self.diagnostics.error(NOT_A_DAY, f"{what} is not a day", span, help="write it as 2026-11-20")
        return None

    def _mapping(self, block: Mapping, key: str) -> dict[str, Any]:
        node = block.get(key)
        found = None if node is None else as_mapping(node, self.diagnostics, allowed=None, what=f"`{key}`")
        return {} if found is None else {name.text: plain(each) for name, each in found.entries}

    def _words(self, block: Mapping, key: str) -> tuple[str, ...]:
        node = block.get(key)
        items = () if node is None else as_sequence(node, self.diagnostics, what=f"`{key}`") or ()
        words = (as_text(each, self.diagnostics, what=f"an entry of `{key}`") for each in items)
        return tuple(each for each in words if each is not None)


def _lay_over(record: dict[str, Any], path: str, value: Any) -> None:  # noqa: ANN401 - a document may be anything
    """Puts an element into the record, over what was there."""
    *groups, last = path.split(".")
    for group in groups:
        inner = record.get(group)
        if not _is_mapping(inner):
            inner = record[group] = dict[str, Any]()
        record = inner
    record[last] = value


def _is_mapping(value: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def plain(node: Node) -> Any:  # noqa: ANN401 - a document may be anything
    """The tree without its places; what could not be read, and was reported, is None."""
    match node:
        case Scalar():
            return None if node.value is FAULTY else node.value
        case Listed():
            return [plain(each) for each in node.items]
        case Mapping():
            return {key.text: plain(each) for key, each in node.entries}
