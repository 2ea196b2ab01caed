"""Finding the files of a protocol: by the id of a shipped one, or by the path of the user's own."""

from __future__ import annotations

from pathlib import Path

from posology.api.shipped import RULES, shipped_protocols
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.protocol.files import ProtocolFiles
from posology.reader.source import shortened

NO_SUCH_PROTOCOL = "P0406"


def find_protocol(name: str, diagnostics: Diagnostics) -> ProtocolFiles | None:
    """The files of a shipped protocol by its id, or of the user's own by the path of its folder or of its file."""
    try:
        return _find(name, diagnostics)
    except (OSError, ValueError):  # a path that cannot be read, or that cannot be one at all
        diagnostics.error(NO_SUCH_PROTOCOL, f"the protocol `{shortened(name)}` cannot be read", Span(name, 0, 0, 0, 0))
        return None


def folder_of(name: str) -> Path:
    """The folder of a shipped protocol by its id, or of the user's own by its path or that of a file in it."""
    folder = RULES / name if name in shipped_protocols() else Path(name)
    return folder.parent if folder.suffix in {".yaml", ".yml"} and folder.is_file() else folder


def _find(name: str, diagnostics: Diagnostics) -> ProtocolFiles | None:
    folder = folder_of(name)
    protocol, sources = folder / "protocol.yaml", folder / "sources.yaml"
    missing = [path.name for path in (protocol, sources) if not path.is_file()]
    if missing:
        otherwise = f"the shipped protocols are {', '.join(shipped_protocols())}"
        known = folder.is_dir()
        message = f"the folder `{name}` has no {missing[0]}" if known else f"there is no protocol `{shortened(name)}`"
        help_text = "a protocol is a folder with `protocol.yaml` and `sources.yaml`" if known else ""
        help_text = help_text or suggestion(name, shipped_protocols(), otherwise)
        diagnostics.error(NO_SUCH_PROTOCOL, message, Span(name, 0, 0, 0, 0), help=help_text)
        return None
    dictionary = folder / "dictionary.yaml"
    return ProtocolFiles(
        folder=folder.resolve().name,
        protocol=protocol.read_bytes(),
        sources=sources.read_bytes(),
        protocol_name=_name(protocol),
        sources_name=_name(sources),
        dictionary=dictionary.read_bytes() if dictionary.is_file() else None,
        dictionary_name=_name(dictionary),
    )


def _name(path: Path) -> str:
    """How a file is quoted: shipped ones from the rules folder on, others as the user named them."""
    return str(path.relative_to(RULES.parent)) if path.is_relative_to(RULES) else str(path)
