"""The files of the drug knowledge base read into rows and facts; `drugs_index` settles what they mean together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.drugs_asides import Asides, read_asides
from posology.knowledge.drugs_facts import CAUTION, Said, read_caution, read_fact
from posology.knowledge.drugs_groups import GROUP
from posology.knowledge.drugs_model import CLASSES, CONFIDENCES, MIXED, NOT_RESTRICTED
from posology.knowledge.drugs_rows import RXNORM, WRONG_CODE, Row, read_row
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_option, as_scalar, as_sequence, as_text, as_text_scalar
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar

WRONG_CLASS: Final = "P0252"

KEYS: Final = (
    "class",
    "codes",
    "names",
    "ingredients",
    "combinations",
    "facts",
    "cautions",
    "groups",
    "wrong_codes",
    "sources",
    "words",
    "undecided",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A row with what the head of its file says for it: class, and sources as pairs of id and confidence."""

    row: Row
    classes: tuple[str, ...]
    atc_from: tuple[str, str] | None
    rxnorm_from: tuple[str, str] | None
    names_from: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """An RxNorm code that public programs give for a drug to which it does not belong."""

    of: str
    rxnorm: str
    source: str
    span: Span


@dataclass(slots=True)
class Files:
    """Everything that the files say, in the order in which it stands."""

    ingredients: list[Listed] = field(default_factory=list[Listed])
    combinations: list[Listed] = field(default_factory=list[Listed])
    facts: list[Said] = field(default_factory=list[Said])
    cautions: list[Said] = field(default_factory=list[Said])
    mislabelled: list[Mislabelled] = field(default_factory=list[Mislabelled])
    groups: dict[str, str] = field(default_factory=dict[str, str])
    sources: dict[str, str] = field(default_factory=dict[str, str])
    cited: list[tuple[str, Span]] = field(default_factory=list[tuple[str, Span]])
    asides: Asides = field(default_factory=Asides)


def read_files(files: Sequence[tuple[str, bytes]], diagnostics: Diagnostics) -> Files:
    """Everything in the files, each a name and its content; what is faulty is reported and left out."""
    read = Files()
    for name, content in files:
        tree = read_document(content, name, diagnostics)
        root = as_mapping(tree, diagnostics, allowed=KEYS, what="a file of the drug knowledge base")
        if root is not None:
            _read_file(root, read, diagnostics)
    return read


def _read_file(root: Mapping, read: Files, diagnostics: Diagnostics) -> None:
    _read_rows(root, read, diagnostics)
    _read_said(root, "facts", read_fact, read, diagnostics)
    _read_said(root, "cautions", read_caution, read, diagnostics)
    _read_groups(root, read, diagnostics)
    _read_mislabelled(root, read, diagnostics)
    _read_sources(root, read, diagnostics)
    read_asides(root, read.asides, diagnostics)


def _read_rows(root: Mapping, read: Files, diagnostics: Diagnostics) -> None:
    classes = _classes_of_file(root, diagnostics)
    codes = as_mapping(root.get("codes"), diagnostics, allowed=("atc", "rxnorm"), what="`codes`")
    atc_from = None if codes is None else _sourced(codes.get("atc"), read, diagnostics)
    rxnorm_from = None if codes is None else _sourced(codes.get("rxnorm"), read, diagnostics)
    names_from = _sourced(root.get("names"), read, diagnostics)
    for key, joined_by, into in (("ingredients", None, read.ingredients), ("combinations", "+", read.combinations)):
        for scalar in _texts(root, key, diagnostics):
            row = read_row(scalar, joined_by, diagnostics)
            if row is None:
                continue
            if row.rxnorm_from is not None:
                read.cited.append((row.rxnorm_from[0], row.span))
            own = classes if row.classes is None else _checked(row.classes, row.span, diagnostics)
            into.append(Listed(row, own, atc_from, row.rxnorm_from or rxnorm_from, names_from))


def _read_said(
    root: Mapping,
    key: str,
    read_one: Callable[[Scalar, Diagnostics], Said | None],
    read: Files,
    diagnostics: Diagnostics,
) -> None:
    for scalar in _texts(root, key, diagnostics):
        said = read_one(scalar, diagnostics)
        if said is not None:
            (read.cautions if said.what == CAUTION else read.facts).append(said)
            read.cited.append((said.source, said.span))


