"""A verification as JUnit XML: a suite for each kind of check; what is undecided or not done is skipped, no pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from posology.diagnostics.span import NOWHERE, Span
from posology.render.diagnostics import visible
from posology.render.verification_words import claim_in_words, subject_in_words, witness_in_words
from posology.render.witness_yaml import record_lines
from posology.results.verification import (
    Answer,
    Fate,
    Kind,
    MutantOutcome,
    Proof,
    PropertyOutcome,
    Verification,
)
from posology.results.witness import Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """One test case of a suite. `failure` and `skipped` are what it says of itself; both empty, it passed."""

    name: str
    span: Span = NOWHERE
    failure: str = ""
    skipped: str = ""
    details: tuple[str, ...] = ()


def verification_as_junit(verification: Verification) -> str:
    """The verification as one XML document that ends with a line feed."""
    suites = {
        Kind.DIAGNOSTICS: list(_diagnostics(verification)),
        Kind.CASES: list(_cases(verification)),
        Kind.PROOFS: [_proof(each) for each in verification.proofs or ()],
        Kind.PROPERTIES: [_property(each) for each in verification.properties or ()],
        Kind.MUTANTS: [*map(_mutant, verification.mutants or ()), *_stale(verification)],
    }
    for kind, entries in suites.items():
        why = verification.reason_not_done(kind)
        if why:
            entries.append(_Entry(name=kind.value, skipped=f"not done: {why}"))
    every = [each for entries in suites.values() for each in entries]
    subject = subject_in_words(verification)
    lines = (
        '<?xml version="1.0" encoding="utf-8"?>',
        f"<testsuites{_attribute('name', f'posology verify {subject}')}{_counts(every)}>",
        *(line for kind, entries in suites.items() for line in _suite(kind, entries, verification)),
        "</testsuites>",
    )
    return "".join(f"{line}\n" for line in lines)


def _suite(kind: Kind, entries: list[_Entry], verification: Verification) -> Iterator[str]:
    name = verification.protocol if verification.subject is None else verification.subject.id
    yield f"  <testsuite{_attribute('name', kind.value)}{_counts(entries)}>"
    for each in entries:
        yield from _testcase(each, f"{name}.{kind.value}")
    yield "  </testsuite>"


def _counts(entries: Iterable[_Entry]) -> str:
    every = list(entries)
    failures, skipped = sum(bool(each.failure) for each in every), sum(bool(each.skipped) for each in every)
    return f' tests="{len(every)}" failures="{failures}" errors="0" skipped="{skipped}"'


def _testcase(entry: _Entry, group: str) -> Iterator[str]:
    place = "" if entry.span == NOWHERE else f'{_attribute("file", entry.span.file)} line="{entry.span.line}"'
    opening = f"    <testcase{_attribute('classname', group)}{_attribute('name', entry.name)}{place}"
    details = "\n".join(visible(line) for line in entry.details)
    if not (entry.failure or entry.skipped or details):
        yield f"{opening}/>"
        return
    yield f"{opening}>"
    if entry.failure:
        yield f"      <failure{_attribute('message', entry.failure)}>{escape(details)}</failure>"
    elif entry.skipped:
        yield f"      <skipped{_attribute('message', entry.skipped)}/>"
    else:
        yield f"      <system-out>{escape(details)}</system-out>"
    yield "    </testcase>"


def _attribute(name: str, value: str) -> str:
    return f" {name}={quoteattr(visible(' '.join(value.split())))}"


def _diagnostics(verification: Verification) -> Iterator[_Entry]:
    yield _Entry(name="the protocol compiles under every option of its readings")
    for each in verification.diagnostics:
        yield _Entry(name=f"{each.code}: {each.message}", span=each.span, details=(f"{each.severity}: {each.message}",))


def _cases(verification: Verification) -> Iterator[_Entry]:
    if not verification.cases:
        yield _Entry(name="worked cases", failure="there are no worked cases")
    for each in verification.cases or ():
        failure = f"{len(each.differences)} differences" if each.differences else ""
        yield _Entry(
            name=f"{each.chapter}: {each.name}", span=each.span, failure=failure, details=tuple(each.differences)
        )


def _proof(proof: Proof) -> _Entry:
    name = f"{proof.id}: {claim_in_words(proof)}"
    match proof.answer:
        case Answer.PROVED:
            return _Entry(name=name, span=proof.span)
        case Answer.REFUTED if proof.exempt:
            return _Entry(name=name, span=proof.span, skipped=f"exempt: {proof.exempt}")
        case Answer.REFUTED:
            details = (proof.why, *_shown(proof.witness, proof.seen))
            return _Entry(name=name, span=proof.span, failure=f"refuted: {claim_in_words(proof)}", details=details)
        case Answer.UNDECIDED:
            return _Entry(name=name, span=proof.span, skipped=f"undecided: {proof.why}")


def _property(outcome: PropertyOutcome) -> _Entry:
    failure = "" if outcome.holds else f"broken: {outcome.claim}"
    tried = f"tried on {outcome.examples} generated patients"
    return _Entry(
        name=f"{outcome.id}: {outcome.claim}", failure=failure, details=(tried, *_shown(outcome.witness, outcome.seen))
    )


def _mutant(mutant: MutantOutcome) -> _Entry:
    name = f"{mutant.id}: {mutant.change}"
    match mutant.fate:
        case Fate.KILLED | Fate.EQUIVALENT:
            return _Entry(name=name, span=mutant.span, details=(f"{mutant.fate}: {mutant.by}",))
        case Fate.EXEMPT:
            return _Entry(name=name, span=mutant.span, skipped=f"exempt: {mutant.by}")
        case Fate.SURVIVED:
            details = _shown(mutant.witness, mutant.seen)
            return _Entry(name=name, span=mutant.span, failure=f"survived: {mutant.change}", details=details)


def _stale(verification: Verification) -> Iterator[_Entry]:
    for each in verification.stale:
        failure = f"stale exemption: {each.why}"
        yield _Entry(name=f"exemption of {each.of}", span=each.span, failure=failure, details=(each.reason,))


def _shown(witness: Witness | None, seen: tuple[str, ...]) -> tuple[str, ...]:
    """The invented patient as a record file has it, and what the engine said of it."""
    patient = () if witness is None else (f"{witness_in_words(witness)}:", *record_lines(witness.record))
    return (*patient, *seen)
