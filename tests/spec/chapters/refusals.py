"""What CQL has and this language has not: each construct is refused by its name."""

from __future__ import annotations

from tests.spec.cases import Chapter, Refusal, Section

_UNSUPPORTED, _NAME, _FUNCTION, _UNREADABLE = "P0302", "P0310", "P0312", "P0301"


def _refused(says: str, *pairs: tuple[str, str], code: str = _UNSUPPORTED) -> tuple[Refusal, ...]:
    return tuple(Refusal(expression=expression, code=code, names=names, says=says) for expression, names in pairs)


_TIMES = Section(
    title="Times of day, and the clock",
    opens="A protocol counts days. A time of day in a record would be precision that nobody has.",
    cases=(
        *_refused(
            "a date with a time", ("@2014-01-25T14:30", "time"), ("@2014-01-25T14:30:00Z", "time"), ("@2014T", "time")
        ),
        *_refused("a time of day", ("@T10:30", "time")),
        *_refused(
            "selectors of dates and times",
            ("DateTime(2014, 1, 5)", "DateTime"),
            ("Date(2014, 1, 5)", "Date"),
            ("Time(10, 30)", "Time"),
        ),
        *_refused("the clock", ("Now()", "Now"), ("Today()", "Today"), ("TimeOfDay()", "TimeOfDay")),
        *_refused(
            "units shorter than a day",
            ("5 hours", "hours"),
            ("hours between @2014-01-01 and @2014-01-02", "hours"),
            ("difference in minutes between @2014-01-01 and @2014-01-02", "minutes"),
        ),
        *_refused(
            "parts of a date",
            ("year from @2014-01-05", "year from"),
            ("month from @2014-01-05", "component of a date"),
            ("date from @2014-01-05", "component of a date"),
        ),
    ),
)

_TIMING = Section(
    title="Timing phrases",
    opens="Write the arithmetic: `a + 3 days before b`. One way of saying it is checked and printed in one way.",
    cases=(
        *_refused(
            "comparisons to a precision",
            ("@2014-01-05 same day as @2014-01-05", "same"),
            ("@2014-01-05 same month or before @2014-02-05", "same"),
            ("@2014-01-05 before month of @2014-02-05", "precision"),
        ),
        *_refused(
            "offsets within a phrase",
            ("@2014-01-05 3 days or less before @2014-01-07", "offset"),
            ("@2014-01-05 within 3 days of @2014-01-07", "within"),
        ),
        *_refused(
            "relations of intervals",
            ("Interval[1, 5] meets Interval[6, 10]", "meets"),
            ("Interval[1, 5] overlaps Interval[4, 10]", "overlaps"),
            ("Interval[1, 5] starts Interval[1, 10]", "starts"),
            ("Interval[6, 10] ends Interval[1, 10]", "ends"),
            ("Interval[1, 10] properly includes Interval[4, 5]", "properly"),
            ("Interval[4, 5] properly included in Interval[1, 10]", "properly"),
            ("4 properly between 2 and 6", "properly"),
            ("Interval[1, 5] occurs before Interval[6, 10]", "occurs"),
        ),
    ),
)

_COLLECTIONS = Section(
    title="Sets and sequences",
    opens="A condition asks whether something is so; it does not rearrange lists.",
    cases=(
        *_refused(
            "sets of intervals and lists",
            ("{1, 2} union {3}", "union"),
            ("{1, 2} intersect {2}", "intersect"),
            ("{1, 2} except {2}", "except"),
            ("{1} | {2}", "|"),
            ("distinct {1, 1}", "distinct"),
            ("flatten {{1}, {2}}", "flatten"),
            ("collapse {Interval[1, 5], Interval[3, 7]}", "collapse"),
            ("expand {Interval[1, 5]}", "expand"),
            ("singleton from {1}", "singleton from"),
            ("point from Interval[1, 1]", "point from"),
            ("width of Interval[1, 10]", "width of"),
        ),
        *_refused(
            "members by their place",
            ("{1, 2}[0]", "["),
            ("First({1, 2})", "First"),
            ("Last({1, 2})", "Last"),
            ("IndexOf({1, 2}, 2)", "IndexOf"),
            ("Length({1, 2})", "Length"),
            ("Skip({1, 2}, 1)", "Skip"),
            ("Take({1, 2}, 1)", "Take"),
            ("Tail({1, 2})", "Tail"),
        ),
        *_refused(
            "other clauses of a query",
            ("{1, 2} X return X + 1", "return"),
            ("{1, 2} X sort desc", "sort"),
            ("{1, 2} X let Y: X return Y", "let"),
            ("{1, 2} X with {2} Y such that X = Y", "with"),
            ("{1, 2} X without {2} Y such that X = Y", "without"),
            ("{1, 2} X aggregate A starting 0: A + X", "aggregate"),
            ("from {1} A, {2} B", "from"),
        ),
        *_refused("data of a model", ("[Condition]", "["), ("[Observation: 'code']", "[")),
    ),
)

