"""The evidence as JSON: complete, and without a binary fraction."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from posology.api import Reported, show_evidence
from posology.render.evidence_json import evidence_as_json
from posology.results.evidence import Evidence
from tests.unit.judged import knowledge


@cache
def reported() -> Reported:
    """The shipped protocol with its evidence."""
    return show_evidence("allorx-spine", knowledge())


def evidence() -> Evidence:
    """The evidence of it."""
    found = reported().evidence
    assert found is not None
    return found


@cache
def told() -> dict[str, Any]:
    """The document, in which a number with a point would not be read."""

    def refuse(text: str) -> Any:  # noqa: ANN401 - it never returns
        raise AssertionError(text)

    document: dict[str, Any] = json.loads(
        evidence_as_json(reported().protocol, reported().evidence), parse_float=refuse, parse_constant=refuse
    )
    return document


def test_the_banner_and_the_hash_are_in_it() -> None:
    """A program that shows a figure has what must stand above it."""
    assert told()["banner"] == reported().protocol.banner
    assert told()["evidence"]["sha256"] == evidence().sha256
    assert told()["protocol"] == {"id": "allorx-spine", "version": "1.0.0", "status": "investigational"}


def test_every_printing_is_in_it() -> None:
    """No figure, no place where it is printed, no mean and no contradiction is left out."""
    figures = told()["evidence"]["figures"]
    assert [(each["id"], len(each["printed"])) for each in figures] == [
        (each.id, len(each.printings)) for each in evidence().figures
    ]
    assert all(one["source"]["ref"] == "trial" for each in figures for one in each["printed"])
    assert [each["id"] for each in told()["evidence"]["means"]] == [each.id for each in evidence().means]
    assert [each["id"] for each in told()["evidence"]["contradictions"]] == [
        each.id for each in evidence().contradictions
    ]
    assert len(told()["evidence"]["computed"]) == len(evidence().disagreements)
    assert [each["id"] for each in told()["evidence"]["baseline"]["blocks"]] == ["age", "sex", "body-mass-index"]


def test_a_disputed_figure_says_by_what_and_what_is_supported() -> None:
    """And one that stands has neither."""
    figures = {each["id"]: each for each in told()["evidence"]["figures"]}
    assert figures["duration-facet-no-disc-12"]["disputed_by"] == ["I-01"]
    assert figures["duration-facet-no-disc-12"]["supported"] == {"count": 11, "of": 12}
    assert figures["efficacy-all-3"]["disputed_by"] == []
    assert figures["efficacy-all-3"]["supported"] is None
    assert figures["patients-disc"]["disputed_by"] == ["I-05"]
    assert figures["patients-disc"]["supported"] is None


def test_decimals_are_text() -> None:
    """`7.1` and `18.5`, as printed."""
    means = {each["id"]: each for each in told()["evidence"]["means"]}
    assert means["mean-vas-initial-responders-all-0"]["printed"][0]["mean"] == "7.1"
    bands = told()["evidence"]["baseline"]["blocks"][2]["bands"]
    assert bands[0] == {"from": "18.5", "to": "24.9", "patients": [1, 9, 1, 3, 2, 0]}


def test_nothing_kept_is_null() -> None:
    """A protocol without evidence has none."""
    assert json.loads(evidence_as_json(reported().protocol, None))["evidence"] is None
