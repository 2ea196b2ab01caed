"""Intervals: everything from one end to another."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import day

_ENDS = Section(
    title="Ends",
    opens="A square bracket includes its end, a round one leaves it out.",
    cases=(
        Case(
            expression="Interval[1, 10]",
            gives='{"low": 1, "high": 10, "lowClosed": true, "highClosed": true}',
            says="Both ends.",
        ),
        Case(expression="start of Interval[1, 10]", gives="1", says="The first."),
        Case(expression="end of Interval[1, 10]", gives="10", says="The last."),
        Case(expression="start of Interval(1, 10]", gives="2", says="The first whole number after an open end."),
        Case(expression="end of Interval[1, 10)", gives="9", says="The last before one."),
        Case(
            expression="end of Interval[@2014-01-01, @2014-02-01)",
            gives='"2014-01-31"',
            says="The last day before an open end.",
        ),
        Case(expression="start of null", gives="null", says="Null has no start."),
        Case(expression="start of Interval[age, 90]", gives="null", waits_for=("age",), says="A missing end."),
        Refusal(
            expression="Interval[5, 3]", code="P0340", names="lower end", says="The ends stand in the wrong order."
        ),
        Refusal(expression="Interval[1, 'a']", code="P0321", names="text", says="The ends have one type."),
    ),
)

_IN = Section(
    title="`in` and `contains`",
    opens="Whether a point lies in an interval.",
    cases=(
        Case(expression="5 in Interval[1, 10]", gives="true", says="Inside."),
        Case(expression="1 in Interval[1, 10]", gives="true", says="A closed end belongs to it."),
        Case(expression="1 in Interval(1, 10]", gives="false", says="An open one does not."),
        Case(expression="10 in Interval[1, 10)", gives="false", says="On either side."),
        Case(expression="500 in Interval[1, 10]", gives="false", says="Outside."),
        Case(expression="Interval[1, 10] contains 5", gives="true", says="The other way round."),
        Case(expression="2.0 'g' in Interval[1.0 'g', 10.0 'g']", gives="true", says="Quantities."),
        Case(expression="@2012-01-10 in Interval[@2012-01-01, @2012-01-15]", gives="true", says="Dates."),
        Case(
            expression="@2012-01 in Interval[@2012-01-05, @2012-01-15]", gives="null", says="Of a month alone: unknown."
        ),
        Case(expression="@2012-02 in Interval[@2012-01-05, @2012-01-15]", gives="false", says="February is outside."),
        Case(expression="null in Interval[1, 10]", gives="null", says="Null is no point."),
        Case(expression="Interval[null, 5] contains 10", gives="false", says="Past the known end."),
        Case(
            expression="@2012-01-07 in Interval[@2012-01-05, null]",
            gives="true",
            says="A closed null end has no bound.",
        ),
        Case(
            expression="@2012-01-07 in Interval[@2012-01-05, null)",
            gives="null",
            says="An open null end is a bound that nobody knows.",
        ),
        Case(
            expression="@2013-06-01 in Interval(@2013, @2015-01-01]",
            gives="false",
            says="An open end that the expression gives as a year leaves out the year.",
        ),
        Case(
            expression="@2013-06-01 in Interval(onset, @2015-01-01]",
            facts=given(onset=day("2013")),
            gives="null",
            waits_for=("onset",),
            says="One that was recorded as a year leaves out a day of it, and nobody knows which.",
        ),
        Case(expression="age in Interval[18, 80]", gives="null", waits_for=("age",), says="A missing point."),
        Case(
            expression="55 in Interval[18, age]",
            gives="null",
            waits_for=("age",),
            says="A missing end is unknown whatever its bracket.",
        ),
        Case(expression="15 in Interval[18, age]", gives="false", says="Unless the other end settles it."),
    ),
)

_INCLUDES = Section(
    title="`includes` and `included in`",
    opens="Whether one interval lies wholly in another.",
    cases=(
        Case(expression="Interval[1, 10] includes Interval[4, 10]", gives="true", says="Wholly inside."),
        Case(expression="Interval[1, 10] includes Interval[4, 11]", gives="false", says="One past the end."),
        Case(expression="Interval[4, 10] included in Interval[1, 10]", gives="true", says="The other way round."),
        Case(expression="Interval[4, 10] during Interval[1, 10]", gives="true", says="Another way of saying it."),
        Case(expression="Interval[1, 10] includes 5", gives="true", says="A point counts as what it is."),
        Case(expression="Interval[1, 10] includes null", gives="null", says="Null."),
        Case(
            expression="Interval[18, 80] includes Interval[20, age]",
            gives="null",
            waits_for=("age",),
            says="Missing.",
        ),
        Case(
            expression="Interval[18, 80] includes Interval[10, age]",
            gives="null",
            waits_for=("age",),
            says="Once the end is recorded, the interval may turn out to have no point at all.",
        ),
    ),
)

_ORDER = Section(
    title="`before` and `after`",
    opens="An interval lies before what begins after its last point.",
    cases=(
        Case(expression="Interval[1, 10] before Interval[11, 20]", gives="true", says="Wholly before."),
        Case(expression="Interval[1, 10] before Interval[10, 20]", gives="false", says="They share a point."),
        Case(expression="Interval[11, 20] after Interval[1, 10]", gives="true", says="The other way round."),
        Case(expression="9 before Interval[11, 20]", gives="true", says="A point before an interval."),
        Case(expression="Interval[11, 20] after 5", gives="true", says="An interval after a point."),
        Case(
            expression="Interval[@2012-01-01, @2012-01-15] before @2012-02-27",
            gives="true",
            says="Of dates.",
        ),
        Case(
            expression="Interval[@2012-01-01, @2012-01-15] before onset",
            gives="null",
            waits_for=("onset",),
            says="Missing.",
        ),
        Case(
            expression="onset after Interval[@2012-01-01, @2012-01-15]",
            facts=given(onset=day("2012")),
            gives="null",
            waits_for=("onset",),
            says="Not precise enough.",
        ),
    ),
)

_EQUAL = Section(
    title="Equality of intervals",
    opens="Two intervals are equal when they begin and end at the same points, however the ends are written.",
    cases=(
        Case(expression="Interval[1, 10] = Interval[1, 10]", gives="true", says="The same."),
        Case(expression="Interval[1, 10] = Interval[1, 11)", gives="true", says="The same whole numbers."),
        Case(expression="Interval[1, 10] = Interval[11, 20]", gives="false", says="Others."),
        Case(expression="Interval[1, 10] != Interval[11, 20]", gives="true", says="The negation."),
        Case(expression="Interval[1, 10] = null", gives="null", says="Null."),
        Case(expression="Interval[1, 10] = Interval[1, age]", gives="null", waits_for=("age",), says="Missing."),
        Case(expression="Interval[1, 10] ~ Interval[1, 10]", gives="true", says="Equivalence."),
    ),
)

CHAPTER = Chapter(
    title="Intervals",
    opens="An interval is everything from one end to another: of numbers, dates or quantities.",
    parts=(_ENDS, _IN, _INCLUDES, _ORDER, _EQUAL),
)
