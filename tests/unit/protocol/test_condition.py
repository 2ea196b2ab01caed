"""The grammar binds as CQL does, and what CQL has and we have not is refused by name at its place."""

from __future__ import annotations

from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Diagnostic, Diagnostics
from posology.protocol.condition.build import SHAPES
from posology.protocol.condition.faults import Faults, span_in_text
from posology.protocol.condition.parse import DEEPEST_NESTING, LONGEST_TEXT, parse_condition
from posology.protocol.condition.refused import REFUSED_FUNCTIONS, REFUSED_WORDS
from posology.protocol.condition.syntax import Constant, Duration, Expression, Measure, Name, Operation, Place, Query
from posology.values.dates import CalendarUnit, exactly, in_month, in_year, parse_date


def parse(text: str) -> tuple[Expression | None, list[Diagnostic]]:
    """The syntax of the text, and what was found."""
    diagnostics = Diagnostics()
    return parse_condition(text, Faults(text, span_in_text(text, "condition"), diagnostics)), list(diagnostics)


def parsed(text: str) -> Expression:
    """The syntax of a text without faults."""
    expression, found = parse(text)
    assert expression is not None, found
    return expression


PRECEDENCE = [
    ("a or b and c", "a or (b and c)"),
    ("a and b or c", "(a and b) or c"),
    ("a or b xor c", "(a or b) xor c"),
    ("a or b implies c", "(a or b) implies c"),
    ("a implies b implies c", "(a implies b) implies c"),
    ("a = b and c", "(a = b) and c"),
    ("a = b in c", "(a = b) in c"),
    ("a in b and c", "(a in b) and c"),
    ("a < b = c", "(a < b) = c"),
    ("a before b = c", "(a before b) = c"),
    ("a < b before c", "(a < b) before c"),
    ("not a = b", "(not a) = b"),
    ("not a in b", "(not a) in b"),
    ("not a is null", "not (a is null)"),
    ("exists a and b", "(exists a) and b"),
    ("exists not a", "exists (not a)"),
    ("a = not b", "a = (not b)"),
    ("a between 1 and 2 and b", "(a between 1 and 2) and b"),
    ("a + b between c - 1 and d * 2", "(a + b) between (c - 1) and (d * 2)"),
    ("a + b * c", "a + (b * c)"),
    ("a - b - c", "(a - b) - c"),
    ("-a * b", "(-a) * b"),
    ("-a.b", "-(a.b)"),
    ("start of a + b", "(start of a) + b"),
    ("a + 1 year before b - 2 days", "(a + 1 year) before (b - 2 days)"),
    ("years between a and b + c > 3", "(years between a and (b + c)) > 3"),
    ("if a then b else c + d", "if a then b else (c + d)"),
    ("1 + if a then b else c and d", "1 + (if a then b else (c and d))"),
    ("exists A X where b and c", "exists (A X where (b and c))"),
    ("a is not null = b", "(a is not null) = b"),
]


@pytest.mark.parametrize(("text", "meant"), PRECEDENCE)
def test_operators_bind_as_in_cql(text: str, meant: str) -> None:
    """Without parentheses it is the same syntax as with those that CQL's grammar puts there."""
    assert parsed(text) == parsed(meant)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("true", True),
        ("17", 17),
        ("2147483648", 2147483648),
        ("0.50", Decimal("0.50")),
        ("'it\\'s \\u00e9\\n'", "it's é\n"),
        ("@2014", in_year(2014)),
        ("@2014-02", in_month(2014, 2)),
        ("@2014-02-28", parse_date("2014-02-28")),
    ],
)
def test_literals_stand_for_what_cql_says(text: str, value: object) -> None:
    """Values are exact, dates as precise as written, escapes replaced."""
    constant = parsed(text)
    assert isinstance(constant, Constant)
    assert (constant.value, type(constant.value)) == (value, type(value))


def test_a_unit_in_quotes_is_ucum_and_a_word_is_of_the_calendar() -> None:
    """The two kinds of duration are told apart from the first."""
    assert parsed("30 'd'") == Measure(magnitude=Decimal(30), unit="d", place=Place(start=0, end=0))
    assert parsed("30 days") == Duration(amount=30, unit=CalendarUnit.DAY, place=Place(start=0, end=0))


