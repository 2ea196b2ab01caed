"""Which columns of the OMOP Common Data Model say what of a record, as declared in one file with its sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from posology.diagnostics.diagnostic import Diagnostics
from posology.knowledge.declared import read_citation
from posology.reader.document import read_document
from posology.reader.shape import as_mapping, as_option, as_sequence, as_text
from posology.reader.tree import Node

TABLES = ("measurement", "observation", "condition_occurrence", "procedure_occurrence")


class Take(StrEnum):
    """Which of several rows of a person counts, and what of it."""

    LATEST_VALUE = "latest-value"
    FIRST_DATE = "first-date"
    LATEST_DATE = "latest-date"


class LastDose(StrEnum):
    """What is taken for the day of the last dose."""

    VERBATIM = "verbatim"
    SUPPLY = "supply"


@dataclass(frozen=True, slots=True, kw_only=True)
class OmopCode:
    """A code of a vocabulary, and the method of measuring that it states, if any."""

    vocabulary: str
    code: str
    method: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OmopElement:
    """Where an element is: in which table, under which codes, and which row counts."""

    path: str
    table: str
    take: Take
    codes: tuple[OmopCode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Omop:
    """The elements that the model has a place for; `sexes` are the words by the codes of the vocabulary Gender."""

    elements: tuple[OmopElement, ...]
    sexes: Mapping[str, str]
    last_dose: LastDose


def read_omop(content: str | bytes, name: str, diagnostics: Diagnostics) -> Omop:
    """What the file declares; what is faulty in it is left out and reported."""
    root = as_mapping(
        read_document(content, name, diagnostics),
        diagnostics,
        allowed=("elements", "sex", "last_dose"),
        required=("elements", "sex", "last_dose"),
        what="the mapping of OMOP",
    )
    if root is None:
        return Omop(elements=(), sexes=MappingProxyType({}), last_dose=LastDose.VERBATIM)
    return Omop(
        elements=tuple(_elements(root.get("elements"), diagnostics)),
        sexes=MappingProxyType(_sexes(root.get("sex"), diagnostics)),
        last_dose=_last_dose(root.get("last_dose"), diagnostics),
    )


def _elements(node: Node | None, diagnostics: Diagnostics) -> Iterator[OmopElement]:
    block = as_mapping(node, diagnostics, allowed=None, what="`elements`")
    for key, each in block.entries if block else ():
        what = f"`{key.text}`"
        keys = ("table", "take", "codes", "source")
        entry = as_mapping(each, diagnostics, allowed=keys, required=keys, what=what)
        if entry is None:
            continue
        read_citation(entry.get("source"), f"the source of {what}", diagnostics)
        table = as_option(entry.get("table"), diagnostics, what=f"the table of {what}", options=TABLES)
        take = as_option(entry.get("take"), diagnostics, what=f"`take` of {what}", options=[*Take])
        codes = tuple(_codes(entry.get("codes"), what, diagnostics))
        if table is not None and take is not None and codes:
            yield OmopElement(path=key.text, table=table, take=Take(take), codes=codes)


def _codes(node: Node | None, what: str, diagnostics: Diagnostics) -> Iterator[OmopCode]:
    for each in as_sequence(node, diagnostics, what=f"the codes of {what}") or ():
        block = as_mapping(
            each,
            diagnostics,
            allowed=("vocabulary", "code", "method"),
            required=("vocabulary", "code"),
            what=f"a code of {what}",
        )
        vocabulary = None if block is None else as_text(block.get("vocabulary"), diagnostics, what="a vocabulary")
        code = None if block is None else as_text(block.get("code"), diagnostics, what=f"a code of {what}")
        method = None if block is None else block.get("method")
        if vocabulary is not None and code is not None:
            said = None if method is None else as_text(method, diagnostics, what="a method")
            yield OmopCode(vocabulary=vocabulary, code=code, method=said)


def _sexes(node: Node | None, diagnostics: Diagnostics) -> dict[str, str]:
    block = as_mapping(node, diagnostics, allowed=("codes", "source"), required=("codes", "source"), what="`sex`")
    if block is None:
        return {}
    read_citation(block.get("source"), "the source of `sex`", diagnostics)
    codes = as_mapping(block.get("codes"), diagnostics, allowed=None, what="the codes of `sex`")
    words = ((key.text, as_text(each, diagnostics, what="a sex")) for key, each in (codes.entries if codes else ()))
    return {code: word for code, word in words if word is not None}


def _last_dose(node: Node | None, diagnostics: Diagnostics) -> LastDose:
    what = "`last_dose`"
    block = as_mapping(node, diagnostics, allowed=("from", "source"), required=("from", "source"), what=what)
    if block is None:
        return LastDose.VERBATIM
    read_citation(block.get("source"), f"the source of {what}", diagnostics)
    chosen = as_option(block.get("from"), diagnostics, what=f"`from` of {what}", options=[*LastDose])
    return LastDose.VERBATIM if chosen is None else LastDose(chosen)
