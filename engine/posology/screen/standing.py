"""How a value stands: known, unknown for want of a fact, or the null that an expression makes itself."""

from __future__ import annotations

from ibis import Value

from posology.screen.carrying import parts_of
from posology.screen.columns import Column, Entered, Listing, Spanning, is_blamed
from posology.screen.columns import is_null as null_of_column
from posology.screen.truths import Truth, any_of, beside, both, contrary, either, is_true


def is_stated(value: Value) -> bool:
    """Whether the expression is a value that is written out, the same on every row and known."""
    made = value.op()
    # the names of operations are the only thing that Ibis says of an expression without a type of its own
    return type(made).__name__ == "Literal" and made.value is not None


def unsettled(column: Column) -> Truth:
    """On which rows recorded facts would settle the value, or an item or an end of it; never null."""
    match column:
        case Entered():
            return False
        case Listing():
            return any_of(
                unsettled(item) if kept is None else either(beside(kept).isnull(), both(is_true(kept), unsettled(item)))
                for item, kept in zip(column.items, column.kept, strict=True)
            )
        case Spanning():
            ends = either(unsettled(column.low), unsettled(column.high))
            there = True if column.absent is None else ~column.absent
            return either(False if column.absent is None else is_blamed(column), both(there, ends))
        case _:
            return False if _is_stated(column) else is_blamed(column)


def is_null(column: Column) -> Truth:
    """On which rows the value is the null that an expression makes itself; never null."""
    found = null_of_column(column)
    return False if found is None else found


def is_known(column: Column) -> Truth:
    """On which rows the value is known, every end and item of it included; never null."""
    return both(contrary(unsettled(column)), contrary(is_null(column)))


def _is_stated(column: Column) -> bool:
    return all(map(_is_written_out, parts_of(column)))


def _is_written_out(value: Value) -> bool:
    """Whether it is a stated value, be it in a wider column."""
    made = value.op()
    if type(made).__name__ == "Cast":
        return _is_written_out(made.arg.to_expr())
    return is_stated(value)
