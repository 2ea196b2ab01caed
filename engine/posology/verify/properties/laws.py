"""The laws about one patient, asked of every protocol."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from posology.explain.claims import judge_claim
from posology.explain.schedule import make_schedule
from posology.explain.visit_days import lay_out
from posology.ir.protocol import Claim, Protocol
from posology.record.medicine import Medicine
from posology.results.check import CriterionFinding, CriterionStatus, Verdict, WashoutStatus
from posology.results.schedule import EventKind
from posology.results.wording import describe
from posology.verify.properties.doses import LIMITS, SUMS
from posology.verify.properties.law import Law
from posology.verify.properties.scene import GOOD, Scene, scene_of

ONE_DAY = timedelta(days=1)


def laws_of(protocol: Protocol) -> tuple[Law, ...]:
    """Every law about one patient, then the claims of the protocol."""
    return (
        MISSING,
        FAILING,
        RUNNING_HOLD,
        WASHOUT_IN_TIME,
        EARLIEST,
        EXECUTIONS,
        SUMS,
        LIMITS,
        VISITS,
        SAME_ANSWER,
        *(_claimed(each) for each in protocol.claims),
    )


def _claimed(claim: Claim) -> Law:
    def broken(scene: Scene) -> Iterator[str]:
        trace = judge_claim(claim, scene.decision, scene.judge.rules)
        if trace.value is False:
            yield f"{scene.decision.verdict}: {describe(trace)}"

    return Law(id=f"claim:{claim.id}", claim=claim.text, broken=broken)


def _missing(scene: Scene) -> Iterator[str]:
    for each in scene.check.criteria:
        if _rests_on_nothing(each):
            yield f"{each.id} is {each.status}, and nothing that it reads is recorded: {each.explanation}"
    if scene.check.verdict not in GOOD:
        return
    if scene.facts.medicines is None:
        yield f"{scene.check.verdict}, and no list of medicines is recorded"
    unknown = [each.id for each in scene.check.criteria if each.status is CriterionStatus.UNKNOWN]
    unknown += [each.drug for each in scene.check.washout if each.status is WashoutStatus.UNKNOWN]
    unknown += [each.site for each in scene.check.doses if each.count is None or not each.cells.is_known]
    unknown += [each.element for each in scene.check.missing]
    for name in dict.fromkeys(unknown):
        yield f"{scene.check.verdict}, and {name} is not known"


def _rests_on_nothing(finding: CriterionFinding) -> bool:
    """Whether it has an answer though none of the values that it rests on is recorded."""
    known = finding.status not in {CriterionStatus.UNKNOWN, CriterionStatus.NOT_APPLICABLE}
    return known and bool(finding.because) and all(each.value is None for each in finding.because)


MISSING = Law(
    id="missing-never-eligible",
    claim="A patient of whom something is missing that a rule needs is never eligible or conditional",
    broken=_missing,
)


def _failing(scene: Scene) -> Iterator[str]:
    if scene.check.verdict in GOOD:
        for each in scene.check.criteria:
            if each.stands_in_the_way:
                yield f"{scene.check.verdict}, and the {each.kind} {each.id} is {each.status}: {each.explanation}"


FAILING = Law(
    id="failing-never-eligible",
    claim="A patient who fails an inclusion or meets an exclusion is never eligible or conditional",
    broken=_failing,
)


def _running_hold(scene: Scene) -> Iterator[str]:
    verdict = scene.check.verdict
    for finding, medicine in zip(scene.check.washout, scene.facts.medicines or (), strict=True):
        if verdict in GOOD and finding.status in {WashoutStatus.REFER, WashoutStatus.UNKNOWN}:
            yield f"{verdict}, and {finding.drug} is {finding.status}"
        if verdict is Verdict.ELIGIBLE and finding.status is WashoutStatus.HOLD:
            yield f"{verdict}, and {finding.drug} is on hold"
        last, days = _last_possible_dose(medicine, scene.witness.as_of), finding.drug_free_days
        if verdict in GOOD and days is not None and last + timedelta(days=days + 1) > scene.day:
            told = f"{days} drug-free days after {last.isoformat()} are not over on {scene.day.isoformat()}"
            yield f"{verdict}, and of {finding.drug} {told}"


def _last_possible_dose(medicine: Medicine, as_of: date) -> date:
    """The last day that a partial date can mean; of what is still taken the end of its taper, or the day of judging."""
    if medicine.last_dose is not None:
        return min(medicine.last_dose.latest, as_of)
    return as_of if medicine.taper is None else max(as_of, medicine.taper.ends.latest)


RUNNING_HOLD = Law(
    id="running-hold-never-eligible",
    claim="A patient who is referred, or of whom a hold runs on the procedure date, is never eligible or conditional",
    broken=_running_hold,
)


def _washout_in_time(scene: Scene) -> Iterator[str]:
    for each in scene.check.washout:
        if scene.check.verdict is Verdict.ELIGIBLE and each.clear_on is not None and each.clear_on > scene.day:
            yield f"eligible on {scene.day.isoformat()}, and {each.drug} is clear on {each.clear_on.isoformat()}"
        known = scene.check.procedure_date
        if each.resume_on is not None and known is not None and each.resume_on < known:
            yield f"{each.drug} is taken again on {each.resume_on.isoformat()}, before {known.isoformat()}"
        by, days = each.last_dose_on_or_before, each.drug_free_days
        if by is not None and days is not None and known is not None and (known - by).days < days + 1:
            yield f"{each.drug} may be taken until {by.isoformat()}, less than {days} days before {known.isoformat()}"


WASHOUT_IN_TIME = Law(
    id="washout-in-time",
    claim="Of an eligible patient every hold is over by the procedure, and nothing is taken again before it",
    broken=_washout_in_time,
)


def _earliest(scene: Scene) -> Iterator[str]:
    found, as_of = scene.earliest, scene.witness.as_of
    if found is None:
        if scene.check.verdict in GOOD:
            yield f"{scene.check.verdict} on {scene.day.isoformat()}, and no earliest date is named"
        return
    if scene.verdict_on(found) not in GOOD:
        yield f"{scene.verdict_on(found)} on the earliest date {found.isoformat()}"
    if found > as_of and scene.verdict_on(found - ONE_DAY) in GOOD:
        before = found - ONE_DAY
        yield f"{scene.verdict_on(before)} on {before.isoformat()}, before the earliest date {found.isoformat()}"
    if scene.check.verdict in GOOD and not as_of <= found <= scene.day:
        yield f"{scene.check.verdict} on {scene.day.isoformat()}, before the earliest date {found.isoformat()}"


EARLIEST = Law(
    id="earliest-date",
    claim="On the earliest date the procedure may take place, and on the day before it may not",
    broken=_earliest,
)


def _executions(scene: Scene) -> Iterator[str]:
    other = scene.plain.verdict(scene.facts, scene.witness.as_of, scene.day)
    if other is not scene.check.verdict:
        yield f"{scene.check.verdict} as explained, and {other} as run plainly"


EXECUTIONS = Law(
    id="executions-agree",
    claim="Both executions of the protocol give the same verdict",
    broken=_executions,
)


def _visits(scene: Scene) -> Iterator[str]:
    laid_out = [day for _, day in lay_out(scene.judge.rules.protocol.visits, scene.day) if day is not None]
    for earlier, later in pairwise(laid_out):
        if later.on <= earlier.on:
            yield f"{later.visit.when} is on {later.on.isoformat()}, not after {earlier.visit.when}"
    for each in laid_out:
        if each.first is not None and each.last is not None and not each.first <= each.on <= each.last:
            yield f"{each.visit.when} is on {each.on.isoformat()}, outside its own window"
    schedule = make_schedule(scene.check, scene.judge.rules)
    if scene.check.verdict not in GOOD and schedule.events:
        yield f"{scene.check.verdict}, and dates are laid out"
    if any(later.date < earlier.date for earlier, later in pairwise(schedule.events)):
        yield "the dates of the schedule are not in order"
    if schedule.events and sum(each.kind is EventKind.PROCEDURE for each in schedule.events) != 1:
        yield "the schedule has not one procedure day"


VISITS = Law(
    id="visits-increase",
    claim="Visits follow one another, each within its window, and only whoever may have the procedure has dates",
    broken=_visits,
)


def _same_answer(scene: Scene) -> Iterator[str]:
    again = scene_of(scene.judge, scene.plain, scene.witness)
    if again.check != scene.check or repr(again.check) != repr(scene.check):
        yield f"{scene.check.summary} | {again.check.summary}"


SAME_ANSWER = Law(
    id="same-answer",
    claim="The same record on the same day has the same answer, to the letter",
    broken=_same_answer,
)
