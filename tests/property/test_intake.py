"""Whatever comes in: faulty records are refused with places, doubtful values are doubted, and pounds never pass for kilograms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from posology.api.checking import check_record
from posology.api.reading import read_facts
from posology.diagnostics.diagnostic import Refused
from posology.record.facts import Facts
from tests.property.judging import Candidate, Variant, candidates, judge, knowledge, written
from tests.property.laws import verdicts
from tests.property.size import examples
from tests.strategies.patients import DAYS, Patient, complete
from tests.strategies.records import Plain, nested

KILOGRAMS_IN_A_POUND = Fraction("0.45359237")
ORDINARY = (Fraction("18.5"), Fraction(40))
"""The body mass index, in kg/m2, of whom a mix-up of units must never pass over."""

TALLEST, SHORTEST = 205, 140
AS_OF = DAYS[0]
SPINE = Variant("allorx-spine")

PIECES = st.sampled_from(
    (
        "",
        "{",
        "}",
        "[",
        "]",
        '"',
        ":",
        ",",
        "null",
        "1e400",
        "NaN",
        "-1",
        "٣",
        "\x00",
        "&a",
        "*a",
        "72 lb",
        "weight: ",
        "\n",
    )
)


@st.composite
def corrupted(draw: st.DrawFn, text: str) -> bytes:
    """The text with a few places cut out or written over, sometimes not even text any more."""
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        text = text[:start] + draw(PIECES) + text[start + draw(st.integers(0, 12)) :]
    content = text.encode()
    return content[: draw(st.integers(0, len(content)))] + b"\xff" if draw(st.integers(0, 9)) == 0 else content


@examples(120)
@given(candidates(), st.data(), st.sampled_from(("record.json", "record.yaml")))
def test_a_corrupted_record_is_judged_or_refused_with_places(
    candidate: Candidate, data: st.DataObject, name: str
) -> None:
    """Bytes that are no faultless record raise a refusal whose every fault has its place in the file, and nothing else."""
    patient = candidate.patient
    content = data.draw(corrupted(written(patient.record)))
    try:
        facts, _ = read_facts(content, name, knowledge(), patient.as_of)
    except Refused as refused:
        assert refused.diagnostics
        last_line = content.decode("utf-8", errors="replace").count("\n") + 2
        for each in refused.diagnostics:
            assert each.span.file == name
            assert 0 <= each.span.line <= last_line
    else:
        check_record(candidate.rules, facts, patient.as_of, patient.procedure_date)


@examples(60)
@given(st.binary(max_size=60), st.sampled_from(("record.json", "record.yaml")))
def test_any_bytes_are_refused_or_read(content: bytes, name: str) -> None:
    """No file whatever gives anything but facts or a refusal."""
    try:
        read_facts(content, name, knowledge(), AS_OF)
    except Refused as refused:
        assert refused.diagnostics


@examples(60)
@given(candidates(), st.integers(20, 650), st.sampled_from(("165 cm", None)))
def test_a_doubtful_weight_is_named_everywhere(candidate: Candidate, kilograms: int, height: str | None) -> None:
    """A weight that may be a number of pounds is named beside the result and keeps a sheet a draft, whatever the verdict."""
    record = {key: each for key, each in candidate.patient.record.items() if key != "height"}
    measured: Plain = {"value": f"{kilograms} kg", "date": candidate.patient.as_of.isoformat(), "method": "measured"}
    heavy: dict[str, Plain] = {**record, "weight": measured, **({} if height is None else {"height": height})}
    verdicts.doubts_are_said(candidate.rules, candidate.patient.recorded_as(heavy))


def weighed(kilograms: Decimal, centimetres: int | None, as_of: date) -> Facts | None:
    """The facts of a complete record with that weight and height; None where it is refused."""
    flat = complete(as_of)
    flat["weight"] = {"value": f"{kilograms:f} kg", "date": as_of.isoformat(), "method": "measured"}
    del flat["height"]
    if centimetres is not None:
        flat["height"] = f"{centimetres} cm"
    try:
        return read_facts(written(nested(flat)).encode(), "record.json", knowledge(), as_of)[0]
    except Refused:
        return None


def trips(kilograms: Decimal, centimetres: int | None) -> bool:
    """Whether the weight is refused or doubted."""
    facts = weighed(kilograms, centimetres, AS_OF)
    return facts is None or any(element == "weight" for element, _ in facts.questionable)


@examples(200)
@given(st.integers(SHORTEST, TALLEST), st.decimals("18.5", 40, places=2), st.booleans(), st.booleans())
def test_a_mix_up_of_pounds_and_kilograms_always_trips(height: int, index: Decimal, twice: bool, whole: bool) -> None:
    """The weight of any ordinary adult, written as its number of pounds or converted from pounds once too often, is doubted or refused."""
    true = Fraction(index) * Fraction(height, 100) ** 2
    mixed_up = true * KILOGRAMS_IN_A_POUND if twice else true / KILOGRAMS_IN_A_POUND
    kilograms = Decimal(round(mixed_up)) if whole else Decimal(round(mixed_up * 10)) / 10
    assert trips(kilograms, height), f"{kilograms} kg at {height} cm"


@examples(60)
@given(st.decimals(40, 290, places=1))
def test_pounds_trip_without_a_height(true: Decimal) -> None:
    """Where no height is recorded, the pounds of any adult from 40 kg on are doubted or refused."""
    assert trips(Decimal(round(Fraction(true) / KILOGRAMS_IN_A_POUND)), None)


@examples(60)
@given(st.integers(SHORTEST, TALLEST), st.decimals("18.6", "39.9", places=1))
def test_an_ordinary_weight_does_not_trip(height: int, index: Decimal) -> None:
    """The weight of an ordinary adult in kilograms is taken in without a doubt, or nobody would heed one."""
    kilograms = Decimal(round(Fraction(index) * Fraction(height, 100) ** 2 * 10)) / 10
    true = Fraction(kilograms) / Fraction(height, 100) ** 2
    assume(ORDINARY[0] <= true <= ORDINARY[1])
    assert not trips(kilograms, height)


@examples(40)
@given(
    st.sampled_from(DAYS),
    st.sampled_from(("weight", "regions", "consent", "medications", "contraindications", "mri", "pain")),
)
def test_what_a_protocol_needs_cannot_be_left_out(as_of: date, left_out: str) -> None:
    """A complete candidate is eligible; without any one of these he is indeterminate, and something is asked for."""
    whole = Patient(nested(complete(as_of)), as_of, as_of)
    rules = Candidate(SPINE, whole).rules
    assert judge(rules, whole).verdict == "eligible"
    without = whole.recorded_as({key: each for key, each in whole.record.items() if key != left_out})
    found = judge(rules, without)
    assert found.verdict == "indeterminate"
    assert found.missing
