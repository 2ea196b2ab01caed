"""One medicine as the patient takes it, recognised or not, and what the condition language sees of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from posology.diagnostics.diagnostic import Diagnostics
from posology.diagnostics.span import Span
from posology.knowledge.drugs import Drugs
from posology.knowledge.drugs_model import (
    BY_ROUTE,
    NOT_RESTRICTED,
    Ingredient,
    Recognised,
    Unrecognised,
    classes_by_route,
)
from posology.knowledge.element import Element
from posology.reader.source import shortened
from posology.record.codes import CLASS_NOT_NEEDED, OTHER_ROUTE
from posology.record.recorded import Recorded
from posology.values.dates import PartialDate, exactly
from posology.values.known import Entry, Value
from posology.values.truth import Cause, Reason, Unknown

ONGOING = "ongoing"

_GIVEN = MappingProxyType(
    {"oral": "taken by mouth", "inhaled": "inhaled", "topical": "applied to skin, eye, ear or nose"}
    | {route: "injected" for route, drug_class in BY_ROUTE.items() if drug_class == BY_ROUTE["injected"]}
)
"""How a form is given whose route the name says."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """A prescriber's agreement to a hold."""

    prescriber: str
    date: PartialDate


@dataclass(frozen=True, slots=True)
class Taper:
    """An individual taper that was agreed, and the day on which it ends."""

    agreed_by: str
    ends: PartialDate


@dataclass(frozen=True, slots=True)
class Classified:
    """A clinician's own classification; `none` is a drug that no class restricts."""

    is_: str
    by: str
    date: PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """One medicine as recorded. `index` counts from 0 in the order of the record.

    `indication` is primary or secondary prevention, `taken_for` the
    illness in words, `thrombotic_risk` what its prescriber says of the risk of a clot while it is held.
    `route` is the one recorded, or else the one that the form in its name says (`budesonide inhaler`). `last_dose` is
    None while it is `ongoing`, and where nobody recorded it. `classes` are those of all its ingredients,
    `classes_of_ingredients` the same by ingredient; `unclassified` says what is not known about them.
    """

    index: int
    drug: str
    rxnorm: str | None
    atc: str | None
    last_dose: PartialDate | None
    ongoing: bool
    started: PartialDate | None
    dose: str | None
    route: str | None
    regimen: str | None
    indication: str | None
    agreement: Agreed | None
    taper: Taper | None
    classified: Classified | None
    recognised: Recognised | Unrecognised
    classes: tuple[str, ...]
    classes_of_ingredients: tuple[tuple[str, tuple[str, ...]], ...]
    unclassified: Unknown | None
    taken_for: str | None = None
    thrombotic_risk: str | None = None


def medicine_of(
    index: int, entry: Mapping[str, Recorded], drugs: Drugs, span: Span, diagnostics: Diagnostics
) -> Medicine:
    """The medicine of an entry whose fields were all taken in; the engine's own class goes before a clinician's."""
    drug = _text(entry, "drug") or ""
    recognised = drugs.recognise(drug, _text(entry, "rxnorm"), _text(entry, "atc"))
    classified = _classified(entry)
    if classified is not None and isinstance(recognised, Recognised):
        message = f"`{drug}` is known, so its class as recorded by `{classified.by}` is not used"
        diagnostics.warning(
            CLASS_NOT_NEEDED, message, span, help="leave `class` out, or correct the name of the medicine"
        )
    route = _route(index, entry, recognised, span, diagnostics)
    by_ingredient, unclassified = _classify(index, drug, recognised, classified, route)
    last_dose = entry.get("last_dose")
    return Medicine(
        index=index,
        drug=drug,
        rxnorm=_text(entry, "rxnorm"),
        atc=_text(entry, "atc"),
        last_dose=_date(entry, "last_dose"),
        ongoing=last_dose is not None and last_dose.value == ONGOING,
        started=_date(entry, "started"),
        dose=_text(entry, "dose"),
        route=route,
        regimen=_text(entry, "regimen"),
        indication=_text(entry, "indication"),
        agreement=_agreed(entry),
        taper=_taper(entry),
        classified=classified,
        recognised=recognised,
        classes=tuple(dict.fromkeys(each for _, classes in by_ingredient for each in classes)),
        classes_of_ingredients=by_ingredient,
        unclassified=unclassified,
        taken_for=_text(entry, "taken_for"),
        thrombotic_risk=_text(entry, "thrombotic_risk"),
    )


