"""Zones by continent and city, and the day that an instant has there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from posology.values.zones import at_place, has_zones, zone_named
from tests.unit.sited import SITE, refusals, rules_with

STATED = "time_zone: America/New_York"


@pytest.mark.parametrize("name", ["America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC"])
def test_a_zone_is_known_by_its_name(name: str) -> None:
    """As the table of the system has them."""
    assert has_zones()
    assert zone_named(name) is not None


@pytest.mark.parametrize("name", ["", "EST", "localtime", "posix/America/New_York", "America", "America/Argentina",
                                  "America/Nowhere", "../etc/passwd", "America/../UTC", "UTC+5"])  # fmt: skip
def test_what_names_no_place_is_no_zone(name: str) -> None:
    """Neither an abbreviation, nor what the computer is set to, nor a folder of the table."""
    assert zone_named(name) is None


def test_a_day_begins_there_at_its_own_midnight() -> None:
    """A minute before and at it; without a zone it is that of Greenwich."""
    assert at_place(datetime(2026, 12, 7, 7, 59, tzinfo=UTC), "America/Los_Angeles").date() == date(2026, 12, 6)
    assert at_place(datetime(2026, 12, 7, 8, 0, tzinfo=UTC), "America/Los_Angeles").date() == date(2026, 12, 7)
    assert at_place(datetime(2026, 12, 7, 7, 59, tzinfo=UTC), None).date() == date(2026, 12, 7)


def test_a_site_file_states_its_zone() -> None:
    """One that nobody knows is refused, with what to write."""
    assert rules_with(SITE).site.time_zone == "America/New_York"
    found = refusals(SITE.replace(STATED, "time_zone: EST"))
    assert found == [("P0631", "`EST` is no time zone")]


def test_without_a_table_of_zones_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is no fault of the file."""

    def nothing(_name: str) -> None:
        return None

    monkeypatch.setattr("posology.compile.site_zone.zone_named", nothing)
    monkeypatch.setattr("posology.compile.site_zone.has_zones", lambda: False)
    ((code, message),) = refusals(SITE)
    assert code == "P0631"
    assert "this computer has no table of time zones" in message
