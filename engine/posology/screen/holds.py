"""The washout rules of a protocol as a table: what is asked of each kind of medicine that occurs in a cohort."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import assert_never

import ibis
import pyarrow as pa
from ibis import Table

from posology.cohort.tables import KIND, MedicineKind
from posology.ir.nodes import Node
from posology.ir.protocol import Protocol
from posology.ir.turning import depends_on_procedure_date
from posology.ir.washout import ConditionalHold, FixedHold, NoHold, ReferralHold, TaperHold, WashoutRule
from posology.screen.days import day_number
from posology.screen.refusal import Inexpressible
from posology.values.dates import shift

DAYS = "rule/days"
"""For how many days the medicine is held; null where no number is written or a condition gives it. A taper has none."""

LENGTH = "rule/length"
"""Which of `Holds.lengths` gives the days; null where none does."""

REFERS, TAPERS = "rule/refers", "rule/tapers"
SINCE = "rule/since"
"""The number of the first day on which a course may have begun that can be held without a taper; null for any."""

UNCLASSIFIED = "rule/unclassified"
TOGETHER = "rule/together"
"""Whether it is one of the medicines of which no two different ones may be judged each on its own."""

LOWEST, HIGHEST = "rule/lowest", "rule/highest"
"""Of its ingredients that count for that, the first and the last by number: two medicines differ where these do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """The rules of the kinds of medicine that any is about: `table` has one row for each rule of a kind.

    A kind that only must not be taken together with another has a row that asks for nothing. `lengths` are the
    expressions that give the days of a hold, each once. `drugs` are the names of the kinds by their place.
    `has_several` says whether some kind has several rules.
    """

    table: Table
    lengths: tuple[Node, ...]
    drugs: Table
    has_several: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What one rule asks of one kind of medicine; the fields are the columns of `_COLUMNS`."""

    kind: int
    days: int | None = None
    length: int | None = None
    refers: bool = False
    tapers: bool = False
    since: int | None = None
    unclassified: bool = False
    together: bool = False
    lowest: int | None = None
    highest: int | None = None


_COLUMNS: Mapping[str, pa.DataType] = MappingProxyType(
    {
        KIND: pa.int32(),
        DAYS: pa.int64(),
        LENGTH: pa.int32(),
        REFERS: pa.bool_(),
        TAPERS: pa.bool_(),
        SINCE: pa.int64(),
        UNCLASSIFIED: pa.bool_(),
        TOGETHER: pa.bool_(),
        LOWEST: pa.int32(),
        HIGHEST: pa.int32(),
    }
)


def holds_of(kinds: Sequence[MedicineKind], protocol: Protocol, as_of: date) -> Holds:
    """What the protocol asks of each kind of medicine.

    Raises:
        Inexpressible: the length of a hold turns on the procedure date, on which it would have to be asked anew.
    """
    lengths = tuple(dict.fromkeys(_lengths(protocol)))
    shared = () if protocol.together is None else protocol.together.classes
    ingredients = sorted({name for each in kinds for name in _ingredients_in(each, shared)})
    numbers = {name: number for number, name in enumerate(ingredients)}
    rows: list[_Asked] = []
    for number, kind in enumerate(kinds):
        asked = tuple(dict.fromkeys(_asked_of(kind, number, protocol, lengths, as_of)))
        found = [numbers[name] for name in _ingredients_in(kind, shared)]
        if found:
            rows += [
                replace(each, together=True, lowest=min(found), highest=max(found))
                for each in asked or (_Asked(kind=number),)
            ]
        else:
            rows += asked
    names = pa.schema([(KIND, pa.int32()), ("drug", pa.string())])
    drugs = pa.table({KIND: list(range(len(kinds))), "drug": [each.drug for each in kinds]}, schema=names)
    return Holds(
        table=_as_table(rows),
        lengths=lengths,
        drugs=ibis.memtable(drugs),
        has_several=len({each.kind for each in rows}) < len(rows),
    )


def _as_table(rows: Sequence[_Asked]) -> Table:
    columns = zip(*(astuple(each) for each in rows), strict=True) if rows else ((),) * len(_COLUMNS)
    return ibis.memtable(pa.table(dict(zip(_COLUMNS, columns, strict=True)), schema=pa.schema(_COLUMNS)))


def _lengths(protocol: Protocol) -> Iterator[Node]:
    for rule in protocol.washout:
        if isinstance(rule.hold, ConditionalHold):
            if depends_on_procedure_date(rule.hold.duration):
                why = "its length turns on the procedure date, which is sought after the holds are known"
                raise Inexpressible(f"hold {rule.id}", why, rule.span, rule.hold.duration.origin.text)
            yield rule.hold.duration


def _ingredients_in(kind: MedicineKind, classes: Sequence[str]) -> tuple[str, ...]:
    """Its ingredients that are of any of the classes, by the drug knowledge alone."""
    return tuple(name for name, found in kind.classes_of_ingredients if not set(classes).isdisjoint(found))


def _asked_of(
    kind: MedicineKind, number: int, protocol: Protocol, lengths: tuple[Node, ...], as_of: date
) -> Iterator[_Asked]:
    """What each rule that the kind falls under asks; nothing for those that ask for nothing."""
    if kind.unclassified is not None:
        yield _Asked(kind=number, unclassified=True)
    for ingredient, drug_classes in kind.classes_of_ingredients:
        for drug_class in (*drug_classes, *protocol.own_classes.get(ingredient, ())):
            rule = governing_rule(protocol, drug_class, ingredient)
            asked = None if rule is None else _asked_by(rule, number, lengths, as_of)
            if asked is not None:
                yield asked


def governing_rule(protocol: Protocol, drug_class: str, ingredient: str) -> WashoutRule | None:
    """The rule for an ingredient of a class: the one that names it, or the one for all others."""
    rules = protocol.washout_by_class.get(drug_class, ())
    others = [each for each in rules if not each.ingredients]
    named = next((each for each in rules if ingredient in each.ingredients), None)
    return named or (others[-1] if others else None)


def _asked_by(rule: WashoutRule, kind: int, lengths: tuple[Node, ...], as_of: date) -> _Asked | None:
    match rule.hold:
        case NoHold() | FixedHold(days=0):
            return None
        case FixedHold(days=days):
            return _Asked(kind=kind, days=days, since=_since(rule, as_of))
        case ConditionalHold(duration=duration):
            return _Asked(kind=kind, length=lengths.index(duration), since=_since(rule, as_of))
        case TaperHold():
            return _Asked(kind=kind, days=0, tapers=True)
        case ReferralHold():
            return _Asked(kind=kind, refers=True)
        case _:
            assert_never(rule.hold)


def _since(rule: WashoutRule, as_of: date) -> int | None:
    longest = None if rule.course_referral is None else shift(as_of, rule.course_referral.longer_than, -1)
    return None if longest is None else day_number(longest)
