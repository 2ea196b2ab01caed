"""The rows of all files joined: every name and every code leads to one drug, or the files are at fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import nearest
from posology.diagnostics.span import Span
from posology.knowledge.drugs_asides import WRONG_WORD
from posology.knowledge.drugs_facts import Said
from posology.knowledge.drugs_files import Files, Listed
from posology.knowledge.drugs_groups import AtcGroups
from posology.knowledge.drugs_index import BY_BRAND, BY_NAME, Entry, Index
from posology.knowledge.drugs_model import MIXED, NOT_RESTRICTED, Caution, Fact, Ingredient, Provenance
from posology.knowledge.drugs_names import fold
from posology.knowledge.drugs_words import words_of

NAME_OF_TWO: Final = "P0254"
CODE_OF_TWO: Final = "P0255"
UNKNOWN_INGREDIENT: Final = "P0256"
UNKNOWN_SOURCE: Final = "P0257"
AGAINST_ITS_GROUP: Final = "P0258"
WRONG_CODE_KEPT: Final = "P0259"


def build_index(files: Files, diagnostics: Diagnostics) -> Index:
    """The index of everything that the files list; each name or code that would lead to two drugs is reported."""
    _check_sources(files, diagnostics)
    builder = _Builder(files, diagnostics)
    for listed in files.ingredients:
        builder.add_ingredient(listed)
    for listed in files.combinations:
        builder.add_combination(listed)
    builder.check_subjects((*files.facts, *files.cautions))
    builder.check_asides()
    return builder.index()


@dataclass(slots=True)
class _Builder:
    """Collects the entries; `places` remembers where a name or a code was first said."""

    files: Files
    diagnostics: Diagnostics
    groups: AtcGroups = field(init=False)
    facts: dict[str, list[Said]] = field(init=False)
    cautions: dict[str, list[Said]] = field(init=False)
    ingredients: dict[str, Ingredient] = field(default_factory=dict[str, Ingredient])
    names: dict[str, Entry] = field(default_factory=dict[str, Entry])
    rxnorm: dict[str, Entry] = field(default_factory=dict[str, Entry])
    atc: dict[str, Entry] = field(default_factory=dict[str, Entry])
    shown: dict[str, str] = field(default_factory=dict[str, str])
    places: dict[str, Span] = field(default_factory=dict[str, Span])

    def __post_init__(self) -> None:
        """Sorts what is said of each ingredient under its name."""
        self.groups = AtcGroups(MappingProxyType(self.files.groups))
        self.facts, self.cautions = _by_subject(self.files.facts), _by_subject(self.files.cautions)

    def add_ingredient(self, listed: Listed) -> None:
        """Adds one ingredient under its names and codes."""
        row = listed.row
        name = row.names[0]
        ingredient = Ingredient(
            name=name,
            classes=listed.classes,
            atc=row.atc,
            rxnorm=row.rxnorm,
            brands=row.brands,
            synonyms=row.also,
            despite=row.despite,
            facts=tuple(self._fact(each) for each in self.facts.get(name, ())),
            cautions=tuple(self._caution(each) for each in self.cautions.get(name, ())),
            atc_from=self._provenance(listed.atc_from) if row.atc else None,
            rxnorm_from=self._provenance(listed.rxnorm_from) if row.rxnorm else None,
            names_from=self._provenance(listed.names_from) if row.also or row.brands else None,
        )
        self._check_groups(ingredient, row.span)
        self.ingredients.setdefault(name, ingredient)
        self._enter(Entry((ingredient,), BY_NAME), (name, *row.also), listed)
        self._enter_names(Entry((ingredient,), BY_BRAND), row.brands, row.span)

    def add_combination(self, listed: Listed) -> None:
        """Adds one product of several ingredients under its brands and codes, and under the plain list of them."""
        row = listed.row
        for name in row.names:
            if name not in self.ingredients:
                self._report_unknown(name, row.span)
        found = tuple(self.ingredients[name] for name in row.names if name in self.ingredients)
        if len(found) == len(row.names):
            self._enter(Entry(found, BY_NAME), ("/".join(row.names), *row.also), listed)
            self._enter_names(Entry(found, BY_BRAND), row.brands, row.span)

    def check_subjects(self, said: Iterable[Said]) -> None:
        """Reports what is said of an ingredient that no row lists."""
        for each in said:
            if each.of not in self.ingredients:
                self._report_unknown(each.of, each.span)

    def check_asides(self) -> None:
        """Reports a word to be set aside that names a drug, which would be lost, and a name known and left open."""
        asides = self.files.asides
        for phrase, span in asides.places.items():
            if phrase in self.names:
                message = f"`{phrase}` may be set aside and names {_listed_names(self.names[phrase])}"
                related = ((self.places[phrase], "the drug is here"),)
                help_text = "leave the word out: list the names in which it is a mere form or salt"
                self.diagnostics.error(WRONG_WORD, message, span, help=help_text, related=related)
        for each in asides.undecided:
            key = fold(each.name)
            if key in self.names:
                message = f"`{each.name}` is left open and names {_listed_names(self.names[key])}"
                self._report_second(NAME_OF_TWO, message, each.span, key)

    def index(self) -> Index:
        """Everything collected."""
        mislabelled: dict[str, frozenset[str]] = {}
        for each in self.files.mislabelled:
            kept = self.rxnorm.get(each.rxnorm)
            if kept is not None and each.of in kept.names:
                message = f"the RxNorm code `{each.rxnorm}` is listed for {each.of} and listed as wrong for it"
                place = self.places[f"RxNorm {each.rxnorm}"]
                self.diagnostics.error(
                    WRONG_CODE_KEPT, message, place, related=((each.span, "it is called wrong here"),)
                )
            mislabelled[each.rxnorm] = mislabelled.get(each.rxnorm, frozenset()) | {fold(each.of)}
        return Index(
            MappingProxyType(self.ingredients),
            MappingProxyType(self.names),
            MappingProxyType(self.rxnorm),
            MappingProxyType(self.atc),
            MappingProxyType(mislabelled),
            self.groups,
            MappingProxyType(self.shown),
            MappingProxyType({fold(each.name): each.why for each in self.files.asides.undecided}),
            frozenset(each.names for each in self.names.values() if len(each.ingredients) > 1),
            words_of(self.files.asides.phrases, self.files.asides.units, self.files.asides.per),
        )

    def _enter(self, entry: Entry, names: Iterable[str], listed: Listed) -> None:
        self._enter_names(entry, names, listed.row.span)
        for codes, into, kind in ((listed.row.rxnorm, self.rxnorm, "RxNorm"), (listed.row.atc, self.atc, "ATC")):
            for code in codes:
                if code in into:
                    first = _listed_names(into[code])
                    message = f"the {kind} code `{code}` belongs to {first} and to {_listed_names(entry)}"
                    self._report_second(CODE_OF_TWO, message, listed.row.span, f"{kind} {code}")
                else:
                    into[code] = entry
                    self.places[f"{kind} {code}"] = listed.row.span

    def _enter_names(self, entry: Entry, names: Iterable[str], span: Span) -> None:
        for name in names:
            key = fold(name)
            first = self.names.get(key)
            if first is None:
                self.names[key] = entry
                self.shown[key] = name
                self.places[key] = span
            elif first.ingredients != entry.ingredients:
                message = f"`{name}` names {_listed_names(first)} and {_listed_names(entry)}"
                self._report_second(NAME_OF_TWO, message, span, key)
            elif key == fold(entry.ingredients[0].name) and span != self.places[key]:
                self._report_second(NAME_OF_TWO, f"`{name}` is listed twice", span, key)

    def _report_second(self, code: str, message: str, span: Span, key: str) -> None:
        help_text = "leave it with one of them, or leave it out: a drug is never guessed"
        self.diagnostics.error(code, message, span, help=help_text, related=((self.places[key], "the first is here"),))

    def _report_unknown(self, name: str, span: Span) -> None:
        close = nearest(name, self.ingredients)
        help_text = f"did you mean `{close[0]}`?" if close else "give it a row under `ingredients`"
        self.diagnostics.error(UNKNOWN_INGREDIENT, f"no row lists an ingredient `{name}`", span, help=help_text)

    def _check_groups(self, ingredient: Ingredient, span: Span) -> None:
        """A code that lies where drugs of another class lie is a slip of the pen until the row says why it is none."""
        if ingredient.despite:
            return
        for code in ingredient.atc:
            lies = self.groups.of(code)
            fits = lies in ingredient.classes or lies == (MIXED if ingredient.classes else NOT_RESTRICTED)
            if not fits:
                is_class = " and ".join(ingredient.classes) or "not restricted"
                where = "in no group that the files name" if lies is None else f"in a group that is {lies}"
                message = f"{ingredient.name} is {is_class}, and its ATC code `{code}` lies {where}"
                self.diagnostics.error(
                    AGAINST_ITS_GROUP, message, span, help="correct the code or the class, or say why with `despite`"
                )

    def _provenance(self, source: tuple[str, str] | None) -> Provenance | None:
        return None if source is None else Provenance(self._citation(source[0]), source[1])

    def _citation(self, source: str) -> str:
        return self.files.sources.get(source, source)

    def _fact(self, said: Said) -> Fact:
        return Fact(
            said.what, said.value, said.unit, said.lowest, said.when, self._citation(said.source), said.confidence
        )

    def _caution(self, said: Said) -> Caution:
        return Caution(str(said.value), self._citation(said.source), said.confidence)


def _by_subject(said: Iterable[Said]) -> dict[str, list[Said]]:
    found: defaultdict[str, list[Said]] = defaultdict(list)
    for each in said:
        found[each.of].append(each)
    return dict(found)


def _check_sources(files: Files, diagnostics: Diagnostics) -> None:
    for source, span in files.cited:
        if source not in files.sources:
            close = nearest(source, files.sources)
            help_text = f"did you mean `{close[0]}`?" if close else "list it under `sources`"
            diagnostics.error(UNKNOWN_SOURCE, f"no source is called `{source}`", span, help=help_text)


def _listed_names(entry: Entry) -> str:
    return " with ".join(each.name for each in entry.ingredients)
