"""A clinic with everything stated, whose people walk a sheet from a draft to VERIFIED with the commands themselves."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from posology.diagnostics.diagnostic import Diagnostics
from posology.results.second_check import Figure
from posology.results.trail import Entry
from posology.trail.figures import read_figures
from posology.trail.store import open_store
from tests.unit.cli.conftest import Ran, Run

AUTHOR, CHECKER, APPROVER = "A. Author", "B. Checker", "C. Approver"


@dataclass(slots=True)
class Watch:
    """A clock and an account that a test sets."""

    when: datetime
    account: str = "clinic"

    def now(self) -> datetime:
        """The time that was set."""
        return self.when


@dataclass(frozen=True, slots=True)
class Clinic:
    """The files of the clinic, its trail, and how a command is run."""

    run: Run
    folder: Path
    watch: Watch
    day: str = "2026-12-07"

    @property
    def trail(self) -> Path:
        """The file of the trail."""
        return self.folder / "clinic.trail"

    @property
    def sheet_file(self) -> Path:
        """The sheet as JSON."""
        return self.folder / "sheet.json"

    def write(self, name: str, text: str) -> Path:
        """A file of the clinic."""
        file = self.folder / name
        file.write_text(text, "utf-8")
        return file

    def ask(self, command: str, *more: object, by: str = AUTHOR, record: str = "record.yaml") -> Ran:
        """One of the commands about a record, in the trail."""
        asked = (self.folder / record, "--site", self.folder / "site.yaml", "--as-of", self.day)
        return self.run(command, *asked, "--trail", self.trail, "--by", by, *more)

    def on_sheet(self, command: str, *more: object, by: str) -> Ran:
        """One of the commands about the sheet."""
        return self.run(command, self.sheet_file, *more, "--trail", self.trail, "--by", by)

    def pass_over(self, sheet: str, what: str, reason: str) -> Ran:
        """That somebody passes it over, with the reason."""
        asked = ("--what", what, "--reason", reason, "--trail", self.trail, "--by", APPROVER)
        return self.run("override", sheet, *asked)

    def draft(self, by: str = AUTHOR) -> str:
        """The id of a sheet that is made as JSON."""
        ran = self.ask("sheet", "--output", self.sheet_file, by=by)
        assert ran.code == 0, ran.err
        return str(json.loads(self.sheet_file.read_text("utf-8"))["sheet"])

    def check(self, by: str = CHECKER) -> Ran:
        """A second check in which every number is right."""
        form = self.on_sheet("second-check", "--form", by=by)
        if form.code:
            return form
        content = self.sheet_file.read_bytes()
        answers = {each.id: f"{each.first:f} {each.unit}" for each in _figures(content)}
        text = re.sub(r"^  ([a-z0-9-]+):.*$", lambda at: f"  {at[1]}: {answers[at[1]]}", form.out, flags=re.MULTILINE)
        return self.on_sheet("second-check", "--answers", self.write("answers.yaml", text), by=by)

    def verified(self) -> str:
        """The id of a sheet that was checked and is VERIFIED."""
        made = self.draft()
        assert "PASSED" in self.check().out
        ran = self.ask("sheet", "--final")
        assert ran.code == 0, ran.err
        return made

    def entries(self) -> tuple[Entry, ...]:
        """What the trail has."""
        return open_store(str(self.trail), create=False).entries()

    def actions(self) -> list[str]:
        """What was done, in order."""
        return [each.happening.action.value for each in self.entries()]

    def status(self) -> str:
        """The status of the sheet as it comes out now."""
        document: Mapping[str, Any] = json.loads(self.ask("sheet", "--format", "json").out)
        return str(document["status"])

    def is_void(self, sheet: str) -> bool:
        """Whether the sheet of that id is void by the trail."""
        return any(each.happening.action.value == "void" and each.happening.subject == sheet for each in self.entries())


def _figures(content: bytes) -> tuple[Figure, ...]:
    found = read_figures(content, "sheet.json", Diagnostics())
    assert found is not None
    return found.each
