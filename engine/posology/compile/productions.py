"""The production rules of a protocol: from what was found to what follows.

A finding is a token such as `criterion:consent:met` or `washout:nsaid:late`. Each item (a criterion, a washout
group, a plan step, …) always has exactly one finding, so that no rule needs a negation: what an item allows is said
by a token for each verdict that it allows, and a verdict stands where every item allows it and one goes no further.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posology.compile.bounds import prepare
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.productions import Production, Ruleset
from posology.ir.protocol import Agreement, Kind, Protocol, TaperHold, WashoutRule

VERDICTS = ("eligible", "conditional", "deferred", "indeterminate", "ineligible")
"""From the best to the worst: where several apply, the later wins."""

MEDICINES = "medicines"
RENEWAL = "renewal"
TOGETHER = "together"

CRITERION_ALLOWS: Mapping[Kind, Mapping[str, str]] = {
    Kind.INCLUSION: {
        "met": "eligible",
        "not-applicable": "eligible",
        "mends": "deferred",
        "unknown": "indeterminate",
        "not-met": "ineligible",
    },
    Kind.EXCLUSION: {
        "not-met": "eligible",
        "not-applicable": "eligible",
        "mends": "deferred",
        "unknown": "indeterminate",
        "met": "ineligible",
    },
}
"""The best verdict that each status of a criterion allows; `mends` is a failure that time alone would mend."""

WASHOUT_ALLOWS: Mapping[str, str] = {
    "clear": "eligible",
    "hold": "conditional",
    "late": "deferred",
    "refer": "deferred",
    "unknown": "indeterminate",
}
"""The best verdict that each washout finding allows; `clear` also stands where no medicine falls under the rule."""

STEP_ALLOWS: Mapping[str, str] = {"applies": "eligible", "left-out": "eligible", "unknown": "indeterminate"}
"""The best verdict that each finding about a plan step allows."""

MEDICINES_ALLOW: Mapping[str, str] = {"recognised": "eligible", "unknown": "indeterminate"}
"""The best verdict that the medication list allows as a whole: unknown where it, or a drug on it, is."""

RENEWAL_ALLOWS: Mapping[str, str] = {"none": "eligible", "needed": "conditional"}
"""The best verdict that ageing values allow."""

TOGETHER_ALLOWS: Mapping[str, str] = {"none": "eligible", "refer": "deferred"}
"""The best verdict that antithrombotics taken together allow."""


def items_of(protocol: Protocol) -> dict[str, Mapping[str, str]]:
    """Every item of the protocol that can stand in the way, with the best verdict that each of its findings allows."""
    groups = dict.fromkeys(rule.group for rule in protocol.washout)
    return {
        **{f"criterion:{each.id}": CRITERION_ALLOWS[each.kind] for each in protocol.criteria},
        MEDICINES: MEDICINES_ALLOW,
        **{f"washout:{group}": WASHOUT_ALLOWS for group in groups},
        TOGETHER: TOGETHER_ALLOWS,
        **{f"step:{each.id}": STEP_ALLOWS for each in protocol.steps},
        RENEWAL: RENEWAL_ALLOWS,
    }


def compile_ruleset(protocol: Protocol, diagnostics: Diagnostics) -> Ruleset | None:
    """The productions that derive the verdict, the plan, sedation, agreements and restarts from the findings.

    None where an id of the protocol cannot name a finding, or the productions leave the bounds of the C engine.
    """
    items = items_of(protocol)
    productions = [
        *_allowances(items),
        *_verdicts(items),
        *_washout_consequences(protocol),
        *_plan_consequences(protocol),
    ]
    return prepare(protocol.id, tuple(productions), protocol.span, diagnostics)


def _production(conclusion: str, premises: tuple[str, ...], says: str) -> Production:
    return Production(id=f"{premises[0]}:gives:{conclusion}", premises=premises, conclusion=conclusion, says=says)


def _allowances(items: Mapping[str, Mapping[str, str]]) -> Iterator[Production]:
    """What each finding allows, and that allowing a verdict allows every worse one."""
    for item, findings in items.items():
        for finding, best in findings.items():
            token = f"{item}:{finding}"
            yield _production(f"allows:{best}:{item}", (token,), f"{item} is {finding}, which allows {best} at best")
            if best != VERDICTS[0]:
                yield _production(f"limit:{best}", (token,), f"{item} is {finding}: no better than {best}")
        bests = sorted({VERDICTS.index(best) for best in findings.values()})
        for better, worse in zip(VERDICTS[bests[0] :], VERDICTS[bests[0] + 1 : -1], strict=False):
            yield _production(
                f"allows:{worse}:{item}", (f"allows:{better}:{item}",), f"what allows {better} allows {worse}"
            )


def _verdicts(items: Mapping[str, Mapping[str, str]]) -> Iterator[Production]:
    """A verdict stands where every item allows it and some item allows no better; `ineligible` needs only one item."""
    for verdict in VERDICTS[:-1]:
        everything = tuple(f"allows:{verdict}:{item}" for item in items)
        limit = () if verdict == VERDICTS[0] else (f"limit:{verdict}",)
        yield _production(
            f"verdict:{verdict}", (*everything, *limit), f"everything allows {verdict}, and something no better"
        )
    yield _production(
        f"verdict:{VERDICTS[-1]}", (f"limit:{VERDICTS[-1]}",), "something is known to fail, and time will not mend it"
    )


def _washout_consequences(protocol: Protocol) -> Iterator[Production]:
    """Which restarts, agreements and checks on the day follow for each rule that a medicine falls under."""
    for rule in protocol.washout:
        in_effect = f"rule:{rule.id}:in-effect"
        if rule.agreement is Agreement.REQUIRED or isinstance(rule.hold, TaperHold):
            yield _production(f"agreement:{rule.id}", (in_effect,), "the prescriber must agree before it is held")
        elif rule.agreement is Agreement.UNLESS_PRIMARY_PREVENTION:
            yield _production(
                f"agreement:{rule.id}",
                (in_effect, f"rule:{rule.id}:not-primary-prevention"),
                "the prescriber must agree, as primary prevention is not recorded",
            )
        yield from _after(rule, f"rule:{rule.id}:restricts")


def _after(rule: WashoutRule, restricts: str) -> Iterator[Production]:
    """Restart and check follow for every medicine that the rule restricts, also for one whose hold is long over."""
    if rule.resumption is not None:
        yield _production(f"restart:{rule.id}", (restricts,), f"taken again after {rule.resumption.after}")
    if rule.day_check is not None:
        yield _production(f"check-on-the-day:{rule.id}", (restricts,), rule.day_check.check)


def _plan_consequences(protocol: Protocol) -> Iterator[Production]:
    """Which sites the plan has, and whether sedation goes with it."""
    for step in protocol.steps:
        applies = f"step:{step.id}:applies"
        yield _production(f"plan:{step.id}", (applies,), step.because or "part of every treatment")
        if step.sedation:
            yield _production("sedation:given", (f"plan:{step.id}",), f"{step.id} is done under sedation")
