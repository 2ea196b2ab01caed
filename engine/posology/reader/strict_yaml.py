"""YAML without its surprises: PyYAML's C parser gives events; the tree is built here, and what surprises is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from yaml import CSafeLoader, YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.reader.escapes import refuse_escapes
from posology.reader.key import add_entry
from posology.reader.malformed import EMPTY, report_malformed
from posology.reader.plain import PlainFault, read_plain
from posology.reader.source import (
    LINE_BREAK,
    MOST_NESTED,
    MOST_VALUES,
    TOO_LARGE,
    Source,
    has_too_many_faults,
    is_too_long,
    open_source,
)
from posology.reader.tree import FAULTY, Mapping, Node, Scalar, ScalarValue, Sequence

TOO_DEEP = "P0106"
SEVERAL_DOCUMENTS = "P0107"
DIRECTIVE = "P0108"
STRANGE_KEY = "P0111"
MERGE_KEY = "P0113"
ANCHOR_OR_ALIAS = "P0114"
TAG = "P0115"

MERGE = "<<"
DOUBLE_QUOTE = '"'
BLOCK_STYLES = frozenset({"|", ">"})


def read_yaml(content: str | bytes, file: str, diagnostics: Diagnostics) -> Node | None:
    """The tree of the one document in the content, None where none can be made; every fault found is in the bag."""
    source = open_source(content, file, diagnostics)
    if source is None:
        return None
    composer = _Composer(source, diagnostics)
    try:
        for event in _events(source.text):
            if not composer.take(event):
                return None
    except YAMLError as fault:
        report_malformed(fault, source, diagnostics)
        return None
    if composer.root is None:
        diagnostics.error(EMPTY, "the file is empty", source.span(0, 0))
    return composer.root


def _events(text: str) -> Iterator[Event]:
    """The events one by one: what is never asked for is never parsed, so refusing early costs nothing."""
    parser = CSafeLoader(text)
    try:
        while (event := parser.get_event()) is not None and not isinstance(event, StreamEndEvent):
            yield event
    finally:
        parser.dispose()


class _Mark(Protocol):
    """A place as the parser tells it: everything counts from 0, columns in characters."""

    index: int
    line: int
    column: int


@dataclass(slots=True)
class _OpenSequence:
    """A list that has begun and not ended."""

    start: Span
    items: list[Node] = field(default_factory=list[Node])


@dataclass(slots=True)
class _OpenMapping:
    """A mapping that has begun and not ended; `awaits_value` after a key, `key` None where that key was refused."""

    start: Span
    entries: dict[str, tuple[Scalar, Node]] = field(default_factory=dict[str, tuple[Scalar, Node]])
    key: Scalar | None = None
    awaits_value: bool = False
    last: Node | None = None


@dataclass(slots=True)
class _Composer:
    """Builds the tree from events without recursion, so that no input can exhaust the stack."""

    source: Source
    diagnostics: Diagnostics
    root: Node | None = None
    open: list[_OpenSequence | _OpenMapping] = field(default_factory=list["_OpenSequence | _OpenMapping"])
    values: int = 0
    documents: int = 0

    def take(self, event: Event) -> bool:
        """Takes one more event; False where reading cannot go on."""
        if isinstance(event, NodeEvent):
            return self._take_node(event)
        match event:
            case MappingEndEvent() | SequenceEndEvent():
                self._close(self._span(event))
            case DocumentStartEvent():
                return self._begin_document(event)
            case _:
                pass
        return True

    def _take_node(self, event: NodeEvent) -> bool:
        self.values += 1
        if has_too_many_faults(self.diagnostics, self.source):
            return False
        if self.values > MOST_VALUES:
            message = f"the file has more than {MOST_VALUES:,} values, keys included"
            self.diagnostics.error(TOO_LARGE, message, self._span(event), help="divide the file")
            return False
        match event:
            case ScalarEvent():
                self._refuse_properties(event)
                self._add(self._scalar(event))
            case AliasEvent():
                self._add(self._alias(event))
            case SequenceStartEvent() | MappingStartEvent():
                return self._open(event)
            case _:
                pass
        return True

    def _open(self, event: SequenceStartEvent | MappingStartEvent) -> bool:
        self._refuse_properties(event)
        span = self._span(event)
        if len(self.open) == MOST_NESTED:
            message = f"lists and mappings stand more than {MOST_NESTED} deep in one another here"
            self.diagnostics.error(TOO_DEEP, message, span, help="no file that this program reads goes nearly so deep")
            return False
        if self._awaits_key():
            self.diagnostics.error(STRANGE_KEY, "a key must be a single word, not a list or a mapping", span)
        self.open.append(_OpenSequence(span) if isinstance(event, SequenceStartEvent) else _OpenMapping(span))
        return True

    def _close(self, end: Span) -> None:
        match self.open.pop():
            case _OpenSequence() as closed:
                last = closed.items[-1] if closed.items else None
                self._add(Sequence(tuple(closed.items), self._whole(closed.start, last, end)))
            case _OpenMapping() as closed:
                self._add(Mapping(tuple(closed.entries.values()), self._whole(closed.start, closed.last, end)))

    def _whole(self, start: Span, last: Node | None, end: Span) -> Span:
        """From the first character to the last: the parser says that a block ends where the next one begins."""
        in_brackets = end.column != end.end_column
        final = end if in_brackets or last is None else last.span
        return Span(start.file, start.line, start.column, final.end_line, final.end_column)

    def _add(self, node: Node) -> None:
        """Puts the node where it belongs: as the root, the next item, the next key, or the value of the last key."""
        if not self.open:
            self.root = node
            return
        match self.open[-1]:
            case _OpenSequence() as sequence:
                sequence.items.append(node)
            case _OpenMapping(awaits_value=False) as mapping:
                mapping.key = node if isinstance(node, Scalar) and node.value is not FAULTY else None
                mapping.awaits_value = True
            case _OpenMapping() as mapping:
                if mapping.key is not None:
                    add_entry(mapping.entries, mapping.key, node, self.diagnostics)
                mapping.awaits_value = False
                mapping.last = node

    def _awaits_key(self) -> bool:
        if not self.open:
            return False
        innermost = self.open[-1]
        return isinstance(innermost, _OpenMapping) and not innermost.awaits_value

    def _scalar(self, event: ScalarEvent) -> Scalar:
        text: str = event.value
        start, end = _marks(event)
        written = self.source.text[start.index : end.index]
        span = self._span(event)
        if event.style in BLOCK_STYLES:
            span = _without_blank_end(span, written)
        quoted = bool(event.style)
        if is_too_long(text, span, self.diagnostics):
            return Scalar(FAULTY, "", quoted, span)
        if self._awaits_key():
            value = self._key_value(text, quoted, span)
        elif quoted:
            value = text
        else:
            value = self._plain_value(text, span)
        scalar = Scalar(value, text, quoted, span, written)
        return refuse_escapes(scalar, self.diagnostics) if event.style == DOUBLE_QUOTE else scalar

    def _key_value(self, text: str, quoted: bool, span: Span) -> ScalarValue:
        if quoted:
            return text
        if text == MERGE:
            help_text = "write out what is merged: every value then stands where it is used"
            self.diagnostics.error(MERGE_KEY, "merge keys are not allowed", span, help=help_text)
            return FAULTY
        if not text:
            self.diagnostics.error(STRANGE_KEY, "a key is missing before the `:`", span)
            return FAULTY
        return text

    def _plain_value(self, text: str, span: Span) -> ScalarValue:
        value = read_plain(text)
        if isinstance(value, PlainFault):
            self.diagnostics.error(value.code, value.message, span, help=value.help)
            return FAULTY
        return value

    def _alias(self, event: AliasEvent) -> Scalar:
        span = self._span(event)
        message = "aliases, words that begin with `*`, are not allowed"
        self.diagnostics.error(ANCHOR_OR_ALIAS, message, span, help="write the value out where it is used")
        return Scalar(FAULTY, "", quoted=False, span=span)

    def _refuse_properties(self, event: ScalarEvent | SequenceStartEvent | MappingStartEvent) -> None:
        span = self._span(event)
        if event.anchor is not None:
            message = "anchors, words that begin with `&`, are not allowed"
            self.diagnostics.error(ANCHOR_OR_ALIAS, message, span, help="write the value out where it is used")
        if event.tag is not None:
            message = "tags, words that begin with `!`, are not allowed"
            self.diagnostics.error(
                TAG, message, span, help="leave the tag out, or put quotes round text that begins with `!`"
            )

    def _begin_document(self, event: DocumentStartEvent) -> bool:
        self.documents += 1
        span = self._span(event)
        if self.documents > 1:
            message = "a second document begins here, and a file has one"
            self.diagnostics.error(SEVERAL_DOCUMENTS, message, span, help="put it into a file of its own")
            return False
        if event.version or event.tags:
            message = "lines that begin with `%` are not allowed before a document"
            begins = _marks(event)[0].index
            span = self.source.span(begins, begins + 1)
            self.diagnostics.error(
                DIRECTIVE, message, span, help="leave the line out: every file is read by the same rules"
            )
        return True

    def _span(self, event: Event) -> Span:
        start, end = _marks(event)
        return Span(self.source.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _marks(event: Event) -> tuple[_Mark, _Mark]:
    """Where the event begins and ends; the parser marks every one."""
    assert event.start_mark is not None  # noqa: S101 - a promise of the parser, which its types do not tell
    assert event.end_mark is not None  # noqa: S101 - a promise of the parser, which its types do not tell
    return event.start_mark, event.end_mark


def _without_blank_end(span: Span, written: str) -> Span:
    """The place of a block without the blank lines after it."""
    kept = written.rstrip()
    lines = LINE_BREAK.split(kept)
    end_column = len(lines[-1]) + (span.column if len(lines) == 1 else 1)
    return Span(span.file, span.line, span.column, span.line + len(lines) - 1, end_column)
