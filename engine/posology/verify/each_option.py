"""The standing questions asked again under another option of a reading, where it can change their answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final

from posology.explain.rules import Rules
from posology.ir.protocol import Protocol
from posology.knowledge.drugs import Drugs
from posology.prove.asking import EFFORT
from posology.prove.blocks import block_questions
from posology.prove.dosing import plan_questions
from posology.prove.frame import Frame
from posology.prove.question import Question
from posology.prove.questions import CLAIM, CLAIM_SPEAKS, claim_questions, never_applies
from posology.results.verification import Proof
from posology.verify.judge import Judge
from posology.verify.proving import Asking

OF_CLAIMS: Final = (CLAIM, CLAIM_SPEAKS)
"""How the id of a question about a claim begins: a claim may speak of any rule, so that it is asked each time."""


def proofs_under(rules: Rules, other: Rules, drugs: Drugs, reading: str) -> Iterator[Proof]:
    """What is asked of the protocol under another option: of the rules that it changes, and of what rests on them.

    `reading` is that option, as `nsaid-hold: five-days`. Nothing is asked where it changes no rule, nor of a criterion
    that it does away with.
    """
    changed = changed_rules(rules.protocol, other.protocol)
    if not changed:
        return
    everybody = _is_judged_otherwise(rules.protocol, other.protocol)
    off = _switched_off(other.protocol)
    frame = Frame(protocol=other.protocol, dictionary=other.dictionary, drugs=drugs)
    asking = Asking(frame, Judge(other, drugs), reading, EFFORT)
    for question in asking.questions() if everybody else _of_plan_and_claims(frame):
        is_off = question.about and off.issuperset(question.about)
        if not is_off and (_is_of_all(question, everybody=everybody) or changed & set(question.about)):
            yield asking.answer(question)


def _of_plan_and_claims(frame: Frame) -> Iterator[Question]:
    """The questions that are left where the verdict is what it was; the others would cost most to be put."""
    return chain(claim_questions(frame), plan_questions(frame), block_questions(frame))


def _is_of_all(question: Question, *, everybody: bool) -> bool:
    """Whether a question is about no rule, and to be asked where the verdict may be another; a claim always is."""
    return question.id.startswith(OF_CLAIMS) or (everybody and not question.about)


def changed_rules(old: Protocol, new: Protocol) -> frozenset[str]:
    """The ids of the criteria, washout rules and steps that are others in the two, or whose limits are."""
    sites = _apart(_limits(old), _limits(new))
    limited = (step.id for step in (*old.steps, *new.steps) if sites & {step.site, "total"})
    return frozenset(
        (
            *_apart(_by_id(old.criteria), _by_id(new.criteria)),
            *_apart(_by_id(old.washout), _by_id(new.washout)),
            *_apart(_by_id(old.steps), _by_id(new.steps)),
            *limited,
        )
    )


def _is_judged_otherwise(old: Protocol, new: Protocol) -> bool:
    """Whether a rule that decides the verdict is another: then what is asked of everybody is asked again."""
    return (old.criteria, old.washout, old.together) != (new.criteria, new.washout, new.together)


def _switched_off(protocol: Protocol) -> frozenset[str]:
    """The criteria that the option does away with: that they keep nobody out is what it is for."""
    return frozenset(each.id for each in protocol.criteria if never_applies(each))


def _by_id(rules: Iterable[Any]) -> dict[str, tuple[object, ...]]:
    return {each.id: (each,) for each in rules}


def _limits(protocol: Protocol) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for each in protocol.limits:
        found[each.site] = (*found.get(each.site, ()), each)
    return found


def _apart(old: dict[str, tuple[object, ...]], new: dict[str, tuple[object, ...]]) -> set[str]:
    return {name for name in (*old, *new) if old.get(name) != new.get(name)}
