"""The laws say what they compared, though they are in no test module."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.property.laws")
