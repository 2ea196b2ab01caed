"""Productions brought within the bounds of the C engine `durable_rules_engine` 2.0.28, or refused with a message.

Beyond its bounds that engine crashes, hangs or stays silent, so nothing reaches it that was not lowered here. Each
bound is measured by a test that runs the bare engine, in a process of its own where it crashes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.ir.productions import Production, Ruleset

MOST_PREMISES = 12
"""Premises of one lowered rule. The engine takes 16; a rule with 17 loads, and fails only when its facts arrive."""

MOST_RULES_FOR_ONE_TOKEN = 255
"""Lowered rules that test one token. The engine crashes at 256, when the first fact arrives."""

TOKENS_IN_ONE_GROUP = 32
"""Tokens below one node of the engine's tree. It takes 511 and never finishes loading 512; few are searched faster."""

MOST_GROUPS = 511
"""Groups below the root of the engine's tree, by the same limit."""

RULES_IN_ONE_PART = 512
"""Lowered rules after which another part begins. The engine looks through all rules of a part for each that fires."""

MOST_RULES_IN_ONE_PART = 4096
"""Lowered rules of one part, as many as the engine has places for actions."""

MOST_RULES = 8192
"""Lowered rules of one ruleset: each takes up to 30 KB of memory, or with twelve premises 200, for every instance."""

STATE_ID = "sid-0"
"""The id under which the engine keeps a fact of its own beside ours, in the session `0`."""

_TOKEN = re.compile(r"[a-z0-9]+(?:[-_.:][a-z0-9]+)*")
_FNV_BASIS = 2166136261
_FNV_PRIME = 16777619
_32_BITS = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why productions cannot be run: a code of the catalogue, one sentence, and what would help."""

    code: str
    message: str
    help: str


class OutOfBounds(ValueError):  # noqa: N818 - the word says what the productions are
    """Raised when productions that `prepare` never saw, or refused, are about to be loaded into an engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowered:
    """Productions within the bounds: rules the engine can hold, and every token they test, by name and group.

    A rule that keeps the id of a production fires when that production does. Ids and tokens of all other rules contain
    `~`, which no token of a protocol does. `names` are what the engine is told instead of the tokens: no two have the
    same hash.
    """

    rules: tuple[Production, ...]
    groups: Mapping[str, int]
    names: Mapping[str, str]


def prepare(name: str, productions: Sequence[Production], span: Span, diagnostics: Diagnostics) -> Ruleset | None:
    """The productions are a ruleset that both engines can run, or every fault in them is an error at `span`."""
    found = faults(productions)
    for each in found:
        diagnostics.error(each.code, each.message, span, help=each.help)
    return None if found else Ruleset(name=name, productions=tuple(productions))


def lower(productions: Sequence[Production]) -> tuple[Lowered, ...]:
    """The productions within the engine's bounds, in parts that are run one after another.

    No part concludes a premise of a part before it. Raises `OutOfBounds` where `prepare` would have reported a fault.
    """
    _require_faultless(productions)
    return tuple(
        Lowered(rules=rules, groups=_groups_of(rules), names=_named_apart(_groups_of(rules)))
        for rules in _parts(productions)
    )


def faults(productions: Sequence[Production]) -> tuple[Fault, ...]:
    """Everything that keeps the productions from being run, each once; what would only repeat another is left out."""
    written = (*_syntax(productions), *_repeated(productions), *_unconditional(productions), *_cycle(productions))
    return written or tuple(_size(_parts(productions)))


def strata(productions: Sequence[Production]) -> Mapping[str, int]:
    """How many productions stand below each token on the longest way to it: 0 for a token that only facts supply.

    Raises `graphlib.CycleError` for productions that have a cycle.
    """
    below: dict[str, dict[str, None]] = {}
    for each in productions:
        below.setdefault(each.conclusion, {}).update(dict.fromkeys(each.premises))
    found: dict[str, int] = {}
    for token in TopologicalSorter(below).static_order():
        found[token] = max((found[premise] + 1 for premise in below.get(token, ())), default=0)
    return found


def in_order(productions: Sequence[Production]) -> tuple[Production, ...]:
    """The productions by stratum, and within one as they were written: premises are concluded before they are used.

    Raises `OutOfBounds` where `prepare` would have reported a fault.
    """
    _require_faultless(productions)
    return _by_stratum(productions)


def hash_of(word: str) -> int:
    """The 32-bit FNV-1a hash of an ASCII word, by which alone the engine compares the ids of facts."""
    code = _FNV_BASIS
    for byte in word.encode("ascii"):
        code = (code ^ byte) * _FNV_PRIME & _32_BITS
    return code


def _require_faultless(productions: Sequence[Production]) -> None:
    found = faults(productions)
    if found:
        raise OutOfBounds("; ".join(each.message for each in found))


def _syntax(productions: Sequence[Production]) -> Iterator[Fault]:
    words = dict.fromkeys(word for each in productions for word in (each.id, *each.premises, each.conclusion))
    for word in words:
        if _TOKEN.fullmatch(word) is None:
            yield Fault(
                code="P0490",
                message=f"`{word}` cannot name a fact or a rule",
                help="use lower-case letters a to z and digits, joined by `-`, `_`, `.` or `:`",
            )


