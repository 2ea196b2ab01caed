"""A solver in a context of its own: its answers do not turn on what was asked elsewhere before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from z3 import And, Bool, BoolRef, CheckSatResult, Context, Implies, ModelRef, Solver, main_ctx

SEED: Final = 4


class SolverApart:
    """Terms are copied into the context as they come, so that the same terms give the same answer again.

    What is supposed goes by names. `effort` is what one answer may cost, in the units that the solver counts itself: no
    clock decides what is proved.
    """

    __slots__ = ("_context", "_named", "_solver")

    def __init__(self, effort: int) -> None:
        self._context = Context()
        self._solver = Solver(ctx=self._context)
        self._solver.set("random_seed", SEED)
        self._solver.set("rlimit", effort)
        self._named: dict[int, tuple[str, BoolRef]] = {}

    def add(self, *terms: BoolRef) -> None:
        """Tells the terms: until `pop` if something was pushed, else for good."""
        if terms:
            self._solver.add(And(*terms).translate(self._context))

    def name(self, *terms: BoolRef) -> list[str]:
        """The names under which the terms can be supposed; not to be asked for after `push`, so that they stay."""
        fresh: list[BoolRef] = []
        for each in terms:
            if each.get_id() not in self._named:
                # the term is kept beside its name, so that its number is never given to another
                self._named[each.get_id()] = f"supposed {len(self._named)}", each
                fresh.append(Implies(Bool(self._named[each.get_id()][0]), each))
        self.add(*fresh)
        return [self._named[each.get_id()][0] for each in terms]

    def push(self) -> None:
        """What is told from now on is taken back by `pop`."""
        self._solver.push()

    def pop(self) -> None:
        """Takes back what was told since `push`."""
        self._solver.pop()

    def check(self, names: Iterable[str]) -> CheckSatResult:
        """Whether what was told can hold together with what is supposed under these names."""
        return self._solver.check(*(Bool(each, self._context) for each in names))

    def model(self) -> ModelRef:
        """What can hold together, after it was found to."""
        return self._solver.model().translate(main_ctx())

    def core(self) -> frozenset[str]:
        """The names of what cannot stand together with what was told, after it was found not to."""
        return frozenset(str(each) for each in self._solver.unsat_core())

    def reason_unknown(self) -> str:
        """Why there was no answer."""
        return self._solver.reason_unknown()