def entry_of(medicine: Medicine, element: Element, entry: Mapping[str, Recorded], as_of: date) -> Entry:
    """The medicine as a list query sees it: recorded fields, `ongoing`, and its classes; what is not known is unknown.

    The last dose of a medicine that is still being taken is the day of judging.
    """
    fields: dict[str, Value] = {}
    for field in element.fields:
        recorded = entry.get(field.path)
        missing = Unknown(
            (Reason(f"{element.path}[{medicine.index}].{field.path}", Cause.NOT_RECORDED, medicine.drug),)
        )
        fields[field.path] = missing if recorded is None else recorded.value
    if medicine.route is not None:
        fields["route"] = medicine.route
    if medicine.ongoing:
        fields["last_dose"] = exactly(as_of)
    if "last_dose" in entry:
        fields["ongoing"] = medicine.ongoing
    fields["classes"] = medicine.unclassified or medicine.classes
    fields["class"] = _single_class(medicine, element)
    return Entry(MappingProxyType(fields))


def _single_class(medicine: Medicine, element: Element) -> Value:
    """The one class of the medicine, or `none`; several are not one, so comparing with one settles nothing."""
    if medicine.unclassified is not None:
        return medicine.unclassified
    match medicine.classes:
        case ():
            return NOT_RESTRICTED
        case (one,):
            return one
        case several:
            detail = f"{medicine.drug} has the classes {', '.join(several)}"
            return Unknown((Reason(f"{element.path}[{medicine.index}].class", Cause.IMPRECISE, detail),))


def _classify(
    index: int, drug: str, recognised: Recognised | Unrecognised, classified: Classified | None, route: str | None
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], Unknown | None]:
    """The classes of each ingredient, and what is not known about them: the drug itself, or its route."""
    match recognised:
        case Recognised():
            ingredients = recognised.ingredients
        case Unrecognised() if classified is not None:
            ingredients = (Ingredient(name=drug, classes=_as_classified(classified)),)
        case Unrecognised():
            return (), Unknown((Reason(f"medications[{index}].class", Cause.UNCLASSIFIED, drug),))
    by_route = tuple((each.name, classes_by_route(each, route)) for each in ingredients)
    known = tuple((name, classes) for name, classes in by_route if classes is not None)
    if len(known) < len(by_route):
        return known, Unknown((Reason(f"medications[{index}].route", Cause.NOT_RECORDED, drug),))
    return known, None


def _route(
    index: int,
    entry: Mapping[str, Recorded],
    recognised: Recognised | Unrecognised,
    span: Span,
    diagnostics: Diagnostics,
) -> str | None:
    """The route as recorded, or as the form in the name says; where both speak and differ, one of them is wrong."""
    written = _text(entry, "route")
    said = recognised.route if isinstance(recognised, Recognised) else None
    if written is None or said is None:
        return written or said
    if BY_ROUTE.get(written, written) != BY_ROUTE[said]:
        diagnostics.error(
            OTHER_ROUTE,
            f"`medications[{index}].route` is `{written}`, and `{shortened(recognised.name)}` is {_GIVEN[said]}",
            span,
            help="correct the route or the name: one of the two is wrong, and it cannot be told which",
        )
    return written


def _as_classified(classified: Classified) -> tuple[str, ...]:
    return () if classified.is_ == NOT_RESTRICTED else (classified.is_,)


def _text(entry: Mapping[str, Recorded], path: str) -> str | None:
    recorded = entry.get(path)
    return recorded.value if recorded is not None and isinstance(recorded.value, str) else None


def _date(entry: Mapping[str, Recorded], path: str) -> PartialDate | None:
    recorded = entry.get(path)
    return recorded.value if recorded is not None and isinstance(recorded.value, PartialDate) else None


def _agreed(entry: Mapping[str, Recorded]) -> Agreed | None:
    prescriber, when = _text(entry, "agreement.prescriber"), _date(entry, "agreement.date")
    return None if prescriber is None or when is None else Agreed(prescriber, when)


def _taper(entry: Mapping[str, Recorded]) -> Taper | None:
    agreed_by, ends = _text(entry, "taper.agreed_by"), _date(entry, "taper.ends")
    return None if agreed_by is None or ends is None else Taper(agreed_by, ends)


def _classified(entry: Mapping[str, Recorded]) -> Classified | None:
    is_, by, when = _text(entry, "class.is"), _text(entry, "class.by"), _date(entry, "class.date")
    return None if is_ is None or by is None or when is None else Classified(is_, by, when)
