"""A verification as text: how many, then what stands against the protocol in full, then what stayed open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from posology.diagnostics.span import NOWHERE, Span
from posology.render.diagnostics import visible
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.render.verification_words import (
    cases_in_words,
    claim_in_words,
    coverage_in_words,
    headline,
    mutants_in_words,
    open_in_words,
    proofs_in_words,
    properties_in_words,
    subject_in_words,
    witness_in_words,
)
from posology.render.witness_yaml import record_lines
from posology.results.verification import Fate, Verification
from posology.results.witness import Witness

MOST_LINES: Final = 40
"""As much of an invented record as is shown; `--witnesses` writes the whole of it."""

MOST_SURVIVORS: Final = 12
"""As many as are shown with their patients."""

WITHIN: Final = 2 * INDENT


def verification_as_text(verification: Verification, layout: Layout = PLAIN_LAYOUT) -> str:
    """What stands against the protocol, what stayed open, and what was not looked at."""
    return page_text(
        (
            *_head(verification, layout),
            *_diagnostics(verification, layout),
            *_cases(verification, layout),
            *_proofs(verification, layout),
            *_properties(verification, layout),
            *_mutants(verification, layout),
            *_undecided(verification, layout),
            *_exemptions(verification, layout),
            *_coverage(verification, layout),
        )
    )


def _head(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from labelled("Protocol", subject_in_words(verification), layout)
    if verification.subject is not None:
        yield from labelled("Hash", f"sha256 {verification.subject.sha256}", layout)
    yield from labelled("Readings chosen by", verification.site, layout)
    yield ""
    yield from paragraph(headline(verification), layout)
    yield from paragraph(" ".join(open_in_words(verification)), layout)


def _diagnostics(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Diagnostics", layout)
    for each in verification.diagnostics:
        yield from item(f"{each.severity} {each.code}: {each.message}.", layout)
        yield from _place(each.span, layout)
    if not verification.diagnostics:
        yield from paragraph("None, whatever a clinic chooses.", layout, INDENT)


def _cases(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Worked cases", layout)
    yield from paragraph(cases_in_words(verification), layout, INDENT)
    for each in verification.failed:
        yield from item(f"FAILED: {each.chapter}: {each.name}", layout)
        yield from _place(each.span, layout)
        yield from items(each.differences, layout, WITHIN)


def _proofs(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Proofs", layout)
    yield from paragraph(proofs_in_words(verification), layout, INDENT)
    for each in verification.refuted:
        yield from item(f"REFUTED: {claim_in_words(each)}.", layout)
        yield from labelled("Id", each.id, layout, WITHIN)
        yield from _place(each.span, layout)
        yield from labelled("Why", _sentence(each.why), layout, WITHIN)
        yield from labelled("Concerns", f"{', '.join(each.about)}." if each.about else "", layout, WITHIN)
        yield from _shown(each.witness, each.seen, layout)


def _properties(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Properties", layout)
    yield from paragraph(properties_in_words(verification), layout, INDENT)
    for each in verification.broken:
        yield from item(f"BROKEN: {each.claim}.", layout)
        yield from labelled("Id", each.id, layout, WITHIN)
        yield from _shown(each.witness, each.seen, layout)


def _mutants(verification: Verification, layout: Layout) -> Iterator[str]:
    yield from heading("Mutants", layout)
    yield from paragraph(mutants_in_words(verification), layout, INDENT)
    for each in verification.survivors[:MOST_SURVIVORS]:
        yield from item(f"SURVIVED: {each.change}.", layout)
        yield from labelled("Id", each.id, layout, WITHIN)
        yield from _place(each.span, layout)
        yield from labelled("Why", _sentence(each.by), layout, WITHIN)
        yield from _shown(each.witness, each.seen, layout)
    yield from items(
        (f"SURVIVED: {each.change} ({each.id})." for each in verification.survivors[MOST_SURVIVORS:]), layout
    )
    if len(verification.survivors) > MOST_SURVIVORS:
        yield from paragraph("`--witnesses DIR` writes the patient of each of them.", layout, INDENT)
    for stale in verification.stale:
        yield from item(f"STALE EXEMPTION: {stale.of}: {stale.why}.", layout)
        yield from _place(stale.span, layout)
        yield from labelled("Argued", _sentence(stale.reason), layout, WITHIN)


def _undecided(verification: Verification, layout: Layout) -> Iterator[str]:
    if verification.undecided:
        yield from heading("Undecided, and so no pass", layout)
    for each in verification.undecided:
        yield from item(f"UNDECIDED: {claim_in_words(each)}.", layout)
        yield from labelled("Id", each.id, layout, WITHIN)
        yield from labelled("Why", _sentence(each.why), layout, WITHIN)


def _exemptions(verification: Verification, layout: Layout) -> Iterator[str]:
    exempt = verification.mutants_that(Fate.EXEMPT)
    if exempt or verification.excused:
        yield from heading("Exempt, each with the argument of the protocol", layout)
    for proof in verification.excused:
        yield from item(f"REFUTED: {claim_in_words(proof)} ({proof.id}).", layout)
        yield from labelled("Why", _sentence(proof.exempt), layout, WITHIN)
    for each in exempt:
        yield from item(f"{each.change} ({each.id}).", layout)
        yield from labelled("Why", _sentence(each.by), layout, WITHIN)


def _coverage(verification: Verification, layout: Layout) -> Iterator[str]:
    if not verification.cases:
        return
    yield from heading("What the cases reach", layout)
    yield from items((f"{each}." for each in coverage_in_words(verification)), layout)
    if verification.unreached:
        yield from heading("What no case reaches", layout)
        yield from items((f"{each}." for each in verification.unreached), layout)


def _place(span: Span, layout: Layout) -> Iterator[str]:
    if span != NOWHERE:
        yield from labelled("At", str(span), layout, WITHIN)


def _sentence(text: str) -> str:
    return f"{text.rstrip('.')}." if text else ""


def _shown(witness: Witness | None, seen: Iterable[str], layout: Layout) -> Iterator[str]:
    """The invented patient, line by line as a record file has it, and what the engine said of it."""
    if witness is not None:
        yield from paragraph(f"{witness_in_words(witness)}:", layout, WITHIN)
        lines = list(record_lines(witness.record))
        yield from (f"{' ' * 3 * INDENT}{visible(line)}" for line in lines[:MOST_LINES])
        if len(lines) > MOST_LINES:
            more = f"{len(lines) - MOST_LINES} more lines; `--witnesses DIR` writes the whole record."
            yield from paragraph(more, layout, 3 * INDENT)
    found = list(seen)
    if found:
        yield from paragraph("What the engine says of it:", layout, WITHIN)
        yield from items(found, layout, 3 * INDENT)
