"""The clock is given to the program from outside, and what it says is the day of every command."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from posology_cli import clock
from posology_cli.clock import Clock
from posology_cli.main import main
from tests.docs.blocks import run_page
from tests.docs.clock import on
from tests.unit.judged import EXAMPLES

FILE = str(EXAMPLES / "candidate.yaml")


def test_the_day_is_that_of_the_clock_that_was_given(capfd: pytest.CaptureFixture[str]) -> None:
    """Where `--as-of` is left out; without one given it is the clock of the computer."""
    assert main(["check", FILE, "--format", "json"], on("2026-11-20")) == 0
    given = capfd.readouterr().out
    assert main(["check", FILE, "--format", "json", "--as-of", "2026-11-20"]) == 0
    assert capfd.readouterr().out == given
    assert isinstance(clock.today(), date)
    assert clock.now().tzinfo is not None


def test_a_clock_says_its_instant() -> None:
    """Read at each look, with the offset from UTC."""
    assert on("2026-12-07").read() == datetime(2026, 12, 7, 8, tzinfo=UTC)
    ticks = iter((1, 2))
    ticking = Clock(lambda: datetime(2026, 12, next(ticks), tzinfo=UTC))
    assert [ticking.read().day, ticking.read().day] == [1, 2]


def test_a_page_says_on_which_day_its_commands_run() -> None:
    """By a comment above the block; the output is that of the day."""
    asked = "posology check examples/candidate.yaml | sed -n '/^Judged as of/p'"
    page = f"Text.\n\n<!-- day: 2026-11-20 -->\n```console\n$ {asked}\n```\n"
    assert "Judged as of: 20 November 2026\n" in run_page(page)
