"""The search for a patient who shows a difference: among worked cases and their variations, then by a prover."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final, Protocol, TypeAlias, cast

from posology.knowledge.drugs import Drugs
from posology.results.check import CriterionStatus, Verdict
from posology.results.difference import Aspect, Contrast, Leaning, Shown
from posology.results.witness import Witness
from posology.verify.boundaries import MEDICATIONS
from posology.verify.judge import Judge
from posology.verify.meaning.contrasts import is_different
from posology.verify.meaning.sentences import sentence_of
from posology.verify.meaning.sides import Sides, contrasts_of
from posology.verify.meaning.smallest import smallest
from posology.verify.record_edits import Record, lay, read

MOST_GLANCED: Final = 1500
"""Patients who are looked at for one question, one day each."""

MOST_COMPARED: Final = 60
"""Patients for whom both forms are asked everything, of those for whom they differ at a glance."""

MOST_BASES: Final = 6

MOST_FAMILIAR: Final = 3
"""Medicines that are tried in the place of one that fewer people know."""

PATIENCE: Final = 250
"""Patients who are looked at after the most telling so far."""

MOST_SHOWN: Final = 2
"""Patients who show one difference: one for each way in which it leans."""

_VERDICTS: Final = tuple(Verdict)
_OPEN: Final = frozenset({Verdict.INDETERMINATE.value, CriterionStatus.UNKNOWN.value})
_PINNED: Final = frozenset({Aspect.VERDICT, Aspect.CRITERION})
"""The aspects of which a smaller witness must show the same two answers; of others, the same place and leaning."""


class Proved(Protocol):
    """What a prover says of two forms: `equivalent`, `different` with a witness, or `undecided` with the reason."""

    @property
    def answer(self) -> str:
        """One of the three."""
        ...

    @property
    def witness(self) -> Witness | None:
        """A patient whom they judge differently, where one was found."""
        ...

    @property
    def why(self) -> str:
        """What decided, or was in the way."""
        ...


Prover: TypeAlias = Callable[[Judge, Judge], Proved]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient for whom the two forms of a question differ; `lead` is what the patient would be shown for."""

    witness: Witness
    lead: Contrast
    alone: bool

    @property
    def rank(self) -> tuple[int, bool, int, bool, int]:
        """The lower, the more telling.

        A verdict first, in the whole forms too, one that lets through on one side, what is known before what is not.
        """
        order = list(Aspect).index(self.lead.aspect)
        answers = {self.lead.old, self.lead.new}
        telling = 0
        if self.lead.aspect is Aspect.VERDICT:
            telling = min(_rank_of_verdict(each) for each in answers)
        is_open = not answers.isdisjoint(_OPEN)
        return order, self.alone, telling, is_open, len(repr(self.witness.record))


def _rank_of_verdict(verdict: str) -> int:
    return _VERDICTS.index(Verdict(verdict))


def find(question: Sides, whole: Sides, witnesses: Iterable[Witness]) -> tuple[Candidate, ...]:
    """The most telling patients for each way in which the new form leans; none where none of them shows a difference.

    The search ends early where for long nobody more telling was found.
    """
    best: dict[Leaning, Candidate] = {}
    compared = since = 0
    for witness in islice(_distinct(witnesses), MOST_GLANCED):
        since += 1
        if compared >= MOST_COMPARED or (best and since > PATIENCE):
            break
        if not question.differ_at_a_glance(witness):
            continue
        compared += 1
        for candidate in candidates(question, whole, witness):
            found = best.get(candidate.lead.leaning)
            if found is None or candidate.rank < found.rank:
                best[candidate.lead.leaning] = candidate
                since = 0
    return chosen(best.values())


def _distinct(witnesses: Iterable[Witness]) -> Iterator[Witness]:
    seen: set[str] = set()
    for each in witnesses:
        key = repr(each)
        if key not in seen:
            seen.add(key)
            yield each


def candidates(question: Sides, whole: Sides, witness: Witness) -> tuple[Candidate, ...]:
    """The patient as one who shows the foremost contrast; nothing where there is none but in what is asked for."""
    found = question.contrasts(witness)
    if not is_different(found):
        return ()
    lead = found[0]
    alone = question is not whole and not _shows(whole, witness, lead)
    return (Candidate(witness, lead, alone),)


