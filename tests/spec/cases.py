"""What a chapter is made of: frozen cases, each an expression, what is recorded, and what must come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from posology.values.known import Value


def given(**facts: Value) -> Mapping[str, Value]:
    """The facts of one case by element; a double underscore stands for the dot of a path."""
    return MappingProxyType({name.replace("__", "."): value for name, value in facts.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An expression that has an answer.

    `gives` is the answer as JSON text, where `null` stands both for null and for unknown. `waits_for` names the
    elements that somebody could supply: empty means that the answer is known, or the null that the expression wrote.
    """

    expression: str
    gives: str
    says: str
    facts: Mapping[str, Value] = field(default_factory=given)
    waits_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An expression that does not compile: the code, and a word that the message or its help must contain."""

    expression: str
    code: str
    names: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """A condition as a criterion: the codes for which it is barred from being one; empty where it is allowed."""

    expression: str
    codes: tuple[str, ...]
    says: str


AnyCase: TypeAlias = Case | Refusal | Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of a chapter: a paragraph that opens it, then its cases in the order in which they are read."""

    title: str
    opens: str
    cases: tuple[AnyCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthTable:
    """The whole table of one operator over two operands, each true, false, null or missing from the record.

    `rows` holds one word per left operand, and in it one letter per right operand, both in the order of `OPERANDS`:
    `T` true, `F` false, `N` null, `U` unknown because an element is missing.
    """

    operator: str
    opens: str
    rows: tuple[str, str, str, str]

    @property
    def title(self) -> str:
        """The operator, as the heading of its section."""
        return f"`{self.operator}`"

    @property
    def cases(self) -> tuple[Case, ...]:
        """The sixteen cells as cases; the left operand that is missing is `consent`, the right one `smoker`."""
        return tuple(
            _cell(self.operator, left, right, outcome)
            for left, row in zip(OPERANDS, self.rows, strict=True)
            for right, outcome in zip(OPERANDS, row, strict=True)
        )


OPERANDS = ("true", "false", "null", "missing")
_ANSWERS = MappingProxyType({"T": "true", "F": "false", "N": "null", "U": "null"})


def _cell(operator: str, left: str, right: str, outcome: str) -> Case:
    missing = tuple(
        name for name, operand in (("consent", left), ("smoker", right)) if operand == "missing" and outcome == "U"
    )
    return Case(
        expression=f"{_operand(left, 'consent')} {operator} {_operand(right, 'smoker')}",
        gives=_ANSWERS[outcome],
        says="",
        waits_for=missing,
    )


def _operand(word: str, element: str) -> str:
    return element if word == "missing" else word


Part: TypeAlias = Section | TruthTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One chapter of the manual."""

    title: str
    opens: str
    parts: tuple[Part, ...]
