"""Stages of a decision worked out before the next one names them, where a database would repeat them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from posology.cohort.stages import Stages
from posology.screen.frame import Frame
from posology.screen.placing import over

Settle: TypeAlias = Callable[[Frame], Frame]


def as_it_is(frame: Frame) -> Frame:
    """The frame, nothing of it worked out."""
    return frame


def settled_in(stages: Stages) -> Settle:
    """What gives a frame over its rows as they were written there, or as it is where the engine repeats nothing."""

    def settle(frame: Frame) -> Frame:
        table = stages.stage(frame.table)
        return frame if table is frame.table else over(frame, table)

    return settle
