"""Facts of an invented patient, for cases that need something recorded."""

from __future__ import annotations

from decimal import Decimal

from posology.values.dates import PartialDate, parse_date
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import Cause, Reason, Unknown


def day(text: str) -> PartialDate:
    """The date that the text stands for; a fault in a case if there is none."""
    found = parse_date(text)
    if found is None:
        message = f"{text} is no date"
        raise ValueError(message)
    return found


def quantity(magnitude: str, unit: str) -> Quantity:
    """That many of that unit."""
    return Quantity(Decimal(magnitude), unit)


def missing(element: str) -> Unknown:
    """What nobody has recorded."""
    return Unknown((Reason(element, Cause.NOT_RECORDED),))


def medicine(place: int, drug: str, drug_class: str | None = None, last_dose: str | None = None) -> Entry:
    """One medicine, at its place in the list from 0; what is left out is missing from the record."""
    fields: dict[str, Value] = {"drug": drug}
    fields["class"] = drug_class if drug_class is not None else missing(f"medications[{place}].class")
    fields["last_dose"] = day(last_dose) if last_dose is not None else missing(f"medications[{place}].last_dose")
    return Entry(fields)
