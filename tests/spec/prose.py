"""The pages of the manual that no single case can show: the promises, and the language on one page."""

from __future__ import annotations

INTRODUCTION = """\
# The condition language

<!-- Written by `python -m tests.spec.manual` from tests/spec; edit the chapters there. -->

A condition is one expression in a protocol file: a criterion, the length of a hold, a dose. It is read by clinicians,
checked when the protocol is compiled, and evaluated for one patient, or for many, or for all who could exist.

## Promises

1. **Every expression that compiles has an answer** for every record: a value, or unknown. Nothing raises an error while
   a patient is judged; a division by zero, a number too large and a date past the end of the calendar are null.
2. **Missing is never false and never zero.** An unknown answer carries the names of the elements that would settle it.
3. **It is exact.** Whole numbers and decimals, never binary fractions; what is rounded is said in the chapter on
   arithmetic, and nothing else is.
4. **There is no clock, no chance and no order of evaluation** that could change an answer. Dates come from outside.
5. **What parses means what HL7 Clinical Quality Language 1.5 says**, apart from the differences listed below, each with
   its reason. What CQL has and this language has not is refused by name.
6. **Types and units are checked before any patient is judged**: no comparison of kilograms with a bare number, of a
   month with thirty days, of a code with a word that is not among its options. All faults are told in one run.
7. **Each execution gives the same answers.** The cases on this page are run by the tests on every one of them.
"""

ON_ONE_PAGE: tuple[tuple[str, str], ...] = (
    ("truth values and null", "`true`, `false`, `null`"),
    ("numbers and texts", "`5`, `0.5`, `'text'`"),
    ("dates and durations", "`@2014`, `@2014-02`, `@2014-02-15`, `14 days`"),
    ("quantities", "`72 'kg'`, with a UCUM unit"),
    ("lists and intervals", "`{1, 2}`, `Interval[1, 10)`"),
    ("names", "elements of the data dictionary, such as `weight` and `pain.back.onset`; `as_of`; `procedure.date`"),
    (
        "names in a claim only",
        "`result.verdict`, `result.criterion.mri`, `result.washout.nsaid`, `plan.disc`, `result.cells.iv.minimum`",
    ),
    ("beside a measured element", "`weight.date`, `weight.method`, `weight.source`"),
    ("logic", "`and`, `or`, `xor`, `not`, `implies`"),
    ("comparison", "`=`, `!=`, `~`, `!~`, `<`, `<=`, `>`, `>=`, `between … and …`"),
    ("known or not", "`is null`, `is true`, `is false`, each also with `not`; `Coalesce`"),
    ("order in time", "`before`, `after`, `same or before`, `same or after`"),
    ("steps in time", "a date `+` or `-` a calendar duration"),
    ("time between", "`years between … and …`, also months, weeks, days; `difference in years between … and …`"),
    ("arithmetic", "`+`, `-`, `*`, `/`, `Abs`, `Min`, `Max`"),
    ("membership", "`in`, `contains`, `includes`, `included in`"),
    ("ends of an interval", "`start of`, `end of`"),
    ("quantifiers", "`exists`, `Count`, `AllTrue`, `AnyTrue`"),
    ("queries", "`medications M where M.class = 'nsaid'`"),
    ("choice", "`if … then … else …`, `case … when … then … else … end`"),
)

HOW_TO_READ = """\
Each table below shows expressions and what they give. Where a case needs facts, they stand under the expression; every
other element is missing from the record. `null` is the null that an expression writes itself; *unknown* names the
elements that somebody could supply. A program that evaluates expressions prints `null` for both.
"""
