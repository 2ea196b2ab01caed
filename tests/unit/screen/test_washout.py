"""The medicines of a cohort are judged as `explain` judges each of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pyarrow as pa
import pytest

from posology.api.shipped import shipped_protocols
from posology.explain.examination import JudgedMedicine, judge_medicines
from posology.explain.limits import lay_out
from posology.explain.plan import planned_sites
from posology.explain.situation import Situation
from posology.record.facts import Facts
from posology.results.check import WashoutStatus
from posology.screen.names import CLEAR_ON, DAY, HOLDS, WASHOUT_LEVEL
from posology.screen.washout import WASHOUT_UNKNOWN, with_washout, with_washout_on_day
from posology.values.truth import Unknown
from tests.strategies.records import Plain, Record
from tests.unit.screen.asking import Asked, Row, asked_of, generated, rows_of

LEVELS = {WashoutStatus.CLEAR: 0, WashoutStatus.HOLD: 1, WashoutStatus.REFER: 2, WashoutStatus.UNKNOWN: 3}
TAPER: Plain = {"agreed_by": "Dr Weller", "ends": "2024-03-10"}
LEAP_DAY = date(2024, 2, 29)


def _taking(*medicines: Record) -> Record:
    return {"id": "P-1", "birth_date": "1971-03-02", "medications": [dict(each) for each in medicines]}


SPECIAL: tuple[Record, ...] = (
    {"id": "P-1", "birth_date": "1971-03-02"},
    _taking(),
    _taking({"drug": "naproxen"}),
    _taking({"drug": "naproxen", "last_dose": "ongoing"}),
    _taking({"drug": "naproxen", "last_dose": "2024-02"}),
    _taking({"drug": "naproxen", "last_dose": "2024"}),
    _taking({"drug": "naproxen", "last_dose": "2024-02-15"}),
    _taking({"drug": "Vicoprofen", "last_dose": "2024-02"}),
    _taking({"drug": "Zorbulin"}),
    _taking({"drug": "prednisone", "last_dose": "ongoing", "route": "oral"}),
    _taking({"drug": "prednisone", "last_dose": "ongoing", "route": "oral", "started": "2024-02"}),
    _taking({"drug": "prednisone", "last_dose": "ongoing", "route": "oral", "started": "2024-02-08"}),
    _taking({"drug": "prednisone", "last_dose": "ongoing", "route": "oral", "started": "2024-02-07"}),
    _taking({"drug": "prednisone", "last_dose": "ongoing", "route": "oral", "started": "2023", "taper": TAPER}),
    _taking({"drug": "oxycodone", "last_dose": "ongoing"}),
    _taking({"drug": "oxycodone", "last_dose": "ongoing", "taper": TAPER}),
    _taking({"drug": "oxycodone", "last_dose": "ongoing", "taper": {"agreed_by": "Dr Weller", "ends": "2024-02-28"}}),
    _taking({"drug": "dabigatran etexilate", "last_dose": "2024-02-25"}),
    _taking({"drug": "apixaban", "last_dose": "ongoing"}, {"drug": "clopidogrel", "last_dose": "2024-02-26"}),
    _taking({"drug": "apixaban", "last_dose": "ongoing"}, {"drug": "clopidogrel"}),
    _taking({"drug": "apixaban", "last_dose": "ongoing"}, {"drug": "clopidogrel", "last_dose": "2023-10-01"}),
    _taking({"drug": "apixaban", "last_dose": "ongoing"}, {"drug": "apixaban", "last_dose": "2024-02-28"}),
)
"""Every way in which a medicine can stand, asked about on a leap day."""


@pytest.mark.parametrize("days", [-2, 0, 1, 9, 16, 40])
def test_every_way_to_stand(days: int) -> None:
    """Partial dates, courses, tapers, missing last doses, unknown drugs, and antithrombotics together, day by day."""
    asked = asked_of("allorx-spine", SPECIAL, LEAP_DAY)
    assert not list(_differences(asked, LEAP_DAY + timedelta(days=days)))


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_generated_patients(protocol: str) -> None:
    """Patients close to a candidate, under every shipped protocol."""
    asked = generated(protocol)
    assert not list(_differences(asked, asked.as_of + timedelta(days=7)))


def test_a_cohort_without_any_list() -> None:
    """Where nobody recorded what is taken, nothing is known of anybody."""
    asked = asked_of("allorx-spine", SPECIAL[:1], LEAP_DAY)
    row = _judged(asked, LEAP_DAY)[0]
    assert (row[CLEAR_ON], row[WASHOUT_LEVEL], row[HOLDS], row[WASHOUT_UNKNOWN]) == (None, 3, [], True)


def _differences(asked: Asked, day: date) -> Iterator[str]:
    for row, facts in zip(_judged(asked, day), asked.records, strict=True):
        situation = Situation(facts, asked.as_of, asked.as_of)
        steps = lay_out(asked.rules.protocol, situation, asked.rules.planned)
        medicines = judge_medicines(asked.rules.protocol, situation, steps)
        worst = max((LEVELS[each.status_on(day)] for each in medicines or ()), default=0)
        late = any(_is_late(each, day) for each in medicines or ())
        expected = {
            CLEAR_ON: _clear_on(medicines, asked.as_of),
            HOLDS: sorted(text for each in medicines or () for text in _text(each, day)),
            WASHOUT_LEVEL: 3 if medicines is None else 2 if worst == 1 and late else worst,
            WASHOUT_UNKNOWN: medicines is None or worst == LEVELS[WashoutStatus.UNKNOWN],
        }
        found = {name: row[name] for name in expected}
        if found != expected:
            yield f"{day}: {expected} is {found} of {_said(facts)}"


def _judged(asked: Asked, day: date) -> list[Row]:
    situations = [Situation(each, asked.as_of, asked.as_of) for each in asked.records]
    plans = [planned_sites(lay_out(asked.rules.protocol, each, asked.rules.planned)) for each in situations]
    columns = {f"plan.{site}": [_known(each[site]) for each in plans] for site in plans[0]}
    types = dict.fromkeys(columns, pa.bool_())
    frame = asked.frame({**columns, DAY: [day] * len(plans)}, {**types, DAY: pa.date32()})
    sites = {site: frame.table[f"plan.{site}"] for site in plans[0]}
    kinds, protocol = asked.cohort.kinds, asked.protocol
    frame = with_washout(frame, kinds, protocol, asked.as_of, sites)
    frame = with_washout_on_day(frame, kinds, protocol, asked.as_of)
    return rows_of(frame, CLEAR_ON, WASHOUT_LEVEL, HOLDS, WASHOUT_UNKNOWN)


def _known(truth: bool | Unknown) -> bool | None:
    return None if isinstance(truth, Unknown) else truth


def _clear_on(medicines: tuple[JudgedMedicine, ...] | None, as_of: date) -> date | None:
    able = {WashoutStatus.CLEAR, WashoutStatus.HOLD}
    if medicines is None or not able.issuperset(each.status_on(date.max) for each in medicines):
        return None
    return max([as_of, *(day for each in medicines for day in _clearing(each))])


def _clearing(medicine: JudgedMedicine) -> list[date]:
    return [each.clear_on for each in medicine.judgements if each.clear_on is not None]


def _is_late(medicine: JudgedMedicine, day: date) -> bool:
    return any(each > day for each in _clearing(medicine))


def _text(medicine: JudgedMedicine, day: date) -> Iterator[str]:
    drug = medicine.medicine.drug
    match medicine.status_on(day):
        case WashoutStatus.HOLD:
            yield f"{drug}: hold until {max(_clearing(medicine))}"
        case WashoutStatus.REFER:
            yield f"{drug}: refer"
        case WashoutStatus.UNKNOWN:
            yield f"{drug}: unknown"
        case WashoutStatus.CLEAR:
            return


def _said(facts: Facts) -> list[str]:
    return [f"{each.drug} {each.last_dose} {each.started} {each.taper}" for each in facts.medicines or ()]
