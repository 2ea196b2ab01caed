"""Every way from a name or a code to a drug."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from posology.knowledge.drugs_groups import AtcGroups
from posology.knowledge.drugs_model import Ingredient
from posology.knowledge.drugs_words import Words

BY_NAME: Final = "name"
BY_BRAND: Final = "brand"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one name or code leads to: the ingredients, and under which kind of name."""

    ingredients: tuple[Ingredient, ...]
    by: str

    @property
    def names(self) -> frozenset[str]:
        """The names of the ingredients, by which two entries are compared."""
        return frozenset(each.name for each in self.ingredients)


@dataclass(frozen=True, slots=True)
class Index:
    """Every way to a drug: folded names, RxNorm and ATC codes; `shown` gives a folded name as the files write it.

    `undecided` are folded names that lead nowhere, each with the reason. `products` are the ingredients of each product
    that the files list, and `words` what may stand behind a name.
    """

    ingredients: Mapping[str, Ingredient]
    names: Mapping[str, Entry]
    rxnorm: Mapping[str, Entry]
    atc: Mapping[str, Entry]
    mislabelled: Mapping[str, frozenset[str]]
    groups: AtcGroups
    shown: Mapping[str, str]
    undecided: Mapping[str, str]
    products: frozenset[frozenset[str]]
    words: Words
