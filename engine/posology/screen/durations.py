"""Calendar durations in columns: whole months or whole days, which the language never mixes."""

from __future__ import annotations

from posology.ir import nodes as ir
from posology.ir.nodes import Node, Operator
from posology.screen.columns import Column, Lasting
from posology.screen.doubt import null_of
from posology.screen.refusal import refuse_node
from posology.screen.stated import stated
from posology.values.dates import DAYS_IN, MONTHS_IN, CalendarDuration, CalendarUnit


def durations_combined(node: ir.Arithmetic, left: Column, right: Column) -> Column:
    """The sum or the difference of two durations."""
    if not isinstance(left, Lasting) or not isinstance(right, Lasting) or left.family is not right.family:
        raise refuse_node(node, "a duration that is always null, but for what a choice or a query makes of it")
    added = node.operator is Operator.ADD
    amount = left.amount + right.amount if added else left.amount - right.amount
    return Lasting(left.family, amount, null_of(left, right))


def stated_duration(node: Node) -> CalendarDuration | None:
    """The duration in months or in days that an expression states; None where it is null.

    Raises:
        Inexpressible: it looks at a record, and not every database moves a date by what a column says.
    """
    value = stated(node)
    if value is None:
        raise refuse_node(node, "a date is moved only by a duration that the expression states")
    if not isinstance(value, CalendarDuration):
        return None
    months = MONTHS_IN.get(value.unit)
    if months is not None:
        return CalendarDuration(value.amount * months, CalendarUnit.MONTH)
    return CalendarDuration(value.amount * DAYS_IN[value.unit], CalendarUnit.DAY)
