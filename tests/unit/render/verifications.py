"""Verifications made by hand, for the forms of their report: one of nothing, a clean one, and one with every fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from posology.api import load, load_knowledge
from posology.diagnostics.diagnostic import Diagnostic, Severity
from posology.diagnostics.span import NOWHERE, Span
from posology.ir.protocol import Protocol
from posology.results.rule_graph import RuleGraph, rule_graph
from posology.results.verification import (
    Answer,
    CaseOutcome,
    Fate,
    Kind,
    MutantOutcome,
    NotDone,
    Proof,
    PropertyOutcome,
    Reach,
    StaleExemption,
    Verification,
)
from posology.results.witness import Witness

PLACE = Span("rules/allorx-spine/protocol.yaml", 12, 3, 12, 20)

PATIENT = Witness(
    record={
        "id": "W-1",
        "weight": {"value": "72 kg", "date": "2026-11-09", "method": "measured"},
        "regions": ["lumbar"],
        "medications": [{"drug": "naproxen", "last_dose": "2026-11-18"}],
    },
    as_of=date(2026, 11, 20),
    procedure_date=date(2026, 12, 7),
)
SOMEBODY = replace(PATIENT, record={"id": "<b>&\u202e"}, procedure_date=None)

PROVED = Proof(
    id="some-patient-is-eligible",
    claim="some patient is eligible",
    reading="",
    answer=Answer.PROVED,
    why="an invented patient is",
    about=(),
    witness=None,
    seen=(),
    span=NOWHERE,
)
REFUTED = Proof(
    id="decides-alone:mri",
    claim="the criterion mri can decide alone",
    reading="iv-dose: per-kg",
    answer=Answer.REFUTED,
    why="whenever it fails, consent fails too",
    about=("mri", "consent"),
    witness=PATIENT,
    seen=("verdict: ineligible", "criterion mri: not-met"),
    span=PLACE,
)
EXCUSED = replace(REFUTED, id="decides-alone:consent", reading="", exempt="it is asked twice on purpose")
UNDECIDED = Proof(
    id="monotone:iv",
    claim="the dose of iv grows with the weight",
    reading="",
    answer=Answer.UNDECIDED,
    why="the solver gave up within its budget",
    about=("iv",),
    witness=None,
    seen=(),
    span=PLACE,
)
HOLDS = PropertyOutcome(id="knowledge", claim="learning a fact overturns nothing", examples=200, witness=None, seen=())
BROKEN = PropertyOutcome(
    id="boundary:weight",
    claim="one unit either side of a limit is judged apart",
    examples=17,
    witness=SOMEBODY,
    seen=("verdict: eligible, expected <none>",),
)


def _mutant(number: int, change: str, fate: Fate, by: str, *, shown: bool = False) -> MutantOutcome:
    return MutantOutcome(
        id=f"criterion.mri.{number}",
        change=change,
        fate=fate,
        by=by,
        witness=PATIENT if shown else None,
        seen=("verdict: eligible, with the change ineligible",) if shown else (),
        span=PLACE,
    )


KILLED = _mutant(1, "`before` becomes `after` in the criterion mri", Fate.KILLED, "case: an MRI after the procedure")
ALSO_KILLED = _mutant(2, "the criterion mri is dropped", Fate.KILLED, "proof: decides-alone:mri")
EQUIVALENT = _mutant(3, "`or` becomes `xor` in the criterion mri", Fate.EQUIVALENT, "the solver finds no difference")
EXEMPT = _mutant(4, "14 becomes 15 days in the hold of nsaid", Fate.EXEMPT, "both are within what the source allows")
SURVIVED = _mutant(5, "1 year becomes 11 months in the criterion chronic-pain", Fate.SURVIVED, "", shown=True)

STALE = StaleExemption(
    of="criterion.mri.9", reason="the source says so", why="the protocol has no such mutant", span=PLACE
)
WARNING = Diagnostic("P0481", Severity.WARNING, "a washout class has no rule", PLACE)


@cache
def protocol() -> Protocol:
    """A shipped protocol."""
    return load("allorx-spine", load_knowledge()).protocol


@cache
def graph() -> RuleGraph:
    """Its rules."""
    questions = {path: each.question for path, each in load_knowledge().dictionary.elements.items()}
    return rule_graph(protocol(), questions)


def nothing() -> Verification:
    """A protocol of which hardly anything is known, and against which nothing was held."""
    return Verification(protocol="rules/mine", diagnostics=(), cases=None, coverage=())


def clean() -> Verification:
    """Everything was done, and nothing stands against the protocol; one claim is undecided."""
    return Verification(
        protocol="allorx-spine",
        diagnostics=(),
        cases=(CaseOutcome(chapter="Verdicts", name="everything holds", differences=()),),
        coverage=(
            Reach(what="criterion", id="mri.met", reached=True, said="the criterion mri is never met"),
            Reach(what="step", id="iv", reached=True, said="the plan step iv is never planned"),
        ),
        proofs=(PROVED, UNDECIDED),
        properties=(HOLDS,),
        mutants=(KILLED, ALSO_KILLED, EQUIVALENT, EXEMPT),
        refused=(("criterion.mri.6", "a criterion has a condition"),),
        subject=protocol(),
        graph=graph(),
        seed=0,
        engine_version="1.2.3",
    )


def faulty() -> Verification:
    """Every kind of fault at once."""
    return replace(
        clean(),
        diagnostics=(WARNING,),
        cases=(
            CaseOutcome(chapter="Verdicts", name="everything holds", differences=()),
            CaseOutcome(
                chapter="Verdicts",
                name="a tie <does> not qualify",
                differences=(".verdict: 'eligible', expected 'ineligible'",),
                span=Span("rules/allorx-spine/cases.yaml", 90, 9, 93, 1),
            ),
        ),
        coverage=(
            *clean().coverage,
            Reach(what="criterion", id="mri.unknown", reached=False, said="the criterion mri is never unknown"),
        ),
        proofs=(PROVED, REFUTED, UNDECIDED),
        properties=(HOLDS, BROKEN),
        mutants=(KILLED, ALSO_KILLED, EQUIVALENT, EXEMPT, SURVIVED),
        stale=(STALE,),
        site="clinic.yaml",
    )


def unfinished() -> Verification:
    """Only the cases were answered."""
    why = "asked to be left out"
    skipped = tuple(NotDone(what=each, why=why) for each in (Kind.PROOFS, Kind.PROPERTIES, Kind.MUTANTS))
    return replace(clean(), proofs=None, properties=None, mutants=None, not_done=skipped)
