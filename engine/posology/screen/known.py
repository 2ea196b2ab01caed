"""What turns on whether a value is known at all: `is null`, `is true`, `is false` and `Coalesce`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import ibis
from ibis import Value

from posology.ir import nodes as ir
from posology.ir.nodes import State
from posology.screen.columns import Column, Counted, Dated, Lasting, Plain, is_blamed, is_unknown
from posology.screen.fitting import is_number, joined, reach_of
from posology.screen.frame import Express, Frame
from posology.screen.logic import truth
from posology.screen.reach import of_any
from posology.screen.refusal import refuse_node


def is_state(node: ir.Is, frame: Frame, express: Express) -> Column:
    """Whether a value is null, true or false: always answered."""
    operand = express(node.operand, frame)
    match node.state:
        case State.NULL:
            return Plain(is_unknown(operand))
        case State.TRUE:
            return Plain(truth(node.operand, operand).value.fill_null(False))
        case State.FALSE:
            return Plain((~truth(node.operand, operand).value).fill_null(False))
        case _:
            assert_never(node.state)


def coalesce(node: ir.Coalesce, frame: Frame, express: Express) -> Column:
    """The first of several values that is known.

    Raises:
        Inexpressible: the values are intervals, records or lists.
    """
    columns = joined(node, [express(each, frame) for each in node.options])
    match columns[0]:
        case Plain():
            plain = [each for each in columns if isinstance(each, Plain)]
            reach = of_any(*[reach_of(each) for each in plain]) if is_number(plain[0]) else None
            return Plain(ibis.coalesce(*[each.value for each in plain]), _null(columns), reach)
        case Counted():
            counts = [each for each in columns if isinstance(each, Counted)]
            lowest, highest = ([each.lowest for each in counts], [each.highest for each in counts])
            reach = of_any(*[reach_of(each) for each in counts])
            return Counted(ibis.coalesce(*lowest), ibis.coalesce(*highest), _null(columns), reach)
        case Dated():
            return _first_date([each for each in columns if isinstance(each, Dated)])
        case Lasting() as first:
            amounts = [each.amount for each in columns if isinstance(each, Lasting)]
            return Lasting(first.family, ibis.coalesce(*amounts), _null(columns))
        case _:
            raise refuse_node(node, "the first of several lists or records that is known")


def _first_date(dates: Sequence[Dated]) -> Dated:
    earliest = ibis.coalesce(*[each.earliest for each in dates])
    if all(each.to_the_day for each in dates):
        return Dated(earliest, earliest, to_the_day=True, null=_null(dates))
    return Dated(earliest, ibis.coalesce(*[each.latest for each in dates]), null=_null(dates))


def _null(columns: Sequence[Column]) -> Value | None:
    """Null where every value is: an unknown that a record would settle may turn out to be the first that is known."""
    nulls = [each for each in columns if not isinstance(each, Plain | Counted | Dated | Lasting) or each.null is None]
    return None if nulls else ~ibis.or_(*[is_blamed(each) for each in columns])
