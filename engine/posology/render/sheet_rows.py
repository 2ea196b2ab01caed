"""The table of a sheet: one row for each injection, with what is planned and blanks for what was done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from posology.render.findings_text import capitalised
from posology.render.sheet_section import BOX, Section
from posology.render.sheet_words import NO_CELLS, WITHHELD, cells_said, lacks_level, planned_said, volume_said
from posology.results.sheet import Injection, Sheet
from posology.values.numerals import decimal_in_words

DEVIATIONS = 2
"""Lines to write deviations on."""


def injections_section(sheet: Sheet) -> Section:
    """One row for each injection, with what was done with it."""
    columns = (
        "Row",
        "Target",
        "Dose range",
        "Planned dose",
        "Volume",
        "Performed",
        "Not performed",
        "Deviation",
        "Start",
        "End",
    )
    ways = dict.fromkeys(_how(each) for each in sheet.injections if _how(each))
    said = [f"{how}: {_rows_in_words(each for each in sheet.injections if _how(each) == how)}." for how in ways]
    said.extend(_drawn(sheet.injections))
    return Section(
        name="injections",
        heading="Injections, one row for each",
        columns=columns,
        shares=(6, 42, 41, 27, 14, 13, 13, 13, 10, 10),
        rows=tuple(_row(each) for each in sheet.injections),
        note=" ".join((*said, "What was not done as planned is written here with the number of its row:")),
        lines=DEVIATIONS,
    )


def _how(injection: Injection) -> str:
    """The approach and the carrier, where the target does not say them already."""
    approach = "" if injection.approach in injection.target else injection.approach
    return capitalised(", ".join(part for part in (approach, injection.carrier) if part))


def _drawn(injections: Sequence[Injection]) -> Iterator[str]:
    """How much of the thawed product goes into each, where it is made up to a larger volume."""
    amounts = {
        each.number: each.amount.drawn
        for each in injections
        if each.blocked is None and each.amount is not None and each.amount.drawn != each.amount.given
    }
    parts = [
        f"{decimal_in_words(drawn)} mL for {_rows_in_words(_with(injections, amounts, drawn))}"
        for drawn in dict.fromkeys(amounts.values())
        if drawn is not None
    ]
    if parts:
        yield f"Drawn of the thawed product, then made up to the volume: {'; '.join(parts)}."


def _with(
    injections: Sequence[Injection], amounts: Mapping[int, Decimal | None], drawn: Decimal
) -> Iterator[Injection]:
    return (each for each in injections if amounts.get(each.number) == drawn)


def _rows_in_words(injections: Iterable[Injection]) -> str:
    """The numbers of the rows, those that follow one another as a range."""
    numbers = [each.number for each in injections]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = [str(run[0]) if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    return f"row{'' if len(numbers) == 1 else 's'} {', '.join(said)}"


def _row(injection: Injection) -> tuple[str, ...]:
    target = f"{injection.target}; level:" if lacks_level(injection) else injection.target
    if injection.blocked is not None:
        return (str(injection.number), target, WITHHELD, WITHHELD, "", *[""] * 5)
    planned = planned_said(injection) or NO_CELLS
    return (
        str(injection.number),
        target,
        cells_said(injection),
        planned,
        volume_said(injection),
        BOX,
        BOX,
        BOX,
        "",
        "",
    )
