"""How faults of a condition reach the bag of diagnostics: places within the text become places in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.protocol.condition.syntax import Place

NOT_UNDERSTOOD = "P0301"
NOT_IN_THE_LANGUAGE = "P0302"
TOO_LARGE = "P0303"
MALFORMED_LITERAL = "P0304"


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one condition: its text, where a place of it lies in the file, and the bag they go into."""

    text: str
    span_of: Callable[[int, int], Span]
    diagnostics: Diagnostics

    def report(self, code: str, message: str, place: Place, help: str = "") -> None:  # noqa: A002 - the word that authors see
        """Adds an error at the place."""
        self.diagnostics.error(code, message, self.span(place), help=help)

    def span(self, place: Place) -> Span:
        """Where the place lies in the file."""
        return self.span_of(place.start, place.end)

    def quote(self, place: Place) -> str:
        """The text there, with every run of white space made one space."""
        return " ".join(self.text[place.start : place.end].split())


def span_in_text(text: str, name: str) -> Callable[[int, int], Span]:
    """The spans of a text that is a file of its own, such as one typed on the command line."""

    def span_of(start: int, end: int) -> Span:
        line, column = _line_and_column(text, start)
        end_line, end_column = _line_and_column(text, end)
        return Span(name, line, column, end_line, end_column)

    return span_of


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)
