"""What every test shares: how Hypothesis draws."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

from tests.property.size import NIGHTLY

# Deterministic and small by default, so that a red run is red again; `POSOLOGY_PROPERTIES=nightly` searches at length.
# Two cores are shared with whatever else runs: a deadline would judge the machine and not the code.
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("night", parent=settings.get_profile("house"), derandomize=False, max_examples=5000)
settings.load_profile("night" if NIGHTLY else "house")
