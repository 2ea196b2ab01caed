"""The order in which facts or rules are written does not matter."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from hypothesis import strategies as st

from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules, make_rules
from tests.property.judging import document_of, judge
from tests.property.laws.verdicts import Result
from tests.strategies.patients import MEDICATIONS, Patient
from tests.strategies.records import shuffled

_PLACE = re.compile(r"medications\[([0-9]+)\]", re.ASCII)
_ONE_OF_A_NAME = re.compile(r"\(medicine ([0-9]+)\)", re.ASCII)
"""How one of two medicines of one name is told from the other: by its number in the record."""


def keys_reordered(patient: Patient) -> st.SearchStrategy[Patient]:
    """The patient with the keys of the record, at every depth, in any order."""
    return shuffled(patient.record).map(patient.recorded_as)


def medicines_reordered(patient: Patient) -> st.SearchStrategy[tuple[Patient, tuple[int, ...]]]:
    """The patient with the medicines in another order, and the place that each had before."""
    listed = patient.record.get(MEDICATIONS)
    if not isinstance(listed, list):
        return st.just((patient, ()))
    return st.permutations(range(len(listed))).map(
        lambda order: (
            patient.recorded_as({**patient.record, MEDICATIONS: [listed[each] for each in order]}),
            tuple(order),
        )
    )


def rules_reordered(rules: Rules) -> st.SearchStrategy[Rules]:
    """The protocol with its criteria, washout rules, steps, limits and advice in another order."""
    protocol = rules.protocol
    parts = st.tuples(*(st.permutations(each) for each in (protocol.criteria, protocol.washout, protocol.steps)))

    def in_order(order: tuple[list[object], ...]) -> Rules:
        criteria, washout, steps = map(tuple, order)
        changed = replace(protocol, criteria=criteria, washout=washout, steps=steps)  # type: ignore[arg-type]  # a permutation of what stood there
        ruleset = compile_ruleset(changed, Diagnostics())
        assert ruleset is not None
        return make_rules(changed, ruleset, rules.anatomy, rules.dictionary, rules.planned)

    return parts.map(in_order)


def keys_do_not_matter(rules: Rules, patient: Patient, other: Patient) -> None:
    """The same facts under keys in another order give the same result, but for the hash of the file."""
    first, second = (document_of(judge(rules, each)) for each in (patient, other))
    first.pop("record")
    second.pop("record")
    assert first == second


def medicines_do_not_matter(rules: Rules, patient: Patient, other: Patient, places: tuple[int, ...]) -> None:
    """The same medicines in another order give the same findings, each told of the medicine it was told of before."""
    first, second = (document_of(judge(rules, each)) for each in (patient, other))
    _agree(_as_sets(first, tuple(range(len(places)))), _as_sets(second, places))


def rules_do_not_matter(rules: Rules, other: Rules, patient: Patient) -> None:
    """The same rules in another order give the same findings."""
    first, second = (document_of(judge(each, patient)) for each in (rules, other))
    _agree(_as_sets(first, ()), _as_sets(second, ()))


def _agree(first: Result, second: Result) -> None:
    differing = {key: (first[key], second[key]) for key in first if first[key] != second[key]}
    assert not differing


def _as_sets(result: Result, places: tuple[int, ...]) -> Result:
    """What was found, without its order; medicines by the places that they had at first, sentences that join names left out."""
    kept = {
        key: each for key, each in result.items() if key not in {"record", "summary", "derivation", "notes", "dose"}
    }
    text = json.dumps(kept)
    if places:
        text = _PLACE.sub(lambda place: f"medicine {places[int(place[1])]}", text)
        text = _ONE_OF_A_NAME.sub(lambda number: f"(medicine {places[int(number[1]) - 1] + 1})", text)
    found = json.loads(text)
    for each in found["missing"]:
        each["needed_for"] = sorted(each["needed_for"])
    for each in found["changes"]:
        each["if"] = sorted(each["if"])
    for each in found["criteria"]:
        # a list of medicines is written in its own order
        each["because"] = sorted(
            (basis["element"], sorted(str(basis["value"]).split(", "))) for basis in each["because"]
        )
        each.pop("explanation")
    by_text = {key: sorted(map(str, each)) if isinstance(each, list) else each for key, each in found.items()}
    doses = {site: (each["cells"], each.get("count")) for site, each in result["dose"].items()}
    return by_text | {"doses": doses, "concluded": sorted(each["concluded"] for each in result["derivation"])}