def chosen(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The most telling of each leaning; one that leans neither way only where there is no other."""
    ranked = sorted(found, key=lambda each: each.rank)
    leaning = [each for each in ranked if each.lead.leaning is not Leaning.NEITHER]
    return tuple((leaning or ranked)[:MOST_SHOWN])


def shown_by(candidate: Candidate, question: Sides, whole: Sides) -> Shown:
    """The candidate made as small as it can be while it shows the same and nothing besides, and what both then say."""
    candidate = familiar(candidate, question, whole)
    lead, alone = candidate.lead, candidate.alone
    known = {_place(each) for each in question.contrasts(candidate.witness)}

    def still_shows(witness: Witness) -> bool:
        found = question.contrasts(witness)
        if not any(_is_alike(each, lead) for each in found) or not {_place(each) for each in found} <= known:
            return False
        return alone or question is whole or _shows(whole, witness, lead)

    witness = smallest(named(candidate.witness), still_shows)
    old, new = question.told(witness)
    contrasts = contrasts_of(old, new)
    first = next(each for each in contrasts if _is_alike(each, lead))
    rest = tuple(each for each in contrasts if each is not first)
    return Shown(
        witness=witness,
        contrasts=(first, *rest),
        sentence=sentence_of(first, old, new, question.old.rules.anatomy),
        alone=alone,
        left_out=whole.left_out(witness),
    )


def familiar(candidate: Candidate, question: Sides, whole: Sides) -> Candidate:
    """The candidate with a medicine that stands first among those of its class, where that shows the same."""
    medicines = read(candidate.witness.record, MEDICATIONS)
    entries = cast("list[Record]", medicines) if isinstance(medicines, list) else []
    drugs = question.old.drugs
    for place, entry in enumerate(entries):
        for name in islice(_of_classes(str(entry.get("drug")), drugs), MOST_FAMILIAR):
            record = lay(candidate.witness.record, f"{MEDICATIONS}[{place}].drug", name)
            found = candidates(question, whole, replace(candidate.witness, record=record))
            if found and _is_same(found[0], candidate, name):
                candidate = found[0]
                break
    return candidate


def _of_classes(name: str, drugs: Drugs) -> Iterator[str]:
    """The medicines of just the same classes, in the order of the files."""
    known = drugs.ingredients.get(name)
    if known is not None and known.classes:
        yield from (each.name for each in drugs.ingredients.values() if each.classes == known.classes)


def _is_same(found: Candidate, candidate: Candidate, name: str) -> bool:
    lead = candidate.lead
    about = name if lead.aspect is Aspect.HOLD else lead.about
    return found.alone == candidate.alone and _is_alike(found.lead, replace(lead, about=about))


def named(witness: Witness) -> Witness:
    """The witness under a name that is nobody's."""
    return replace(witness, record={**witness.record, "id": "W-1"})


def _shows(sides: Sides, witness: Witness, lead: Contrast) -> bool:
    return any(_is_alike(each, lead) for each in sides.contrasts(witness))


def _place(contrast: Contrast) -> tuple[Aspect, str, str]:
    return contrast.aspect, contrast.about, contrast.what


def _is_alike(contrast: Contrast, lead: Contrast) -> bool:
    """Whether it is the same kind of difference: of a verdict or criterion the same answers, of others the same way."""
    if _place(contrast) != _place(lead):
        return False
    if lead.aspect in _PINNED:
        return (contrast.old, contrast.new) == (lead.old, lead.new)
    return contrast.leaning is lead.leaning


def bases_of(cases: Sequence[Witness], sides: Sides, most: int = MOST_BASES) -> tuple[Witness, ...]:
    """A few of the patients whom one of the forms lets through, the shortest of each plan, to be varied.

    Those without a medicine go first: medicines are laid over them.
    """
    ranked = sorted(cases, key=lambda each: len(repr(each.record)))
    without = [each for each in ranked if not read(each.record, MEDICATIONS)]
    for some in (without, ranked):
        found: dict[object, Witness] = {}
        for case in some:
            plan = sides.plan(case)
            if plan is not None:
                found.setdefault(plan, case)
        if found:
            return tuple(found.values())[:most]
    return ()
