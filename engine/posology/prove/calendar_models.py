"""Models of a solver that keep to the calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from z3 import BoolRef, CheckSatResult, ModelRef, unknown

from posology.prove.calendar import Calendar

Ask: TypeAlias = Callable[[Sequence[BoolRef]], ModelRef | CheckSatResult]
"""Asks the solver its question with these terms supposed beside it: a model, or why there is none."""

DEEPEST = 6
"""How often a date may be moved from one that was moved itself, before another model is tried."""


def exact_model(
    ask: Ask, calendar: Calendar, learn: Callable[[list[BoolRef]], None], most_rounds: int
) -> ModelRef | CheckSatResult:
    """A model in which every day is right, or why there is none; `unknown` too after so many rounds.

    `learn` is given each exact fact of the calendar, and must tell it to the solver for good. The days of a model are
    tried out with the facts about them before the solver may choose others: left to choose, it goes on to other months.
    """
    for _ in range(most_rounds):
        model = ask(())
        pins: Sequence[BoolRef] = ()
        for _ in range(DEEPEST):
            if not isinstance(model, ModelRef):
                break
            lemmas = calendar.lemmas(model)
            if not lemmas:
                return model
            learn(lemmas)
            pins = pins or calendar.pins(model)
            model = ask(pins)
        if not pins:
            return model
    return unknown
