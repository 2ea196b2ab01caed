"""From the grammar's tree to syntax: one function for each shape that the grammar names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import TypeAlias, TypeVar

from lark import Token, Tree

from posology.protocol.condition.faults import NOT_UNDERSTOOD, Faults
from posology.protocol.condition.literals import (
    read_amount,
    read_date,
    read_decimal,
    read_name,
    read_number,
    read_text,
)
from posology.protocol.condition.syntax import (
    Call,
    Conditional,
    Constant,
    Dotted,
    Duration,
    Elapsed,
    Ends,
    Expression,
    Items,
    Measure,
    Name,
    Operation,
    Place,
    Query,
    When,
)
from posology.protocol.condition.tokens import place_of as place_of_token
from posology.values.dates import CalendarUnit, PartialDate

Branch: TypeAlias = Token | Tree[Token]
T = TypeVar("T")

_TRUTHS: Mapping[str, bool | None] = MappingProxyType({"null": None, "true": True, "false": False})


def build(tree: Tree[Token], faults: Faults) -> Expression | None:
    """The syntax of a tree; None where a literal is malformed, each such fault reported."""
    builder = Builder(faults)
    expression = builder.expression(tree)
    return expression if builder.sound else None


class Builder:
    """Builds syntax, and remembers whether every literal was sound, so that all of them are read before giving up."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.sound = True

    def expression(self, branch: Branch) -> Expression:
        """The expression that a branch of the grammar's tree stands for."""
        # INVARIANT: the grammar wraps every token that is an expression of its own; the others are taken by position.
        assert isinstance(branch, Tree)  # noqa: S101 - a grammar at fault, not an author
        return SHAPES[branch.data](self, branch)

    def expressions(self, branches: Sequence[Branch]) -> tuple[Expression, ...]:
        """The expressions among the branches, without the tokens between them."""
        return tuple(self.expression(each) for each in branches if isinstance(each, Tree))

    def constant(self, tree: Tree[Token]) -> Expression:
        """A literal of one token."""
        token, place = _token(tree, 0), place_of(tree)
        if token.type == "CONSTANT" and token in _TRUTHS:
            return Constant(value=_TRUTHS[token], place=place)
        value = self._literal(token)
        self._checked(value)
        return Constant(value=value, place=place)

    def quantity(self, tree: Tree[Token]) -> Expression:
        """A number with a UCUM unit."""
        magnitude = self._checked(read_decimal(_token(tree, 0), self.faults))
        unit = self._checked(read_text(_token(tree, 1), self.faults))
        if magnitude is None or unit is None:
            return Constant(value=None, place=place_of(tree))
        return Measure(magnitude=magnitude, unit=unit, place=place_of(tree))

    def duration(self, tree: Tree[Token]) -> Expression:
        """A number with a unit of the calendar."""
        unit = _token(tree, 1)
        amount = self._checked(read_amount(_token(tree, 0), unit, self.faults))
        if amount is None:
            return Constant(value=None, place=place_of(tree))
        return Duration(amount=amount, unit=_calendar_unit(unit), place=place_of(tree))

    def name(self, tree: Tree[Token]) -> Expression:
        """A name standing alone."""
        return Name(name=self._name(_token(tree, 0)), place=place_of(tree))

    def property(self, tree: Tree[Token]) -> Expression:
        """A name after a dot."""
        return Dotted(operand=self.expression(tree.children[0]), name=self._name(_token(tree, 2)), place=place_of(tree))

    def call(self, tree: Tree[Token]) -> Expression:
        """A function and its arguments."""
        function = self._name(_token(tree, 0))
        return Call(function=function, arguments=self.expressions(tree.children), place=place_of(tree))

    def parenthesis(self, tree: Tree[Token]) -> Expression:
        """What stands between the parentheses."""
        return self.expression(tree.children[1])

    def list(self, tree: Tree[Token]) -> Expression:
        """The items between the braces."""
        return Items(items=self.expressions(tree.children), place=place_of(tree))

    def interval(self, tree: Tree[Token]) -> Expression:
        """An interval, open or closed at each end."""
        low, high = self.expressions(tree.children)
        opening, closing = _token(tree, 0), _token(tree, -1)
        return Ends(
            low=low, high=high, low_closed=opening.endswith("["), high_closed=closing == "]", place=place_of(tree)
        )

    def infix(self, tree: Tree[Token]) -> Expression:
        """An operator between two operands."""
        return Operation(
            operator=_words(_token(tree, 1)), operands=self.expressions(tree.children), place=place_of(tree)
        )

    def prefix(self, tree: Tree[Token]) -> Expression:
        """An operator before its operand."""
        return Operation(
            operator=_words(_token(tree, 0)), operands=self.expressions(tree.children), place=place_of(tree)
        )

    def elapsed(self, tree: Tree[Token]) -> Expression:
        """The count of calendar units between two dates."""
        tokens = [each for each in tree.children if isinstance(each, Token)]
        unit = next(each for each in tokens if each.type == "UNITS")
        if not unit.endswith("s"):
            self.sound = False
            self.faults.report(
                NOT_UNDERSTOOD, f"`{unit} between` has no meaning", place_of(tree), f"write `{unit}s between`"
            )
        start, end = self.expressions(tree.children)
        boundaries = tokens[0].startswith("difference")
        return Elapsed(unit=_calendar_unit(unit), boundaries=boundaries, start=start, end=end, place=place_of(tree))

    def conditional(self, tree: Tree[Token]) -> Expression:
        """An `if`."""
        when, then, otherwise = self.expressions(tree.children)
        return Conditional(
            comparand=None, branches=(When(when=when, then=then),), otherwise=otherwise, place=place_of(tree)
        )

    def case(self, tree: Tree[Token]) -> Expression:
        """A `case`, with a comparand or without."""
        parts = [each for each in tree.children if isinstance(each, Tree)]
        branches = [each for each in parts if each.data == "branch"]
        comparand = None if parts[0].data == "branch" else self.expression(parts[0])
        written = tuple(self._branch(each) for each in branches)
        otherwise = self.expression(parts[-1])
        return Conditional(comparand=comparand, branches=written, otherwise=otherwise, place=place_of(tree))

    def query(self, tree: Tree[Token]) -> Expression:
        """A list under an alias."""
        source, condition = tree.children[0], tree.children[3] if len(tree.children) > 2 else None  # noqa: PLR2004 - `where` and its condition
        if isinstance(source, Tree) and source.data not in {"name", "property", "parenthesis"}:
            self.sound = False
            help_text = "put the list in parentheses, or an operator between the two"
            if source.data == "constant" and _token(source, 0).type == "NUMBER":
                help_text = f"a unit stands in quotes: `{_token(source, 0)} '{_token(tree, 1)}'`"
            self.faults.report(
                NOT_UNDERSTOOD, f"`{_token(tree, 1)}` cannot stand here", place_of_token(_token(tree, 1)), help_text
            )
        return Query(
            source=self.expression(source),
            alias=self._name(_token(tree, 1)),
            condition=None if condition is None else self.expression(condition),
            place=place_of(tree),
        )

    def _branch(self, tree: Tree[Token]) -> When:
        when, then = self.expressions(tree.children)
        return When(when=when, then=then)

    def _literal(self, token: Token) -> int | Decimal | str | PartialDate | None:
        if token.type == "NUMBER":
            return read_number(token, self.faults)
        return read_text(token, self.faults) if token.type == "STRING" else read_date(token, self.faults)

    def _name(self, token: Token) -> str:
        return self._checked(read_name(token, self.faults)) or ""

    def _checked(self, value: T | None) -> T | None:
        self.sound = self.sound and value is not None
        return value


