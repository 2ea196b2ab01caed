"""Whether what was recorded can be true: ranges, the order of dates, and a weight held against a height.

What cannot be is refused. What could be and seldom is stays as recorded, with a warning, and is handed on as
questionable, so that no result that rests on it looks final. Nothing is ever corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.body_mass import ROUNDING, kilograms_in_a_pound
from posology.knowledge.element import BodyMassCheck, Element, Range, Time
from posology.record.codes import (
    BEFORE_BIRTH,
    BODY_MASS,
    IMPLAUSIBLE,
    IN_THE_FUTURE,
    IN_THE_PAST,
    NO_HEIGHT,
    OUT_OF_ORDER,
    OUT_OF_RANGE,
)
from posology.record.recorded import Recorded
from posology.record.written import number_of, range_in_words
from posology.values.dates import CalendarUnit, PartialDate, whole_between
from posology.values.known import Known
from posology.values.numerals import decimal_in_words
from posology.values.quantity import Quantity

CENTIMETRES_IN_A_METRE = 100


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the record: what it is of, where it stands."""

    what: str
    when: PartialDate
    span: Span


@dataclass(slots=True)
class Judge:
    """Judges the values of one record as they are read, and the whole of it in the end."""

    as_of: date
    diagnostics: Diagnostics
    dated: list[Dated] = field(default_factory=list[Dated])
    questionable: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def judge_value(self, element: Element, value: Known, label: str, span: Span) -> bool:
        """Holds the value against the ranges of its element; false where it was refused. `label` is for messages."""
        if isinstance(value, PartialDate):
            return self.judge_date(value, element.time, label, span) and self._judge_age(element, value, label, span)
        number = number_of(value)
        if number is None:
            return True
        shown = decimal_in_words(number) + (f" {value.unit}" if isinstance(value, Quantity) else "")
        if element.hard is not None and not element.hard.holds(number):
            message = f"`{label}` is `{shown}`, and can only be {_in_words(element.hard)}"
            self.diagnostics.error(OUT_OF_RANGE, message, span)
            return False
        if element.plausible is not None and not element.plausible.holds(number):
            message = f"`{label}` is `{shown}`, and is seldom outside {_in_words(element.plausible)}"
            self._question(label, IMPLAUSIBLE, message, span, "measure it again, and record what that gives")
        return True

    def judge_date(self, when: PartialDate, time: Time, label: str, span: Span) -> bool:
        """False where a date that has to be past lies wholly after the day of judging; others are noted."""
        today = f"{self.as_of.isoformat()}, the day on which the record is judged"
        if time is Time.PAST and when.earliest > self.as_of:
            help_text = "correct the date, or judge the record as of a later day"
            self.diagnostics.error(
                IN_THE_FUTURE, f"`{label}` is `{when}`, which is after {today}", span, help=help_text
            )
            return False
        self.dated.append(Dated(label, when, span))
        if time is Time.AHEAD and when.latest < self.as_of:
            help_text = "give the day that is planned now, or judge the record as of a day before the procedure"
            self._question(label, IN_THE_PAST, f"`{label}` is `{when}`, which is before {today}", span, help_text)
        return True

    def _judge_age(self, element: Element, when: PartialDate, label: str, span: Span) -> bool:
        """Holds the whole years since the date against the ranges; a partial date only where no day of it fits."""
        least = Decimal(whole_between(CalendarUnit.YEAR, when.latest, self.as_of))
        most = Decimal(whole_between(CalendarUnit.YEAR, when.earliest, self.as_of))
        shown = f"`{label}` is `{when}`, {decimal_in_words(most)} years ago"
        if element.hard is not None and _is_outside(element.hard, least, most):
            message = f"{shown}, and can only be {_in_words(element.hard)} ago"
            self.diagnostics.error(OUT_OF_RANGE, message, span)
            return False
        if element.plausible is not None and _is_outside(element.plausible, least, most):
            message = f"{shown}, and is seldom outside {_in_words(element.plausible)}"
            self._question(label, IMPLAUSIBLE, message, span, "look the date up again")
        return True

    def judge_order(self, earlier: Dated, later: Dated) -> None:
        """Refuses two dates of which the first certainly lies after the second."""
        if earlier.when.earliest > later.when.latest:
            message = f"`{earlier.what}` is `{earlier.when}`, which is after `{later.what}`, `{later.when}`"
            beside = ((later.span, f"`{later.what}` is here"),)
            self.diagnostics.error(OUT_OF_ORDER, message, earlier.span, related=beside)

    def judge_birth(self, path: str) -> None:
        """Refuses every date that certainly lies before the birth."""
        birth = next((each for each in self.dated if each.what == path), None)
        if birth is None:
            return
        for each in self.dated:
            if each.when.latest < birth.when.earliest:
                message = f"`{each.what}` is `{each.when}`, which is before the patient was born"
                beside = ((birth.span, f"`{path}` is here"),)
                self.diagnostics.error(BEFORE_BIRTH, message, each.span, related=beside)

    def judge_body_mass(self, check: BodyMassCheck, values: Mapping[str, Recorded], spans: Mapping[str, Span]) -> None:
        """Questions a weight that may be a number of pounds, until a second measurement in kilograms agrees with it."""
        recorded = values.get(check.weight)
        weight = None if recorded is None else number_of(recorded.value)
        if weight is None or weight <= 0 or _is_confirmed(check, weight, values.get(check.repeat)):
            return
        tall = values.get(check.height)
        height = None if tall is None else number_of(tall.value)
        if height is None or height <= 0:
            self._question_without_height(check, weight, spans[check.weight])
        else:
            self._question_index(check, Fraction(weight) / (Fraction(height) / CENTIMETRES_IN_A_METRE) ** 2, spans)

    def _question_without_height(self, check: BodyMassCheck, weight: Decimal, span: Span) -> None:
        """Without a height, a number that could be the pounds of an adult cannot be told from kilograms."""
        if Fraction(weight) * kilograms_in_a_pound() >= Fraction(check.lightest) * ROUNDING:
            message = (
                f"`{check.weight}` cannot be told from a weight in pounds, as `{check.height}` is not recorded "
                f"and an adult of {decimal_in_words(check.lightest)} kg or more weighs as many pounds"
            )
            self._question(check.weight, NO_HEIGHT, message, span, f"record `{check.height}`")

    def _question_index(self, check: BodyMassCheck, index: Fraction, spans: Mapping[str, Span]) -> None:
        """A body mass index that is not ordinary may be that of a weight in another unit."""
        if Fraction(check.ordinary.lowest) <= index <= Fraction(check.ordinary.highest):
            return
        message = (
            f"`{check.weight}` and `{check.height}` give a body mass index of {_to_one_decimal(index)}"
            f"{_suspicion(check, index)}"
        )
        help_text = (
            f"weigh the patient again, in kilograms; record a corrected `{check.weight}`, or the second measurement "
            f"as `{check.repeat}` if it agrees with the first"
        )
        self._question(check.weight, BODY_MASS, message, spans[check.weight], help_text)

    def _question(self, path: str, code: str, message: str, span: Span, help_text: str) -> None:
        self.diagnostics.warning(code, message, span, help=help_text)
        self.questionable.append((path, message))


