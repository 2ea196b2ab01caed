"""The holds of a protocol as a clinic keeps them: approved, and perhaps longer, but never shorter."""

from __future__ import annotations

from dataclasses import replace

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.nearest import suggestion
from posology.ir.hold_lengths import lengths
from posology.ir.site import Approval
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.protocol.site import DecidedHold, Site
from posology.reader.source import shortened

NO_SUCH_HOLD = "P0608"
TOO_SHORT = "P0609"
NOT_IN_DAYS = "P0610"


def keep_holds(
    rules: tuple[WashoutRule, ...], site: Site, blocks: tuple[str, ...], diagnostics: Diagnostics
) -> tuple[WashoutRule, ...]:
    """The rules with the days of the clinic, where they are no fewer than the protocol's; others are reported.

    `blocks` are the names of every block that has rules under some option, faulty ones too: of one that has none here,
    nothing can be held against it.
    """
    known = tuple(dict.fromkeys((*(each.group for each in rules), *(each.id for each in rules), *blocks)))
    for decided in site.holds:
        if decided.rule not in known:
            help_text = suggestion(
                decided.rule, known, f"the holds are {', '.join(known)}" if known else "leave it out"
            )
            message = f"the protocol has no hold `{shortened(decided.rule)}`"
            diagnostics.error(NO_SUCH_HOLD, message, decided.span, help=help_text)
    return tuple(_kept(rule, rules, site, diagnostics) for rule in rules)


def approvals_of(rules: tuple[WashoutRule, ...], site: Site) -> dict[str, Approval]:
    """Who approved the hold of each rule, and when; a rule whose hold nobody approved is not in it."""
    found: dict[str, Approval] = {}
    for rule in rules:
        signed = next((each.approved for each in _concerning(rule, site) if each.approved is not None), None)
        if signed is not None:
            found[rule.id] = Approval(by=signed[0], on=signed[1])
    return found


def days_of(rules: tuple[WashoutRule, ...], site: Site) -> dict[str, int]:
    """The days that the clinic decided for each rule that has days; `rules` are as the clinic keeps them."""
    found: dict[str, int] = {}
    for rule in rules:
        decided = _decided(rule, site)
        if decided is not None and rule.hold == FixedHold(days=decided[1]):
            found[rule.id] = decided[1]
    return found


def _concerning(rule: WashoutRule, site: Site) -> list[DecidedHold]:
    """What is said of the rule by its id, then what is said of its block."""
    own = [each for each in site.holds if each.rule == rule.id]
    return own + [each for each in site.holds if each.rule == rule.group != rule.id]


def _decided(rule: WashoutRule, site: Site) -> tuple[DecidedHold, int] | None:
    """What gives the rule its days, with the days; what is said of the rule goes before what is said of its block."""
    return next(((each, each.days) for each in _concerning(rule, site) if each.days is not None), None)


def _kept(rule: WashoutRule, rules: tuple[WashoutRule, ...], site: Site, diagnostics: Diagnostics) -> WashoutRule:
    """The rule with the days of the clinic."""
    found = _decided(rule, site)
    if found is None:
        return rule
    decided, days = found
    least = _least(rule)
    if least is None:
        siblings = (each for each in rules if each.group == decided.rule != rule.id)
        if any(_least(each) is not None for each in siblings):
            return rule  # the days of a block are for those of its rules that have days
        message = f"`days` of the hold `{shortened(decided.rule)}` cannot be kept for `{rule.id}`: {_why_no_days(rule)}"
        help_text = "leave `days` out; an approval alone can stand here"
        diagnostics.error(NOT_IN_DAYS, message, decided.days_span, help=help_text)
        return rule
    if days < least:
        diagnostics.error(
            TOO_SHORT,
            f"the clinic would hold `{rule.id}` for {_in_days(days)}, and the protocol as chosen asks for "
            f"{_in_days(least)}",
            decided.days_span,
            help=f"write {least} or more, or choose another reading, if the protocol has one",
            related=((rule.span, "the protocol's hold"),),
        )
        return rule
    return replace(rule, hold=FixedHold(days=days))


def _least(rule: WashoutRule) -> int | None:
    """The drug-free days that no clinic may go below: the most that the protocol can ask of any patient."""
    match rule.hold:
        case FixedHold(days=days):
            return days
        case ConditionalHold(duration=duration):
            return max((days for days, _ in lengths(duration)), default=None)
        case TaperHold() | ReferralHold() | NoHold():
            return None


def _why_no_days(rule: WashoutRule) -> str:
    match rule.hold:
        case TaperHold():
            return "the protocol asks for an individual taper, and a number of days would take its place"
        case ReferralHold():
            return "the protocol leaves it to the prescriber, and a number of days would take that away"
        case NoHold():
            return "the protocol does not hold it"
        case FixedHold() | ConditionalHold():
            return "the protocol works its days out for each patient"


def _in_days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}"
