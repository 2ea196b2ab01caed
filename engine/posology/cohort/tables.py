"""A cohort whose every value has been read: typed columns, the same whatever file or database they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ibis import Table, Value

ROW = "row"
"""The number of a patient within the cohort, in every table: what joins the medicines to those who take them."""

ID = "id"
INDEX = "index"
"""What orders the entries of a patient: the place in the list or in the source, different for any two of them."""

KIND = "kind"
"""In the medications: the place in `Cohort.kinds` of what the medicine was recognised as."""

LATEST = "/latest"
"""What the column of the last day that a date may mean is called, after the path; under the path stands the first."""

RECORDED = "/recorded"
"""What the column is called that says whether a list is recorded at all, after the path; it is never null."""

NUMBER = "decimal(18,6)"
"""The type of every decimal and every magnitude. A value that does not fit is set aside when it is read."""


@dataclass(frozen=True, slots=True)
class MedicineKind:
    """What a medicine was recognised as: the same for everybody who takes it by the same name, code and route.

    `classes_of_ingredients` are as in `posology.record.medicine.Medicine`. `unclassified` is the field that would have
    to be known, `class` or `route`; None where nothing is missing.
    """

    drug: str
    classes_of_ingredients: tuple[tuple[str, tuple[str, ...]], ...]
    unclassified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """The patients who can be judged, one row each, and their lists in long form.

    `patients` has `row` (int64), `id` (string) and one column for each path that is recorded of anybody: boolean,
    int64, `NUMBER` in the unit of the data dictionary, string, array<string>; a date has two, both null where it is not
    recorded. Beside an element stand its aspects, `weight.date` and `weight.method`. A list of records has its own
    table in `lists`, by path, with `row`, `index` and its fields, and among the patients only whether it is recorded.
    What has no column is recorded of nobody. `medications` also have `kind` (int32), `class`, `classes`, `ongoing`, a
    `route` that may come from the name, and as `last_dose` of what is still taken the day of asking.
    """

    patients: Table
    lists: Mapping[str, Table]
    kinds: tuple[MedicineKind, ...]

    def column(self, path: str) -> Value | None:
        """The column of the path among the patients; None where it is recorded of nobody."""
        return self.patients[path] if path in self.patients.columns else None
