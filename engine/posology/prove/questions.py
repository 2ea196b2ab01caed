"""The questions that are asked of every protocol without being told: of its criteria, its verdict and its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from z3 import And, BoolRef, Not

from posology.compile.productions import CONDITIONAL, ELIGIBLE, VERDICTS
from posology.ir.nodes import Literal
from posology.ir.plan import ProductLimit
from posology.ir.protocol import Claim, Criterion, Kind
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.walk import facts_read
from posology.prove.criteria import Judged, truth
from posology.prove.expression_terms import TRUE, either
from posology.prove.frame import Frame
from posology.prove.learning import learns, narrower_later
from posology.prove.patient import AS_OF, MEDICATIONS
from posology.prove.question import Question, Replay, Seen
from posology.prove.results import results_over
from posology.results.check import Check, CriterionFinding, CriterionStatus, Verdict
from posology.values.numerals import join_in_words

CLAIM: Final = "claim:"
CLAIM_SPEAKS: Final = "claim-speaks:"
VALUE_DECIDES: Final = "value-decides:"

GOING_ON = (Verdict.ELIGIBLE, Verdict.CONDITIONAL)
INELIGIBLE = VERDICTS.index(Verdict.INELIGIBLE)
FAILS: Mapping[Kind, CriterionStatus] = MappingProxyType(
    {Kind.INCLUSION: CriterionStatus.NOT_MET, Kind.EXCLUSION: CriterionStatus.MET}
)
PASSES: Mapping[Kind, frozenset[CriterionStatus]] = MappingProxyType(
    {
        Kind.INCLUSION: frozenset({CriterionStatus.MET, CriterionStatus.NOT_APPLICABLE}),
        Kind.EXCLUSION: frozenset({CriterionStatus.NOT_MET, CriterionStatus.NOT_APPLICABLE}),
    }
)


def standing_questions(frame: Frame) -> Iterator[Question]:
    """Every question about criteria, verdict, knowledge and claims, in the order in which they are told."""
    yield some_eligible(frame)
    if frame.protocol.criteria:
        yield no_contradiction(frame)
    yield from (decides_alone(frame, each) for each in frame.meaning.criteria)
    yield from (value_decides(frame, each) for each in frame.meaning.criteria if not never_applies(each.criterion))
    yield from (learning_keeps_eligible(frame), learning_keeps_ineligible(frame))
    yield from (missing_never_eligible(frame, each) for each in _elements_read(frame))
    yield hold_never_eligible(frame)
    yield from claim_questions(frame)


def claim_questions(frame: Frame) -> Iterator[Question]:
    """Of every claim of the protocol whether it holds, and whether it is about anybody."""
    yield from (claim_holds(frame, each) for each in frame.protocol.claims)
    yield from (claim_speaks(frame, each) for each in frame.protocol.claims)


def some_eligible(frame: Frame) -> Question:
    """Whether anybody can be eligible at all."""
    verdict = frame.meaning.verdict
    return Question(
        id="some-eligible",
        claim="Some patient is eligible",
        about=(),
        span=frame.protocol.span,
        wanted=True,
        patients=(frame.patient,),
        asked=verdict.others_allow(ELIGIBLE),
        tracked={each.criterion.id: each.through for each in frame.meaning.criteria},
        shows=_has_verdict(Verdict.ELIGIBLE),
        said=_verdict_of_all,
        nobody=lambda core: f"nobody can be: {_standing_against(core)}",
    )


def no_contradiction(frame: Frame) -> Question:
    """Whether all criteria can let one patient through."""
    return Question(
        id="no-contradiction",
        claim="No criteria contradict each other: one patient is let through by all of them",
        about=(),
        span=frame.protocol.span,
        wanted=True,
        patients=(frame.patient,),
        asked=TRUE,
        tracked={each.criterion.id: each.through for each in frame.meaning.criteria},
        shows=lambda replay: all(passes(each) for each in replay[0].check.criteria),
        said=_criteria_of_first,
        nobody=lambda core: f"nobody is let through by {join_in_words(list(core))} together",
    )


def decides_alone(frame: Frame, judged: Judged) -> Question:
    """Whether the criterion keeps somebody out whom everything else lets through.

    An inclusion that nobody can fail still decides where it is open: it asks that something be recorded.
    """
    criterion = judged.criterion
    can_be_open = criterion.kind is Kind.INCLUSION
    others = [each for each in frame.meaning.criteria if each.criterion.id != criterion.id]
    return Question(
        id=f"decides-alone:{criterion.id}",
        claim=f"Some patient is kept out by {criterion.id} and by no other criterion",
        about=(criterion.id,),
        span=criterion.span,
        wanted=True,
        patients=(frame.patient,),
        asked=Not(judged.through) if can_be_open else judged.fails,
        tracked={each.criterion.id: each.through for each in others},
        preferred=(judged.fails, frame.meaning.verdict.others_allow(CONDITIONAL)),
        shows=_only_kept_out_by(criterion, can_be_open=can_be_open),
        said=_criteria_of_first,
        nobody=lambda core: _never_decides(criterion, core),
    )


def _never_decides(criterion: Criterion, core: Sequence[str]) -> str:
    if not core:
        return f"{criterion.id} keeps nobody out"
    return f"whoever {criterion.id} keeps out is kept out by {join_in_words(list(core))} already"


def value_decides(frame: Frame, judged: Judged) -> Question:
    """Whether the criterion can be known to fail: a threshold that no recorded value passes keeps nobody out.

    An exclusion that decides alone fails for that patient.
    """
    criterion = judged.criterion
    failing = FAILS[criterion.kind]
    return Question(
        id=f"{VALUE_DECIDES}{criterion.id}",
        claim=f"Some recorded value makes {criterion.id} keep a patient out",
        about=(criterion.id,),
        span=criterion.span,
        wanted=True,
        patients=(frame.patient,),
        asked=judged.fails,
        shows=lambda replay: any(
            each.id == criterion.id and each.status is failing for each in replay[0].check.criteria
        ),
        said=_criteria_of_first,
        nobody=lambda _: f"no value that can be recorded makes {criterion.id} keep anybody out",
        follows_from=f"decides-alone:{criterion.id}" if criterion.kind is Kind.EXCLUSION else "",
    )


def never_applies(criterion: Criterion) -> bool:
    """Whether the chosen readings do away with the criterion: that it keeps nobody out is what they are for."""
    return isinstance(criterion.applies, Literal) and criterion.applies.value is False


def missing_never_eligible(frame: Frame, element: str) -> Question:
    """Whether somebody is eligible only because nobody recorded the element."""
    less, more = frame.meaning, frame.more
    learnt = learns(less.patient, more.patient, only=element, never=_measured_of_product(frame))
    return Question(
        id=f"missing-never-eligible:{element}",
        claim=f"Nobody is eligible for want of {element} whom some value of it would keep out",
        about=tuple(_readers(frame, element)),
        span=frame.protocol.span,
        wanted=False,
        patients=(less.patient, more.patient),
        asked=And(
            Not(less.patient.lookup(element).known),
            less.verdict.is_(Verdict.ELIGIBLE),
            Not(more.verdict.is_(Verdict.ELIGIBLE)),
            learnt,
        ),
        shows=_changes_from(Verdict.ELIGIBLE),
        said=_verdict_of_all,
        follows_from=f"learning-keeps-{Verdict.ELIGIBLE}",
    )


def learning_keeps_eligible(frame: Frame) -> Question:
    """Whether more knowledge can take `eligible` away."""
    return _learning_keeps(
        frame, Verdict.ELIGIBLE, frame.meaning.verdict.is_(ELIGIBLE), frame.more.verdict.is_(ELIGIBLE)
    )


def learning_keeps_ineligible(frame: Frame) -> Question:
    """Whether more knowledge can let somebody back in who was ineligible."""
    before, after = frame.meaning.verdict.at_least(INELIGIBLE), frame.more.verdict.at_least(INELIGIBLE)
    later = [
        mine.agree_on(theirs.future.later)
        for mine, theirs in zip(frame.meaning.criteria, frame.more.criteria, strict=True)
        if theirs.future.later is not None
    ]
    return _learning_keeps(frame, Verdict.INELIGIBLE, And(before, *later), after)


def _learning_keeps(frame: Frame, verdict: Verdict, before: BoolRef, after: BoolRef) -> Question:
    less, more = frame.meaning.patient, frame.more.patient
    return Question(
        id=f"learning-keeps-{verdict}",
        claim=f"Learning a fact that nobody had recorded never turns {verdict} into anything else",
        about=(),
        span=frame.protocol.span,
        wanted=False,
        patients=(less, more),
        asked=And(learns(less, more, never=_measured_of_product(frame)), _reckoned(frame), before, Not(after)),
        shows=_changes_from(verdict),
        said=_verdict_of_all,
    )


def _reckoned(frame: Frame) -> BoolRef:
    conditions = [each for one in frame.protocol.criteria for each in (one.applies, one.condition) if each is not None]
    return narrower_later(frame.meaning.patient, frame.more.patient, conditions)


def hold_never_eligible(frame: Frame) -> Question:
    """Whether a treatment may go on while a medicine is still held on its day."""
    patient, washout = frame.patient, frame.meaning.washout
    runs = [
        And(washout.under[key], each.restrains, patient.day < each.clear_on) for key, each in washout.judgements.items()
    ]
    return Question(
        id="hold-never-eligible",
        claim="Nobody is eligible or conditional for a day on which the hold of a medicine has not run out",
        about=tuple(each.id for each in frame.protocol.washout),
        span=frame.protocol.span,
        wanted=False,
        patients=(patient,),
        asked=And(patient.lookup(MEDICATIONS).known, either(*runs), frame.meaning.verdict.goes_on),
        shows=_goes_on_while_held,
        said=_medicines_of_first,
    )


def claim_holds(frame: Frame, claim: Claim) -> Question:
    """Whether a property that the protocol claims itself is broken by anybody."""
    condition = truth(claim.condition, results_over(frame.meaning), frame.desk)
    return Question(
        id=f"{CLAIM}{claim.id}",
        claim=claim.text,
        about=(claim.id,),
        span=claim.span,
        wanted=False,
        patients=(frame.patient,),
        asked=And(condition.known, Not(condition.holds)),
        shows=lambda replay: claim.id in replay[0].broken,
        said=_verdict_of_all,
    )


def claim_speaks(frame: Frame, claim: Claim) -> Question:
    """Whether a claim is about anybody: one whose premise nobody can fulfil is never broken, whatever it says."""
    concerns = truth(claim.concerns, results_over(frame.meaning), frame.desk)
    return Question(
        id=f"{CLAIM_SPEAKS}{claim.id}",
        claim=f"Some patient is concerned by the claim {claim.id}",
        about=(claim.id,),
        span=claim.span,
        wanted=True,
        patients=(frame.patient,),
        asked=And(concerns.known, concerns.holds),
        shows=lambda replay: claim.id in replay[0].concerned,
        said=_verdict_of_all,
        nobody=lambda _: f"the claim {claim.id} says nothing of anybody",
    )


def _elements_read(frame: Frame) -> tuple[str, ...]:
    """Every element of the record that a criterion reads, each once."""
    conditions = [each for one in frame.protocol.criteria for each in (one.applies, one.condition) if each is not None]
    paths = dict.fromkeys(path for each in conditions for path in facts_read(each))
    owners = dict.fromkeys(frame.element_of(path) for path in paths if path not in {AS_OF, PROCEDURE_DATE})
    return tuple(each for each in owners if each is not None)


def _readers(frame: Frame, element: str) -> Iterator[str]:
    for each in frame.protocol.criteria:
        conditions = [one for one in (each.applies, each.condition) if one is not None]
        if any(frame.element_of(path) == element for one in conditions for path in facts_read(one)):
            yield each.id


def _measured_of_product(frame: Frame) -> tuple[str, ...]:
    """What is measured of the product before it is given: on the day itself, so that its want keeps nobody out."""
    limits: tuple[ProductLimit, ...] = frame.protocol.product_limits
    return tuple(each.element for each in limits)


def passes(finding: CriterionFinding) -> bool:
    """Whether the criterion lets the patient through."""
    return finding.status in PASSES[finding.kind]


def _only_kept_out_by(criterion: Criterion, *, can_be_open: bool) -> Callable[[Replay], bool]:
    def shows(replay: Replay) -> bool:
        found = replay[0].check.criteria
        kept_out = [each for each in found if not passes(each)]
        return [each.id for each in kept_out] == [criterion.id] and (
            can_be_open or kept_out[0].status is FAILS[criterion.kind]
        )

    return shows


def _has_verdict(verdict: Verdict) -> Callable[[Replay], bool]:
    return lambda replay: replay[0].check.verdict is verdict


def _changes_from(verdict: Verdict) -> Callable[[Replay], bool]:
    return lambda replay: replay[0].check.verdict is verdict and replay[1].check.verdict is not verdict


def _goes_on_while_held(replay: Replay) -> bool:
    check = replay[0].check
    day = check.procedure_date
    held = any(each.clear_on is not None and day is not None and each.clear_on > day for each in check.washout)
    return held and check.verdict in GOING_ON


def _standing_against(core: Sequence[str]) -> str:
    if not core:
        return "the medicines, the plan or its limits keep everybody out"
    return f"{join_in_words(list(core))} cannot let anybody through together with the plan"


def _verdict_of_all(replay: Replay) -> tuple[str, ...]:
    first, *others = (_verdict_line(each.check) for each in replay)
    return (first, *(f"with more known, {each}" for each in others))


def _verdict_line(check: Check) -> str:
    kept_out = [f"{each.id} {each.status}" for each in check.criteria if not passes(each)]
    return f"the verdict is {check.verdict}" + (f" ({', '.join(kept_out)})" if kept_out else "")


def _criteria_of_first(replay: Replay) -> tuple[str, ...]:
    check = replay[0].check
    return (_verdict_line(check), *(f"{each.id}: {each.explanation}" for each in check.criteria if not passes(each)))


def _medicines_of_first(replay: Replay) -> tuple[str, ...]:
    first: Seen = replay[0]
    held = (f"{each.drug} is clear on {each.clear_on}" for each in first.check.washout if each.clear_on is not None)
    return (_verdict_line(first.check), *held)
