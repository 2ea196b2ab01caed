"""Values of one element close to where the rules turn: at each limit, a unit to either side, more and less precise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from posology.knowledge.element import Element, ElementKind
from posology.values.dates import CalendarDuration, shift
from posology.verify.record_edits import Record, read
from posology.verify.thresholds import Points

ONE_DAY = timedelta(days=1)
TENTH = Decimal("0.1")
MOST_OPTIONS = 6
"""Of many words that no rule names, the first few stand for all."""

INVENTED_NAME = "invented finding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The day of judging, and the one for which is judged."""

    as_of: date
    procedure: date

    def anchors(self) -> tuple[date, ...]:
        """Both days, once where they are the same."""
        return tuple(dict.fromkeys((self.procedure, self.as_of)))


def values_near(element: Element, path: str, points: Points, days: Days, record: Record) -> tuple[Any, ...]:
    """Plain values to write at the path of the record, none twice, none that it has there already.

    What stands beside a measured value is kept with each; then it is varied too. Intake may refuse some of them.
    """
    recorded = read(record, path)
    bare = list(_bare(element, points, days, record))
    found = [_measured(each, recorded, element, days) for each in bare] if element.measured else bare
    if element.measured:
        found += _aspects(_value_of(recorded, bare), recorded, element, points, days)
    return tuple(_without_repeats(each for each in found if each != recorded))


def _bare(element: Element, points: Points, days: Days, record: Record) -> Iterator[Any]:
    match element.kind:
        case ElementKind.BOOLEAN:
            yield from (True, False)
        case ElementKind.INTEGER | ElementKind.DECIMAL:
            yield from (_as_number(each, element) for each in _numbers(element, points, record))
        case ElementKind.QUANTITY:
            yield from (f"{each:f} {element.unit}" for each in _numbers(element, points, record))
        case ElementKind.CODE:
            yield from _words(element, points)
        case ElementKind.TEXT:
            yield from sorted(points.words) or [INVENTED_NAME]
        case ElementKind.DATE:
            yield from _dates(element, points, days)
        case ElementKind.CODES:
            yield from _lists_of_words(element, points)
        case ElementKind.RECORDS:
            yield from _lists_of_records(element, points, record)


def _as_number(number: Decimal, element: Element) -> int | Decimal:
    return int(number) if element.kind is ElementKind.INTEGER else number


def _numbers(element: Element, points: Points, record: Record) -> Iterator[Decimal]:
    """Each limit with a number to either side, what is compared with it in the record, and the ends of the range."""
    ends = [
        end for span in (element.hard, element.plausible) if span is not None for end in (span.lowest, span.highest)
    ]
    beside = [number for path in sorted(points.others) for number in _number_at(record, path)]
    whole = element.kind is ElementKind.INTEGER
    for limit in (*sorted(points.numbers), *beside):
        steps = (Decimal(1),) if whole else tuple(dict.fromkeys((_last_place(limit), TENTH, Decimal(1))))
        for number in (limit, *(near for step in steps for near in (limit - step, limit + step))):
            if (element.hard is None or element.hard.holds(number)) and (not whole or number == int(number)):
                yield number
    yield from (each for each in ends if not whole or each == int(each))


def _last_place(number: Decimal) -> Decimal:
    exponent = number.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


def _number_at(record: Record, path: str) -> Iterator[Decimal]:
    found = read(record, path)
    value = cast("Record", found).get("value") if isinstance(found, Mapping) else found
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        yield Decimal(value)


def _words(element: Element, points: Points) -> Iterator[str]:
    named = [each for each in element.options if each in points.words]
    yield from (*named, *[each for each in element.options if each not in points.words][:MOST_OPTIONS])


def _dates(element: Element, points: Points, days: Days) -> Iterator[str]:
    """The day that lies so far before each anchor, the days around it, and its month and its year."""
    edges = [day for anchor in days.anchors() for day in (anchor, *_before(anchor, points.spans))]
    edges += sorted(points.days)
    for edge in edges:
        yield from (near.isoformat() for near in (edge, edge - ONE_DAY, edge + ONE_DAY))
        if not element.whole_day:
            yield from (edge.isoformat()[:7], edge.isoformat()[:4])
    yield from element.options


def _before(anchor: date, spans: Iterable[CalendarDuration]) -> Iterator[date]:
    for each in sorted(spans, key=str):
        moved = shift(anchor, each, -1)
        if moved is not None:
            yield moved


def _lists_of_words(element: Element, points: Points) -> Iterator[list[str]]:
    words = list(_words(element, points)) or [INVENTED_NAME]
    yield []
    yield from ([each] for each in words)
    for count in sorted(_around(points.counts)):
        if 1 < count <= len(element.options):
            yield list(element.options[:count])


def _lists_of_records(element: Element, points: Points, record: Record) -> Iterator[list[Any]]:
    """The first entry as often as a rule counts and once more or less, each at a place of its own."""
    listed = read(record, element.path)
    first = cast("list[Record]", listed)[0] if isinstance(listed, list) and listed else None
    yield []
    if first is None:
        return
    places = next((each for each in element.written_fields if each.required and each.options), None)
    for count in sorted(_around(points.counts)):
        if places is not None and 0 < count <= len(places.options):
            others = [each for each in places.options if each != first.get(places.path)]
            kept = [first.get(places.path, places.options[0]), *others][:count]
            yield [{**first, places.path: each} for each in kept]


def _around(counts: Iterable[int]) -> set[int]:
    return {near for each in counts for near in (each - 1, each, each + 1) if near >= 0}


def _value_of(recorded: object, bare: list[Any]) -> Any:  # noqa: ANN401 - a record may hold anything
    if isinstance(recorded, Mapping) and "value" in recorded:
        return cast("Record", recorded)["value"]
    return recorded if recorded is not None and not isinstance(recorded, Mapping) else (bare[0] if bare else None)


def _measured(value: object, recorded: object, element: Element, days: Days) -> dict[str, Any]:
    """The value with what stands beside the one recorded now, or obtained by the first method on the day of judging."""
    if isinstance(recorded, Mapping) and "value" in recorded:
        return {**cast("Record", recorded), "value": value}
    beside = {"method": element.methods[0]} if element.methods else {}
    return {"value": value, "date": days.as_of.isoformat(), **beside}


def _aspects(value: object, recorded: object, element: Element, points: Points, days: Days) -> list[dict[str, Any]]:
    """The same value obtained on other days and in other ways, and without a word on either."""
    if value is None:
        return []
    whole = _measured(value, recorded, element, days)
    dates = [edge for anchor in days.anchors() for edge in _before(anchor, points.ages)]
    near = [day for edge in dates for day in (edge, edge - ONE_DAY, edge + ONE_DAY)]
    partial = [text for edge in dates for text in (edge.isoformat()[:7], edge.isoformat()[:4])]
    found = [{**whole, "date": each} for each in (*(day.isoformat() for day in near), *partial)]
    found += [{**whole, "method": each} for each in element.methods]
    if points.ages:
        found.append({key: each for key, each in whole.items() if key != "date"})
    if points.methods:
        found.append({key: each for key, each in whole.items() if key != "method"})
    return found


def _without_repeats(values: Iterable[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for each in values:
        if repr(each) not in seen:
            seen.add(repr(each))
            yield each
