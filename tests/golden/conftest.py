"""Golden texts: compared letter by letter, or recorded anew with `pytest -n 0 tests/golden --accept-goldens`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

OPTION = "--accept-goldens"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the option; pytest knows it only when a folder of goldens is named on its command line."""
    parser.addoption(
        OPTION, action="store_true", help="record the golden texts anew, for a person to read the difference"
    )


@pytest.fixture
def check_golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with the one recorded in a file, or records it when that was asked for."""
    accept = bool(request.config.getoption(OPTION, default=False))

    def check(file: Path, text: str) -> None:
        if accept:
            file.write_text(text, encoding="utf-8", newline="\n")
        assert file.exists(), f"{file.name} has not been recorded: pytest -n 0 tests/golden {OPTION}"
        with file.open(encoding="utf-8", newline="") as recorded:
            assert text == recorded.read()

    return check
