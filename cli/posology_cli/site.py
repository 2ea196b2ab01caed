"""`posology site`: the decisions of one clinic, asked for and looked through."""

from __future__ import annotations

from typing import Final

import click

from posology.api import load_knowledge
from posology.api.loading import load
from posology.api.siting import new_site, protocol_named_in, questions_for, site_standing
from posology.render.site_json import standing_as_json
from posology.render.site_text import standing_as_text
from posology.results.site_questions import SiteQuestion
from posology_cli.inputs import read_bytes
from posology_cli.judging import DEFAULT_PROTOCOL, complete_protocol
from posology_cli.output import choose_output, output_options, refuse_overwriting

NEW_FORMATS: Final = ("yaml",)
CHECK_FORMATS: Final = ("text", "json")


@click.group(help="One clinic's decisions: readings, holds, planned doses, product facts, approvals.")
def site() -> None:
    """The group itself does nothing."""


@site.command(
    help=(
        "Ask for the decisions of a clinic, and write a commented site file. An empty answer leaves a question open. "
        "Questions are asked on standard error."
    )
)
@click.option(
    "--protocol",
    metavar="ID|PATH",
    default=DEFAULT_PROTOCOL,
    show_default=True,
    shell_complete=complete_protocol,
    help="The protocol that the clinic decides for.",
)
@click.option("--blank", is_flag=True, help="Ask nothing: write the file with every question open.")
@output_options(NEW_FORMATS)
def new(protocol: str, blank: bool, format_: str | None, output: str | None) -> None:
    """Writes the file."""
    place = choose_output(format_, output, NEW_FORMATS)
    rules = load(protocol, load_knowledge())
    answers: dict[tuple[str, ...], str] = {}
    for question in () if blank else questions_for(rules):
        answer = _ask(question) if _is_asked(question, answers) else None
        if answer is not None:
            answers[question.place] = answer
    place.write(new_site(rules, answers))


@site.command(
    help=(
        "Say what the site FILE decides, what it leaves open, and what a final sheet still needs of it. What it cannot "
        "decide is refused, every fault with its place."
    )
)
@click.argument("file", metavar="FILE")
@click.option(
    "--protocol",
    metavar="ID|PATH",
    shell_complete=complete_protocol,
    help="Your own protocol by its folder or file. Default: the shipped one that the file names.",
)
@output_options(CHECK_FORMATS)
def check(file: str, protocol: str | None, format_: str | None, output: str | None) -> None:
    """Prints where the file stands."""
    place = choose_output(format_, output, CHECK_FORMATS)
    refuse_overwriting(place, (file,))
    content = (file, read_bytes(file))
    standing = site_standing(content, protocol or protocol_named_in(content), load_knowledge())
    place.write(standing_as_json(standing) if place.format == "json" else standing_as_text(standing, place.layout))


def _is_asked(question: SiteQuestion, answers: dict[tuple[str, ...], str]) -> bool:
    """Whether what it hangs on was answered, and so."""
    if question.after is None:
        return True
    given = answers.get(question.after)
    return given is not None and given != '"none"' and (not question.only or given in question.only)


def _ask(question: SiteQuestion) -> str | None:
    """The answer as it stands in the file; None for an empty one. What is no answer is asked again."""
    click.echo(err=True)
    click.echo(question.ask, err=True)
    for name, says in question.options:
        click.echo(f"  {name}{f': {says}' if says else ''}", err=True)
    while True:
        given: object = click.prompt(question.name, default="", show_default=False, err=True)
        text = str(given)
        if not text.strip():
            return None
        written = question.written(text)
        if written is not None:
            return written
        click.echo(f"This needs {question.expects}; leave it empty if it is not decided yet.", err=True)
