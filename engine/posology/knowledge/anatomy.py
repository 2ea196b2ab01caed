"""The places that a plan may name: sites, the joints and levels of each, and the two sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.reader.document import read_document
from posology.reader.shape import as_boolean, as_mapping, as_sequence, as_text
from posology.reader.tree import Mapping as Block
from posology.reader.tree import Node, Scalar

TWICE = "P0209"

KEYS = ("source", "sides", "sites", "joints")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One site of injection or infusion. A sided target is never named without its side."""

    id: str
    name: str
    target: str
    sided: bool
    joints: tuple[str, ...]

    def place(self, joint: str | None, side: str | None) -> str:
        """The target in full words: `left L3-L4 facet joint`, `L4-L5 disc`, `left sacroiliac joint`."""
        return " ".join(part for part in (side, joint, self.target) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anatomy:
    """Every site by its id, and the sides."""

    sites: Mapping[str, Site]
    sides: tuple[str, ...]


def read_anatomy(content: bytes, name: str, diagnostics: Diagnostics) -> Anatomy:
    """The anatomy that the file declares; faults are reported and what is faulty is left out."""
    document = read_document(content, name, diagnostics)
    root = as_mapping(document, diagnostics, allowed=KEYS, required=KEYS, what="the anatomy")
    if root is None:
        return Anatomy(sites={}, sides=())
    sites = as_mapping(root.get("sites"), diagnostics, allowed=None, what="`sites`")
    entries = sites.entries if sites else ()
    ids = [key.text for key, _ in entries]
    joints = as_mapping(root.get("joints"), diagnostics, allowed=ids, what="`joints`")
    found = [_read_site(key.text, node, joints, diagnostics) for key, node in entries]
    return Anatomy(
        sites={each.id: each for each in found if each is not None},
        sides=_words(root.get("sides"), "`sides`", diagnostics),
    )


def _read_site(site_id: str, node: Node, joints: Block | None, diagnostics: Diagnostics) -> Site | None:
    what = f"the site `{site_id}`"
    block = as_mapping(node, diagnostics, allowed=("name", "target", "sided"), required=("name", "target"), what=what)
    levels = _read_levels(None if joints is None else joints.get(site_id), f"the joints of {what}", diagnostics)
    if block is None:
        return None
    name = as_text(block.get("name"), diagnostics, what=f"`name` of {what}")
    target = as_text(block.get("target"), diagnostics, what=f"`target` of {what}")
    written = block.get("sided")
    sided = None if written is None else as_boolean(written, diagnostics, what=f"`sided` of {what}")
    if name is None or target is None:
        return None
    return Site(id=site_id, name=name, target=target, sided=bool(sided), joints=levels)


def _read_levels(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    """The joints of a site, from the top: those of each region in turn."""
    regions = None if node is None else as_mapping(node, diagnostics, allowed=None, what=what)
    entries = regions.entries if regions else ()
    found = [scalar for _, each in entries for scalar in _scalars(each, what, diagnostics)]
    return _once(found, what, diagnostics)


def _words(node: Node | None, what: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    return _once(_scalars(node, what, diagnostics), what, diagnostics)


def _scalars(node: Node | None, what: str, diagnostics: Diagnostics) -> list[Scalar]:
    items = as_sequence(node, diagnostics, what=what, at_least=1) or ()
    texts = (each for each in items if as_text(each, diagnostics, what=f"an entry of {what}") is not None)
    return [each for each in texts if isinstance(each, Scalar)]


def _once(scalars: list[Scalar], what: str, diagnostics: Diagnostics) -> tuple[str, ...]:
    """The words, each of which names one place."""
    found: dict[str, Scalar] = {}
    for scalar in scalars:
        if scalar.text in found:
            here = ((found[scalar.text].span, "here first"),)
            message = f"`{scalar.text}` stands twice in {what}"
            diagnostics.error(TWICE, message, scalar.span, help="leave one of the two out", related=here)
        found.setdefault(scalar.text, scalar)
    return tuple(found)
