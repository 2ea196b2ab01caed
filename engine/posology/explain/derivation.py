"""The derivation as a reader wants it: what followed, straight from what was found."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from posology.compile.productions import VERDICTS
from posology.ir.productions import Conclusion

ALLOWANCE = "allows:"
"""The prefix of the conclusions that only pass on which verdicts an item allows."""

_WORST_FIRST = tuple((f"verdict:{name}", name) for name in reversed(VERDICTS))


def standing_verdict(tokens: AbstractSet[str]) -> str | None:
    """The worst of the verdicts that were derived; None where none was."""
    for token, name in _WORST_FIRST:
        if token in tokens:
            return name
    return None


def shorten(derivation: tuple[Conclusion, ...]) -> tuple[Conclusion, ...]:
    """The conclusions, each resting directly on findings and on other conclusions here.

    Left out are those that pass on an allowance, and the verdicts that a worse one goes before.
    """
    by_token = {each.token: each for each in derivation}
    standing = standing_verdict(by_token.keys())
    overruled = {token for token, name in _WORST_FIRST if name != standing}
    return tuple(
        replace(each, premises=tuple(dict.fromkeys(_grounds(each.premises, by_token))))
        for each in derivation
        if not each.token.startswith(ALLOWANCE) and each.token not in overruled
    )


def _grounds(premises: tuple[str, ...], by_token: dict[str, Conclusion]) -> list[str]:
    found: list[str] = []
    for premise in premises:
        if premise.startswith(ALLOWANCE):
            found.extend(_grounds(by_token[premise].premises, by_token))
        else:
            found.append(premise)
    return found