@pytest.mark.parametrize("text", ["M.date", "M.end", "M.where", "M.class", "M.not", "M.year", "M.null", "M.in"])
def test_a_word_after_a_dot_is_a_name(text: str) -> None:
    """Fields may be called what CQL uses elsewhere as a keyword."""
    assert parsed(text) != parsed("M.other")


@pytest.mark.parametrize("text", ['"pain"', "`pain`", "/* a */ pain // b", "\n pain"])
def test_quotes_comments_and_spaces_change_nothing(text: str) -> None:
    """The same name, however it is dressed."""
    assert parsed(text) == Name(name="pain", place=Place(start=0, end=0))


def test_a_query_needs_no_condition() -> None:
    """CQL lets a list stand under an alias and nothing more."""
    assert parsed("medications M") == Query(
        source=parsed("medications"), alias="M", condition=None, place=Place(start=0, end=0)
    )


def test_the_place_of_an_operand_is_where_it_stands() -> None:
    """Offsets count characters of the text."""
    expression = parsed("a and  weight > 3")
    assert isinstance(expression, Operation)
    assert expression.operands[1].place == Place(start=7, end=17)


REFUSALS = [
    ("a union b", "`union`"),
    ("a intersect b", "`intersect`"),
    ("({1}) X return X", "`return`"),
    ("({1}) X sort asc", "`sort`"),
    ("({1}) X let y: 1", "`let`"),
    ("({1}) X aggregate R: 1", "`aggregate`"),
    ("from a X, b Y", "`from`"),
    ("a as Integer", "`as`"),
    ("a is Integer", "`is`"),
    ("cast a as Integer", "`cast`"),
    ("convert a to Integer", "`convert`"),
    ("a mod b", "`mod`"),
    ("a div b", "`div`"),
    ("a ^ b", "`^`"),
    ("a & b", "`&`"),
    ("a | b", "`|`"),
    ("a properly includes b", "`properly`"),
    ("a overlaps b", "`overlaps`"),
    ("a meets b", "`meets`"),
    ("a starts b", "`starts`"),
    ("a starts within 3 days of b", "`within … of`"),
    ("a same day as b", "precision in `same … as`"),
    ("a same as b", "`same as`"),
    ("a same month or before b", "precision in `same … as`"),
    ("a before month of b", "`day of`"),
    ("a in day of b", "`day of`"),
    ("a 3 days before b", "offset"),
    ("a 3 days or less before b", "offset"),
    ("width of a", "`width of`"),
    ("successor of a", "`successor of`"),
    ("predecessor of a", "`predecessor of`"),
    ("singleton from a", "`singleton from`"),
    ("point from a", "`point from`"),
    ("year from a", "`year from`"),
    ("date from a", "`year from`"),
    ("timezoneoffset from a", "`timezoneoffset`"),
    ("distinct a", "`distinct`"),
    ("flatten a", "`flatten`"),
    ("expand a per day", "`expand`"),
    ("collapse a", "`collapse`"),
    ("duration in days of a", "`duration in … of`"),
    ("hours between a and b", "`hours`"),
    ("3 minutes", "`minutes`"),
    ("1L", "long integer"),
    ("1:2", "ratio"),
    ("{a: 1}", "tuple"),
    ("Tuple {a: 1}", "`Tuple`"),
    ("List<Integer>{1}", "`List`"),
    ("Code 'x' from y", "`Code`"),
    ("Concept { c }", "`Concept`"),
    ("a[1]", "indexer"),
    ("[Observation]", "retrieve"),
    ("a.count()", "method call"),
    ("@2014-01-01T10:00", "date with a time"),
    ("@T10:00", "date with a time"),
    ("Today()", "`Today`"),
    ("Round(a)", "`Round`"),
    ("Sum(a)", "`Sum`"),
    ("First(a)", "`First`"),
    ("ToString(a)", "`ToString`"),
    ("DateTime(2014)", "`DateTime`"),
    ("Date(2014)", "`Date`"),
    ("Exists(a)", "`Exists`"),
    ("Message(a, true, 'x', 'y', 'z')", "`Message`"),
]


