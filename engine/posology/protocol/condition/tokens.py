"""The words of a condition, read by the grammar's own terminals; what CQL has and we have not is refused here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from lark import Token

from posology.protocol.condition import refused
from posology.protocol.condition.faults import MALFORMED_LITERAL, NOT_IN_THE_LANGUAGE, NOT_UNDERSTOOD, Faults
from posology.protocol.condition.syntax import Place
from posology.reader.source import describe_character

UNITS_OF_THE_CALENDAR = ("year", "years", "month", "months", "week", "weeks", "day", "days")
KEYWORDS = frozenset(
    [
        "and",
        "or",
        "xor",
        "not",
        "implies",
        "in",
        "contains",
        "between",
        "exists",
        "is",
        "null",
        "true",
        "false",
        "where",
        "before",
        "after",
        "same",
        "includes",
        "included",
        "during",
        "duration",
        "difference",
        "if",
        "then",
        "else",
        "case",
        "when",
        "end",
        "start",
        "of",
        *UNITS_OF_THE_CALENDAR,
    ]
)
# After one of these an operand is complete, so that a `[` indexes it and a number stands beside it.
_ENDS_OPERAND = frozenset(
    {"NAME", "NUMBER", "STRING", "CONSTANT", "CLOSE", "CLOSE_LIST", "CLOSE_CLOSED", "END", "UNITS"}
)


def place_of(token: Token) -> Place:
    """Where the token stands in the text."""
    start = token.start_pos or 0
    return Place(start=start, end=start + len(token))


def names_after_dots(tokens: Sequence[Token]) -> list[Token]:
    """The tokens, with every word after a dot made a name: `M.date`, `M.end` and `M.class` are fields, not keywords."""
    renamed: list[Token] = []
    for token in tokens:
        after_dot = bool(renamed) and renamed[-1].type == "DOT"
        is_word = after_dot and token.isidentifier()
        renamed.append(Token.new_borrow_pos("NAME", str(token), token) if is_word else token)
    return renamed


def refuse_by_name(tokens: Sequence[Token], faults: Faults) -> bool:
    """Reports every construct of CQL that is not in this language; whether there was any."""
    found = False
    for index, token in enumerate(tokens):
        # a window that is never short: a space stands for what is not there
        before = tokens[index - 1] if index else NOTHING
        following = [*tokens[index + 1 : index + 4], *[NOTHING] * 3][:3]
        if not _is_told_with(token, before):
            found = _refuse(token, before.type, following, faults) or found
    return found


NOTHING = Token("", "")


def _is_told_with(token: Token, before: Token) -> bool:
    """Whether the word belongs to a construct of CQL whose first word has been refused: `month from`, `same day as`."""
    return str(token) in _SECOND_WORDS.get(str(before), ()) or (str(token) == "as" and before.type == "UNITS")


_SECOND_WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys([*UNITS_OF_THE_CALENDAR, *refused.UNITS_OF_THE_CLOCK, "date", "time"], ("from",)),
        **dict.fromkeys(["timezone", "timezoneoffset", "singleton", "point"], ("from",)),
        "same": ("as",),
        "&": ("&",),
        "|": ("|",),
    }
)


def _refuse(  # noqa: PLR0911 - one line for each kind of token
    token: Token, before: str, following: Sequence[Token], faults: Faults
) -> bool:
    match token.type:
        case "NAME":
            return _refuse_name(token, before, following, faults)
        case "UNITS" | "TIMING" | "MEMBERSHIP" | "COUNTED_IN" | "NUMBER" | "EQUALITY" | "INEQUALITY" | "FACTOR":
            return _refuse_phrase(token, before, following, faults)
        case "LONG":
            return _tell(refused.LONG, token, faults)
        case "MOMENT" if "T" in token:
            return _tell(refused.TIMES, token, faults)
        case "MOMENT":
            help_text = "a date is `@2026`, `@2026-11` or `@2026-11-20`"
            faults.report(MALFORMED_LITERAL, f"`{token}` is not a date", place_of(token), help_text)
            return True
        case "SYMBOL":
            return _refuse_symbol(token, before, following[0], faults)
        case _:
            return False


def _refuse_name(  # noqa: PLR0911 - one line for each way in which CQL reads a name
    token: Token, before: str, following: Sequence[Token], faults: Faults
) -> bool:
    called = following[0].type == "OPEN"
    if before == "DOT":
        return called and _tell(refused.METHOD, token, faults)
    if called and token in refused.REFUSED_FUNCTIONS:
        return _tell((f"`{token}`", refused.REFUSED_FUNCTIONS[token]), token, faults)
    if following[0] == "from" and token in {"date", "time"}:
        return _tell(refused.COMPONENT, token, faults)
    if str(token) == "same" and following[0].type == "UNITS":
        return _tell(refused.PRECISION_OF_SAME, token, faults)
    if token in {"code", "concept", "point"} and before not in _ENDS_OPERAND and following[0].type != "NAME":
        return False  # a word that CQL reserves only where a definition or `from` follows
    if token in refused.REFUSED_WORDS:
        return _tell(refused.REFUSED_WORDS[token], token, faults)
    if token.lower() in KEYWORDS and not token.islower():
        message = f"`{token}` is written with small letters: `{token.lower()}`"
        faults.report(
            NOT_UNDERSTOOD,
            message,
            place_of(token),
            "keywords have small letters; `Interval` alone begins with a capital",
        )
        return True
    return False


def _refuse_phrase(  # noqa: PLR0911 - one line for each phrase
    token: Token, before: str, following: Sequence[Token], faults: Faults
) -> bool:
    first, second, third = (each.type for each in following)
    match token.type:
        case "UNITS" if following[0] == "from":
            return _tell(refused.COMPONENT, token, faults)
        case "TIMING" | "MEMBERSHIP" if first == "UNITS" and following[1] == "of":
            return _tell(refused.PRECISION, following[0], faults)
        case "COUNTED_IN" if following[1] == "of":
            return _tell(refused.LENGTH, token, faults)
        case "NUMBER" if before in _ENDS_OPERAND and first in {"UNITS", "STRING"}:
            offset = second == "TIMING" or (second == "OR" and third == "NAME")
            return offset and _tell(refused.OFFSET, token, faults)
        case "FACTOR" if token.end_pos != following[0].start_pos:
            return False
        case "EQUALITY" | "INEQUALITY" | "FACTOR" if f"{token}{following[0]}" in MISSPELT:
            return _misspelt(f"{token}{following[0]}", token, faults)
        case _:
            return False


MISSPELT: Mapping[str, str] = MappingProxyType(
    {
        "==": "write `=`",
        "<>": "write `!=`",
        "=>": "write `>=`",
        "=<": "write `<=`",
        "!": "write `not`",
        "&&": "write `and`",
        "||": "write `or`",
        "/*": "a remark is opened and never closed: end it with `*/`",
        "%": "a percentage is a quantity: `60 '%'`",
        "\N{GREATER-THAN OR EQUAL TO}": "write `>=`",
        "\N{LESS-THAN OR EQUAL TO}": "write `<=`",
        "\N{NOT EQUAL TO}": "write `!=`",
        "\N{MULTIPLICATION SIGN}": "write `*`",
        "\N{DIVISION SIGN}": "write `/`",
        "\N{MINUS SIGN}": "write `-`",
        "\N{EN DASH}": "write `-`, or `between … and …`",
        "\N{LEFT SINGLE QUOTATION MARK}": "text stands between two straight quotes `'`",
        "\N{RIGHT SINGLE QUOTATION MARK}": "text stands between two straight quotes `'`",
        "\N{LEFT DOUBLE QUOTATION MARK}": "text stands between two straight quotes `'`",
        "\N{RIGHT DOUBLE QUOTATION MARK}": "text stands between two straight quotes `'`",
    }
)
"""Signs that other languages have, and what is written here."""


def _refuse_symbol(  # noqa: PLR0911 - one line for each sign
    token: Token, before: str, following: Token, faults: Faults
) -> bool:
    operand = before in _ENDS_OPERAND
    if f"{token}{following}" in MISSPELT:
        return _misspelt(f"{token}{following}", token, faults)
    match str(token):
        case "[":
            return _tell(refused.INDEXER if operand else refused.RETRIEVE, token, faults)
        case ":":
            return _tell(refused.TUPLE if before == "NAME" else refused.RATIO, token, faults)
        case symbol if symbol in refused.REFUSED_SYMBOLS:
            return _tell(refused.REFUSED_SYMBOLS[symbol], token, faults)
        case "'" | '"' | "`":
            faults.report(
                NOT_UNDERSTOOD,
                f"a closing `{token}` is missing",
                place_of(token),
                "text stands between two `'`, a name between two `\"`",
            )
            return True
        case symbol if symbol in MISSPELT:
            return _misspelt(symbol, token, faults)
        case _:
            shown = f"`{token}`" if token.isprintable() else f"the character {describe_character(str(token))}"
            faults.report(NOT_UNDERSTOOD, f"{shown} has no meaning in a condition", place_of(token))
            return True


def _tell(what: tuple[str, str], token: Token, faults: Faults) -> bool:
    name, help_text = what
    faults.report(NOT_IN_THE_LANGUAGE, f"CQL's {_plain(name)} is not in this language", place_of(token), help_text)
    return True


def _plain(name: str) -> str:
    return name.removeprefix("the ").removeprefix("a ")


def _misspelt(written: str, token: Token, faults: Faults) -> bool:
    faults.report(NOT_UNDERSTOOD, f"`{written}` has no meaning in a condition", place_of(token), MISSPELT[written])
    return True