_NUMBERS = Section(
    title="Numbers",
    opens="What rounds, or leaves the numbers that can be exact, is not in the language.",
    cases=(
        *_refused(
            "rounding",
            ("Round(2.5)", "Round"),
            ("Floor(2.5)", "Floor"),
            ("Ceiling(2.5)", "Ceiling"),
            ("Truncate(2.5)", "Truncate"),
        ),
        *_refused("whole division", ("7 div 2", "div"), ("7 mod 2", "mod")),
        *_refused(
            "powers and logarithms",
            ("2 ^ 4", "^"),
            ("Power(2, 4)", "Power"),
            ("Exp(1)", "Exp"),
            ("Ln(1)", "Ln"),
            ("Log(16, 2)", "Log"),
        ),
        *_refused(
            "steps and precision",
            ("successor of 1", "successor"),
            ("predecessor of 1", "predecessor"),
            ("minimum Integer", "minimum"),
            ("maximum Integer", "maximum"),
            ("Precision(1.5)", "Precision"),
            ("LowBoundary(1.5, 8)", "LowBoundary"),
            ("HighBoundary(1.5, 8)", "HighBoundary"),
        ),
        *_refused(
            "statistics",
            ("Sum({1, 2})", "Sum"),
            ("Avg({1, 2})", "Avg"),
            ("Median({1, 2})", "Median"),
            ("Mode({1, 2})", "Mode"),
            ("Product({1, 2})", "Product"),
            ("Variance({1, 2})", "Variance"),
            ("StdDev({1, 2})", "StdDev"),
        ),
        *_refused("long integers", ("1L", "long integer")),
        *_refused("ratios", ("1:128", ":")),
    ),
)

_TYPES = Section(
    title="Types and texts",
    opens="Every expression has one type, known when it is compiled; there is nothing to convert.",
    cases=(
        *_refused(
            "casts and type tests",
            ("5 is Integer", "is"),
            ("5 as Integer", "as"),
            ("cast 5 as Integer", "cast"),
            ("convert 5 to Decimal", "convert"),
            ("ToString(5)", "ToString"),
            ("ToInteger('5')", "ToInteger"),
            ("ToDate('2014-01-01')", "ToDate"),
            ("ToQuantity('5')", "ToQuantity"),
        ),
        *_refused(
            "composite values",
            ("Tuple {id: 1}", "Tuple"),
            ("Code {code: '8480-6'}", "Code"),
        ),
        *_refused(
            "texts",
            ("'a' & 'b'", "&"),
            ("Upper('a')", "Upper"),
            ("StartsWith('ab', 'a')", "StartsWith"),
            ("Matches('ab', 'a.')", "Matches"),
            ("Split('a,b', ',')", "Split"),
        ),
        *_refused(
            "functions for what has a sign here",
            ("IsNull(1)", "IsNull"),
            ("IsTrue(true)", "IsTrue"),
            ("IsFalse(true)", "IsFalse"),
            ("Exists({1})", "Exists"),
        ),
        *_refused("messages", ("Message(1, true, 'a', 'Error', 'b')", "Message")),
    ),
)

_NAMES = Section(
    title="Names",
    opens="A name is an element of the data dictionary, a date of the situation, or the name of a query's member.",
    cases=(
        Refusal(expression="wieght > 30 'kg'", code=_NAME, names="weight", says="The nearest name is offered."),
        Refusal(expression="pain.neck > 3", code=_NAME, names="pain.neck", says="An element that is not declared."),
        Refusal(expression="'thoracic' in regions", code="P0315", names="lumbar", says="A word that is no option."),
        Refusal(expression="sex = 'femal'", code="P0315", names="female", says="The nearest option is offered."),
        Refusal(expression="Frobnicate(1)", code=_FUNCTION, names="Frobnicate", says="A function that nobody has."),
        Refusal(expression="1 +", code=_UNREADABLE, names="end", says="An expression that stops too early."),
        Refusal(expression="", code=_UNREADABLE, names="empty", says="An expression that is not there."),
        Refusal(expression="age > 18 age", code=_UNREADABLE, names="age", says="Something too much."),
    ),
)

CHAPTER = Chapter(
    title="What is refused",
    opens=(
        "What parses means what CQL says. What CQL has and this language has not is refused with its name, so that "
        "nobody takes a typing error for a missing feature, or the other way round."
    ),
    parts=(_TIMES, _TIMING, _COLLECTIONS, _NUMBERS, _TYPES, _NAMES),
)
