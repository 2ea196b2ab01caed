"""What the compiler of every block shares: where to report, what may be cited, which names may be used."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from posology.compile.condition import Scope, compile_condition
from posology.compile.thresholds import check_thresholds
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.ir.hold_lengths import DAYS_OF
from posology.ir.limits import MOST_CELLS
from posology.ir.nodes import Node
from posology.ir.protocol import Citation
from posology.ir.types import Type
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.dictionary import Dictionary
from posology.knowledge.drugs import Drugs
from posology.knowledge.instruments import Instruments
from posology.reader.key import PRINTABLE
from posology.reader.shape import as_integer, as_mapping, as_option, as_scalar, as_sequence, as_text
from posology.reader.source import describe_character, shortened
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree
from posology.values.dates import CalendarDuration, CalendarUnit

UNCITED = "P0410"
UNKNOWN_SOURCE = "P0411"
NOT_A_DURATION = "P0412"
NUMBER_WITHOUT_UNIT = "P0413"
UNVERIFIED = "P0415"
NOT_AN_ID = "P0416"
NOTHING_IN_IT = "P0426"
OUT_OF_PROPORTION = "P0448"
TWICE = "P0453"

CITATION_KEYS, CITATION_NEEDS = ("ref", "section", "confidence", "note"), ("ref", "section")

CONFIDENCE = ("verified", "secondary", "derived", "inferred", "proposal", "unverified")
"""How sure a citation may be, surest first. Unverified is general knowledge that nobody checked: it drives nothing."""

LONGEST_HOLD = 730
"""Days. Proposal: eight times the longest hold that the evidence names, so that a longer one is a mistyped number."""

LONGEST_SPAN = 36_525
"""Days in a hundred years: no span of a patient's life that a rule asks about is longer."""

NO_CITATION = Citation(ref="", section="")
"""What stands where a citation is faulty: it never reaches a result, as its fault is reported."""

