"""The verdict of a protocol for a symbolic patient: under which condition it is no better than each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from z3 import And, BoolRef, BoolVal, Not, Or

from posology.compile.productions import PROCEDURE, RENEWAL, VERDICTS, items_of
from posology.ir.protocol import Protocol
from posology.prove.criteria import Judged
from posology.prove.patient import SymbolicPatient

Findings: TypeAlias = Mapping[str, Mapping[str, BoolRef]]
"""For each item of the protocol (see `posology.compile.productions.items_of`) when each of its findings stands."""

WORST = len(VERDICTS) - 1
_DEFERRED = VERDICTS.index("deferred")


@dataclass(slots=True, kw_only=True)
class SymbolicVerdict:
    """The worst of the best verdicts that the findings allow.

    Whether time mends a failing criterion is looked into only where it makes a difference: between the verdicts with
    which a treatment cannot go on.
    """

    protocol: Protocol
    criteria: Sequence[Judged]
    others: Findings
    _limits: dict[int, BoolRef] = field(default_factory=dict[int, BoolRef], init=False)

    def at_least(self, level: int) -> BoolRef:
        """Whether the verdict is that of the level in `VERDICTS`, or worse."""
        if level <= 0:
            return BoolVal(True)
        if level > WORST:
            return BoolVal(False)
        if level not in self._limits:
            self._limits[level] = Or(*self._of_criteria(level), *self._of_others(level))
        return self._limits[level]

    def is_(self, verdict: str) -> BoolRef:
        """Whether this is the verdict."""
        level = VERDICTS.index(verdict)
        return And(self.at_least(level), Not(self.at_least(level + 1)))

    def others_allow(self, verdict: str) -> BoolRef:
        """Whether everything but the criteria allows this verdict."""
        return Not(Or(*self._of_others(VERDICTS.index(verdict) + 1)))

    @property
    def goes_on(self) -> BoolRef:
        """Whether a treatment may go on: `eligible` or `conditional`."""
        return Not(self.at_least(_DEFERRED))

    def _of_criteria(self, level: int) -> list[BoolRef]:
        if level <= _DEFERRED:
            return [Not(each.through) for each in self.criteria]
        items = items_of(self.protocol)
        return [
            found
            for each in self.criteria
            for found in _limiting(items[f"criterion:{each.criterion.id}"], each.findings(), level)
        ]

    def _of_others(self, level: int) -> list[BoolRef]:
        items = items_of(self.protocol)
        return [
            found
            for item, allowed in items.items()
            if item in self.others
            for found in _limiting(allowed, self.others[item], level)
        ]


def _limiting(allowed: Mapping[str, str], findings: Mapping[str, BoolRef], level: int) -> list[BoolRef]:
    """When a finding stands that allows no better than the level."""
    return [findings[finding] for finding, best in allowed.items() if VERDICTS.index(best) >= level]


def findings_of_days(patient: SymbolicPatient, renewals: Sequence[BoolRef]) -> Findings:
    """What is found of the procedure date, and of values that will be too old on it."""
    past, needed = patient.day < patient.as_of, Or(*renewals)
    return {
        PROCEDURE: {"ahead": Not(past), "past": past},
        RENEWAL: {"none": Not(needed), "needed": needed},
    }
