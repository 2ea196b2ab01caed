"""JSON: the same tree as YAML, and the same refusals."""

from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.span import Span
from posology.reader.source import FORBIDDEN, LONGEST_VALUE, MOST_BYTES, MOST_NESTED
from posology.reader.tree import FAULTY, Mapping, Scalar
from tests.unit.reader.reading import Value, codes, read, tree_of, value_of

TEXTS = st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not FORBIDDEN.search(text))
KEYS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E))
NUMBERS = st.integers(-(10**28) + 1, 10**28 - 1) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: "e" not in repr(number)
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


def exact(value: Any) -> Any:  # noqa: ANN401 - whatever JSON can say, which Python has no narrower type for
    """The value with each float as the decimal that its digits say."""
    match value:
        case float():
            return Decimal(repr(value))
        case [*items]:
            return [exact(each) for each in items]
        case {**entries}:
            return {key: exact(each) for key, each in entries.items()}
        case _:
            return value


@given(VALUES, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_what_json_writes_is_read_back(value: object, indent: int | str | None, ascii_only: bool) -> None:
    """For any JSON value of the allowed characters and numbers, reading undoes writing, however it is laid out."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert value_of(tree_of(text, "file.json")) == exact(value)


class Quoting(yaml.SafeDumper):
    """Writes every text in double quotes, every decimal in digits, and nothing as an alias."""

    def ignore_aliases(self, data: object) -> bool:
        """Whether the value is written out where it stands: always."""
        del data
        return True


Quoting.add_representer(str, lambda _, text: yaml.ScalarNode("tag:yaml.org,2002:str", text, style='"'))
Quoting.add_representer(Decimal, lambda _, number: yaml.ScalarNode("tag:yaml.org,2002:float", f"{number}"))


@given(VALUES, st.booleans(), st.booleans(), st.sampled_from([8, 80, 10_000]))
def test_yaml_of_the_same_document_has_the_same_values(value: object, flow: bool, letters: bool, width: int) -> None:
    """The format of a file does not change what it says, in blocks or brackets, on long lines or folded."""
    written = yaml.dump(
        exact(value), Dumper=Quoting, allow_unicode=letters, default_flow_style=flow, width=width, sort_keys=False
    )
    assert value_of(tree_of(written)) == value_of(tree_of(json.dumps(value), "file.json"))


@given(VALUES)
def test_json_is_yaml(value: object) -> None:
    """A JSON file under another name has the same values."""
    written = json.dumps(value, ensure_ascii=False)
    assert value_of(tree_of(written)) == value_of(tree_of(written, "file.json"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a": 1, "a": 2}', ["P0110"]),
        ('{"a": 1, "\\u0061": 2}', ["P0110"]),
        ('{"weight_\N{CYRILLIC SMALL LETTER KA}g": 72}', ["P0112"]),
        ("[NaN]", ["P0123"]),
        ("[Infinity, -Infinity]", ["P0123", "P0123"]),
        ("[1e400]", ["P0122"]),
        ("[1E5, 1.5e-3]", ["P0122", "P0122"]),
        ("[010]", ["P0121"]),
        ("[+1, .5, 5., 0x1F, 7_0]", ["P0121"] * 5),
        ("[\N{FULLWIDTH DIGIT SEVEN}]", ["P0124"]),
        (f"[{'1' * 5000}]", ["P0125"]),
        ("[True, yes]", ["P0120", "P0120"]),
        ("[female, ~]", ["P0126", "P0126"]),
        ("['a']", ["P0126"]),
        ('["\\ud800"]', ["P0103"]),
        ('["\\udc00\\ud800"]', ["P0103"]),
        ('["\\u0000"]', ["P0103"]),
        ('["\\u001b[31m"]', ["P0103"]),
        ('["\\u202e"]', ["P0103"]),
        ('["\\q"]', ["P0105"]),
        ("[1] x", ["P0105"]),
        ("[1][2]", ["P0105"]),
        ("{} {}", ["P0105"]),
        ("[1,]", ["P0105"]),
        ('{"a": 1,}', ["P0105"]),
        ("[1 2]", ["P0105"]),
        ("[1", ["P0105"]),
        ("[", ["P0105"]),
        ("]", ["P0105"]),
        ("[,1]", ["P0105"]),
        ('{"a"}', ["P0105"]),
        ('{"a": }', ["P0105"]),
        ("{1: 2}", ["P0105"]),
        ("{'a': 2}", ["P0105"]),
        ('["a', ["P0105"]),
        ('["a\nb"]', ["P0105"]),
        ('["a\tb"]', ["P0105"]),
        ('["a\\', ["P0105"]),
        ("// remark\n[1]", ["P0105"]),
        ("# remark\n[1]", ["P0105"]),
        ("/* remark */ [1]", ["P0105"]),
        ("", ["P0104"]),
        (" \n", ["P0104"]),
    ],
)
def test_what_is_not_json_is_refused(text: str, expected: list[str]) -> None:
    """JSON is read to the letter of its standard, without what Python's reader adds to it, and by the rules of YAML."""
    assert codes(text, "file.json") == expected


def test_a_pair_of_surrogates_is_one_character() -> None:
    """JSON writes a character beyond the first plane as two escapes."""
    assert value_of(tree_of('"\\ud83d\\ude00"', "file.json")) == "\N{GRINNING FACE}"


def test_every_fault_is_told_in_one_run() -> None:
    """A value that is refused does not stop the reading of the next."""
    node, found = read('{"a": NaN, "b": 1e5, "b": 2, "c": True, "d": 1', "file.json")
    assert node is None
    assert [each.code for each in found] == ["P0123", "P0122", "P0110", "P0120", "P0105"]


def test_a_refused_value_is_marked() -> None:
    """What was refused has no value that anybody could take for one."""
    node, _ = read("[NaN, 1]", "file.json")
    assert node is not None
    assert value_of(node) == [FAULTY, 1]


def test_tabs_may_indent_json() -> None:
    """Unlike YAML, JSON may be indented with tabs, and a tab is one column."""
    node = tree_of('{\n\t"weight": 72.5\n}\n', "file.json")
    assert isinstance(node, Mapping)
    weight = node.get("weight")
    assert isinstance(weight, Scalar)
    assert weight == Scalar(Decimal("72.5"), "72.5", quoted=False, span=Span("file.json", 2, 12, 2, 16))
    assert node.key_span("weight") == Span("file.json", 2, 2, 2, 10)
    assert node.span == Span("file.json", 1, 1, 3, 2)


@pytest.mark.parametrize("opening", ["[", '{"a":', "[1,", "[\n"])
def test_deep_nesting_is_refused_before_it_is_parsed(opening: str) -> None:
    """A hundred thousand levels cost no more than the first 64, and no stack."""
    begun = time.perf_counter()
    node, found = read(opening * 100_000, "file.json")
    assert node is None
    assert [each.code for each in found] == ["P0106"]
    assert time.perf_counter() - begun < 1


def test_nesting_up_to_the_cap_is_read() -> None:
    """The deepest allowed file is read, one level more is not."""
    assert codes("[" * MOST_NESTED + "]" * MOST_NESTED, "file.json") == []
    assert codes("[" * (MOST_NESTED + 1) + "]" * (MOST_NESTED + 1), "file.json") == ["P0106"]


def test_a_large_file_is_refused_before_it_is_parsed() -> None:
    """Size is looked at before anything else."""
    assert codes(b"[" * (MOST_BYTES + 1), "file.json") == ["P0101"]


def test_a_file_of_very_many_values_is_refused() -> None:
    """Many small values cost more memory than their bytes tell."""
    assert codes("[" + "1," * 100_001 + "1]", "file.json") == ["P0101"]


def test_a_file_full_of_faults_is_left_after_two_hundred() -> None:
    """A file of another kind does not give a list that nobody reads."""
    assert codes("[" + "NaN," * 10_000 + "1]", "file.json")[-1] == "P0109"


@given(st.text(st.sampled_from('[]{}",:0123456789.eE+-truefalsn\\u \n\t/NaIi~')))
def test_no_text_is_too_strange(text: str) -> None:
    """Any text gives a tree or a fault, and what is accepted without fault is what Python's reader accepts too."""
    node, found = read(text, "file.json")
    assert (node is None) <= bool(found)
    if not found:
        assert node is not None
        assert value_of(node) == json.loads(text, parse_float=Decimal)


@given(st.text(st.sampled_from("[]{}\"',:0189.e-+?!&*|>#%@~ \n\tyno<abcx\\")))
def test_no_yaml_text_is_too_strange(text: str) -> None:
    """Any text gives a tree or a fault, never an exception."""
    node, found = read(text)
    assert (node is None) <= bool(found)


def test_a_float_is_never_made() -> None:
    """A number with a point is an exact decimal."""
    value: Value = value_of(tree_of("0.1", "file.json"))
    assert isinstance(value, Decimal)
    assert value == Decimal("0.1")


@pytest.mark.parametrize("form", ['{{"k": "{}"}}', '["{}"]', '{{"{}": 1}}'])
def test_a_value_too_long_to_be_meant_is_refused(form: str) -> None:
    """Both quotes count; nothing more is said of it."""
    assert codes(form.format("x" * (LONGEST_VALUE - 2)), "f.json") == []
    assert codes(form.format("x" * (LONGEST_VALUE - 1)), "f.json") == ["P0101"]


def test_a_word_without_quotes_that_is_too_long_is_refused() -> None:
    """It is told by its length, not by what it lacks."""
    assert codes("[" + "x" * (LONGEST_VALUE + 1) + "]", "f.json") == ["P0101"]
