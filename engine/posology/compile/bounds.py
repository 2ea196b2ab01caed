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

MOST_RULES = 4096
"""Lowered rules of one ruleset, as many as the engine has places for actions."""

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
    """The same meaning within the bounds: rules the engine can hold, and every token they test, in its group.

    A rule that keeps the id of a production fires when that production does. Ids and tokens of all other rules contain
    `~`, which no token of a protocol does.
    """

    rules: tuple[Production, ...]
    groups: Mapping[str, int]


def prepare(name: str, productions: Sequence[Production], span: Span, diagnostics: Diagnostics) -> Ruleset | None:
    """The productions are a ruleset that both engines can run, or every fault in them is an error at `span`."""
    found = faults(productions)
    for each in found:
        diagnostics.error(each.code, each.message, span, help=each.help)
    return None if found else Ruleset(name=name, productions=tuple(productions))


def lower(productions: Sequence[Production]) -> Lowered:
    """The productions within the engine's bounds. Raises `OutOfBounds` where `prepare` would have reported a fault."""
    _require_faultless(productions)
    return _lowered(productions)


def faults(productions: Sequence[Production]) -> tuple[Fault, ...]:
    """Everything that keeps the productions from being run, each once; what would only repeat another is left out."""
    written = (*_syntax(productions), *_repeated(productions), *_unconditional(productions), *_cycle(productions))
    return written or (*_size(lowered := _lowered(productions)), *_collisions(lowered))


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
    stratum = strata(productions)
    return tuple(sorted(productions, key=lambda each: max(stratum[premise] for premise in each.premises)))


def colliding(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each two of the ASCII words that the engine takes for one, because it compares ids by 32-bit FNV-1a hash only."""
    seen: dict[int, str] = {}
    for word in words:
        code = _FNV_BASIS
        for byte in word.encode("ascii"):
            code = (code ^ byte) * _FNV_PRIME & _32_BITS
        other = seen.setdefault(code, word)
        if other != word:
            yield other, word


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


def _size(lowered: Lowered) -> Iterator[Fault]:
    for number, most, what in (
        (len(lowered.rules), MOST_RULES, "rules"),
        (len(lowered.groups), MOST_GROUPS * TOKENS_IN_ONE_GROUP, "different facts in conditions of rules"),
    ):
        if number > most:
            yield Fault(
                code="P0494",
                message=f"the protocol needs {number} {what}, and at most {most} can be held",
                help="split it into several protocols",
            )


def _collisions(lowered: Lowered) -> Iterator[Fault]:
    for one, other in colliding((STATE_ID, *lowered.groups)):
        yield Fault(
            code="P0495",
            message=f"the facts `{one}` and `{other}` would be taken for each other, because their hashes are equal",
            help="rename what one of them is named after",
        )


def _lowered(productions: Sequence[Production]) -> Lowered:
    rules = _shared([part for each in productions for part in _split(each)])
    tokens = dict.fromkeys(premise for each in rules for premise in each.premises)
    return Lowered(
        rules=tuple(rules),
        groups={token: index // TOKENS_IN_ONE_GROUP for index, token in enumerate(tokens)},
    )


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
