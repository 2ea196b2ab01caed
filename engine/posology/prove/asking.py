"""The solver asked about patients: a witness that was tried out, a proof that there is none, or neither."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from z3 import And, BoolRef, CheckSatResult, ModelRef, Not, Or, sat, unsat

from posology.prove.calendar_models import exact_model
from posology.prove.desk import Desk
from posology.prove.patient import SymbolicPatient
from posology.prove.solver import SolverApart
from posology.prove.witnessing import same_record, wishes_of, witness_of
from posology.results.witness import Witness

Witnesses: TypeAlias = tuple[Witness, ...]

EFFORT: Final = 40_000_000
"""How much one answer may cost the solver, in the units that it counts itself."""

MOST_TRIES: Final = 6
MOST_LEMMAS: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What the search came to: patients who show what was asked, the proof that there are none, or neither.

    `core` names the tracked conditions of which the proof needs each; `why` says why there is neither.
    """

    answer: Literal["found", "nobody", "undecided"]
    witnesses: Witnesses = ()
    core: tuple[str, ...] = ()
    why: str = ""


@dataclass(slots=True)
class Session:
    """One solver for all questions about symbols of one desk. What is learnt of the calendar is kept for the next."""

    desk: Desk
    effort: int = EFFORT
    solver: SolverApart = field(init=False)
    told: dict[int, BoolRef] = field(default_factory=dict[int, BoolRef])
    kept: list[BoolRef] = field(default_factory=list[BoolRef])

    def __post_init__(self) -> None:
        """The same question costs and answers the same on every machine."""
        self.solver = SolverApart(self.effort)

    def search(
        self,
        asked: BoolRef,
        patients: Sequence[SymbolicPatient],
        shown: Callable[[Witnesses], bool],
        tracked: Mapping[str, BoolRef] = MappingProxyType({}),
        preferred: Sequence[BoolRef] = (),
    ) -> Found:
        """Patients such as asked who also show it when they are tried out, the smallest that are easily found."""
        self.tell()
        wishes = self.solver.name(*preferred, *wishes_of(patients))
        supposed = dict(zip(tracked, self.solver.name(*tracked.values()), strict=True))
        ordinary = self.solver.name(And(*(each.ordinary_days for each in patients)))[0]
        self.solver.push()
        try:
            self.solver.add(asked)
            return _Search(self, tuple(patients), shown, supposed, wishes, ordinary).run()
        finally:
            self.solver.pop()
            self.tell()

    def tell(self) -> None:
        """Tells the solver what holds of every patient and was not told before, facts of the calendar too."""
        fresh = [each for each in (*self.desk.constraints, *self.kept) if each.get_id() not in self.told]
        # a term that was told is kept, so that its number is never given to another
        self.told.update({each.get_id(): each for each in fresh})
        self.solver.add(*fresh)
        self.kept.clear()

    def model(self, *supposed: str) -> ModelRef | CheckSatResult:
        """A model that keeps the calendar; else the answer of the solver."""

        def ask(pins: Sequence[BoolRef]) -> ModelRef | CheckSatResult:
            if not pins:
                answer = self.solver.check(supposed)
                return self.solver.model() if answer == sat else answer
            self.solver.push()
            try:
                self.solver.add(*pins)
                answer = self.solver.check(supposed)
                return self.solver.model() if answer == sat else answer
            finally:
                self.solver.pop()

        return exact_model(ask, self.desk.calendar, self._learn, MOST_LEMMAS)

    def _learn(self, lemmas: list[BoolRef]) -> None:
        """Tells the exact facts of some days now, and again for good once the question is answered."""
        self.kept += lemmas
        self.solver.add(*lemmas)


def any_of(terms: Iterable[BoolRef]) -> BoolRef:
    """That any of the terms holds."""
    return Or(*terms)


@dataclass(slots=True)
class _Search:
    """One question on its way to an answer, with what it supposes pushed onto the solver."""

    session: Session
    patients: tuple[SymbolicPatient, ...]
    shown: Callable[[Witnesses], bool]
    tracked: Mapping[str, str]
    wishes: Sequence[str]
    ordinary: str
    spurious: int = 0

    def run(self) -> Found:
        """Tries one model after the other, each kept from coming again, until one shows what is asked."""
        while self.spurious < MOST_TRIES:
            model = self._first()
            if not isinstance(model, ModelRef):
                return self._without(model)
            tried: list[ModelRef] = []
            for each in self._better(model):
                witnesses = self._written(each)
                if witnesses is not None and self.shown(witnesses):
                    return Found(answer="found", witnesses=witnesses)
                tried.append(each)
            self.spurious += 1
            self.session.solver.add(*(self._other_than(each) for each in tried))
        return Found(answer="undecided", why=self._why_spurious())

    def _first(self) -> ModelRef | CheckSatResult:
        """Some model, on an ordinary day where there is one: so far fewer months have to be looked at."""
        tracked = tuple(self.tracked.values())
        model = self.session.model(*tracked, self.ordinary)
        return model if isinstance(model, ModelRef) else self.session.model(*tracked)

    def _without(self, answer: CheckSatResult) -> Found:
        if answer != unsat:
            why = self.session.solver.reason_unknown() if answer != sat else "the calendar was not settled"
            return Found(answer="undecided", why=f"the solver gave up within its limit of effort: {why}")
        if self.spurious:
            return Found(answer="undecided", why=self._why_spurious())
        return Found(answer="nobody", core=self._least_core() if self.tracked else ())

    def _why_spurious(self) -> str:
        open_ = len(self.session.desk.arbitrary)
        about = f", and {open_} expressions are only bounded" if open_ else ""
        return f"the engine does not show it for any of the {self.spurious} patients that the solver proposed{about}"

    def _least_core(self) -> tuple[str, ...]:
        """Tracked conditions that cannot stand together, none of which can be left out."""
        core = self.session.solver.core()
        needed = [name for name, supposed in self.tracked.items() if supposed in core]
        for name in tuple(needed):
            left = [each for each in needed if each != name]
            if self.session.model(*(self.tracked[each] for each in left)) == unsat:
                needed = left
        return tuple(needed)

    def _better(self, first: ModelRef) -> Iterable[ModelRef]:
        """A smaller and more ordinary model, and the first one for the case that it shows nothing."""
        tracked = tuple(self.tracked.values())
        kept = dict.fromkeys(self.wishes)
        model: ModelRef | CheckSatResult = unsat
        while kept:
            model = self.session.model(*tracked, *kept)
            if model != unsat:
                break
            core = self.session.solver.core()
            dropped = next((each for each in reversed(kept) if each in core), None)
            if dropped is None:
                break
            del kept[dropped]
        if isinstance(model, ModelRef):
            yield model
        yield first

    def _other_than(self, model: ModelRef) -> BoolRef:
        """That some patient is recorded otherwise than in the model."""
        return Not(And(*(same_record(model, each) for each in self.patients)))

    def _written(self, model: ModelRef) -> Witnesses | None:
        witnesses = [witness_of(model, each) for each in self.patients]
        return None if None in witnesses else tuple(each for each in witnesses if each is not None)
