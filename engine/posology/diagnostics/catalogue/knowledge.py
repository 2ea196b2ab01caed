"""Diagnostics P02xx: the data dictionary and the knowledge files."""

from __future__ import annotations

from posology.diagnostics.catalogue.drugs import DRUG_ENTRIES
from posology.diagnostics.catalogue.entry import Entry

ENTRIES: tuple[Entry, ...] = (
    Entry(
        code="P0200",
        title="declared twice",
        severity="error",
        why="two declarations of one element could ask two different things",
        example="weight in person.yaml and in body.yaml",
        instead="weight in one file",
    ),
    Entry(
        code="P0201",
        title="a quantity without a unit that exists",
        severity="error",
        why="every number has a unit, and only units of UCUM can be compared",
        example="weight: {kind: quantity, question: …}",
        instead="weight: {kind: quantity, unit: kg, question: …}",
    ),
    Entry(
        code="P0202",
        title="a range in another unit, or wider than it can be",
        severity="error",
        why="a plausible value that is refused as impossible would never be asked about",
        example="hard: {lowest: 20, highest: 650, unit: g, …}",
        instead="hard: {lowest: 20, highest: 650, unit: kg, …}",
    ),
    Entry(
        code="P0203",
        title="options that do not fit",
        severity="error",
        why="a code without options accepts anything",
        example="sex: {kind: code, …}",
        instead="sex: {kind: code, options: [female, male, other, unknown], …}",
    ),
    Entry(
        code="P0204",
        title="a path that nobody could write",
        severity="error",
        why="an element within another element cannot be told from the value of the other",
        example="mri and mri.date",
        instead="mri.date and mri.finding",
    ),
    Entry(
        code="P0205",
        title="a change that the element cannot have",
        severity="error",
        why="a suggestion must be something that a person could do and a record could say",
        example="consent.signed: {becomes: [signed], …}",
        instead="consent.signed: {becomes: [true], …}",
    ),
    Entry(
        code="P0206",
        title="something said of an element that it cannot have",
        severity="error",
        why="a key that is passed over looks as if it did something",
        example="sex: {kind: code, unit: kg, …}",
        instead="weight: {kind: quantity, unit: kg, …}",
    ),
    Entry(
        code="P0207",
        title="a range that holds nothing",
        severity="error",
        why="every value would be refused",
        example="hard: {lowest: 10, highest: 0, …}",
        instead="hard: {lowest: 0, highest: 10, …}",
    ),
    Entry(
        code="P0208",
        title="a range of body mass index that cannot find pounds",
        severity="error",
        why="in a range that spans the factor between pound and kilogram, a weight in the wrong unit passes",
        example="ordinary: {lowest: 15, highest: 60, unit: kg/m2, …}",
        instead="ordinary: {lowest: 18.5, highest: 40, unit: kg/m2, …}",
    ),
    Entry(
        code="P0209",
        title="a place of the body named twice",
        severity="error",
        why="a joint that stands twice would be offered twice, and two joints of one name cannot be told apart",
        example="lumbar: [L3-L4, L3-L4]",
        instead="lumbar: [L3-L4, L4-L5]",
    ),
    Entry(
        code="P0261",
        title="a cryoprotectant without a ceiling",
        severity="error",
        why="a dose is held against grams for each kilogram; a number in another unit would be compared as one",
        example="ceiling: 1000 mg",
        instead="ceiling: 1 g/kg",
    ),
    *DRUG_ENTRIES,
)
