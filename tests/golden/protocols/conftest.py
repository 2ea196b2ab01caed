"""The shipped knowledge, read once."""

from __future__ import annotations

import pytest

from posology.api.knowledge import Knowledge
from posology.api.loading import load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge."""
    return load_knowledge()
