"""The small protocol of the golden tests in a folder of its own, with worked cases, tried mutant by mutant."""

from __future__ import annotations

import shutil
from pathlib import Path

from posology.api.mutating import open_court
from posology.results.verification import MutantOutcome
from posology.verify.differing import compare_meaning
from posology.verify.mutants.killing import Checks, Court
from posology.verify.mutants.mutant import Mutant
from tests.golden.protocols.faults import SOUND

RECORD = """\
as_of: 2026-11-20
records:
  ready:
    id: R-1
    birth_date: 1971-03-02
    sex: female
    weight: {value: 72 kg, date: 2026-11-09, method: measured}
    pain: {back: {onset: 2019-04, vas: {value: 7, date: 2026-11-09}}}
    regions: [lumbar]
    consent: {signed: true}
    contraindications: []
    prior_treatment: none
    medications: []
    requests: {disc_injection: false}
    procedure: {date: 2026-12-07}
chapters:
  - chapter: Verdicts
    of: ready
    cases:
"""

ELIGIBLE = "      - {case: everything holds, expect: {verdict: eligible}}\n"
A_YEAR_OF_PAIN = (
    "      - {case: a year and a day, with: {pain.back.onset: 2025-12-06}, expect: {verdict: eligible}}\n"
    "      - {case: a year, with: {pain.back.onset: 2025-12-07}, expect: {verdict: deferred}}\n"
)


TINY = """\
protocol: tiny
version: 1.0.0
title: Two criteria and an infusion, invented
status: investigational
banner: INVESTIGATIONAL USE. Not approved for back or neck pain, and not shown to be safe or effective.
use: {intended: To be tried., user: Authors of tests., population: Nobody., limits: [It is invented.]}
criteria:
  consent:
    kind: inclusion
    text: Informed consent is signed
    condition: consent.signed
    source: {ref: trial, section: Inclusion}
  chronic-pain:
    kind: inclusion
    text: Back pain for more than one year
    condition: pain.back.onset + 1 year before procedure.date
    source: {ref: trial, section: Inclusion}
washout: none
plan:
  iv:
    site: iv
    target: vein
    approach: intravenous infusion
    cells: {minimum: 20000000, maximum: 30000000, unit: cells}
    source: {ref: registry, section: Dosing}
limits:
  - {site: iv, each: false, maximum: 30000000, unit: cells, kind: hard, source: {ref: trial, section: Dosing}}
visits: none
outcome: none
properties:
  none-unsigned:
    text: Nobody is eligible unsigned
    condition: result.verdict = 'eligible' implies consent.signed
"""


def tiny_folder(place: Path, cases: str, *edits: tuple[str, str]) -> Path:
    """A protocol with a few dozen mutants, in the place, with those cases and some of its text changed."""
    folder = place / "tiny"
    folder.mkdir()
    shutil.copy(SOUND / "sources.yaml", folder)
    _write(folder, TINY, cases, edits)
    return folder


def _write(folder: Path, text: str, cases: str, edits: tuple[tuple[str, str], ...]) -> None:
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    (folder / "protocol.yaml").write_text(text, "utf-8")
    (folder / "cases.yaml").write_text(RECORD + cases, "utf-8")


def folder_with(place: Path, cases: str, *edits: tuple[str, str]) -> Path:
    """The small protocol in the place, with those cases and with some of its text changed."""
    folder = place / "small-spine"
    shutil.copytree(SOUND, folder)
    _write(folder, (folder / "protocol.yaml").read_text("utf-8"), cases, edits)
    return folder


def court_of(folder: Path, *, proving: bool = False) -> Court:
    """The court for its mutants; `proving` looks for differences among all patients too."""
    return open_court(str(folder), Checks(comparing=compare_meaning) if proving else Checks())


def mutant_called(court: Court, name: str) -> Mutant:
    """The mutant of that name."""
    found = {each.name: each for each in court.forms.mutants()}
    assert name in found, sorted(found)
    return found[name]


def outcome_of(court: Court, name: str) -> MutantOutcome:
    """What becomes of the mutant of that name."""
    return court.outcome(mutant_called(court, name))
