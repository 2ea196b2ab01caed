"""Finding the files of a protocol: by the id of a shipped one, or by the path of the user's own."""

from __future__ import annotations

from pathlib import Path

from posology.api.shipped import RULES, shipped_protocols
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.protocol.files import ProtocolFiles

NO_SUCH_PROTOCOL = "P0406"


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
        message = f"the folder `{name}` has no {missing[0]}" if folder.is_dir() else f"there is no protocol `{name}`"
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
