"""The places that a plan may name: sites, the joints and levels of each, and the two sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.document import read_document
from posology.reader.shape import as_boolean, as_mapping, as_sequence, as_text
from posology.reader.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site of injection or infusion. A sided target is never named without its side."""

    id: str
    name: str
    target: str
    sided: bool
    joints: tuple[str, ...]

    def place(self, joint: str, side: str | None) -> str:
        """The target in full words: `left L3-L4 facet joint`, `L4-L5 disc`."""
        return f"{side} {joint} {self.target}" if side else f"{joint} {self.target}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Every site by its id, and the sides."""

    sites: Mapping[str, Site]
    sides: tuple[str, ...]


def read_anatomy(content: bytes, name: str, diagnostics: Diagnostics) -> Anatomy:
    """The anatomy that the file declares; faults are reported and what is faulty is left out."""
    root = as_mapping(
        read_document(content, name, diagnostics),
        diagnostics,
        allowed=("source", "sides", "sites", "joints"),
        required=("source", "sides", "sites", "joints"),
        what="the anatomy",
    )
    if root is None:
        return Anatomy(sites={}, sides=())
    joints = as_mapping(root.get("joints"), diagnostics, allowed=None, what="`joints`")
    sites = as_mapping(root.get("sites"), diagnostics, allowed=None, what="`sites`")
    found = [
        _read_site(key.text, node, joints.get(key.text) if joints else None, diagnostics)
        for key, node in (sites.entries if sites else ())
    ]
    return Anatomy(
        sites={each.id: each for each in found if each is not None},
        sides=_words(root.get("sides"), "`sides`", diagnostics),
    )


def _read_site(site_id: str, node: Node, joints: Node | None, diagnostics: Diagnostics) -> Site | None:
    what = f"the site `{site_id}`"
    block = as_mapping(node, diagnostics, allowed=("name", "target", "sided"), required=("name", "target"), what=what)
    if block is None:
        return None
    name = as_text(block.get("name"), diagnostics, what=f"`name` of {what}")
    target = as_text(block.get("target"), diagnostics, what=f"`target` of {what}")
    sided = block.get("sided") is not None and as_boolean(block.get("sided"), diagnostics, what=f"`sided` of {what}")
    regions = None if joints is None else as_mapping(joints, diagnostics, allowed=None, what=f"the joints of {what}")
    levels = tuple(
        level
        for _, each in (regions.entries if regions else ())
        for level in _words(each, f"the joints of {what}", diagnostics)
    )
    if name is None or target is None:
        return None
    return Site(id=site_id, name=name, target=target, sided=bool(sided), joints=levels)


def _words(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    items = as_sequence(node, diagnostics, what=what) or ()
    words = (as_text(each, diagnostics, what=f"an entry of {what}") for each in items)
    return tuple(each for each in words if each is not None)
