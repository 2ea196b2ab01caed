"""The JSON of sheets and schedules has the shape that its manual page says, and no floats."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from posology.api import Verdict, schedule, sheet
from posology.render.schedule_json import schedule_as_json
from posology.render.sheet_json import sheet_as_json
from posology.results.schedule import EventKind
from tests.unit.judged import AS_OF, RECORDS, facts, rules

PAGE = (Path(__file__).parents[3] / "docs" / "outputs.md").read_text("utf-8")
BLANKS = ("performed", "deviation")


def no_float(text: str) -> float:
    """Never called for what is printed."""
    message = f"{text} is a float"
    raise AssertionError(message)


@pytest.mark.parametrize("verdict", Verdict)
def test_every_key_is_in_the_manual(verdict: Verdict) -> None:
    """Each key of a sheet and of a schedule stands on the page, in backticks."""
    stated = facts(RECORDS[verdict])
    prose = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    named = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(re.findall(r"`[^`]+`", prose))))
    for text in (sheet_as_json(sheet(rules(), stated, AS_OF)), schedule_as_json(schedule(rules(), stated, AS_OF))):
        found = json.loads(text, parse_float=no_float)
        parts = (*found.get("injections", ()), *found.get("restarts", ()), *found.get("events", ()))
        assert named >= set(found).union(*parts)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_in_the_manual(kind: EventKind) -> None:
    """A program that reads a schedule can look up each kind."""
    assert f"| `{kind}` |" in PAGE


@pytest.mark.parametrize("verdict", Verdict)
def test_what_people_fill_in_is_null(verdict: Verdict) -> None:
    """No volume and no performed injection is ever made up."""
    found = json.loads(sheet_as_json(sheet(rules(), facts(RECORDS[verdict]), AS_OF)))
    assert found["status"] == "draft"
    assert all(row[blank] is None for row in found["injections"] for blank in BLANKS)
    assert not any(blank for row in found["injections"] for blank in row["given"].values())
    assert not any(row["volume"] for row in found["injections"])
    assert all(each["confirmed"] is None for each in found["time_out"])


@pytest.mark.parametrize("verdict", ["deferred", "indeterminate", "ineligible"])
def test_what_is_withheld_is_empty(verdict: str) -> None:
    """A program that reads a sheet or schedule against a verdict finds nothing to carry out."""
    stated = facts(RECORDS[verdict])
    found = json.loads(sheet_as_json(sheet(rules(), stated, AS_OF)))
    assert found["withheld"]
    assert not any(found[key] for key in ("injections", "routes", "washout", "restarts", "day_of_procedure", "care"))
    assert found["total"] == {"cells": {"minimum": None, "maximum": None, "planned": None}}
    dates = json.loads(schedule_as_json(schedule(rules(), stated, AS_OF)))
    assert (dates["events"], bool(dates["withheld"])) == ([], True)
