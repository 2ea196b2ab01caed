"""The decision for a cohort as a query of the engine that judges, which may be another than has taken the cohort in."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ibis import BaseBackend, Table

from posology.api.reading import raise_if_refused
from posology.cohort.stages import Stages
from posology.cohort.tables import Cohort
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules
from posology.screen.decision import decide
from posology.screen.refusal import Inexpressible
from posology.screen.settling import AS_IT_IS, Settle

INEXPRESSIBLE: Final = "P0861"


def handed_over(source: BaseBackend, cohort: Cohort, stages: Stages) -> Cohort:
    """The cohort of the source as the engine of the stages reads it."""
    lists = {path: stages.taken_from(source, each) for path, each in cohort.lists.items()}
    return replace(cohort, patients=stages.taken_from(source, cohort.patients), lists=MappingProxyType(lists))


def decided(rules: Rules, as_of: date, procedure_date: date | None, cohort: Cohort, settle: Settle = AS_IT_IS) -> Table:
    """The decision as a query.

    Raises:
        Refused: a rule of the protocol has no columns.
    """
    try:
        return decide(cohort, rules.protocol, rules.planned, as_of, procedure_date, blamed=True, settle=settle)
    except Inexpressible as refused:
        diagnostics = Diagnostics()
        message = f"`{refused.what}` cannot be screened: {refused.why}"
        diagnostics.error(
            INEXPRESSIBLE, message, refused.span, help="`posology check` judges one patient by the same rule"
        )
        raise_if_refused(diagnostics, {})
        raise


@contextmanager
def stages_in(judge: BaseBackend, folder: Path) -> Generator[Stages]:
    """Where tables are written on the way, gone once they have served."""
    try:
        yield Stages(judge, folder)
    finally:
        # what is deepest first
        for each in sorted(folder.rglob("*"), reverse=True):
            each.rmdir() if each.is_dir() else each.unlink()
        if folder.is_dir():
            folder.rmdir()