@pytest.mark.parametrize(("text", "name"), REFUSALS)
def test_what_cql_has_and_we_have_not_is_refused_by_name(text: str, name: str) -> None:
    """The first message names the construct, says that CQL has it, and helps."""
    expression, found = parse(text)
    assert expression is None
    told = [each for each in found if name in each.message]
    assert told, found
    assert told[0].code == "P0302"
    assert told[0].message.startswith("CQL's ")
    assert told[0].help


@pytest.mark.parametrize(
    "text",
    [
        "a same day as b",
        "a same as b",
        "month from a",
        "years from a",
        "hour from a",
        "date from a",
        "time from a",
        "timezone from a",
        "timezoneoffset from a",
        "singleton from a",
        "point from a",
        "a && b",
        "a || b",
    ],
)
def test_a_construct_of_two_words_is_told_once(text: str) -> None:
    """Its second word is no second fault, with other help than the first."""
    _, found = parse(text)
    assert len(found) == 1


@pytest.mark.parametrize("word", sorted(REFUSED_WORDS))
def test_no_reserved_word_passes_for_a_name(word: str) -> None:
    """A construct that is not in the table of refusals still cannot be taken for an alias."""
    expression, found = parse(f"medications {word} x")
    assert expression is None
    assert found


@pytest.mark.parametrize("function", sorted(REFUSED_FUNCTIONS))
def test_every_function_of_cql_that_we_lack_is_named(function: str) -> None:
    """No function of CQL is answered with a bare syntax error."""
    _, found = parse(f"{function}(a)")
    assert [each.message for each in found] == [f"CQL's `{function}` is not in this language"]


def test_all_refusals_of_a_condition_are_told_at_once() -> None:
    """One run shows every construct that has to go, each at its place."""
    _, found = parse("Round(a) > 1 and b overlaps c and d union e")
    assert [(each.span.column, each.code) for each in found] == [(1, "P0302"), (20, "P0302"), (37, "P0302")]


@pytest.mark.parametrize(
    ("text", "column", "told"),
    [
        ("", 1, "the condition is empty"),
        ("   // only a comment", 1, "the condition is empty"),
        ("a and", 3, "the condition ends too early"),
        ("(a", 2, "the condition ends too early"),
        ("a b c", 5, "`c` cannot stand here"),
        ("a = = b", 3, "`==` has no meaning in a condition"),
        ("a <> b", 3, "`<>` has no meaning in a condition"),
        ("a AND b", 3, "`AND` is written with small letters: `and`"),
        ("!a", 1, "`!` has no meaning in a condition"),
        ("'open", 1, "a closing `'` is missing"),
        ("a $ b", 3, "`$` has no meaning in a condition"),
        ("a \uff1d b", 3, "`\uff1d` has no meaning in a condition"),
        ("year between a and b", 1, "`year between` has no meaning"),
        ("Max({1}) X where X", 10, "`X` cannot stand here"),
    ],
)
def test_a_fault_is_told_where_it_stands(text: str, column: int, told: str) -> None:
    """Syntax errors have the column of what is wrong."""
    expression, found = parse(text)
    assert expression is None
    assert (found[0].span.column, found[0].message) == (column, told)


