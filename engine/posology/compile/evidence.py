"""The evidence beside a protocol: what its source reported, read strictly, and held against itself.

Figures that cannot all be right must be named by a contradiction, or the evidence is refused: nothing that is wrong by
its own numbers is shown as if it stood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from posology.compile.condition import scope_of
from posology.compile.desk import Desk, Reference
from posology.compile.evidence_checks import disagreements
from posology.compile.evidence_contradictions import compile_contradictions
from posology.compile.evidence_figures import compile_claims, compile_figures, compile_means, compile_measures
from posology.compile.evidence_groups import compile_baseline, compile_groups, compile_partition
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.ir.protocol import Protocol
from posology.protocol.promises import check_texts
from posology.reader.document import read_document
from posology.reader.shape import as_mapping
from posology.reader.tree import Mapping
from posology.results.evidence import Evidence
from posology.values.numerals import join_in_words

UNDISPUTED = "P0460"

KEYS: Dict[str, tuple[str, ...]] = MappingProxyType(
    {
        "groups": ("groups", "partition"),
        "baseline": ("source", "columns", "blocks"),
        "counts": ("measures", "printed", "claims"),
        "means": ("printed",),
        "contradictions": ("contradictions",),
    }
)
"""The files of the folder by their names without the suffix, and the keys of each. Any of them may be left out."""


def read_evidence(
    files: Sequence[tuple[str, bytes]], protocol: Protocol, reference: Reference, diagnostics: Diagnostics
) -> Evidence:
    """The evidence that the files hold, each with the name to quote it by; every fault of the run is reported."""
    desk = Desk(
        diagnostics=diagnostics,
        reference=reference,
        scope=scope_of(reference.dictionary),
        scope_of_holds=scope_of(reference.dictionary),
        sources=frozenset(each.id for each in protocol.sources),
    )
    trees = {_stem(name): _read(name, content, desk) for name, content in files}
    found = _assemble(trees, protocol, desk)
    evidence = replace(found, sha256=_sha256(files))
    if diagnostics.has_errors:
        return evidence
    evidence = replace(evidence, disagreements=disagreements(evidence))
    _refuse_undisputed(evidence, trees.get("counts"), diagnostics)
    return evidence


def _stem(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]


def _read(name: str, content: bytes, desk: Desk) -> Mapping | None:
    """The tree of one file; texts that claim something of a treatment are refused as they are in a protocol."""
    keys = KEYS.get(_stem(name), ())
    tree = as_mapping(
        read_document(content, name, desk.diagnostics), desk.diagnostics, allowed=keys, what=f"`{_stem(name)}`"
    )
    if tree is not None:
        check_texts(tree, desk.diagnostics)
    return tree


def _assemble(trees: Dict[str, Mapping | None], protocol: Protocol, desk: Desk) -> Evidence:
    def part(file: str, key: str) -> Mapping | None:
        tree = trees.get(file)
        return None if tree is None else Mapping(tuple(each for each in tree.entries if each[0].text == key), tree.span)

    baseline = compile_baseline(trees.get("baseline"), desk)
    groups = compile_groups(part("groups", "groups"), baseline, desk)
    names = tuple(each.id for each in groups)
    measures = compile_measures(part("counts", "measures"), desk)
    figures = compile_figures(part("counts", "printed"), measures, names, desk)
    means = compile_means(part("means", "printed"), names, desk)
    claims = compile_claims(part("counts", "claims"), measures, names, desk)
    subjects = (*(each.id for each in figures), *(each.id for each in means), *(each.id for each in claims))
    contradictions = compile_contradictions(part("contradictions", "contradictions"), subjects, protocol, desk)
    return Evidence(
        groups=groups,
        partition=compile_partition(part("groups", "partition"), names, desk),
        baseline=baseline,
        measures=measures,
        figures=figures,
        means=means,
        claims=claims,
        contradictions=contradictions,
        disagreements=(),
        sha256="",
    )


def _refuse_undisputed(evidence: Evidence, counts: Mapping | None, diagnostics: Diagnostics) -> None:
    """Reports what was found by computation and that no contradiction disputes."""
    place = Span("", 0, 0, 0, 0) if counts is None else counts.key_span("printed")
    for each in evidence.disagreements:
        if not any(evidence.disputed_by(subject) for subject in each.subjects):
            which = join_in_words([f"`{subject}`" for subject in each.subjects])
            diagnostics.error(
                UNDISPUTED,
                f"{which} cannot be right as printed: {each.says}",
                place,
                help="correct the number, or dispute the figure under `contradictions`",
            )


def _sha256(files: Sequence[tuple[str, bytes]]) -> str:
    """The hash over the files in their order, each with its length, so that nothing can move from one into another."""
    digest = hashlib.sha256()
    for _, content in files:
        digest.update(len(content).to_bytes(8, "big"))
        digest.update(content)
    return digest.hexdigest()
