"""A washout that is taken over: whose rules they are, where their faults are told, and when they cannot be had."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from posology.api.knowledge import Knowledge
from posology.api.loading import load_knowledge
from posology.compile.borrowing import Lenders
from posology.compile.desk import Reference
from posology.compile.protocol import compile_protocol
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.ir.protocol import Protocol
from posology.ir.washout import FixedHold
from posology.protocol.document import Document, read_protocol
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE
from tests.golden.protocols.faults import SOUND

TEXT = (SOUND / "protocol.yaml").read_text(encoding="utf-8")
SOURCES = (SOUND / "sources.yaml").read_text(encoding="utf-8")
START, END = TEXT.index("\nwashout:"), TEXT.index("\nplan:")
WASHOUT = TEXT[START:END]
OTHER_SOURCES = SOURCES.replace("trial:", "cohort:").replace("registry:", "guideline:")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()


def document(
    name: str, washout: str, sources: str = SOURCES, chosen: Mapping[str, str] | None = None, head: str = TEXT[:START]
) -> Document:
    """The small protocol under another name, with that washout."""
    text = head.replace("protocol: small-spine", f"protocol: {name}") + washout + TEXT[END:]
    files = ProtocolFiles(name, text.encode(), sources.encode(), f"{name}/protocol.yaml", f"{name}/sources.yaml")
    read = read_protocol(files, chosen or {}, Diagnostics())
    assert read is not None
    return read


def borrowed(
    knowledge: Knowledge, borrower: Document, *lenders: Document
) -> tuple[Protocol | None, list[tuple[str, str, str]]]:
    """The protocol that takes its washout over from one of the others, and the code, file and help of every fault."""
    known = {each.folder: each for each in lenders}
    reference = Reference(
        dictionary=knowledge.dictionary,
        anatomy=knowledge.anatomy,
        drugs=knowledge.drugs,
        instruments=knowledge.instruments,
    )
    diagnostics = Diagnostics()
    protocol = compile_protocol(borrower, reference, NO_SITE, Lenders(ids=tuple(known), find=known.get), diagnostics)
    return protocol, [_told(each) for each in diagnostics]


def _told(found: Diagnostic) -> tuple[str, str, str]:
    return found.code, found.span.file, found.help


def test_the_rules_their_citations_and_their_sources_are_the_lenders(knowledge: Knowledge) -> None:
    """Each rule keeps its source, and the sources of both protocols are listed, each once."""
    lender = document("large-spine", WASHOUT)
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: large-spine}\n"), lender)
    assert protocol is not None, found
    assert found == []
    own, _ = borrowed(knowledge, document("small-spine", WASHOUT))
    assert own is not None
    assert [(each.id, each.citation, each.hold) for each in protocol.washout] == [
        (each.id, each.citation, each.hold) for each in own.washout
    ]
    assert {each.span.file for each in protocol.washout} == {"large-spine/protocol.yaml"}
    assert protocol.together == own.together
    assert [each.id for each in protocol.sources] == [each.id for each in own.sources]


def test_a_source_of_the_lender_alone_comes_with_its_rules(knowledge: Knowledge) -> None:
    """A citation of a rule that is taken over leads somewhere."""
    washout = WASHOUT.replace("ref: trial", "ref: cohort").replace("ref: registry", "ref: guideline")
    lender = document("large-spine", washout, OTHER_SOURCES)
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: large-spine}\n"), lender)
    assert protocol is not None, found
    assert {"trial", "registry", "cohort", "guideline"} == {each.id for each in protocol.sources}
    assert protocol.washout[0].citation.ref == "guideline"


def test_a_reading_is_settled_as_it_is_here(knowledge: Knowledge) -> None:
    """The lender is read with the options that this protocol chose."""
    chosen = {"nsaid-hold": "by-medicine"}
    lender = document("large-spine", WASHOUT, chosen=chosen)
    borrower = document("small-spine", "\nwashout: {as: large-spine}\n", chosen=chosen)
    protocol, found = borrowed(knowledge, borrower, lender)
    assert protocol is not None, found
    assert [each.hold for each in protocol.washout if each.group == "nsaid"] == [
        FixedHold(days=1), FixedHold(days=4), FixedHold(days=14),
    ]  # fmt: skip


def test_a_reading_that_is_not_declared_alike_is_refused(knowledge: Knowledge) -> None:
    """Nobody here would be asked which option holds."""
    head = TEXT[:START].replace("      long:", "      short:").replace("default: long", "default: short")
    lender = document("large-spine", WASHOUT.replace("long: 14 days", "short: 14 days"), head=head)
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: large-spine}\n"), lender)
    assert protocol is None
    help_text = "declare `nsaid-hold` under `readings` with the options short, by-medicine"
    assert found == [("P0457", "small-spine/protocol.yaml", help_text)]


def test_a_fault_of_the_lender_is_told_in_its_own_file(knowledge: Knowledge) -> None:
    """Rules that are faulty are not taken over, and the author is sent to where they stand."""
    lender = document("large-spine", WASHOUT.replace("hold: 84 days", "hold: 84"))
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: large-spine}\n"), lender)
    assert protocol is None
    assert found == [("P0413", "large-spine/protocol.yaml", "write `84 days`, if days are meant")]


def test_a_lender_that_is_not_there_is_refused_with_the_nearest(knowledge: Knowledge) -> None:
    """Nothing is said of classes that nobody rules then."""
    lender = document("large-spine", WASHOUT)
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: large-spin}\n"), lender)
    assert protocol is None
    assert [each for each in found if each[0] != "P0407"] == [
        ("P0405", "small-spine/protocol.yaml", "did you mean `large-spine`?")
    ]


@pytest.mark.parametrize("washout", ["\nwashout: {as: huge-spine}\n", "\nwashout: {as: small-spine}\n"])
def test_a_chain_and_a_circle_are_refused(washout: str, knowledge: Knowledge) -> None:
    """The protocol is named in which the rules stand, or nobody could say where they come from."""
    lenders = (document("large-spine", washout), document("huge-spine", WASHOUT))
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: large-spine}\n"), *lenders)
    assert protocol is None
    assert "P0408" in [code for code, _, _ in found]


def test_a_protocol_does_not_take_over_from_itself(knowledge: Knowledge) -> None:
    """Not even where a protocol of its name could be found."""
    lender = document("small-spine", WASHOUT)
    protocol, found = borrowed(knowledge, document("small-spine", "\nwashout: {as: small-spine}\n"), lender)
    assert protocol is None
    assert "P0408" in [code for code, _, _ in found]


def test_what_is_not_taken_one_by_one_may_be_said_anew(knowledge: Knowledge) -> None:
    """A `together` of the borrower goes before that of the lender."""
    together = WASHOUT[WASHOUT.index("\ntogether:") :].replace("the prescribers decide", "nobody decides alone")
    borrower = document("small-spine", f"\nwashout: {{as: large-spine}}\n{together}")
    protocol, found = borrowed(knowledge, borrower, document("large-spine", WASHOUT))
    assert protocol is not None, found
    assert protocol.together is not None
    assert protocol.together.why == "nobody decides alone"