@pytest.mark.parametrize(
    ("text", "column", "help_text"),
    [
        ("a == b", 3, "write `=`"),
        ("a => b", 3, "write `>=`"),
        ("a =< b", 3, "write `<=`"),
        ("a && b", 3, "write `and`"),
        ("a || b", 3, "write `or`"),
        ("a \N{GREATER-THAN OR EQUAL TO} b", 3, "write `>=`"),
        ("a % b", 3, "a percentage is a quantity: `60 '%'`"),
        ("a > 3 /* why", 7, "a remark is opened and never closed: end it with `*/`"),
        ("a = \N{LEFT SINGLE QUOTATION MARK}x", 5, "text stands between two straight quotes `'`"),
        ("a > 50 kg", 8, "a unit stands in quotes: `50 'kg'`"),
        ("a not in b", 3, "`not` stands before what it denies: `not (vas in {1, 2})`"),
        (
            "exists a where b",
            10,
            "the items of the list need a name before `where`: `medications M where …`",
        ),
        (
            "a > 1,000",
            6,
            "commas stand in lists only; a decimal has a point, and a large number nothing",
        ),
        ("a > 1.000.000", 11, "a number is written in digits, with one point at most: `1000000`, `0.5`"),
    ],
)
def test_what_other_languages_write_is_helped(text: str, column: int, help_text: str) -> None:
    """The help says what is written here."""
    expression, found = parse(text)
    assert expression is None
    assert [(each.span.column, each.help) for each in found] == [(column, help_text)]


def test_a_division_by_a_product_of_nothing_is_no_remark() -> None:
    """Only the two signs side by side open one."""
    _, found = parse("a / * b")
    assert [each.message for each in found] == ["`*` cannot stand here"]


@pytest.mark.parametrize(
    "text",
    [
        "@2014-13",
        "@2014-02-30",
        "@20",
        "2.123456789",
        "99999999999999999999999999999",
        "1.5 years",
        r"'\q'",
        r"'\ud800'",
    ],
)
def test_a_value_that_cannot_be_written_so_is_refused(text: str) -> None:
    """Nothing is cut, rounded or moved to fit."""
    expression, found = parse(text)
    assert expression is None
    assert [each.code for each in found] == ["P0304"]


def test_every_malformed_literal_is_told() -> None:
    """Reading goes on after the first."""
    _, found = parse("a > @2014-13 and b > @2015-14")
    assert [each.span.column for each in found] == [5, 22]


def test_nesting_is_bounded() -> None:
    """No depth of parentheses exhausts the stack; what the bound allows passes."""
    fits = DEEPEST_NESTING - 1
    assert parse("(" * fits + "a" + ")" * fits)[0] is not None
    for deep in ("(" * 3000 + "a" + ")" * 3000, "not " * 2000 + "a", " and ".join("a" * 1000), "-" * 4000 + "1"):
        expression, found = parse(deep)
        assert expression is None
        assert [each.code for each in found] == ["P0303"]


def test_length_is_bounded() -> None:
    """A condition longer than anybody reads is refused before it is parsed."""
    _, found = parse("a" * (LONGEST_TEXT + 1))
    assert [each.code for each in found] == ["P0303"]


WORDS = st.sampled_from(
    [
        "a",
        "b",
        "M",
        "and",
        "or",
        "not",
        "is",
        "null",
        "in",
        "between",
        "exists",
        "where",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ",",
        ".",
        "=",
        "<",
        ">",
        "~",
        "+",
        "-",
        "*",
        "/",
        "1",
        "2.5",
        "'x'",
        "@2014",
        "days",
        "if",
        "then",
        "else",
        "case",
        "when",
        "end",
        "Interval[",
        "start",
        "of",
        "before",
        "same",
        "union",
        "Round",
        "'",
        '"',
        "@",
        ":",
        "^",
        "\\",
        "é",
    ]
)


@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=30))
def test_any_text_is_parsed_or_refused_with_a_place(text: str) -> None:
    """Parsing is total: never an exception, and never a refusal without a diagnostic."""
    expression, found = parse(text)
    assert (expression is None) == bool(found)


def test_every_shape_of_the_grammar_is_built() -> None:
    """A new alternative of the grammar cannot be forgotten by the builder."""
    grammar = resources.files("posology.protocol.condition").joinpath("condition.lark").read_text(encoding="utf-8")
    named = {
        line.rsplit("->")[1].strip() for line in grammar.splitlines() if "->" in line and not line.startswith("//")
    }
    assert named == set(SHAPES)


def test_dates_of_every_precision_are_their_own_values() -> None:
    """`@2014` is no first of January."""
    assert parsed("@2014") != parsed("@2014-01-01")
    assert exactly(in_year(2014).earliest) == parse_date("2014-01-01")
