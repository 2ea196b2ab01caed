"""The laws tried: so many patients for each, the same on every run, and the smallest patient who breaks one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice

from hypothesis import Phase

from posology.ir.nodes import Fact
from posology.ir.plan import CellFormula
from posology.ir.walk import walk
from posology.plain.protocol import lower_protocol
from posology.results.verification import PropertyOutcome
from posology.verify.bases import eligible_bases
from posology.verify.boundaries import near_witnesses
from posology.verify.judge import Judge
from posology.verify.properties.following import LAW, schedules
from posology.verify.properties.laws import SAME_ANSWER, laws_of
from posology.verify.properties.looking import ANSWERS, ANSWERS_CLAIM, looker
from posology.verify.properties.pairs import LEARNING, ORDER, WEIGHT
from posology.verify.properties.patients import Patients, less_known, patients_of, reordered, weighed, witnesses
from posology.verify.properties.searching import search
from posology.verify.properties.trial import Pairs, Seen, Trial, Tried
from posology.verify.worked_cases import WorkedCase

DEFAULT_EXAMPLES = 100
"""How many patients each law is tried on where nobody says otherwise."""

DEFAULT_SEED = 20261120

FIRST_PER_EXAMPLE = 5
"""So many patients of whom one thing is changed are tried for each that is drawn, as far as there are any."""


def run_properties(
    judge: Judge,
    cases: Sequence[WorkedCase],
    *,
    examples: int = DEFAULT_EXAMPLES,
    seed: int = DEFAULT_SEED,
    only: Collection[str] = (),
) -> tuple[PropertyOutcome, ...]:
    """Every law tried on so many patients, the same for the same seed. None where nobody eligible is found.

    Where laws are named by `only`, just those are tried.
    """
    bases = eligible_bases(judge, cases)
    if not bases:
        return ()
    patients = patients_of(judge, bases)
    trials = (_chosen(each, only) for each in _trials(judge, patients))
    found = [outcome for trial in trials for outcome in _outcomes(trial, examples, seed)]
    if LAW in only or not only:
        found.append(schedules(patients, examples=examples, seed=seed))
    return tuple(found)


def _trials(judge: Judge, patients: Patients) -> Iterator[Trial]:
    plain = lower_protocol(judge.rules.protocol)
    look, pairs = looker(judge, plain), Pairs(judge, plain)
    # to ask everything twice costs as much as all other laws together
    glance = looker(judge, plain, without=[SAME_ANSWER.id])
    laws = ((ANSWERS, ANSWERS_CLAIM), *((each.id, each.claim) for each in laws_of(judge.rules.protocol)))
    alone = witnesses(patients).map(lambda each: (each,))
    yield Trial(
        laws=laws,
        patients=alone,
        look=lambda tried: look(tried[0]),
        first=lambda: ((each,) for each in near_witnesses(judge, patients.bases[:1])),
        glance=lambda tried: glance(tried[0]),
    )
    yield pairs.trial(LEARNING, less_known(patients))
    yield pairs.trial(ORDER, reordered(patients))
    path = weight_of_doses(judge)
    if path is not None:
        yield pairs.trial(WEIGHT, weighed(patients, path, judge.rules.dictionary.elements[path]))


def _chosen(trial: Trial, only: Collection[str]) -> Trial:
    return replace(trial, laws=[each for each in trial.laws if not only or each[0] in only])


def weight_of_doses(judge: Judge) -> str | None:
    """The weight, where a dose is computed from it."""
    check = judge.rules.dictionary.body_mass
    formulas = (each.cells.expression for each in judge.rules.protocol.steps if isinstance(each.cells, CellFormula))
    read = {node.path for formula in formulas for node in walk(formula) if isinstance(node, Fact)}
    return None if check is None or check.weight not in read else check.weight


def _outcomes(trial: Trial, examples: int, seed: int) -> Iterator[PropertyOutcome]:
    """Each law of the trial, on the same patients; one that is broken is tried again to find its smallest patient."""
    found: dict[str, tuple[Tried, Seen] | None] = {}
    tried = 0
    if not trial.laws:
        return
    for patient in islice(trial.first(), examples * FIRST_PER_EXAMPLE):
        tried += 1
        # one thing is changed of these, so that there is nothing left to make smaller
        found |= {law: (patient, seen) for law, seen in trial.glance(patient) if law not in found}

    def collect(patient: Tried) -> None:
        nonlocal tried
        tried += 1
        found.update((law, None) for law, _ in trial.look(patient) if law not in found)

    search(collect, trial.patients, examples, seed, Phase.generate)
    for law, claim in trial.laws:
        shown = (found[law] or _smallest(trial, law, examples, seed)) if law in found else None
        yield PropertyOutcome(
            id=law,
            claim=claim,
            examples=tried,
            witness=None if shown is None else shown[0][0],
            seen=() if shown is None else shown[1],
        )


def _smallest(trial: Trial, law: str, examples: int, seed: int) -> tuple[Tried, Seen] | None:
    """The smallest patient found who breaks the law, with what was seen."""
    last: list[tuple[Tried, Seen]] = []

    def hunt(patient: Tried) -> None:
        seen = next((seen for each, seen in trial.look(patient) if each == law), None)
        if seen is not None:
            last.append((patient, seen))
            raise BrokenError

    with suppress(BrokenError):
        search(hunt, trial.patients, examples, seed, Phase.generate, Phase.shrink)
    return last[-1] if last else None


class BrokenError(AssertionError):
    """A law is broken by the patient that is tried."""
