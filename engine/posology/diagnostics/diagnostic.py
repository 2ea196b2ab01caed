"""A fault or a warning as a value: what, where, and what would help. Renderings are elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from posology.diagnostics.span import Span


class Severity(StrEnum):
    """How much a diagnostic stops: an error gives no result, a warning goes beside the result."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message to an author, coordinator or clinician.

    `code` is in the catalogue; `message` is one lower-case sentence without a full stop; `help` says what to do;
    `related` points at other places that belong to the same fault.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    help: str = ""
    related: tuple[tuple[Span, str], ...] = ()


@dataclass(slots=True)
class Diagnostics:
    """The bag in which one run collects every diagnostic it finds, so that all faults are told at once."""

    found: list[Diagnostic] = field(default_factory=list[Diagnostic])

    def error(
        self,
        code: str,
        message: str,
        span: Span,
        help: str = "",  # noqa: A002 - `help` is the word that authors see
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Adds an error."""
        self.found.append(Diagnostic(code, Severity.ERROR, message, span, help, related))

    def warning(
        self,
        code: str,
        message: str,
        span: Span,
        help: str = "",  # noqa: A002 - `help` is the word that authors see
        related: tuple[tuple[Span, str], ...] = (),
    ) -> None:
        """Adds a warning."""
        self.found.append(Diagnostic(code, Severity.WARNING, message, span, help, related))

    @property
    def has_errors(self) -> bool:
        """Whether anything found is an error."""
        return any(each.severity is Severity.ERROR for each in self.found)

    def __iter__(self) -> Iterator[Diagnostic]:
        """The diagnostics in the order of their places, each once."""
        return iter(sorted(dict.fromkeys(self.found), key=lambda each: (each.span, each.code, each.message)))


class Refused(Exception):  # noqa: N818 - the word is what happened to the input; it is no error of the program
    """Raised at the API when input was refused: every diagnostic of the run, and the text of each file for quoting."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], texts: dict[str, str]) -> None:
        """Keeps what was found and the texts that the spans point into."""
        super().__init__(f"{len(diagnostics)} diagnostics")
        self.diagnostics = diagnostics
        self.texts = texts
