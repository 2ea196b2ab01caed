"""The head of a protocol: what it is, for whom, and which questions of its source it leaves open."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from posology.compile.desk import NO_CITATION, NOTHING_IN_IT, Desk
from posology.ir.protocol import Option, Reading
from posology.protocol.document import Document
from posology.protocol.readings import Choice
from posology.reader.shape import as_scalar
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

NO_BANNER = "P0401"
OTHER_FOLDER = "P0409"
NOT_A_VERSION = "P0417"

STATUSES = ("investigational", "approved", "withdrawn")
USE_KEYS, USE_NEEDS = ("intended", "user", "population", "limits"), ("intended", "user", "population")
OPTION_KEYS, OPTION_NEEDS = ("says", "source"), ("says",)

_VERSION = re.compile(r"(?:0|[1-9][0-9]{0,8})(?:\.(?:0|[1-9][0-9]{0,8})){2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """For what and for whom the protocol is meant, about whom it speaks, and how far its evidence goes."""

    intended: str
    user: str
    population: str
    limits: tuple[str, ...]


def compile_id(document: Document, desk: Desk) -> str:
    """The id of the protocol, which is the name of its folder too: results name it, and people look there."""
    node = document.root.get("protocol")
    name = desk.text(document.root, "protocol", "the protocol")
    if name and isinstance(node, Scalar):
        desk.check_id(node)
        if name != document.folder:
            message = f"the protocol is called `{shortened(name)}`, and its folder `{document.folder}`"
            desk.diagnostics.warning(OTHER_FOLDER, message, node.span, help="give both the same name")
    return name


def compile_version(root: Mapping, desk: Desk) -> str:
    """The version in three numbers."""
    node = root.get("version")
    scalar = None if node is None else as_scalar(node, desk.diagnostics, what="`version` of the protocol")
    if scalar is None:
        return ""
    if not _VERSION.fullmatch(scalar.text):
        message = f"the version `{shortened(scalar.text)}` is not three numbers with points between them"
        help_text = (
            "write `1.0.0`: the first number changes with the meaning, the second with additions, the third with words"
        )
        desk.diagnostics.error(NOT_A_VERSION, message, scalar.span, help=help_text)
    return scalar.text


def compile_status(root: Mapping, desk: Desk) -> str:
    """The status; without a banner no protocol is investigational."""
    status = desk.option(root, "status", "the protocol", STATUSES) or STATUSES[0]
    if status == STATUSES[0] and root.get("banner") is None:
        help_text = "add the text that stands on every output: what is not approved, and for what"
        message = "an investigational protocol has no `banner`"
        desk.diagnostics.error(NO_BANNER, message, root.key_span("status"), help=help_text)
    return status


def compile_use(root: Mapping, desk: Desk) -> Use:
    """The intended use."""
    what = "`use`"
    block = desk.block(root.get("use"), what, USE_KEYS, USE_NEEDS)
    if block is None:
        return Use(intended="", user="", population="", limits=())
    return Use(
        intended=desk.text(block, "intended", what),
        user=desk.text(block, "user", what),
        population=desk.text(block, "population", what),
        limits=tuple(each.text for each in desk.words(block.get("limits"), f"`limits` of {what}")),
    )


def compile_readings(document: Document, approved: Dict[str, str], desk: Desk) -> tuple[Reading, ...]:
    """Every reading, in its order, with the option chosen and who approved that."""
    choices = {each.id: each for each in document.choices}
    found = (
        _compile_reading(key, node, choices.get(key.text), approved.get(key.text), desk)
        for key, node in desk.entries(document.root.get("readings"), "`readings`")
    )
    return tuple(each for each in found if each is not None)


def _compile_reading(
    key: Scalar, node: Node, choice: Choice | None, approved_by: str | None, desk: Desk
) -> Reading | None:
    """The reading; one whose options cannot be told is checked all the same, and was reported when it was read."""
    if not isinstance(node, Mapping):
        return None
    what = f"the reading `{shortened(key.text)}`"
    question = desk.text(node, "question", what)
    options = node.get("options")
    written = options.entries if isinstance(options, Mapping) else ()
    for name, _ in written:
        desk.check_id(name)
    if isinstance(options, Mapping) and len(written) < 2:  # noqa: PLR2004 - a question with one answer is not open
        message = f"{what} leaves nothing to choose"
        desk.diagnostics.error(NOTHING_IN_IT, message, node.key_span("options"), help="name at least two options")
    compiled = tuple(_compile_option(name, each, what, desk) for name, each in written)
    if choice is None:
        return None
    return Reading(
        id=key.text,
        question=question,
        options=compiled,
        default=choice.default,
        chosen=choice.chosen,
        approved_by=approved_by,
    )


def _compile_option(key: Scalar, node: Node, what: str, desk: Desk) -> Option:
    name = f"the option `{shortened(key.text)}` of {what}"
    block = desk.block(node, name, OPTION_KEYS, OPTION_NEEDS)
    if block is None:
        return Option(id=key.text, says="", citation=NO_CITATION)
    return Option(id=key.text, says=desk.text(block, "says", name), citation=desk.citation(block, name, key.span))
