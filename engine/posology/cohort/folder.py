"""A cohort on disk: one file with a row or a record for each patient, or a folder with lists beside the patients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

from posology.cohort.columnar import Columnar, keep_columnar, lists_among
from posology.cohort.delimited import Delimited, is_readable, keep_delimited
from posology.cohort.found import FoundCohort
from posology.cohort.kept import Kept
from posology.cohort.matching import TWO_COLUMNS, match_entries, match_patients
from posology.cohort.omop import in_folder, is_omop, keep_omop
from posology.cohort.unfolding import Unfolded, keep_records, unfold
from posology.cohort.workshop import Workshop
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import Span
from posology.knowledge.element import Dictionary, ElementKind
from posology.knowledge.omop import Omop
from posology.reader.source import shortened

NOT_FOUND = "P0820"
NO_LIST = "P0827"

PATIENTS = "patients"
SEPARATORS: Mapping[str, str] = MappingProxyType({".csv": ",", ".tsv": "\t", ".tab": "\t"})
PARQUET, RECORDS = ".parquet", (".ndjson", ".jsonl")
FORMS = (*SEPARATORS, PARQUET, *RECORDS)
_IN_WORDS = "a cohort is a .csv, .tsv, .parquet or .ndjson file, or a folder with `patients.csv` and `medications.csv`"
_AN_ADDRESS = "name the file, the folder or the schema as COHORT, and the database with --engine"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one table of a cohort is: its files, what messages call it, and the suffix that tells its form."""

    paths: tuple[Path, ...]
    where: str
    suffix: str


def open_cohort(  # noqa: PLR0913 - a cohort is opened in a workshop, by a dictionary, and maybe by a mapping
    path: Path,
    shop: Workshop,
    dictionary: Dictionary,
    complete: frozenset[str],
    diagnostics: Diagnostics,
    *,
    omop: tuple[Omop, date] | None = None,
) -> FoundCohort | None:
    """The cohort at the path, every cell as text; None where it cannot be read, and the bag says why.

    `complete` are the lists of which a patient without an entry is known to have none. With `omop`, its mapping and the
    day of asking, a folder with the tables `person` and `concept` is read as OMOP CDM 5.4. Rows that cannot be read are
    in the tables, marked as such; columns that are no element are told as warnings.
    """
    if omop is not None and is_omop(path):
        unfolded = keep_omop(in_folder(path, *omop), shop, dictionary, diagnostics)
    else:
        places = _find(path, dictionary, diagnostics)
        opening = _Opening(shop, dictionary, diagnostics, is_vouched_for=bool(complete))
        unfolded = None if places is None else opening.open(places)
    if unfolded is None or diagnostics.has_errors:
        return None
    return FoundCohort(
        patients=unfolded.patients.found(shop, PATIENTS),
        lists={name: each.found(shop, name) for name, each in unfolded.lists.items()},
        complete=complete,
    )


def _find(path: Path, dictionary: Dictionary, diagnostics: Diagnostics) -> Mapping[str, Place] | None:
    """The tables of the cohort by their names, `patients` among them; None where there is no such thing."""
    if path.is_dir():
        return _find_in(path, dictionary, diagnostics)
    if not path.is_file():
        if path.parts and path.parts[0].endswith(":"):
            # an address may hold a password, which no message repeats
            _refuse("the cohort is an address, which is no file and no folder", "COHORT", _AN_ADDRESS, diagnostics)
            return None
        _refuse(f"there is no cohort at `{path}`", path.name, _IN_WORDS, diagnostics)
        return None
    suffix = path.suffix.lower()
    if suffix not in FORMS:
        message = f"the form of `{shortened(path.name)}` is not known by its suffix"
        _refuse(message, path.name, suggestion(suffix, FORMS, _IN_WORDS), diagnostics)
        return None
    return {PATIENTS: Place((path,), path.name, suffix)}


def _find_in(folder: Path, dictionary: Dictionary, diagnostics: Diagnostics) -> Mapping[str, Place] | None:
    lists = {path for path, each in dictionary.elements.items() if each.kind is ElementKind.RECORDS}
    inside = sorted(each for each in folder.iterdir() if not each.name.startswith((".", "_")))
    found: dict[str, Place] = {}
    for each in inside:
        place = _place(each)
        if place is None or each.stem not in {PATIENTS, *lists}:
            continue
        before = found.setdefault(each.stem, place)
        if before is not place:
            message = f"the folder has {before.where} and {place.where}, and only one of them can be the {each.stem}"
            _refuse(message, folder.name, "keep one of them there", diagnostics)
            return None
    if PATIENTS not in found and inside and all(_is_part(each) for each in inside):
        return {PATIENTS: Place(tuple(inside), folder.name, PARQUET)}
    _report_others(folder, inside, found, lists, diagnostics)
    if PATIENTS not in found:
        _refuse(f"the folder `{shortened(folder.name)}` has no table of patients", folder.name, _IN_WORDS, diagnostics)
        return None
    return found