SHAPES: Mapping[str, Callable[[Builder, Tree[Token]], Expression]] = MappingProxyType(
    {
        "constant": Builder.constant,
        "quantity": Builder.quantity,
        "duration": Builder.duration,
        "name": Builder.name,
        "property": Builder.property,
        "call": Builder.call,
        "parenthesis": Builder.parenthesis,
        "list": Builder.list,
        "interval": Builder.interval,
        "binary": Builder.infix,
        "between": Builder.infix,
        "state": Builder.infix,
        "prefix": Builder.prefix,
        "elapsed": Builder.elapsed,
        "conditional": Builder.conditional,
        "case": Builder.case,
        "query": Builder.query,
    }
)
"""Every shape of the grammar that is an expression; a test holds it against the grammar."""


def place_of(tree: Tree[Token]) -> Place:
    """Where the tree stands in the text."""
    return Place(start=tree.meta.start_pos, end=tree.meta.end_pos)


def _token(tree: Tree[Token], index: int) -> Token:
    token = tree.children[index]
    assert isinstance(token, Token)  # noqa: S101 - a grammar at fault, not an author
    return token


def _words(token: Token) -> str:
    return " ".join(token.split())


def _calendar_unit(token: Token) -> CalendarUnit:
    return CalendarUnit(token.removesuffix("s"))
