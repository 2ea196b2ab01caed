"""Questions about the plan and its doses, asked of every patient whom the criteria let through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Final

from z3 import And, BoolRef, Not, Or

from posology.compile.productions import CONDITIONAL
from posology.ir.limits import MOST_CELLS, TOTAL
from posology.ir.plan import CellFormula, Limit, LimitKind, Step
from posology.ir.walk import facts_read
from posology.prove.doses import cells_at, hold, is_no_dose, is_product_refused
from posology.prove.expression_terms import FALSE, either
from posology.prove.frame import Frame
from posology.prove.kinds import conditions_of
from posology.prove.meaning import Meaning
from posology.prove.patient import SymbolicPatient
from posology.prove.plan import SymbolicStep
from posology.prove.question import Question, Replay
from posology.prove.symbols import Number
from posology.prove.targets import alternatives, common_targets
from posology.results.amounts import bounds_in_words, range_in_words
from posology.results.check import Cells, Check, PlanLine, Verdict
from posology.values.numerals import cells_in_words, join_in_words

NOT_GIVEN: Final = "not given"
"""How the formula of a dose begins that passes a hard limit."""

GOES_ON: Final = frozenset({Verdict.ELIGIBLE, Verdict.CONDITIONAL})


def plan_questions(frame: Frame) -> Iterator[Question]:
    """Every question about the plan of the protocol, in the order of its steps and limits."""
    meaning = frame.meaning
    asking = _Asking(meaning)
    for judged in meaning.steps:
        yield asking.reachable(judged)
    for number, limit in enumerate(meaning.protocol.limits, start=1):
        if limit.kind is not LimitKind.ASSOCIATION:
            yield from asking.within(number, limit)
    for judged in meaning.steps:
        if isinstance(judged.step.cells, CellFormula):
            yield asking.in_proportion(judged)
    yield from asking.monotone()
    yield from asking.apart()
    yield from asking.without_gap()


def is_admissible(meaning: Meaning) -> BoolRef:
    """Whether every criterion lets the patient through, and the product is none that is refused."""
    refused = is_product_refused(meaning.protocol.product_limits, meaning.patient.lookup)
    return And(*(each.through for each in meaning.criteria), Not(refused))


@dataclass
class _Asking:
    """The questions about one plan, as asked of one patient."""

    meaning: Meaning

    @cached_property
    def admissible(self) -> BoolRef:
        return is_admissible(self.meaning)

    @property
    def patient(self) -> SymbolicPatient:
        return self.meaning.patient

    def reachable(self, judged: SymbolicStep) -> Question:
        step = judged.step
        applies = self.meaning.findings_of_steps[f"step:{step.id}"]["applies"]
        return Question(
            id=f"reachable:{step.id}",
            claim=f"some patient who may go ahead has the step {step.id}",
            about=(step.id,),
            span=step.span,
            wanted=True,
            patients=(self.patient,),
            asked=And(applies, self.meaning.verdict.others_allow(CONDITIONAL)),
            tracked={each.criterion.id: each.through for each in self.meaning.criteria},
            shows=lambda replay: replay[0].check.verdict in GOES_ON and bool(lines_of(replay[0].check, step.id)),
            said=lambda replay: (
                f"the verdict is {replay[0].check.verdict}",
                *lines_in_words(replay[0].check, (step.id,)),
            ),
            nobody=lambda core: _not_with(step.id, core),
            goes_on=True,
        )

    def within(self, number: int, limit: Limit) -> Iterator[Question]:
        """No question where the limit concerns nothing that the plan gives."""
        held = hold(limit, self.meaning.steps)
        if not held:
            return
        bounds, hard = bounds_in_words(limit), limit.kind is LimitKind.HARD
        steps = tuple(dict.fromkeys(name for each in held for name in each.steps))
        what = "everything together" if limit.site == TOTAL else f"the site {limit.site}"
        each_or_all = f"each target of {what}" if limit.each else what
        told = "" if hard else ", or is told that there must be a reason"
        yield Question(
            id=f"within-limits:{number}:{limit.site}",
            claim=f"whoever the criteria let through gets {bounds} for {each_or_all}{told}",
            about=steps,
            span=limit.span,
            wanted=False,
            patients=(self.patient,),
            asked=And(self.admissible, Or(*(each.passed for each in held))),
            shows=_is_not_given(limit, steps) if hard else _asks_for_a_reason(limit),
            said=lambda replay: _outside(replay[0].check),
            impossible=f"nobody whom the criteria let through gets other than {bounds}",
            harmless="" if hard else "a soft limit may be passed, and whoever passes it is asked for a reason",
        )

    def in_proportion(self, judged: SymbolicStep) -> Question:
        step = judged.step
        most = cells_in_words(MOST_CELLS)
        return Question(
            id=f"in-proportion:{step.id}",
            claim=f"the formula of {step.id} gives whoever the criteria let through from one cell to {most}",
            about=(step.id,),
            span=step.span,
            wanted=False,
            patients=(self.patient,),
            asked=And(self.admissible, is_no_dose(judged)),
            shows=lambda replay: any(
                each.site == step.site and each.formula.startswith(NOT_GIVEN) and "no dose" in each.formula
                for each in replay[0].check.doses
            ),
            said=lambda replay: _doses_in_words(replay[0].check),
        )

    def monotone(self) -> Iterator[Question]:
        """For each step whose dose follows from the weight, and each site where the weight decides between steps."""
        check = self.patient.dictionary.body_mass
        weight = None if check is None else check.weight
        if weight is None:
            return
        steps = [each for each in self.meaning.protocol.steps if _doses_by(each, weight)]
        sites = dict.fromkeys(each.site for each in self.meaning.protocol.steps if _turns_on(each, weight))
        if not steps and not sites:
            return
        pair = _Pair(self.meaning, heavier_than(self.meaning, weight), weight)
        yield from (pair.ask_step(each) for each in steps)
        yield from (pair.ask_site(each) for each in sites)

    def apart(self) -> Iterator[Question]:
        """For each two steps that may give the same target."""
        for one, other in combinations(self.meaning.steps, 2):
            common = common_targets(one, other, self.patient)
            if common is not None:
                yield self._apart(one, other, common)

    def _apart(self, one: SymbolicStep, other: SymbolicStep, common: BoolRef) -> Question:
        names = one.step.id, other.step.id
        return Question(
            id=f"no-overlap:{names[0]}:{names[1]}",
            claim=f"{names[0]} and {names[1]} never give the same target to the same patient",
            about=names,
            span=other.step.span,
            wanted=False,
            patients=(self.patient,),
            asked=And(self.admissible, one.given, other.given, common),
            shows=lambda replay: _share_a_target(replay[0].check, *names),
            said=lambda replay: lines_in_words(replay[0].check, names),
        )

    def without_gap(self) -> Iterator[Question]:
        """For each family of steps of which each patient is meant to have one."""
        of_site: dict[str, int] = {}
        for family in alternatives(self.meaning.protocol):
            site = family[0].site
            of_site[site] = of_site.get(site, 0) + 1
            name = site if of_site[site] == 1 else f"{site}:{family[0].id}"
            yield self._without_gap(f"no-gap:{name}", family)

    def _without_gap(self, name: str, family: Sequence[Step]) -> Question:
        steps = tuple(each.id for each in family)
        none = Or(*(_step(self.meaning, each).is_true for each in steps))
        return Question(
            id=name,
            claim=f"whoever may go ahead has one of the steps {', '.join(steps)}",
            about=steps,
            span=family[0].span,
            wanted=False,
            patients=(self.patient,),
            asked=And(self.meaning.verdict.goes_on, Not(none)),
            shows=lambda replay: (
                replay[0].check.verdict in GOES_ON and not any(lines_of(replay[0].check, each) for each in steps)
            ),
            said=lambda replay: (f"the verdict is {replay[0].check.verdict}", "none of the steps is planned"),
        )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two patients alike but for the weight."""

    lighter: Meaning
    heavier: Meaning
    weight: str

    def ask_step(self, step: Step) -> Question:
        light, heavy = (_step(each, step.id) for each in (self.lighter, self.heavier))
        fewer = FALSE
        if light.cells is not None and heavy.cells is not None:
            fewer = either(heavy.cells[0] < light.cells[0], heavy.cells[1] < light.cells[1])
        return self._ask(
            f"dose-monotone:{step.id}",
            f"of two patients alike but for the weight the heavier never gets fewer cells by {step.id}",
            And(light.given, heavy.given, fewer),
            step,
            lambda check: next((each.cells for each in lines_of(check, step.id)), None),
        )

    def ask_site(self, site: str) -> Question:
        light, heavy = (cells_at(site, each.steps, each.findings_of_steps) for each in (self.lighter, self.heavier))
        known = And(light[0].known, heavy[0].known)
        of_site = [each for each in self.lighter.protocol.steps if each.site == site]
        return self._ask(
            f"dose-monotone:site:{site}",
            f"of two patients alike but for the weight the heavier never gets fewer cells at the site {site}",
            And(known, Or(heavy[0].low < light[0].low, heavy[1].low < light[1].low)),
            next(each for each in of_site if _turns_on(each, self.weight)),
            lambda check: next((each.cells for each in check.doses if each.site == site), None),
        )

    def _ask(
        self, name: str, claim: str, fewer: BoolRef, step: Step, cells: Callable[[Check], Cells | None]
    ) -> Question:
        kilograms, more = (each.patient.lookup(self.weight) for each in (self.lighter, self.heavier))
        assert isinstance(kilograms, Number) and isinstance(more, Number)  # noqa: S101, PT018 - a weight is a number
        apart = And(kilograms.known, more.known, kilograms.low < more.low)
        return Question(
            id=name,
            claim=claim,
            about=(step.id,),
            span=step.span,
            wanted=False,
            patients=(self.lighter.patient, self.heavier.patient),
            asked=And(apart, is_admissible(self.lighter), is_admissible(self.heavier), fewer),
            shows=lambda replay: _are_fewer(cells(replay[1].check), cells(replay[0].check)),
            said=lambda replay: tuple(
                f"the {who}, {seen.recorded(self.weight)}: {range_in_words(each)}"
                for who, seen in zip(("lighter", "heavier"), replay, strict=True)
                if (each := cells(seen.check)) is not None
            ),
        )


