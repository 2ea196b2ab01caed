"""The real engine asked about generated patients: knowledge and protocols loaded once, records taken in as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from typing import Any

from hypothesis import strategies as st

from posology.api.checking import check_record
from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.api.reading import read_facts
from posology.api.shipped import RULES, shipped_protocols
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.rules import Rules
from posology.reader.document import read_document
from posology.reader.tree import Mapping, Node, Scalar, Sequence
from posology.record.facts import Facts
from posology.render.check_json import check_document
from posology.results.check import Check
from tests.property.size import NIGHTLY
from tests.strategies.patients import Base, Patient, flattened, patients
from tests.strategies.records import Plain, Record


@dataclass(frozen=True)
class Variant:
    """A shipped protocol with the readings that are chosen otherwise than by default."""

    protocol: str
    chosen: tuple[tuple[str, str], ...] = ()


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once."""
    return load_knowledge()


@cache
def rules_of(variant: Variant) -> Rules:
    """The protocol with those readings, loaded once."""
    return load(variant.protocol, knowledge(), site=("site.yaml", site_file(variant).encode()))


def site_file(variant: Variant, planned: Table[str, int] | None = None) -> str:
    """The site file that chooses the readings and plans the doses."""
    readings = {name: {"chosen": option} for name, option in variant.chosen}
    doses = {step: {"cells": cells} for step, cells in (planned or {}).items()}
    content: dict[str, object] = {"site": "a clinic", "protocol": variant.protocol}
    # every JSON document is a YAML document
    return json.dumps(content | ({"readings": readings} if readings else {}) | ({"planned": doses} if doses else {}))


@cache
def variants() -> tuple[Variant, ...]:
    """Every shipped protocol with its defaults and with each other option of each reading; at night with all of their combinations."""
    return tuple(each for protocol in shipped_protocols() for each in _variants_of(protocol))


def _variants_of(protocol: str) -> Iterator[Variant]:
    default = Variant(protocol)
    yield default
    readings = rules_of(default).protocol.readings
    if NIGHTLY:
        for options in product(*([option.id for option in each.options] for each in readings)):
            yield Variant(protocol, tuple((each.id, option) for each, option in zip(readings, options, strict=True)))
        return
    for each in readings:
        for option in each.options:
            if option.id != each.default:
                yield Variant(protocol, ((each.id, option.id),))


@cache
def bases_of(protocol: str) -> tuple[Base, ...]:
    """The records of the worked cases of a protocol, where it has such cases, to start from."""
    path = RULES / protocol / "cases.yaml"
    cases = plain(read_document(path.read_bytes(), path.name, Diagnostics())) if path.is_file() else None
    if not isinstance(cases, dict) or not isinstance(records := cases.get("records"), dict):
        return ()
    as_of = date.fromisoformat(str(cases["as_of"]))
    dictionary = knowledge().dictionary
    return tuple(Base(flattened(each, dictionary), as_of) for each in records.values() if isinstance(each, dict))


def plain(node: Node | None) -> Plain | None:
    """The document without its places."""
    match node:
        case None:
            return None
        case Scalar(value=value):
            return value if isinstance(value, bool | int | Decimal | str) else None
        case Sequence():
            return [found for each in node.items if (found := plain(each)) is not None]
        case Mapping():
            return {key.text: found for key, each in node.entries if (found := plain(each)) is not None}


@dataclass(frozen=True)
class Candidate:
    """A patient with the protocol that is asked about."""

    variant: Variant
    patient: Patient

    @property
    def rules(self) -> Rules:
        """The protocol, loaded."""
        return rules_of(self.variant)


def candidates(
    *, dated: bool | None = None, most_disturbed: int = 4, always: tuple[str, ...] = (), only: str | None = None
) -> st.SearchStrategy[Candidate]:
    """Patients close to a candidate for a shipped protocol, or for the `only` one, under any of its readings."""

    def of(variant: Variant) -> st.SearchStrategy[Candidate]:
        bases = bases_of(variant.protocol)
        found = patients(knowledge().dictionary, bases, most_disturbed=most_disturbed, dated=dated, always=always)
        return found.map(lambda patient: Candidate(variant, patient))

    def wanted() -> list[Variant]:
        return [each for each in variants() if only is None or each.protocol == only]

    return st.deferred(lambda: st.sampled_from(wanted()).flatmap(of))


def written(value: Plain) -> str:
    """The value as JSON, decimals in their own digits."""
    match value:
        case dict():
            return f"{{{', '.join(f'{json.dumps(key)}: {written(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(written, value))}]"
        case Decimal():
            return f"{value:f}"
        case _:
            return json.dumps(value, ensure_ascii=False)


def facts_of(record: Record, as_of: date) -> Facts:
    """The record taken in."""
    return read_facts(written(record).encode(), "record.json", knowledge(), as_of)[0]


def judge(rules: Rules, patient: Patient) -> Check:
    """The patient judged, with suggested changes."""
    return check_record(rules, facts_of(patient.record, patient.as_of), patient.as_of, patient.procedure_date)


def document_of(check: Check) -> dict[str, Any]:
    """The check as JSON has it, to be looked into without asking at every step of what kind a value is."""
    return dict(check_document(check))
