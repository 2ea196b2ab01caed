"""The table of a sheet: one row for each injection, with what is planned and blanks for what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from posology.render.findings_text import capitalised
from posology.render.sheet_section import BOX, Section
from posology.render.sheet_words import NO_CELLS, WITHHELD, cells_said, lacks_level, planned_said, volume_said
from posology.results.sheet import Injection, Sheet
from posology.values.numerals import decimal_in_words

MADE_UP = "Draw + diluent = volume"
"""What stands over the volumes where something is drawn and made up."""


def injections_section(sheet: Sheet) -> Section:
    """One row for each injection, with what was done with it."""
    columns = (
        "Row",
        "Target",
        "Dose range",
        "Planned dose",
        MADE_UP if any(_parts(each) for each in sheet.injections) else "Volume",
        "Performed",
        "Not performed",
        "Deviation",
        "Start",
        "End",
    )
    ways = dict.fromkeys(_how(each) for each in sheet.injections if _how(each))
    said = [f"{how}: {_rows_in_words(each for each in sheet.injections if _how(each) == how)}." for how in ways]
    said.extend(_differing(sheet.injections))
    return Section(
        name="injections",
        heading="Injections, one row for each",
        columns=columns,
        shares=(26, 158, 150, 94, 128, 54, 54, 82, 41, 41),
        rows=tuple(_row(each) for each in sheet.injections),
        note=" ".join(said),
    )


def _how(injection: Injection) -> str:
    """The approach and the carrier, where the target does not say them already."""
    approach = "" if injection.approach in injection.target else injection.approach
    return capitalised(", ".join(part for part in (approach, injection.carrier) if part))


def _differing(injections: Sequence[Injection]) -> Iterator[str]:
    """How far what is drawn is from what is planned, where a syringe cannot be filled more exactly."""
    there = [each for each in injections if each.blocked is None]
    said = [f"{off} for {rows}" for off, rows in _alike(there, _off)]
    if said:
        yield f"As far as a syringe is marked: {'; '.join(said)}."


def _off(injection: Injection) -> str:
    """How far the mL drawn are from the planned cells; empty where they hold them exactly, or nothing is drawn."""
    return "" if injection.amount is None else injection.amount.difference or ""


def _parts(injection: Injection) -> str:
    """`0.56 + 0.44 = 1 mL`; empty for what is not made up from a draw and a diluent."""
    amount = injection.amount
    if injection.blocked is not None or amount is None or amount.given is None:
        return ""
    if amount.drawn is None or amount.diluent is None:
        return ""
    drawn, diluent, given = (decimal_in_words(each) for each in (amount.drawn, amount.diluent, amount.given))
    return f"{drawn} + {diluent} = {given} mL"


def _alike(injections: Sequence[Injection], said: Callable[[Injection], str]) -> Iterator[tuple[str, str]]:
    """What is said of each, once, with the rows of which it is."""
    for words in dict.fromkeys(said(each) for each in injections):
        if words:
            yield words, _rows_in_words(each for each in injections if said(each) == words)


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
        _parts(injection) or volume_said(injection),
        BOX,
        BOX,
        "",
        "",
        "",
    )
