"""The worked cases of a protocol, answered one by one by the engine as it is used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from posology.api.answering import answer_document
from posology.api.checking import check_record
from posology.api.knowledge import Knowledge
from posology.api.loading import knowledge_of, load
from posology.api.reading import raise_if_refused, text_of
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.explain.rules import Rules
from posology.record.facts import Facts
from posology.record.intake import read_record_tree
from posology.record.unwritten import tree_of
from posology.results.check import Check
from posology.results.verification import CaseOutcome
from posology.verify.coverage import Coverage
from posology.verify.differences import differences
from posology.verify.worked_cases import WorkedCase, read_worked_cases

CASES: Final = "cases.yaml"


def cases_of(path: Path, protocol: str) -> tuple[WorkedCase, ...]:
    """The worked cases of the protocol that the file has.

    Raises:
        Refused: where the file has a fault; every fault of the run is in it.
    """
    content, diagnostics = path.read_bytes(), Diagnostics()
    cases = read_worked_cases(content, str(path), protocol, diagnostics)
    raise_if_refused(diagnostics, {str(path): text_of(content)})
    return cases


@dataclass(slots=True)
class Bench:
    """Where the cases of one protocol are answered. It keeps what was compiled, and what the answers reached."""

    protocol: str
    knowledge: Knowledge
    compiled: dict[tuple[tuple[str, str], ...], Rules] = field(default_factory=dict[tuple[tuple[str, str], ...], Rules])
    coverage: Coverage = field(default_factory=Coverage)

    def run(self, case: WorkedCase) -> CaseOutcome:
        """The case answered; a record that is refused is compared by its codes."""
        found = self._found(case)
        return CaseOutcome(chapter=case.chapter, name=case.name, differences=tuple(found), span=case.span)

    def _found(self, case: WorkedCase) -> Iterator[str]:
        try:
            check = self.answer(case)
        except Refused as refused:
            codes = sorted({each.code for each in refused.diagnostics})
            if codes != sorted(set(case.refused)):
                said = "; ".join(f"{each.code}: {each.message}" for each in refused.diagnostics)
                yield f"the record is refused ({said})"
            return
        if case.refused:
            yield f"the record is taken in, expected to be refused with {', '.join(case.refused)}"
        document = answer_document(self.rules(case), check, case)
        yield from differences(case.expect, json.loads(json.dumps(document)))

    def answer(self, case: WorkedCase) -> Check:
        """What `check` gives for the case.

        Raises:
            Refused: where the record has a fault.
        """
        rules = self.rules(case)
        facts = self._facts(case, rules)
        check = check_record(rules, facts, case.as_of, case.procedure_date)
        self.coverage.look(rules, facts, check)
        return check

    def rules(self, case: WorkedCase) -> Rules:
        """The protocol with the readings and the planned doses of the case."""
        key = (*case.readings, ("", ""), *((step, str(cells)) for step, cells in case.planned))
        if key not in self.compiled:
            self.compiled[key] = load(self.protocol, self.knowledge, site=("site.yaml", self._site(case)))
        return self.compiled[key]

    def _site(self, case: WorkedCase) -> bytes:
        """A site file that decides as the case does, in JSON, which is YAML too."""
        declared = load(self.protocol, self.knowledge).protocol.id if not self.compiled else self._id()
        site: dict[str, Any] = {"site": "worked cases", "protocol": declared}
        if case.readings:
            site["readings"] = {name: {"chosen": option} for name, option in case.readings}
        if case.planned:
            site["planned"] = {step: {"cells": cells} for step, cells in case.planned}
        return json.dumps(site).encode()

    def _id(self) -> str:
        return next(iter(self.compiled.values())).protocol.id

    def _facts(self, case: WorkedCase, rules: Rules) -> Facts:
        knowledge, diagnostics = knowledge_of(self.knowledge, rules), Diagnostics()
        tree = tree_of(case.record, "case", diagnostics)
        digest = sha256(repr(case.record).encode()).hexdigest()
        facts = read_record_tree(tree, digest, knowledge.dictionary, knowledge.drugs, case.as_of, diagnostics)
        raise_if_refused(diagnostics, {})
        if facts is None:
            raise AssertionError("a record that is not read has a diagnostic")
        return facts
