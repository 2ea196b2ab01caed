"""The compiler is total: whatever a file says, there is a whole protocol or a diagnostic at a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posology.api.authoring import check_protocol
from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop, load_knowledge
from posology.api.shipped import RULES
from posology.diagnostics.catalogue import CATALOGUE
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.explain.check import check
from posology.explain.rules import Rules
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE
from posology.reader.document import read_document
from posology.reader.tree import Mapping, Sequence
from posology.record.facts import Facts
from posology.record.intake import read_record
from tests.golden.protocols.faults import SOUND
from tests.strategies.protocol_files import slips_in_text, slips_in_tree

SPINE = RULES / "allorx-spine"
AS_OF = date(2026, 11, 20)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=200)

RECORD = b"""
id: P-1
birth_date: 1971-03-02
weight: {value: 72 kg, date: 2026-11-09, method: measured}
regions: [lumbar]
consent: {signed: true}
medications: [{drug: naproxen, last_dose: 2026-11-18}, {drug: apixaban, last_dose: ongoing}]
requests: {disc_injection: true, discs: [L4-L5, L5-S1]}
"""


@dataclass(frozen=True, repr=False)
class Bench:
    """What every example is tried with."""

    knowledge: Knowledge
    facts: Facts

    def __repr__(self) -> str:
        """As short as can be: the whole of it would bury a failing example."""
        return "bench"


@pytest.fixture(scope="module")
def bench() -> Bench:
    """The shipped knowledge, and a record for trying out what compiles."""
    knowledge = load_knowledge()
    found = read_record(RECORD, "r.yaml", knowledge.dictionary, knowledge.drugs, AS_OF, Diagnostics())
    assert found is not None
    return Bench(knowledge, found)


def files_of(folder: Path, protocol: str | None = None, sources: str | None = None) -> ProtocolFiles:
    """The files of the folder, with other texts in their stead."""
    texts = [
        (folder / name).read_text(encoding="utf-8") if text is None else text
        for name, text in (("protocol.yaml", protocol), ("sources.yaml", sources))
    ]
    content = [each.encode("utf-8", errors="surrogatepass") for each in texts]
    return ProtocolFiles(folder.name, content[0], content[1], "protocol.yaml", "sources.yaml")


def must_be_total(files: ProtocolFiles, bench: Bench) -> None:
    """What the files say is refused at places, or compiles to everything that they say and judges a record."""
    diagnostics = Diagnostics()
    texts: dict[str, str] = {}
    rules = Workshop(bench.knowledge, NO_SITE, texts).compile(files, {}, diagnostics)
    for each in diagnostics:
        is_at_a_place(each, texts)
    assert (rules is None) is diagnostics.has_errors
    if rules is not None:
        is_whole(rules, files)
        check(rules, bench.facts, AS_OF, None)


def is_at_a_place(found: Diagnostic, texts: dict[str, str]) -> None:
    """The fault is in the catalogue, is told in a sentence, and points into a file."""
    assert CATALOGUE[found.code].severity == found.severity
    assert found.message
    assert not found.message.endswith(".")
    assert "\n" not in found.message
    lines = texts[found.span.file].splitlines() or [""]
    assert 1 <= found.span.line <= len(lines) + 1
    assert (found.span.line, found.span.column) <= (found.span.end_line, found.span.end_column)


def is_whole(rules: Rules, files: ProtocolFiles) -> None:
    """INVARIANT: nothing of the file is left out in silence; a step that is lost is a dose that is lost."""
    root = read_document(files.protocol, "protocol.yaml", Diagnostics())
    assert isinstance(root, Mapping)
    protocol = rules.protocol
    for name, compiled in (("criteria", protocol.criteria), ("plan", protocol.steps), ("properties", protocol.claims)):
        block = root.get(name)
        if isinstance(block, Mapping) and block.get("reading") is None:
            assert [each.id for each in compiled] == [key.text for key, _ in block.entries]
    for name, listed in (("limits", protocol.limits), ("care", protocol.care), ("notes", protocol.notes)):
        block = root.get(name)
        if isinstance(block, Sequence):
            assert len(listed) == len(block.items)
    washout = root.get("washout")
    if isinstance(washout, Mapping) and washout.get("reading") is None and washout.get("as") is None:
        assert {each.group for each in protocol.washout} == {key.text for key, _ in washout.entries}


@pytest.mark.parametrize("folder", [SOUND, SPINE, RULES / "allorx-first-patient"], ids=lambda each: each.name)
def test_a_sound_protocol_is_whole(folder: Path, bench: Bench) -> None:
    """What is generated below is faulty because of what was changed."""
    must_be_total(files_of(folder), bench)


@UNHURRIED
@given(text=slips_in_tree(SOUND / "protocol.yaml"))
def test_slips_in_the_small_protocol(text: str, bench: Bench) -> None:
    """Keys and values left out, put twice, exchanged or written otherwise."""
    must_be_total(files_of(SOUND, text), bench)


@UNHURRIED
@given(text=slips_in_text(SOUND / "protocol.yaml"))
def test_slips_in_the_text_of_the_small_protocol(text: str, bench: Bench) -> None:
    """Lines left out, put twice, moved in or out, overwritten, or cut off."""
    must_be_total(files_of(SOUND, text), bench)


@UNHURRIED
@given(text=slips_in_tree(SPINE / "protocol.yaml") | slips_in_text(SPINE / "protocol.yaml"))
def test_slips_in_a_shipped_protocol(text: str, bench: Bench) -> None:
    """The same, in the protocol that is used."""
    must_be_total(files_of(SPINE, text), bench)


@UNHURRIED
@given(text=slips_in_tree(SOUND / "sources.yaml") | slips_in_text(SOUND / "sources.yaml") | st.text())
def test_slips_in_the_sources(text: str, bench: Bench) -> None:
    """Sources that cannot be read make no citation look unlisted."""
    must_be_total(files_of(SOUND, sources=text), bench)


@UNHURRIED
@given(text=st.text() | st.binary().map(lambda each: each.decode("latin-1")))
def test_what_is_no_protocol_at_all(text: str, bench: Bench) -> None:
    """Any characters."""
    must_be_total(files_of(SOUND, text), bench)


def test_sources_that_cannot_be_read_make_no_citation_unlisted(bench: Bench, tmp_path: Path) -> None:
    """One fault is told as one."""
    folder = tmp_path / SOUND.name
    folder.mkdir()
    (folder / "protocol.yaml").write_bytes((SOUND / "protocol.yaml").read_bytes())
    (folder / "sources.yaml").write_text("[trial]\n", encoding="utf-8")
    assert [each.code for each in check_protocol(str(folder), bench.knowledge).diagnostics] == ["P0130"]
