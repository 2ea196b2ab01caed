"""Hypothesis strategies of patients close to a candidate: a complete record, with a few facts drawn anew or left out.

A record drawn at random is almost never eligible, so that laws about dates, doses and changes would hold of nothing.
Here a complete record is disturbed in a few places, and what is drawn anew lies close to where rules turn: days and
weeks ago, about a year ago, with a date as precise as a patient remembers it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

from posology.knowledge.dictionary import Dictionary, Element, ElementKind, Time
from tests.strategies.records import Plain, Record, Span, element_values, nested

DAYS = (
    date(2026, 11, 20),
    date(2024, 2, 29),
    date(2026, 1, 31),
    date(2026, 3, 31),
    date(2027, 2, 28),
    date(2024, 12, 31),
)
"""Days of judging: an ordinary one, a leap day, and the ends of months and of a year."""

BORN = date(1971, 3, 2)
MEDICATIONS = "medications"
PROCEDURE = "procedure.date"

DRUGS = (
    "naproxen",
    "celecoxib",
    "aspirin",
    "apixaban",
    "warfarin",
    "dabigatran etexilate",
    "enoxaparin",
    "clopidogrel",
    "cilostazol",
    "prednisone",
    "triamcinolone",
    "oxycodone",
    "Percocet",
    "Vicoprofen",
    "acetaminophen",
    "sertraline",
    "metformin",
    "Zorbulin",
)
"""One or two of each class, combinations of one and of two restricted classes, one that no class restricts, an invented one."""

UNKNOWN_DRUG = "Zorbulin"
ROUTES = ("oral", "epidural", "injected", "inhaled", "topical")
CLASSES = ("nsaid", "antiplatelet", "opioid", "none")

LONGEST_AGO = 16 * 365
SOON = 150


@dataclass(frozen=True)
class Patient:
    """A record, the day on which it is judged, and the procedure date asked for, if any."""

    record: Record
    as_of: date
    procedure_date: date | None

    def recorded_as(self, record: Record) -> Patient:
        """The same question asked of another record."""
        return replace(self, record=record)


def complete(as_of: date) -> dict[str, Plain]:
    """Every element of a lumbar candidate who takes nothing, by dotted path."""

    def ago(days: int) -> str:
        return (as_of - timedelta(days=days)).isoformat()

    def scored(value: int) -> Plain:
        return {"value": value, "date": ago(11)}

    return {
        "id": "P-1",
        "birth_date": BORN.isoformat(),
        "sex": "female",
        "weight": {"value": "72 kg", "date": ago(5), "method": "measured"},
        "height": "165 cm",
        "creatinine_clearance": {"value": "80 mL/min", "date": ago(20)},
        "pain.back.onset": ago(2700)[:7],
        "pain.back.vas": scored(7),
        "pain.neck.onset": ago(900),
        "pain.neck.vas": scored(5),
        "pain.leg.vas": scored(3),
        "regions": ["lumbar"],
        "conservative_care.physical_therapy": "failed",
        "conservative_care.supervised_exercise": "never",
        "quebec": scored(41),
        "mri.date": ago(31),
        "consent.signed": True,
        "consent.version": "3",
        "consent.date": ago(11),
        "contraindications": [],
        "prior_treatment": "none",
        "requests.disc_injection": False,
        "requests.discs": ["L4-L5", "L5-S1"],
        MEDICATIONS: [],
    }


def flattened(record: Mapping[str, Plain], dictionary: Dictionary) -> dict[str, Plain]:
    """The record by the dotted paths of the dictionary."""
    found: dict[str, Plain] = {}
    for path in dictionary.elements:
        place: Plain | None = dict(record)
        for key in path.split("."):
            place = place.get(key) if isinstance(place, dict) else None
        if place is not None:
            found[path] = place
    return found


@dataclass(frozen=True)
class Base:
    """A record to start from, by dotted path, with the day on which it was meant to be judged."""

    flat: Mapping[str, Plain]
    as_of: date


def patients(
    dictionary: Dictionary,
    bases: Sequence[Base] = (),
    *,
    most_disturbed: int = 4,
    dated: bool | None = None,
    always: Sequence[str] = (),
) -> st.SearchStrategy[Patient]:
    """Patients close to a candidate, from the bases or from the complete record.

    `dated` says whether a procedure date is asked for; the elements of `always` are drawn anew for every patient.
    """
    starts = st.one_of(
        st.sampled_from(DAYS).map(lambda day: Base(complete(day), day)),
        *([st.sampled_from(list(bases))] if bases else []),
    )
    return _patients(_Disturbing(dictionary, most_disturbed, dated, tuple(always)), starts)


@dataclass(frozen=True)
class _Disturbing:
    """How records are disturbed."""

    dictionary: Dictionary
    most_disturbed: int
    dated: bool | None
    always: tuple[str, ...]


@st.composite
def _patients(draw: st.DrawFn, how: _Disturbing, starts: st.SearchStrategy[Base]) -> Patient:
    elements = how.dictionary.elements
    base = draw(starts)
    as_of = base.as_of
    flat = {path: each for path, each in base.flat.items() if path != PROCEDURE}
    paths = [path for path, each in elements.items() for _ in range(_weight(each))]
    for path in draw(st.lists(st.sampled_from(paths), max_size=how.most_disturbed, unique=True)):
        if path in flat and draw(st.integers(0, 3)) == 0:
            del flat[path]
        else:
            flat[path] = draw(redrawn(elements[path], as_of))
    if MEDICATIONS in how.always or draw(st.booleans()):
        flat[MEDICATIONS] = draw(medications(as_of, fewest=2 if MEDICATIONS in how.always else 0))
    flat |= {path: draw(redrawn(elements[path], as_of)) for path in how.always if path != MEDICATIONS}
    ahead = st.integers(0, SOON).map(lambda days: as_of + timedelta(days=days))
    asked = draw(st.booleans()) if how.dated is None else how.dated
    return Patient(nested(flat), as_of, draw(ahead) if asked else None)


def _weight(element: Element) -> int:
    """How much more often than others the element is disturbed: dates are what most laws turn on."""
    # a height drawn beside a weight would be questioned more often than not, which is the matter of a law of its own
    if element.required or element.path in {"height", "weight_repeat", PROCEDURE, MEDICATIONS}:
        return 0
    return 3 if element.kind is ElementKind.DATE else 1


def redrawn(element: Element, as_of: date) -> st.SearchStrategy[Plain]:
    """Values of the element that lie close to where rules turn."""
    if element.path == "weight":
        kilograms = st.decimals(52, 107, places=1, allow_nan=False, allow_infinity=False)
        return measured(element, kilograms.map(lambda each: f"{each:f} kg"), as_of)
    if element.kind is ElementKind.DATE:
        # everything else of the record happened within the last years of a grown-up life
        born = st.tuples(st.integers(25, 95), st.integers(-3, 3)).map(
            lambda each: (as_of - timedelta(days=each[0] * 365 + each[0] // 4 + each[1])).isoformat()
        )
        return born if element.path == "birth_date" else dates(as_of, element.time)
    undated = replace(element, measured=False)
    values = element_values(undated, Span(BORN, as_of))
    return measured(element, values, as_of) if element.measured else values


def measured(element: Element, values: st.SearchStrategy[Plain], as_of: date) -> st.SearchStrategy[Plain]:
    """The values with the day on which they were measured and how, or without."""
    aspects: dict[str, st.SearchStrategy[Plain]] = {"date": dates(as_of, Time.PAST)}
    if element.methods:
        aspects["method"] = st.sampled_from((*element.methods[:1] * 3, *element.methods)).map(_plain)
    written = st.fixed_dictionaries({"value": values, **aspects}).map(_plain)
    partly = st.fixed_dictionaries({"value": values}, optional=aspects).map(_plain)
    return st.one_of(written, written, partly)


def _plain(value: Plain) -> Plain:
    return value


def days_ago() -> st.SearchStrategy[int]:
    """Days and weeks, about a year, or years."""
    return st.one_of(st.integers(0, 45), st.integers(350, 372), st.integers(0, 120), st.integers(0, LONGEST_AGO))


def dates(as_of: date, time: Time) -> st.SearchStrategy[Plain]:
    """A date known to the day, the month or the year."""
    days = days_ago() if time is Time.PAST else st.integers(-30, SOON).map(lambda each: -each)
    return st.builds(
        lambda ago, length: (as_of - timedelta(days=ago)).isoformat()[:length],
        days,
        st.sampled_from((10, 10, 10, 7, 4)),
    ).map(_plain)


def medications(as_of: date, *, fewest: int = 0, most: int = 3) -> st.SearchStrategy[Plain]:
    """Lists of medicines, each still being taken, taken until some time ago, or nobody knows."""
    return st.lists(medicines(as_of), min_size=fewest, max_size=most).map(lambda entries: _plain(list(entries)))


@st.composite
def medicines(draw: st.DrawFn, as_of: date) -> Plain:
    """One medicine with as much as somebody wrote down of it."""
    drug = draw(st.sampled_from(DRUGS))
    entry: dict[str, Plain] = {"drug": drug}
    ago = 0
    if draw(st.booleans()):
        entry["last_dose"] = "ongoing"
    elif draw(st.integers(0, 5)):
        ago = draw(st.integers(0, 100))
        entry["last_dose"] = (as_of - timedelta(days=ago)).isoformat()[: draw(st.sampled_from((10, 10, 10, 7, 4)))]
    if draw(st.booleans()):
        started = as_of - timedelta(days=ago + draw(st.integers(1, 40)))
        entry["started"] = started.isoformat()[: draw(st.sampled_from((10, 10, 7)))]
    entry |= draw(_particulars(drug, as_of, ongoing=entry.get("last_dose") == "ongoing"))
    return entry


def _particulars(drug: str, as_of: date, *, ongoing: bool) -> st.SearchStrategy[dict[str, Plain]]:
    past = st.integers(0, 9).map(lambda days: (as_of - timedelta(days=days)).isoformat())
    optional: dict[str, st.SearchStrategy[Plain]] = {
        "route": st.sampled_from(ROUTES).map(_plain),
        "indication": st.sampled_from(("primary-prevention", "secondary-prevention")).map(_plain),
        "agreement": past.map(lambda day: {"prescriber": "Dr Weller", "date": day}),
    }
    if ongoing:
        ends = st.integers(-9, 60).map(lambda days: (as_of + timedelta(days=days)).isoformat())
        optional["taper"] = ends.map(lambda day: {"agreed_by": "Dr Weller", "ends": day})
    if drug == UNKNOWN_DRUG:
        classified = st.tuples(st.sampled_from(CLASSES), past)
        optional["class"] = classified.map(lambda each: {"is": each[0], "by": "Dr Weller", "date": each[1]})
    return st.fixed_dictionaries({}, optional=optional)


def shortened_dates(value: Plain) -> Iterator[Plain]:
    """The date less precisely remembered: its month, its year; nothing for what is no date."""
    if isinstance(value, str) and len(value) in {7, 10} and value[:4].isdigit() and value[4] == "-":
        yield value[:4]
        if len(value) == len("2026-11-20"):
            yield value[:7]
