"""Dates: precision, partial dates, order, and arithmetic on the calendar."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import day

_WRITTEN = Section(
    title="Writing a date",
    opens="A date begins with `@` and has a year, a year and a month, or these and a day. There are no times.",
    cases=(
        Case(expression="@2014-02-15", gives='"2014-02-15"', says="A day."),
        Case(expression="@2014-02", gives='"2014-02"', says="Some day of that month."),
        Case(expression="@2014", gives='"2014"', says="Some day of that year."),
        Case(expression="@2012-02-29", gives='"2012-02-29"', says="A leap day that exists."),
        Case(expression="@2000-02-29", gives='"2000-02-29"', says="A century divisible by 400 has one."),
        Refusal(expression="@2013-02-29", code="P0304", names="2013-02-29", says="A leap day that does not exist."),
        Refusal(expression="@1900-02-29", code="P0304", names="1900-02-29", says="Other centuries have none."),
        Refusal(expression="@2014-13", code="P0304", names="2014-13", says="There are twelve months."),
    ),
)

_ORDER = Section(
    title="`before`, `after`, `same or before`, `same or after`",
    opens=(
        "Two dates are compared from the year down, and the first part that differs decides. A part that only one of "
        "them has leaves the question open."
    ),
    cases=(
        Case(expression="@2014-02-14 before @2014-02-15", gives="true", says="The day before."),
        Case(expression="@2014-02-15 before @2014-02-15", gives="false", says="A day is not before itself."),
        Case(expression="@2014-02-15 same or before @2014-02-15", gives="true", says="It is the same."),
        Case(expression="@2014-02-16 after @2014-02-15", gives="true", says="The day after."),
        Case(expression="@2014-02-15 same or after @2014-02-16", gives="false", says="Neither the same nor later."),
        Case(expression="@2014-02-15 on or before @2014-02-15", gives="true", says="Another way of saying it."),
        Case(expression="@2014-02-15 before or on @2014-02-15", gives="true", says="And another."),
        Case(expression="@2014-02-15 on or after @2014-02-16", gives="false", says="And of the other."),
        Case(expression="@2014-02-14 < @2014-02-15", gives="true", says="The signs say the same as the words."),
        Case(expression="@2013 before @2014-02-15", gives="true", says="All of 2013 lies before that day."),
        Case(expression="@2015 before @2014-02-15", gives="false", says="Nothing of 2015 does."),
        Case(
            expression="@2014 before @2014-02-15",
            gives="null",
            says="Some of 2014 lies before, and some does not.",
        ),
        Case(expression="@2014 same or after @2014-02-15", gives="null", says="Nor can this be settled."),
        Case(expression="@2014-01 before @2014-02-15", gives="true", says="All of January lies before."),
        Case(expression="@2014-02 before @2014-02-15", gives="null", says="February is the month in question."),
        Case(expression="null before @2014-02-15", gives="null", says="Null is on no calendar."),
        Case(
            expression="onset before @2014-02-15",
            gives="null",
            waits_for=("onset",),
            says="Nobody has recorded when it began.",
        ),
        Case(
            expression="onset before @2014-02-15",
            facts=given(onset=day("2013-11")),
            gives="true",
            says="A partial date may be precise enough.",
        ),
        Case(
            expression="onset before @2014-02-15",
            facts=given(onset=day("2014")),
            gives="null",
            waits_for=("onset",),
            says="Or not; then the answer waits for a more precise one.",
        ),
    ),
)

_EQUAL = Section(
    title="Equality of dates",
    opens=(
        "Two dates are equal when both say the same as far as they go, and go equally far. Two dates that were "
        "recorded alike, and only to the month or the year, may be two days: whether they are equal, or which comes "
        "first, is unknown, also within lists and intervals."
    ),
    cases=(
        Case(expression="@2014-02-15 = @2014-02-15", gives="true", says="The same day."),
        Case(
            expression="@2014 = @2014",
            gives="true",
            says="The same year, as CQL has it, though perhaps not the same day.",
        ),
        Case(expression="@2014 = @2015-01-01", gives="false", says="Different years differ at any precision."),
        Case(expression="@2014 = @2014-02-15", gives="null", says="The day may be that one."),
        Case(expression="@2014-02 != @2014-02-15", gives="null", says="Or another."),
        Case(
            expression="onset = @2014",
            facts=given(onset=day("2014")),
            gives="true",
            says="The year that was asked for is the year that was recorded.",
        ),
        Case(
            expression="onset = mri.date",
            facts=given(onset=day("2014"), mri__date=day("2014")),
            gives="null",
            waits_for=("mri.date", "onset"),
            says="Recorded alike, and perhaps two days of that year; CQL answers true.",
        ),
        Case(
            expression="onset same or before mri.date",
            facts=given(onset=day("2014-02"), mri__date=day("2014-02")),
            gives="null",
            waits_for=("mri.date", "onset"),
            says="Nor is it known which came first.",
        ),
        Case(
            expression="onset before onset + 1 month",
            facts=given(onset=day("2014")),
            gives="null",
            waits_for=("onset",),
            says="A month after some day of that year may be in it or not.",
        ),
        Case(
            expression="{onset} = {mri.date}",
            facts=given(onset=day("2014"), mri__date=day("2014")),
            gives="null",
            waits_for=("mri.date", "onset"),
            says="A list does not settle it either.",
        ),
        Case(
            expression="onset = mri.date",
            facts=given(onset=day("2014-02-15"), mri__date=day("2014-02-15")),
            gives="true",
            says="Two days are the same or not.",
        ),
        Case(expression="onset = @2014-02-15", gives="null", waits_for=("onset",), says="Missing."),
    ),
)

_PLUS = Section(
    title="A date plus or minus a duration",
    opens=(
        "Years and months keep the day of the month, or fall back to the last day of a shorter month. Weeks and days "
        "are counted. The result is as precise as the date was."
    ),
    cases=(
        Case(expression="@2014-02-15 + 1 year", gives='"2015-02-15"', says="A year later."),
        Case(expression="@2012-02-29 + 1 year", gives='"2013-02-28"', says="No leap day there: the last of February."),
        Case(expression="@2012-02-29 + 4 years", gives='"2016-02-29"', says="A leap day four years on."),
        Case(expression="@2016-02-29 - 1 year", gives='"2015-02-28"', says="Backwards too."),
        Case(expression="@2013-01-31 + 1 month", gives='"2013-02-28"', says="The end of a shorter month."),
        Case(expression="@2012-01-31 + 1 month", gives='"2012-02-29"', says="In a leap year it is a day longer."),
        Case(expression="@2014-03-31 - 1 month", gives='"2014-02-28"', says="The same going back."),
        Case(expression="@2013-01-31 + 1 month + 1 month", gives='"2013-03-28"', says="Two steps forget the 31st."),
        Case(expression="@2013-01-31 + 2 months", gives='"2013-03-31"', says="One step of two months does not."),
        Case(expression="@2014-11-15 + 3 months", gives='"2015-02-15"', says="Across the end of the year."),
        Case(expression="@2018-05-23 + 52 weeks", gives='"2019-05-22"', says="The same weekday: a year is longer."),
        Case(expression="@2024-02-28 + 1 day", gives='"2024-02-29"', says="Days go through the leap day."),
        Case(expression="@2023-02-28 + 1 day", gives='"2023-03-01"', says="Where there is one."),
        Case(expression="@2016-06-10 - 11 days", gives='"2016-05-30"', says="Across the end of a month."),
        Case(expression="@2014-05 + 1 year", gives='"2015-05"', says="A month stays a month."),
        Case(expression="@2014 + 24 months", gives='"2016"', says="Whole years in months can be added to a year."),
        Case(
            expression="onset + 10 days",
            facts=given(onset=day("2014")),
            gives="null",
            waits_for=("onset",),
            says="Ten days after some day of 2014 may lie in 2015: nothing of year precision says both.",
        ),
        Case(
            expression="onset + 33 days",
            facts=given(onset=day("2014-06")),
            gives="null",
            waits_for=("onset",),
            says="From June it may be July or August; CQL answers July.",
        ),
        Case(expression="null + 1 year", gives="null", says="Null stays null."),
        Case(expression="@2014-02-15 + null", gives="null", says="On either side."),
        Case(
            expression="@9999-12-31 + 1 day", gives="null", says="Past the last day of the calendar there is no date."
        ),
        Case(expression="@0001-01-01 - 1 day", gives="null", says="Nor before the first."),
        Case(expression="onset + 1 year", gives="null", waits_for=("onset",), says="Missing."),
        Case(
            expression="onset + 1 year before procedure.date",
            facts=given(onset=day("2025-11"), procedure__date=day("2026-12-07")),
            gives="true",
            says="Pain since some day of November 2025 has lasted more than a year on 7 December 2026.",
        ),
        Case(
            expression="onset + 1 year before procedure.date",
            facts=given(onset=day("2025-12-07"), procedure__date=day("2026-12-07")),
            gives="false",
            says="Exactly a year is not more than a year.",
        ),
        Case(
            expression="onset + 1 year before procedure.date",
            facts=given(onset=day("2025-12"), procedure__date=day("2026-12-07")),
            gives="null",
            waits_for=("onset",),
            says="Of December 2025 it depends on the day.",
        ),
        Refusal(
            expression="@2014-02-15 + 5",
            code="P0320",
            names="5 days",
            says="A bare number is no duration.",
        ),
        Refusal(
            expression="@2014 + 10 days",
            code="P0333",
            names="finer",
            says="Where the precision is written in the expression, it is refused.",
        ),
        Refusal(
            expression="@2014-02-15 + 5 'd'",
            code="P0331",
            names="calendar",
            says="An elapsed time is no step on the calendar; write `5 days`.",
        ),
        Refusal(expression="@2014-02-15 + @2014-02-15", code="P0320", names="date", says="Dates are not added."),
    ),
)

_TODAY = Section(
    title="`as_of` and `procedure.date`",
    opens=(
        "There is no clock. `as_of` is the day for which the question is asked, `procedure.date` the day set for the "
        "procedure; both are given from outside."
    ),
    cases=(
        Case(
            expression="as_of",
            facts=given(as_of=day("2026-11-20")),
            gives='"2026-11-20"',
            says="The day of the question.",
        ),
        Case(
            expression="mri.date same or before as_of",
            facts=given(as_of=day("2026-11-20"), mri__date=day("2026-10-20")),
            gives="true",
            says="An image already taken.",
        ),
        Refusal(expression="Today()", code="P0302", names="Today", says="CQL's own clock is refused by name."),
        Refusal(expression="Now()", code="P0302", names="Now", says="So is the other one."),
    ),
)

CHAPTER = Chapter(
    title="Dates",
    opens=(
        "A date may be partial: `@2014` is some day of that year. It behaves as the interval of the days it may be, "
        "and a comparison that its precision does not settle is unknown."
    ),
    parts=(_WRITTEN, _ORDER, _EQUAL, _PLUS, _TODAY),
)
