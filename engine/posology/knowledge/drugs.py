"""Drugs: a name or a code of a record leads to ingredients and their classes, or is left open. It is never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posology.diagnostics.nearest import MOST_OFFERED, nearest
from posology.knowledge.drugs_by_name import Named, find_name, in_words, undecided_within
from posology.knowledge.drugs_groups import GROUP, SUBSTANCE
from posology.knowledge.drugs_index import Entry, Index
from posology.knowledge.drugs_model import (
    CLASSES,
    MIXED,
    NOT_RESTRICTED,
    Caution,
    Fact,
    Ingredient,
    Provenance,
    Recognised,
    Unrecognised,
    classes_by_route,
    five_half_lives_in_days,
    half_life,
    half_life_hours,
)
from posology.knowledge.drugs_names import fold, known_within

__all__ = [
    "CLASSES",
    "Caution",
    "Drugs",
    "Fact",
    "Ingredient",
    "Provenance",
    "Recognised",
    "Unrecognised",
    "classes_by_route",
    "five_half_lives_in_days",
    "half_life",
    "half_life_hours",
]

BY_RXNORM: Final = "RxNorm code"
BY_ATC: Final = "ATC code"
BY_GROUP: Final = "ATC group"


@dataclass(frozen=True, slots=True)
class Drugs:
    """The drug knowledge base."""

    index: Index

    @property
    def ingredients(self) -> Mapping[str, Ingredient]:
        """Every ingredient by its name."""
        return self.index.ingredients

    def recognise(self, name: str, rxnorm: str | None = None, atc: str | None = None) -> Recognised | Unrecognised:
        """What the drug is, by code, then by exact name, brand or list of known ingredients.

        Codes and name that are known must agree. An RxNorm code that is not known tells nothing; an ATC code that is
        not known tells its group. Behind a name only words may stand that the files let be set aside; one that is not
        known otherwise is left open, with the nearest names.
        """
        rxnorm = rxnorm.strip() if rxnorm and rxnorm.strip() else None
        atc = atc.strip().upper() if atc and atc.strip() else None
        named = find_name(name, self.index) or undecided_within(name, self.index)
        if isinstance(named, str):
            return self._open(name, named)
        fault = self._fault_of_codes(name, None if named is None else named.entry, rxnorm, atc)
        if fault:
            return self._open(name, fault)
        found = self._known(named, rxnorm, atc)
        if found:
            return self._agreed(name, named, found, atc)
        return self._by_group(name, atc)

    def knows(self, name: str) -> bool:
        """Whether a name without any code is recognised; unlike `recognise` it looks for no nearest names."""
        return isinstance(find_name(name, self.index) or undecided_within(name, self.index), Named)

    def _known(self, named: Named | None, rxnorm: str | None, atc: str | None) -> list[tuple[str, str, Entry]]:
        """All that is known of it, the surest first: what told it in words, its kind, what it leads to."""
        by_rxnorm = self.index.rxnorm.get(rxnorm) if rxnorm else None
        by_atc = self.index.atc.get(atc) if atc else None
        found: list[tuple[str, str, Entry]] = []
        if by_rxnorm is not None:
            found.append((f"the RxNorm code `{rxnorm}`", BY_RXNORM, by_rxnorm))
        if by_atc is not None:
            found.append((f"the ATC code `{atc}`", BY_ATC, by_atc))
        if named is not None:
            found.append(("the name", named.entry.by, named.entry))
        return found

    def _agreed(
        self, name: str, named: Named | None, found: list[tuple[str, str, Entry]], atc: str | None
    ) -> Recognised | Unrecognised:
        """The drug, if everything that is known of it leads to the same ingredients."""
        told, by, entry = found[0]
        for other_told, _, other in found[1:]:
            if other.names != entry.names:
                why = f"{told} is {in_words(entry)}, and {other_told} is {in_words(other)}"
                return self._open(name, why)
        within = self._within(name)
        strangers = [each for each in within if not each.names <= entry.names]
        if strangers and found[-1][0] != "the name":
            return self._open(name, f"{told} is {in_words(entry)}, and the name speaks of {in_words(strangers[0])}")
        if atc is not None and atc not in self.index.atc and not self._fits_group(entry, atc):
            return self._open(name, f"{told} is {in_words(entry)}, and the ATC code `{atc}` lies in another group")
        apart, route = (named.apart, named.route) if named is not None else ((), None)
        return Recognised(name, entry.ingredients, by, apart, route)

    def _fits_group(self, entry: Entry, atc: str) -> bool:
        """Whether an ATC code that names no known substance may be that of this drug."""
        classes = _classes(entry)
        lies = self.index.groups.of(atc)
        if not SUBSTANCE.fullmatch(atc):
            # A mere group of the index: only one that is of another class as a whole speaks against the drug.
            return lies in (MIXED, NOT_RESTRICTED) or lies in classes
        if lies == MIXED:
            # The code of a combination or of a mixed group hides a partner, unless the name tells all of them.
            return len(entry.ingredients) > 1
        return lies in (classes or {NOT_RESTRICTED})

    def _by_group(self, name: str, atc: str | None) -> Recognised | Unrecognised:
        """A substance that is not known, by the group in which its ATC code lies, unless its name speaks against it."""
        if atc is None or not SUBSTANCE.fullmatch(atc):
            return self._open(name, "the name is not known" if name.strip() else "no name is recorded")
        lies = self.index.groups.of(atc)
        if lies is None or lies == MIXED:
            return self._open(name, f"the name is not known, and the ATC code `{atc}` lies in a group of several kinds")
        classes = () if lies == NOT_RESTRICTED else (lies,)
        strangers = [each for each in self._within(name) if _classes(each) != frozenset(classes)]
        if strangers:
            why = f"the ATC code `{atc}` lies in a group that is {_classin_words(classes)}, and the name speaks of "
            return self._open(name, why + in_words(strangers[0]))
        return Recognised(name, (Ingredient(name=name.strip() or atc, classes=classes, atc=(atc,)),), BY_GROUP)

    def _fault_of_codes(self, name: str, named: Entry | None, rxnorm: str | None, atc: str | None) -> str:
        """Why no code of this shape is believed; empty where there is nothing against them."""
        if atc is not None and (not GROUP.fullmatch(atc) or self.index.groups.of(atc) is None):
            return f"`{atc}` is not a code of the ATC index"
        if rxnorm is not None and not (rxnorm.isascii() and rxnorm.isdigit()):
            return f"`{rxnorm}` is not an RxNorm code"
        wrong_for = self.index.mislabelled.get(rxnorm, frozenset[str]()) if rxnorm else frozenset[str]()
        meant = {fold(each) for each in named.names} if named is not None else {fold(name)}
        if wrong_for & meant:
            return f"the RxNorm code `{rxnorm}` does not belong to the drug of this name, though some programs say so"
        return ""

    def _within(self, name: str) -> tuple[Entry, ...]:
        return known_within(name, self.index.names.get)

    def _open(self, name: str, why: str) -> Unrecognised:
        """The drug left open: names that stand in it word for word, or else those nearest to it."""
        within = tuple(dict.fromkeys(_shown(each) for each in self._within(name)))
        near = within or tuple(self.index.shown[each] for each in nearest(fold(name), self.index.shown))
        return Unrecognised(name, near[:MOST_OFFERED], why)


def _classes(entry: Entry) -> frozenset[str]:
    return frozenset(each for one in entry.ingredients for each in one.classes)


def _shown(entry: Entry) -> str:
    return "/".join(each.name for each in entry.ingredients)


def _classin_words(classes: tuple[str, ...]) -> str:
    return " and ".join(classes) or "not restricted"
