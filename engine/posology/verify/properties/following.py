"""Schedules that are followed: days pass, medicines are begun and held, and the instructions still lead there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, cast

from hypothesis import Phase, assume, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType] - its factory is typed by the library no further
)

from posology.diagnostics.diagnostic import Refused
from posology.explain.schedule import make_schedule
from posology.ir.turning import PROCEDURE_DATE
from posology.results.check import Check, Verdict, WashoutStatus
from posology.results.schedule import EventKind
from posology.results.verification import PropertyOutcome
from posology.results.witness import Witness
from posology.values.dates import parse_date
from posology.verify.boundaries import MEDICATIONS
from posology.verify.judge import Judge
from posology.verify.medicines_near import ONGOING
from posology.verify.properties.patients import Patients, witnesses
from posology.verify.properties.searching import how
from posology.verify.record_edits import Record, lay, leave_out, read

LAW = "schedule-leads-there"
CLAIM = "Whoever follows the instructions of a schedule is eligible on the earliest date, whatever was done before"

STEPS = 5
"""How much may happen before a schedule is made, beside what the record has."""

RUNS_PER_EXAMPLE = 5
"""One run is as much work as so many patients."""

LONGEST_WAIT = 45


class _BrokenError(AssertionError):
    """Following the instructions does not lead to the procedure."""


class _Life(RuleBasedStateMachine):
    """What may happen to a patient. `shown` keeps the last patient for whom the schedule does not hold."""

    patients: ClassVar[Patients]
    shown: ClassVar[list[tuple[Witness, tuple[str, ...]]]]
    schedules: ClassVar[list[Verdict]]

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """A patient who asks for the earliest date."""
        found = data.draw(witnesses(self.patients))
        self.witness = replace(found, record=leave_out(found.record, PROCEDURE_DATE), procedure_date=None)

    @rule(days=st.integers(1, LONGEST_WAIT))
    def days_pass(self, days: int) -> None:
        """Nobody does anything for a while."""
        self.witness = replace(self.witness, as_of=self.witness.as_of + timedelta(days=days))

    @rule(data=st.data())
    def begins_a_medicine(self, data: st.DataObject) -> None:
        """A drug of one of the rules is taken from this day on."""
        given = [each for each in self.patients.pharmacy.by_rule.values() if each]
        assume(given)
        drug = data.draw(st.sampled_from(data.draw(st.sampled_from(given))))
        entry = drug.entry(last_dose=ONGOING, started=self.witness.as_of.isoformat())
        self.lay(MEDICATIONS, [*self.listed(), entry])

    @rule(data=st.data())
    def holds_a_medicine(self, data: st.DataObject) -> None:
        """One that is still taken is taken for the last time on this day."""
        places = [place for place, each in enumerate(self.listed()) if each.get("last_dose") == ONGOING]
        assume(places)
        self.lay(f"{MEDICATIONS}[{data.draw(st.sampled_from(places))}].last_dose", self.witness.as_of.isoformat())

    @rule(data=st.data())
    def renews_a_value(self, data: st.DataObject) -> None:
        """One that ages is measured again, with the same result."""
        paths = [path for path, points in self.patients.points.items() if points.ages]
        kept = [path for path in paths if read(self.witness.record, f"{path}.value") is not None]
        assume(kept)
        self.lay(f"{data.draw(st.sampled_from(kept))}.date", self.witness.as_of.isoformat())

    def listed(self) -> list[dict[str, Any]]:
        """The medicines of the record."""
        found = read(self.witness.record, MEDICATIONS)
        return cast("list[dict[str, Any]]", found) if isinstance(found, list) else []

    def lay(self, path: str, value: object) -> None:
        """Changes the record."""
        self.witness = replace(self.witness, record=lay(self.witness.record, path, value))

    @invariant()
    def is_led_there(self) -> None:
        """The schedule says what the check says, and to follow it is to be eligible."""
        if not hasattr(self, "witness"):
            return
        try:
            check = self.patients.judge.check(self.witness)
            seen = tuple(broken_schedule(self.patients.judge, self.witness, check))
        except Refused:
            return
        self.schedules.append(check.verdict)
        if seen:
            self.shown.append((self.witness, seen))
            raise _BrokenError


def schedules(patients: Patients, *, examples: int, seed: int) -> PropertyOutcome:
    """The law of schedules, tried on so many lives; the same for the same seed."""
    shown: list[tuple[Witness, tuple[str, ...]]] = []
    made: list[Verdict] = []
    attributes = {"patients": patients, "shown": shown, "schedules": made}
    life = type("Life", (_Life,), attributes)
    runs = max(1, examples // RUNS_PER_EXAMPLE)
    settled = settings(how(runs, Phase.generate, Phase.shrink), stateful_step_count=STEPS)
    with suppress(_BrokenError):
        run_state_machine_as_test(seeded(seed)(life), settings=settled)
    witness, seen = shown[-1] if shown else (None, ())
    return PropertyOutcome(id=LAW, claim=CLAIM, examples=len(made), witness=witness, seen=seen)


def broken_schedule(judge: Judge, witness: Witness, check: Check) -> Iterator[str]:
    """What is wrong with the schedule of a patient who asks for the earliest date.

    Raises:
        Refused: where the record of the patient who followed it has a fault.
    """
    day = check.earliest_date
    if day is None:
        return
    yield from _holds_that_differ(judge, check)
    followed = follow(witness, check, day)
    verdict = judge.check(followed).verdict
    if verdict is not Verdict.ELIGIBLE:
        yield f"{verdict} on {day.isoformat()}, the earliest date, after what was told on {witness.as_of.isoformat()}"


def _holds_that_differ(judge: Judge, check: Check) -> Iterator[str]:
    schedule = make_schedule(check, judge.rules)
    if schedule.withheld:
        return
    told = sorted((each.subject, each.date) for each in schedule.events if each.kind is EventKind.LAST_DOSE)
    held = sorted(
        (each.drug, each.last_dose_on_or_before)
        for each in check.washout
        if each.status is WashoutStatus.HOLD and each.last_dose_on_or_before is not None
    )
    if told != held:
        yield f"the schedule holds {told}, and the check {held}"


def follow(witness: Witness, check: Check, day: date) -> Witness:
    """The patient on that day, who took each medicine for the last time as told and had every value renewed."""
    record: Record = witness.record
    for place, finding in enumerate(check.washout):
        path = f"{MEDICATIONS}[{place}]"
        last_dose = parse_date(str(read(record, f"{path}.last_dose")))
        if last_dose is not None and last_dose.latest > witness.as_of:
            # of a month that is not over, only the days until now were meant
            record = lay(record, f"{path}.last_dose", witness.as_of.isoformat())
        if finding.status is WashoutStatus.HOLD and read(record, f"{path}.last_dose") == ONGOING:
            last = finding.last_dose_on_or_before or witness.as_of
            record = lay(record, f"{path}.last_dose", max(last, witness.as_of).isoformat())
    for each in check.to_renew:
        value = read(record, each.element)
        whole = dict(cast("Record", value)) if isinstance(value, Mapping) else {"value": value}
        record = lay(record, each.element, {**whole, "date": each.not_before.isoformat()})
    return Witness(record=record, as_of=day, procedure_date=day)
