"""Which elements the verdict of an indeterminate patient waits for, as a column: what `check` lists as missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

import ibis
from ibis import Table, Value

from posology.cohort.tables import RECORDED, ROW, MedicineKind
from posology.compile.productions import VERDICTS
from posology.ir.nodes import Node
from posology.ir.plan import CellFormula, RequestedTargets
from posology.ir.protocol import Protocol
from posology.ir.turning import PROCEDURE_DATE
from posology.screen.blame import blamed_on, elements_of
from posology.screen.criteria import conditions_of, truth_of
from posology.screen.expression import express
from posology.screen.frame import Frame, no_words, on_dates
from posology.screen.names import DAY, LEVEL, Applies, Mends, Status, criterion_column, mends_column, step_column
from posology.screen.placing import beside, over
from posology.screen.plan import expressions_of
from posology.screen.queries import prepare
from posology.screen.settling import Settle
from posology.screen.truths import Truth, any_of, as_column, both, contrary, either, is_true
from posology.screen.washout import unknown_medicines

MISSING: Final = "missing"
"""The column (array<string>) with the elements; empty where the verdict waits for none."""

UNNAMED: Final = ""
"""What stands in it for something that is unknown for another reason than an element."""

_MEDICINES: Final = "missing/medicines"
_TEST, _OPEN = "missing/test/", "missing/open/"
_UNSETTLED: Final = VERDICTS.index("indeterminate")


def with_missing(frame: Frame, kinds: Sequence[MedicineKind], protocol: Protocol, as_of: date, settle: Settle) -> Frame:
    """The frame with `MISSING`, never null; only of the indeterminate is anything asked.

    Raises:
        Inexpressible: what is to blame for an unknown cannot be said in columns.
    """
    table = frame.table
    open_ = settle.some_of(over(frame, table.filter(table[LEVEL] == ibis.literal(_UNSETTLED, "int8"))))
    dated = open_.with_given(on_dates(as_of, open_.table[DAY]))
    asked = prepare(dated, (*conditions_of(protocol.criteria), *expressions_of(protocol)), express, blamed=True)
    found = _by_patient(asked, protocol, as_of)
    medicines = unknown_medicines(open_, kinds, protocol, as_of)
    if medicines is not None:
        of_patients = medicines.group_by(ROW).agg(**{_MEDICINES: medicines["element"].collect()})
        found = beside(found, of_patients, (ROW,))
        theirs = found[_MEDICINES]
        together = found[MISSING].concat(ibis.coalesce(theirs, no_words())).unique().sort()
        found = found.select(ROW, **{MISSING: ibis.ifelse(theirs.notnull(), together, found[MISSING])})
    joined = beside(table, found, (ROW,))
    return over(frame, joined.mutate(**{MISSING: ibis.coalesce(joined[MISSING], no_words())}))


def _those(named: Sequence[tuple[str, Truth]]) -> Value:
    """The elements of which it is true."""
    words = [ibis.ifelse(as_column(test), name, ibis.null("string")) for name, test in named if test is not False]
    return ibis.array(words).filter(_is_there) if words else no_words()


def _is_there(each: Value) -> Value:
    return each.notnull()


def _by_patient(frame: Frame, protocol: Protocol, as_of: date) -> Table:
    """By `row` the elements that something other than a medicine waits for, each once and in order."""
    items = [*_criteria(frame, protocol), *_steps(frame, protocol)]
    # each test is a column, asked only where its item is open, as most are of nearly everybody
    truths: dict[str, Value] = {}
    opens: dict[str, Value] = {}
    blame: dict[str, list[str]] = {}
    for item, (found, open_) in enumerate(items):
        opens[f"{_OPEN}{item}"] = open_
        for element, truth in found:
            if truth is not False:
                name = f"{_TEST}{item}/{len(truths)}"
                truths[name] = ibis.ifelse(open_, as_column(truth), ibis.literal(value=False))
                blame.setdefault(element, []).append(name)
    table = frame.table.mutate(**truths, **opens)
    unnamed: list[Truth] = [
        both(table[name], contrary(any_of(table[each] for each in truths if each.startswith(f"{_TEST}{item}/"))))
        for item, name in enumerate(opens)
    ]
    moving = [each for each in protocol.criteria if each.turning.moves]
    unnamed += [table[mends_column(each.id)] == int(Mends.UNKNOWN) for each in moving]
    tests: dict[str, Truth] = {element: any_of(table[each] for each in names) for element, names in blame.items()}
    tests[UNNAMED] = any_of(is_true(each) for each in unnamed)
    tests[PROCEDURE_DATE] = either(tests.get(PROCEDURE_DATE, False), table[DAY] < ibis.literal(as_of))
    return table.select(ROW, **{MISSING: _those(sorted(tests.items()))})


_Item: TypeAlias = tuple[list[tuple[str, Truth]], Value]
"""What may be to blame, element by element, and on which rows the item is unknown."""


def _criteria(frame: Frame, protocol: Protocol) -> Iterator[_Item]:
    for each in protocol.criteria:
        status = frame.table[criterion_column(each.id)]
        yield _blamed(each.applies, each.condition, frame), status == int(Status.UNKNOWN)


def _steps(frame: Frame, protocol: Protocol) -> Iterator[_Item]:
    for each in protocol.steps:
        formula = each.cells.expression if isinstance(each.cells, CellFormula) else None
        found = _blamed(each.when, formula, frame)
        if isinstance(each.targets, RequestedTargets):
            found.append((each.targets.element, _unrequested(each.targets, frame)))
        yield found, frame.table[step_column(each.id)] == int(Applies.UNKNOWN)


def _unrequested(targets: RequestedTargets, frame: Frame) -> Truth:
    """On which rows nobody recorded which places are asked for."""
    table = frame.table
    for name in (f"{targets.element}{RECORDED}", targets.element):
        if name in table.columns:
            return ~table[name] if name.endswith(RECORDED) else table[name].isnull()
    return True


def _blamed(first: Node | None, then: Node | None, frame: Frame) -> list[tuple[str, Truth]]:
    """What is to blame for the first expression, and where that holds or there is none, for the other."""
    found: list[tuple[str, Truth]] = []
    holds: Truth = True
    if first is not None:
        found += [(each, blamed_on(first, frame, express, each)) for each in elements_of(first)]
        holds = is_true(truth_of(first, frame))
    if then is not None:
        found += [(each, both(holds, blamed_on(then, frame, express, each))) for each in elements_of(then)]
    return found
