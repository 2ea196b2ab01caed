"""The smallest witness: nothing can be left out of it, its values are simple, and it still shows what it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Refused
from posology.results.witness import Witness
from posology.verify.meaning.simpler import simpler_values
from posology.verify.meaning.smallest import fewer, places_of, smallest
from posology.verify.record_edits import read

AS_OF = date(2026, 11, 20)
LARGE: Mapping[str, Any] = {
    "id": "P-1",
    "weight": {"value": "87.3 kg", "date": "2026-11-09", "method": "measured"},
    "pain": {"back": {"onset": "2019-04", "vas": 7}, "leg": {"vas": 3}},
    "regions": ["lumbar", "cervical"],
    "medications": [{"drug": "naproxen", "last_dose": "2026-11-18"}, {"drug": "apixaban"}],
}


def witness(record: Mapping[str, Any], procedure: date | None = None) -> Witness:
    """The record, asked on one day."""
    return Witness(record=record, as_of=AS_OF, procedure_date=procedure)


def has(*paths: str) -> Callable[[Witness], bool]:
    """Whether a witness has something at each of the paths."""
    return lambda each: all(read(each.record, path) is not None for path in paths)


def test_what_is_not_needed_is_dropped() -> None:
    """Only what shows it stays, with the groups that it stands in."""
    found = smallest(witness(LARGE), has("pain.back.vas", "medications[0].drug"))
    assert found.record == {"pain": {"back": {"vas": 7}}, "medications": [{"drug": "naproxen"}]}


def test_a_list_stays_where_it_says_that_there_is_nothing() -> None:
    """An empty list is an answer, and none at all is another."""
    found = smallest(witness(LARGE), lambda each: "medications" in each.record)
    assert found.record == {"medications": []}


def test_the_procedure_date_is_dropped_where_it_is_not_needed() -> None:
    """Without one the patient is judged for the earliest date, which is one thing less to read."""
    day = date(2026, 12, 7)
    assert smallest(witness(LARGE, day), has("id")).procedure_date is None
    assert smallest(witness(LARGE, day), lambda each: each.procedure_date == day).procedure_date == day


def test_a_measured_value_is_bare_where_nothing_beside_it_matters() -> None:
    """The date, the method and then the mapping around the value go."""
    found = smallest(witness(LARGE), lambda each: "kg" in repr(each.record.get("weight")))
    assert found.record == {"weight": "90 kg"}


def test_what_is_refused_shows_nothing() -> None:
    """A record without its id is refused, so the id stays."""

    def shows(each: Witness) -> bool:
        if "id" not in each.record:
            raise Refused((), {})
        return "regions" in each.record

    assert smallest(witness(LARGE), shows).record == {"id": "P-1", "regions": []}


def test_the_search_ends() -> None:
    """After so many trials the smallest found until then is given, and it still shows it."""
    asked: list[Witness] = []

    def shows(each: Witness) -> bool:
        asked.append(each)
        return "pain" in each.record

    found = smallest(witness(LARGE), shows, most_trials=3)
    assert len(asked) == 3
    assert "pain" in found.record


@pytest.mark.parametrize(
    ("value", "simpler"),
    [
        (41, [40]),
        (7, []),
        (2024, []),
        (True, []),
        (Decimal("103.5"), [100, 110, 105]),
        ("87.3 kg", ["80 kg", "90 kg", "85 kg", "87 kg"]),
        ("2019-04", ["2026-11-20", "2019-04-01"]),
        ("2026-11-20", []),
        ("naproxen", []),
    ],
)
def test_simpler_values(value: object, simpler: list[object]) -> None:
    """Rounder numbers near by, whole days, today; words and years stay as they are."""
    found = list(simpler_values(value, AS_OF))
    for each in simpler:
        assert each in found
    assert bool(found) == bool(simpler)


VALUES = st.one_of(st.integers(0, 99), st.booleans(), st.sampled_from(["lumbar", "72 kg", "2026-11-09", "2019"]))
RECORDS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.recursive(
        VALUES,
        lambda inner: st.one_of(
            st.dictionaries(st.sampled_from("abc"), inner, min_size=1, max_size=3),
            st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1, max_size=2), max_size=2),
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=5,
)


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(record=RECORDS, chosen=st.data())
def test_nothing_can_be_left_out_of_the_smallest(record: dict[str, Any], chosen: st.DataObject) -> None:
    """Law: it shows it, without any one of its elements it does not, and it is the same every time."""
    places = places_of(record)
    wanted = chosen.draw(st.lists(st.sampled_from(places), max_size=3))
    shows = has(*wanted)
    if not shows(witness(record)):
        return
    found = smallest(witness(record), shows)
    assert shows(found)
    assert not any(shows(each) for each in fewer(found))
    assert smallest(witness(record), shows) == found


@settings(derandomize=True, max_examples=60, deadline=None, database=None)
@given(record=RECORDS)
def test_fewer_is_fewer(record: dict[str, Any]) -> None:
    """Law: each record with something left out is another one, and leaves the one given as it was."""
    before = repr(record)
    for each in fewer(witness(record)):
        assert each.record != record
        assert len(places_of(each.record)) < len(places_of(record))
    assert repr(record) == before


def test_an_undated_witness_is_one_of_the_fewer() -> None:
    """The procedure date counts as an element."""
    asked = witness({"id": "P-1"}, AS_OF)
    assert replace(asked, procedure_date=None) in list(fewer(asked))
