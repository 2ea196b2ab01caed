"""The groups that a column of the patients makes, found before anybody is judged and put beside who has been."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import ibis
from ibis import Table

from posology.cohort.found import FoundCohort, Part
from posology.cohort.tables import ROW, Cohort
from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.diagnostics.span import NOWHERE, Span
from posology.knowledge.element import Dictionary, Element, ElementKind
from posology.reader.source import shortened
from posology.screen.attrition import GROUP

NO_COLUMN: Final = "P0860"

_GROUP_ROW: Final = "group/row"


def with_group(dictionary: Dictionary, by: str | None) -> Dictionary:
    """The dictionary that also knows the column that makes groups, so that it is kept; nothing else is asked of it."""
    if by is None or by in dictionary.elements:
        return dictionary
    element = Element(path=by, kind=ElementKind.TEXT, question="", span=NOWHERE)
    return replace(dictionary, elements=MappingProxyType({**dictionary.elements, by: element}))


def _group_column(found: FoundCohort, by: str) -> str | None:
    """The column of the patients that has this name, or is this element."""
    columns = found.patients.columns
    named = [each.name for each in columns if each.name == by]
    meant = [each.name for each in columns if each.path == by and each.part is Part.VALUE]
    there = found.patients.table.columns
    return next((each for each in (*named, *meant) if each in there), None)


def refuse_unknown_group(found: FoundCohort, by: str | None, diagnostics: Diagnostics) -> None:
    """Reports a column that the patients have not, with the nearest that they have."""
    if by is None or _group_column(found, by) is not None:
        return
    names = [each.name for each in found.patients.columns]
    message = f"the patients of {found.patients.where} have no column `{shortened(by)}` to make groups by"
    otherwise = f"the columns are {', '.join(names[:20])}"
    place = Span(found.patients.where, 0, 0, 0, 0)
    diagnostics.error(NO_COLUMN, message, place, help=suggestion(by, names, otherwise))


@dataclass(frozen=True, slots=True)
class Grouped:
    """A cohort, and for each of its patients the group, as it is written."""

    cohort: Cohort
    groups: Table | None

    def added_to(self, decided: Table) -> Table:
        """The decided patients with their group; null where none is recorded, or none was asked for."""
        if self.groups is None:
            return decided.mutate(**{GROUP: ibis.null("string")})
        groups = self.groups.rename({_GROUP_ROW: ROW})
        joined = decided.left_join(groups, [decided[ROW] == groups[_GROUP_ROW]])
        return joined.drop(_GROUP_ROW)


def in_groups(found: FoundCohort, cohort: Cohort, by: str | None) -> Grouped:
    """The cohort with the groups that the column makes; with none where no column is named."""
    column = None if by is None else _group_column(found, by)
    if column is None:
        return Grouped(cohort, None)
    table = found.patients.table
    return Grouped(cohort, table.select(**{ROW: table[ROW], GROUP: table[column]}))
