"""Truth values that may be settled when the query is made: what is the same on every row is no column."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import ibis
from ibis import Value

Truth: TypeAlias = Value | bool
"""A column of truth values, or one that every row has."""

_WRITTEN_BARE = frozenset({"Between", "InSubquery", "InValues", "IsNull", "Not", "NotNull", "RegexSearch"})


def both(*truths: Truth) -> Truth:
    """Whether all are true, as Kleene has it."""
    if any(each is False for each in truths):
        return False
    columns = [each for each in truths if not isinstance(each, bool)]
    return ibis.and_(*columns) if columns else True


def either(*truths: Truth) -> Truth:
    """Whether any is true, as Kleene has it."""
    if any(each is True for each in truths):
        return True
    columns = [each for each in truths if not isinstance(each, bool)]
    return ibis.or_(*columns) if columns else False


def any_of(truths: Iterable[Truth]) -> Truth:
    """Whether any of these is true."""
    return either(*truths)


def contrary(truth: Truth) -> Truth:
    """Whether it is not true, as Kleene has it."""
    return not truth if isinstance(truth, bool) else negated(truth)


def negated(truth: Value) -> Value:
    """The contrary of a column of truth values, about which it can be asked whether it is null.

    Of `~x` it cannot: Ibis writes that as `NOT x IS NULL`, which databases read as `NOT (x IS NULL)`.
    """
    made = truth.op()
    match _operation(truth):
        case "IsNull":
            return _operand(made.arg).notnull()
        case "NotNull":
            return _operand(made.arg).isnull()
        case "Equals" if _is_literal_false(_operand(made.right)):
            return _operand(made.left)
        case _:
            return beside(truth) == ibis.literal(False)


def beside(truth: Value) -> Value:
    """The same truth values, as they can stand beside `=` or be asked whether they are null.

    Ibis puts no parentheses there around `x in (...)`, `x is null` and their like, without which Spark reads neither.
    """
    # the names of operations are the only thing that Ibis says of an expression without a type of its own
    return ibis.coalesce(truth) if type(truth.op()).__name__ in _WRITTEN_BARE else truth


def _operation(value: Value) -> str:
    # the names of operations are the only thing that Ibis says of an expression without a type of its own
    return type(value.op()).__name__


def _operand(operation: Any) -> Value:  # noqa: ANN401 - Ibis has no types of its own
    operand: Value = operation.to_expr()
    return operand


def _is_literal_false(value: Value) -> bool:
    return _operation(value) == "Literal" and value.op().value is False


def _is_never_null(truth: Value) -> bool:
    """Whether the form of the column alone says so."""
    match _operation(truth):
        case "IsNull" | "NotNull":
            return True
        case "Literal":
            return truth.op().value is not None
        case "Coalesce":
            return any(_is_known_literal(_operand(each)) for each in truth.op().arg)
        case _:
            return False


def _is_known_literal(value: Value) -> bool:
    return _operation(value) == "Literal" and value.op().value is not None


def is_true(truth: Truth) -> Truth:
    """On which rows it is true: neither false nor unknown."""
    if isinstance(truth, bool) or _is_never_null(truth):
        return truth
    return ibis.coalesce(truth, ibis.literal(value=False))


def is_unknown(truth: Truth) -> Truth:
    """On which rows it is unknown."""
    return False if isinstance(truth, bool) or _is_never_null(truth) else beside(truth).isnull()


def as_column(truth: Truth) -> Value:
    """The truth as a column."""
    return ibis.literal(truth) if isinstance(truth, bool) else truth
