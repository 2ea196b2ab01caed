"""`posology eval EXPR`: one expression, or one a line from standard input, each printed as one JSON value."""

from __future__ import annotations

import codecs
import json
import sys
from collections.abc import Iterator
from datetime import date

import click

from posology.api import Facts, Knowledge, Refused, evaluate_expression, load_knowledge, read_facts
from posology.render.values import json_text, value_as_json
from posology_cli.clock import today
from posology_cli.inputs import STANDARD_INPUT, read_bytes
from posology_cli.judging import AS_OF_OPTION
from posology_cli.output import write_out
from posology_cli.telling import tell_warnings


@click.command(
    name="eval",
    # an expression may begin with a minus, which is then no option
    context_settings={"ignore_unknown_options": True},
    help=(
        "Evaluate EXPR, an expression of the condition language, and print its value as JSON; unknown is null. "
        'With - for EXPR, one expression a line is read, one value a line printed, {"error": ...} where it is refused.'
    ),
)
@click.argument("expression", metavar="EXPR")
@click.option("--record", metavar="FILE", help="The record that the expression may ask; without one all is unknown.")
@AS_OF_OPTION
def evaluate(expression: str, record: str | None, as_of: date | None) -> None:
    """Prints the value."""
    day = today() if as_of is None else as_of
    if expression == STANDARD_INPUT == record:
        message = "standard input cannot be both the record and the expressions"
        raise click.UsageError(message)
    content = None if record is None else read_bytes(record)
    knowledge = load_knowledge()
    facts = None
    if record is not None and content is not None:
        facts, warnings = read_facts(content, record, knowledge, day)
        tell_warnings(warnings, {record: content.decode("utf-8", errors="replace")})
    if expression == STANDARD_INPUT:
        for line in _lines():
            write_out(f"{_value_or_error(line, knowledge, facts, day)}\n")
    else:
        write_out(f"{json_text(value_as_json(evaluate_expression(expression, knowledge, facts, day)))}\n")


def _lines() -> Iterator[str]:
    """The lines of standard input as they arrive, so that a program can ask and wait for the answer.

    A byte order mark before the first is no part of it, as it is none of a record.
    """
    for number, line in enumerate(sys.stdin.buffer):
        content = line if number else line.removeprefix(codecs.BOM_UTF8)
        yield content.decode("utf-8", errors="replace").removesuffix("\n").removesuffix("\r")


def _value_or_error(expression: str, knowledge: Knowledge, facts: Facts | None, day: date) -> str:
    """One line of JSON for one line of input, whatever it was."""
    try:
        return json_text(value_as_json(evaluate_expression(expression, knowledge, facts, day)))
    except Refused as refused:
        told = "; ".join(f"{each.code} at column {each.span.column}: {each.message}" for each in refused.diagnostics)
        return json.dumps({"error": told})
