"""Hypothesis strategies of conditions: text that is well typed, built backwards from the type that it shall have.

Every form of the language occurs. What the checker would refuse for its values rather than its types (an interval that
ends before it starts, ten days after a year) is left out, so that every text generated here compiles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from hypothesis import strategies as st

from posology.compile.condition import Scope
from posology.ir.types import CodeType, ListType, RecordType, Simple, quantity_of
from posology.values.dates import exactly, in_month, in_year
from posology.values.known import Entry, Value
from posology.values.quantity import Quantity
from posology.values.truth import Cause, Reason, Unknown

REGIONS = ("lumbar", "cervical")
CLASSES = ("nsaid", "opioid", "none")
MEDICINE = RecordType(
    "medications", (("class", CodeType(CLASSES)), ("last_dose", Simple.DATE), ("ongoing", Simple.BOOLEAN))
)

SCOPE = Scope(
    MappingProxyType(
        {
            "consent.signed": Simple.BOOLEAN,
            "smoker": Simple.BOOLEAN,
            "pain.vas": Simple.INTEGER,
            "quebec": Simple.INTEGER,
            "score": Simple.DECIMAL,
            "note": Simple.TEXT,
            "site": CodeType(REGIONS),
            "onset": Simple.DATE,
            "procedure.date": Simple.DATE,
            "weight": quantity_of("kg"),
            "goal": quantity_of("g"),
            "regions": ListType(CodeType(REGIONS)),
            "medications": ListType(MEDICINE),
        }
    )
)
"""The names that generated conditions use."""

Text = st.SearchStrategy[str]

BOOLEAN, INTEGER, DECIMAL, TEXT, CODE, DATE, MASS, MONTHS, DAYS = (
    "boolean",
    "integer",
    "decimal",
    "text",
    "code",
    "date",
    "mass",
    "months",
    "days",
)
ORDERED = (INTEGER, DECIMAL, TEXT, DATE, MASS, MONTHS, DAYS)
POINTS = (INTEGER, DECIMAL, DATE, MASS)
PLAIN = (BOOLEAN, INTEGER, DECIMAL, TEXT, CODE, DATE, MASS, MONTHS, DAYS)

LEAVES: Mapping[str, Text] = MappingProxyType(
    {
        BOOLEAN: st.sampled_from(["true", "false", "consent.signed", "smoker", "null"]),
        INTEGER: st.one_of(
            st.sampled_from(["pain.vas", "quebec", "0", "1", "-2147483648", "2147483647"]),
            st.integers(-20, 20).map(str),
        ),
        DECIMAL: st.one_of(
            st.sampled_from(["score", "0.0", "99999999999999999999.99999999"]),
            st.decimals(-9, 9, places=2).map(lambda number: f"{number:f}"),
        ),
        TEXT: st.one_of(
            st.just("note"),
            st.text(max_size=4).map(lambda text: "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"),
        ),
        CODE: st.sampled_from(["site", "'lumbar'", "'cervical'"]),
        DATE: st.sampled_from(
            ["onset", "procedure.date", "@2026", "@2026-11", "@2026-11-20", "@9999-12-31", "@2024-02-29"]
        ),
        MASS: st.sampled_from(["weight", "goal", "72 'kg'", "0.5 'g'", "-3 'kg'", "2 '[lb_av]'"]),
        MONTHS: st.sampled_from(["1 year", "18 months", "0 years", "-3 months"]),
        DAYS: st.sampled_from(["1 day", "2 weeks", "0 days", "-5 days"]),
    }
)


@cache  # built once for each type and depth: each form holds many others
def expressions(type_: str = BOOLEAN, depth: int = 3) -> Text:
    """Texts of that type, forms within one another at most so deep."""
    if depth <= 0:
        return LEAVES[type_]
    return st.one_of(LEAVES[type_], FORMS[type_](depth - 1), _of_any_type(type_, depth - 1))


@cache
def _in(type_: str, depth: int) -> Text:
    """An operand: in parentheses, so that the precedence of what is inside does not matter."""
    return expressions(type_, depth).map(lambda text: f"({text})")


def _joined(*parts: Text | str) -> Text:
    return st.tuples(*(st.just(each) if isinstance(each, str) else each for each in parts)).map("".join)


@cache
def _lists(type_: str, depth: int) -> Text:
    items = st.lists(st.one_of(expressions(type_, depth), st.just("null")), max_size=3)
    written = items.map(lambda texts: "{" + ", ".join(texts) + "}")
    if type_ != INTEGER:
        return written
    # queries within one another need an alias each
    return st.one_of(written, _joined("((", written, f") X{depth} where X{depth} > ", _in(INTEGER, depth), ")"))


def _extreme(type_: str, depth: int) -> Text:
    """Of an empty list nobody could say which type it has, so there is always an item."""
    items = st.lists(_in(type_, depth), min_size=1, max_size=3).map(", ".join)
    return _joined(st.sampled_from(["Min({", "Max({"]), items, st.sampled_from(["})", ", null})"]))


@cache
def _intervals(type_: str, depth: int) -> Text:
    """Intervals with one end in the record, which the checker cannot know to be in the wrong order."""
    ends = {INTEGER: "pain.vas", DECIMAL: "score", DATE: "onset", MASS: "weight"}
    low, high = st.sampled_from("[("), st.sampled_from("])")
    end = st.one_of(expressions(type_, depth), st.just("null"))
    return st.one_of(
        _joined("Interval", low, ends[type_], ", ", end, high), _joined("Interval", low, end, ", ", ends[type_], high)
    )


def _lists_of_intervals(type_: str, depth: int) -> Text:
    """An interval that turns out to be in the wrong order is null, and no item that counts."""
    return _joined(st.sampled_from(["{", "{null, "]), _intervals(type_, depth), "}")


@cache
def _of_any_type(type_: str, depth: int) -> Text:
    """The forms that take and give any type."""
    value, other, condition = _in(type_, depth), _in(type_, depth), _in(BOOLEAN, depth)
    return st.one_of(
        _joined("if ", condition, " then ", value, " else ", other),
        _joined(
            "case when ", condition, " then ", value, " when ", _in(BOOLEAN, depth), " then ", other, " else null end"
        ),
        _joined("case ", _in(INTEGER, depth), " when ", _in(INTEGER, depth), " then ", value, " else ", other, " end"),
    )


def _booleans(depth: int) -> Text:
    truth = _in(BOOLEAN, depth)
    return st.one_of(
        _joined(truth, st.sampled_from([" and ", " or ", " xor ", " implies "]), _in(BOOLEAN, depth)),
        _joined("not ", truth),
        st.sampled_from(PLAIN).flatmap(lambda type_: _compared(type_, ["=", "!=", "~", "!~"], depth)),
        st.sampled_from(ORDERED).flatmap(lambda type_: _compared(type_, ["<", "<=", ">", ">="], depth)),
        _joined(_in(INTEGER, depth), st.sampled_from([" = ", " ~ ", " < ", " >= "]), _in(DECIMAL, depth)),
        st.sampled_from(ORDERED).flatmap(
            lambda type_: _joined(_in(type_, depth), " between ", _in(type_, depth), " and ", _in(type_, depth))
        ),
        st.sampled_from(PLAIN).flatmap(lambda type_: _joined(_in(type_, depth), " in ", _lists(type_, depth))),
        st.sampled_from(PLAIN).flatmap(lambda type_: _joined(_lists(type_, depth), " contains ", _in(type_, depth))),
        st.sampled_from(POINTS).flatmap(lambda type_: _joined(_in(type_, depth), " in ", _intervals(type_, depth))),
        st.sampled_from(POINTS).flatmap(lambda type_: _paired(_intervals, type_, INCLUSIONS, depth)),
        st.sampled_from(PLAIN).flatmap(lambda type_: _paired(_lists, type_, INCLUSIONS, depth)),
        st.sampled_from(POINTS).flatmap(lambda type_: _paired(_intervals, type_, [*TIMINGS, "=", "~"], depth)),
        st.sampled_from(PLAIN).flatmap(lambda type_: _paired(_lists, type_, ["=", "~"], depth)),
        _joined(_in(DATE, depth), st.sampled_from(TIMINGS).map(" {} ".format), _in(DATE, depth)),
        _joined("'lumbar' in regions or ", truth),
        _joined("exists ", st.sampled_from(PLAIN).flatmap(lambda type_: _lists(type_, depth))),
        _joined("exists ", st.sampled_from(POINTS).flatmap(lambda type_: _lists_of_intervals(type_, depth))),
        _joined("null in ", st.sampled_from(POINTS).flatmap(lambda type_: _lists_of_intervals(type_, depth))),
        _joined("exists (", _medicines(), ")"),
        _joined(st.sampled_from(["AllTrue(", "AnyTrue("]), _lists(BOOLEAN, depth), ")"),
    )


TIMINGS = ("before", "after", "same or before", "same or after", "on or before", "after or on")
INCLUSIONS = ("includes", "included in")


def _compared(type_: str, operators: list[str], depth: int) -> Text:
    return _joined(_in(type_, depth), st.sampled_from(operators).map(" {} ".format), _in(type_, depth))


def _paired(made: Callable[[str, int], Text], type_: str, operators: list[str] | tuple[str, ...], depth: int) -> Text:
    return _joined(made(type_, depth), st.sampled_from(operators).map(" {} ".format), made(type_, depth))


def _medicines() -> Text:
    about = st.one_of(
        st.sampled_from(["M.class = 'nsaid'", "M.ongoing", "M.class in {'opioid', 'none'}"]),
        _joined("M.last_dose after ", _in(DATE, 0)),
        _joined("M.ongoing and ", _in(BOOLEAN, 0)),
    )
    return about.map("medications M where {}".format)


def _integers(depth: int) -> Text:
    number = _in(INTEGER, depth)
    return st.one_of(
        _joined(number, st.sampled_from([" + ", " - ", " * "]), _in(INTEGER, depth)),
        _joined("-", number),
        _joined("Abs(", number, ")"),
        _extreme(INTEGER, depth),
        _joined("Count(", _lists(BOOLEAN, depth), ")"),
        _joined("Count(", _medicines(), ")"),
        _joined("Count(", _lists_of_intervals(DATE, depth), ")"),
        _joined(
            st.sampled_from(["", "difference in "]), UNITS, " between ", _in(DATE, depth), " and ", _in(DATE, depth)
        ),
        _joined(st.sampled_from(["start of ", "end of "]), _intervals(INTEGER, depth)),
    )


UNITS = st.sampled_from(["years", "months", "weeks", "days"])


def _decimals(depth: int) -> Text:
    number = _in(DECIMAL, depth)
    return st.one_of(
        _joined(
            number, st.sampled_from([" + ", " - ", " * ", " / "]), st.one_of(_in(DECIMAL, depth), _in(INTEGER, depth))
        ),
        _joined(_in(INTEGER, depth), " / ", _in(INTEGER, depth)),
        _joined("-", number),
        _extreme(DECIMAL, depth),
    )


def _masses(depth: int) -> Text:
    mass = _in(MASS, depth)
    return st.one_of(
        _joined(mass, st.sampled_from([" + ", " - "]), _in(MASS, depth)),
        _joined(mass, st.sampled_from([" * ", " / "]), _in(DECIMAL, depth)),
        _joined("Abs(", mass, ")"),
        _joined("-", mass),
        _extreme(MASS, depth),
    )


def _dates(depth: int) -> Text:
    exact = st.sampled_from(["onset", "procedure.date", "@2026-11-20", "@2024-02-29"])
    return st.one_of(
        _joined(exact, st.sampled_from([" + ", " - "]), st.one_of(_in(MONTHS, 0), _in(DAYS, 0))),
        _extreme(DATE, depth),
        _joined(st.sampled_from(["start of ", "end of "]), _intervals(DATE, depth)),
    )


def _months(depth: int) -> Text:
    return _joined(_in(MONTHS, depth), st.sampled_from([" + ", " - "]), _in(MONTHS, depth))


def _days(depth: int) -> Text:
    return st.one_of(_joined("-", _in(DAYS, depth)), _joined(_in(DAYS, depth), " + ", _in(DAYS, depth)))


FORMS: Mapping[str, Callable[[int], Text]] = MappingProxyType(
    {
        BOOLEAN: _booleans,
        INTEGER: _integers,
        DECIMAL: _decimals,
        MASS: _masses,
        DATE: _dates,
        MONTHS: _months,
        DAYS: _days,
        TEXT: lambda _: LEAVES[TEXT],
        CODE: lambda _: LEAVES[CODE],
    }
)

TESTS_OF_BEING_KNOWN: Text = st.one_of(
    _joined(_in(BOOLEAN, 2), st.sampled_from([" is null", " is not null", " is true", " is not false"])),
    _joined("Coalesce(", _in(BOOLEAN, 1), ", ", _in(BOOLEAN, 1), ")"),
    _joined("Coalesce(", _in(INTEGER, 1), ", pain.vas) is null"),
)
"""What turns on whether something was recorded: knowledge is not monotone for these."""


def _dated() -> st.SearchStrategy[Value]:
    return st.one_of(
        st.dates().map(exactly),
        st.builds(in_month, st.integers(2020, 2027), st.integers(1, 12)),
        st.integers(2020, 2027).map(in_year),
    )


def unrecorded(path: str) -> Unknown:
    """The unknown that stands for an element that nobody recorded."""
    return Unknown((Reason(path, Cause.NOT_RECORDED),))


def _medicine(index: int) -> st.SearchStrategy[Value]:
    def field(name: str, values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
        return st.one_of(values, st.just(unrecorded(f"medications[{index}].{name}")))

    return st.fixed_dictionaries(
        {
            "class": field("class", st.sampled_from(CLASSES)),
            "last_dose": field("last_dose", _dated()),
            "ongoing": field("ongoing", st.booleans()),
        }
    ).map(lambda fields: Entry(MappingProxyType(fields)))


VALUES: Mapping[str, st.SearchStrategy[Value]] = MappingProxyType(
    {
        "consent.signed": st.booleans(),
        "smoker": st.booleans(),
        "pain.vas": st.integers(-3, 10),
        "quebec": st.integers(-3, 100),
        "score": st.decimals(-9, 9, places=3),
        "note": st.text(max_size=3),
        "site": st.sampled_from(REGIONS),
        "onset": _dated(),
        "procedure.date": _dated(),
        "weight": st.decimals(0, 99, places=1).map(lambda number: Quantity(number, "kg")),
        "goal": st.decimals(0, 99, places=1).map(lambda number: Quantity(number + Decimal(1), "g")),
        "regions": st.lists(st.sampled_from(REGIONS), max_size=2).map(tuple),
        "medications": st.integers(0, 2).flatmap(
            lambda count: st.tuples(*(_medicine(index) for index in range(count)))
        ),
    }
)
"""What may be recorded under each name of the scope."""

FULL: st.SearchStrategy[Mapping[str, Value]] = st.fixed_dictionaries(dict(VALUES))
"""Records in which every element is recorded."""


@st.composite
def partial_and_full(draw: st.DrawFn) -> tuple[Mapping[str, Value], Mapping[str, Value]]:
    """A record with gaps, and the same record with some of the gaps filled."""
    full = draw(FULL)
    known_now = draw(st.sets(st.sampled_from(sorted(VALUES))))
    known_later = known_now | draw(st.sets(st.sampled_from(sorted(VALUES))))

    def cut(known: set[str]) -> Mapping[str, Value]:
        return {path: value if path in known else unrecorded(path) for path, value in full.items()}

    return cut(known_now), cut(known_later)
