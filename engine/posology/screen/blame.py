"""Which elements are to blame where an expression is unknown: what `explain` gives as its reasons, as columns.

An element is called as in the answers of a check, the number of an entry left out: `weight`, `medications.last_dose`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from ibis import Value

from posology.ir.nodes import (
    Choice,
    Coalesce,
    Convert,
    Count,
    Exists,
    Fact,
    Filter,
    Is,
    Item,
    ListOf,
    Literal,
    Logic,
    Logical,
    Node,
    Not,
    Property,
    Quantified,
    TimeBetween,
    Widen,
)
from posology.ir.types import Simple
from posology.ir.walk import children, walk
from posology.screen.choice import arms_of
from posology.screen.columns import Dated, Entered, Listing, Plain
from posology.screen.frame import Express, Frame
from posology.screen.sifting import is_looked_through
from posology.screen.standing import unsettled
from posology.screen.truths import Truth, any_of, as_column, both, contrary, either, is_true, is_unknown

UNCLASSIFIED: Final = "unclassified"
"""The field of a medicine (string) that says what would have to be known to classify it; null where nothing is."""

_CLASSES: Final = frozenset({"medications.class", "medications.classes"})
_CLASS, _ROUTE = "medications.class", "medications.route"
_DATE: Final = ".date"

_ALWAYS_SETTLED: Final = frozenset({Logical, Is, Not, Exists, Count, Quantified, Coalesce, Convert, Widen, TimeBetween})
"""What is never left open by the precision of a date alone."""


def elements_of(*nodes: Node) -> tuple[str, ...]:
    """Every element that may be to blame where one of the expressions is unknown, in the order of their mention."""
    return tuple(dict.fromkeys(each for node in nodes for part in walk(node) for each in _elements(part)))


def _elements(node: Node) -> tuple[str, ...]:
    match node:
        case Fact(path=path):
            element = element_at(path)
            return (element, element.removesuffix(_DATE)) if element.endswith(_DATE) else (element,)
        case Property(path=path):
            return (_CLASS, _ROUTE) if path in _CLASSES else (path,)
        case _:
            return ()


def element_at(path: str) -> str:
    """The element of a path; one of values that count goes on behind a slash."""
    return path.partition("/")[0]


def aspect_base(path: str) -> str | None:
    """The element whose date the path would be; None of what is no date beside a value."""
    base = element_at(path).removesuffix(_DATE)
    return None if base == element_at(path) else base


def blamed_on(node: Node, frame: Frame, express: Express, element: str) -> Value:
    """On which rows the expression is unknown and the element is among the reasons; never null.

    The queries of the expression have been prepared with their blame: see `posology.screen.queries.prepare`.
    """
    return as_column(_Blame(frame, express, element).of(node))


def imprecise_on(node: Node, frame: Frame, express: Express, element: str) -> Value:
    """On which rows a date of the element that the expression looks at is not known to the day; never null."""
    return as_column(_Blame(frame, express, element).imprecise(node))


@dataclass(frozen=True, slots=True)
class _Blame:
    """What is to be found out of an element. `origins` are the expressions of the items of written lists, by alias."""

    frame: Frame
    express: Express
    element: str
    origins: Mapping[str, tuple[Node, _Blame]] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, node: Node) -> Truth:  # noqa: PLR0911 - one line for each shape that has its own way
        """On which rows the value, an item or an end of it, is unknown and the element is among the reasons."""
        if not self.reads(node):
            return False
        found = self.frame.blamed.get((node, self.element))
        if found is not None:
            return found
        match node:
            case Literal() | Is():
                return False
            case Fact():
                return self._of_fact(node)
            case Item():
                return self._of_item(node)
            case Property():
                return self._of_field(node)
            case ListOf(items=items):
                return any_of(self.of(each) for each in items)
            case Filter():
                return self._of_filter(node)
            case Choice():
                return self._of_choice(node)
            case _:
                return self._of_operands(node)

    def reads(self, node: Node) -> bool:
        """Whether the element may be to blame for the expression at all."""
        if self.element in elements_of(node):
            return True
        aliases = (part.alias for part in walk(node) if isinstance(part, Item))
        found = (self.origins[alias] for alias in aliases if alias in self.origins)
        return any(blame.reads(item) for item, blame in found)

    def _of_fact(self, node: Fact) -> Truth:
        """A value that is recorded without its date is itself the reason why the date is not known."""
        missing = unsettled(self.frame.fact(node.path, node.type))
        element = element_at(node.path)
        beside = self._recorded_beside(element)
        if beside is None:
            return missing if element == self.element else False
        return both(missing, contrary(beside) if element == self.element else beside)

    def _recorded_beside(self, element: str) -> Truth | None:
        """For the date of a measured value, on which rows the value is recorded."""
        base = aspect_base(element)
        if base is None:
            return None
        laid = self.frame.given.get(base)
        if isinstance(laid, Plain):
            return laid.value.notnull()
        return self.frame.table[base].notnull() if base in self.frame.table.columns else None

    def _of_item(self, node: Item) -> Truth:
        origin = self.origins.get(node.alias)
        return False if origin is None else origin[1].of(origin[0])

    def _of_field(self, node: Property) -> Truth:
        missing = unsettled(self.express(node, self.frame))
        entry = self.express(node.operand, self.frame)
        if node.path not in _CLASSES or not isinstance(entry, Entered):
            return missing
        why = entry.fields.get(UNCLASSIFIED)
        by_route = is_true(why.value == "route") if isinstance(why, Plain) else False
        return both(missing, by_route if self.element == _ROUTE else contrary(by_route))

    def _of_filter(self, node: Filter) -> Truth:
        """An item that may be in the list, or that is and is not known itself."""
        if is_looked_through(node):
            return self._unanswered(node)
        listing = self.express(node, self.frame)
        if not isinstance(listing, Listing):
            return self._unanswered(node)
        found: list[Truth] = []
        for kept, inner, item in zip(listing.kept, self._within(node), _written(node), strict=True):
            sure, open_ = (True, False) if kept is None else (is_true(kept), is_unknown(kept))
            found += [both(open_, either(inner.of(node.condition), self.of(node.source))), both(sure, self.of(item))]
        return any_of(found)

    def _within(self, node: Filter) -> Iterator[_Blame]:
        """For each item of a written list, what the condition is asked with."""
        source = self.express(node.source, self.frame)
        columns = source.items if isinstance(source, Listing) else ()
        for column, item in zip(columns, _written(node), strict=True):
            origins = MappingProxyType({**self.origins, node.alias: (item, self)})
            yield replace(self, frame=self.frame.with_item(node.alias, column), origins=origins)

    def _unanswered(self, node: Node) -> Truth:
        message = f"{type(node).__name__} at {node.origin.span} has not been asked what is to blame"
        raise LookupError(message)

    def _of_choice(self, node: Choice) -> Truth:
        """A branch that may hold, for what leaves that open; and every result that there may be."""
        found: list[Truth] = []
        for arm in arms_of(node, self.frame, self.express):
            found.append(both(arm.may_hold, self.of(arm.then)))
            if arm.when is not None:
                found.append(both(arm.is_doubtful, self.of(arm.when)))
        return both(unsettled(self.express(node, self.frame)), any_of(found))

    def _of_operands(self, node: Node) -> Truth:
        """Every operand that is unknown; where none is, the dates that are not known to the day."""
        open_ = unsettled(self.express(node, self.frame))
        if open_ is False:
            return False
        operands = children(node)
        found = any_of(self.of(each) for each in operands)
        imprecise = False if type(node) in _ALWAYS_SETTLED else self._imprecise_among(operands)
        if imprecise is not False:
            known = (contrary(unsettled(self.express(each, self.frame))) for each in operands)
            found = either(found, both(imprecise, *known))
        return both(open_, found)

    def _imprecise_among(self, nodes: Iterable[Node]) -> Truth:
        return any_of(self.imprecise(each) for each in nodes)

    def imprecise(self, node: Node) -> Truth:  # noqa: PLR0911 - one line for each shape that has its own way
        """On which rows a date of the element is looked at that is recorded, but not to the day."""
        if not self.reads(node):
            return False
        found = self.frame.imprecise.get((node, self.element))
        if found is not None:
            return found
        match node:
            case Fact(path=path) | Property(path=path):
                is_meant = node.type is Simple.DATE and element_at(path) == self.element
                return self._is_partial(node) if is_meant else False
            case Logical():
                return self._imprecise_of_logical(node)
            case Choice():
                return self._imprecise_of_choice(node)
            case Filter() if not is_looked_through(node):
                within = any_of(each.imprecise(node.condition) for each in self._within(node))
                return either(self.imprecise(node.source), within)
            case _:
                return self._imprecise_among(children(node))

    def _is_partial(self, node: Node) -> Truth:
        column = self.express(node, self.frame)
        if not isinstance(column, Dated) or column.to_the_day:
            return False
        return is_true(column.earliest < column.latest)

    def _imprecise_of_logical(self, node: Logical) -> Truth:
        """Of an operand that settles the answer alone the other is not looked at."""
        left, right = self.imprecise(node.left), self.imprecise(node.right)
        settling = _SETTLING.get(node.operator)
        if settling is None:
            return either(left, right)
        by_left, by_right = (
            self._is(each, settles) for each, settles in zip((node.left, node.right), settling, strict=True)
        )
        return either(
            both(by_left, left),
            both(contrary(by_left), by_right, right),
            both(contrary(by_left), contrary(by_right), either(left, right)),
        )

    def _is(self, node: Node, truth: bool) -> Truth:
        column = self.express(node, self.frame)
        if not isinstance(column, Plain):
            return False
        return is_true(column.value if truth else ~column.value)

    def _imprecise_of_choice(self, node: Choice) -> Truth:
        found = [] if node.comparand is None else [self.imprecise(node.comparand)]
        for arm in arms_of(node, self.frame, self.express):
            found.append(both(arm.may_hold, self.imprecise(arm.then)))
            if arm.when is not None:
                found.append(both(arm.is_tried, self.imprecise(arm.when)))
        return any_of(found)


# What settles each connective alone, from the left and from the right.
_SETTLING: Final[Mapping[Logic, tuple[bool, bool]]] = MappingProxyType(
    {Logic.AND: (False, False), Logic.OR: (True, True), Logic.IMPLIES: (False, True)}
)


def _written(node: Filter) -> tuple[Node, ...]:
    """The items of the written list that the query, or one within it, looks through."""
    source = node.source
    while isinstance(source, Filter):
        source = source.source
    return source.items if isinstance(source, ListOf) else ()
