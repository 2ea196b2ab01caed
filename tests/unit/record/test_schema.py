"""The JSON Schema and intake agree about every document, but for what a schema cannot say."""

from __future__ import annotations

import importlib
import re
from decimal import Decimal
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Diagnostic, Severity
from posology.knowledge.dictionary import ElementKind
from posology.record import codes
from posology.record.schema import BEYOND, record_schema
from tests.strategies.records import records
from tests.unit.record.intake_of import AS_OF, shipped_dictionary, take_in_plain

DICTIONARY = shipped_dictionary()
SCHEMA = record_schema(DICTIONARY)
# the library's annotations are partial, which the strict checkers refuse; what is used of it is two methods
VALIDATOR: Any = importlib.import_module("jsonschema").Draft202012Validator(SCHEMA)
THOROUGH = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])

CANNOT_BE_SAID = frozenset(
    {
        codes.IN_THE_FUTURE,
        codes.BEFORE_BIRTH,
        codes.OUT_OF_ORDER,
        codes.UNFIT_TEXT,
        codes.OTHER_ROUTE,
    }
)
"""Faults of a record that no schema can tell; `OUT_OF_RANGE` and `NOT_A_DATE` only where `is_beyond` says so."""

QUANTITIES = ["72 kg", "72.5 kg", "0 kg", "72kg", "072 kg", "72  kg", "72 lb", "-3 kg", "1,000 kg", "72 kg\n", "1e2 kg"]
DATES = [
    "2013",
    "2013-05",
    "2013-05-17",
    "2013-04-31",
    "2013-13",
    "0000",
    "13",
    "2013-5-1",
    "ongoing",
    "2013\n",
    "2050",
]
TEXTS = ["", " ", "lumbar", "none", "unknown", "x" * 501, "a\tb", "Dr Weller"]
NUMBERS = [0, 7, -1, 101, 999, 2013, 10_000, Decimal("7.5"), Decimal("-0.5"), True, None]
PARTS: list[object] = [
    {"value": 72, "unit": "kg"},
    {"value": 72, "unit": "lb"},
    {"value": 700, "unit": "kg"},
    {"value": 2, "unit": "m"},
    {"value": 9, "unit": "m"},
    {"value": 72},
    {"unit": "kg"},
    {"value": "72 kg", "unit": "kg"},
    {"value": 72, "unit": None},
    {"value": "72 kg", "date": None, "source": None},
    {"value": "72 kg", "method": None},
    {"value": "72 kg", "method": "guessed"},
    {"value": 72, "unit": "kg", "date": "2013"},
    {"value": {"value": 72, "unit": "kg"}, "date": 2013},
    {"value": {"value": 72, "unit": "kg"}, "unit": "kg"},
    {"value": None},
    {"value": 7, "date": "2013-05-17", "source": "chart"},
    {"value": 7, "dated": "2013"},
    {"prescriber": "Dr A", "date": "2013"},
    {"prescriber": "Dr A", "date": None},
    {},
]
LISTS: list[object] = [
    [],
    [None],
    ["lumbar"],
    ["lumbar", "lumbar"],
    ["none"],
    [{"drug": "x"}],
    [{"drug": None}],
    [{}],
    ["x"],
]
ANYTHING: st.SearchStrategy[object] = st.sampled_from([*QUANTITIES, *DATES, *TEXTS, *NUMBERS, *PARTS, *LISTS])
KEYS = ("zorblax", "weight_lb", "class", "date", "mri.date")


@st.composite
def altered(draw: st.DrawFn) -> dict[str, object]:
    """A faultless record in which a few values are exchanged, left out, or joined by a key that nobody knows."""
    record = cast("dict[str, object]", draw(records(DICTIONARY, AS_OF)))
    for _ in range(draw(st.integers(1, 3))):
        place = _some_mapping(draw, record)
        match draw(st.sampled_from(["exchange", "exchange", "exchange", "leave out", "add", "element"])):
            case "exchange" if place:
                place[draw(st.sampled_from(sorted(place)))] = draw(ANYTHING)
            case "leave out" if place:
                del place[draw(st.sampled_from(sorted(place)))]
            case "element":
                record[draw(st.sampled_from(sorted({each.partition(".")[0] for each in DICTIONARY.elements})))] = draw(
                    ANYTHING
                )
            case _:
                place[draw(st.sampled_from(KEYS))] = draw(ANYTHING)
    return record


def _some_mapping(draw: st.DrawFn, record: dict[str, object]) -> dict[str, object]:
    """The record or a mapping in it, at any depth."""
    found = [record]
    for each in found:
        for value in each.values():
            inner = cast("list[object]", value) if isinstance(value, list) else [value]
            found.extend(cast("dict[str, object]", one) for one in inner if isinstance(one, dict))
    return draw(st.sampled_from(found))


def faults_of(record: object) -> list[Diagnostic]:
    """The errors of intake."""
    return [each for each in take_in_plain(record)[1] if each.severity is Severity.ERROR]


