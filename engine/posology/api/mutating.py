"""The mutants of a protocol, tried against its worked cases and what else is asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from posology.api.answering import answer_document, answer_of
from posology.api.cases import CASES, cases_of
from posology.api.finding import folder_of
from posology.api.knowledge import Knowledge
from posology.api.loading import load, load_knowledge
from posology.api.prepared import fingerprint
from posology.api.shipped import PACKAGE
from posology.explain.rules import Rules
from posology.record.facts import Facts
from posology.verify.mutants.forms import Choice, Forms, Material, Planned
from posology.verify.mutants.killing import Checks, Court
from posology.verify.mutants.running import MutantRun, Progress, Running, run_mutants
from posology.verify.mutants.trials import trials_of
from posology.verify.worked_cases import WorkedCase

ROOMS_THAT_TRY: Final = ("outcomes", "prove", "record", "render", "results", "scores", "verify")
"""The rooms that decide beside the compiling ones what becomes of a mutant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """How mutants are tried: on how many cores, in which folder outcomes are kept, and who is told of each."""

    workers: int = 1
    folder: Path | None = None
    progress: Progress | None = None


def try_mutants(protocol: str, how: Trying, checks: Checks | None = None) -> MutantRun:
    """What became of every mutant of the protocol of that id, or at that path.

    Raises:
        Refused: where the protocol or its file of cases has a fault.
    """
    opening = partial(open_court, protocol, checks or Checks())
    stamp = _stamp(protocol, checks)
    name = sha256(protocol.encode("utf-8", errors="surrogateescape")).hexdigest()
    file = None if how.folder is None else how.folder / f"mutants-{name}.json"
    return run_mutants(opening, Running(workers=how.workers, file=file, stamp=stamp, progress=how.progress))


def _stamp(protocol: str, checks: Checks | None) -> str:
    """The hash of everything that the outcomes follow from."""
    digest = sha256(fingerprint(protocol, None).encode())
    cases = folder_of(protocol) / CASES
    digest.update(cases.read_bytes() if cases.is_file() else b"")
    for room in ROOMS_THAT_TRY:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            digest.update(path.read_bytes())
    digest.update(repr(checks is not None and checks.comparing is not None).encode())
    return digest.hexdigest()


def open_court(protocol: str, checks: Checks) -> Court:
    """The court for the mutants of the protocol, in whichever process it is opened.

    Raises:
        Refused: where the protocol or its file of cases has a fault.
    """
    knowledge = load_knowledge()
    path = folder_of(protocol) / CASES
    material = Material(
        rules_of=partial(rules_of, protocol, knowledge),
        drugs=knowledge.drugs,
        cases=cases_of(path, protocol) if path.is_file() else (),
        answer=answer,
    )
    forms = Forms(material)
    return Court(forms=forms, trials=trials_of(forms), checks=checks, exemptions=forms.rules().protocol.exemptions)


def rules_of(protocol: str, knowledge: Knowledge, choice: Choice, planned: Planned) -> Rules:
    """The protocol with the readings chosen and the doses planned so.

    Raises:
        Refused: where the protocol has a fault, or cannot be chosen for so.
    """
    if not choice and not planned:
        return load(protocol, knowledge)
    site: dict[str, Any] = {"site": "worked cases", "protocol": load(protocol, knowledge).protocol.id}
    if choice:
        site["readings"] = {name: {"chosen": option} for name, option in choice}
    if planned:
        site["planned"] = {step: {"cells": cells} for step, cells in planned}
    return load(protocol, knowledge, site=("site.yaml", json.dumps(site).encode()))


def answer(rules: Rules, facts: Facts, case: WorkedCase) -> Mapping[str, Any]:
    """The document in which the answer to the case is looked for."""
    return answer_document(rules, answer_of(rules, facts, case), case)
