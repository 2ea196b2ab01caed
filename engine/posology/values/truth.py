"""Kleene's three truth values, where the third one says why it is not known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Cause(StrEnum):
    """Why something is not known."""

    NOT_RECORDED = "not recorded"
    TOO_OLD = "too old to count"
    UNDATED = "recorded without the date it needs"
    NOT_MEASURED = "not obtained in the way that counts"
    IMPRECISE = "not precise enough to settle the question"
    UNCLASSIFIED = "a drug nobody has classified"
    OUTSIDE_LIMITS = "outside the protocol's limits"
    NOT_AN_OPTION = "not one of the words that mean something here"


@dataclass(frozen=True, slots=True, order=True)
class Reason:
    """One thing that would have to be known: the element, and what is wrong with what is recorded of it."""

    element: str
    cause: Cause
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that nobody can name yet.

    ``reasons`` are sorted and without repetition, in whatever order they were given, so that the same gaps make the
    same unknown. An unknown without a reason is the null that an expression wrote itself (`null`, a division by
    zero): it stands for no fact that could be supplied.
    """

    reasons: tuple[Reason, ...] = ()

    def __post_init__(self) -> None:
        """The order of the operands of a condition must not show in its answer."""
        if len(self.reasons) > 1:
            object.__setattr__(self, "reasons", tuple(sorted(set(self.reasons))))


NULL = Unknown()

Truth: TypeAlias = bool | Unknown


def unknown_because(*causes: Unknown) -> Unknown:
    """The unknown for which any of these unknowns is to blame: the reasons of all of them."""
    return Unknown(tuple(reason for cause in causes for reason in cause.reasons))


def negation(operand: Truth) -> Truth:
    """`not`: an unknown stays the unknown it was."""
    return operand if isinstance(operand, Unknown) else not operand


def conjunction(left: Truth, right: Truth) -> Truth:
    """`and`: false if either is false, whatever the other."""
    if left is False or right is False:
        return False
    return True if left is right is True else _unknown_among(left, right) or True


def disjunction(left: Truth, right: Truth) -> Truth:
    """`or`: true if either is true, whatever the other."""
    if left is True or right is True:
        return True
    return False if left is right is False else _unknown_among(left, right) or False


def exclusive_disjunction(left: Truth, right: Truth) -> Truth:
    """`xor`: unknown as soon as either is unknown."""
    return _unknown_among(left, right) or left is not right


def implication(left: Truth, right: Truth) -> Truth:
    """`implies`: true if the left is false or the right is true."""
    return disjunction(negation(left), right)


def _unknown_among(left: Truth, right: Truth) -> Unknown | None:
    unknowns = [side for side in (left, right) if isinstance(side, Unknown)]
    return unknown_because(*unknowns) if unknowns else None
