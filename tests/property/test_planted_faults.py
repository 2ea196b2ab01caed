"""The properties can fail: an engine with a fault in it is caught, fault by fault.

Each fault is laid over one function of the engine, and the law named beside it must find a patient who shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.compile.productions import compile_ruleset
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain import changes as engine_changes
from posology.explain import check as engine_check
from posology.explain import criteria, earliest, examination, plan, washout
from posology.explain.rules import Rules, make_rules
from posology.ir import value_laws
from posology.ir.nodes import Relation
from posology.ir.protocol import Protocol
from posology.ir.washout import FixedHold
from posology.record.facts import Facts
from posology.record.plausibility import Judge
from posology.results.check import Change, CriterionStatus, Verdict
from posology.values.truth import Unknown
from tests.property.judging import Candidate, candidates
from tests.property.laws import (
    changes,
    dates,
    doses,
    knowledge,
    missing,
    numbers,
    order,
    spine_criteria,
    verdicts,
    washout_table,
)
from tests.property.size import hunting
from tests.property.test_intake import trips
from tests.strategies.patients import Patient

Law = Callable[[Rules, Patient, st.DataObject], None]
Fault = Callable[[pytest.MonkeyPatch], None]

MOST_TRIED = 400


@dataclass(frozen=True)
class Planted:
    """A fault in the engine, and the law that must notice it."""

    name: str
    fault: Fault
    patients: st.SearchStrategy[Candidate]
    law: Law


def _of_patient(law: Callable[[Rules, Patient], None]) -> Law:
    return lambda rules, patient, _: law(rules, patient)


def _of_knowledge(law: Callable[[Rules, Patient, Patient], None]) -> Law:
    return lambda rules, patient, data: law(rules, data.draw(knowledge.less_known(patient)), patient)


def _of_medicines(rules: Rules, patient: Patient, data: st.DataObject) -> None:
    other, places = data.draw(order.medicines_reordered(patient))
    order.medicines_do_not_matter(rules, patient, other, places)


def _of_few_days(law: Callable[[Rules, Patient, int], None]) -> Law:
    return lambda rules, patient, _: law(rules, patient, 130)


def _shortened_hold(patch: pytest.MonkeyPatch) -> None:
    """One drug-free day too few."""
    held = washout._held
    patch.setattr(washout, "_held", lambda rule, days, last, **how: held(rule, max(0, days - 1), last, **how))


def _last_dose_at_its_earliest(patch: pytest.MonkeyPatch) -> None:
    """A partial last dose is taken for its first day."""
    held = washout._held

    def faulty(rule: Any, days: int, last: Any, **how: bool) -> washout.Judgement:
        return held(rule, days, replace(last, latest=last.earliest), **how)

    patch.setattr(washout, "_held", faulty)


def _missing_is_false(patch: pytest.MonkeyPatch) -> None:
    """What is not known counts as not met."""
    status = criteria._status
    patch.setattr(
        criteria, "_status", lambda value: CriterionStatus.NOT_MET if isinstance(value, Unknown) else status(value)
    )


def _missing_is_true(patch: pytest.MonkeyPatch) -> None:
    """What is not known counts as met."""
    status = criteria._status
    patch.setattr(
        criteria, "_status", lambda value: CriterionStatus.MET if isinstance(value, Unknown) else status(value)
    )


def _unknown_lets_through(patch: pytest.MonkeyPatch) -> None:
    """An unknown criterion is told to the inference as met."""
    tokens = examination._criterion_tokens
    patch.setattr(
        examination, "_criterion_tokens", lambda *found: [each.replace("unknown", "met") for each in tokens(*found)]
    )


def _order_of_medicines(patch: pytest.MonkeyPatch) -> None:
    """Only the first medicine is looked at."""
    judge = examination.judge_medicines

    def faulty(*args: Any) -> Any:
        judged = judge(*args)
        return (
            judged
            if judged is None
            else tuple(judged[:1] + tuple(replace(each, together=False) for each in judged[1:]))
        )

    patch.setattr(examination, "judge_medicines", faulty)
    patch.setattr(examination, "_all_recognised", lambda medicines, _: bool(medicines is not None))


def _one_day_late(patch: pytest.MonkeyPatch) -> None:
    """The earliest date is the day after the first good one."""
    find = earliest.find_earliest

    def faulty(rules: Rules, facts: Facts, as_of: date) -> date | None:
        found = find(rules, facts, as_of)
        return None if found is None else found + timedelta(days=1)

    patch.setattr(dates, "find_earliest", faulty)


def _turning_dates_forgotten(patch: pytest.MonkeyPatch) -> None:
    """A year after the onset is not tried."""
    patch.setattr(dates, "turning_dates", lambda *_: frozenset())


def _mends_forgotten(patch: pytest.MonkeyPatch) -> None:
    """What time alone would mend is taken for final."""
    patch.setattr(examination, "turning_dates", lambda *_: frozenset())


def _facet_left_out(patch: pytest.MonkeyPatch) -> None:
    """One target of a step is not printed, and still counted."""
    lines = plan.JudgedStep.lines
    patch.setattr(plan.JudgedStep, "lines", lambda step: list(lines(step))[: max(1, len(step.targets) - 1)])


def _dose_falls_with_weight(patch: pytest.MonkeyPatch) -> None:
    """A formula is taken the wrong way round above some number of cells."""
    cells = plan._cells

    def faulty(step: Any, trace: Any, planned: Any) -> Any:
        found, how = cells(step, trace, planned)
        if how is not None and found.minimum is not None and found.minimum > 101_000_000:
            few = found.minimum // 2
            found = replace(found, minimum=few, maximum=few, planned=few)
        return found, how

    patch.setattr(plan, "_cells", faulty)


def _claims_too_much(patch: pytest.MonkeyPatch) -> None:
    """Every suggestion claims to make the patient eligible."""
    find = engine_changes.find_changes

    def faulty(*args: Any) -> tuple[Change, ...]:
        return tuple(replace(each, verdict=Verdict.ELIGIBLE) for each in find(*args))

    patch.setattr("posology.api.checking.find_changes", faulty)


def _nothing_suggested(patch: pytest.MonkeyPatch) -> None:
    """No change is ever found."""
    patch.setattr("posology.api.checking.find_changes", lambda *_: ())


def _not_asked_for(patch: pytest.MonkeyPatch) -> None:
    """Nothing is said to be missing."""
    patch.setattr(engine_check, "find_missing", lambda *_: ())


def _exponents(patch: pytest.MonkeyPatch) -> None:
    """Large numbers are printed as a program would."""
    patch.setattr("posology.results.amounts.cells_in_words", lambda count: f"{count:.1E} cells")


def _zeros(patch: pytest.MonkeyPatch) -> None:
    """Weights are printed as they were typed."""
    patch.setattr("posology.render.findings_text.recorded_in_words", str)


def _swapped_inequality(patch: pytest.MonkeyPatch) -> None:
    """Less than is taken for less than or equal."""
    signs = dict(value_laws._SIGNS)
    signs[Relation.LESS], signs[Relation.LESS_OR_EQUAL] = signs[Relation.LESS_OR_EQUAL], signs[Relation.LESS]
    signs[Relation.GREATER], signs[Relation.GREATER_OR_EQUAL] = (
        signs[Relation.GREATER_OR_EQUAL],
        signs[Relation.GREATER],
    )
    patch.setattr(value_laws, "_SIGNS", signs)


def _pounds_pass(patch: pytest.MonkeyPatch) -> None:
    """No weight is held against a height."""
    patch.setattr(Judge, "judge_body_mass", lambda *_: None)


def _none(_: pytest.MonkeyPatch) -> None:
    """The fault is in the protocol."""


def _without_a_criterion(rules: Rules) -> Rules:
    """The protocol with its first criterion gone."""
    return _compiled(rules, replace(rules.protocol, criteria=rules.protocol.criteria[1:]))


def _with_shorter_holds(rules: Rules) -> Rules:
    """The protocol with every hold a day shorter."""
    washout_rules = tuple(
        replace(each, hold=FixedHold(days=each.hold.days - 1)) if isinstance(each.hold, FixedHold) else each
        for each in rules.protocol.washout
    )
    return _compiled(rules, replace(rules.protocol, washout=washout_rules))


def _compiled(rules: Rules, protocol: Protocol) -> Rules:
    ruleset = compile_ruleset(protocol, Diagnostics())
    assert ruleset is not None
    return make_rules(protocol, ruleset, rules.anatomy, rules.dictionary, rules.planned)


def _of_changed_rules(change: Callable[[Rules], Rules], law: Callable[[Rules, Patient], None]) -> Law:
    return lambda rules, patient, _: law(change(rules), patient)


def _of_weights(rules: Rules, patient: Patient, data: st.DataObject) -> None:
    lighter, heavier = sorted(data.draw(st.tuples(st.integers(60, 140), st.integers(60, 140))))
    doses.dose_follows_weight(rules, patient, Decimal(lighter), Decimal(heavier))


def _of_mix_ups(_: Rules, __: Patient, data: st.DataObject) -> None:
    assert trips(Decimal(data.draw(st.integers(130, 300))), 170)


ANYBODY = candidates()
SPINE = candidates(only="allorx-spine")
MEDICATED = candidates(only="allorx-spine", always=("medications",))
RECENT = candidates(only="allorx-spine", always=("pain.back.onset", "pain.back.vas", "quebec"))
WEIGHED = candidates(only="allorx-spine", always=("weight",))

FAULTS = (
    Planted("a hold is a day short", _shortened_hold, MEDICATED, _of_patient(washout_table.table_is_kept)),
    Planted(
        "a partial last dose is its first day",
        _last_dose_at_its_earliest,
        MEDICATED,
        _of_patient(dates.clear_dates_are_counted_by_hand),
    ),
    Planted(
        "less is less or equal",
        _swapped_inequality,
        RECENT,
        _of_patient(spine_criteria.criteria_are_those_of_the_contract),
    ),
    Planted(
        "a criterion is dropped",
        _none,
        SPINE,
        _of_changed_rules(_without_a_criterion, spine_criteria.criteria_are_those_of_the_contract),
    ),
    Planted(
        "the protocol's holds are short",
        _none,
        MEDICATED,
        _of_changed_rules(_with_shorter_holds, washout_table.table_is_kept),
    ),
    Planted("missing is false", _missing_is_false, ANYBODY, _of_knowledge(knowledge.criteria_stay_known)),
    Planted("missing is true", _missing_is_true, ANYBODY, _of_knowledge(knowledge.criteria_stay_known)),
    Planted("an unknown lets a patient through", _unknown_lets_through, ANYBODY, _of_patient(verdicts.precedence)),
    Planted("an unknown does not close", _unknown_lets_through, ANYBODY, _of_patient(verdicts.fails_closed)),
    Planted("only the first medicine counts", _order_of_medicines, MEDICATED, _of_medicines),
    Planted(
        "the earliest date is a day late", _one_day_late, ANYBODY, _of_few_days(dates.earliest_is_the_first_good_day)
    ),
    Planted(
        "turning dates are left out", _turning_dates_forgotten, RECENT, _of_few_days(dates.answers_turn_only_where_said)
    ),
    Planted("nothing mends", _mends_forgotten, RECENT, _of_few_days(dates.mending_is_the_first_day)),
    Planted("a target is not laid out", _facet_left_out, ANYBODY, _of_patient(doses.sums_agree)),
    Planted("a heavy patient gets half", _dose_falls_with_weight, WEIGHED, _of_weights),
    Planted("a suggestion claims too much", _claims_too_much, MEDICATED, _of_patient(changes.changes_hold)),
    Planted("nothing is suggested", _nothing_suggested, MEDICATED, _of_patient(changes.no_change_is_missed)),
    Planted("nothing is asked for", _not_asked_for, ANYBODY, _of_patient(verdicts.missing_means_indeterminate)),
    Planted("what would settle is not asked for", _not_asked_for, ANYBODY, _of_knowledge(missing.answers_settle)),
    Planted("numbers in exponent form", _exponents, ANYBODY, _of_patient(numbers.no_number_can_be_misread)),
    Planted("numbers with trailing zeros", _zeros, WEIGHED, _of_patient(numbers.no_number_can_be_misread)),
    Planted("pounds pass for kilograms", _pounds_pass, ANYBODY, _of_mix_ups),
)


def refuted(planted: Planted) -> bool:
    """Whether some patient shows that the law does not hold."""

    @hunting(MOST_TRIED)
    @given(planted.patients, st.data())
    def hunt(candidate: Candidate, data: st.DataObject) -> None:
        planted.law(candidate.rules, candidate.patient, data)

    try:
        hunt()
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize("planted", FAULTS, ids=lambda each: each.name)
def test_a_planted_fault_is_caught(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the fault in the engine, the law finds a patient who shows it."""
    planted.fault(monkeypatch)
    assert refuted(planted)
