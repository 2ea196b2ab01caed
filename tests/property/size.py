"""How long the properties are searched: a small fixed number of examples, or many fresh ones at night."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

NIGHT_VARIABLE = "POSOLOGY_PROPERTIES"
"""Set to `nightly`, every property is tried with many more examples, and others each time."""

NIGHTLY = os.environ.get(NIGHT_VARIABLE) == "nightly"

TIMES_AS_MANY = 40


def examples(count: int) -> settings:
    """The settings of one property: so many examples, the same on every run, or at night many times as many fresh ones.

    A counter-example is made small only at night: that takes minutes, and a red run should say so in seconds.
    """
    return settings(
        phases=tuple(Phase) if NIGHTLY else (Phase.explicit, Phase.generate),
        max_examples=count * TIMES_AS_MANY if NIGHTLY else count,
        derandomize=not NIGHTLY,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        print_blob=NIGHTLY,
    )


def hunting(count: int) -> settings:
    """The settings for refuting a property of a faulty engine: the first counter-example will do, however large."""
    return settings(examples(count), phases=(Phase.generate,), derandomize=True, report_multiple_bugs=False)
