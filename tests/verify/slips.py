"""Slips of the hand in one condition: each gives another condition that reads nearly the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.verify.kinds import Kind

SIGNS = re.compile(
    r"(?P<quoted>'[^']*')|(?P<between>between \S+ and \S+)"
    r"|(?P<order>same or before|same or after|\bbefore\b|\bafter\b|<=|>=|!=|<|>|=)"
    r"|(?P<link>\band\b|\bor\b|\bimplies\b)"
)

TURNED: Mapping[str, str] = MappingProxyType(
    {
        "same or before": "same or after",
        "same or after": "same or before",
        "before": "after",
        "after": "before",
        "<=": ">=",
        ">=": "<=",
        "<": ">",
        ">": "<",
        "=": "!=",
        "!=": "=",
    }
)
BOUNDED: Mapping[str, str] = MappingProxyType(
    {
        "same or before": "before",
        "same or after": "after",
        "before": "same or before",
        "after": "same or after",
        "<=": "<",
        ">=": ">",
        "<": "<=",
        ">": ">=",
    }
)
LINKED: Mapping[str, str] = MappingProxyType({"and": "or", "or": "and", "implies": "or"})

NUMBER = re.compile(r"'[^']*'|(?<![\w.@])(?P<number>-?[0-9]+(?:\.[0-9]+)?)(?![\w.])")
CALENDAR = re.compile(r"(?<= )(year|month|week|day)(s?)\b")
OTHER_CALENDAR: Mapping[str, str] = MappingProxyType({"year": "month", "month": "week", "week": "month", "day": "week"})
UNIT = re.compile(r"(?<=[0-9] )'(?P<unit>[^']+)'")
EXCHANGED = (
    ("pain.back.vas", "pain.leg.vas"),
    ("pain.leg.vas", "pain.back.vas"),
    ("pain.neck.vas", "pain.back.vas"),
    ("pain.back.onset", "consent.date"),
    ("pain.neck.onset", "pain.back.onset"),
    ("conservative_care.physical_therapy", "conservative_care.supervised_exercise"),
    ("conservative_care.supervised_exercise", "conservative_care.physical_therapy"),
    ("conservative_care.started", "pain.back.onset"),
    ("conservative_care.any", "conservative_care.physical_therapy"),
    ("'lumbar'", "'cervical'"),
    ("'cervical'", "'lumbar'"),
    ("'failed'", "'ongoing'"),
    ("'pregnant', ", ""),
    ("'negative', ", ""),
    ("'concordant'", "'discordant'"),
    ("D.pfirrmann_modified", "D.pfirrmann"),
    ("D.pfirrmann ", "D.pfirrmann_modified "),
    ("consent.signed", "requests.disc_injection"),
    ("exists contraindications", "exists regions"),
    ("exists regions", "exists contraindications"),
    ("exists contraindications", "not exists contraindications"),
    ("spine.instability", "spine.fracture"),
    ("spine.fracture", "spine.spondylitis"),
    ("mri.date", "consent.date"),
    ("weight", "height"),
    ("birth_date", "consent.date"),
    ("requests.facet_joints", "requests.spinal_nerves"),
    ("requests.sacroiliac_joints", "requests.facet_joints"),
    ("quebec", "odi"),
)
"""A name or an option, and the one that is taken for it."""


@dataclass(frozen=True)
class Slip:
    """What kind of slip it is, which one, and the condition that comes of it."""

    kind: Kind
    name: str
    said: str


def slips(condition: str) -> Iterator[Slip]:
    """Every slip of the condition, each once."""
    # no record holds a weight of nothing, so that of these two forms neither lets in more than the other
    seen = {condition, condition.replace("weight > 0 ", "weight >= 0 ")}
    for each in (*_of_signs(condition), *_of_numbers(condition), *_of_units(condition), *_of_names(condition)):
        if each.said not in seen:
            seen.add(each.said)
            yield each


def _with(condition: str, place: re.Match[str], said: str, group: int | str = 0) -> str:
    return condition[: place.start(group)] + said + condition[place.end(group) :]


def _of_signs(condition: str) -> Iterator[Slip]:
    for count, place in enumerate(SIGNS.finditer(condition), start=1):
        sign = place[0]
        if place["order"]:
            yield Slip(Kind.OPERATOR_TURNED, f"{sign} {count} turned", _with(condition, place, TURNED[sign]))
            if sign in BOUNDED:
                yield Slip(Kind.BOUNDARY, f"{sign} {count} at its boundary", _with(condition, place, BOUNDED[sign]))
        elif place["link"]:
            yield Slip(Kind.CONNECTIVE, f"{sign} {count} another", _with(condition, place, LINKED[sign]))
    yield from _of_parts(condition)


def _of_parts(condition: str) -> Iterator[Slip]:
    """Each part that a connective joins at the top, gone."""
    parts = list(_parts(condition))
    for number in range(len(parts) if len(parts) > 1 else 0):
        left = parts[:number] + parts[number + 1 :]
        text = re.sub(r"^(?:and|or|implies) ", "", " ".join(left).strip())
        yield Slip(Kind.PART_LOST, f"part {number + 1} lost", text)


def _parts(condition: str) -> Iterator[str]:
    """What the connectives outside all parentheses join, each with the connective before it."""
    depth, start = 0, 0
    for place in re.finditer(r"'[^']*'|between \S+ and \S+|[(){}]|\b(?:and|or)\b(?= )", condition):
        if place[0] in "({":
            depth += 1
        elif place[0] in ")}":
            depth -= 1
        elif place[0] in {"and", "or"} and not depth and not condition[: place.start()].endswith("same "):
            yield condition[start : place.start()].strip()
            start = place.start()
    yield condition[start:].strip()


def _of_numbers(condition: str) -> Iterator[Slip]:
    for count, place in enumerate(NUMBER.finditer(condition), start=1):
        number = place["number"]
        if number is None:
            continue
        for by in (1, -1):
            other = _stepped(number, by)
            name = f"{number} {count} {'up' if by > 0 else 'down'}"
            yield Slip(Kind.THRESHOLD, name, _with(condition, place, other, "number"))


def _stepped(number: str, by: int) -> str:
    """The number with its last digit one up or down."""
    digits = len(number.partition(".")[2])
    whole = int(number.replace(".", "")) + by
    sign, bare = ("-" if whole < 0 else ""), str(abs(whole)).rjust(digits + 1, "0")
    return sign + (f"{bare[:-digits]}.{bare[-digits:]}" if digits else bare)


def _of_units(condition: str) -> Iterator[Slip]:
    for count, place in enumerate(CALENDAR.finditer(condition), start=1):
        said = OTHER_CALENDAR[place[1]] + place[2]
        yield Slip(Kind.CALENDAR_UNIT, f"{place[0]} {count} as {said}", _with(condition, place, said))
    for count, place in enumerate(UNIT.finditer(condition), start=1):
        yield Slip(Kind.UNIT_OF_ANOTHER_KIND, f"unit {count}", _with(condition, place, "cm", "unit"))
        yield Slip(Kind.UNIT_LOST, f"unit {count} lost", condition[: place.start()] + condition[place.end() :])


def _of_names(condition: str) -> Iterator[Slip]:
    for name, other in EXCHANGED:
        if name in condition:
            said = re.sub(rf"{re.escape(name)}(?![.\w])", other, condition, count=1)
            yield Slip(Kind.NAME_EXCHANGED, f"{name} as {other}", said)
