"""Copies of shipped protocols in a folder, and what the compiler and the worked cases report of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from posology.api import Knowledge, load, load_knowledge
from posology.api.authoring import check_protocol
from posology.api.cases import Bench, cases_of
from posology.api.shipped import RULES
from posology.diagnostics.diagnostic import Diagnostic, Refused
from posology.explain.rules import Rules
from posology.prove.asking import EFFORT
from posology.prove.frame import Frame
from posology.results.verification import Answer, CaseOutcome, Proof
from posology.verify.judge import Judge
from posology.verify.proving import Asking
from posology.verify.worked_cases import WorkedCase
from tests.verify.kinds import Fault


@cache
def knowledge() -> Knowledge:
    """The shipped knowledge, loaded once."""
    return load_knowledge()


@cache
def shipped_cases(protocol: str) -> tuple[WorkedCase, ...]:
    """The worked cases of a shipped protocol."""
    return cases_of(RULES / protocol / "cases.yaml", protocol)


def _codes(diagnostics: Iterable[Diagnostic]) -> tuple[str, ...]:
    return tuple(each.code for each in diagnostics)


def under(name: str, protocol: str, chosen: tuple[tuple[str, str], ...]) -> Rules:
    """The protocol of that name or path, called so, under those options."""
    readings = {reading: {"chosen": option} for reading, option in chosen}
    site = {"site": "a clinic", "protocol": protocol} | ({"readings": readings} if readings else {})
    return load(name, knowledge(), site=("site.yaml", json.dumps(site).encode()))


def _asked(rules: Rules, about: str) -> Iterator[Proof]:
    """The questions whose ids begin so, answered one after another."""
    drugs = knowledge().drugs
    frame = Frame(protocol=rules.protocol, dictionary=rules.dictionary, drugs=drugs)
    asking = Asking(frame, Judge(rules, drugs), "", EFFORT)
    return (asking.answer(each) for each in asking.questions() if f"{each.id}:".startswith(f"{about}:"))


@dataclass(frozen=True)
class Copy:
    """A folder with a copy of a shipped protocol, in which a fault is planted."""

    protocol: str
    fault: Fault
    folder: Path

    def codes(self) -> tuple[str, ...]:
        """The codes of what the compiler reports, whatever a clinic chooses."""
        try:
            load(str(self.folder), knowledge())
        except Refused as refused:
            return _codes(refused.diagnostics)
        return _codes(check_protocol(str(self.folder), knowledge()).diagnostics)

    def rules(self) -> Rules:
        """The copy compiled, under the options that the fault is about."""
        return under(str(self.folder), self.protocol, self.fault.chosen)

    def refuted(self) -> Proof | None:
        """The first question of those that the fault is about of which the answer is that it is not so."""
        found = _asked(self.rules(), self.fault.about)
        return next((each for each in found if each.answer is Answer.REFUTED), None)

    def failed(self) -> Iterator[CaseOutcome]:
        """The worked cases that the copy answers otherwise, one after another.

        Raises:
            Refused: where the protocol does not compile.
        """
        cases = (
            cases_of(self.folder / "cases.yaml", str(self.folder)) if self.fault.cases else shipped_cases(self.protocol)
        )
        bench = Bench(str(self.folder), knowledge())
        # the cases that choose nothing come first: another choice is another protocol to compile
        for case in sorted(cases, key=lambda each: (bool(each.readings), bool(each.planned))):
            outcome = bench.run(case)
            if outcome.differences:
                yield outcome


def planted(protocol: str, fault: Fault, into: Path) -> Copy:
    """The protocol with the fault, in a folder of its own name."""
    folder = into / protocol
    folder.mkdir(exist_ok=True)
    (folder / "protocol.yaml").write_text(fault.protocol, encoding="utf-8")
    for name in ("sources.yaml", "cases.yaml"):
        text = (RULES / protocol / name).read_text(encoding="utf-8")
        (folder / name).write_text(fault.cases if name == "cases.yaml" and fault.cases else text, encoding="utf-8")
    return Copy(protocol, fault, folder)


__all__ = ["Copy", "Refused", "knowledge", "planted", "shipped_cases"]
