"""A verification in sentences, which every form of its report says alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from posology.ir.protocol import Protocol
from posology.render.findings_text import capitalised
from posology.results.verification import (
    Fate,
    Kind,
    MutantOutcome,
    MutationScore,
    Proof,
    PropertyOutcome,
    Verification,
)
from posology.results.witness import Witness
from posology.values.numerals import count_in_words, date_in_words, join_in_words

NEVER_LOOKED_AT: Final = (
    "Whether the sources are right, and whether the treatment helps or harms.",
    "Whether the rules say what their sources say: a person compares them, rule by rule, with the citation of each.",
    "The drug list, the anatomy and the units, which all protocols share.",
    "How follow-up scores are counted.",
)
"""What no part of a verification looks at."""

_REACHED: Mapping[str, str] = {
    "verdict": "verdicts",
    "criterion": "answers of criteria",
    "branch": "branches of conditions",
    "reading": "options of readings",
    "washout": "ways in which medicines stand",
    "step": "steps of the plan, planned and left out",
}

_CHECKS: Mapping[str, str] = {"case": "a worked case", "property": "a property", "proof": "a proof"}


def subject_in_words(verification: Verification) -> str:
    """`allorx-spine, version 1.0.0`, or what the user named where it is not known what stands there."""
    protocol = verification.subject
    return verification.protocol if protocol is None else f"{protocol.id}, version {protocol.version}"


def headline(verification: Verification) -> str:
    """Whether anything stands against the protocol, in one line that promises nothing."""
    faults = list(faults_in_words(verification))
    if faults:
        return f"Faults found: {join_in_words(faults)}."
    return "No fault found in what was looked at."


def faults_in_words(verification: Verification) -> Iterator[str]:
    """Each kind of fault with its number; nothing where there is none."""
    if not verification.cases:
        yield "there are no worked cases"
    yield from _counted(len(verification.failed), "worked case fails", "worked cases fail")
    yield from _counted(len(verification.refuted), "claim is refuted", "claims are refuted")
    yield from _counted(len(verification.broken), "law is broken", "laws are broken")
    yield from _counted(len(verification.survivors), "mutant survives", "mutants survive")
    yield from _counted(len(verification.stale), "exemption is stale", "exemptions are stale")


def open_in_words(verification: Verification) -> Iterator[str]:
    """What is neither a fault nor a pass: what stayed undecided, what was not done, what no case reaches."""
    undecided = len(verification.undecided)
    yield from (
        f"{each}, which is no pass." for each in _counted(undecided, "claim is undecided", "claims are undecided")
    )
    not_done = [each.value for each in Kind if verification.reason_not_done(each)]
    if not_done:
        verb = "were" if len(not_done) > 1 or not_done[0].endswith("s") else "was"
        yield f"{join_in_words(not_done).capitalize()} {verb} not done, which is no pass."
    if verification.cases:
        unreached = len(verification.unreached)
        yield from (
            f"{each}." for each in _counted(unreached, "thing is reached by no case", "things are reached by no case")
        )


def _counted(number: int, one: str, more: str) -> Iterator[str]:
    if number:
        yield f"{count_in_words(number)} {one if number == 1 else more}"


def _plural(number: int, word: str) -> str:
    return word if number == 1 else f"{word}s"


def cases_in_words(verification: Verification) -> str:
    """How many worked cases give the expected answer."""
    if not verification.cases:
        return "There are none: add `cases.yaml` to the folder."
    total, failed = len(verification.cases), len(verification.failed)
    return f"The expected answer: {total - failed} of {total}."


def proofs_in_words(verification: Verification) -> str:
    """How many claims were proved, refuted, and left undecided; why there are none, where there are none."""
    if verification.proofs is None:
        return _not_done(verification, Kind.PROOFS)
    counts = {
        "proved": len(verification.proved),
        "refuted": len(verification.refuted),
        "undecided": len(verification.undecided),
        "refuted with an argument why it should be": len(verification.excused),
    }
    total = len(verification.proofs)
    told = ", ".join(f"{number} {answer}" for answer, number in counts.items() if number or " " not in answer)
    return f"{total} {_plural(total, 'claim')}: {told}."


def properties_in_words(verification: Verification) -> str:
    """How many laws hold, on how many patients."""
    if verification.properties is None:
        return _not_done(verification, Kind.PROPERTIES)
    holding = sum(each.holds for each in verification.properties)
    tried = sum(each.examples for each in verification.properties)
    seed = "" if verification.seed is None else f" (seed {verification.seed})"
    total = len(verification.properties)
    broken = f"{total} {_plural(total, 'law')}: {holding} hold, {total - holding} broken"
    return f"{broken}, on {tried:,} generated patients{seed}; a trial is no proof."


def mutants_in_words(verification: Verification) -> str:
    """The mutation score, and how many mutants met which fate."""
    score = verification.mutation_score
    if score is None:
        return _not_done(verification, Kind.MUTANTS)
    if not score.made:
        return "No mutant could be made."
    noticed = Counter(noticed_by(each) for each in verification.mutants_that(Fate.KILLED))
    by = join_in_words([f"{number} by {_CHECKS.get(kind, kind)}" for kind, number in sorted(noticed.items())])
    killed = f"{score.killed} of {score.counted} noticed{f' ({by})' if by else ''}"
    apart = f"not counted are {score.equivalent} proved equivalent and {score.exempt} exempt with an argument"
    refused = len(verification.refused)
    beside = f"; {refused} more {_plural(refused, 'change')} the compiler refuses" if refused else ""
    return f"Mutation score {percent(score)}: {killed}; of {score.made} made, {apart}{beside}."


def noticed_by(mutant: MutantOutcome) -> str:
    """The kind of check that noticed a mutant: the first word of what it says."""
    return mutant.by.replace(":", " ").split(" ", 1)[0]


def percent(score: MutationScore) -> str:
    """The score in percent with one decimal, rounded down, so that only a full score is called 100 %."""
    if score.share is None:
        return "not defined"
    tenths = int(score.share * 1000)
    return f"{tenths // 10}.{tenths % 10} %" if score.share != Fraction(1) else "100 %"


def _not_done(verification: Verification, what: Kind) -> str:
    return f"Not done: {verification.reason_not_done(what)}."


def claim_in_words(proof: Proof) -> str:
    """The claim with the option under which it was asked."""
    return f"{capitalised(proof.claim)}{f' (reading {proof.reading})' if proof.reading else ''}"


def found_by_proof(proof: Proof) -> str:
    """What is said to have found the witness of a refutation."""
    chosen = f" under the reading {proof.reading}, to be chosen in a site file" if proof.reading else ""
    return f"the proof `{proof.id}`{chosen}"


def found_by_property(outcome: PropertyOutcome) -> str:
    """What is said to have found the witness of a broken law."""
    return f"the property `{outcome.id}`"


def found_by_mutant(mutant: MutantOutcome) -> str:
    """What is said to have found the witness of a survivor."""
    return f"the mutant `{mutant.id}`, which judges this patient otherwise"


def witness_in_words(witness: Witness) -> str:
    """For which days the invented patient is judged."""
    asked = witness.procedure_date
    day = "the earliest date" if asked is None else f"a procedure on {date_in_words(asked)}"
    return f"An invented patient, judged on {date_in_words(witness.as_of)} for {day}"


def witnesses(verification: Verification) -> Iterator[tuple[str, str, Witness]]:
    """Every witness of a fault: the name of its record file without suffix, what found it, and the patient."""
    names: Counter[str] = Counter()
    for name, found_by, witness in _witnesses(verification):
        names[name] += 1
        yield name if names[name] == 1 else f"{name}-{names[name]}", found_by, witness


def _witnesses(verification: Verification) -> Iterator[tuple[str, str, Witness]]:
    for proof in verification.refuted:
        if proof.witness is not None:
            yield _file_name("proof", proof.id, proof.reading), found_by_proof(proof), proof.witness
    for outcome in verification.broken:
        if outcome.witness is not None:
            yield _file_name("property", outcome.id), found_by_property(outcome), outcome.witness
    for mutant in verification.survivors:
        if mutant.witness is not None:
            yield _file_name("mutant", mutant.id), found_by_mutant(mutant), mutant.witness


def _file_name(*parts: str) -> str:
    """Small letters, digits, points and hyphens, so that every system takes it."""
    text = "-".join(each for each in parts if each).lower()
    kept = "".join(each if each.isascii() and (each.isalnum() or each in ".-_") else "-" for each in text)
    return "-".join(filter(None, kept.split("-")))[:120]


def coverage_in_words(verification: Verification) -> Iterator[str]:
    """Of each kind of thing that the cases should reach, how many they do."""
    for what in dict.fromkeys(each.what for each in verification.coverage):
        those = [each for each in verification.coverage if each.what == what]
        reached = sum(each.reached for each in those)
        yield f"{_REACHED.get(what, what)}: {reached} of {len(those)} reached"


def settings_in_words(protocol: Protocol) -> Iterator[str]:
    """The option chosen of each reading, and whether somebody approved it."""
    for reading in protocol.readings:
        approved = f"approved by {reading.approved_by}" if reading.approved_by else "not approved"
        yield f"{reading.id}: {reading.chosen} ({approved})"