def is_beyond(fault: Diagnostic) -> bool:
    """Whether no schema could have told the fault."""
    if fault.code in CANNOT_BE_SAID:
        return True
    named = re.match(r"`([^`]+)`", fault.message)
    owner = DICTIONARY.owner(re.sub(r"\[\d+\]\.(.*)", r"[0].\1", named[1])) if named else None
    kind = None if owner is None else owner.kind
    return fault.code == codes.OUT_OF_RANGE and kind in {ElementKind.QUANTITY, ElementKind.DATE}


@THOROUGH
@given(altered())
def test_schema_and_intake_agree(record: dict[str, object]) -> None:
    """What the schema accepts, intake refuses only for what a schema cannot say; what it refuses, intake refuses."""
    valid, faults = VALIDATOR.is_valid(record), faults_of(record)
    event("valid" if valid else "not valid")
    if valid:
        assert [f"{each.code} {each.message}" for each in faults if not is_beyond(each)] == []
    else:
        assert faults, [each.message for each in VALIDATOR.iter_errors(record)]


@pytest.mark.parametrize("path", [path for path, each in DICTIONARY.elements.items() if not each.required])
def test_null_is_the_same_as_left_out(path: str) -> None:
    """An element, and each group that it lies in, may be written with nothing."""
    *groups, name = path.split(".")
    for end in range(len(groups) + 1):
        written: object = None
        for key in reversed([*groups, name][: end + 1]):
            written = {key: written}
        record = {"id": "a", **cast("dict[str, object]", written)}
        assert VALIDATOR.is_valid(record), record
        assert faults_of(record) == []


BOTH: list[tuple[dict[str, object], bool]] = [
    ({"id": "a", "quebec": 100}, True),
    ({"id": "a", "quebec": 101}, False),
    ({"id": "a", "quebec": -1}, False),
    ({"id": "a", "quebec": {"value": 101, "date": "2026-11-01"}}, False),
    ({"id": "a", "pain": {"leg": {"vas": 0}}}, True),
    ({"id": "a", "pain": {"leg": {"vas": Decimal("-0.1")}}}, False),
    ({"id": "a", "pain": {"leg": {"vas": Decimal("10.1")}}}, False),
    ({"id": "a", "weight": {"value": 20, "unit": "kg"}}, True),
    ({"id": "a", "weight": {"value": Decimal("19.9"), "unit": "kg"}}, False),
    ({"id": "a", "weight": {"value": 651, "unit": "kg", "date": "2026-11-01"}}, False),
    ({"id": "a", "height": {"value": 165, "unit": "m"}}, False),
    ({"id": "a", "height": {"value": Decimal("1.65"), "unit": "m"}}, True),
    ({"id": "a", "mri": {"date": 2013}}, True),
    ({"id": "a", "mri": {"date": "2013-02-30"}}, False),
    ({"id": "a", "mri": {"date": "2013-04-31"}}, False),
    ({"id": "a", "mri": {"date": "0000"}}, False),
    ({"id": "a", "procedure": {"date": 2026}}, False),
    ({"id": "a", "contraindications": ["none"]}, False),
    ({"id": "a", "contraindications": []}, True),
    ({"id": "a", "medications": [{"drug": "none"}]}, False),
    ({"id": "a", "medications": [{"drug": "naproxen", "agreement": None}]}, True),
    ({"id": "a", "medications": [{"drug": "naproxen", "agreement": {}}]}, False),
    ({"id": None}, False),
    ({"id": "a", "consent": None}, True),
    ({"id": "a", "consent": {"signed": None}}, True),
    ({"id": "a", "consent": []}, False),
]


@pytest.mark.parametrize(("record", "accepted"), BOTH, ids=range(len(BOTH)))
def test_both_say_the_same(record: dict[str, object], accepted: bool) -> None:
    """Ranges, dates, nothing and its place: each is told by the schema and by intake alike."""
    assert VALIDATOR.is_valid(record) is accepted
    assert (faults_of(record) == []) is accepted


@pytest.mark.parametrize(
    "record",
    [
        {"id": "a", "mri": {"date": "2013-02-29"}},
        {"id": "a", "mri": {"date": "2027"}},
        {"id": "a", "weight": "700 kg"},
        {"id": "a", "birth_date": "2000", "pain": {"back": {"onset": "1990"}}},
        {"id": "a", "birth_date": "1850"},
        {"id": "a", "contraindications": ["None"]},
        {"id": "a", "medications": [{"drug": "prednisone tablet", "route": "topical"}]},
    ],
    ids=range(7),
)
def test_what_a_schema_cannot_say_is_written_down(record: dict[str, object]) -> None:
    """The schema accepts these, intake does not, and the schema says so of itself."""
    assert VALIDATOR.is_valid(record)
    assert faults_of(record)
    assert SCHEMA["$comment"] == BEYOND
