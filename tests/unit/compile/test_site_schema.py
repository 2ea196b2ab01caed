"""The JSON Schema of a site file refuses nothing that the intake takes, and no key that it does not know."""

from __future__ import annotations

import copy
import importlib
import json
from functools import cache
from typing import Any, cast

import pytest
import yaml

from posology.compile.site_schema import site_schema
from posology.protocol.site import KEYS
from tests.unit.compile.test_protocol_schema import TIMESTAMP, TRUTH, places
from tests.unit.judged import EXAMPLES, knowledge
from tests.unit.sited import refusals


class _Loader(yaml.SafeLoader):
    """As the engine reads: no date is made, and the words of the file are not truth values."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, TRUTH if tag.endswith(":bool") else pattern) for tag, pattern in resolvers if tag != TIMESTAMP]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def validator() -> Any:  # noqa: ANN401 - the library's annotations are partial; what is used of it is two methods
    """What asks the schema."""
    schema = json.loads(json.dumps(site_schema(knowledge().anatomy)))
    return importlib.import_module("jsonschema").Draft202012Validator(schema)


@cache
def written(name: str = "candidate-site") -> dict[str, Any]:
    """The shipped site file as plain Python."""
    text = (EXAMPLES / f"{name}.yaml").read_text("utf-8")
    return cast("dict[str, Any]", yaml.load(text, Loader=_Loader))  # noqa: S506 - a safe loader that resolves less


def without(document: dict[str, Any], place: tuple[str | int, ...], key: str) -> dict[str, Any]:
    """The document without one key."""
    found = copy.deepcopy(document)
    at: Any = found
    for step in place:
        at = at[step]
    del at[key]
    return found


@pytest.mark.parametrize("name", ["candidate-site", "first-patient-site"])
def test_the_shipped_files_are_ones_by_the_schema(name: str) -> None:
    """Editors show no fault in them."""
    assert [each.message for each in validator().iter_errors(written(name))] == []


def test_the_schema_is_a_schema_of_every_key() -> None:
    """Valid by its own draft, with the keys that the intake reads."""
    schema = site_schema(knowledge().anatomy)
    validator().check_schema(schema)
    assert tuple(cast("dict[str, object]", schema["properties"])) == KEYS


@pytest.mark.parametrize("place", list(places(written())), ids=str)
def test_a_key_that_nobody_knows_fails_in_both(place: tuple[str | int, ...]) -> None:
    """Under names of the protocol's own, such as a reading's, any key is one; elsewhere none is."""
    document = copy.deepcopy(written())
    at: Any = document
    for step in place:
        at = at[step]
    at["zorblax"] = {"zorblax": 1}
    assert not validator().is_valid(document)
    assert refusals(json.dumps(document))


@pytest.mark.parametrize("place", list(places(written())), ids=str)
def test_the_schema_refuses_nothing_that_the_intake_takes(place: tuple[str | int, ...]) -> None:
    """Whatever key is taken out: where the schema refuses the rest, the intake does."""
    at: Any = written()
    for step in place:
        at = at[step]
    for key in at:
        document = without(written(), place, key)
        if not validator().is_valid(document):
            assert refusals(json.dumps(document)), key
