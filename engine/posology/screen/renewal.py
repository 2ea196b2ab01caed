"""Whether a value that the decision rests on will be too old on the day of the procedure, for every patient."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import ibis
from ibis import Value

from posology.ir.counts import Counting
from posology.ir.nodes import Choice, Fact, Filter, Logic, Logical, Node
from posology.ir.plan import CellFormula, Step
from posology.ir.protocol import Criterion, Protocol
from posology.ir.types import Simple
from posology.ir.walk import children, facts_read, walk
from posology.screen.columns import Dated, Plain, is_blamed
from posology.screen.counts import counted_path
from posology.screen.criteria import truth_of
from posology.screen.days import moved
from posology.screen.expression import express
from posology.screen.frame import Frame, column_of, on_dates
from posology.screen.names import DAY, RENEWAL, Applies, Status, criterion_column, step_column
from posology.screen.placing import over
from posology.screen.queries import prepare
from posology.screen.refusal import refuse_node
from posology.screen.truths import Truth, as_column, beside, both, contrary, either, is_true
from posology.values.dates import CalendarDuration

_AGEING = "renewal/"


def with_renewal(frame: Frame, protocol: Protocol, as_of: date) -> Frame:
    """The frame with `RENEWAL`: whether a value that counts today, and is rested on, will not count on the `DAY`.

    Raises:
        Inexpressible: it cannot be said whether a step rests on a value.
    """
    then = over(frame, frame.table).with_given(on_dates(as_of, frame.table[DAY]))
    names: list[str] = []
    for criterion in protocol.criteria:
        for rule in criterion.counts:
            if rule.within is not None:
                names.append(f"{_AGEING}{len(names)}")
                then = _with_ageing(criterion, rule, rule.within, then, names[-1])
    formulas = [each.cells.expression for each in protocol.steps if isinstance(each.cells, CellFormula)]
    then = prepare(then, formulas, express)
    needed: list[Truth] = [then.table[name] for name in names]
    needed += [
        both(_will_be_too_old(then, rule, rule.within), _step_rests(step, rule, then))
        for step in protocol.steps
        for rule in step.counts
        if rule.within is not None
    ]
    table = then.table.mutate(**{RENEWAL: as_column(is_true(either(*needed)))})
    return over(frame, table.select(*frame.table.columns, RENEWAL))


def _will_be_too_old(frame: Frame, rule: Counting, within: CalendarDuration) -> Value:
    """On which rows the value is dated before all that will count on the day."""
    dated = column_of(frame.table, f"{rule.element}.date", Simple.DATE)
    if not isinstance(dated, Dated):
        raise TypeError(f"{rule.element}.date is no date")
    back = (CalendarDuration(-within.amount, within.unit),)
    return dated.earliest < moved(frame.table[DAY], back)


def _with_ageing(criterion: Criterion, rule: Counting, within: CalendarDuration, frame: Frame, name: str) -> Frame:
    """The frame with a column that says where the value ages and the criterion, which is known, rests on it.

    It rests on a value without which it would be unknown.
    """
    path = counted_path(rule.element, criterion.counts)
    types = (each.type for each in walk(criterion.condition) if isinstance(each, Fact) and each.path == path)
    type_ = next(types, None)
    without = frame if type_ is None else frame.without(path, type_)
    prepared = prepare(without, (criterion.condition,), express)
    known = prepared.table[criterion_column(criterion.id)] != int(Status.UNKNOWN)
    rests = beside(truth_of(criterion.condition, prepared)).isnull()
    ages = is_true(both(_will_be_too_old(prepared, rule, within), known))
    # few values age, and of the others it need not be asked whether anything rests on them
    needed = ibis.ifelse(as_column(ages), rests, ibis.literal(value=False))
    return over(frame, prepared.table.select(*frame.table.columns, **{name: needed}))


def _step_rests(step: Step, rule: Counting, frame: Frame) -> Truth:
    """On which rows the step is done, and its formula reads the value."""
    if not isinstance(step.cells, CellFormula):
        return False
    done = frame.table[step_column(step.id)] == int(Applies.APPLIES)
    return both(done, _reads(step.cells.expression, counted_path(rule.element, step.counts), frame))


def _reads(node: Node, path: str, frame: Frame) -> Truth:
    """On which rows the value of the expression was found by looking at the fact; never null.

    Raises:
        Inexpressible: it hangs on the entries of a list, or on which branch equals a comparand.
    """
    if path not in facts_read(node):
        return False
    match node:
        case Fact():
            return True
        case Logical():
            return _read_by_logical(node, path, frame)
        case Choice():
            return _read_by_choice(node, path, frame)
        case Filter(source=source, condition=condition) if path in facts_read(condition):
            if _reads(source, path, frame) is not True:
                raise refuse_node(node, "whether it reads a value hangs on the entries of the list")
            return True
        case _:
            return either(*(_reads(each, path, frame) for each in children(node)))


def _read_by_logical(node: Logical, path: str, frame: Frame) -> Truth:
    """What one operand settles is found without the other."""
    by_left, by_right = _reads(node.left, path, frame), _reads(node.right, path, frame)
    if node.operator is Logic.XOR:
        return either(by_left, by_right)
    left, right = truth_of(node.left, frame), truth_of(node.right, frame)
    left_settles = left if node.operator is Logic.OR else ~left
    right_settles = ~right if node.operator is Logic.AND else right
    alone, other = is_true(left_settles), is_true(right_settles)
    return either(both(alone, by_left), both(contrary(alone), either(by_right, both(contrary(other), by_left))))


def _read_by_choice(node: Choice, path: str, frame: Frame) -> Truth:
    """What is looked at to choose, and in what was chosen; what may hold is looked at too."""
    if node.comparand is not None:
        if _reads(node.comparand, path, frame) is not True:
            raise refuse_node(node, "whether it reads a value hangs on which branch equals the comparand")
        return True
    return either(*_readings_of_branches(node, path, frame))


def _readings_of_branches(node: Choice, path: str, frame: Frame) -> Iterator[Truth]:
    reached: Truth = True
    for branch in node.branches:
        holds = express(branch.when, frame)
        if not isinstance(holds, Plain):
            raise refuse_node(branch.when, "it has no truth value in columns")
        is_taken = is_true(holds.value)
        yield both(reached, _reads(branch.when, path, frame))
        yield both(reached, either(is_taken, is_blamed(holds)), _reads(branch.then, path, frame))
        reached = both(reached, contrary(is_taken))
    yield both(reached, _reads(node.otherwise, path, frame))