def _is_part(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() == PARQUET


def _place(path: Path) -> Place | None:
    """The table that the file holds, or a folder with its parts; None for what is no table."""
    if path.is_file():
        suffix = path.suffix.lower()
        return Place((path,), path.name, suffix) if suffix in FORMS else None
    parts = tuple(sorted(each for each in path.iterdir() if _is_part(each))) if path.is_dir() else ()
    return Place(parts, path.name, PARQUET) if parts else None


def _report_others(
    folder: Path, inside: list[Path], found: Mapping[str, Place], lists: set[str], diagnostics: Diagnostics
) -> None:
    """Tells each table in the folder that is neither the patients nor a list: its name may be a slip."""
    for each in inside:
        place = _place(each)
        if place is None or each.stem in found:
            continue
        message = f"{place.where} is no list of the data dictionary, and is not read"
        words = " or ".join(f"`{name}`" for name in sorted(lists))
        help_text = suggestion(each.stem, {PATIENTS, *lists}, f"a list is a file named after its path: {words}")
        diagnostics.warning(NO_LIST, message, Span(folder.name, 0, 0, 0, 0), help=help_text)


def _refuse(message: str, where: str, help_text: str, diagnostics: Diagnostics) -> None:
    diagnostics.error(NOT_FOUND, message, Span(where, 0, 0, 0, 0), help=help_text)


@dataclass(frozen=True, slots=True)
class _Opening:
    """The tables of one cohort being opened."""

    shop: Workshop
    dictionary: Dictionary
    diagnostics: Diagnostics
    is_vouched_for: bool

    def open(self, places: Mapping[str, Place]) -> Unfolded | None:
        """The patients, and every list from within them and from beside them."""
        unfolded = self._patients(places[PATIENTS])
        if unfolded is None:
            return None
        lists = dict(unfolded.lists)
        for name, place in places.items():
            if name == PATIENTS:
                continue
            if name in lists:
                message = f"`{name}` stands in {unfolded.patients.where} and in {place.where}"
                help_text = "an entry would count twice or not at all: keep one of them"
                self.diagnostics.error(TWO_COLUMNS, message, Span(place.where, 0, 0, 0, 0), help=help_text)
                continue
            kept = self._entries(name, place, unfolded.patients)
            if kept is not None:
                lists[name] = kept
        return Unfolded(unfolded.patients, MappingProxyType(lists))

    def _patients(self, place: Place) -> Unfolded | None:
        elements = self.dictionary.elements
        if place.suffix in RECORDS:
            if not is_readable(place.paths[0], place.where, self.diagnostics):
                return None
            return keep_records(
                *(place.paths[0], place.where, self.shop, elements, self.diagnostics),
                is_vouched_for=self.is_vouched_for,
            )
        match = partial(match_patients, elements=elements, diagnostics=self.diagnostics)
        if place.suffix == PARQUET:
            columnar = Columnar(place.paths, place.where, PATIENTS)
            kept = keep_columnar(columnar, self.shop, elements, match, self.diagnostics)
        else:
            source = Delimited(place.paths[0], place.where, SEPARATORS[place.suffix], PATIENTS)
            kept = keep_delimited(source, self.shop, match, self.diagnostics)
        return (
            None if kept is None else unfold(_with_lists(kept, self.dictionary), self.shop, elements, self.diagnostics)
        )

    def _entries(self, name: str, place: Place, patients: Kept) -> Kept | None:
        listed = self.dictionary.elements[name]
        match = partial(match_entries, listed=listed, diagnostics=self.diagnostics)
        if place.suffix in RECORDS:
            message = f"{place.where} is a file of records, and a list is read from .csv, .tsv or .parquet"
            _refuse(message, place.where, f"give records whole, with `{name}` within them", self.diagnostics)
            return None
        if place.suffix == PARQUET:
            columnar = Columnar(place.paths, place.where, name)
            return keep_columnar(columnar, self.shop, {}, match, self.diagnostics)
        source = Delimited(place.paths[0], place.where, SEPARATORS[place.suffix], name)
        return keep_delimited(source, self.shop, match, self.diagnostics, patients)


def _with_lists(kept: Kept, dictionary: Dictionary) -> Kept:
    """The patients with the columns that may hold a list of records as JSON among their documents."""
    documents = dict(kept.documents)
    documents |= lists_among([each.name for each in kept.columns if each.path is not None], dictionary.elements)
    return replace(kept, documents=tuple(documents.items()))
