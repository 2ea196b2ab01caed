"""The checker: names, types and units, every fault with its code, its place and what to write instead."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis.strategies import dates

from posology.compile.condition import (
    compile_condition,
    holds_when_everything_is_missing,
    scope_of,
    turns_on_being_recorded,
)
from posology.compile.condition_operators import OPERATORS
from posology.compile.expression import compile_expression
from posology.diagnostics.catalogue.conditions import ENTRIES
from posology.diagnostics.catalogue.entry import Entry
from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.diagnostics.span import Span
from posology.explain.evaluate import evaluate
from posology.ir import nodes as ir
from posology.ir.nodes import Node
from posology.ir.types import BOOLEAN, DURATION, CodeType, ListType, RecordType, Simple, Type, quantity_of
from posology.ir.walk import walk
from posology.knowledge.dictionary import read_dictionary
from posology.reader.document import read_document
from posology.reader.tree import Mapping, Scalar
from posology.values.dates import exactly
from tests.strategies.expressions import SCOPE, TESTS_OF_BEING_KNOWN, expressions, unrecorded

EXAMPLES = SCOPE.with_names(
    {
        "vas": Simple.INTEGER,
        "mri.date": Simple.DATE,
        "as_of": Simple.DATE,
        "medications": ListType(RecordType("medications", (("route", CodeType(("oral", "topical"))),))),
    }
)
"""The names that the examples of the catalogue use."""


def check(text: str) -> tuple[Node | None, list[Diagnostic]]:
    """The typed tree of the text, and what was found."""
    diagnostics = Diagnostics()
    return compile_expression(text, EXAMPLES, diagnostics), list(diagnostics)


def compiled(text: str) -> Node:
    """The typed tree of a text without faults."""
    node, found = check(text)
    assert node is not None, found
    return node


def codes(text: str) -> list[str]:
    """The codes of what is wrong with the text."""
    node, found = check(text)
    assert (node is None) == bool(found)
    return [each.code for each in found]


# P0303 and P0322 are about a length and about a place in a protocol: their examples are not single conditions.
@pytest.mark.parametrize(
    "entry", [each for each in ENTRIES if each.code not in {"P0303", "P0322"}], ids=lambda each: each.code
)
def test_the_catalogue_shows_the_fault_and_its_mending(entry: Entry) -> None:
    """The example has exactly the fault of its page, and what the page says to write instead has none."""
    assert codes(entry.example) == [entry.code]
    assert codes(entry.instead) == []


TYPES: list[tuple[str, Type]] = [
    ("1", Simple.INTEGER),
    ("1.0", Simple.DECIMAL),
    ("1 + 1.5", Simple.DECIMAL),
    ("1 / 2", Simple.DECIMAL),
    ("2 * 3", Simple.INTEGER),
    ("null", Simple.ANY),
    ("weight", quantity_of("kg")),
    ("weight + goal", quantity_of("g")),
    ("weight * 2", quantity_of("kg")),
    ("weight / goal", quantity_of("1")),
    ("weight * 1000000 '{cells}/kg'", quantity_of("{cells}")),
    ("onset + 1 year", Simple.DATE),
    ("years between onset and as_of", Simple.INTEGER),
    ("{1, null}", ListType(Simple.INTEGER)),
    ("{1, 2.5}", ListType(Simple.DECIMAL)),
    ("if smoker then 1 else 2.5", Simple.DECIMAL),
    ("Max({weight, 5 'g'})", quantity_of("g")),
    ("Coalesce(null, site)", EXAMPLES.types["site"]),
    ("exists medications", BOOLEAN),
    ("4 days", DURATION),
]


@pytest.mark.parametrize(("text", "type_"), TYPES)
def test_the_type_of_an_expression_is_cqls(text: str, type_: Type) -> None:
    """Implicit conversions and units of results are those of CQL 1.5."""
    assert compiled(text).type == type_


def test_the_compiler_converts_units_and_says_so() -> None:
    """Both sides come to the finer unit; the factor is in the tree, so that no execution converts."""
    node = compiled("weight > 5000 'g'")
    assert isinstance(node, ir.Comparison)
    assert isinstance(node.left, ir.Convert)
    assert node.left.factor == Fraction(1000)
    assert node.left.type == quantity_of("g")


def test_where_the_finer_unit_is_not_exact_the_coarser_is_taken() -> None:
    """A kilogram in pounds has no end of decimals; a pound in kilograms is exact by definition."""
    node = compiled("weight > 150 '[lb_av]'")
    assert isinstance(node, ir.Comparison)
    assert node.right.type == quantity_of("kg")


def test_a_whole_number_beside_a_decimal_is_widened() -> None:
    """A literal becomes a decimal itself, anything else under a node of its own."""
    node = compiled("vas > 2.5")
    assert isinstance(node, ir.Comparison)
    assert isinstance(node.left, ir.Widen)


FAULTS = [
    ("wieght > 30 'kg'", "P0310", "did you mean `weight`?"),
    ("pain = 3", "P0310", "it stands for several elements: `pain.vas`"),
    ("medications.route = 'oral'", "P0310", "`medications` is a list: write `exists (medications X where X.route …)`"),
    ("exists (medications M where M.rute = 'oral')", "P0311", "did you mean `route`?"),
    ("site = 'thoracic'", "P0315", "the options are `lumbar`, `cervical`"),
    ("'lumber' in regions", "P0315", "did you mean `lumbar`?"),
    ("regions includes {'lumbar', 'neck'}", "P0315", "the options are `lumbar`, `cervical`"),
    ("case site when 'lumbr' then 1 else 2 end", "P0315", "did you mean `lumbar`?"),
    ("site in {'lumbar', 'cervica'}", "P0315", "did you mean `cervical`?"),
    ("weight > 30", "P0321", "a number for a quantity has a unit: `5 'kg'`"),
    ("onset > '2014-01-01'", "P0321", "a date begins with `@`: `@2026-11-20`"),
    ("site > 'lumbar'", "P0320", "compare it with `=`, or ask whether it is `in` a list"),
    ("site = 'lumbar' or 'cervical'", "P0320", "repeat the comparison on both sides"),
    ("not site = 'lumbar'", "P0320", "`not` binds tighter than a comparison or `in`: write `not (…)` around the whole"),
    ("exists weight", "P0320", "a missing value is unknown by itself"),
    ("onset - as_of > 3", "P0320", "the time between two dates is `days between … and …`"),
    ("onset + 5 before as_of", "P0320", "give the number a unit: `5 days`"),
    (
        "5 days + onset before as_of",
        "P0320",
        "write the date first, then `+` or `-` and a calendar duration: `procedure.date - 5 days`",
    ),
    ("vas before 5", "P0320", "compare numbers and quantities with `<` and `>`"),
    ("note + 'x' = 'y'", "P0320", "compare text as a whole with `=`, or without regard to capitals with `~`"),
    ("medications = medications", "P0320", "compare one of its fields"),
    ("onset + 30 'd' before as_of", "P0331", "dates are moved by calendar durations, in words: `5 days`, `1 year`"),
    ("1 day = 1 'd'", "P0331", "a calendar duration has no fixed length: write both as `30 days`, or both as `30 'd'`"),
    (
        "1 month < 30 days",
        "P0332",
        "a month has no fixed number of days: write both in months and years, or both in days and weeks",
    ),
    ("@2014 + 10 days = onset", "P0333", "write the date to the month or the day"),
    ("@2014 + 1 year - 10 days = onset", "P0333", "write the date to the month or the day"),
    ("@2014-05 - 1 week = onset", "P0333", "write the date to the month or the day"),
    ("weight > 3 'kq'", "P0334", "did you mean `kg`?"),
    ("1 'mo' > 1 'wk'", "P0330", "neither unit converts exactly into the other: write both in one unit"),
    ("Interval(3, 3) contains vas", "P0340", "write the lower end first"),
    ("Coalesce()", "P0313", "write `Coalesce(first, second)`"),
    ("exists (medications vas where true)", "P0314", "give the items of the list a name of their own"),
    (
        "exists (medications M where exists (medications M where true))",
        "P0314",
        "give the items of the list a name of their own",
    ),
    ("maxx({1})", "P0312", "did you mean `Max`?"),
    ("onset > 2014", "P0321", "a date begins with `@`: `@2026-11-20`"),
    ("regions = 'lumbar'", "P0321", "ask whether a value is `in` a list: `'lumbar' in regions`"),
    (
        "years between onset and as_of >= 1 year",
        "P0321",
        "a duration has its unit, as `1 year`; a count, as of `years between … and …`, is a number alone",
    ),
    ("1 < vas < 5", "P0321", "a comparison is true or false: of a range, write `between … and …`"),
    ("{1, 'a'} = {}", "P0321", ""),
    ("regions contains lumbar", "P0310", "text stands in quotes: `'lumbar'`"),
    ("consent.signed = yes", "P0310", "write `true` or `false`"),
]


@pytest.mark.parametrize(("text", "code", "help_text"), FAULTS)
def test_each_fault_has_its_code_and_its_help(text: str, code: str, help_text: str) -> None:
    """The code is stable, and the help says what to write."""
    node, found = check(text)
    assert node is None
    assert [(each.code, each.help) for each in found] == [(code, help_text)]


def test_all_faults_of_a_condition_are_told_at_once() -> None:
    """Checking goes on after the first fault, in every operand."""
    text = (
        "wieght > 30 'kg' and site = 'thoracic' and vas > 'x' or exists (medications M where M.rute = 'oral' and M.x)"
    )
    assert codes(text) == ["P0310", "P0315", "P0321", "P0311", "P0311"]


def test_messages_are_lower_case_without_a_full_stop() -> None:
    """The house style of messages, and input in backticks."""
    for text, *_ in FAULTS:
        _, found = check(text)
        for each in found:
            assert each.message[0] in f"`{each.message[0].lower()}" or each.message.startswith("CQL's ")
            assert not each.message.endswith(".")


def test_a_fault_stands_where_it_stands_in_the_file() -> None:
    """A condition folded over lines of YAML is faulted at the right line and column of the file."""
    diagnostics = Diagnostics()
    document = read_document(
        "condition: >-\n  weight > 30 'kg' and\n  wieght < 90 'kg'\n", "protocol.yaml", diagnostics
    )
    assert isinstance(document, Mapping)
    scalar = document.get("condition")
    assert isinstance(scalar, Scalar)
    assert compile_condition(scalar, EXAMPLES, BOOLEAN, diagnostics) is None
    [found] = diagnostics
    assert found.span == Span("protocol.yaml", 3, 3, 3, 9)


@pytest.mark.parametrize(
    ("text", "wanted", "codes_found"),
    [
        ("weight", BOOLEAN, ["P0322"]),
        ("weight > 30 'kg'", BOOLEAN, []),
        ("null", BOOLEAN, []),
        ("4 days", DURATION, []),
        ("4 months", DURATION, ["P0322"]),
        ("4 'd'", DURATION, ["P0322"]),
        ("weight * 2 '{cells}/kg'", quantity_of("{cells}"), []),
        ("weight * 2", quantity_of("{cells}"), ["P0322"]),
        ("5", Simple.DECIMAL, []),
    ],
)
def test_the_place_of_a_condition_decides_its_type(text: str, wanted: Type, codes_found: list[str]) -> None:
    """A criterion is true or false, a hold a number of days, a dose a number of cells."""
    diagnostics = Diagnostics()
    scalar = Scalar(text, text, quoted=True, span=Span("protocol.yaml", 1, 1, 1, 1 + len(text)))
    node = compile_condition(scalar, EXAMPLES, wanted, diagnostics)
    assert [each.code for each in diagnostics] == codes_found
    assert (node is None) == bool(codes_found)
    assert node is None or node.type == wanted


DICTIONARY = """\
elements:
  weight:
    kind: quantity
    unit: kg
    measured: true
    methods: [measured, stated]
    question: What is the weight?
    source: {text: Invented, confidence: argued}
  regions:
    kind: codes
    options: [lumbar, cervical]
    question: Which regions?
    source: {text: Invented, confidence: argued}
  medications:
    kind: records
    question: Which medicines?
    source: {text: Invented, confidence: argued}
    fields:
      last_dose:
        kind: date
        question: When?
        source: {text: Invented, confidence: argued}
