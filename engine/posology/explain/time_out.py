"""What the team says aloud before the first needle, and what the record has of it."""

from __future__ import annotations

from collections.abc import Iterator

from posology.explain.agreements import ANTITHROMBOTICS
from posology.explain.order import EPIDURAL, level_of
from posology.explain.rules import Rules
from posology.record.facts import Facts
from posology.results.check import Check, PlanLine, WashoutFinding, WashoutStatus
from posology.results.naming import written_date_in_words
from posology.results.sheet import TimeOutItem
from posology.values.numerals import date_in_words, join_in_words

INTRAVENOUS = "iv"


def birth_date(rules: Rules, facts: Facts) -> str | None:
    """The date of birth as recorded."""
    recorded = None if rules.dictionary.birth is None else facts.values.get(rules.dictionary.birth)
    return None if recorded is None else recorded.written


def time_out(check: Check, rules: Rules, facts: Facts, *, laid_out: bool) -> Iterator[TimeOutItem]:
    """Every item, in the order in which it is said; what nobody recorded is left for the team to say."""
    birth = birth_date(rules, facts)
    born = "date of birth not recorded" if birth is None else f"born {written_date_in_words(birth)}"
    sides = [each.side for each in check.plan if each.side is not None] if laid_out else []
    # a vein has no level that could be the wrong one
    places = [_level(each, rules, facts) for each in check.plan if each.site != INTRAVENOUS] if laid_out else []
    yield TimeOutItem(subject="patient", recorded=f"{facts.id}, {born}")
    yield TimeOutItem(subject="procedure", recorded=check.protocol.title if laid_out else None)
    yield TimeOutItem(subject="level", recorded=join_in_words(list(dict.fromkeys(places))) or None)
    yield TimeOutItem(subject="side", recorded=join_in_words(list(dict.fromkeys(sides))) or None)
    yield TimeOutItem(subject="consent", recorded=_consent(facts))
    yield TimeOutItem(subject=_allergies(rules), recorded=None)
    yield TimeOutItem(subject="antithrombotics", recorded=_antithrombotics(check, facts))
    yield TimeOutItem(subject="product match", recorded=None)


def _level(line: PlanLine, rules: Rules, facts: Facts) -> str:
    """The level of one target as stated; that of an epidural which nobody stated is said so, and never guessed."""
    if line.site != EPIDURAL or line.joint is not None:
        return line.joint or line.place or rules.anatomy.sites[line.site].target
    place, level = line.place or rules.anatomy.sites[line.site].target, level_of(line, facts)
    return f"{place}, level not recorded" if level is None else f"{place} at {level}"


def _consent(facts: Facts) -> str | None:
    signed = facts.values.get("consent.signed")
    if signed is None:
        return None
    version, when = facts.values.get("consent.version"), facts.values.get("consent.date")
    parts = (
        "signed" if signed.value is True else "not signed",
        "version not recorded" if version is None else f"version {version.written}",
        "date not recorded" if when is None else written_date_in_words(when.written),
    )
    return ", ".join(parts)


def _allergies(rules: Rules) -> str:
    """What the patient is asked about: allergies, and by name whatever else than cells the product has."""
    product = rules.site.product
    stated = None if product is None else product.cryoprotectant
    agent = None if stated is None or stated.is_absent else stated.agent
    named = [each for each in (agent, None if product is None else product.residues) if each is not None]
    return f"allergies, also to {join_in_words(named)}" if named else "allergies"


def _antithrombotics(check: Check, facts: Facts) -> str | None:
    if facts.medicines is None:
        return None
    found = [_held(each) for each in check.washout if ANTITHROMBOTICS & set(each.classes)]
    return "; ".join(found) if found else "none in the medication list"


def _held(finding: WashoutFinding) -> str:
    if finding.last_dose_on_or_before is not None:
        return f"{finding.drug}, last dose on or before {date_in_words(finding.last_dose_on_or_before)}"
    if finding.status is WashoutStatus.CLEAR and finding.clear_on is not None:
        last = finding.last_dose or ""
        if last[:1].isdecimal():
            return f"{finding.drug}, last taken {written_date_in_words(last)}"
        return f"{finding.drug}, clear from {date_in_words(finding.clear_on)}"
    return f"{finding.drug}, {finding.status}"
