"""Where this language means something else than CQL 1.5, and why; each difference with a case that is run."""

from __future__ import annotations

from dataclasses import dataclass

from tests.spec.cases import Case, Refusal, given
from tests.spec.invented import day, medicine


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: what CQL says, what we say, the reason, and a case in which it shows."""

    cql: str
    here: str
    why: str
    shown: Case | Refusal


DIFFERENCES: tuple[Difference, ...] = (
    Difference(
        cql="There is one null, whether an expression wrote it or nobody recorded the fact.",
        here="What is missing is unknown, and names the elements it waits for.",
        why="A clinician must be told what to ask; a null has nothing to ask for.",
        shown=Case(expression="age > 18", gives="null", waits_for=("age",), says=""),
    ),
    Difference(
        cql="`exists` and `Count` take a list that is null for an empty one, and pass over null members.",
        here="So they do for a null; what is missing keeps the answer unknown until it cannot matter.",
        why="Otherwise a patient whose medicines nobody asked about takes none.",
        shown=Case(expression="exists medications", gives="null", waits_for=("medications",), says=""),
    ),
    Difference(
        cql="`AllTrue`, `AnyTrue`, `Min` and `Max` pass over null members.",
        here="So they do for a null; a missing member keeps the answer unknown until it cannot matter.",
        why="A rule must not hold because one of its parts was never asked.",
        shown=Case(expression="AllTrue({true, consent})", gives="null", waits_for=("consent",), says=""),
    ),
    Difference(
        cql="`where` leaves out a record for which the condition is null.",
        here="A record for which it is unknown may belong to the answer, and what is asked of the answer says so.",
        why="A medicine that nobody has classified may be the one that is asked about.",
        shown=Case(
            expression="exists (medications M where M.class = 'nsaid')",
            facts=given(medications=(medicine(0, "zzz"),)),
            gives="null",
            waits_for=("medications[0].class",),
            says="",
        ),
    ),
    Difference(
        cql="`if` and `case` take a null condition for false.",
        here="So they do for a null; a missing one gives an answer only where every branch left gives the same.",
        why="A dose must not come from a question that nobody asked.",
        shown=Case(expression="if consent then 1 else 2", gives="null", waits_for=("consent",), says=""),
    ),
    Difference(
        cql="`~` is never null.",
        here="With a missing element it is unknown.",
        why="Missing is never false.",
        shown=Case(expression="age ~ 40", gives="null", waits_for=("age",), says=""),
    ),
    Difference(
        cql="Two dates of one precision that say the same are equal.",
        here="So are they where the expression states one; two recorded ones of a month or a year may be two days.",
        why="What is said of a patient now must not be taken back when a date becomes known to the day.",
        shown=Case(
            expression="onset = mri.date",
            facts=given(onset=day("2014"), mri__date=day("2014")),
            gives="null",
            waits_for=("mri.date", "onset"),
            says="",
        ),
    ),
    Difference(
        cql="An open end of an interval is moved by its precision: after 2013 begins 2014.",
        here="So is one that the expression states; one that was recorded is some day, and is moved by a day.",
        why="A year that somebody remembered is some day of that year, not all of it.",
        shown=Case(
            expression="@2013-06-01 in Interval(onset, @2015-01-01]",
            facts=given(onset=day("2013")),
            gives="null",
            waits_for=("onset",),
            says="",
        ),
    ),
    Difference(
        cql="A list or an interval that is null contains nothing: `in` is false.",
        here="So it is for a null; in what is missing, it is unknown.",
        why="Missing is never false.",
        shown=Case(expression="'lumbar' in regions", gives="null", waits_for=("regions",), says=""),
    ),
    Difference(
        cql="A month and 30 days are equivalent, and a year equals `1 'a'` or not by a null.",
        here="They are not compared.",
        why="A duration on the calendar has a length only where it is laid; an answer without a date is a guess.",
        shown=Refusal(expression="1 month ~ 30 days", code="P0332", names="month", says=""),
    ),
    Difference(
        cql="Quantities of different dimensions compare to null, and values of different types can share a list.",
        here="Neither compiles.",
        why="It can never be meant, so it is found before any patient is judged.",
        shown=Refusal(expression="weight > 30 'cm'", code="P0330", names="cm", says=""),
    ),
    Difference(
        cql="A date of year or month precision plus days rounds the days down to whole months or years.",
        here="It is unknown; where the precision is written in the expression, it does not compile.",
        why="Such a day may lie in one month or the next; a date that may be wrong is no answer.",
        shown=Case(
            expression="onset + 33 days",
            facts=given(onset=day("2014-06")),
            gives="null",
            waits_for=("onset",),
            says="",
        ),
    ),
    Difference(
        cql="Some expressions end in an error when they are evaluated, such as a date past the year 9999.",
        here="They are null.",
        why="Every record has an answer.",
        shown=Case(expression="@9999-12-31 + 1 day", gives="null", says=""),
    ),
)
