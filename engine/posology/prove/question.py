"""A question about a protocol that is asked of every patient at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from z3 import BoolRef, is_false

from posology.diagnostics.span import Span
from posology.ir.counts import Counting
from posology.ir.nodes import Node
from posology.prove.patient import SymbolicPatient
from posology.results.check import Check
from posology.results.witness import Witness


def _has_nothing(_: str) -> str:
    return ""


def _finds_nothing(_: Node, __: tuple[Counting, ...]) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the engine says of one patient of a witness; `broken` are the claims of the protocol that are false.

    `concerned` are the claims that are about this patient, whether they hold or not.
    `recorded` is what the record has under a path, as it was written, empty where it has nothing. `finds` says whether
    the engine finds a condition true of the patient, with the values that count for its rule; it may ask what the plan
    contains.
    """

    check: Check
    broken: frozenset[str] = frozenset()
    concerned: frozenset[str] = frozenset()
    finds: Callable[[Node, tuple[Counting, ...]], bool] = _finds_nothing
    recorded: Callable[[str], str] = _has_nothing


Replay: TypeAlias = Sequence[Seen]
"""What the engine says of each patient of a witness, in the order of the question's patients."""


def _nobody_is_named(_: Sequence[str]) -> str:
    return "no patient can be so"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Whether there is a patient such as `asked`, or patients.

    Where `wanted` is false such a patient refutes the claim, and the claim is proved when there is none. Where it is
    true such a patient proves it. `tracked` are further conditions, by the name of what asks for each: where nobody
    fulfils all of them, `nobody` says so of those that cannot stand together. `preferred` makes a better witness.

    `id` is stable and names the question and its rule; `claim` is a sentence for a clinician, without its stop. `shows`
    says whether what the engine made of the patients is what the question asks for, and `said` what to print of it.
    Where `harmless` is not empty such a patient refutes nothing: the claim stands either way, and `harmless` is why.
    `impossible` says why nobody can be so, of a question that wants nobody. `at_hand` are patients of whom each may
    show it: they are tried out before a solver is asked. So are all found before who may go ahead, where `goes_on` says
    that it takes one of them.
    """

    id: str
    claim: str
    about: tuple[str, ...]
    span: Span
    wanted: bool
    patients: tuple[SymbolicPatient, ...]
    asked: BoolRef
    shows: Callable[[Replay], bool]
    said: Callable[[Replay], tuple[str, ...]]
    tracked: Mapping[str, BoolRef] = field(default_factory=lambda: MappingProxyType({}))
    preferred: tuple[BoolRef, ...] = ()
    nobody: Callable[[Sequence[str]], str] = _nobody_is_named
    follows_from: str = ""

    harmless: str = ""
    impossible: str = "no patient can show the contrary"
    at_hand: tuple[Witness, ...] = ()
    goes_on: bool = False

    @property
    def needs_solver(self) -> bool:
        """Whether patients decide it: nobody is sought where the rules themselves leave no room."""
        return not is_false(self.asked)
