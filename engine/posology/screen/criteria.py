"""The criteria of a protocol as columns: the status of each for every row of a frame."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
from ibis import Value

from posology.ir.nodes import Node
from posology.ir.protocol import Criterion, Kind
from posology.screen.columns import Plain
from posology.screen.expression import express
from posology.screen.frame import Frame
from posology.screen.names import Status
from posology.screen.refusal import refuse_node
from posology.screen.truths import beside, negated

STATUS = "int8"
"""The type of a column that holds a status."""


def conditions_of(criteria: Iterable[Criterion]) -> tuple[Node, ...]:
    """Every condition of the criteria, whose queries must be answered before their status is asked for."""
    return tuple(node for each in criteria for node in (each.applies, each.condition) if node is not None)


def status_of(criterion: Criterion, frame: Frame) -> Value:
    """The `Status` of the criterion (int8), never null; the queries of its conditions have been answered."""
    # MET is 0 and NOT_MET 1, what does not hold as a number: said in this way a long condition is worked out only once
    fails = negated(truth_of(criterion.condition, frame)).cast("int32").cast(STATUS)
    status = ibis.coalesce(fails, _literal(Status.UNKNOWN))
    if criterion.applies is None:
        return status
    applies = truth_of(criterion.applies, frame)
    return ibis.cases(
        (negated(applies), _literal(Status.NOT_APPLICABLE)),
        (beside(applies).isnull(), _literal(Status.UNKNOWN)),
        else_=status,
    )


def truth_of(condition: Node, frame: Frame) -> Value:
    """The truth of the condition: null where it is unknown.

    Raises:
        Inexpressible: it cannot be said in columns.
    """
    found = express(condition, frame)
    if not isinstance(found, Plain):
        raise refuse_node(condition, "it has no truth value in columns")
    return found.value


def stands_in_the_way(criterion: Criterion, status: Value) -> Value:
    """On which rows the criterion is known to fail: an inclusion not met, or an exclusion met."""
    return status == _literal(Status.NOT_MET if criterion.kind is Kind.INCLUSION else Status.MET)


def lets_through(criterion: Criterion, status: Value) -> Value:
    """On which rows the criterion neither fails nor is unknown."""
    passes = Status.MET if criterion.kind is Kind.INCLUSION else Status.NOT_MET
    if criterion.applies is None:
        return status == _literal(passes)
    return (status == _literal(passes)) | (status == _literal(Status.NOT_APPLICABLE))


def _literal(status: Status) -> Value:
    return ibis.literal(int(status), STATUS)
