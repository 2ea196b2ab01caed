"""`posology second-check`."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from posology.render.second_check_json import recalculation_as_json
from posology.render.second_check_text import foreword, form_of, question_of, recalculation_as_text
from posology_cli.inputs import STANDARD_INPUT, read_bytes
from posology_cli.output import choose_output, output_options, refuse_overwriting
from posology_cli.telling import tell
from posology_cli.trail_options import occasion, opened, trail_required

if TYPE_CHECKING:
    from posology.results.second_check import Figures

FORMATS = ("text", "json")

ONE_ACCOUNT = (
    "warning: the sheet was made under this very account of the computer, so that the trail cannot tell two people "
    "apart; `account` of each of the `people` in the site file does"
)


@click.command(
    "second-check",
    help=(
        "Work SHEET out a second time, independently: weight, cells of each target and route, volumes and vials are "
        "asked without a look at the first result, and compared with it exactly. SHEET is the file that `posology "
        "sheet --format json --trail` wrote; its author cannot check it. The outcome is put into the trail."
    ),
)
@click.argument("sheet", metavar="SHEET")
@click.option("--answers", metavar="FILE", help="Read the answers from this file instead of asking.")
@click.option("--form", is_flag=True, help="Print an answers file to fill in, and record nothing.")
@output_options(FORMATS)
@trail_required
def second_check(  # noqa: PLR0913 - one for each option
    *, sheet: str, answers: str | None, form: bool, trail: str, by: str, format_: str | None, output: str | None
) -> None:
    """Asks, compares, and puts the outcome into the trail."""
    chosen = choose_output(format_, output, FORMATS, private=True)
    refuse_overwriting(chosen, (sheet, answers, trail))
    who = occasion(by)
    _refuse_one_stream_for_two(sheet, answers, form=form)
    file = sheet, read_bytes(sheet)
    kept = opened(trail, create=False)
    from posology.api import second_checking  # noqa: PLC0415 - the database library, when a trail is known to be there

    figures = second_checking.begin(kept, who, file, form=form)
    if form:
        chosen.write(form_of(figures))
        return
    if second_checking.shares_account(kept, who, file):
        tell(ONE_ACCOUNT)
    given = _asked(figures) if answers is None else second_checking.answers_in((answers, read_bytes(answers)), figures)
    found, entry = second_checking.finish(kept, who, file, given)
    if chosen.format == "json":
        chosen.write(recalculation_as_json(found, revealed=False))
    else:
        chosen.write(recalculation_as_text(found, entry, chosen.layout))


def _asked(figures: Figures) -> Mapping[str, Decimal]:
    """The answers of the person before the screen, one after the other; nothing of the sheet is shown."""
    from posology.api.second_checking import answer_of, expected  # noqa: PLC0415 - the database library, when a trail is known to be there

    click.echo(foreword(figures), err=True, nl=False)
    answers: dict[str, Decimal] = {}
    for number, figure in enumerate(figures.each, start=1):
        question = f"{number} of {len(figures.each)}. {question_of(figure)}"
        while (answer := answer_of(str(click.prompt(question, err=True)), figure)) is None:
            click.echo(f"that cannot be read; {expected(figure)}", err=True)
        answers[figure.id] = answer
    return answers


def _refuse_one_stream_for_two(sheet: str, answers: str | None, *, form: bool) -> None:
    """Standard input holds the sheet or the answers, not both.

    Raises:
        click.UsageError: where both would be read from it.
    """
    asks = answers is None and not form
    if sheet == STANDARD_INPUT and (answers == STANDARD_INPUT or (asks and not sys.stdin.isatty())):
        raise click.UsageError("standard input is the sheet: give the answers in a file with --answers")
