"""Every fault and every doubt about a protocol or a site file at once, for those who write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop, declared_id
from posology.api.reading import text_of
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.protocol.document import read_protocol
from posology.protocol.readings import settings
from posology.protocol.site import NO_SITE, read_site

NOTHING_CHOSEN: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Review:
    """What was found, errors and warnings, and the text of each file that they point into."""

    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def check_protocol(protocol: str, knowledge: Knowledge) -> Review:
    """Everything that can be said against the protocol of that id, or at that path, whatever a clinic chooses.

    A protocol is compiled with one option of each reading. Here it is compiled once for each option of each reading,
    so that what stands under any of them has been looked at; of what was found each is told once.
    """
    diagnostics = Diagnostics()
    workshop = Workshop(knowledge, NO_SITE, {})
    files = find_protocol(protocol, diagnostics)
    if files is not None:
        document = read_protocol(files, NOTHING_CHOSEN, Diagnostics())
        choices = (NOTHING_CHOSEN,) if document is None else settings(document.written, document.choices)
        for chosen in choices:
            found = Diagnostics()
            workshop.compile(files, chosen, found)
            diagnostics.found.extend(found)
    return Review(tuple(diagnostics), workshop.texts)


def check_site(protocol: str, knowledge: Knowledge, site: tuple[str, bytes]) -> Review:
    """Everything that can be said against the site file, its name and content, and against the protocol so settled."""
    name, content = site
    diagnostics = Diagnostics()
    files = find_protocol(protocol, diagnostics)
    decided = read_site(content, name, "" if files is None else declared_id(files), diagnostics)
    workshop = Workshop(knowledge, decided, {name: text_of(content)})
    if files is not None:
        workshop.compile(files, NOTHING_CHOSEN, diagnostics)
    return Review(tuple(diagnostics), workshop.texts)
