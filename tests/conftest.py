"""What every test shares: how Hypothesis draws, and the two verbs that record expected outputs anew."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# Deterministic and small by default, so that a red run is red again. `--hypothesis-profile=night` searches at length.
# Two cores are shared with whatever else runs: a deadline would judge the machine and not the code.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("night", parent=settings.get_profile("house"), derandomize=False, max_examples=5000)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Both verbs are for a developer who then reads the diff; neither is ever given by `.ci/run`."""
    parser.addoption("--accept-goldens", action="store_true", help="record the golden outputs anew")
    parser.addoption("--accept-docs", action="store_true", help="write the generated pages and outputs in documents anew")


@pytest.fixture
def accepts_goldens(request: pytest.FixtureRequest) -> bool:
    """Whether golden outputs are to be recorded and not compared."""
    return bool(request.config.getoption("--accept-goldens"))