def _are_fewer(some: Cells | None, others: Cells | None) -> bool:
    """Whether these are known to be fewer cells, at the least or at the most."""
    if some is None or others is None or some.minimum is None or others.minimum is None:
        return False
    return some.minimum < others.minimum or (some.maximum or 0) < (others.maximum or 0)


def _not_with(step: str, core: Sequence[str]) -> str:
    kept_out = f": {join_in_words(core)} never let through whom it is for" if core else ""
    return f"nobody who may go ahead has the step {step}{kept_out}"


def heavier_than(meaning: Meaning, weight: str) -> Meaning:
    """What the protocol says of a patient who is alike in everything but the weight."""
    patient, protocol = meaning.patient, meaning.protocol
    # whatever the protocol may ask is made before it is shared, as a fact that is made later would differ
    for path in dict.fromkeys(path for node in conditions_of(protocol) for path in facts_read(node)):
        if path in patient.dictionary.elements:
            patient.lookup(path)
    patient.lookup(weight)
    twin = SymbolicPatient(
        patient.desk,
        patient.dictionary,
        name=f"heavier {patient.name}",
        period=patient.period,
        days_of=patient,
        ordered=patient.ordered,
    )
    twin.values, twin.read, twin.laid = dict(patient.values), dict(patient.read), dict(patient.laid)
    element = patient.dictionary.elements[weight]
    twin.values[weight] = twin.recorder.symbol(element, f"{twin.name}!{weight}", patient.values[weight].known)
    return Meaning(patient=twin, protocol=protocol, medicines=meaning.medicines)


