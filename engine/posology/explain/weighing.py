"""What was measured of the patient, as recorded, and how the weight has changed since it was measured before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from posology.explain.approval_needs import approval_of
from posology.ir.site import SiteDecisions, WeightChange
from posology.knowledge.element import Dictionary
from posology.record.facts import Facts
from posology.record.recorded import Recorded
from posology.results.naming import written_date_in_words
from posology.results.sheet import Changed, Measurement, Needed
from posology.values.numerals import decimal_in_words
from posology.values.quantity import Quantity
from posology.values.rounding import half_up

MEASURED: Final = ("weight", "height")
"""What doses are made from, and what makes a mistyped one stand out."""

WEIGHT, PREVIOUS = "weight", "weight_previous"
TENTHS: Final = 1


def measurements(facts: Facts) -> Iterator[Measurement]:
    """Weight and height with when, how and by whom they were measured; the weight beside the one before it."""
    for element in MEASURED:
        recorded = facts.values.get(element)
        if recorded is not None:
            yield Measurement(
                element=element,
                value=recorded.written,
                date=None if recorded.date is None else str(recorded.date),
                source=recorded.source,
                method=recorded.method,
                changed=_change(facts) if element == WEIGHT else None,
            )


def needs_of_weight(facts: Facts, dictionary: Dictionary, site: SiteDecisions, as_of: date) -> Iterator[Needed]:
    """That the patient be weighed again: a change larger than the clinic allows, which no second weighing confirms.

    Without a limit of the clinic a change is printed and nothing is asked.
    """
    limit, share = site.weight_change, _share(facts)
    if limit is None:
        return
    yield from approval_of(limit.approval, "the largest change of the weight", "weight_change", as_of)
    if share is None or abs(share) <= Fraction(limit.most) or _is_weighed_twice(facts, dictionary):
        return
    yield Needed(
        what=f"The weight is {_in_words(share)} than before, and the clinic allows {decimal_in_words(limit.most)} %: "
        f"{_why(limit)}.",
        where="the record: measure the weight again; correct `weight`, or record the second as `weight_repeat`",
    )


def _why(limit: WeightChange) -> str:
    return f"the patient is weighed again, as {limit.source} has it"


def _change(facts: Facts) -> Changed | None:
    """The weight before, and how far this one differs; None where either is not recorded."""
    share, before = _share(facts), facts.values.get(PREVIOUS)
    if share is None or before is None:
        return None
    on = None if before.date is None else str(before.date)
    dated = "" if on is None else f" on {written_date_in_words(on)}"
    return Changed(
        value=before.written,
        date=on,
        percent=half_up(share, TENTHS),
        says=f"{_in_words(share)} than {before.written}{dated}" if share else f"as before, {before.written}{dated}",
    )


def _share(facts: Facts) -> Fraction | None:
    """The change in percent of the weight before, exactly; None where one of them is not known, or is the later one."""
    now, before = facts.values.get(WEIGHT), facts.values.get(PREVIOUS)
    first, last = _magnitude(before), _magnitude(now)
    if now is None or before is None or not first or last is None or _is_later(before, now):
        return None
    return (last - first) / first * 100


def _is_later(before: Recorded, now: Recorded) -> bool:
    return before.date is not None and now.date is not None and before.date.earliest > now.date.latest


def _magnitude(recorded: Recorded | None) -> Fraction | None:
    value = None if recorded is None else recorded.value
    return Fraction(value.magnitude) if isinstance(value, Quantity) else None


def _is_weighed_twice(facts: Facts, dictionary: Dictionary) -> bool:
    """Whether a second measurement agrees with the weight, as the dictionary asks of two weights of one person."""
    check = dictionary.body_mass
    repeat = None if check is None else facts.values.get(check.repeat)
    first, second = _magnitude(facts.values.get(WEIGHT)), _magnitude(repeat)
    if check is None or repeat is None or repeat.method != check.method or not first or second is None:
        return False
    return abs(second - first) * 100 <= Fraction(check.agreement) * first


def _in_words(share: Fraction) -> str:
    percent = half_up(abs(share), TENTHS)
    size = f"{decimal_in_words(percent)} %" if percent else f"less than {decimal_in_words(Decimal('0.1'))} %"
    return f"{size} {'more' if share > 0 else 'less'}"
