"""Loading: knowledge, protocols and site files, with every fault in one run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.reading import raise_if_refused, text_of
from posology.api.shipped import knowledge_file, knowledge_files, shipped_protocols
from posology.compile.borrowing import Lenders
from posology.compile.desk import Reference
from posology.compile.productions import compile_ruleset
from posology.compile.protocol import compile_protocol
from posology.compile.site import compile_site
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules, make_rules
from posology.knowledge.anatomy import read_anatomy
from posology.knowledge.cryoprotectants import read_cryoprotectants
from posology.knowledge.dictionary import Dictionary, read_dictionary
from posology.knowledge.drugs_reading import read_drugs
from posology.knowledge.instruments import read_instruments
from posology.knowledge.omop import Omop, read_omop
from posology.protocol.document import Document, read_protocol
from posology.protocol.files import ProtocolFiles
from posology.protocol.site import NO_SITE, Site, read_site
from posology.reader.tree import Scalar


def load_knowledge() -> Knowledge:
    """The shipped knowledge."""
    diagnostics = Diagnostics()
    name, content = knowledge_file("knowledge/anatomy.yaml")
    list_of_instruments, instruments = knowledge_file("knowledge/instruments.yaml")
    list_of_agents, agents = knowledge_file("knowledge/cryoprotectants.yaml")
    knowledge = Knowledge(
        dictionary=read_dictionary(knowledge_files("dictionary"), diagnostics),
        drugs=read_drugs(knowledge_files("knowledge/drugs"), diagnostics),
        anatomy=read_anatomy(content, name, diagnostics),
        instruments=read_instruments(instruments, list_of_instruments, diagnostics),
        cryoprotectants=read_cryoprotectants(agents, list_of_agents, diagnostics),
    )
    raise_if_refused(diagnostics, {})
    return knowledge


def load_omop() -> Omop:
    """What the tables of OMOP say of a record, as shipped."""
    diagnostics = Diagnostics()
    name, content = knowledge_file("knowledge/omop.yaml")
    omop = read_omop(content, name, diagnostics)
    raise_if_refused(diagnostics, {})
    return omop


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
    return _load(find_protocol(protocol, diagnostics), knowledge, site, diagnostics)


def load_files(files: ProtocolFiles, knowledge: Knowledge, *, site: tuple[str, bytes] | None = None) -> Rules:
    """As `load`, for a protocol whose files are at hand; raises the same."""
    return _load(files, knowledge, site, Diagnostics())


def _load(
    files: ProtocolFiles | None, knowledge: Knowledge, site: tuple[str, bytes] | None, diagnostics: Diagnostics
) -> Rules:
    texts: dict[str, str] = {}
    decided = NO_SITE
    if site is not None:
        name, content = site
        texts[name] = text_of(content)
        decided = read_site(content, name, "" if files is None else declared_id(files), diagnostics)
    rules = None if files is None else Workshop(knowledge, decided, texts).compile(files, {}, diagnostics)
    raise_if_refused(diagnostics, texts)
    if rules is None:
        message = "a protocol that does not compile has a diagnostic"
        raise AssertionError(message)
    return rules


def knowledge_for(protocol: str, knowledge: Knowledge) -> Knowledge:
    """As `knowledge_of`, for a protocol that does not compile: so that its own elements are no faults of a record."""
    files = find_protocol(protocol, Diagnostics())
    if files is None:
        return knowledge
    diagnostics = Diagnostics()
    dictionary = Workshop(knowledge, NO_SITE, {}).dictionary_of(files, diagnostics)
    return knowledge if diagnostics.has_errors else replace(knowledge, dictionary=dictionary)


def knowledge_of(knowledge: Knowledge, rules: Rules) -> Knowledge:
    """The knowledge with the elements that the protocol declares itself: what a record of its patients may say."""
    return replace(knowledge, dictionary=rules.dictionary)


@dataclass(frozen=True, slots=True)
class Workshop:
    """What protocols are compiled with. `texts` collects every file that a diagnostic may quote."""

    knowledge: Knowledge
    site: Site
    texts: dict[str, str]

    def compile(self, files: ProtocolFiles, chosen: Mapping[str, str], diagnostics: Diagnostics) -> Rules | None:
        """The protocol that the files hold; what is `chosen` goes before what the site has chosen."""
        self.quote(files)
        document = read_protocol(files, {**self.site.chosen, **chosen}, diagnostics)
        if document is None:
            return None

        def find(name: str) -> Document | None:
            return self._lender(name, document, diagnostics)

        knowledge = self.knowledge
        reference = Reference(
            dictionary=self.dictionary_of(files, diagnostics),
            anatomy=knowledge.anatomy,
            drugs=knowledge.drugs,
            instruments=knowledge.instruments,
        )
        lenders = Lenders(ids=shipped_protocols(), find=find)
        protocol = compile_protocol(document, reference, self.site, lenders, diagnostics)
        decisions = compile_site(self.site, protocol, knowledge.anatomy, diagnostics)
        if diagnostics.has_errors:
            return None
        ruleset = None if protocol is None else compile_ruleset(protocol, diagnostics)
        if protocol is None or ruleset is None:
            return None
        planned = {each.step: each.cells for each in self.site.planned if each.cells is not None}
        made = make_rules(protocol, ruleset, knowledge.anatomy, reference.dictionary, planned)
        return replace(made, site=decisions, cryoprotectants=knowledge.cryoprotectants)

    def quote(self, files: ProtocolFiles) -> None:
        """Keeps the texts of the files, so that diagnostics can quote them."""
        self.texts[files.protocol_name] = text_of(files.protocol)
        self.texts[files.sources_name] = text_of(files.sources)
        if files.dictionary is not None:
            self.texts[files.dictionary_name] = text_of(files.dictionary)

    def dictionary_of(self, files: ProtocolFiles, diagnostics: Diagnostics) -> Dictionary:
        """The shipped data dictionary, with the elements that the protocol declares itself.

        All files are read together, so that what is declared twice is told with both places.
        """
        if files.dictionary is None:
            return self.knowledge.dictionary
        shipped = knowledge_files("dictionary")
        self.texts.update({name: text_of(content) for name, content in shipped})
        return read_dictionary((*shipped, (files.dictionary_name, files.dictionary)), diagnostics)

    def _lender(self, name: str, document: Document, diagnostics: Diagnostics) -> Document | None:
        """The shipped protocol of that id, with the readings that both have and can choose alike chosen as here."""
        if name not in shipped_protocols():
            return None
        files = find_protocol(name, Diagnostics())
        declared = None if files is None else read_protocol(files, {}, diagnostics)
        if files is None or declared is None:
            return None
        self.quote(files)
        return read_protocol(files, _chosen_alike(document, declared), diagnostics)


def _chosen_alike(document: Document, lender: Document) -> dict[str, str]:
    """The options that the document chose, for the readings of the lender that have them."""
    options = {each.id: each.options for each in lender.choices}
    return {each.id: each.chosen for each in document.choices if each.chosen in options.get(each.id, ())}


def declared_id(files: ProtocolFiles) -> str:
    """The id that the protocol file gives itself; empty where it gives none, which is reported when it is compiled."""
    document = read_protocol(files, {}, Diagnostics())
    node = None if document is None else document.root.get("protocol")
    return node.text if isinstance(node, Scalar) else ""
