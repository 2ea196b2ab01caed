"""A patient of whom nothing is decided: every record that intake would take in, on every day, as one set of symbols."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from z3 import And, ArithRef, BoolRef, BoolVal, Int, IntVal, ModelRef

from posology.ir.nodes import Coalesce, Comparison, Fact, ListOf, Membership, Node
from posology.ir.turning import PROCEDURE_DATE
from posology.ir.types import ListType
from posology.ir.walk import children, walk
from posology.knowledge.element import ASPECTS, Dictionary, Element
from posology.prove.desk import Desk
from posology.prove.recorded import Recorder, aspects
from posology.prove.symbols import Day, Number, Symbol, Word

AS_OF = "as_of"
MEDICATIONS = "medications"

FIRST_AS_OF, LAST_AS_OF = date(2000, 1, 1), date(2090, 12, 31)
FURTHEST_AHEAD = 731
SOON = 90
ORDINARY_DAY = date(2026, 11, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A symbol that another room makes, such as the medicines, in place of the one that the dictionary would give.

    `written` is what a record says there in a model: None where nothing is recorded. `smaller` are conditions under
    which less is written, such as that a slot is empty, asked for one after the other as long as all can hold.
    """

    symbol: Symbol
    written: Callable[[ModelRef], object]
    smaller: tuple[BoolRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """On which days the questions are asked: as of any day, about a procedure so many days later."""

    first: date = FIRST_AS_OF
    last: date = LAST_AS_OF
    soonest: int = 0
    furthest: int = FURTHEST_AHEAD


ANY_DAY = Period()


@dataclass(slots=True)
class SymbolicPatient:
    """One patient to the solver. A fact is made when it is first looked up; what is never asked is not recorded.

    `as_of` and `day` are ordinals, shared by all who are asked about on the same days (`days_of`). `laid` are symbols
    made elsewhere, by path. `read` are the elements that were looked up, and `values` all symbols by path, aspects
    included. `ordered` are lists of words in which the order may matter.
    """

    desk: Desk
    dictionary: Dictionary
    name: str = "patient"
    period: Period = ANY_DAY
    days_of: SymbolicPatient | None = None
    ordered: frozenset[str] = frozenset()
    as_of: ArithRef = field(init=False)
    day: ArithRef = field(init=False)
    recorder: Recorder = field(init=False)
    laid: dict[str, Laid] = field(default_factory=dict[str, Laid])
    read: dict[str, Element] = field(default_factory=dict[str, Element])
    values: dict[str, Symbol] = field(default_factory=dict[str, Symbol])

    def __post_init__(self) -> None:
        """The two days, within the period."""
        if self.days_of is not None:
            self.as_of, self.day = self.days_of.as_of, self.days_of.day
        else:
            self.as_of, self.day = Int(f"{self.name}!{AS_OF}"), Int(f"{self.name}!{PROCEDURE_DATE}")
            self._be_within(self.period)
        self.recorder = Recorder(self.desk, self.as_of, self.dictionary.birth, self.ordered)
        self.values[AS_OF], self.values[PROCEDURE_DATE] = _exactly(self.as_of), _exactly(self.day)

    def _be_within(self, period: Period) -> None:
        self.desk.require(self.as_of >= period.first.toordinal())
        self.desk.require(self.as_of <= period.last.toordinal())
        self.desk.require(self.day >= self.as_of + period.soonest)
        self.desk.require(self.day <= self.as_of + period.furthest)

    @property
    def ordinary_days(self) -> BoolRef:
        """That the patient is judged on one certain day, about a procedure soon after: what a reader finds easy."""
        soon = And(self.day >= self.as_of, self.day <= self.as_of + SOON)
        return And(self.as_of == ORDINARY_DAY.toordinal(), soon)

    def lay(self, path: str, laid: Laid) -> None:
        """From now on that is what a lookup gives; asked before the path is looked up for the first time."""
        self.laid[path] = laid
        self.values[path] = laid.symbol

    def lookup(self, path: str) -> Symbol:
        """The symbol of an element, of what stands beside a measured one, or of one of the two dates."""
        found = self.values.get(path)
        if found is None:
            self._record(path)
            found = self.values.get(path)
        if found is None:
            message = f"nothing that may be recorded is called {path}"
            raise LookupError(message)
        return found

    def on(self, day: ArithRef) -> Callable[[str], Symbol]:
        """The lookup of the same patient, asked about a procedure on another day."""
        return lambda path: _exactly(day) if path == PROCEDURE_DATE else self.lookup(path)

    def _record(self, path: str) -> None:
        base, _, aspect = path.rpartition(".")
        element = self.dictionary.elements.get(path)
        if element is None and aspect in ASPECTS:
            path, element = base, self.dictionary.elements.get(base)
        if element is None or path in self.read:
            return
        self.read[path] = element
        name = f"{self.name}!{path}"
        known = BoolVal(True) if element.required and "." not in path else None
        value = self.recorder.symbol(element, name, known)
        self.values[path] = value
        if element.measured:
            beside = aspects(self.recorder, element, name, value)
            self.values |= {f"{path}.{each}": symbol for each, symbol in beside.items()}
        for each in ASPECTS:
            self.values.setdefault(f"{path}.{each}", _never_recorded(each))


def _exactly(day: ArithRef) -> Day:
    return Day(known=BoolVal(True), blamed=BoolVal(False), earliest=day, latest=day, precision=IntVal(0))


def _never_recorded(aspect: str) -> Day | Word:
    """Beside an element that is not measured nothing can be recorded."""
    if aspect != "date":
        return Word(known=BoolVal(False), blamed=BoolVal(True), number=IntVal(0))
    return Day(known=BoolVal(False), blamed=BoolVal(True), earliest=IntVal(1), latest=IntVal(1), precision=IntVal(0))


def numbers_of(symbol: Symbol) -> tuple[ArithRef, ...]:
    """The terms that make a value of one of these kinds."""
    match symbol:
        case Number():
            return symbol.low, symbol.high
        case Word():
            return (symbol.number,)
        case Day():
            return symbol.earliest, symbol.latest, symbol.precision
        case _:
            return ()


def ordered_lists(conditions: Iterable[Node]) -> frozenset[str]:
    """The lists of the record whose order may matter: compared as a whole, put into others, or asked for a first."""
    found: set[str] = set()
    for condition in conditions:
        for node in walk(condition):
            if isinstance(node, Comparison | ListOf | Coalesce) or (
                isinstance(node, Membership) and isinstance(node.element.type, ListType)
            ):
                lists = [each for each in children(node) if isinstance(each.type, ListType)]
                found |= {each.path for part in lists for each in walk(part) if isinstance(each, Fact)}
    return frozenset(found)