def _texts(root: Mapping, key: str, diagnostics: Diagnostics) -> Iterator[Scalar]:
    what = f"a row of `{key}`"
    for item in as_sequence(root.get(key), diagnostics, what=f"`{key}`") or ():
        scalar = as_text_scalar(item, diagnostics, what=what)
        if scalar is not None:
            yield scalar


def _classes_of_file(root: Mapping, diagnostics: Diagnostics) -> tuple[str, ...]:
    written = root.get("class")
    if written is None:
        if root.get("ingredients") is not None:
            diagnostics.error(
                WRONG_CLASS,
                "the file lists ingredients and has no `class`",
                root.span,
                help="write `class: none` if none",
            )
        return ()
    text = as_text(written, diagnostics, what="`class`")
    return () if text is None else _checked((text,), written.span, diagnostics)


def _checked(classes: tuple[str, ...], span: Span, diagnostics: Diagnostics) -> tuple[str, ...]:
    for each in classes:
        if each not in (*CLASSES, NOT_RESTRICTED):
            diagnostics.error(
                WRONG_CLASS,
                f"there is no class `{shortened(each)}`",
                span,
                help=f"one of {', '.join(CLASSES)}, or `{NOT_RESTRICTED}`",
            )
    return tuple(each for each in classes if each in CLASSES)


def _sourced(node: Node | None, read: Files, diagnostics: Diagnostics) -> tuple[str, str] | None:
    """A pair written `[S20, V]`: the id of a source and a confidence."""
    if node is None:
        return None
    match as_sequence(node, diagnostics, what="a source with its confidence", at_least=2):
        case (first, second):
            source = as_text(first, diagnostics, what="the source")
            confidence = as_option(second, diagnostics, what="the confidence", options=CONFIDENCES)
        case _:
            return None
    if not source or not confidence:
        return None
    read.cited.append((source, node.span))
    return source, confidence


def _read_groups(root: Mapping, read: Files, diagnostics: Diagnostics) -> None:
    options = (*CLASSES, NOT_RESTRICTED, MIXED)
    for item in as_sequence(root.get("groups"), diagnostics, what="`groups`") or ():
        block = as_mapping(item, diagnostics, allowed=("class", "atc"), required=("class", "atc"), what="a group")
        if block is None:
            continue
        meaning = as_option(block.get("class"), diagnostics, what="the class of a group", options=options)
        for node in as_sequence(block.get("atc"), diagnostics, what="the codes of a group") or ():
            code = as_text(node, diagnostics, what="the code of a group")
            if code is None or meaning is None:
                continue
            if not GROUP.fullmatch(code):
                diagnostics.error(WRONG_CODE, f"`{shortened(code)}` is no level of the ATC index", node.span)
            elif read.groups.setdefault(code, meaning) != meaning:
                diagnostics.error(
                    WRONG_CLASS, f"the group `{code}` is both {read.groups[code]} and {meaning}", node.span
                )


def _read_mislabelled(root: Mapping, read: Files, diagnostics: Diagnostics) -> None:
    keys = ("of", "rxnorm", "source")
    for item in as_sequence(root.get("wrong_codes"), diagnostics, what="`wrong_codes`") or ():
        block = as_mapping(item, diagnostics, allowed=keys, required=keys, what="a wrong code")
        if block is None:
            continue
        of, source = (as_text(block.get(key), diagnostics, what=f"`{key}` of a wrong code") for key in ("of", "source"))
        code = as_scalar(block.get("rxnorm"), diagnostics, what="`rxnorm` of a wrong code")
        if of is None or source is None or code is None:
            continue
        if not RXNORM.fullmatch(code.text):
            diagnostics.error(WRONG_CODE, f"`{shortened(code.text)}` is not an RxNorm code", code.span)
            continue
        read.cited.append((source, block.span))
        read.mislabelled.append(Mislabelled(of, code.text, source, block.span))


def _read_sources(root: Mapping, read: Files, diagnostics: Diagnostics) -> None:
    keys = ("id", "says")
    for item in as_sequence(root.get("sources"), diagnostics, what="`sources`") or ():
        block = as_mapping(item, diagnostics, allowed=keys, required=keys, what="a source")
        if block is not None:
            key, says = (as_text(block.get(each), diagnostics, what=f"`{each}` of a source") for each in keys)
            if key and says:
                read.sources[key] = says
