"""A verification as SARIF 2.1.0: the shape that the standard asks for, and each fault at its line."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pytest

from posology.diagnostics.span import NOWHERE, Span
from posology.render.verification_sarif import verification_as_sarif
from posology.results.verification import Verification
from tests.unit.render import verifications as made
from tests.unit.render.verifications import clean, faulty, nothing, unfinished

_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_COUNTED = {"type": "integer", "minimum": 1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_REGION = {
    "type": "object",
    "required": ["startLine"],
    "additionalProperties": False,
    "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), _COUNTED),
}
_LOCATION = {
    "type": "object",
    "required": ["physicalLocation"],
    "additionalProperties": False,
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "required": ["uri"],
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "pattern": "^[^/\\\\ :][^\\\\ ]*$"}},
                },
                "region": _REGION,
            },
        }
    },
}
_RESULT = {
    "type": "object",
    "required": ["ruleId", "ruleIndex", "level", "message"],
    "additionalProperties": False,
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": _LEVEL,
        "message": _TEXT,
        "locations": {"type": "array", "items": _LOCATION, "minItems": 1, "maxItems": 1},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
        "suppressions": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["kind", "justification"],
                "additionalProperties": False,
                "properties": {"kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}},
            },
        },
    },
}
_RULE = {
    "type": "object",
    "required": ["id", "shortDescription", "defaultConfiguration"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string"},
        "shortDescription": _TEXT,
        "defaultConfiguration": {"type": "object", "required": ["level"], "properties": {"level": _LEVEL}},
    },
}
_RUN = {
    "type": "object",
    "required": ["tool", "results"],
    "additionalProperties": False,
    "properties": {
        "tool": {
            "type": "object",
            "required": ["driver"],
            "additionalProperties": False,
            "properties": {
                "driver": {
                    "type": "object",
                    "required": ["name", "version", "rules"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"const": "posology"},
                        "version": {"type": "string", "minLength": 1},
                        "rules": {"type": "array", "items": _RULE, "uniqueItems": True},
                    },
                }
            },
        },
        "columnKind": {"const": "unicodeCodePoints"},
        "results": {"type": "array", "items": _RESULT},
    },
}
SHAPE: dict[str, Any] = {
    "type": "object",
    "required": ["version", "$schema", "runs"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"const": "https://json.schemastore.org/sarif-2.1.0.json"},
        "runs": {"type": "array", "minItems": 1, "maxItems": 1, "items": _RUN},
    },
}
"""The part of the SARIF 2.1.0 schema that is used, with the names and the bounds of the standard."""


VALIDATOR: Any = importlib.import_module("jsonschema").Draft202012Validator(SHAPE)


def _run(verification: Verification, folder: PurePath | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(verification_as_sarif(verification, folder))["runs"][0]
    return found


@pytest.mark.parametrize("verification", [nothing(), clean(), faulty(), unfinished()])
def test_it_has_the_shape_of_the_standard(verification: Verification) -> None:
    """Each result points at a rule of the driver by its id and by its index."""
    VALIDATOR.validate(json.loads(verification_as_sarif(verification)))
    run = _run(verification)
    rules = [each["id"] for each in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    assert all(rules[each["ruleIndex"]] == each["ruleId"] for each in run["results"])


def test_every_fault_is_an_error_at_its_line() -> None:
    """What is open is a warning or a note: it is no fault, and no pass."""
    found = [(each["ruleId"], each["level"]) for each in _run(faulty())["results"] if "suppressions" not in each]
    assert found == [
        ("P0481", "warning"),
        ("case-fails", "error"),
        ("case-missing", "note"),
        ("claim-refuted", "error"),
        ("claim-undecided", "warning"),
        ("law-broken", "error"),
        ("mutant-survives", "error"),
        ("exemption-stale", "error"),
    ]
    refuted = _run(faulty())["results"][3]
    assert refuted["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "rules/allorx-spine/protocol.yaml"},
        "region": {"startLine": 12, "startColumn": 3, "endLine": 12, "endColumn": 20},
    }
    assert refuted["partialFingerprints"] == {"posology/v1": "claim-refuted:decides-alone:mri iv-dose: per-kg"}
    assert "regions: [lumbar]" in refuted["message"]["text"]


def test_a_clean_verification_has_no_error() -> None:
    """Only what is undecided is told, and what the protocol argues for, which is suppressed with its argument."""
    found = _run(replace(clean(), proofs=(made.UNDECIDED, made.EXCUSED)))["results"]
    assert [(each["ruleId"], each["level"], "suppressions" in each) for each in found] == [
        ("claim-refuted", "error", True),
        ("claim-undecided", "warning", False),
        ("mutant-survives", "error", True),
    ]
    assert found[0]["suppressions"] == [{"kind": "inSource", "justification": "it is asked twice on purpose"}]
    assert [each["ruleId"] for each in _run(unfinished())["results"]] == ["not-done"] * 3
    assert _run(nothing())["results"][0]["ruleId"] == "no-cases"


@pytest.mark.parametrize(
    ("file", "folder", "uri"),
    [
        ("rules/mine/protocol.yaml", None, "rules/mine/protocol.yaml"),
        ("/clinic/mine/protocol.yaml", "/clinic", "mine/protocol.yaml"),
        ("/clinic/mine/protocol.yaml", "/other", "clinic/mine/protocol.yaml"),
        ("a b/é.yaml", None, "a%20b/%C3%A9.yaml"),
    ],
)
def test_a_file_is_named_from_the_folder(file: str, folder: str | None, uri: str) -> None:
    """As a reference that is relative, with what no reference can hold written in hexadecimal."""
    proof = replace(made.REFUTED, span=Span(file, 3, 0, 1, 0))
    run = _run(replace(clean(), proofs=(proof,)), None if folder is None else PurePath(folder))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert place["region"] == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 1}


def test_what_has_no_place_stands_at_the_head_of_the_protocol() -> None:
    """And where no protocol is known, nowhere."""
    proof = replace(made.REFUTED, span=NOWHERE)
    placed = _run(replace(clean(), proofs=(proof,)))["results"][0]
    assert placed["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == made.protocol().span.file
    assert "locations" not in _run(replace(nothing(), proofs=(proof,)))["results"][1]
