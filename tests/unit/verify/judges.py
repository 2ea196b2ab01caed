"""Judges of the shipped protocols, and of forms of them that somebody changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from posology.api import load
from posology.api.cases import CASES, cases_of
from posology.api.finding import folder_of
from posology.verify.judge import Judge
from posology.verify.worked_cases import WorkedCase
from tests.unit.judged import knowledge

SPINE = "allorx-spine"


@cache
def judge_of(protocol: str = SPINE) -> Judge:
    """The judge of a shipped protocol under its defaults."""
    return Judge(load(protocol, knowledge()), knowledge().drugs)


@cache
def cases(protocol: str = SPINE) -> tuple[WorkedCase, ...]:
    """The worked cases of a shipped protocol."""
    return cases_of(folder_of(protocol) / CASES, protocol)


def changed(**parts: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Judge:
    """The judge of the spine protocol with some of its parts made others of."""
    protocol = judge_of().rules.protocol
    made: dict[str, Any] = {name: make(getattr(protocol, name)) for name, make in parts.items()}
    other = judge_of().of(replace(protocol, **made))
    assert other is not None
    return other
