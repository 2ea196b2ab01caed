"""A verification as SARIF 2.1.0, which code review tools show beside the lines of the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from posology.diagnostics.span import NOWHERE, Span
from posology.render.verification_words import claim_in_words, witness_in_words
from posology.render.witness_yaml import record_lines
from posology.results.verification import Fate, Kind, Verification
from posology.results.witness import Witness

Table: TypeAlias = dict[str, Any]

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION: Final = "2.1.0"

_RULES: Final = MappingProxyType(
    {
        "case-fails": ("error", "A worked case gives another answer than the expected one"),
        "no-cases": ("error", "The protocol has no worked cases"),
        "case-missing": ("note", "No worked case reaches something that the protocol can do"),
        "claim-refuted": ("error", "A claim about every patient is refuted by an invented patient"),
        "claim-undecided": ("warning", "A claim about every patient is neither proved nor refuted"),
        "law-broken": ("error", "A generated patient breaks a law"),
        "mutant-survives": ("error", "A change of the protocol is noticed by no case, no property and no proof"),
        "exemption-stale": ("error", "A mutant that the protocol exempts needs no exemption"),
        "not-done": ("note", "A kind of check was not made"),
    }
)
"""Each rule that is no diagnostic of the catalogue, with its level and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Finding:
    rule: str
    level: str
    text: str
    span: Span
    fingerprint: str = ""
    argued: str = ""


def verification_as_sarif(verification: Verification, folder: PurePath | None = None) -> str:
    """The verification as one SARIF document that ends with a line feed.

    `folder` is the one from which files are named: what lies under it is named from there.
    """
    home = NOWHERE if verification.subject is None else verification.subject.span
    found = list(_findings(verification, home))
    said = {each.code: (each.severity.value, each.message) for each in verification.diagnostics}
    rules = [
        {
            "id": rule,
            "shortDescription": {"text": f"{text}."},
            "defaultConfiguration": {"level": level},
        }
        for rule, (level, text) in {**_RULES, **{code: (level, code) for code, (level, _) in said.items()}}.items()
    ]
    index = {each["id"]: number for number, each in enumerate(rules)}
    driver = {"name": "posology", "version": verification.engine_version or "0", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, index[each.rule], folder) for each in found],
    }
    return json.dumps({"version": VERSION, "$schema": SCHEMA, "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(finding: _Finding, index: int, folder: PurePath | None) -> Table:
    result: Table = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.level,
        "message": {"text": finding.text},
    }
    if finding.span.line >= 1:
        result["locations"] = [{"physicalLocation": _location(finding.span, folder)}]
    if finding.fingerprint:
        result["partialFingerprints"] = {"posology/v1": f"{finding.rule}:{finding.fingerprint}"}
    if finding.argued:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.argued}]
    return result


def _location(span: Span, folder: PurePath | None) -> Table:
    region = {
        "startLine": span.line,
        "startColumn": max(span.column, 1),
        "endLine": max(span.end_line, span.line),
        "endColumn": max(span.end_column, 1),
    }
    return {"artifactLocation": {"uri": _uri(span.file, folder)}, "region": region}


def _uri(file: str, folder: PurePath | None) -> str:
    """The file as a relative reference, as review tools want it; one that lies elsewhere is named without its root."""
    path = PurePath(file)
    if folder is not None and path.is_relative_to(folder):
        path = path.relative_to(folder)
    return quote("/".join(each for each in path.parts if each != path.anchor))


def _findings(verification: Verification, home: Span) -> Iterator[_Finding]:
    for each in verification.diagnostics:
        yield _Finding(rule=each.code, level=each.severity.value, text=f"{each.message}.", span=each.span)
    yield from _cases(verification, home)
    yield from _claims(verification, home)
    yield from _mutants(verification, home)
    for kind in Kind:
        why = verification.reason_not_done(kind)
        if why:
            yield _finding("not-done", f"{kind.value} were not done: {why}.", home, kind.value)


def _cases(verification: Verification, home: Span) -> Iterator[_Finding]:
    if not verification.cases:
        yield _finding("no-cases", "There are no worked cases: add `cases.yaml` to the folder.", home)
    for each in verification.failed:
        text = f"{each.chapter}: {each.name}\n" + "\n".join(each.differences)
        yield _finding("case-fails", text, _or(each.span, home), each.name)
    for said in verification.unreached:
        yield _finding("case-missing", f"{said}.", home, said)


def _claims(verification: Verification, home: Span) -> Iterator[_Finding]:
    for each in verification.refuted:
        text = _joined(f"{claim_in_words(each)}: refuted. {each.why}", each.witness, each.seen)
        yield _finding("claim-refuted", text, _or(each.span, home), f"{each.id} {each.reading}".strip())
    for each in verification.excused:
        text = f"{claim_in_words(each)}: refuted. {each.why}"
        fingerprint = f"{each.id} {each.reading}".strip()
        yield _finding("claim-refuted", text, _or(each.span, home), fingerprint, each.exempt)
    for each in verification.undecided:
        text = f"{claim_in_words(each)}: undecided, which is no pass. {each.why}"
        yield _finding("claim-undecided", text, _or(each.span, home), f"{each.id} {each.reading}".strip())
    for broken in verification.broken:
        text = _joined(f"{broken.claim}: broken.", broken.witness, broken.seen)
        yield _finding("law-broken", text, home, broken.id)


def _mutants(verification: Verification, home: Span) -> Iterator[_Finding]:
    for each in verification.survivors:
        text = _joined(f"Nothing notices this change: {each.change}.", each.witness, each.seen)
        yield _finding("mutant-survives", text, _or(each.span, home), each.id)
    for each in verification.mutants_that(Fate.EXEMPT):
        text = f"Nothing notices this change: {each.change}."
        yield _finding("mutant-survives", text, _or(each.span, home), each.id, each.by)
    for stale in verification.stale:
        text = f"The exemption of {stale.of} is stale: {stale.why}."
        yield _finding("exemption-stale", text, _or(stale.span, home), stale.of)


def _finding(rule: str, text: str, span: Span, fingerprint: str = "", argued: str = "") -> _Finding:
    level = _RULES[rule][0]
    return _Finding(rule=rule, level=level, text=text, span=span, fingerprint=fingerprint, argued=argued)


def _or(span: Span, home: Span) -> Span:
    """Where it was written; what has no place of its own stands at the head of the protocol."""
    return home if span == NOWHERE else span


def _joined(text: str, witness: Witness | None, seen: tuple[str, ...]) -> str:
    patient = () if witness is None else (f"{witness_in_words(witness)}:", *record_lines(witness.record))
    return "\n".join((text, *patient, *seen))
