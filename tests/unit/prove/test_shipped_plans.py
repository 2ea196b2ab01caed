"""Plans and blocks of the shipped protocols: every question is answered, and none is refuted."""

from __future__ import annotations

import pytest

from posology.prove.asking import EFFORT
from posology.prove.blocks import block_questions
from posology.prove.dosing import plan_questions
from posology.prove.frame import Frame
from posology.results.verification import Answer
from posology.verify.judge import Judge
from posology.verify.proving import Asking
from tests.rules.worked_cases import RULES, knowledge, rules

PROTOCOLS = sorted(path.parent.name for path in RULES.glob("*/protocol.yaml"))


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_nothing_is_refuted_and_nothing_left_open(protocol: str) -> None:
    """Each question has an id of its own, and its claim is proved."""
    of, drugs = rules(protocol, ()), knowledge().drugs
    frame = Frame(protocol=of.protocol, dictionary=of.dictionary, drugs=drugs)
    questions = (*plan_questions(frame), *block_questions(frame))
    assert len({each.id for each in questions}) == len(questions)
    asking = Asking(frame, Judge(of, drugs), "", EFFORT)
    answers = {each.id: asking.answer(each).answer for each in questions}
    assert {name: answer for name, answer in answers.items() if answer is not Answer.PROVED} == {}


def test_the_limits_of_the_shipped_plans_are_asked_about() -> None:
    """Each hard and each soft limit is a question, by its place in the protocol."""
    of = rules("atluri-bmc-spine", ())
    frame = Frame(protocol=of.protocol, dictionary=of.dictionary, drugs=knowledge().drugs)
    names = [each.id for each in plan_questions(frame) if each.id.startswith("within-limits")]
    assert names == [f"within-limits:{number}:{each.site}" for number, each in enumerate(of.protocol.limits, start=1)]
