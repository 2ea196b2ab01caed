"""A generated cohort taken in once, so that every contestant of the screening begins with columns that have types."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import duckdb
from benchmarks.screening_by_hand import Drug
from benchmarks.screening_cohort import AS_OF
from ibis import BaseBackend

from posology.api.knowledge import Knowledge
from posology.api.reading import raise_if_refused
from posology.cohort.engines import DUCKDB, open_engine
from posology.cohort.folder import open_cohort
from posology.cohort.found import FoundCohort
from posology.cohort.stages import Stages
from posology.cohort.tables import Cohort, MedicineKind
from posology.cohort.taking import take_in
from posology.cohort.workshop import Workshop
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules
from posology.knowledge.drugs_model import Recognised, classes_by_route

MEDICATIONS = "medications"
MEMORY = "6GB"
"""What DuckDB may take: the tables of all contestants are in it at once."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A folder with the columns of a cohort as Parquet, and what its medicines were recognised as."""

    folder: Path

    @property
    def patients(self) -> Path:
        """One row for each patient who could be taken in."""
        return self.folder / "patients.parquet"

    @property
    def medications(self) -> Path:
        """One row for each of their medicines."""
        return self.folder / "medications.parquet"

    @property
    def kinds(self) -> Path:
        """What the medicines were recognised as, as JSON."""
        return self.folder / "kinds.json"

    def read_kinds(self) -> tuple[MedicineKind, ...]:
        """What the medicines were recognised as."""
        return tuple(
            MedicineKind(
                drug=each["drug"],
                classes_of_ingredients=tuple((name, tuple(classes)) for name, classes in each["classes"]),
                unclassified=each["unclassified"],
            )
            for each in json.loads(self.kinds.read_text("utf-8"))
        )

    def within(self, engine: BaseBackend) -> Cohort:
        """The cohort as an engine reads it: into tables of its own in DuckDB, from the files in Spark."""
        tables = {name: engine.read_parquet(str(self.folder / f"{name}.parquet")) for name in ("patients", MEDICATIONS)}
        if engine.name == DUCKDB:
            tables = {name: engine.create_table(f"typed_{name}", each) for name, each in tables.items()}
        return Cohort(
            patients=tables["patients"],
            lists=MappingProxyType({MEDICATIONS: tables[MEDICATIONS]}),
            kinds=self.read_kinds(),
        )


@contextmanager
def opened(rules: Rules, source: Path, folder: Path) -> Generator[tuple[FoundCohort, Stages]]:
    """The cohort of the folder with every cell as text, and the DuckDB that has it; `folder` takes what is written."""
    spilled = folder / "spilled"
    spilled.mkdir(parents=True, exist_ok=True)
    engine = open_engine(DUCKDB, memory=MEMORY, folder=spilled)
    diagnostics = Diagnostics()
    with duckdb.connect(config={"temp_directory": str(spilled)}) as reader:
        shop = Workshop(reader=reader, engine=engine, folder=folder)
        found = open_cohort(source, shop, rules.dictionary, frozenset(), diagnostics)
        raise_if_refused(diagnostics, {})
        if found is None:
            raise AssertionError("a cohort that cannot be read has a diagnostic")
        yield found, shop.stages


def take_in_once(rules: Rules, knowledge: Knowledge, source: Path, folder: Path) -> Typed:
    """The cohort of the source, taken in and written to the folder."""
    typed = Typed(folder)
    with opened(rules, source, folder / "texts") as (found, stages):
        cohort = take_in(found, rules.dictionary, knowledge.drugs, AS_OF, stages).cohort
        stages.engine.to_parquet(cohort.patients, str(typed.patients))
        stages.engine.to_parquet(cohort.lists[MEDICATIONS], str(typed.medications))
    kinds = [
        {"drug": each.drug, "classes": each.classes_of_ingredients, "unclassified": each.unclassified}
        for each in cohort.kinds
    ]
    typed.kinds.write_text(json.dumps(kinds), "utf-8")
    return typed


def drug_of(number: int, name: str, route: str | None, knowledge: Knowledge) -> Drug | None:
    """A drug of the generated cohorts as the tables by hand know it; None where it has no ingredient with a class.

    Every one of them has at most one ingredient with at most one class, which the tables by hand rest on.
    """
    found = knowledge.drugs.recognise(name, None, None)
    if not isinstance(found, Recognised):
        return Drug(number, name, name, None)
    by_ingredient = [(each.name, classes_by_route(each, route or found.route)) for each in found.ingredients]
    classes: list[tuple[str, str | None]] = [
        (ingredient, each) for ingredient, some in by_ingredient for each in (some or ())
    ]
    classes += [(ingredient, None) for ingredient, some in by_ingredient if some is None]
    if len(classes) > 1:
        raise AssertionError(name)
    return None if not classes else Drug(number, name, *classes[0])
