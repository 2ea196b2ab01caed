"""The production rules of a protocol: from what was found to what follows.

A finding is a token such as `criterion:consent:met` or `washout:nsaid:late`. Each item (a criterion, a washout
group, a plan step, …) always has exactly one finding, so that no rule needs a negation. The two verdicts with which a
treatment may go on, `eligible` and `conditional`, follow only where every item is known to allow them. Each of the
others follows from one finding that allows no better; where several follow, the worst stands. So a finding that is
lost can never let anybody through.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posology.compile.bounds import prepare
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.productions import Production, Ruleset
from posology.ir.protocol import Criterion, Kind, Protocol
from posology.ir.washout import Agreement, TaperHold, WashoutRule

VERDICTS = ("eligible", "conditional", "deferred", "indeterminate", "ineligible")
"""From the best to the worst: where several apply, the later wins."""

GOING_ON = ELIGIBLE, CONDITIONAL = VERDICTS[:2]
"""The verdicts with which a treatment may go on."""

LET_THROUGH = "criteria:let-through"
"""Every criterion lets the patient through."""

MEDICINES = "medicines"
PROCEDURE = "procedure-date"
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

PROCEDURE_ALLOWS: Mapping[str, str] = {"ahead": "eligible", "past": "indeterminate"}
"""The best verdict that the procedure date allows: one before the day of judging cannot be planned any more."""

RENEWAL_ALLOWS: Mapping[str, str] = {"none": "eligible", "needed": "conditional"}
"""The best verdict that ageing values allow."""

TOGETHER_ALLOWS: Mapping[str, str] = {"none": "eligible", "refer": "deferred"}
"""The best verdict that antithrombotics taken together allow."""


def items_of(protocol: Protocol) -> dict[str, Mapping[str, str]]:
    """Every item of the protocol that can stand in the way, with the best verdict that each of its findings allows."""
    return {
        **{f"criterion:{each.id}": _allowed_by(each) for each in protocol.criteria},
        MEDICINES: MEDICINES_ALLOW,
        **{f"washout:{group}": WASHOUT_ALLOWS for group in protocol.washout_groups},
        TOGETHER: TOGETHER_ALLOWS,
        **{f"step:{each.id}": STEP_ALLOWS for each in protocol.steps},
        RENEWAL: RENEWAL_ALLOWS,
        PROCEDURE: PROCEDURE_ALLOWS,
    }


def _allowed_by(criterion: Criterion) -> Mapping[str, str]:
    """What each status allows that the criterion can have."""
    possible = {"not-applicable": criterion.applies is not None, "mends": criterion.turning.moves}
    allowed = CRITERION_ALLOWS[criterion.kind]
    return {status: best for status, best in allowed.items() if possible.get(status, True)}


def compile_ruleset(protocol: Protocol, diagnostics: Diagnostics) -> Ruleset | None:
    """The productions that derive the verdict, the plan, sedation, agreements and restarts from the findings.

    None where an id of the protocol cannot name a finding, or the productions leave the bounds of the C engine.
    """
    items = items_of(protocol)
    productions = [
        *_limits(items),
        *_allowances(items),
        *_verdicts(items),
        *_washout_consequences(protocol),
        *_plan_consequences(protocol),
    ]
    return prepare(protocol.id, tuple(productions), protocol.span, diagnostics)


def _production(conclusion: str, premises: tuple[str, ...], says: str) -> Production:
    return Production(id=f"{premises[0]}:gives:{conclusion}", premises=premises, conclusion=conclusion, says=says)


def _limits(items: Mapping[str, Mapping[str, str]]) -> Iterator[Production]:
    """Which findings allow no better than some verdict."""
    for item, findings in items.items():
        for finding, best in findings.items():
            if best != ELIGIBLE:
                yield _production(
                    f"limit:{best}", (f"{item}:{finding}",), f"{item} is {finding}: no better than {best}"
                )


def _allowances(items: Mapping[str, Mapping[str, str]]) -> Iterator[Production]:
    """That an item allows a verdict, where several of its findings do; a single one speaks for itself."""
    for item, findings in items.items():
        for verdict in GOING_ON:
            conclusion = f"allows:{verdict}:{item}"
            if _allows(item, findings, verdict) == conclusion:
                for finding in _allowing(findings, verdict):
                    says = f"{item} is {finding}, which allows {findings[finding]}"
                    yield _production(conclusion, (f"{item}:{finding}",), says)


def _allowing(findings: Mapping[str, str], verdict: str) -> tuple[str, ...]:
    """The findings that allow the verdict."""
    return tuple(finding for finding, best in findings.items() if VERDICTS.index(best) <= VERDICTS.index(verdict))


def _allows(item: str, findings: Mapping[str, str], verdict: str) -> str:
    """The token that stands exactly where the item allows the verdict."""
    needed = verdict if verdict in findings.values() else ELIGIBLE
    allowing = _allowing(findings, needed)
    return f"{item}:{allowing[0]}" if len(allowing) == 1 else f"allows:{needed}:{item}"


def _verdicts(items: Mapping[str, Mapping[str, str]]) -> Iterator[Production]:
    """The verdicts: two that everything must allow, and one for each limit that is worse."""
    criteria = {item: findings for item, findings in items.items() if item.startswith("criterion:")}
    others = {item: findings for item, findings in items.items() if item not in criteria}
    passing = tuple(_allows(item, findings, ELIGIBLE) for item, findings in criteria.items())
    if passing:
        yield _production(LET_THROUGH, passing, "every criterion lets the patient through")
    let_through = (LET_THROUGH,) if passing else ()
    for verdict, limit, says in (
        (ELIGIBLE, (), "everything allows eligible"),
        (CONDITIONAL, (f"limit:{CONDITIONAL}",), "everything allows conditional, and something no better"),
    ):
        everything = tuple(_allows(item, findings, verdict) for item, findings in others.items())
        yield _production(f"verdict:{verdict}", (*let_through, *everything, *limit), says)
    for verdict in VERDICTS[len(GOING_ON) :]:
        yield _production(f"verdict:{verdict}", (f"limit:{verdict}",), f"something allows no better than {verdict}")


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
