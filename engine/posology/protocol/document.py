"""The protocol as written: the tree of its file with every reading settled, and the tree of its sources.

Settling a reading means that a mapping with the key `reading` and one key per option of that reading is replaced
by what stands under the option chosen. Everything else keeps its shape and its place.
"""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.protocol.files import ProtocolFiles
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_text
from posology.reader.tree import Mapping, Node, Scalar, Sequence

READING = "reading"

NOT_A_READING = "P0402"
NOT_AN_OPTION = "P0403"
OPTIONS_NOT_COVERED = "P0404"


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading as declared: its options in order, its default, and the option chosen."""

    id: str
    options: tuple[str, ...]
    default: str
    chosen: str


@dataclass(frozen=True, slots=True)
class Document:
    """One protocol file with its readings settled, beside its sources."""

    root: Mapping
    sources: Mapping
    choices: tuple[Choice, ...]
    sha256: str


def read_protocol(files: ProtocolFiles, chosen: Dict[str, str], diagnostics: Diagnostics) -> Document | None:
    """The document that the files hold, its readings settled as `chosen` or by their defaults; None where either file is no mapping."""
    root = as_mapping(
        read_document(files.protocol, files.protocol_name, diagnostics), diagnostics, allowed=None, what="the protocol"
    )
    sources = as_mapping(
        read_document(files.sources, files.sources_name, diagnostics), diagnostics, allowed=None, what="the sources"
    )
    if root is None or sources is None:
        return None
    choices = _read_choices(root, chosen, diagnostics)
    settled = Mapping(
        tuple(
            (key, node if key.text == "readings" else settle(node, {each.id: each for each in choices}, diagnostics))
            for key, node in root.entries
        ),
        root.span,
    )
    return Document(settled, sources, choices, files.sha256)


def _read_choices(root: Mapping, chosen: Dict[str, str], diagnostics: Diagnostics) -> tuple[Choice, ...]:
    readings = root.get("readings")
    if readings is None:
        return ()
    block = as_mapping(readings, diagnostics, allowed=None, what="`readings`")
    if block is None:
        return ()
    declared = [key.text for key, _ in block.entries]
    for asked in chosen:
        if asked not in declared:
            close = nearest(asked, declared)
            help_text = f"did you mean `{close[0]}`?" if close else f"the readings are {', '.join(declared)}"
            diagnostics.error(NOT_A_READING, f"this protocol has no reading `{asked}`", block.span, help=help_text)
    choices = [_read_choice(key, node, chosen, diagnostics) for key, node in block.entries]
    return tuple(each for each in choices if each is not None)


def _read_choice(key: Scalar, node: Node, chosen: Dict[str, str], diagnostics: Diagnostics) -> Choice | None:
    what = f"the reading `{key.text}`"
    reading = as_mapping(
        node, diagnostics, allowed=("question", "options", "default"), required=("question", "options", "default"), what=what
    )
    if reading is None:
        return None
    options = as_mapping(reading.get("options"), diagnostics, allowed=None, what=f"`options` of {what}")
    default = as_text(reading.get("default"), diagnostics, what=f"`default` of {what}")
    if options is None or default is None:
        return None
    names = tuple(name.text for name, _ in options.entries)
    picked = chosen.get(key.text, default)
    for option in (default, picked):
        if option not in names:
            close = nearest(option, names)
            help_text = f"did you mean `{close[0]}`?" if close else f"the options are {', '.join(names)}"
            diagnostics.error(NOT_AN_OPTION, f"{what} has no option `{option}`", reading.key_span("default"), help=help_text)
            return None
    return Choice(key.text, names, default, picked)


def settle(node: Node, choices: Dict[str, Choice], diagnostics: Diagnostics) -> Node:
    """The node with every choice by reading replaced by what stands under the chosen option."""
    match node:
        case Scalar():
            return node
        case Sequence(items, span):
            return Sequence(tuple(settle(each, choices, diagnostics) for each in items), span)
        case Mapping(entries, span) if node.get(READING) is not None:
            picked = _picked(node, choices, diagnostics)
            return settle(picked, choices, diagnostics) if picked is not None else Mapping((), span)
        case Mapping(entries, span):
            return Mapping(tuple((key, settle(each, choices, diagnostics)) for key, each in entries), span)


def _picked(node: Mapping, choices: Dict[str, Choice], diagnostics: Diagnostics) -> Node | None:
    name = as_text(node.get(READING), diagnostics, what="`reading`")
    if name is None:
        return None
    choice = choices.get(name)
    if choice is None:
        close = nearest(name, choices)
        diagnostics.error(
            NOT_A_READING,
            f"`{name}` is not a reading of this protocol",
            node.key_span(READING),
            help=f"did you mean `{close[0]}`?" if close else "declare it under `readings`",
        )
        return None
    written = {key.text for key, _ in node.entries} - {READING}
    for option in choice.options:
        if option not in written:
            diagnostics.error(
                OPTIONS_NOT_COVERED, f"nothing is said for the option `{option}` of the reading `{name}`", node.span
            )
    for key, _ in node.entries:
        if key.text != READING and key.text not in choice.options:
            close = nearest(key.text, choice.options)
            diagnostics.error(
                NOT_AN_OPTION,
                f"the reading `{name}` has no option `{key.text}`",
                key.span,
                help=f"did you mean `{close[0]}`?" if close else f"the options are {', '.join(choice.options)}",
            )
    return node.get(choice.chosen)
