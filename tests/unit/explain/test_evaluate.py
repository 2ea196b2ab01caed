"""What conditions mean: CQL 1.5 on known values and nulls, and unknown with its reasons on what nobody recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import get_args

import pytest
from hypothesis import given, settings

from posology.compile.expression import compile_expression
from posology.diagnostics.diagnostic import Diagnostics
from posology.explain.evaluate import RULES, evaluate
from posology.ir.laws import LAWS, STRICT
from posology.ir.nodes import Node
from posology.ir.walk import facts_read
from posology.render.values import json_text, value_as_json
from posology.results.trace import Trace
from posology.values.dates import exactly, in_year
from posology.values.known import Entry, Value
from posology.values.truth import Cause, Reason, Unknown
from tests.strategies.expressions import FULL, SCOPE, TESTS_OF_BEING_KNOWN, expressions, partial_and_full, unrecorded


def compiled(text: str) -> Node:
    """The typed tree of a text without faults."""
    diagnostics = Diagnostics()
    node = compile_expression(text, SCOPE, diagnostics)
    assert node is not None, (text, list(diagnostics))
    return node


def evaluated(text: str, record: Mapping[str, Value] | None = None) -> Trace:
    """The text evaluated on a record; what it does not have is not recorded."""
    known = record or {}
    return evaluate(compiled(text), lambda path: known.get(path, unrecorded(path)))


def said(text: str, record: Mapping[str, Value] | None = None) -> str:
    """The value as JSON."""
    return json_text(value_as_json(evaluated(text, record).value))


MEANINGS = [
    # nulls of three-valued logic
    ("null and false", "false"),
    ("null and true", "null"),
    ("null or true", "true"),
    ("null xor true", "null"),
    ("false implies null", "true"),
    ("null implies true", "true"),
    ("true implies null", "null"),
    ("not null", "null"),
    # equality and equivalence
    ("1 = 1.0", "true"),
    ("null = null", "null"),
    ("null ~ null", "true"),
    ("null ~ 1", "false"),
    ("'John' = 'john'", "false"),
    ("'John  Doe' ~ 'john\\t doe'", "true"),
    ("1.55 ~ 1.6", "true"),
    ("1.55 = 1.550", "true"),
    ("{1, null} = {1, null}", "true"),
    ("{1, null} = {1, 2}", "null"),
    ("{1, null} = {2, null}", "false"),
    ("{1, null} = {1}", "false"),
    ("{1, null} ~ {1, null}", "true"),
    ("{1, null} ~ {1, 2}", "false"),
    ("{} = {}", "true"),
    ("1 'm' = 100 'cm'", "true"),
    ("1.0 'm' ~ 104 'cm'", "false"),
    ("Interval[1, 10) = Interval[1, 9]", "true"),
    ("Interval[null, 5] = Interval[-2147483648, 5]", "true"),
    ("Interval(null, 5] = Interval[1, 5]", "null"),
    ("Interval[1, null] ~ Interval[1, null]", "true"),
    ("1 year = 12 months", "true"),
    ("2 weeks > 13 days", "true"),
    # dates of different precision
    ("@2014 = @2014-01", "null"),
    ("@2014 ~ @2014-01", "false"),
    ("@2014 = @2015-01", "false"),
    ("@2014 before @2015-01-01", "true"),
    ("@2014 same or before @2014-06", "null"),
    ("@2014-06 same or after @2014-06", "true"),
    ("@2014-06 > @2014-06", "false"),
    # date arithmetic
    ("@2014 + 1 year", '"2015"'),
    ("@2014 + 24 months", '"2016"'),
    ("@2014-01 - 1 month", '"2013-12"'),
    ("@2024-02-29 + 1 year", '"2025-02-28"'),
    ("@2014-01-31 + 1 month", '"2014-02-28"'),
    ("@9999-12-31 + 1 day", "null"),
    ("years between @2005 and @2010", '{"low": 4, "high": 5, "lowClosed": true, "highClosed": true}'),
    ("months between @2014-01-31 and @2014-02-01", "0"),
    ("months between @2005 and @2006-07 > 5", "true"),
    ("months between @2005 and @2006-02 > 5", "null"),
    ("months between @2005 and @2006-07 = 24", "false"),
    ("months between @2005 and @2006-07 >= 5", "true"),
    ("difference in years between @2000 and @2005-12", "5"),
    ("difference in weeks between @2000-10-15 and @2000-10-29", "2"),
    ("days between @2014-01-15 and @2014-02", '{"low": 17, "high": 44, "lowClosed": true, "highClosed": true}'),
    (
        "(days between @2014-01-15 and @2014-02) + (days between @2014-01-15 and @2014-02)",
        '{"low": 34, "high": 88, "lowClosed": true, "highClosed": true}',
    ),
    # arithmetic
    ("1 / 3", "0.33333333"),
    ("2 / 3", "0.66666667"),
    ("-2 / 3", "-0.66666667"),
    ("1 / 0", "null"),
    ("2147483647 + 1", "null"),
    ("-(-2147483648)", "null"),
    ("Abs(-2147483648)", "null"),
    ("99999999999999999999.99999999 + 0.00000001", "null"),
    ("0.1 + 0.2", "0.3"),
    ("64.4 * 1000000", "64400000.0"),
    ("3 'm' + 1 'cm'", '{"value": "301", "unit": "cm"}'),
    ("12 'cm' * 3 'cm'", '{"value": "36", "unit": "cm2"}'),
    ("10 'cm' / 2 'cm'", '{"value": "5", "unit": "1"}'),
    ("72 'kg' * 1000000 '{cells}/kg'", '{"value": "72000000", "unit": "{cells}"}'),
    ("1 year + 6 months", '{"value": "18", "unit": "month"}'),
    ("-(5 'mg')", '{"value": "-5", "unit": "mg"}'),
    # lists
    ("5 in {1, 5}", "true"),
    ("null in {1, null}", "true"),
    ("null in {1}", "false"),
    ("{null, 'b'} contains 'a'", "false"),
    ("1 in null", "false"),
    ("{1, 2} includes {2}", "true"),
    ("{1, 2} includes {2, null}", "false"),
    ("{1, null} includes {null}", "true"),
    ("{} included in {1}", "true"),
    ("exists {null}", "false"),
    ("exists null", "false"),
    ("Count({1, null, 2})", "2"),
    ("Count(null)", "0"),
    ("AllTrue({true, null})", "true"),
    ("AllTrue({})", "true"),
    ("AnyTrue({null, false})", "false"),
    ("Min({3, null, 2})", "2"),
    ("Max({1 'm', 50 'cm'})", '{"value": "100", "unit": "cm"}'),
    ("Max({})", "null"),
    ("Coalesce(null, 'a')", '"a"'),
    ("Coalesce({null, 3})", "3"),
    ("Coalesce(null, null)", "null"),
    ("({1, 2, null, 3}) X where X > 1", "[2, 3]"),
    # intervals
    ("5 in Interval[1, 10]", "true"),
    ("10 in Interval[1, 10)", "false"),
    ("5 in Interval[1, null]", "true"),
    ("5 in Interval[1, null)", "null"),
    ("0 in Interval[1, null)", "false"),
    ("null in Interval[1, 10]", "null"),
    ("5 in Interval[null, null]", "false"),
    ("Interval[1, 10] includes Interval[4, 10]", "true"),
    ("Interval[1, 10] includes 5", "true"),
    ("Interval[4, 10] included in Interval[5, 10]", "false"),
    ("Interval[11, 20] after Interval[1, 10]", "true"),
    ("9 before Interval[11, 20]", "true"),
    ("Interval[1, 10] same or before 10", "true"),
    ("start of Interval(1, 5]", "2"),
    ("end of Interval[1.0, 2.0)", "1.99999999"),
    ("end of Interval[1, null]", "2147483647"),
    ("start of Interval(@2014, @2016]", '"2015"'),
    ("end of Interval[@2014-01-01, null]", '"9999-12-31"'),
    ("Interval[1, 10)", '{"low": 1, "high": 10, "lowClosed": true, "highClosed": false}'),
    # choice
    ("if null then 1 else 2", "2"),
    ("case when null then 1 when true then 2 else 3 end", "2"),
    ("case 2 when 1 then 'a' when 2 then 'b' else 'c' end", '"b"'),
    ("case null when null then 'a' else 'b' end", '"b"'),
    # asking what is known
    ("null is null", "true"),
    ("null is not true", "true"),
    ("null is false", "false"),
    ("1 is not null", "true"),
]


@pytest.mark.parametrize(("text", "value"), MEANINGS)
def test_what_parses_means_what_cql_says(text: str, value: str) -> None:
    """The meaning of CQL 1.5, on values and nulls that the expression states itself."""
    assert said(text) == value


def medicine(**fields: Value) -> Entry:
    """One medicine."""
    return Entry(MappingProxyType(fields))


YEAR, DAY = in_year(2014), exactly(date(2014, 6, 15))

UNKNOWNS: list[tuple[str, dict[str, Value], set[str]]] = [
    ("consent.signed", {}, {"consent.signed"}),
    ("not consent.signed", {}, {"consent.signed"}),
    ("consent.signed and smoker", {}, {"consent.signed", "smoker"}),
    ("consent.signed and smoker", {"smoker": True}, {"consent.signed"}),
    ("pain.vas > quebec", {"quebec": 3}, {"pain.vas"}),
    ("site ~ 'lumbar'", {}, {"site"}),
    ("pain.vas ~ null", {}, {"pain.vas"}),
    ("'lumbar' in regions", {}, {"regions"}),
    ("pain.vas in {1, quebec}", {"pain.vas": 3}, {"quebec"}),
    ("exists medications", {}, {"medications"}),
    ("Count(medications) = 0", {}, {"medications"}),
    ("Count({pain.vas, 1}) = 2", {}, {"pain.vas"}),
    ("AllTrue({consent.signed, true})", {}, {"consent.signed"}),
    ("Max({pain.vas, 3})", {}, {"pain.vas"}),
    ("if consent.signed then 1 else 2", {}, {"consent.signed"}),
    ("if consent.signed then pain.vas else pain.vas", {}, {"consent.signed", "pain.vas"}),
    ("{pain.vas} = {1, 2}", {}, {"pain.vas"}),
    ("5 in Interval[pain.vas, 9]", {}, {"pain.vas"}),
    ("end of Interval[pain.vas, 9]", {}, {"pain.vas"}),
    ("exists {null, Interval[pain.vas, 9)}", {}, {"pain.vas"}),
    ("Count({Interval[1, pain.vas]})", {}, {"pain.vas"}),
    ("null in {Interval[pain.vas, 9]}", {}, {"pain.vas"}),
    ("null ~ Interval[pain.vas, 9]", {}, {"pain.vas"}),
    ("exists (medications M where M.class = 'nsaid')", {"medications": (medicine(),)}, {"medications[0].class"}),
    (
        "exists (medications M where M.last_dose after @2014-07)",
        {"medications": (medicine(last_dose=DAY), medicine(last_dose=YEAR))},
        {"medications[1].last_dose"},
    ),
]


@pytest.mark.parametrize(("text", "record", "waits_for"), UNKNOWNS)
def test_what_nobody_recorded_is_unknown_and_says_what_it_waits_for(
    text: str, record: Mapping[str, Value], waits_for: set[str]
) -> None:
    """Missing is never false and never zero; the reasons are what would settle the question."""
    value = evaluated(text, record).value
    assert isinstance(value, Unknown)
    assert {each.element for each in value.reasons} == waits_for


SETTLED: list[tuple[str, dict[str, Value], str]] = [
    ("consent.signed or true", {}, "true"),
    ("consent.signed and false", {}, "false"),
    ("AllTrue({consent.signed, false})", {}, "false"),
    ("AnyTrue({consent.signed, true})", {}, "true"),
    ("1 in {pain.vas, 1}", {}, "true"),
    ("exists {pain.vas, 1}", {}, "true"),
    ("50 in Interval[pain.vas, 9]", {}, "false"),
    ("pain.vas in {}", {}, "false"),
    ("if consent.signed then 1 else 1", {}, "1"),
    ("case pain.vas when 1 then 'a' else 'a' end", {}, '"a"'),
    ("pain.vas is null", {}, "true"),
    ("consent.signed is not true", {}, "true"),
    ("Coalesce(pain.vas, 3)", {}, "3"),
    (
        "exists (medications M where M.class = 'nsaid')",
        {"medications": (medicine(), medicine(**{"class": "nsaid"}))},
        "true",
    ),
    ("exists (medications M where M.class = 'nsaid')", {"medications": ()}, "false"),
    ("exists (medications M where M.ongoing and false)", {"medications": (medicine(),)}, "false"),
]


@pytest.mark.parametrize(("text", "record", "value"), SETTLED)
def test_what_the_rest_settles_is_known(text: str, record: Mapping[str, Value], value: str) -> None:
    """An unknown that cannot matter does not stand in the way."""
    assert said(text, record) == value


IMPRECISE = [
    ("onset before @2014-06-01", {"onset"}),
    ("onset = procedure.date", {"onset"}),
    ("onset + 1 year before @2015-06-01", {"onset"}),
    ("onset + 10 days before @2020-01-01", {"onset"}),
    ("years between onset and @2016-06-01 = 2", {"onset"}),
    ("onset in {@2014-06-15}", {"onset"}),
    ("onset between @2014-01-15 and @2016", {"onset"}),
    ("Max({onset, @2014-06-15})", {"onset"}),
    ("exists {Interval[onset, @2014-06-15]}", {"onset"}),
    ("Interval[onset, @2014-06-15] before @2016", {"onset"}),
    ("@2014-06-15 in Interval[onset, procedure.date]", {"onset"}),
    ("(days between onset and procedure.date) / 2 > 1", {"onset"}),
    ("case onset when @2014-06-15 then 1 else 2 end", {"onset"}),
]


@pytest.mark.parametrize(("text", "waits_for"), IMPRECISE)
def test_a_date_too_coarse_is_told_as_imprecise(text: str, waits_for: set[str]) -> None:
    """The question stays open, and the reason names the date whose day would settle it."""
    value = evaluated(text, {"onset": YEAR, "procedure.date": DAY}).value
    assert isinstance(value, Unknown)
    assert value.reasons == tuple(Reason(each, Cause.IMPRECISE) for each in sorted(waits_for))


def test_a_date_that_leaves_the_calendar_is_null_and_no_want_of_precision() -> None:
    """Nothing that anybody could supply would help, so nothing is asked for."""
    assert evaluated("onset + 1 year before @2020", {"onset": in_year(9999)}).value == Unknown()


def test_an_operand_that_settles_the_answer_is_the_only_part() -> None:
    """The trace keeps what was needed, so that an explanation names nothing else."""
    left = evaluated("consent.signed or smoker", {"consent.signed": True})
    right = evaluated("consent.signed or smoker", {"smoker": True})
    assert [each.node.origin.text for each in left.parts] == ["consent.signed"]
    assert [each.node.origin.text for each in right.parts] == ["smoker"]


def test_the_value_follows_from_the_parts() -> None:
    """Evaluating the parts anew gives the same whole: nothing else went in."""
    trace = evaluated("pain.vas + 1 > 3 and weight > 30 'kg'", {"pain.vas": 2})
    assert [each.value for each in trace.parts] == [False]
    assert trace.value is False


def test_every_shape_of_node_has_one_rule_or_one_law() -> None:
    """A new shape cannot be forgotten by the definition, nor be defined twice."""
    assert set(get_args(Node)) == RULES.keys() | LAWS.keys()
    assert not RULES.keys() & LAWS.keys()
    assert LAWS.keys() >= STRICT


@pytest.mark.parametrize(
    "text",
    [
        "not " * 70 + "smoker",
        " and ".join(["smoker"] * 70),
        "-" * 70 + "pain.vas = 1",
        "if smoker then " * 40 + "1" + " else 2" * 40,
        "case " * 30 + "pain.vas" + " when 1 then 2 else 3 end" * 30,
        "{" * 70 + "1" + "}" * 70,
    ],
)
def test_what_the_bound_on_nesting_lets_through_is_evaluated(text: str) -> None:
    """No condition that compiles exhausts the stack of what reads it."""
    assert evaluated(text).node.origin.text


@given(expressions(), partial_and_full())
@settings(max_examples=300)
def test_knowledge_is_monotone(text: str, records: tuple[Mapping[str, Value], Mapping[str, Value]]) -> None:
    """What is known stays as it is when more is recorded."""
    less, more = records
    before = evaluate(compiled(text), less.__getitem__).value
    after = evaluate(compiled(text), more.__getitem__).value
    assert isinstance(before, Unknown) or after == before


@given(expressions(), partial_and_full())
def test_evaluation_is_total_and_deterministic(
    text: str, records: tuple[Mapping[str, Value], Mapping[str, Value]]
) -> None:
    """Every record has an answer, and always the same one."""
    node = compiled(text)
    for record in records:
        assert evaluate(node, record.__getitem__) == evaluate(node, record.__getitem__)


@given(TESTS_OF_BEING_KNOWN, FULL)
def test_asking_what_is_known_is_always_answered(text: str, record: Mapping[str, Value]) -> None:
    """`is null` and its kind have an answer on a full record and on an empty one."""
    node = compiled(text)
    for lookup in (record.__getitem__, unrecorded):
        value = evaluate(node, lookup).value
        assert isinstance(value, bool) or "Coalesce" in text


@given(expressions(depth=2), expressions(depth=2), partial_and_full())
def test_the_order_of_operands_does_not_matter(
    left: str, right: str, records: tuple[Mapping[str, Value], Mapping[str, Value]]
) -> None:
    """`and`, `or` and `xor` give the same answer either way round, for the same reasons."""
    for operator in ("and", "or", "xor"):
        one, other = (compiled(f"({a}) {operator} ({b})") for a, b in ((left, right), (right, left)))
        for record in records:
            assert evaluate(one, record.__getitem__).value == evaluate(other, record.__getitem__).value


@given(expressions(), partial_and_full())
def test_an_unknown_waits_for_what_the_expression_reads(
    text: str, records: tuple[Mapping[str, Value], Mapping[str, Value]]
) -> None:
    """No reason names anything that the condition does not mention."""
    node = compiled(text)
    value = evaluate(node, records[0].__getitem__).value
    if isinstance(value, Unknown):
        assert {each.element.split("[")[0] for each in value.reasons} <= set(facts_read(node))
