"""Loading: knowledge, protocols and site files, with every fault in one run."""

from __future__ import annotations

from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.reading import raise_if_refused, text_of
from posology.api.shipped import knowledge_file, knowledge_files
from posology.compile.planned import check_planned
from posology.compile.productions import compile_ruleset
from posology.compile.protocol import compile_protocol
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules, make_rules
from posology.knowledge.anatomy import read_anatomy
from posology.knowledge.dictionary import read_dictionary
from posology.knowledge.drugs_reading import read_drugs
from posology.protocol.document import Document, read_protocol
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE, Site, read_site
from posology.reader.tree import Scalar


def load_knowledge() -> Knowledge:
    """The shipped knowledge."""
    diagnostics = Diagnostics()
    name, content = knowledge_file("knowledge/anatomy.yaml")
    knowledge = Knowledge(
        dictionary=read_dictionary(knowledge_files("dictionary"), diagnostics),
        drugs=read_drugs(knowledge_files("knowledge/drugs"), diagnostics),
        anatomy=read_anatomy(content, name, diagnostics),
    )
    raise_if_refused(diagnostics, {})
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
    texts = {} if files is None else {files.protocol_name: text_of(files.protocol), files.sources_name: text_of(files.sources)}
    raise_if_refused(diagnostics, texts)
    if files is None:
        raise AssertionError("a protocol that is not found is a diagnostic")
    decided = NO_SITE
    if site is not None:
        name, content = site
        texts[name] = text_of(content)
        decided = read_site(content, name, _declared_id(files), diagnostics)
    rules = _compile(files, decided, knowledge, diagnostics)
    raise_if_refused(diagnostics, texts)
    if rules is None:
        raise AssertionError("a protocol that does not compile has a diagnostic")
    return rules


def _compile(files: ProtocolFiles, site: Site, knowledge: Knowledge, diagnostics: Diagnostics) -> Rules | None:
    document = read_protocol(files, site.chosen, diagnostics)
    if document is None:
        return None

    def borrow(name: str) -> Document | None:
        """The protocol of that id, with the readings that both have and can choose alike chosen as here."""
        lender = find_protocol(name, Diagnostics())
        declared = None if lender is None else read_protocol(lender, {}, diagnostics)
        if lender is None or declared is None:
            return None
        return read_protocol(lender, _chosen_alike(document, declared), diagnostics)

    protocol = compile_protocol(document, knowledge.dictionary, knowledge.anatomy, site.approved, borrow, diagnostics)
    if protocol is None:
        return None
    check_planned(site, protocol.steps, diagnostics)
    ruleset = compile_ruleset(protocol, diagnostics)
    if ruleset is None:
        return None
    planned = {each.step: each.cells for each in site.planned}
    return make_rules(protocol, ruleset, knowledge.anatomy, knowledge.dictionary, planned)


def _chosen_alike(document: Document, lender: Document) -> dict[str, str]:
    """The options that the document chose, for the readings of the lender that have them."""
    options = {each.id: each.options for each in lender.choices}
    return {each.id: each.chosen for each in document.choices if each.chosen in options.get(each.id, ())}


def _declared_id(files: ProtocolFiles) -> str:
    """The id that the protocol file gives itself; empty where it gives none, which is reported when it is compiled."""
    document = read_protocol(files, {}, Diagnostics())
    node = None if document is None else document.root.get("protocol")
    return node.text if isinstance(node, Scalar) else ""
