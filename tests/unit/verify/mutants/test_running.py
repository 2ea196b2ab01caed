"""Every mutant tried: in one order on however many cores, only what changed since, and exemptions tested again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from posology.api.mutating import Trying, open_court, try_mutants
from posology.results.verification import Fate, MutantOutcome
from posology.verify.mutants.kept import NOTHING_KEPT, recall
from posology.verify.mutants.killing import Checks, Court
from posology.verify.mutants.mutant import Mutant
from posology.verify.mutants.running import MutantRun, Running, run_mutants
from tests.unit.verify.mutants.small import A_YEAR_OF_PAIN, ELIGIBLE, tiny_folder

STRICT = "criterion.chronic-pain.condition.1:before->same or before"
CONSENT = "criterion.consent:dropped"
UNSIGNED = "      - {case: unsigned, with: {consent.signed: false}, expect: {verdict: ineligible}}\n"


@dataclass(frozen=True, slots=True)
class Noting:
    """An opening whose court notes in `tried` the names of the mutants that it is asked of."""

    folder: Path
    tried: list[str]

    def __call__(self) -> Court:
        """The court for those mutants."""
        court = open_court(str(self.folder), Checks())
        return NotingCourt(**{name: getattr(court, name) for name in Court.__dataclass_fields__}, tried=self.tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotingCourt(Court):
    """A court that notes what it is asked."""

    tried: list[str]

    def outcome(self, mutant: Mutant, first: str = "") -> MutantOutcome:
        """What became of the mutant."""
        self.tried.append(mutant.name)
        return Court.outcome(self, mutant, first)


def run(folder: Path, file: Path | None, stamp: str) -> tuple[MutantRun, list[str]]:
    """One run, and the names of the mutants that were tried in it."""
    tried: list[str] = []
    found = run_mutants(Noting(folder, tried), Running(file=file, stamp=stamp))
    return found, tried


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A protocol of criteria alone, with two cases and a stale exemption beside a good one."""
    exemptions = (
        "properties:\n",
        (
            "exemptions:\n"
            f"  - {{of: '{STRICT}', reason: a day more or less is no matter here}}\n"
            f"  - {{of: '{CONSENT}', reason: nobody comes without one}}\n"
            "  - {of: 'criterion.nothing:dropped', reason: there was one once}\n"
            "properties:\n"
        ),
    )
    return tiny_folder(tmp_path_factory.mktemp("running"), ELIGIBLE + UNSIGNED, exemptions)


@pytest.fixture(scope="module")
def found(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[MutantRun, list[str], Path]:
    """The first run, with its outcomes kept."""
    file = tmp_path_factory.mktemp("kept") / "mutants.json"
    outcome, tried = run(folder, file, "one")
    return outcome, tried, file


def test_exemptions_are_tested_again(found: tuple[MutantRun, list[str], Path]) -> None:
    """A survivor that is argued for is exempt; an argument for a mutant that is killed, or is not there, is stale."""
    outcomes = {each.id: each for each in found[0].outcomes}
    assert outcomes[STRICT].fate is Fate.EXEMPT
    assert outcomes[STRICT].by == "a day more or less is no matter here"
    assert outcomes[STRICT].witness is not None
    assert [(each.of, each.why) for each in found[0].stale] == [
        (CONSENT, "the mutant is noticed by the case: unsigned"),
        ("criterion.nothing:dropped", "there is no such mutant"),
    ]


def test_what_the_compiler_refuses_is_counted_apart(found: tuple[MutantRun, list[str], Path]) -> None:
    """A mutant that is no protocol is neither killed nor alive, and it is told why."""
    refused = dict(found[0].refused)
    assert "outside a hard limit" in refused["step.iv.cells.maximum:30000000->31000000"]
    assert not set(refused) & {each.id for each in found[0].outcomes}


def test_a_second_run_tries_nothing_again(folder: Path, found: tuple[MutantRun, list[str], Path]) -> None:
    """Where nothing changed, what was kept stands, witnesses and all."""
    first, tried, file = found
    assert tried == [each.id for each in first.outcomes]
    again, tried_again = run(folder, file, "one")
    assert tried_again == []
    assert again == first


def test_a_changed_protocol_is_tried_again_with_its_old_killer_first(
    tmp_path: Path, found: tuple[MutantRun, list[str], Path]
) -> None:
    """Under another stamp every mutant is tried, and what killed it before is only the first that is asked."""
    kept = recall(found[2])
    assert kept.stamp == "one"
    changed = tiny_folder(tmp_path, ELIGIBLE + A_YEAR_OF_PAIN)
    court = open_court(str(changed), Checks())
    by_name = {each.name: each for each in court.forms.mutants()}
    assert kept.outcome(by_name[STRICT], "another") is None
    assert kept.killer(by_name[CONSENT]) == "unsigned"
    assert court.outcome(by_name[STRICT], "a year and a day").by == "case: a year"


def test_a_damaged_file_is_as_none(tmp_path: Path) -> None:
    """What cannot be read was not kept."""
    file = tmp_path / "mutants.json"
    for content in ("", "{", "[]", '{"stamp": 1}'):
        file.write_text(content, "utf-8")
        assert recall(file) == NOTHING_KEPT
    assert recall(tmp_path / "none.json") == NOTHING_KEPT


def test_two_cores_give_what_one_gives(tmp_path: Path) -> None:
    """However many processes try them, the outcomes are the same and in the same order, and each is told once."""
    folder, told = tiny_folder(tmp_path, ELIGIBLE + UNSIGNED), list[tuple[int, int]]()
    alone = try_mutants(str(folder), Trying(workers=1))
    shared = try_mutants(str(folder), Trying(workers=2, progress=lambda done, total, _: told.append((done, total))))
    assert shared == alone
    assert told == [(done, len(alone.outcomes)) for done in range(1, len(alone.outcomes) + 1)]


def test_outcomes_are_kept_in_the_folder_of_the_caller(tmp_path: Path) -> None:
    """A second run of the same files finds everything there; a changed case is another stamp."""
    folder, kept = tiny_folder(tmp_path, ELIGIBLE), tmp_path / "kept"
    told: list[str] = []
    how = Trying(folder=kept, progress=lambda _done, _total, name: told.append(name))
    first = try_mutants(str(folder), how)
    assert len(told) == len(first.outcomes)
    told.clear()
    assert try_mutants(str(folder), how) == first
    assert not told
    cases = folder / "cases.yaml"
    cases.write_text(cases.read_text("utf-8") + UNSIGNED, "utf-8")
    changed = {each.id: each.by for each in try_mutants(str(folder), how).outcomes}
    assert changed[CONSENT] == "case: unsigned"
