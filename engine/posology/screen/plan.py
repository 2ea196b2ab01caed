"""The steps of the injection plan as columns: whether each applies, at how many targets, with how many cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
from ibis import Table, Value

from posology.ir.limits import whole_cells
from posology.ir.nodes import Count, Fact, Literal, Node
from posology.ir.plan import (
    CellFormula,
    CellRange,
    CellsNotCounted,
    NamedTargets,
    NoCells,
    OneTarget,
    RequestedTargets,
    Step,
)
from posology.ir.protocol import Protocol
from posology.ir.turning import depends_on_procedure_date
from posology.ir.types import CodeType, ListType, RecordType, Simple
from posology.ir.walk import walk
from posology.ir.washout import ConditionalHold
from posology.screen.columns import Plain
from posology.screen.criteria import truth_of
from posology.screen.expression import express
from posology.screen.frame import Frame
from posology.screen.numbers import whole
from posology.screen.refusal import Inexpressible, refuse_node
from posology.screen.truths import Truth, both, contrary, either, is_true, is_unknown
from posology.values.quantity import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidOut:
    """One step of the plan before any limit is held against it.

    `applies` is three-valued. Where the step applies, `is_known` says whether its targets and its dose are, `count` is
    the number of its targets and `cells` the fewest and the most for each; None where the protocol counts none, and
    zero for a control. Where it does not apply or is not known, `count` and `cells` say nothing.
    """

    step: Step
    applies: Truth
    is_known: Truth
    count: Value | int
    cells: tuple[Value | int, Value | int] | None

    @property
    def given(self) -> Truth:
        """On which rows the step applies and all of it is known; never null."""
        return both(is_true(self.applies), self.is_known)

    @property
    def is_open(self) -> Truth:
        """On which rows the step is unknown already; never null."""
        return either(is_unknown(self.applies), both(is_true(self.applies), contrary(self.is_known)))


def refuse_moving(protocol: Protocol) -> None:
    """Whatever of the plan and the holds would turn with the procedure date is refused.

    Raises:
        Inexpressible: by the name of the step or the rule.
    """
    for step in protocol.steps:
        formula = step.cells.expression if isinstance(step.cells, CellFormula) else None
        if any(each is not None and depends_on_procedure_date(each) for each in (step.when, formula)):
            raise Inexpressible(f"step {step.id}", "it turns with the procedure date", step.span)
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold) and depends_on_procedure_date(rule.hold.duration):
            raise Inexpressible(f"washout {rule.id}", "its hold turns with the procedure date", rule.span)


def expressions_of(protocol: Protocol) -> tuple[Node, ...]:
    """Every expression of the plan, whose queries must be answered before `plan_columns`."""
    return tuple(_expressions(protocol))


def _expressions(protocol: Protocol) -> Iterator[Node]:
    for step in protocol.steps:
        if step.when is not None:
            yield step.when
        if isinstance(step.cells, CellFormula):
            yield step.cells.expression
        if isinstance(step.targets, RequestedTargets):
            yield _how_many(protocol, step.targets)


def _how_many(protocol: Protocol, targets: RequestedTargets) -> Node:
    """How many places the record names. The list is asked for as a condition does that asks for it too."""
    conditions = [each for criterion in protocol.criteria for each in (criterion.applies, criterion.condition)]
    conditions += [each.when for each in protocol.steps]
    facts = (part for node in conditions if node is not None for part in walk(node) if isinstance(part, Fact))
    found = next((each for each in facts if each.path == targets.element), None)
    if found is None:
        item = RecordType(targets.element, ()) if targets.field else CodeType(())
        found = Fact(path=targets.element, type=ListType(item))
    return Count(operand=found, type=Simple.INTEGER)


def plan_columns(frame: Frame, protocol: Protocol) -> Mapping[str, Value]:
    """What `laid_out` finds again in the table: conditions, numbers of levels and doses, one column each."""
    columns: dict[str, Value] = {}
    for step in protocol.steps:
        when, levels, dose = _names(step)
        if step.when is not None:
            columns[when] = truth_of(step.when, frame)
        if isinstance(step.targets, RequestedTargets):
            columns[levels] = _levels(_how_many(protocol, step.targets), step.targets, frame)
        if isinstance(step.cells, CellFormula) and _stated(step.cells) is None:
            columns[dose] = _dose(step.cells, frame)
    return columns


def _names(step: Step) -> tuple[str, str, str]:
    return f"when/{step.id}", f"levels/{step.id}", f"dose/{step.id}"


def _stated(cells: CellFormula) -> int | None:
    """The cells where the formula is nothing but a number."""
    match cells.expression:
        case Literal(value=Quantity(magnitude=magnitude)):
            return whole_cells(magnitude)
        case _:
            return None


def _levels(how_many: Node, targets: RequestedTargets, frame: Frame) -> Value:
    """How many levels are asked for; null where that is not recorded, or no number that makes a plan."""
    found = express(how_many, frame)
    if not isinstance(found, Plain):
        raise refuse_node(how_many, "it has no number in columns")
    enough = found.value >= targets.fewest
    fits = enough if targets.most is None else enough & (found.value <= targets.most)
    return ibis.ifelse(fits, found.value.cast("int64"), ibis.null("int64"))


def _dose(cells: CellFormula, frame: Frame) -> Value:
    """The whole cells that the formula gives, rounded once, half up."""
    found = express(cells.expression, frame)
    if not isinstance(found, Plain):
        raise refuse_node(cells.expression, "it has no number in columns")
    return whole(found.value)


def laid_out(table: Table, protocol: Protocol) -> tuple[LaidOut, ...]:
    """Every step as the columns of `plan_columns` say, in the order of the protocol."""
    return tuple(_laid_out(table, step) for step in protocol.steps)


def _laid_out(table: Table, step: Step) -> LaidOut:
    when, levels, dose = _names(step)
    known: Truth = True
    count: Value | int = 1
    match step.targets:
        case RequestedTargets():
            count = table[levels]
            known = count.notnull()
        case NamedTargets(joints=joints, sides=sides):
            count = len(joints) * max(len(sides), 1)
        case OneTarget():
            pass
    cells: tuple[Value | int, Value | int] | None = None
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            cells = minimum, maximum
        case CellFormula() as formula:
            stated = _stated(formula)
            given = table[dose] if stated is None else stated
            known = both(known, True if isinstance(given, int) else given.notnull())
            cells = given, given
        case NoCells():
            cells = 0, 0
        case CellsNotCounted():
            pass
    return LaidOut(
        step=step, applies=True if step.when is None else table[when], is_known=known, count=count, cells=cells
    )