DURATION = re.compile(r"(0|[1-9][0-9]{0,5}) (year|month|week|day)s?", re.ASCII)
ID = re.compile(r"(?=[0-9-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
LONGEST_ID = 64
RESERVED = frozenset({"reading", "true", "false", "yes", "no", "on", "off", "y", "n", "null"})
"""What a choice by reading is told by, and the words that other programs take for truth values or for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What a protocol may refer to without saying it itself: elements of records, places of the body, drugs, scores."""

    dictionary: Dictionary
    anatomy: Anatomy
    drugs: Drugs
    instruments: Instruments


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the compilation of one protocol works with.

    `scope` has the names that a condition may use; `scope_of_holds` also those that say which sites are planned, which
    is known only once the plan is. `sources` is None where their list cannot be read.
    """

    diagnostics: Diagnostics
    reference: Reference
    scope: Scope
    scope_of_holds: Scope
    sources: frozenset[str] | None

    @property
    def dictionary(self) -> Dictionary:
        """Every element that a record can have."""
        return self.reference.dictionary

    @property
    def anatomy(self) -> Anatomy:
        """Every place that a plan can name."""
        return self.reference.anatomy

    def block(
        self, node: Tree | None, what: str, allowed: tuple[str, ...], required: tuple[str, ...] = ()
    ) -> Mapping | None:
        """The node as a mapping with these keys."""
        return as_mapping(node, self.diagnostics, allowed=allowed, required=required, what=what)

    def mapping(self, node: Tree | None, what: str) -> Mapping | None:
        """The node as a mapping whose keys are names of something else."""
        return as_mapping(node, self.diagnostics, allowed=None, what=what)

    def entries(self, node: Tree | None, what: str, *, at_least_one: bool = False) -> tuple[tuple[Scalar, Tree], ...]:
        """The entries of a mapping whose keys are ids, each id such that a finding can be named by it."""
        block = None if node is None else self.mapping(node, what)
        if block is None:
            return ()
        if at_least_one and not block.entries:
            self.diagnostics.error(NOTHING_IN_IT, f"{what} has nothing in it", block.span, help="name at least one")
        for key, _ in block.entries:
            self.check_id(key)
        return block.entries

    def check_id(self, scalar: Scalar) -> None:
        """Reports an id that cannot stand in a finding: those pass between two programs as plain lower-case words."""
        name = scalar.text
        if name in RESERVED or not ID.fullmatch(name) or len(name) > LONGEST_ID:
            help_text = "use lower-case letters a to z, digits and single hyphens, as in `chronic-pain`"
            if name == "reading":
                help_text = "take another word: this one says that a choice hangs on a reading"
            elif name in RESERVED or name.isdecimal():
                help_text = "take another word: some programs read this one as a number, a truth value or nothing"
            message = f"`{shortened(name)}` cannot be used as an id"
            self.diagnostics.error(NOT_AN_ID, message, scalar.span, help=help_text)

    def items(self, node: Tree | None, what: str, *, at_least_one: bool = False) -> tuple[Tree, ...]:
        """The items of a list; none where the key is left out."""
        items = None if node is None else as_sequence(node, self.diagnostics, what=what)
        if items == () and at_least_one and node is not None:
            self.diagnostics.error(NOTHING_IN_IT, f"{what} has nothing in it", node.span, help="name at least one")
        return items or ()

    def text(self, block: Mapping, key: str, what: str, default: str = "") -> str:
        """The text under a key, or the default where the key is left out."""
        node = block.get(key)
        return default if node is None else as_text(node, self.diagnostics, what=f"`{key}` of {what}") or default

    def words(
        self, node: Tree | None, what: str, *, at_least_one: bool = False, twice: str = TWICE
    ) -> tuple[Scalar, ...]:
        """A list of words, each with its place; what is there a second time is reported under the code `twice`."""
        words = self.scalars(node, what, at_least_one=at_least_one)
        self.once(words, what, twice)
        return words

    def scalars(self, node: Tree | None, what: str, *, at_least_one: bool = False) -> tuple[Scalar, ...]:
        """A list of words, each with its place."""
        return tuple(
            each
            for each in self.items(node, what, at_least_one=at_least_one)
            if as_text(each, self.diagnostics, what=f"an entry of {what}") is not None and isinstance(each, Scalar)
        )

    def once(self, words: Iterable[Scalar], what: str, code: str = TWICE) -> None:
        """Reports each word that is there a second time."""
        first: dict[str, Span] = {}
        for word in words:
            if word.text in first:
                self.diagnostics.error(
                    code,
                    f"`{shortened(word.text)}` stands twice in {what}",
                    word.span,
                    help="leave one of the two out, or correct the one that is meant otherwise",
                    related=((first[word.text], "here first"),),
                )
            first.setdefault(word.text, word.span)

    def option(self, block: Mapping, key: str, what: str, options: tuple[str, ...]) -> str | None:
        """The word under a key, one of the options."""
        return as_option(block.get(key), self.diagnostics, what=f"`{key}` of {what}", options=options)

    def cells(self, node: Tree | None, what: str, lowest: int = 1) -> int | None:
        """A whole number of cells, not out of all proportion."""
        number = None if node is None else as_integer(node, self.diagnostics, what=what, lowest=lowest)
        if number is not None and number > MOST_CELLS and node is not None:
            self.diagnostics.error(
                OUT_OF_PROPORTION,
                f"{what} is {number:,} cells, out of proportion to any dose",
                node.span,
                help="check the number of zeros; write single cells, not thousands or millions of them",
            )
            return None
        return number

    def citation(self, block: Mapping, what: str, place: Span | None = None, *, drives: bool = True) -> Citation:
        """The citation under `source`; a rule without one does not compile, nor does one whose source is not listed.

        What `drives` a result cannot rest on something that nobody has verified. `place` is where the thing is named.
        """
        node = block.get("source")
        if node is None:
            help_text = "add `source: {ref: …, section: …}`; a gap in the source is a reading"
            self.diagnostics.error(UNCITED, f"{what} cites no source", place or block.span, help=help_text)
            return NO_CITATION
        name = f"the source of {what}"
        cited = self.block(node, name, CITATION_KEYS, CITATION_NEEDS)
        if cited is None:
            return NO_CITATION
        return Citation(
            ref=self._ref(cited, name),
            section=self.text(cited, "section", name),
            confidence=self._confidence(cited, name, drives=drives),
            note=self.text(cited, "note", name),
        )

    def _ref(self, cited: Mapping, what: str) -> str:
        ref, place = self.text(cited, "ref", what), cited.get("ref")
        if ref and place is not None and self.sources is not None and ref not in self.sources:
            help_text = suggestion(ref, self.sources, "add it to `sources.yaml`")
            message = f"`{shortened(ref)}` is not in the list of sources"
            self.diagnostics.error(UNKNOWN_SOURCE, message, place.span, help=help_text)
        return ref

    def _confidence(self, cited: Mapping, what: str, *, drives: bool) -> str:
        place = cited.get("confidence")
        if place is None:
            return CONFIDENCE[0]
        confidence = self.option(cited, "confidence", what, CONFIDENCE) or CONFIDENCE[-1]
        written = isinstance(place, Scalar) and place.text == confidence
        if drives and written and confidence == CONFIDENCE[-1]:
            self.diagnostics.error(
                UNVERIFIED,
                f"{what} is unverified, and what nobody has verified drives no result",
                place.span,
                help="read the source and say what it is, or make the gap a reading with a `proposal`",
            )
        return confidence

    def condition(self, node: Tree | None, what: str, wanted: Type, scope: Scope | None = None) -> Node | None:
        """The compiled condition, or None where it is left out or faulty; faults are reported at their place in it."""
        scalar = None if node is None else as_scalar(node, self.diagnostics, what=what)
        if scalar is None:
            return None
        if not scalar.text.strip() or scalar.value is None:
            as_text(scalar, self.diagnostics, what=what)
            return None
        condition = compile_condition(scalar, scope or self.scope, wanted, self.diagnostics)
        if condition is not None:
            check_thresholds(condition, self.dictionary, self.diagnostics)
        return condition

    def duration(self, node: Tree | None, what: str, longest: int = LONGEST_SPAN) -> CalendarDuration | None:
        """A calendar duration written as `14 days`, of `longest` days at most.

        A bare number is refused, as its unit would be a guess.
        """
        scalar = None if node is None else as_scalar(node, self.diagnostics, what=what)
        if scalar is None:
            return None
        written = DURATION.fullmatch(scalar.text)
        if written is None:
            self._report_duration(scalar, what)
            return None
        duration = CalendarDuration(int(written[1]), CalendarUnit(written[2]))
        if duration.amount * DAYS_OF[duration.unit] > longest:
            help_text = "check the number and its unit"
            message = f"{what} is `{duration}`, out of proportion to any rule"
            self.diagnostics.error(OUT_OF_PROPORTION, message, scalar.span, help=help_text)
            return None
        return duration

    def _report_duration(self, scalar: Scalar, what: str) -> None:
        if isinstance(scalar.value, int) and not isinstance(scalar.value, bool):
            message = f"{what} is the number `{scalar.text}` without a unit"
            help_text = f"write `{scalar.text} days`, if days are meant"
            self.diagnostics.error(NUMBER_WITHOUT_UNIT, message, scalar.span, help=help_text)
            return
        strange = [describe_character(each) for each in scalar.text if not PRINTABLE.fullmatch(each)]
        self.diagnostics.error(
            NOT_A_DURATION,
            f"{what} must be a duration, not `{shortened(scalar.text)}`",
            scalar.span,
            help=f"write it in plain digits, letters and blanks, without {strange[0]}"
            if strange
            else "write it as `14 days`, `6 weeks`, `1 month` or `1 year`",
        )
