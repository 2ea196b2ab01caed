"""The time zone of a clinic as its site file names it."""

from __future__ import annotations

from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.protocol.site import read_text
from posology.reader.source import shortened
from posology.reader.tree import Node
from posology.values.zones import has_zones, zone_named

NO_SUCH_ZONE: Final = "P0631"


def compile_zone(node: Node | None, diagnostics: Diagnostics) -> str | None:
    """The name of the zone; one that the table of this computer does not have is reported."""
    name = None if node is None else read_text(node, "`time_zone`", diagnostics)
    if name is None or node is None or zone_named(name) is not None:
        return name
    if has_zones():
        message, help_text = f"`{shortened(name)}` is no time zone", "write continent and city, as America/New_York"
    else:
        message = f"`{shortened(name)}` cannot be looked up: this computer has no table of time zones"
        help_text = "install the package `tzdata` of the system, or `pip install tzdata`"
    diagnostics.error(NO_SUCH_ZONE, message, node.span, help=help_text)
    return None
