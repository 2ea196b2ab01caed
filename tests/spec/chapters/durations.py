"""Durations: on the calendar, elapsed, and the number of units between two dates."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import day

_CALENDAR = Section(
    title="Calendar durations",
    opens="`1 year`, `6 weeks`, `14 days`: a whole number and a word. How long one lasts depends on where it is laid.",
    cases=(
        Case(expression="1 year", gives='{"value": "1", "unit": "year"}', says="Written in words."),
        Case(expression="2 years = 24 months", gives="true", says="A year is twelve months, always."),
        Case(expression="1 week = 7 days", gives="true", says="A week is seven days, always."),
        Case(expression="2 weeks > 10 days", gives="true", says="So weeks and days can be ordered."),
        Case(expression="11 months < 1 year", gives="true", says="And months and years."),
        Case(expression="1 days = 1 day", gives="true", says="Singular or plural, it is the same."),
        Refusal(
            expression="1 month = 30 days",
            code="P0332",
            names="month",
            says="A month is 28 to 31 days: lay it on a date, and compare dates.",
        ),
        Refusal(expression="1 year > 52 weeks", code="P0332", names="year", says="Nor has a year a length in weeks."),
        Refusal(expression="1.5 years", code="P0304", names="whole", says="There is no half of a calendar year."),
    ),
)

_ELAPSED = Section(
    title="Elapsed durations",
    opens="A quantity of time with a unit, such as `36 'h'`, has a fixed length and is like any other quantity.",
    cases=(
        Case(expression="36 'h' > 1 'd'", gives="true", says="Hours and days of exactly 24 hours."),
        Case(expression="60 'min' = 1 'h'", gives="true", says="Converted exactly."),
        Refusal(
            expression="1 year = 1 'a'",
            code="P0331",
            names="calendar",
            says="A year on the calendar and a year of 365.25 days are different things.",
        ),
        Refusal(
            expression="1 month > 30 'd'",
            code="P0331",
            names="calendar",
            says="The two kinds are not compared.",
        ),
        Refusal(expression="1 month + 3 'd'", code="P0331", names="calendar", says="Nor added."),
    ),
)

_BETWEEN = Section(
    title="`years between`, `months between`, `weeks between`, `days between`",
    opens=(
        "How many whole units have passed from the first date to the second, negative when the second comes first. "
        "Between partial dates it is a range, and comparing the range may still have an answer."
    ),
    cases=(
        Case(expression="years between @2005-05-10 and @2010-05-10", gives="5", says="To the day."),
        Case(expression="years between @2005-05-10 and @2010-05-09", gives="4", says="One day short."),
        Case(expression="years between @1971-03-02 and @2026-11-20", gives="55", says="An age in years."),
        Case(expression="months between @2014-01-31 and @2014-02-01", gives="0", says="A day is not a month."),
        Case(expression="months between @2014-01-15 and @2014-03-15", gives="2", says="Two months to the day."),
        Case(expression="weeks between @2012-03-10 and @2012-03-23", gives="1", says="Thirteen days are one week."),
        Case(expression="weeks between @2012-03-10 and @2012-03-24", gives="2", says="Fourteen are two."),
        Case(expression="days between @2014-01-15 and @2014-02-01", gives="17", says="Days."),
        Case(expression="duration in days between @2014-01-15 and @2014-02-01", gives="17", says="The same, in full."),
        Case(expression="days between @2024-02-28 and @2024-03-01", gives="2", says="Through a leap day."),
        Case(expression="days between @2010-10-12 and @2008-08-15", gives="-788", says="Backwards is negative."),
        Case(expression="years between @2010-05-10 and @2005-05-11", gives="-4", says="And whole, towards zero."),
        Case(
            expression="years between @2005 and @2010",
            gives='{"low": 4, "high": 5, "lowClosed": true, "highClosed": true}',
            says="Between two years known only as years.",
        ),
        Case(
            expression="days between @2014-01-15 and @2014-02",
            gives='{"low": 17, "high": 44, "lowClosed": true, "highClosed": true}',
            says="To some day of February.",
        ),
        Case(
            expression="months between @2005 and @2006-05",
            gives='{"low": 4, "high": 16, "lowClosed": true, "highClosed": true}',
            says="The shortest and the longest that it may be.",
        ),
        Case(expression="months between @2005 and @2006-07 > 5", gives="true", says="Even the least is more."),
        Case(expression="months between @2005 and @2006-02 > 5", gives="null", says="It may be more."),
        Case(expression="months between @2005 and @2006-07 > 25", gives="false", says="Even the most is not."),
        Case(expression="months between @2005 and @2006-07 < 24", gives="true", says="Even the most is less."),
        Case(expression="months between @2005 and @2006-07 = 24", gives="false", says="Outside the range."),
        Case(expression="months between @2005 and @2006-07 = 12", gives="null", says="Inside it."),
        Case(expression="months between null and @2006-07-01", gives="null", says="Null."),
        Case(
            expression="years between birth_date and as_of >= 18",
            facts=given(birth_date=day("1971"), as_of=day("2026-11-20")),
            gives="true",
            says="A year of birth is enough to be sure of an adult.",
        ),
        Case(
            expression="years between birth_date and as_of >= 18",
            facts=given(birth_date=day("2008"), as_of=day("2026-11-20")),
            gives="null",
            waits_for=("birth_date",),
            says="Or it is not.",
        ),
        Case(
            expression="years between birth_date and as_of >= 18",
            facts=given(as_of=day("2026-11-20")),
            gives="null",
            waits_for=("birth_date",),
            says="Missing.",
        ),
    ),
)

_DIFFERENCE = Section(
    title="`difference in … between`",
    opens="How many boundaries of the calendar lie between two dates: turns of a year, of a month, midnights, Sundays.",
    cases=(
        Case(expression="difference in years between @2014-12-31 and @2015-01-01", gives="1", says="One new year."),
        Case(expression="years between @2014-12-31 and @2015-01-01", gives="0", says="But no year has passed."),
        Case(
            expression="difference in months between @2000-02-28 and @2000-10-01", gives="8", says="Eight new months."
        ),
        Case(expression="difference in days between @2000-10-15 and @2000-10-25", gives="10", says="Ten midnights."),
        Case(
            expression="difference in weeks between @2000-10-15 and @2000-10-28", gives="1", says="Sunday to Saturday."
        ),
        Case(
            expression="difference in weeks between @2000-10-15 and @2000-10-29", gives="2", says="To the next Sunday."
        ),
        Case(expression="difference in years between @2016 and @1998", gives="-18", says="Backwards; years suffice."),
        Case(expression="difference in months between @2005 and @2006-07 > 5", gives="true", says="A range again."),
        Case(expression="difference in years between @2005 and null", gives="null", says="Null."),
        Case(
            expression="difference in years between birth_date and @2026-11-20",
            gives="null",
            waits_for=("birth_date",),
            says="Missing.",
        ),
    ),
)

CHAPTER = Chapter(
    title="Durations",
    opens=(
        "There are two kinds of duration and they do not mix. A *calendar* duration is counted in years, months, weeks "
        "or days; an *elapsed* duration is a quantity of time. Years and months are one family, weeks and days another."
    ),
    parts=(_CALENDAR, _ELAPSED, _BETWEEN, _DIFFERENCE),
)
