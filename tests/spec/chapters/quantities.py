"""Quantities: a number with its unit."""

from __future__ import annotations

from tests.spec.cases import Case, Chapter, Refusal, Section, given
from tests.spec.invented import quantity

_WRITTEN = Section(
    title="Writing a quantity",
    opens="A number and a UCUM unit in quotes. Cells have a unit of their own, `{cells}`, and are not a bare number.",
    cases=(
        Case(expression="72 'kg'", gives='{"value": "72", "unit": "kg"}', says="A mass."),
        Case(
            expression="1000000 '{cells}/kg'", gives='{"value": "1000000", "unit": "{cells}/kg"}', says="A dose rate."
        ),
        Case(
            expression="weight",
            facts=given(weight=quantity("72", "kg")),
            gives='{"value": "72", "unit": "kg"}',
            says="Recorded.",
        ),
        Refusal(expression="72 'kilo'", code="P0334", names="kilo", says="An unknown unit is refused."),
    ),
)

_SUMS = Section(
    title="Sums and comparisons",
    opens="Quantities of one dimension can be added and compared in any of its units; a sum has the finer one.",
    cases=(
        Case(expression="1 'kg' = 1000 'g'", gives="true", says="The same mass."),
        Case(expression="1 'm' + 1 'cm'", gives='{"value": "101", "unit": "cm"}', says="A sum in the finer unit."),
        Case(expression="1.0 'cm' - 2.0 'cm'", gives='{"value": "-1.0", "unit": "cm"}', says="A difference."),
        Case(expression="-(1 'cm')", gives='{"value": "-1", "unit": "cm"}', says="A sign."),
        Case(expression="Abs(-1.0 'cm')", gives='{"value": "1.0", "unit": "cm"}', says="Without its sign."),
        Case(expression="1 'kg' + null", gives="null", says="Null."),
        Case(expression="weight + 1 'kg'", gives="null", waits_for=("weight",), says="Missing."),
        Refusal(expression="1 'kg' + 1 'cm'", code="P0330", names="cm", says="A mass and a length."),
        Refusal(expression="1 'kg' < 1 'cm'", code="P0330", names="cm", says="They have no order either."),
        Refusal(expression="1 '{cells}' = 1 '1'", code="P0330", names="cells", says="Cells are not a bare number."),
        Refusal(expression="1 'kg' + 1", code="P0321", names="unit", says="A number without a unit is not added."),
    ),
)

_PRODUCTS = Section(
    title="Products and quotients",
    opens="Units multiply and divide with their numbers.",
    cases=(
        Case(expression="2 * 3 'cm'", gives='{"value": "6", "unit": "cm"}', says="Twice a length."),
        Case(expression="10.0 'g' / 5", gives='{"value": "2.0", "unit": "g"}', says="A fifth of a mass."),
        Case(expression="1.0 'cm' * 2.0 'cm'", gives='{"value": "2.0", "unit": "cm2"}', says="An area."),
        Case(expression="1 'g' / 1 'g'", gives='{"value": "1.0", "unit": "1"}', says="A ratio has the unit one."),
        Case(
            expression="weight * 1000000 '{cells}/kg'",
            facts=given(weight=quantity("64.4", "kg")),
            gives='{"value": "64400000", "unit": "{cells}"}',
            says="Kilograms times cells per kilogram are cells.",
        ),
        Case(
            expression="weight * 1000000 '{cells}/kg'",
            gives="null",
            waits_for=("weight",),
            says="Without a weight there is no dose, and none that looks final.",
        ),
        Case(
            expression="Max({100000000 '{cells}', weight * 1000000 '{cells}/kg'})",
            facts=given(weight=quantity("72", "kg")),
            gives='{"value": "100000000", "unit": "{cells}"}',
            says="The larger of a floor and a dose by weight.",
        ),
        Case(expression="1 'g' / 0 'g'", gives="null", says="By zero."),
    ),
)

CHAPTER = Chapter(
    title="Quantities",
    opens="A threshold has a unit, and a unit is checked when the protocol is compiled, not when a patient is judged.",
    parts=(_WRITTEN, _SUMS, _PRODUCTS),
)
