"""From the text of a condition to its syntax. The grammar is `condition.lark`, beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedToken

from posology.protocol.condition.build import build
from posology.protocol.condition.faults import NOT_UNDERSTOOD, TOO_LARGE, Faults
from posology.protocol.condition.syntax import Expression, Place
from posology.protocol.condition.tokens import names_after_dots, place_of, refuse_by_name

LONGEST_TEXT = 10_000
"""Characters in one condition."""

DEEPEST_NESTING = 80
"""Expressions within one another, each operator of a row counted. Everything that walks a tree relies on it."""


class _KeepEveryTerminal:
    """Tells Lark to read also the terminals that no rule takes, which exist to be refused by name."""

    always_accept = ("MOMENT", "LONG", "SYMBOL")

    def process(self, stream: object) -> object:
        """The tokens as they are."""
        return stream


@lru_cache(maxsize=1)
def _parser() -> Lark:
    # Building the tables takes tens of milliseconds: once in a process, and only where a condition is read.
    grammar = resources.files("posology.protocol.condition").joinpath("condition.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        lexer="basic",
        postlex=_KeepEveryTerminal(),
        propagate_positions=True,
        maybe_placeholders=False,
    )


def parse_condition(text: str, faults: Faults) -> Expression | None:
    """The syntax of the text; None where it is not in the language, with every fault that could be named reported."""
    if len(text) > LONGEST_TEXT:
        faults.report(
            TOO_LARGE,
            f"the condition has more than {LONGEST_TEXT} characters",
            Place(start=0, end=1),
            "split it into several criteria",
        )
        return None
    tokens = names_after_dots(list(_parser().lex(text)))  # pyright: ignore[reportUnknownMemberType]  # Lark's own types
    if not tokens:
        faults.report(NOT_UNDERSTOOD, "the condition is empty", Place(start=0, end=len(text)))
        return None
    if refuse_by_name(tokens, faults):
        return None
    tree = _parse_tokens(text, tokens, faults)
    if tree is None:
        return None
    if _depth(tree) > DEEPEST_NESTING:
        faults.report(
            TOO_LARGE,
            f"expressions stand more than {DEEPEST_NESTING} deep in one another",
            place_of(tokens[0]),
            "split the condition into several criteria",
        )
        return None
    return build(tree, faults)


def _parse_tokens(text: str, tokens: list[Token], faults: Faults) -> Tree[Token] | None:
    parser = _parser().parse_interactive(text)  # pyright: ignore[reportUnknownMemberType]  # Lark's own types
    try:
        for token in tokens:
            parser.feed_token(token)
        tree: Tree[Token] | None = parser.feed_token(Token.new_borrow_pos("$END", "", tokens[-1]))
    except UnexpectedToken as unexpected:
        expected: set[str] = parser.accepts()  # type: ignore[no-untyped-call]  # Lark leaves it without types
        offending: Token = unexpected.token  # pyright: ignore[reportUnknownMemberType]  # Lark's own types
        _explain(offending, frozenset(expected), tokens[-1], faults)
        return None
    return tree


def _explain(unexpected: Token, expected: frozenset[str], last: Token, faults: Faults) -> None:
    if unexpected.type == "$END":
        faults.report(NOT_UNDERSTOOD, "the condition ends too early", place_of(last), _what_is_expected(expected))
    else:
        message = f"`{unexpected}` cannot stand here"
        help_text = _MEANT.get(unexpected.type) or _what_is_expected(expected)
        faults.report(NOT_UNDERSTOOD, message, place_of(unexpected), help_text)


_MEANT: Mapping[str, str] = MappingProxyType(
    {
        "PREFIX": "`not` stands before what it denies: `not (vas in {1, 2})`",
        "WHERE": "the items of the list need a name before `where`: `medications M where …`",
        "COMMA": "commas stand in lists only; a decimal has a point, and a large number nothing",
        "NUMBER": "a number is written in digits, with one point at most: `1000000`, `0.5`",
    }
)
"""What somebody most often meant who wrote a token where it cannot stand."""


def _what_is_expected(expected: frozenset[str]) -> str:
    missing = [f"`{sign}`" for terminal, sign in _CLOSERS if terminal in expected]
    if "NUMBER" in expected:
        return "a value, a name or `(` is expected here"
    if missing:
        return f"an operator, or {' or '.join(missing)}, is expected here"
    if "SIGN" in expected:
        return "an operator, such as `and` or `=`, or the end is expected here"
    return "a name is expected here" if "NAME" in expected else ""


_CLOSERS = (
    ("CLOSE", ")"),
    ("CLOSE_CLOSED", "]"),
    ("CLOSE_LIST", "}"),
    ("THEN", "then"),
    ("ELSE", "else"),
    ("END", "end"),
)


def _depth(tree: Tree[Token]) -> int:
    # Not recursive: this is what makes recursion safe for everything after it.
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        branch, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting.extend((child, depth + 1) for child in branch.children if isinstance(child, Tree))
    return deepest