"""


def test_the_scope_of_a_dictionary_has_its_elements_their_aspects_and_the_situation() -> None:
    """A measured element also has its date, method and source; the two dates of the situation are always there."""
    diagnostics = Diagnostics()
    scope = scope_of(read_dictionary([("elements.yaml", DICTIONARY)], diagnostics))
    assert not list(diagnostics)
    assert dict(scope.types) == {
        "weight": quantity_of("kg"),
        "weight.date": Simple.DATE,
        "weight.method": CodeType(("measured", "stated")),
        "weight.source": Simple.TEXT,
        "regions": ListType(CodeType(("lumbar", "cervical"))),
        "medications": ListType(RecordType("medications", (("last_dose", Simple.DATE),))),
        "as_of": Simple.DATE,
        "procedure.date": Simple.DATE,
    }


def test_every_operator_of_the_grammar_has_a_rule() -> None:
    """What parses is checked: an operator cannot be in one table and not in the other."""
    words = {*ir.Logic, *ir.Relation, *ir.Order, *ir.Operator, "not", "exists", "between", "in", "contains"}
    words |= {"included in", "includes", "during", "start of", "end of", "on or before", "on or after"}
    words |= {"before or on", "after or on", *(f"is {no}{state}" for no in ("", "not ") for state in ir.State)}
    assert set(OPERATORS) == {str(each) for each in words}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("weight > 30 'kg'", False),
        ("'lumbar' in regions", False),
        ("not ('lumbar' in regions)", False),
        ("exists medications", False),
        ("not exists (medications M where M.route = 'oral')", False),
        ("pain.vas between 3 and 7", False),
        ("5 in Interval[pain.vas, 3]", False),
        ("consent.signed or not consent.signed", False),
        ("if smoker then true else false", False),
        ("AllTrue({consent.signed, true})", False),
        ("true", True),
        ("consent.signed or true", True),
        ("1 < 2", True),
        ("false implies smoker", True),
        ("weight is null", True),
        ("not (consent.signed is true)", True),
        ("consent.signed is not true", True),
        ("Coalesce(consent.signed, true)", True),
        ("not (5 in Interval[pain.vas, 3])", True),
        ("AnyTrue({consent.signed, true})", True),
        ("if procedure.date after @2026 then true else consent.signed", True),
        ("not (procedure.date between onset and @2026)", True),
        ("not (procedure.date between onset and onset + 90 days)", False),
        ("onset between procedure.date - 90 days and procedure.date", False),
        ("not (pain.vas between 3 and 7)", False),
        ("not (5 between 3 and pain.vas)", False),
        ("not (2 between 3 and pain.vas)", True),
        ("not (8 between pain.vas and 7)", True),
        ("not (5 between null and pain.vas)", False),
        ("null in {null, vas}", True),
        ("not (null in {vas})", True),
        ("(if smoker then 1 else null) in {vas, null}", True),
        ("Max({vas, 3}) in {1, 3}", False),
        ("Max({pain.vas, vas}) > 3", False),
        ("Max({null, 5}) > vas", False),
        ("Max({null, 5}) > 3", True),
        ("Count({vas, null}) = 1", False),
        ("if smoker then true else true", True),
    ],
)
def test_a_condition_that_would_hold_with_everything_missing_is_found(text: str, holds: bool) -> None:
    """Missing never lets a patient in."""
    assert holds_when_everything_is_missing(compiled(text)) is holds


@given(expressions())
def test_no_condition_that_holds_with_everything_missing_is_passed(text: str) -> None:
    """The decision made without evaluating is never laxer than the evaluation."""
    node = compiled_in_scope(text)
    assert evaluate(node, unrecorded).value is not True or holds_when_everything_is_missing(node)


@given(expressions(), dates())
def test_the_day_of_the_procedure_is_known_even_with_everything_missing(text: str, day: date) -> None:
    """A condition that could hold by the procedure date alone is never passed either."""
    node = compiled_in_scope(text)
    value = evaluate(node, lambda path: exactly(day) if path == "procedure.date" else unrecorded(path)).value
    assert value is not True or holds_when_everything_is_missing(node)


@given(TESTS_OF_BEING_KNOWN)
def test_no_test_of_being_known_is_passed(text: str) -> None:
    """`is null` and its kind are found wherever they stand, and judged like everything else."""
    node = compiled_in_scope(text)
    assert turns_on_being_recorded(node)
    assert evaluate(node, unrecorded).value is not True or holds_when_everything_is_missing(node)


def compiled_in_scope(text: str) -> Node:
    """The typed tree of a generated text, which has no faults."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, (text, list(diagnostics))
    return node


def test_where_a_condition_turns_on_being_recorded_is_shown_with_its_text() -> None:
    """Each place is told, with what is written there."""
    origins = turns_on_being_recorded(compiled("smoker is null or Coalesce(vas, 3) > 2 and smoker is not true"))
    assert [each.text for each in origins] == ["smoker is null", "Coalesce(vas, 3)", "smoker is not true"]


def test_every_shape_of_node_is_generated() -> None:
    """The properties mean something only where the strategies reach every shape."""
    missing = set(get_args(Node))

    @settings(max_examples=500)
    @given(expressions(), TESTS_OF_BEING_KNOWN)
    def see(first: str, second: str) -> None:
        for text in (first, second):
            missing.difference_update(type(each) for each in walk(compiled_in_scope(text)))

    see()
    assert missing == set()
