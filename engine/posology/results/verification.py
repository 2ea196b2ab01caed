"""What was held against a protocol, and how it stood."""

from __future__ import annotations

from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """One worked case. `differences` are empty where the answer is the expected one; each names its place first."""

    chapter: str
    name: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The diagnostics of a protocol under every option of its readings, its worked cases, and what no case reaches.

    `unreached` are sentences such as `the criterion mri is never not-met`. `cases` is None where the folder has no file
    of cases.
    """

    protocol: str
    diagnostics: tuple[Diagnostic, ...]
    cases: tuple[CaseOutcome, ...] | None
    unreached: tuple[str, ...]

    @property
    def failed(self) -> tuple[CaseOutcome, ...]:
        """The cases whose answer is another one."""
        return tuple(each for each in self.cases or () if each.differences)

    @property
    def has_fault(self) -> bool:
        """Whether anything stands against the protocol: a case that fails, or none to fail."""
        return not self.cases or bool(self.failed)
