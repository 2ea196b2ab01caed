"""The verdict as a column: the worst of the best verdicts that the findings allow, and what stands behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import ibis
from ibis import Table, Value

from posology.compile.productions import PROCEDURE, RENEWAL, VERDICTS, items_of
from posology.ir.protocol import Criterion, Kind, Protocol
from posology.screen import names
from posology.screen.criteria import STATUS, stands_in_the_way
from posology.screen.frame import Frame, no_words
from posology.screen.names import Applies, Mends, Status
from posology.screen.placing import over

_LEVEL = "int8"
_UNSETTLED = VERDICTS.index("indeterminate")


def with_level(frame: Frame, protocol: Protocol, as_of: date) -> Frame:
    """The frame with `level`, the place of the verdict in `VERDICTS`, from the columns of what was judged."""
    table = frame.table
    by_level: dict[int, list[Value]] = {}
    for level, finding in _findings(table, protocol, as_of):
        by_level.setdefault(level, []).append(finding)
    for level in range(1, len(VERDICTS)):
        washout = table[names.WASHOUT_LEVEL] == ibis.literal(level, _LEVEL)
        by_level.setdefault(level, []).append(washout)
    worst_first = sorted(by_level, reverse=True)
    branches = [(ibis.or_(*by_level[level]), ibis.literal(level, _LEVEL)) for level in worst_first if level > 0]
    return over(frame, table.mutate(**{names.LEVEL: ibis.cases(*branches, else_=ibis.literal(0, _LEVEL))}))


def _findings(table: Table, protocol: Protocol, as_of: date) -> Iterator[tuple[int, Value]]:
    """Every finding but those of the medicines, each with the place of the best verdict that it allows."""
    items = items_of(protocol)
    yield _level(items[PROCEDURE], "past"), table[names.DAY] < ibis.literal(as_of)
    yield _level(items[RENEWAL], "needed"), table[names.RENEWAL]
    for criterion in protocol.criteria:
        yield from _findings_of(table, criterion, items[f"criterion:{criterion.id}"])
    for step in protocol.steps:
        yield _level(items[f"step:{step.id}"], "unknown"), _is(table, names.step_column(step.id), Applies.UNKNOWN)


def _level(allows: Mapping[str, str], finding: str) -> int:
    return VERDICTS.index(allows[finding])


def _is(table: Table, column: str, code: int) -> Value:
    return table[column] == ibis.literal(int(code), STATUS)


def _findings_of(table: Table, criterion: Criterion, allows: Mapping[str, str]) -> Iterator[tuple[int, Value]]:
    """The findings about one criterion; a failure that time mends is another finding than one that stays."""
    yield _level(allows, "unknown"), _is(table, names.criterion_column(criterion.id), Status.UNKNOWN)
    fails = stands_in_the_way(criterion, table[names.criterion_column(criterion.id)])
    failing = _level(allows, "not-met" if criterion.kind is Kind.INCLUSION else "met")
    if not criterion.turning.moves:
        yield failing, fails
        return
    mends = names.mends_column(criterion.id)
    yield _level(allows, "mends"), fails & _is(table, mends, Mends.MENDS)
    yield _level(allows, "unknown"), fails & _is(table, mends, Mends.UNKNOWN)
    yield failing, fails & _is(table, mends, Mends.NEVER)


def with_reasons(frame: Frame, protocol: Protocol) -> Frame:
    """The frame with the verdict as a word, the earliest date where there is one to name, and what stands in the way.

    `failed` are the criteria that do, `unknown` those that are not known, with the steps of the plan and the medicines.
    """
    table = frame.table
    level = table[names.LEVEL]
    verdicts = [(level == ibis.literal(place, _LEVEL), word) for place, word in enumerate(VERDICTS[:-1])]
    return over(
        frame,
        table.mutate(
            **{
                names.VERDICT: ibis.cases(*verdicts, else_=VERDICTS[-1]),
                names.EARLIEST: ibis.ifelse(
                    level < ibis.literal(_UNSETTLED, _LEVEL), table[names.EARLIEST], ibis.null("date")
                ),
                names.FAILED: _those([(each.id, _fails(table, each)) for each in protocol.criteria]),
                names.UNKNOWN: _those(list(_unknowns(table, protocol))),
            }
        ),
    )


def _fails(table: Table, criterion: Criterion) -> Value:
    return stands_in_the_way(criterion, table[names.criterion_column(criterion.id)])


def _unknowns(table: Table, protocol: Protocol) -> Iterator[tuple[str, Value]]:
    for criterion in protocol.criteria:
        yield criterion.id, _is(table, names.criterion_column(criterion.id), Status.UNKNOWN)
    yield _MEDICATIONS, table[names.WASHOUT_LEVEL] == ibis.literal(_UNSETTLED, _LEVEL)
    for step in protocol.steps:
        yield f"plan.{step.id}", _is(table, names.step_column(step.id), Applies.UNKNOWN)


_MEDICATIONS = "medications"


def _those(named: Sequence[tuple[str, Value]]) -> Value:
    """The names for which the test holds, in their order."""
    if not named:
        return no_words()
    words = [ibis.ifelse(holds, name, ibis.null("string")) for name, holds in named]
    any_of_them = ibis.or_(*(holds for _, holds in named))
    return ibis.ifelse(any_of_them, ibis.array(words).filter(_is_there), no_words())


def _is_there(word: Value) -> Value:
    return word.notnull()
