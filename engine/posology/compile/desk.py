"""What the compiler of every block shares: where to report, what may be cited, which names conditions may use."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass

from posology.compile.condition import Scope, compile_condition
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.ir.nodes import Node
from posology.ir.protocol import Citation
from posology.ir.types import Type
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.dictionary import Dictionary
from posology.reader.shape import as_integer, as_mapping, as_option, as_scalar, as_sequence, as_text, as_text_scalar
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree
from posology.values.dates import CalendarDuration, CalendarUnit

UNCITED = "P0410"
UNKNOWN_SOURCE = "P0411"
NOT_A_DURATION = "P0412"
NUMBER_WITHOUT_UNIT = "P0413"

CONFIDENCE = ("verified", "secondary", "derived", "inferred", "proposal", "unverified")
"""How sure a citation may be, surest first. An unverified fact is general knowledge that nobody has checked: it drives nothing."""

_DURATION = re.compile(r"(0|[1-9][0-9]{0,3}) (year|month|week|day)s?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the compilation of one protocol works with."""

    diagnostics: Diagnostics
    dictionary: Dictionary
    anatomy: Anatomy
    scope: Scope
    sources: Dict[str, object]

    def block(self, node: Tree | None, what: str, allowed: tuple[str, ...], required: tuple[str, ...] = ()) -> Mapping | None:
        """The node as a mapping with these keys."""
        return as_mapping(node, self.diagnostics, allowed=allowed, required=required, what=what)

    def entries(self, node: Tree | None, what: str) -> tuple[tuple[Scalar, Tree], ...]:
        """The entries of a mapping whose keys are ids."""
        if node is None:
            return ()
        block = as_mapping(node, self.diagnostics, allowed=None, what=what)
        return block.entries if block else ()

    def items(self, node: Tree | None, what: str) -> tuple[Tree, ...]:
        """The items of a list; none where the key is left out."""
        return () if node is None else as_sequence(node, self.diagnostics, what=what) or ()

    def text(self, block: Mapping, key: str, what: str, default: str = "") -> str:
        """The text under a key, or the default where the key is left out."""
        node = block.get(key)
        return default if node is None else as_text(node, self.diagnostics, what=f"`{key}` of {what}") or default

    def words(self, node: Tree | None, what: str) -> tuple[str, ...]:
        """A list of words."""
        found = (as_text(each, self.diagnostics, what=f"an entry of {what}") for each in self.items(node, what))
        return tuple(each for each in found if each is not None)

    def option(self, block: Mapping, key: str, what: str, options: tuple[str, ...]) -> str | None:
        """The word under a key, one of the options."""
        return as_option(block.get(key), self.diagnostics, what=f"`{key}` of {what}", options=options)

    def cells(self, node: Tree | None, what: str) -> int | None:
        """A whole number of cells; `none` and a key left out are None."""
        if node is None or (isinstance(node, Scalar) and node.text == "none"):
            return None
        return as_integer(node, self.diagnostics, what=what, lowest=0)

    def citation(self, block: Mapping, what: str, key: str = "source") -> Citation:
        """The citation under `source`. A rule without one does not compile; neither does one whose source is not listed."""
        node = block.get(key)
        if node is None:
            self.diagnostics.error(
                UNCITED, f"{what} cites no source", block.span, help="add `source: {ref: …, section: …}`; a gap in the source is a reading"
            )
            return Citation(ref="", section="")
        cited = self.block(node, f"`source` of {what}", ("ref", "section", "confidence", "note"), ("ref", "section"))
        if cited is None:
            return Citation(ref="", section="")
        ref = self.text(cited, "ref", f"the source of {what}")
        if ref and ref not in self.sources:
            close = nearest(ref, self.sources)
            help_text = f"did you mean `{close[0]}`?" if close else "add it to `sources.yaml`"
            place = cited.get("ref")
            self.diagnostics.error(
                UNKNOWN_SOURCE, f"`{ref}` is not in the list of sources", place.span if place else cited.span, help=help_text
            )
        confidence = "verified"
        if cited.get("confidence") is not None:
            confidence = self.option(cited, "confidence", f"the source of {what}", CONFIDENCE) or "unverified"
        return Citation(
            ref=ref,
            section=self.text(cited, "section", f"the source of {what}"),
            confidence=confidence,
            note=self.text(cited, "note", f"the source of {what}"),
        )

    def condition(self, node: Tree | None, what: str, wanted: Type | None) -> Node | None:
        """The compiled condition, or None where it is left out or faulty; faults are reported at their place within it."""
        if node is None:
            return None
        scalar = as_text_scalar(node, self.diagnostics, what=what)
        return None if scalar is None else compile_condition(scalar, self.scope, wanted, self.diagnostics)

    def duration(self, node: Tree | None, what: str) -> CalendarDuration | None:
        """A calendar duration written as `14 days`; a bare number is refused, as its unit would be a guess."""
        if node is None:
            return None
        scalar = as_scalar(node, self.diagnostics, what=what)
        if scalar is None:
            return None
        written = _DURATION.fullmatch(scalar.text)
        if written is None:
            bare = isinstance(scalar.value, int) and not isinstance(scalar.value, bool)
            self.diagnostics.error(
                NUMBER_WITHOUT_UNIT if bare else NOT_A_DURATION,
                f"{what} is the number `{scalar.text}` without a unit" if bare else f"{what} must be a duration, not `{scalar.text}`",
                scalar.span,
                help=f"write `{scalar.text} days`, if days are meant" if bare else "write it as `14 days`, `6 weeks`, `1 month` or `1 year`",
            )
            return None
        return CalendarDuration(int(written[1]), CalendarUnit(written[2]))