def _is_confirmed(check: BodyMassCheck, weight: Decimal, repeat: Recorded | None) -> bool:
    """Whether the weight was measured a second time with the same result."""
    second = None if repeat is None or repeat.method != check.method else number_of(repeat.value)
    if second is None:
        return False
    apart = abs(Fraction(second) - Fraction(weight))
    return apart * 100 <= Fraction(check.agreement) * Fraction(weight)


def _suspicion(check: BodyMassCheck, index: Fraction) -> str:
    """What mistake would explain the index, where one would."""
    pound = kilograms_in_a_pound()
    low, high = Fraction(check.ordinary.lowest), Fraction(check.ordinary.highest)
    if index > high and index * pound <= high:
        return ", as when a weight in pounds is recorded as kilograms"
    if index < low and index / pound >= low:
        return ", as when a weight in kilograms is converted from pounds once more"
    return ""


def _is_outside(allowed: Range, least: Decimal, most: Decimal) -> bool:
    return most < allowed.lowest or least > allowed.highest


def _to_one_decimal(number: Fraction) -> str:
    """The number with one decimal, rounded half to even."""
    return decimal_in_words(Decimal(round(number * 10)) / 10)


def _in_words(allowed: Range) -> str:
    return range_in_words(allowed.lowest, allowed.highest, allowed.unit)
