"""A verification as JSON: everything, under stable keys, the same bytes for the same verification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from posology.diagnostics.span import NOWHERE, Span
from posology.render.exact_json import exact_json
from posology.render.verification_words import percent
from posology.results.verification import Kind, MutationScore, Verification
from posology.results.witness import Witness

Table: TypeAlias = dict[str, Any]


def verification_as_json(verification: Verification) -> str:
    """The verification as a JSON document that ends with a line feed."""
    return exact_json(_document(verification))


def _document(verification: Verification) -> Table:
    protocol, score = verification.subject, verification.mutation_score
    return {
        "protocol": verification.protocol if protocol is None else protocol.id,
        "version": None if protocol is None else protocol.version,
        "sha256": None if protocol is None else protocol.sha256,
        "site": verification.site or None,
        "engine": verification.engine_version,
        "seed": verification.seed,
        "fault": verification.has_fault,
        "summary": _summary(verification),
        "readings": None if protocol is None else {each.id: each.chosen for each in protocol.readings},
        "diagnostics": [
            {"code": each.code, "severity": each.severity.value, "message": each.message, **_place(each.span)}
            for each in verification.diagnostics
        ],
        "cases": None if verification.cases is None else list(_cases(verification)),
        "coverage": [{"what": each.what, "id": each.id, "reached": each.reached} for each in verification.coverage],
        "unreached": list(verification.unreached),
        "proofs": None if verification.proofs is None else list(_proofs(verification)),
        "properties": None if verification.properties is None else list(_properties(verification)),
        "mutants": None if verification.mutants is None else list(_mutants(verification)),
        "mutation_score": None if score is None else _score(score),
        "refused_mutants": [{"id": name, "why": why} for name, why in verification.refused],
        "stale_exemptions": [
            {"of": each.of, "reason": each.reason, "why": each.why, **_place(each.span)} for each in verification.stale
        ],
        "not_done": [{"what": each.value, "why": why} for each in Kind if (why := verification.reason_not_done(each))],
    }


def _summary(verification: Verification) -> Table:
    """How many of each; null where the kind of check was not made."""
    made = verification.proofs is not None
    return {
        "cases": len(verification.cases or ()),
        "failed": len(verification.failed),
        "unreached": len(verification.unreached),
        "proved": len(verification.proved) if made else None,
        "refuted": len(verification.refuted) if made else None,
        "undecided": len(verification.undecided) if made else None,
        "excused": len(verification.excused) if made else None,
        "broken": None if verification.properties is None else len(verification.broken),
        "survived": None if verification.mutants is None else len(verification.survivors),
        "stale": len(verification.stale),
    }


def _score(score: MutationScore) -> Table:
    return {
        "made": score.made,
        "killed": score.killed,
        "survived": score.survived,
        "equivalent": score.equivalent,
        "exempt": score.exempt,
        "counted": score.counted,
        "percent": percent(score).removesuffix(" %") if score.share is not None else None,
    }


def _cases(verification: Verification) -> Iterator[Table]:
    for each in verification.cases or ():
        yield {
            "chapter": each.chapter,
            "case": each.name,
            "differences": list(each.differences),
            **_place(each.span),
        }


def _proofs(verification: Verification) -> Iterator[Table]:
    for each in verification.proofs or ():
        yield {
            "id": each.id,
            "claim": each.claim,
            "reading": each.reading or None,
            "answer": each.answer.value,
            "why": each.why,
            "about": list(each.about),
            "witness": _witness(each.witness),
            "seen": list(each.seen),
            "exempt": each.exempt or None,
            **_place(each.span),
        }


def _properties(verification: Verification) -> Iterator[Table]:
    for each in verification.properties or ():
        yield {
            "id": each.id,
            "claim": each.claim,
            "holds": each.holds,
            "examples": each.examples,
            "witness": _witness(each.witness),
            "seen": list(each.seen),
        }


def _mutants(verification: Verification) -> Iterator[Table]:
    for each in verification.mutants or ():
        yield {
            "id": each.id,
            "change": each.change,
            "fate": each.fate.value,
            "by": each.by,
            "witness": _witness(each.witness),
            "seen": list(each.seen),
            **_place(each.span),
        }


def _witness(witness: Witness | None) -> Table | None:
    if witness is None:
        return None
    asked = witness.procedure_date
    return {
        "as_of": witness.as_of.isoformat(),
        "procedure_date": None if asked is None else asked.isoformat(),
        "record": witness.record,
    }


def _place(span: Span) -> Table:
    known = span != NOWHERE
    return {
        "file": span.file if known else None,
        "line": span.line if known else None,
        "column": span.column if known else None,
    }
