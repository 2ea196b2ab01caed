"""What CQL 1.5 has and this language has not, each by its name, with what to write instead where there is something."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_NO_TIMES = "records are dated to the day: write a date, such as `@2026-11-20`"
_NO_OFFSET = "write the date arithmetic out: `mri.date after procedure.date - 3 months`"
_NO_PRECISION = "dates are compared as far as they are known; write the last or first day that counts instead"
_NO_TEXT = "compare text as a whole with `=`, or without regard to capitals with `~`"
_NO_CLOCK = "the date of the evaluation is `as_of`: nothing in a protocol reads a clock"
_NO_SETS = "ask one list at a time, and join the answers with `and` or `or`"
_NO_CONVERSION = "the data dictionary decides the type of an element; write the literal in the type you need"
_NO_CHOICE = "ask about all items with `exists`, `Count`, `Min` or `Max`"
_NO_QUERY = "a query here has one list, an alias, and a `where`"
_NO_CODES = "write the code as text: `prior_treatment = 'none'`"

UNITS_OF_THE_CLOCK = (
    "hour", "hours", "minute", "minutes", "second", "seconds", "millisecond", "milliseconds",
)  # fmt: skip

REFUSED_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "union": ("`union`", _NO_SETS),
        "intersect": ("`intersect`", _NO_SETS),
        "except": ("`except`", _NO_SETS),
        "distinct": ("`distinct`", _NO_SETS),
        "flatten": ("`flatten`", _NO_SETS),
        "expand": ("`expand`", _NO_SETS),
        "collapse": ("`collapse`", _NO_SETS),
        "per": ("`per`", _NO_SETS),
        "sort": ("`sort`", _NO_QUERY),
        "return": ("`return`", _NO_QUERY),
        "let": ("`let`", _NO_QUERY),
        "with": ("`with … such that`", _NO_QUERY),
        "without": ("`without … such that`", _NO_QUERY),
        "such": ("`such that`", _NO_QUERY),
        "from": ("`from`", _NO_QUERY),
        "aggregate": ("`aggregate`", _NO_QUERY),
        "starting": ("`starting`", _NO_QUERY),
        "as": ("the type assertion `as`", _NO_CONVERSION),
        "cast": ("`cast`", _NO_CONVERSION),
        "convert": ("`convert`", _NO_CONVERSION),
        "is": ("the type test `is`", "only `is null`, `is true` and `is false` can be asked"),
        "mod": ("`mod`", "compare the quotient or the product instead"),
        "div": ("the whole-number division `div`", "write `/`, which divides exactly"),
        "properly": ("`properly`", "write the comparison without it, or add `and … != …`"),
        "overlaps": ("`overlaps`", "compare `start of` and `end of` the two intervals"),
        "meets": ("`meets`", "compare `start of` and `end of` the two intervals"),
        "starts": ("`starts`", "compare `start of` and `end of` the two intervals"),
        "ends": ("`ends`", "compare `start of` and `end of` the two intervals"),
        "occurs": ("`occurs`", "leave the word out"),
        "within": ("`within … of`", _NO_OFFSET),
        "same": ("`same as`", "write `=`"),
        "on": ("`on`", "write `same or before`, `same or after` or `=`"),
        "width": ("`width of`", "compare `start of` and `end of` the interval"),
        "successor": ("`successor of`", "add one unit instead"),
        "predecessor": ("`predecessor of`", "subtract one unit instead"),
        "singleton": ("`singleton from`", _NO_CHOICE),
        "point": ("`point from`", "write `start of` the interval"),
        "minimum": ("`minimum`", "write the number"),
        "maximum": ("`maximum`", "write the number"),
        **{unit: (f"the unit `{unit}`", _NO_TIMES) for unit in UNITS_OF_THE_CLOCK},
        "timezone": ("`timezone`", _NO_TIMES),
        "timezoneoffset": ("`timezoneoffset`", _NO_TIMES),
        "Tuple": ("`Tuple`", "compare the elements one by one"),
        "List": ("the typed list `List`", "write the items in braces: `{1, 2}`"),
        "Code": ("`Code`", _NO_CODES),
        "Concept": ("`Concept`", _NO_CODES),
        "define": ("`define`", "a condition is one expression; give it a name in the protocol"),
        "context": ("`context`", "a condition is one expression about one patient"),
        "library": ("`library`", "a condition is one expression; the protocol is the library"),
        "using": ("`using`", "the data dictionary is the model"),
        "include": ("`include`", "a condition is one expression; the protocol is the library"),
        "parameter": ("`parameter`", "use a reading of the protocol"),
        "codesystem": ("`codesystem`", _NO_CODES),
        "valueset": ("`valueset`", _NO_CODES),
        "code": ("`code`", _NO_CODES),
        "concept": ("`concept`", _NO_CODES),
    }
)

REFUSED_FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(
            ("Round", "Truncate", "Ceiling", "Floor"), "rounding belongs to the dose, where it is done once and shown"
        ),
        **dict.fromkeys(
            ("Exp", "Ln", "Log", "Power", "Precision", "LowBoundary", "HighBoundary"),
            "only `+ - * /` and `Abs` are exact",
        ),
        **dict.fromkeys(
            ("Sum", "Product", "Avg", "GeometricMean", "Median", "Mode", "StdDev", "PopulationStdDev"), _NO_CHOICE
        ),
        **dict.fromkeys(
            ("Variance", "PopulationVariance", "First", "Last", "Skip", "Take", "Tail", "IndexOf", "Size"), _NO_CHOICE
        ),
        **dict.fromkeys(
            ("Length", "Combine", "Split", "SplitOnMatches", "Concat", "Concatenate", "Upper", "Lower"), _NO_TEXT
        ),
        **dict.fromkeys(("Substring", "PositionOf", "LastPositionOf", "StartsWith", "EndsWith", "Matches"), _NO_TEXT),
        **dict.fromkeys(("ReplaceMatches", "Replace", "Indexer"), _NO_TEXT),
        **dict.fromkeys(("Today", "Now", "TimeOfDay"), _NO_CLOCK),
        **dict.fromkeys(("DateTime", "Time"), _NO_TIMES),
        "Date": "write a date literal: `@2026-11-20`, or less of it",
        **dict.fromkeys(
            ("ToBoolean", "ToInteger", "ToLong", "ToDecimal", "ToString", "ToDate", "ToDateTime"), _NO_CONVERSION
        ),
        **dict.fromkeys(
            ("ToTime", "ToQuantity", "ToRatio", "ToConcept", "ToList", "ToChars", "ToInterval"), _NO_CONVERSION
        ),
        **dict.fromkeys(
            ("ConvertsToBoolean", "ConvertsToInteger", "ConvertsToLong", "ConvertsToDecimal"), _NO_CONVERSION
        ),
        **dict.fromkeys(("ConvertsToString", "ConvertsToDate", "ConvertsToDateTime", "ConvertsToTime"), _NO_CONVERSION),
        **dict.fromkeys(
            ("ConvertsToQuantity", "ConvertsToRatio", "ConvertQuantity", "CanConvertQuantity"), _NO_CONVERSION
        ),
        **dict.fromkeys(
            ("CalculateAge", "CalculateAgeAt", "AgeInYears", "AgeInMonths", "AgeInWeeks"),
            "write `years between birth_date and as_of`",
        ),
        **dict.fromkeys(
            ("AgeInDays", "AgeInYearsAt", "AgeInMonthsAt", "AgeInWeeksAt", "AgeInDaysAt"),
            "write `years between birth_date and as_of`",
        ),
        **dict.fromkeys(("InValueSet", "InCodeSystem", "AnyInValueSet", "AnyInCodeSystem", "Subsumes"), _NO_CODES),
        **dict.fromkeys(("SubsumedBy", "ExpandValueSet"), _NO_CODES),
        **dict.fromkeys(
            ("Flatten", "Distinct", "Expand", "Collapse", "Union", "Intersect", "Except", "SingletonFrom"), _NO_SETS
        ),
        **dict.fromkeys(("Repeat", "Children", "Descendents", "Descendants"), _NO_CHOICE),
        "AllFalse": "write `not AnyTrue(…)`",
        "AnyFalse": "write `not AllTrue(…)`",
        "IsNull": "write `… is null`",
        "IsTrue": "write `… is true`",
        "IsFalse": "write `… is false`",
        "Exists": "write `exists …`",
        "Not": "write `not …`",
        "Message": "a diagnostic is for the author, not for the patient's answer",
    }
)

REFUSED_SYMBOLS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "^": ("the power `^`", "write the product out"),
        "&": ("the concatenation `&`", _NO_TEXT),
        "|": ("the union `|`", _NO_SETS),
    }
)

OFFSET = ("the offset before `before` and `after`", _NO_OFFSET)
PRECISION_OF_SAME = ("the precision in `same … as` (`same day or before`)", _NO_PRECISION)
PRECISION = ("a precision in a comparison (`day of`)", _NO_PRECISION)
TIMES = ("the date with a time", _NO_TIMES)
LONG = ("the long integer", "leave the `L` out: whole numbers reach to 2147483647")
METHOD = ("a method call after a dot", "write the function before its argument: `Count(medications)`")
INDEXER = ("the indexer `[…]`", _NO_CHOICE)
RETRIEVE = ("the retrieve `[…]`", "name the element of the data dictionary: `medications`")
RATIO = ("the ratio `:`", "write a quotient of two quantities")
TUPLE = ("the tuple `{name: …}`", "compare the elements one by one")
LENGTH = ("`duration in … of` an interval", "write `days between start of … and end of …`")
COMPONENT = ("the component of a date (`year from`)", "compare dates as a whole, or write `years between`")
