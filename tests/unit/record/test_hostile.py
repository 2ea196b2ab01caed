"""Hostile records: each is refused with a place, and none of them raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Severity
from tests.unit.record.intake_of import ROOT, take_in, take_in_plain

CANDIDATE = (ROOT / "examples" / "candidate.yaml").read_bytes()

HOSTILE_JSON = [
    '{"id": "a", "quebec": NaN}',
    '{"id": "a", "quebec": Infinity}',
    '{"id": "a", "quebec": 1e400}',
    '{"id": "a", "quebec": 7_0}',
    '{"id": "a", "weight": "72 kg", "weight": "27 kg"}',
    '{"id": "a", "weight_lb": 160}',
    '{"id": "a", "weight": true}',
    '{"id": "a", "weight": "70"}',
    '{"id": "a", "weight": "\uff17\uff10 kg"}',
    '{"id": "a", "weight": "\u0667\u0660 kg"}',
    '{"id": "a", "quebec": ' + "9" * 5000 + "}",
    '{"id": "\\ud800"}',
    '{"id": "a", "weight_\u043a\u0433": 72}',
    "[" * 100_000,
    '{"id": ' * 20_000,
    "",
    "{",
    "null",
    '{"id": "a\\r\\nb"}',
    '{"id": "\\u001b[31m"}',
]

HOSTILE_YAML = [
    "id: a\nweight: 72 kg\nweight: 27 kg",
    "id: &a a\nsex: *a",
    "id: a\nregions: &a [*a]",
    "a: &a [x, x]\nb: &b [*a, *a]\nid: [*b, *b]",
    "id: a\nquebec: 1e1",
    "id: a\nquebec: 010",
    "id: a\nquebec: 1:30",
    "id: a\nquebec: 0x10",
    "id: a\nconsent: {signed: no}",
    "id: a\nconsent: {signed: on}",
    "id: a\nweight: 25,000 kg",
    "id: a\nweight: 7_0 kg",
    "id: a\nweight: .5 kg",
    "id: a\nweight: 1e2 kg",
    "id: a\nweight: +70 kg",
    "id: a\nweight: NaN kg",
    "id: a\nweight: 0 kg",
    "id: a\nweight: 70 \u212b",
    "id: a\nweight: !!float 70",
    "id: !!python/object/apply:os.system [ls]",
    "id: a\nheight: \uff11\uff16\uff15 cm",
    "id: a\nmri: {date: \u0662\u0660\u0662\u0660}",
    "[" * 20_000,
    "id: a\n<<: {sex: male}",
    "? [a, b]\n: c",
    "id: |\n  a\n  b",
    "id: a\x00b",
    "id: a\n---\nid: b",
]


@pytest.mark.parametrize("text", HOSTILE_JSON, ids=range(len(HOSTILE_JSON)))
def test_hostile_json_is_refused_with_a_place(text: str) -> None:
    """Every entry of the corpus of bad JSON gives an error with its line, and no facts."""
    _is_refused(text.encode(errors="surrogatepass"), "record.json")


@pytest.mark.parametrize("text", HOSTILE_YAML, ids=range(len(HOSTILE_YAML)))
def test_hostile_yaml_is_refused_with_a_place(text: str) -> None:
    """Every entry of the corpus of bad YAML gives an error with its line, and no facts."""
    _is_refused(text.encode(), "record.yaml")


@pytest.mark.parametrize("content", [b"\xff\xfei\x00d\x00", b"id: \xe9", b"\x89PNG\r\n", b"\x00" * 50])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    """Bytes in another encoding, or of no text at all, are refused."""
    _is_refused(content, "record.yaml")


def _is_refused(content: bytes, name: str) -> None:
    facts, said = take_in(content, name)
    assert facts is None
    errors = [each for each in said if each.severity is Severity.ERROR]
    assert errors
    assert all(each.span.file == name and each.span.line >= 1 and each.span.column >= 1 for each in errors)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(CANDIDATE)), st.binary(max_size=4), st.integers(0, 6))
def test_a_damaged_record_never_raises(place: int, put: bytes, cut: int) -> None:
    """Bytes changed anywhere in a good record give facts or errors, never an exception."""
    facts, said = take_in(CANDIDATE[:place] + put + CANDIDATE[place + cut :])
    assert (facts is None) == any(each.severity is Severity.ERROR for each in said)


ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["id", "weight", "value", "unit", "date", "medications", "drug"]), st.text(max_size=5)
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_no_value_of_any_shape_raises(value: object) -> None:
    """Whatever nests in whatever, intake answers."""
    facts, said = take_in_plain(value)
    assert (facts is None) == any(each.severity is Severity.ERROR for each in said)
