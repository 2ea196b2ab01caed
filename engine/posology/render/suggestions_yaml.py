"""Worked cases to be confirmed, as YAML that the file of cases can take: what should come of them is left open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from posology.render.diagnostics import visible
from posology.render.witness_yaml import record_lines
from posology.results.suggestion import Suggestion, Suggestions

CHAPTER: Final = "To be confirmed"

NOTHING: Final = "# The worked cases reach every answer, branch, hold, step and option: there is nothing to suggest."

_HOW: Final = (
    "# Suggested for what no worked case reaches. None of these is a case yet: `expect` is empty, and a case that",
    "# expects nothing is refused. Work out by hand, from the source, what must come of each patient, and write it.",
    "# What the engine says now stands beside it so that you see where you differ; copied from it, a case never fails.",
)


def suggestions_as_yaml(suggestions: Suggestions) -> str:
    """A chapter to stand at the end of the file of cases, or the whole file where there is none."""
    return "".join(f"{line}\n" if line else "\n" for line in _lines(suggestions))


def _lines(suggestions: Suggestions) -> Iterator[str]:
    if not suggestions.cases and not suggestions.unreached:
        yield NOTHING
        return
    if suggestions.as_of is not None:
        yield from (each.removeprefix("  ") for each in _HOW)
        yield f"as_of: {suggestions.as_of.isoformat()}"
        yield "records:"
        yield from _indented(record_lines(suggestions.records), 2)
        yield "chapters:"
    else:
        yield from _indented(_HOW, 2)
    yield from (
        f"  # No patient was found for whom this is otherwise: {_one_line(each)}" for each in suggestions.unreached
    )
    if suggestions.cases:
        yield f"  - chapter: {CHAPTER}"
        yield "    cases:"
        for each in suggestions.cases:
            yield from _case(each)
    elif suggestions.as_of is not None:
        yield "  []"


def _case(case: Suggestion) -> Iterator[str]:
    for each in case.reaches:
        yield f"      # For this: {_one_line(each)}."
    yield f"      # The engine says now, which proves nothing: {_one_line(case.says)}"
    first, *others = record_lines(_fields(case))
    yield f"      - {first}"
    yield from _indented(others, 8)
    yield "        expect: {}"


def _fields(case: Suggestion) -> Mapping[str, Any]:
    fields: dict[str, Any] = {"case": case.name, "of": case.of, "as_of": case.as_of.isoformat()}
    if case.procedure_date is not None:
        fields["procedure_date"] = case.procedure_date.isoformat()
    if case.readings:
        fields["readings"] = dict(case.readings)
    if case.left_out:
        fields["without"] = list(case.left_out)
    if case.laid:
        fields["with"] = case.laid
    return fields


def _indented(lines: Iterator[str] | tuple[str, ...] | list[str], by: int) -> Iterator[str]:
    return (f"{' ' * by}{line}" for line in lines)


def _one_line(text: str) -> str:
    """A line break would end the comment, and begin a case."""
    return visible(" ".join(text.split()))