def _repeated(productions: Sequence[Production]) -> Iterator[Fault]:
    for name, times in Counter(each.id for each in productions).items():
        if times > 1:
            yield Fault(
                code="P0491", message=f"{times} rules are named `{name}`", help="give each rule a name of its own"
            )


def _unconditional(productions: Sequence[Production]) -> Iterator[Fault]:
    for each in productions:
        if not each.premises:
            yield Fault(
                code="P0492",
                message=f"`{each.id}` concludes `{each.conclusion}` from nothing",
                help="give it at least one premise, so that the conclusion has a reason",
            )


def _cycle(productions: Sequence[Production]) -> Iterator[Fault]:
    try:
        strata(productions)
    except CycleError as error:
        # The second argument is the documented place of the path; each token on it is a premise of the next.
        path = " -> ".join(error.args[1])
        yield Fault(
            code="P0493",
            message=f"a conclusion is among its own reasons: {path}",
            help="remove one of the steps, so that every conclusion rests on facts",
        )


def _size(parts: Sequence[Sequence[Production]]) -> Iterator[Fault]:
    rules, largest = sum(map(len, parts)), max(map(len, parts))
    for number, most, what in (
        (rules, MOST_RULES, "rules"),
        (largest, MOST_RULES_IN_ONE_PART, "rules for one condition"),
        (max(map(_tokens_tested, parts)), MOST_GROUPS * TOKENS_IN_ONE_GROUP, "different facts in conditions of rules"),
    ):
        if number > most:
            yield Fault(
                code="P0494",
                message=f"the protocol needs {number} {what}, and at most {most} can be held",
                help="split it into several protocols",
            )


def _by_stratum(productions: Sequence[Production]) -> tuple[Production, ...]:
    stratum = strata(productions)
    return tuple(sorted(productions, key=lambda each: max(stratum[premise] for premise in each.premises)))


def _parts(productions: Sequence[Production]) -> tuple[tuple[Production, ...], ...]:
    """The lowered rules by stratum, in parts of about equal size; the rules of one production stay together."""
    parts: list[list[Production]] = [[]]
    for each in _by_stratum(productions):
        rules = tuple(_split(each))
        if parts[-1] and len(parts[-1]) + len(rules) > RULES_IN_ONE_PART:
            parts.append([])
        parts[-1].extend(rules)
    return tuple(tuple(_shared(part)) for part in parts)


def _tokens_tested(rules: Sequence[Production]) -> int:
    return len({premise for each in rules for premise in each.premises})


def _groups_of(rules: Sequence[Production]) -> Mapping[str, int]:
    tokens = dict.fromkeys(premise for each in rules for premise in each.premises)
    return {token: index // TOKENS_IN_ONE_GROUP for index, token in enumerate(tokens)}


def _named_apart(tokens: Iterable[str]) -> Mapping[str, str]:
    """Each token under its own name; one that the engine would take for another, with `~` and a number behind it."""
    taken = {hash_of(STATE_ID)}
    names: dict[str, str] = {}
    for token in tokens:
        names[token] = token
        number = 0
        while hash_of(names[token]) in taken:
            number += 1
            names[token] = f"{token}~{number}"
        taken.add(hash_of(names[token]))
    return names


def _split(production: Production) -> Iterator[Production]:
    """Rules with at most twelve premises each, the last of them under the production's own id."""
    # A premise named twice would need two facts of one token, and the rule would never fire.
    premises = tuple(dict.fromkeys(production.premises))
    made = 0
    while len(premises) > MOST_PREMISES:
        tokens: list[str] = []
        for start in range(0, len(premises), MOST_PREMISES):
            made += 1
            token = f"all~{production.id}~{made}"
            tokens.append(token)
            yield _generated(token, premises[start : start + MOST_PREMISES])
        premises = tuple(tokens)
    yield Production(id=production.id, premises=premises, conclusion=production.conclusion, says="")


def _shared(rules: list[Production]) -> list[Production]:
    """The rules, with copies of each token that over 255 of them test: it derives its copies, and they are tested."""
    uses = Counter(premise for each in rules for premise in each.premises)
    often = {token: times for token, times in uses.items() if times > MOST_RULES_FOR_ONE_TOKEN}
    used: Counter[str] = Counter()

    def copied(token: str) -> str:
        if token not in often:
            return token
        used[token] += 1
        return _copy(token, (used[token] - 1) // MOST_RULES_FOR_ONE_TOKEN)

    copies = [
        _generated(_copy(token, number), (token,))
        for token, times in often.items()
        for number in range(-(-times // MOST_RULES_FOR_ONE_TOKEN))
    ]
    return [*copies, *(_with_premises(each, copied) for each in rules)]


def _with_premises(rule: Production, renamed: Callable[[str], str]) -> Production:
    return Production(id=rule.id, premises=tuple(map(renamed, rule.premises)), conclusion=rule.conclusion, says="")


def _copy(token: str, number: int) -> str:
    return f"copy~{token}~{number + 1}"


def _generated(token: str, premises: tuple[str, ...]) -> Production:
    return Production(id=token, premises=premises, conclusion=token, says="")
