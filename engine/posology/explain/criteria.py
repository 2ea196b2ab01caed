"""Each criterion judged for one situation, and the dates on which time alone could change the answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from posology.explain.evaluate import evaluate
from posology.explain.situation import Situation, counting, renewal_date, without
from posology.ir.nodes import Fact
from posology.ir.plan import CellFormula
from posology.ir.protocol import Criterion, Kind, Protocol
from posology.ir.turning import PROCEDURE_DATE, Turning, depends_on_procedure_date, turning_of
from posology.ir.washout import ConditionalHold
from posology.results.check import CriterionStatus, ToRenew
from posology.results.trace import Trace
from posology.values.known import Value
from posology.values.truth import Unknown


# Not frozen, for the same reason as a `Trace`; nor is anything else that is made anew for each rule of every check. A
# test holds that nothing in the engine assigns to the attributes of any.
@dataclass(slots=True)
class Judged:
    """A criterion with its status and the trace that gave it; `trace` is that of `applies` where it does not apply."""

    criterion: Criterion
    status: CriterionStatus
    trace: Trace

    @property
    def stands_in_the_way(self) -> bool:
        """Whether the criterion is known to fail: an inclusion not met, or an exclusion met."""
        failing = CriterionStatus.NOT_MET if self.criterion.kind is Kind.INCLUSION else CriterionStatus.MET
        return self.status is failing


def judge_criterion(criterion: Criterion, situation: Situation) -> Judged:
    """The criterion judged on the procedure date, with the values that count on the day of asking."""
    lookup = counting(situation, criterion.counts) if criterion.counts else situation.lookup
    if criterion.applies is not None:
        applies = evaluate(criterion.applies, lookup)
        if applies.value is False:
            return Judged(criterion, CriterionStatus.NOT_APPLICABLE, applies)
        if isinstance(applies.value, Unknown):
            return Judged(criterion, CriterionStatus.UNKNOWN, applies)
    trace = evaluate(criterion.condition, lookup)
    return Judged(criterion, _status(trace.value), trace)


def _status(value: Value) -> CriterionStatus:
    if value is True:
        return CriterionStatus.MET
    return CriterionStatus.UNKNOWN if isinstance(value, Unknown) else CriterionStatus.NOT_MET


def renewals(judged: Judged, situation: Situation) -> tuple[ToRenew, ...]:
    """The values that the criterion rests on which count today and will be too old on the procedure date.

    A value is rested on where the criterion would be unknown without it.
    """
    if not judged.criterion.counts or judged.status is CriterionStatus.UNKNOWN:
        return ()
    ageing = [
        (rule.element, day) for rule in judged.criterion.counts if (day := renewal_date(situation, rule)) is not None
    ]
    if not ageing:
        return ()
    lookup = counting(situation, judged.criterion.counts)
    return tuple(
        ToRenew(element=element, not_before=not_before)
        for element, not_before in ageing
        if isinstance(evaluate(judged.criterion.condition, without(lookup, element)).value, Unknown)
    )


def fails_for_good(judged: Judged, situation: Situation) -> bool:
    """Whether no procedure date can let the criterion through: it fails all the same where the date is not known.

    Learning a fact never turns a known answer, so what fails without the date fails on every date.
    """
    criterion = judged.criterion
    if not criterion.turning.moves:
        return True
    if criterion.applies is not None and depends_on_procedure_date(criterion.applies):
        return False
    lookup = without(counting(situation, criterion.counts), PROCEDURE_DATE)
    return _status(evaluate(criterion.condition, lookup).value) is judged.status


def turning_dates(criterion: Criterion, situation: Situation) -> frozenset[date]:
    """Dates among which is every first procedure date on which the criterion's answer is not that of the day before."""
    return _dates_of(criterion.turning, situation)


def plan_turning_dates(protocol: Protocol, situation: Situation) -> frozenset[date]:
    """The same for the steps of the plan, their doses and the length of the holds."""
    steps = (step.when for step in protocol.steps)
    formulas = (step.cells.expression for step in protocol.steps if isinstance(step.cells, CellFormula))
    holds = (rule.hold.duration for rule in protocol.washout if isinstance(rule.hold, ConditionalHold))
    return _dates_of(turning_of(*steps, *formulas, *holds), situation)


def _dates_of(turning: Turning, situation: Situation) -> frozenset[date]:
    return frozenset(turning.dates(evaluate(each, situation.lookup).value for each in turning.pins))


def basis_paths(trace: Trace) -> tuple[str, ...]:
    """The paths of the record that the value rests on, in the order in which they were read."""
    found: dict[str, None] = {}

    def gather(part: Trace) -> None:
        if isinstance(part.node, Fact):
            found[part.node.path] = None
        for each in part.parts:
            gather(each)

    gather(trace)
    return tuple(found)
