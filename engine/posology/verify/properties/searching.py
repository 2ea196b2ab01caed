"""How examples are generated: so many, the same on every run, with nothing kept, timed or written."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

T = TypeVar("T")

UNMINDED = (
    HealthCheck.too_slow,
    HealthCheck.filter_too_much,
    HealthCheck.data_too_large,
    HealthCheck.large_base_example,
    HealthCheck.nested_given,
)
"""What the library would stop for: how long a patient takes is no fault of the protocol."""


def search(body: Callable[[T], None], strategy: st.SearchStrategy[T], examples: int, seed: int, *phases: Phase) -> None:
    """Runs the body on so many examples; what it raises comes out for the smallest, where `phases` has shrinking."""
    seeded(seed)(how(examples, *phases)(given(strategy)(body)))()


def how(examples: int, *phases: Phase) -> settings:
    """The settings of a run."""
    return settings(
        max_examples=examples,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        verbosity=Verbosity.quiet,
        print_blob=False,
        suppress_health_check=UNMINDED,
    )
