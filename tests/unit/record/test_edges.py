"""The two doors made from the dictionary: the JSON Schema and the pydantic models agree with intake about shape."""

from __future__ import annotations

import importlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from pydantic import ValidationError

from posology.diagnostics.catalogue import CATALOGUE
from posology.diagnostics.catalogue.records import ENTRIES
from posology.record import codes
from posology.record.models import record_model
from posology.record.schema import record_schema
from tests.strategies.records import Plain, Record, records
from tests.unit.record.intake_of import AS_OF, shipped_dictionary, take_in_plain

DICTIONARY = shipped_dictionary()
MODEL = record_model(DICTIONARY)
SCHEMA = record_schema(DICTIONARY)
# the library's annotations are partial, which the strict checkers refuse; what is used of it is two methods
VALIDATOR: Any = importlib.import_module("jsonschema").Draft202012Validator(SCHEMA)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

ILL_SHAPED: list[dict[str, object]] = [
    {},
    {"id": 42},
    {"id": "a", "weight_lb": 160},
    {"id": "a", "weight": 72},
    {"id": "a", "weight": "160 lb"},
    {"id": "a", "weight": "72kg"},
    {"id": "a", "weight": {"value": "72 kg", "method": "weighed"}},
    {"id": "a", "quebec": "41"},
    {"id": "a", "quebec": True},
    {"id": "a", "quebec": 101},
    {"id": "a", "pain": {"back": {"vas": 11}}},
    {"id": "a", "pain": {"bakc": {"vas": 1}}},
    {"id": "a", "sex": "femal"},
    {"id": "a", "regions": "lumbar"},
    {"id": "a", "regions": ["lumbar", "lumbar"]},
    {"id": "a", "mri": {"date": "last year"}},
    {"id": "a", "procedure": {"date": "2026-12"}},
    {"id": "a", "medications": [{"last_dose": "ongoing"}]},
    {"id": "a", "medications": [{"drug": "x", "class": {"is": "none"}}]},
    {"id": "a", "medications": [{"drug": "x", "ongoing": True}]},
]


@SLOW
@given(records(DICTIONARY, AS_OF))
def test_what_intake_takes_in_the_schema_and_the_model_accept(record: Record) -> None:
    """A faultless record passes both doors."""
    assert [each.message for each in VALIDATOR.iter_errors(_as_json(record))] == []
    MODEL.model_validate(record)


@pytest.mark.parametrize("record", ILL_SHAPED, ids=range(len(ILL_SHAPED)))
def test_what_the_schema_and_the_model_refuse_intake_refuses(record: dict[str, object]) -> None:
    """The doors are never narrower than the room."""
    assert not VALIDATOR.is_valid(record)
    with pytest.raises(ValidationError):
        MODEL.model_validate(record)
    assert take_in_plain(record)[0] is None


def test_the_schema_is_a_schema() -> None:
    """It is valid by its own draft, and plain JSON."""
    VALIDATOR.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


def test_no_error_of_the_model_shows_what_was_entered() -> None:
    """Values of a record stay out of logs."""
    with pytest.raises(ValidationError) as refused:
        MODEL.model_validate({"id": "a", "sex": "CANARY", "weight": "CANARY"})
    assert "CANARY" not in str(refused.value)


def test_every_code_of_intake_has_its_page() -> None:
    """Each code that intake can give is in the catalogue, and each page of the area belongs to a code."""
    given_codes = {each for name, each in vars(codes).items() if name.isupper()}
    assert given_codes == {each.code for each in ENTRIES}
    assert given_codes <= set(CATALOGUE)


def _as_json(value: Plain) -> object:
    match value:
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case list():
            return [_as_json(each) for each in value]
        case dict():
            return {key: _as_json(each) for key, each in value.items()}
        case _:
            return value
