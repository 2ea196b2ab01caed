"""The words of a protocol for what stands in a row of a screening by its id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from posology.api.screened_counts import ask_for
from posology.explain.rules import Rules
from posology.ir.nodes import Node
from posology.ir.protocol import Criterion, Kind
from posology.render.screening_words import Why
from posology.screen.blame import elements_of

MEDICATIONS: Final = "medications"
FAILS: Final[Mapping[Kind, str]] = MappingProxyType({Kind.INCLUSION: "not met", Kind.EXCLUSION: "excluded"})
"""What is said of a criterion that fails, before its text: the text alone would say the contrary of an inclusion."""

MEDICINES_UNKNOWN: Final = "The list of medicines, a medicine on it, or what its hold turns on is not known"


def why_of(rules: Rules) -> Why:
    """For each criterion that can fail its text; for whatever can be unknown its text and what to ask."""
    protocol = rules.protocol
    failed = {each.id: f"{FAILS[each.kind]}: {each.text}" for each in protocol.criteria}
    unknown = {each.id: _with_question(each.text, each.ask) for each in protocol.criteria}
    unknown[MEDICATIONS] = _with_question(MEDICINES_UNKNOWN, ask_for(rules, MEDICATIONS))
    unknown |= {
        f"plan.{each.id}": f"The plan, {each.id}: whether, where or with how many cells" for each in protocol.steps
    }
    asks = {each: ask_for(rules, each) or each for each in _elements(rules)}
    return Why(failed=failed, unknown=unknown, asks=asks)


def _with_question(text: str, ask: str) -> str:
    return f"{text}. Ask: {ask}" if ask else text


def _elements(rules: Rules) -> Iterator[str]:
    """Every element that a verdict may wait for."""
    yield MEDICATIONS
    for listed, element in rules.dictionary.elements.items():
        yield listed
        yield from (f"{listed}.{each.path}" for each in element.fields)
    for each in rules.protocol.criteria:
        yield from elements_of(*_conditions(each))


def _conditions(criterion: Criterion) -> tuple[Node, ...]:
    return tuple(each for each in (criterion.applies, criterion.condition) if each is not None)
