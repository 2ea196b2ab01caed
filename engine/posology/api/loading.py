"""Loading: knowledge, protocols, site files and records from bytes and paths, with every fault in one run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from posology.api.shipped import RULES, knowledge_file, knowledge_files, shipped_protocols
from posology.compile.protocol import compile_protocol
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics, Refused
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.explain.rules import Rules, make_rules
from posology.knowledge.anatomy import Anatomy, read_anatomy
from posology.knowledge.dictionary import Dictionary, read_dictionary
from posology.knowledge.drugs import Drugs, read_drugs
from posology.protocol.document import Document, ProtocolFiles, read_protocol
from posology.protocol.site import NO_SITE, Site, read_site
from posology.record.facts import Facts
from posology.record.intake import read_record

NO_SUCH_PROTOCOL = "P0406"


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known before any protocol or patient: the data dictionary, the drugs, the anatomy."""

    dictionary: Dictionary
    drugs: Drugs
    anatomy: Anatomy


def load_knowledge() -> Knowledge:
    """The shipped knowledge."""
    diagnostics = Diagnostics()
    name, content = knowledge_file("knowledge/anatomy.yaml")
    knowledge = Knowledge(
        dictionary=read_dictionary(knowledge_files("dictionary"), diagnostics),
        drugs=read_drugs(knowledge_files("knowledge/drugs"), diagnostics),
        anatomy=read_anatomy(content, name, diagnostics),
    )
    _raise_if_refused(diagnostics, {})
    return knowledge


def load(
    protocol: str,
    knowledge: Knowledge,
    *,
    site: tuple[str, bytes] | None = None,
) -> Rules:
    """The protocol of that id, or at that path, ready to be asked; `site` is the name and content of a site file.

    Raises:
        Refused: where the protocol or the site file has a fault; every fault of the run is in it.
    """
    diagnostics = Diagnostics()
    files = find_protocol(protocol, diagnostics)
    texts = {} if files is None else {files.protocol_name: _text(files.protocol), files.sources_name: _text(files.sources)}
    _raise_if_refused(diagnostics, texts)
    if files is None:
        raise AssertionError("a protocol that is not found is a diagnostic")
    decided = NO_SITE
    if site is not None:
        name, content = site
        texts[name] = _text(content)
        decided = read_site(content, name, _declared_id(files), diagnostics)
    rules = _compile(files, decided, knowledge, diagnostics)
    _raise_if_refused(diagnostics, texts)
    if rules is None:
        raise AssertionError("a protocol that does not compile has a diagnostic")
    return rules


def _compile(files: ProtocolFiles, site: Site, knowledge: Knowledge, diagnostics: Diagnostics) -> Rules | None:
    document = read_protocol(files, site.chosen, diagnostics)
    if document is None:
        return None

    def borrow(name: str) -> Document | None:
        lender = find_protocol(name, Diagnostics())
        declared = {each.id for each in document.choices}
        chosen = {each.id: each.chosen for each in document.choices if each.id in _choices_of(lender)}
        if lender is None or not declared:
            return None
        return read_protocol(lender, chosen, diagnostics)

    protocol = compile_protocol(document, knowledge.dictionary, knowledge.anatomy, site.approved, borrow, diagnostics)
    return None if protocol is None else make_rules(protocol, knowledge.anatomy, knowledge.dictionary, site.planned)


def _choices_of(files: ProtocolFiles | None) -> frozenset[str]:
    document = None if files is None else read_protocol(files, {}, Diagnostics())
    return frozenset() if document is None else frozenset(each.id for each in document.choices)


def _declared_id(files: ProtocolFiles) -> str:
    document = read_protocol(files, {}, Diagnostics())
    node = None if document is None else document.root.get("protocol")
    return getattr(node, "text", "")


def find_protocol(name: str, diagnostics: Diagnostics) -> ProtocolFiles | None:
    """The files of a shipped protocol by its id, or of the user's own by the path of its folder or of its file."""
    folder = RULES / name if name in shipped_protocols() else Path(name)
    if folder.suffix in {".yaml", ".yml"} and folder.is_file():
        folder = folder.parent
    protocol, sources = folder / "protocol.yaml", folder / "sources.yaml"
    missing = [path.name for path in (protocol, sources) if not path.is_file()]
    if missing:
        close = nearest(name, shipped_protocols())
        help_text = f"did you mean `{close[0]}`?" if close else f"the shipped protocols are {', '.join(shipped_protocols())}"
        found = folder.is_dir()
        message = f"the folder `{name}` has no {missing[0]}" if found else f"there is no protocol `{name}`"
        diagnostics.error(NO_SUCH_PROTOCOL, message, Span(name, 0, 0, 0, 0), help=help_text)
        return None
    return ProtocolFiles(
        folder=str(folder),
        protocol=protocol.read_bytes(),
        sources=sources.read_bytes(),
        protocol_name=_name(protocol),
        sources_name=_name(sources),
    )


def _name(path: Path) -> str:
    """How a file is quoted: shipped ones from the rules folder on, others as the user named them."""
    return str(path.relative_to(RULES.parent)) if path.is_relative_to(RULES) else str(path)


def read_facts(content: bytes, name: str, knowledge: Knowledge, as_of: date) -> tuple[Facts, tuple[Diagnostic, ...]]:
    """The facts of a record, with the warnings that go beside its result.

    Raises:
        Refused: where the record has a fault; every fault of the run is in it.
    """
    diagnostics = Diagnostics()
    facts = read_record(content, name, knowledge.dictionary, knowledge.drugs, as_of, diagnostics)
    _raise_if_refused(diagnostics, {name: _text(content)})
    if facts is None:
        raise AssertionError("a record that is not read has a diagnostic")
    return facts, tuple(diagnostics)


def _raise_if_refused(diagnostics: Diagnostics, texts: dict[str, str]) -> None:
    if diagnostics.has_errors:
        raise Refused(tuple(diagnostics), texts)


def _text(content: bytes) -> str:
    return content.decode("utf-8", errors="replace")
