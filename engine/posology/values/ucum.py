"""The grammar of UCUM codes: a code taken apart into a number and the powers of its atoms, none of them looked up.

Source: The Unified Code for Units of Measure, sections 2 and 3, in the case-sensitive variant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

CELLS = "{cells}"
# UCUM gives annotations no meaning; these two are counted, because a dose in cells must not pass for a bare number
_CELL_ANNOTATIONS = frozenset({CELLS, "{cell}"})

LONGEST_CODE = 128
_TOKEN = re.compile(
    r"""
    (?P<operator>[./()])
    | 10[*^](?P<ten>[+-]?[0-9]{1,2})
    | (?P<number>[1-9][0-9]{0,8})
    | (?P<atom>(?:[A-Za-z%]|\[[A-Za-z0-9_'/]+\])+)(?P<exponent>[+-]?[1-9][0-9]?)?
    | (?P<annotation>\{[!-z|~]*\})
    """,
    re.VERBOSE | re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A UCUM code taken apart: `10*6.{cells}/kg` is 1,000,000 times `{cells}` to the 1 times `kg` to the -1."""

    scale: Fraction
    powers: Mapping[str, int]

    def times(self, other: Term, exponent: int = 1) -> Term:
        """The product with the other term raised to the exponent; atoms that cancel are gone."""
        powers = dict(self.powers)
        for atom, power in other.powers.items():
            powers[atom] = powers.get(atom, 0) + power * exponent
        kept = {atom: power for atom, power in powers.items() if power}
        return Term(self.scale * other.scale**exponent, MappingProxyType(kept))


ONE = Term(Fraction(1), MappingProxyType({}))


def read_code(code: str) -> Term | None:
    """The term that the code writes; None where it is not a UCUM code. Whether its atoms exist is not asked here."""
    if not 0 < len(code) <= LONGEST_CODE:
        return None
    tokens = _tokens(code)
    if tokens is None:
        return None
    read = _read_term(tokens, 0)
    return read[0] if read is not None and read[1] == len(tokens) else None


def write_code(powers: Mapping[str, int]) -> str:
    """The code of a product of powers, in the order given: numerators joined by `.`, each denominator after a `/`."""
    over = ".".join(_written(atom, power) for atom, power in powers.items() if power > 0)
    under = "".join("/" + _written(atom, -power).replace(".", "/") for atom, power in powers.items() if power < 0)
    return over + under or "1"


def _written(atom: str, power: int) -> str:
    # an annotation takes no exponent
    if atom == CELLS:
        return ".".join([CELLS] * power)
    return atom if power == 1 else f"{atom}{power}"


def _tokens(code: str) -> tuple[re.Match[str], ...] | None:
    tokens: list[re.Match[str]] = []
    position = 0
    while position < len(code):
        token = _TOKEN.match(code, position)
        if token is None:
            return None
        tokens.append(token)
        position = token.end()
    return tuple(tokens)


def _operator_at(tokens: tuple[re.Match[str], ...], position: int) -> str | None:
    return tokens[position]["operator"] if position < len(tokens) else None


def _read_term(tokens: tuple[re.Match[str], ...], position: int) -> tuple[Term, int] | None:
    """The longest term from that token on, and where it ends: components joined by `.` and `/`, from left to right."""
    term, exponent = ONE, 1
    if _operator_at(tokens, position) == "/":
        position, exponent = position + 1, -1
    while True:
        component = _read_component(tokens, position)
        if component is None:
            return None
        term, position = term.times(component[0], exponent), component[1]
        match _operator_at(tokens, position):
            case ".":
                position, exponent = position + 1, 1
            case "/":
                position, exponent = position + 1, -1
            case _:
                return term, position


def _read_component(tokens: tuple[re.Match[str], ...], position: int) -> tuple[Term, int] | None:
    """One component and where it ends: a number, an atom with its exponent or a bracketed term, then an annotation."""
    term = ONE
    annotated = position < len(tokens) and tokens[position]["annotation"] is not None
    if not annotated:
        bare = _read_unannotated(tokens, position)
        if bare is None:
            return None
        term, position = bare
    if position < len(tokens) and (annotation := tokens[position]["annotation"]) is not None:
        counts_cells = annotation in _CELL_ANNOTATIONS
        return (term.times(_power(CELLS, 1)) if counts_cells else term), position + 1
    return term, position


def _read_unannotated(tokens: tuple[re.Match[str], ...], position: int) -> tuple[Term, int] | None:
    if _operator_at(tokens, position) == "(":
        inner = _read_term(tokens, position + 1)
        return (inner[0], inner[1] + 1) if inner is not None and _operator_at(tokens, inner[1]) == ")" else None
    term = _single(tokens[position]) if position < len(tokens) else None
    return (term, position + 1) if term is not None else None


def _single(token: re.Match[str]) -> Term | None:
    """What one token stands for on its own: a power of ten, a number or an atom; None for an operator."""
    if token["ten"] is not None:
        return Term(Fraction(10) ** int(token["ten"]), ONE.powers)
    if token["number"] is not None:
        return Term(Fraction(int(token["number"])), ONE.powers)
    if token["atom"] is not None:
        return _power(token["atom"], int(token["exponent"] or "1"))
    return None


def _power(atom: str, exponent: int) -> Term:
    return Term(Fraction(1), MappingProxyType({atom: exponent}))
