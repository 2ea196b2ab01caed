"""Laws of intake, for every record that the dictionary lets anybody write."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from posology.knowledge.dictionary import ElementKind
from posology.values.truth import Cause, Reason, Unknown
from tests.strategies.records import Record, records, shuffled, without
from tests.unit.record.intake_of import AS_OF, shipped_dictionary, take_in, take_in_plain

DICTIONARY = shipped_dictionary()
RECORDS = records(DICTIONARY, AS_OF)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(RECORDS)
def test_a_faultless_record_is_taken_in_without_a_word(record: Record) -> None:
    """What the dictionary allows is neither refused nor questioned."""
    facts, said = take_in_plain(record)
    assert said == ()
    assert facts is not None
    assert facts.questionable == ()


@SLOW
@given(RECORDS, st.sampled_from([path for path, each in DICTIONARY.elements.items() if not each.required]))
def test_what_is_left_out_is_unknown_and_the_rest_stays(record: Record, path: str) -> None:
    """Leaving an element out makes it unknown, and changes no other value."""
    whole, _ = take_in_plain(record)
    facts, _ = take_in_plain(without(record, path))
    assert whole is not None
    assert facts is not None
    assert facts.lookup(path) == Unknown((Reason(path, Cause.NOT_RECORDED),))
    assert {key: each for key, each in whole.values.items() if key != path} == dict(facts.values)


@SLOW
@given(RECORDS.flatmap(lambda record: st.tuples(st.just(record), shuffled(record))))
def test_the_order_of_keys_does_not_matter(both: tuple[Record, Record]) -> None:
    """The same record in another order gives the same facts."""
    assert take_in_plain(both[0]) == take_in_plain(both[1])


@SLOW
@given(RECORDS)
def test_every_recorded_value_is_one_of_its_kind(record: Record) -> None:
    """No value is a float, and quantities are in the declared unit."""
    facts, _ = take_in_plain(record)
    assert facts is not None
    for path, recorded in facts.values.items():
        element = DICTIONARY.elements[path]
        assert not isinstance(recorded.value, float)
        if element.kind is ElementKind.QUANTITY:
            assert getattr(recorded.value, "unit", None) == element.unit


POUND = Fraction(45_359_237, 100_000_000)


@settings(deadline=None)
@given(
    grams=st.integers(40_000, 150_000),
    height=st.integers(140, 210),
    places=st.sampled_from([0, 1, 2]),
)
@example(grams=40_000, height=147, places=0)
def test_an_ordinary_weight_in_pounds_never_passes_as_kilograms(grams: int, height: int, places: int) -> None:
    """Whoever weighs 40 to 150 kg with an ordinary body mass index, entered in pounds, is questioned or refused."""
    index = Fraction(grams, 1000) / (Fraction(height, 100) ** 2)
    if not Fraction("18.5") <= index <= 40:
        return
    pounds = _rounded(Fraction(grams, 1000) / POUND, places)
    facts, said = take_in(f"id: a\nweight: {pounds} kg\nheight: {height} cm")
    assert said
    assert facts is None or "weight" in dict(facts.questionable)


@settings(deadline=None)
@given(grams=st.integers(40_000, 150_000), height=st.integers(140, 210))
def test_an_ordinary_weight_converted_twice_never_passes(grams: int, height: int) -> None:
    """Kilograms divided by 2.2046 once more are found as well."""
    index = Fraction(grams, 1000) / (Fraction(height, 100) ** 2)
    if not Fraction("18.5") <= index <= 40:
        return
    facts, _ = take_in(f"id: a\nweight: {_rounded(Fraction(grams, 1000) * POUND, 1)} kg\nheight: {height} cm")
    assert facts is None or "weight" in dict(facts.questionable)


@settings(deadline=None)
@given(grams=st.integers(40_000, 150_000), places=st.sampled_from([0, 1, 2]))
@example(grams=40_000, places=0)
def test_pounds_without_a_height_never_pass(grams: int, places: int) -> None:
    """Where nothing can be held against it, no number that may be an adult's pounds goes unquestioned."""
    facts, _ = take_in(f"id: a\nweight: {_rounded(Fraction(grams, 1000) / POUND, places)} kg")
    assert facts is None or "weight" in dict(facts.questionable)


@settings(deadline=None)
@given(grams=st.integers(40_000, 150_000), height=st.integers(140, 210))
def test_an_ordinary_weight_is_never_questioned(grams: int, height: int) -> None:
    """The test has no false alarm where the body mass index is ordinary."""
    index = Fraction(grams, 1000) / (Fraction(height, 100) ** 2)
    if not Fraction("18.5") <= index <= 40:
        return
    _, said = take_in(f"id: a\nweight: {Decimal(grams) / 1000} kg\nheight: {height} cm")
    assert said == ()


def _rounded(number: Fraction, places: int) -> Decimal:
    return Decimal(round(number * 10**places)).scaleb(-places)


def test_a_second_measurement_settles_the_question() -> None:
    """A heavy patient is weighed twice, and the second weight, measured and in agreement, ends the warning."""
    heavy = "id: a\nheight: 165 cm\nweight: {value: 160 kg, method: measured}\n"
    assert [each.code for each in take_in(heavy)[1]] == ["P0551"]
    assert take_in(heavy + "weight_repeat: {value: 158 kg, method: measured}")[1] == ()


def test_a_second_weight_that_disagrees_or_was_not_measured_settles_nothing() -> None:
    """Stating the same number again is no measurement."""
    heavy = "id: a\nheight: 165 cm\nweight: {value: 160 kg, method: measured}\n"
    for repeat in ("{value: 151 kg, method: measured}", "160 kg", "{value: 160 kg, method: stated}"):
        assert [each.code for each in take_in(f"{heavy}weight_repeat: {repeat}")[1]] == ["P0551"]