def _doses_by(step: Step, path: str) -> bool:
    return isinstance(step.cells, CellFormula) and path in facts_read(step.cells.expression)


def _turns_on(step: Step, path: str) -> bool:
    return step.when is not None and path in facts_read(step.when)


def _step(meaning: Meaning, name: str) -> SymbolicStep:
    return next(each for each in meaning.steps if each.step.id == name)


def lines_of(check: Check, step: str) -> tuple[PlanLine, ...]:
    """The lines of the plan that a step gave."""
    return tuple(each for each in check.plan if each.step == step)


def lines_in_words(check: Check, steps: Sequence[str]) -> tuple[str, ...]:
    """The lines of the plan that these steps gave, each as a phrase."""
    return tuple(
        f"{each.step}: {_place(each)}, {range_in_words(each.cells)}" for each in check.plan if each.step in steps
    )


def _place(line: PlanLine) -> str:
    return " ".join(each for each in (line.side, line.joint, line.place) if each)


def _doses_in_words(check: Check) -> tuple[str, ...]:
    return tuple(f"{each.site}: {each.formula}" for each in check.doses)


def _outside(check: Check) -> tuple[str, ...]:
    """What is not given because of a hard limit, and what a soft one asks a reason for."""
    hard = (f"{each.site}: {each.formula}" for each in check.doses if each.formula.startswith(NOT_GIVEN))
    return (*hard, *(each for each in check.notes if "soft limit" in each))


def _is_not_given(limit: Limit, steps: Sequence[str]) -> Callable[[Replay], bool]:
    """Whether the engine gives no dose because of the limit."""
    said = f"outside the {limit.kind} limit of {bounds_in_words(limit)}"

    def shows(replay: Replay) -> bool:
        sites = {each.site for each in replay[0].check.plan if each.step in steps}
        return any(each.site in sites and said in each.formula for each in replay[0].check.doses)

    return shows


def _asks_for_a_reason(limit: Limit) -> Callable[[Replay], bool]:
    said = f"outside the {limit.kind} limit of {bounds_in_words(limit)}"
    return lambda replay: any(said in each for each in replay[0].check.notes)


def _share_a_target(check: Check, one: str, other: str) -> bool:
    first = {(each.place, each.joint, each.side) for each in lines_of(check, one)}
    return any((each.place, each.joint, each.side) in first for each in lines_of(check, other))
