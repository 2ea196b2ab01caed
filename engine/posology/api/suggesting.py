"""The worked cases that a protocol lacks, as far as a program can write them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress

from posology.api.cases import CASES, Bench, cases_of
from posology.api.finding import folder_of
from posology.api.knowledge import Knowledge
from posology.api.loading import load
from posology.diagnostics.diagnostic import Refused
from posology.explain.rules import Rules
from posology.results.suggestion import Suggestions
from posology.verify.judge import Judge
from posology.verify.suggest import Setting, starts_of, suggest_cases


def suggest(protocol: str, knowledge: Knowledge) -> Suggestions:
    """Patients for what the worked cases of the protocol leave unreached.

    Raises:
        Refused: where the protocol or its file of cases has a fault.
    """
    path = folder_of(protocol) / CASES
    cases = cases_of(path, protocol) if path.is_file() else ()
    starts = starts_of(path.read_bytes(), str(path)) if path.is_file() else ()
    bench, rules = Bench(protocol, knowledge), load(protocol, knowledge)
    bench.coverage.expect(rules.protocol)
    for case in cases:
        # a record that is to be refused reaches nothing
        with suppress(Refused):
            bench.answer(case)
    return suggest_cases(bench.coverage, starts, _settings(protocol, knowledge, rules))


def _settings(protocol: str, knowledge: Knowledge, rules: Rules) -> Iterator[Setting]:
    """The defaults, then each other option of each reading, one at a time."""
    yield Setting(readings=(), judge=Judge(rules, knowledge.drugs))
    for reading in rules.protocol.readings:
        for option in reading.options:
            if option.id != reading.default:
                chosen = {reading.id: {"chosen": option.id}}
                site = {"site": "each option", "protocol": rules.protocol.id, "readings": chosen}
                under = load(protocol, knowledge, site=("site.yaml", json.dumps(site).encode()))
                yield Setting(readings=((reading.id, option.id),), judge=Judge(under, knowledge.drugs))
