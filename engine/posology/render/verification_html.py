"""A verification as a page for a board: what was verified, what stands against it, what stayed open, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from posology.diagnostics.span import NOWHERE
from posology.ir.protocol import Protocol, Reading
from posology.render.diagnostics import visible
from posology.render.findings_text import citation_with_note, source_parts
from posology.render.html import document_of, escaped, fragment_of
from posology.render.parts import Banner, Heading, Item, Paragraph, Part
from posology.render.rule_graph import STYLE, chain_as_svg, chain_in_words
from posology.render.verification_words import (
    NEVER_LOOKED_AT,
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
from posology.results.rule_graph import RuleGraph
from posology.results.verification import Fate, Kind, MutantOutcome, Proof, Verification
from posology.results.witness import Witness

Row = Sequence[str]

_STYLE: Final = (
    STYLE
    + """\
table { border-collapse: collapse; width: 100%; margin: 0.75rem 0; }
th, td { border: 1px solid; padding: 0.3rem 0.5rem; text-align: left; vertical-align: top; }
thead th { border-bottom-width: 2px; }
pre { border: 1px solid; padding: 0.5rem; overflow-x: auto; font: 0.85rem/1.4 ui-monospace, monospace; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.25rem; }
.headline { border: 3px double; padding: 0.75rem 1rem; font-size: 1.1rem; font-weight: bold; }
@media print { tr, pre, svg { break-inside: avoid; } h2, h3 { break-after: avoid; } }
"""
)


def verification_as_html(verification: Verification) -> str:
    """The verification as a page that stands alone, ended by a line feed."""
    body = (
        *_head(verification),
        *_found(verification),
        *_faults(verification),
        *_undecided(verification),
        *_pictures(verification.graph),
        *_proofs(verification),
        *_properties(verification),
        *_mutants(verification),
        *_coverage(verification),
        *_readings(verification.subject),
        *_diagnostics(verification),
        *_sources(verification.subject),
        *_never_looked_at(verification),
    )
    return document_of(f"Verification of {subject_in_words(verification)}", body, _STYLE)


def _head(verification: Verification) -> Iterator[str]:
    protocol = verification.subject
    if protocol is not None:
        yield from fragment_of((Banner(protocol.banner),))
    yield from fragment_of((Heading("What was verified"),))
    rows = [("Protocol", verification.protocol)]
    if protocol is not None:
        rows = [
            ("Protocol", f"{protocol.title} ({protocol.id}, version {protocol.version}, {protocol.status})"),
            ("Intended use", protocol.intended_use),
            ("Intended user", protocol.intended_user),
            ("Population", protocol.population),
            ("Hash of its files", f"sha256 {protocol.sha256}"),
        ]
    chosen = f"chosen by the site file {verification.site}" if verification.site else "the defaults of the protocol"
    rows.append(("Readings", chosen))
    if verification.engine_version:
        rows.append(("Engine", f"posology {verification.engine_version}"))
    yield from _table(("", ""), rows, headed=False)


def _found(verification: Verification) -> Iterator[str]:
    yield from fragment_of((Heading("What was found"),))
    yield f'<p class="headline" role="note">{escaped(headline(verification))}</p>'
    yield from fragment_of(Paragraph(each) for each in open_in_words(verification))
    rows = (
        ("Worked cases", "Patients whose answers a person worked out by hand.", cases_in_words(verification)),
        ("Proofs", "Claims about every patient there can be, put to a solver.", proofs_in_words(verification)),
        ("Properties", "Laws tried on patients made up by a program.", properties_in_words(verification)),
        (
            "Mutants",
            "Each rule changed a little, to see whether any of the checks above notices.",
            mutants_in_words(verification),
        ),
    )
    yield from _table(("Check", "What it is", "Result"), rows)


def _faults(verification: Verification) -> Iterator[str]:
    if not any((verification.failed, verification.refuted, verification.broken, verification.survivors)) and (
        not verification.stale
    ):
        return
    yield from fragment_of((Heading("What stands against the protocol"),))
    for case in verification.failed:
        yield f"<h3>{escaped(f'Worked case fails: {case.name}')}</h3>"
        yield from fragment_of(Item(each) for each in case.differences)
    for proof in verification.refuted:
        yield f"<h3>{escaped(f'Refuted: {claim_in_words(proof)}')}</h3>"
        yield from fragment_of((Paragraph(_sentence(proof.why)), *_concerns(proof)))
        yield from _shown(proof.witness, proof.seen)
    for outcome in verification.broken:
        yield f"<h3>{escaped(f'Law broken: {outcome.claim}')}</h3>"
        yield from _shown(outcome.witness, outcome.seen)
    for mutant in verification.survivors:
        yield f"<h3>{escaped(f'Nothing notices this change: {mutant.change}')}</h3>"
        if mutant.by:
            yield from fragment_of((Paragraph(_sentence(mutant.by)),))
        yield from _shown(mutant.witness, mutant.seen)
    for stale in verification.stale:
        yield f"<h3>{escaped(f'Stale exemption of {stale.of}')}</h3>"
        yield from fragment_of((Paragraph(_sentence(stale.why)), Paragraph(f"It was argued: {stale.reason}")))


def _concerns(proof: Proof) -> Iterator[Part]:
    if proof.about:
        yield Paragraph(f"It concerns {', '.join(proof.about)}.")


def _shown(witness: Witness | None, seen: Iterable[str]) -> Iterator[str]:
    """The invented patient as a record file has it, and what the engine says of it."""
    if witness is not None:
        yield from fragment_of((Paragraph(f"{witness_in_words(witness)}:"),))
        lines = "\n".join(escaped_line(each) for each in record_lines(witness.record))
        yield f"<pre>{lines}</pre>"
    found = list(seen)
    if found:
        yield from fragment_of((Paragraph("What the engine says of it:"), *map(Item, found)))


def escaped_line(line: str) -> str:
    """A line whose spaces count, in which nothing is markup and nothing is hidden."""
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + escaped(line)


def _undecided(verification: Verification) -> Iterator[str]:
    if verification.undecided:
        yield from fragment_of((Heading("Undecided, and so no pass"),))
        rows = [(claim_in_words(each), _sentence(each.why)) for each in verification.undecided]
        yield from _table(("Claim", "Why nothing decided it"), rows)


def _pictures(graph: RuleGraph | None) -> Iterator[str]:
    if graph is None or not graph.chains:
        return
    yield from fragment_of((Heading("The rules: which finding feeds which conclusion"),))
    legend = "Rounded and dashed: what is recorded. Square: a rule. Heavy: what is concluded."
    yield from fragment_of((Paragraph(legend),))
    for number, chain in enumerate(graph.chains):
        yield f"<h3>{escaped(chain.title)}</h3>"
        yield from fragment_of((Paragraph(chain.says),))
        yield from chain_as_svg(chain, f"rules-{number}")
        yield f"<details><summary>{escaped(f'The same in words: {chain.title}')}</summary>"
        yield from fragment_of(Item(each) for each in chain_in_words(chain))
        yield "</details>"


def _proofs(verification: Verification) -> Iterator[str]:
    yield from fragment_of((Heading("Proofs"), Paragraph(proofs_in_words(verification))))
    if verification.proofs:
        rows = [(f"{claim_in_words(each)}.", each.answer.value, _reason(each)) for each in verification.proofs]
        yield from _table(("Claim about every patient", "Answer", "Why"), rows)


def _reason(proof: Proof) -> str:
    argued = f" The protocol argues that this is as it should be: {proof.exempt}" if proof.exempt else ""
    return f"{_sentence(proof.why)}{argued}"


def _properties(verification: Verification) -> Iterator[str]:
    yield from fragment_of((Heading("Properties"), Paragraph(properties_in_words(verification))))
    if verification.properties:
        rows = [
            (_sentence(each.claim), "holds" if each.holds else "broken", f"{each.examples:,}")
            for each in verification.properties
        ]
        yield from _table(("Law", "On the patients tried", "Patients tried"), rows)


def _mutants(verification: Verification) -> Iterator[str]:
    yield from fragment_of((Heading("Mutants"), Paragraph(mutants_in_words(verification))))
    for fate, title, column in (
        (Fate.SURVIVED, "Survivors", "Why no more is known"),
        (Fate.EXEMPT, "Exempt, each with its argument in the protocol", "Argument"),
        (Fate.EQUIVALENT, "Equivalent: the change changes nothing", "Why"),
    ):
        those = verification.mutants_that(fate)
        if those:
            yield f"<h3>{escaped(title)}</h3>"
            yield from _table(("Change", column, "Where"), [_mutant_row(each) for each in those])


def _mutant_row(mutant: MutantOutcome) -> Row:
    where = "" if mutant.span == NOWHERE else str(mutant.span)
    return (_sentence(mutant.change), mutant.by or "a patient shows it, above", where)


def _coverage(verification: Verification) -> Iterator[str]:
    yield from fragment_of((Heading("What the worked cases reach"), Paragraph(cases_in_words(verification))))
    yield from fragment_of(Item(f"{each}.") for each in coverage_in_words(verification))
    if verification.unreached:
        yield from fragment_of((Paragraph("What no case reaches:"),))
        yield from fragment_of(Item(f"{each}.") for each in verification.unreached)


def _readings(protocol: Protocol | None) -> Iterator[str]:
    if protocol is None or not protocol.readings:
        return
    yield from fragment_of((Heading("Open readings"),))
    says = "Questions that the source leaves open. Each has a default, and a clinic can choose otherwise."
    yield from fragment_of((Paragraph(says),))
    for reading in protocol.readings:
        yield f"<h3>{escaped(f'{reading.id}: {reading.question}')}</h3>"
        rows = [
            (each.id, f"{each.says}.", _standing(reading, each.id), f"{citation_with_note(each.citation)}.")
            for each in reading.options
        ]
        yield from _table(("Option", "Says", "Standing", "Evidence"), rows)


def _standing(reading: Reading, option: str) -> str:
    approved = f"approved by {reading.approved_by}" if reading.approved_by else "not approved"
    marks = ["default"] if option == reading.default else []
    return ", ".join((*marks, "chosen", approved) if option == reading.chosen else marks)


def _diagnostics(verification: Verification) -> Iterator[str]:
    if verification.diagnostics:
        yield from fragment_of((Heading("Warnings about the protocol"),))
        rows = [(each.code, f"{each.message}.", str(each.span)) for each in verification.diagnostics]
        yield from _table(("Code", "Warning", "Where"), rows)


def _sources(protocol: Protocol | None) -> Iterator[str]:
    if protocol is not None:
        yield from fragment_of((Heading("Sources"), *source_parts(protocol.sources)))


def _never_looked_at(verification: Verification) -> Iterator[str]:
    yield from fragment_of((Heading("What was not looked at"),))
    not_done = [f"{each.value.capitalize()}: {why}." for each in Kind if (why := verification.reason_not_done(each))]
    yield from fragment_of(Item(each) for each in (*not_done, *NEVER_LOOKED_AT))


def _table(titles: Row, rows: Iterable[Row], *, headed: bool = True) -> Iterator[str]:
    """A table whose first column names its rows."""
    yield "<table>"
    if headed:
        yield "<thead><tr>" + "".join(f'<th scope="col">{escaped(each)}</th>' for each in titles) + "</tr></thead>"
    yield "<tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{escaped(each)}</td>" for each in others)
        yield f'<tr><th scope="row">{escaped(first)}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def _sentence(text: str) -> str:
    return f"{visible(text)[:1].upper()}{text[1:].rstrip('.')}." if text else ""
