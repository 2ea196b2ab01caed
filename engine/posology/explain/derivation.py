"""The derivation as a reader wants it: what followed, straight from what was found."""

from __future__ import annotations

from dataclasses import replace

from posology.ir.productions import Conclusion

ALLOWANCE = "allows:"
"""The prefix of the conclusions that only pass on which verdicts an item allows."""


def shorten(derivation: tuple[Conclusion, ...]) -> tuple[Conclusion, ...]:
    """The conclusions without those that pass on an allowance; each rests directly on findings and on what is left."""
    by_token = {each.token: each for each in derivation}
    return tuple(
        replace(each, premises=tuple(dict.fromkeys(_grounds(each.premises, by_token))))
        for each in derivation
        if not each.token.startswith(ALLOWANCE)
    )


def _grounds(premises: tuple[str, ...], by_token: dict[str, Conclusion]) -> list[str]:
    found: list[str] = []
    for premise in premises:
        if premise.startswith(ALLOWANCE):
            found.extend(_grounds(by_token[premise].premises, by_token))
        else:
            found.append(premise)
    return found
