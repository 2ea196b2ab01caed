"""Writes `docs/language.md` from the chapters: `python -m tests.spec.manual`.

Every case that the page shows is one that the tests run; the page is never edited by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

from tests.spec.answers import as_written
from tests.spec.cases import OPERANDS, AnyCase, Case, Chapter, Part, Refusal, Ruling, TruthTable
from tests.spec.chapters import CHAPTERS
from tests.spec.differences import DIFFERENCES
from tests.spec.prose import HOW_TO_READ, INTRODUCTION, ON_ONE_PAGE

PAGE = Path(__file__).resolve().parents[2] / "docs" / "language.md"
_HEADINGS: Mapping[type[AnyCase], str] = MappingProxyType({Case: "gives", Refusal: "refused", Ruling: "as a criterion"})
_LETTERS: Mapping[str, str] = MappingProxyType({"T": "true", "F": "false", "N": "null", "U": "*unknown*"})


def manual() -> str:
    """The whole page."""
    return "\n".join(
        (
            INTRODUCTION,
            *_contents(),
            *_on_one_page(),
            *_grammar(),
            *(line for number, chapter in enumerate(CHAPTERS[:-1], start=1) for line in _chapter(number, chapter)),
            *_differences(),
            *_chapter(len(CHAPTERS), CHAPTERS[-1]),
        )
    )


def _contents() -> Iterator[str]:
    yield "## Chapters\n"
    for number, chapter in enumerate(CHAPTERS, start=1):
        yield f"{number}. [{chapter.title}](#{number}-{chapter.title.lower().replace(' ', '-')})"
    yield ""


def _on_one_page() -> Iterator[str]:
    yield "## The language on one page\n"
    yield "| | |"
    yield "| --- | --- |"
    for what, how in ON_ONE_PAGE:
        yield f"| {what} | {how} |"
    yield f"\n{HOW_TO_READ}"


def _differences() -> Iterator[str]:
    yield "## What differs from CQL, and why\n"
    yield "| CQL 1.5 | here | why | for example |"
    yield "| --- | --- | --- | --- |"
    for each in DIFFERENCES:
        example = f"{_code(each.shown.expression)}{_facts(each.shown)}: {_outcome(each.shown)}"
        yield f"| {each.cql} | {each.here} | {each.why} | {example} |"
    yield ""


def _grammar() -> Iterator[str]:
    grammar = resources.files("posology.protocol.condition").joinpath("condition.lark").read_text("utf-8")
    yield "## The grammar\n"
    yield "This is the file that the engine parses with.\n"
    yield f"```lark\n{grammar.rstrip()}\n```\n"


def _chapter(number: int, chapter: Chapter) -> Iterator[str]:
    yield f"## {number}. {chapter.title}\n"
    yield f"{chapter.opens}\n"
    for part in chapter.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[str]:
    yield f"### {part.title}\n"
    yield f"{part.opens}\n"
    if isinstance(part, TruthTable):
        yield from _grid(part)
    else:
        yield from _cases(part.cases)


def _grid(table: TruthTable) -> Iterator[str]:
    yield f"| `{table.operator}` | " + " | ".join(OPERANDS) + " |"
    yield "| --- " * (len(OPERANDS) + 1) + "|"
    for operand, row in zip(OPERANDS, table.rows, strict=True):
        yield f"| **{operand}** | " + " | ".join(_LETTERS[outcome] for outcome in row) + " |"
    yield ""


def _cases(cases: tuple[AnyCase, ...]) -> Iterator[str]:
    """Answers first, then refusals, then rulings, each kind as one table."""
    for kind, heading in _HEADINGS.items():
        members = [case for case in cases if type(case) is kind]
        if members:
            yield f"| expression | {heading} | |"
            yield "| --- | --- | --- |"
            for case in members:
                yield f"| {_code(case.expression)}{_facts(case)} | {_outcome(case)} | {case.says} |"
            yield ""


def _outcome(case: AnyCase) -> str:
    if isinstance(case, Refusal):
        return case.code
    if isinstance(case, Ruling):
        return ", ".join(case.codes) or "allowed"
    if case.waits_for:
        return "*unknown*: " + ", ".join(f"`{element}`" for element in case.waits_for)
    return _code(case.gives)


def _facts(case: AnyCase) -> str:
    if not isinstance(case, Case) or not case.facts:
        return ""
    recorded = "; ".join(f"{path} is {as_written(value)}" for path, value in case.facts.items())
    return f"<br>where {_code(recorded)}"


def _code(text: str) -> str:
    """Text as code within a cell of a table, where a bar would end the cell."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else "(nothing)"


if __name__ == "__main__":
    PAGE.write_text(manual(), "utf-8")
