"""Every fault and every doubt about a protocol at once, for those who write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posology.api.finding import find_protocol
from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.protocol.document import read_protocol
from posology.protocol.readings import settings
from posology.protocol.site import NO_SITE


@dataclass(frozen=True, slots=True)
class Review:
    """What was found in a protocol, errors and warnings, and the text of each file that they point into."""

    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]


def check_protocol(protocol: str, knowledge: Knowledge) -> Review:
    """Everything that can be said against the protocol of that id, or at that path, whatever a clinic chooses.

    A protocol is compiled with one option of each reading. Here it is compiled once for each option of each reading,
    so that what stands under any of them has been looked at; of what was found each is told once.
    """
    diagnostics = Diagnostics()
    texts: dict[str, str] = {}
    workshop = Workshop(knowledge, NO_SITE, texts)
    files = find_protocol(protocol, diagnostics)
    if files is not None:
        document = read_protocol(files, {}, Diagnostics())
        none: Mapping[str, str] = {}
        for chosen in (none,) if document is None else settings(document.written, document.choices):
            found = Diagnostics()
            workshop.compile(files, chosen, found)
            diagnostics.found.extend(found)
    return Review(tuple(diagnostics), texts)
