"""One record examined for one procedure date: every criterion, medicine and step judged, and the findings as tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posology.compile.productions import MEDICINES, PROCEDURE, RENEWAL, TOGETHER
from posology.explain.criteria import Judged, basis_paths, fails_for_good, judge_criterion, renewals, turning_dates
from posology.explain.limits import lay_out
from posology.explain.plan import JudgedStep, planned_sites
from posology.explain.situation import Situation, renewal_date, with_plan
from posology.explain.washout import Judgement, judge_medicine, taken_together, with_last_dose_known
from posology.ir.plan import CellFormula
from posology.ir.protocol import Protocol
from posology.record.medicine import Medicine
from posology.results.check import CriterionStatus, ToRenew, WashoutStatus
from posology.values.truth import Unknown

PRIMARY_PREVENTION = "primary-prevention"


@dataclass(slots=True)
class JudgedMedicine:
    """One medicine with what every rule says of it, the strictest first; `together` where referred with another."""

    medicine: Medicine
    judgements: tuple[Judgement, ...]
    together: bool

    @property
    def governing(self) -> Judgement:
        """The judgement that governs."""
        return self.judgements[0]

    def status_on(self, day: date) -> WashoutStatus:
        """How the medicine stands for a procedure on that day."""
        statuses = [each.status_on(day) for each in self.judgements]
        if self.together and WashoutStatus.UNKNOWN not in statuses:
            return WashoutStatus.REFER
        return next(each for each in STRICTEST_FIRST if each in statuses)


STRICTEST_FIRST = (WashoutStatus.UNKNOWN, WashoutStatus.REFER, WashoutStatus.HOLD, WashoutStatus.CLEAR)
"""Of several rules that a medicine falls under, the one governs that stands first here."""


@dataclass(slots=True)
class Examination:
    """Everything that was judged for one procedure date; `medicines` is None where the list is not recorded."""

    situation: Situation
    criteria: tuple[Judged, ...]
    mends: Mapping[str, date]
    may_mend: Mapping[str, Unknown]
    medicines: tuple[JudgedMedicine, ...] | None
    steps: tuple[JudgedStep, ...]
    to_renew: tuple[ToRenew, ...]
    tokens: frozenset[str]


def examine(protocol: Protocol, situation: Situation, planned: Mapping[str, int]) -> Examination:
    """The record examined for the procedure date of the situation."""
    criteria = tuple([judge_criterion(each, situation) for each in protocol.criteria])
    steps = lay_out(protocol, situation, planned)
    medicines = judge_medicines(protocol, situation, steps)
    mends, may_mend = _mends(criteria, situation)
    to_renew = _to_renew(criteria, steps, situation)
    tokens = frozenset(
        (
            *_criterion_tokens(criteria, mends, may_mend),
            *_medicine_tokens(protocol, medicines, situation.procedure_date, situation.as_of),
            *(f"step:{each.step.id}:{each.finding}" for each in steps),
            f"{RENEWAL}:{'needed' if to_renew else 'none'}",
            f"{PROCEDURE}:{'past' if situation.is_past else 'ahead'}",
        )
    )
    return Examination(situation, criteria, mends, may_mend, medicines, steps, to_renew, tokens)


def judge_medicines(
    protocol: Protocol, situation: Situation, steps: tuple[JudgedStep, ...]
) -> tuple[JudgedMedicine, ...] | None:
    """Every medicine of the record judged, with those that must not be judged each on its own."""
    if situation.facts.medicines is None:
        return None
    lookup = with_plan(situation.lookup, planned_sites(steps))
    judged = [
        (medicine, judge_medicine(medicine, protocol, lookup, situation.as_of))
        for medicine in situation.facts.medicines
    ]
    together = taken_together(protocol.together, judged, situation.as_of)
    return tuple(
        JudgedMedicine(
            medicine,
            with_last_dose_known(medicine, judgements) if medicine.index in together else judgements,
            medicine.index in together,
        )
        for medicine, judgements in judged
    )


def _mends(criteria: tuple[Judged, ...], situation: Situation) -> tuple[dict[str, date], dict[str, Unknown]]:
    """For each criterion that is known to fail, the first later date on which it would not, if there is one.

    And for each without such a date why it may have one: what is not known on some later date on which it would no
    longer be known to fail.
    """
    mends: dict[str, date] = {}
    may_mend: dict[str, Unknown] = {}
    for judged in criteria:
        if not judged.stands_in_the_way or fails_for_good(judged, situation):
            continue
        name = judged.criterion.id
        later = sorted(day for day in turning_dates(judged.criterion, situation) if day > situation.procedure_date)
        for day in later:
            then = judge_criterion(judged.criterion, Situation(situation.facts, situation.as_of, day))
            if isinstance(then.trace.value, Unknown):
                may_mend.setdefault(name, then.trace.value)
            elif not then.stands_in_the_way:
                mends[name] = day
                break
    return mends, {name: unknown for name, unknown in may_mend.items() if name not in mends}


def _to_renew(criteria: tuple[Judged, ...], steps: tuple[JudgedStep, ...], situation: Situation) -> tuple[ToRenew, ...]:
    """Every value that counts today and will be too old on the procedure date, each once, by element."""
    found = {renewal.element: renewal for judged in criteria for renewal in renewals(judged, situation)}
    for judged in steps:
        if judged.applies is not True or judged.unknown is not None or not isinstance(judged.step.cells, CellFormula):
            continue
        for rule in judged.step.counts:
            not_before = renewal_date(situation, rule)
            if not_before is not None and judged.trace is not None and rule.element in basis_paths(judged.trace):
                found.setdefault(rule.element, ToRenew(element=rule.element, not_before=not_before))
    return tuple(found[element] for element in sorted(found))


def _criterion_tokens(
    criteria: tuple[Judged, ...], mends: Mapping[str, date], may_mend: Mapping[str, Unknown]
) -> list[str]:
    instead = {**dict.fromkeys(may_mend, CriterionStatus.UNKNOWN), **dict.fromkeys(mends, "mends")}
    return [f"criterion:{each.criterion.id}:{instead.get(each.criterion.id, each.status)}" for each in criteria]


def _medicine_tokens(
    protocol: Protocol, medicines: tuple[JudgedMedicine, ...] | None, day: date, as_of: date
) -> list[str]:
    """For each washout group the worst finding of the medicines that fall under it, and which rules are in effect."""
    groups = dict.fromkeys(protocol.washout_groups, "clear")
    tokens = [f"{MEDICINES}:{'recognised' if _all_recognised(medicines, day) else 'unknown'}"]
    for each in medicines or ():
        for judgement in each.judgements:
            if judgement.rule is None:
                continue
            group, finding = judgement.rule.group, _finding(judgement, day)
            if _SEVERITY.index(finding) > _SEVERITY.index(groups[group]):
                groups[group] = finding
            tokens.extend(_rule_tokens(judgement, each.medicine, as_of))
    tokens.append(f"{TOGETHER}:{'refer' if any(each.together for each in medicines or ()) else 'none'}")
    return [*tokens, *(f"washout:{group}:{finding}" for group, finding in groups.items())]


def _all_recognised(medicines: tuple[JudgedMedicine, ...] | None, day: date) -> bool:
    """Whether the list is recorded, and no drug on it is unknown to every rule."""
    return medicines is not None and not any(
        each.governing.rule is None and each.status_on(day) is WashoutStatus.UNKNOWN for each in medicines
    )


_SEVERITY = ("clear", "hold", "late", "refer", "unknown")


def _finding(judgement: Judgement, day: date) -> str:
    """The word for the inference: a hold that runs out only after the procedure date is `late`."""
    status = judgement.status_on(day)
    if status is WashoutStatus.HOLD and judgement.clear_on is not None and judgement.clear_on > day:
        return "late"
    return status.value


def _rule_tokens(judgement: Judgement, medicine: Medicine, as_of: date) -> list[str]:
    """That a rule restricts a medicine, that it is still in effect, and that an agreement cannot be waived."""
    rule = judgement.rule
    if rule is None or not restricts(judgement):
        return []
    tokens = [f"rule:{rule.id}:restricts"]
    if not is_in_effect(judgement, medicine, as_of):
        return tokens
    tokens.append(f"rule:{rule.id}:in-effect")
    if medicine.indication != PRIMARY_PREVENTION:
        tokens.append(f"rule:{rule.id}:not-primary-prevention")
    return tokens


def restricts(judgement: Judgement) -> bool:
    """Whether a rule asks for a hold, a taper or a referral of this medicine, or may do so once more is known."""
    return judgement.clear_on is not None or judgement.unknown is not None or judgement.refer is not None


def is_in_effect(judgement: Judgement, medicine: Medicine, as_of: date) -> bool:
    """Whether a rule still asks something of this medicine: it is taken, or its hold runs on the day of asking."""
    if judgement.unknown is not None or judgement.refer is not None:
        return True
    return judgement.clear_on is not None and (medicine.ongoing or judgement.clear_on > as_of)
