"""The limits of a protocol held against a plan that is about to be laid out."""

from __future__ import annotations

from collections.abc import Iterator

from posology.ir.protocol import Limit, LimitKind, Protocol
from posology.knowledge.anatomy import Anatomy
from posology.results.amounts import range_in_words
from posology.results.check import Cells, Check
from posology.results.naming import target_in_words
from posology.values.numerals import cells_in_words

TOTAL = "total"


def passed_limits(check: Check, protocol: Protocol, anatomy: Anatomy, kind: LimitKind) -> tuple[str, ...]:
    """Every limit of that kind that some dose of the check lies outside of, one sentence each."""
    broken = (
        f"{name} of {range_in_words(cells)}{_planned(cells)} is outside the {kind} limit, {_said(limit)}."
        for limit in protocol.limits
        if limit.kind is kind
        for name, cells in _limited(limit, check, anatomy)
        if not _holds(limit, cells)
    )
    return tuple(dict.fromkeys(broken))


def planned_outside_range(check: Check, anatomy: Anatomy) -> tuple[str, ...]:
    """Every target whose planned cells lie outside the range that the protocol gives it, one sentence each."""
    return tuple(
        f"The planned cells for the {target_in_words(line, anatomy)}, {cells_in_words(line.cells.planned)}, are outside"
        f" the range of the protocol, {range_in_words(line.cells)}."
        for line in check.plan
        if line.cells.planned is not None and not _between(line.cells.planned, line.cells.minimum, line.cells.maximum)
    )


def _limited(limit: Limit, check: Check, anatomy: Anatomy) -> Iterator[tuple[str, Cells]]:
    """What the limit speaks of, each with its name. A route without a target has no dose to limit."""
    if limit.site == TOTAL:
        yield "The total", check.total
    elif limit.each:
        for line in check.plan:
            if line.site == limit.site:
                yield f"The dose for the {target_in_words(line, anatomy)}", line.cells
    else:
        for dose in check.doses:
            if dose.site == limit.site and dose.count:
                yield f"The dose by {anatomy.sites[dose.site].name}", dose.cells


def _holds(limit: Limit, cells: Cells) -> bool:
    """A number that is not known cannot be shown to hold; one that nobody has planned has nothing to hold."""
    if cells.minimum is None or cells.maximum is None:
        return False
    planned = () if cells.planned is None else (cells.planned,)
    return all(_between(each, limit.minimum, limit.maximum) for each in (cells.minimum, cells.maximum, *planned))


def _between(number: int, minimum: int | None, maximum: int | None) -> bool:
    return (minimum is None or number >= minimum) and (maximum is None or number <= maximum)


def _planned(cells: Cells) -> str:
    return "" if cells.planned is None else f" (planned: {cells_in_words(cells.planned)})"


def _said(limit: Limit) -> str:
    if limit.minimum is not None and limit.maximum is not None:
        return range_in_words(Cells(minimum=limit.minimum, maximum=limit.maximum, planned=None))
    if limit.minimum is not None:
        return f"at least {cells_in_words(limit.minimum)}"
    return "none" if limit.maximum is None else f"at most {cells_in_words(limit.maximum)}"
