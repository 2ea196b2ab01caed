"""`posology verify PROTOCOL`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import click

from posology.api import load_knowledge
from posology.api.suggesting import suggest as suggest_cases
from posology.api.verifying import SKIPPABLE, VerifyOptions, lacking
from posology.api.verifying import verify as verify_protocol
from posology.render.suggestions_yaml import suggestions_as_yaml
from posology.render.verification_html import verification_as_html
from posology.render.verification_json import verification_as_json
from posology.render.verification_junit import verification_as_junit
from posology.render.verification_sarif import verification_as_sarif
from posology.render.verification_text import verification_as_text
from posology.render.verification_words import witnesses
from posology.render.witness_yaml import witness_as_yaml
from posology.results.verification import Kind, Verification
from posology_cli.exits import DONE, FAULT_FOUND, Unwritable
from posology_cli.inputs import read_bytes
from posology_cli.judging import SITE_OPTION, complete_protocol
from posology_cli.kept import kept_folder
from posology_cli.output import Output, choose_output, output_options, refuse_overwriting, write_file
from posology_cli.progress import shown_progress

YAML: Final = "yaml"
FORMATS: Final = ("text", "json", "junit", "sarif", "html")


@click.command(
    help=(
        "Hold PROTOCOL against its worked cases, prove its claims for every patient, try its laws on generated ones, "
        "and change each rule a little to see whether any of that notices.\n\n"
        "Exit code 1: a case fails or there is none, a claim is refuted, a law is broken, a mutant survives, or an "
        "exemption is stale. What stayed undecided is listed with its reason, and is no pass."
    )
)
@click.argument("protocol", metavar="PROTOCOL", shell_complete=complete_protocol)
@SITE_OPTION
@click.option(
    "--skip",
    multiple=True,
    type=click.Choice([each.value for each in SKIPPABLE]),
    help="Leave one kind of check out; may be given more than once. The report says so.",
)
@click.option(
    "--examples",
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="How many patients to generate for each law.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), metavar="N", help="Another seed for the generated patients.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 1024),
    metavar="N",
    help="How many processes share the work. Default: one for each core.",
)
@click.option("--strict", is_flag=True, help="Exit code 1 also where a claim stayed undecided.")
@click.option("--witnesses", metavar="DIR", help="Write each patient who shows a fault into this folder, as a record.")
@click.option(
    "--suggest", is_flag=True, help="Print the worked cases that are missing instead, as YAML to be completed."
)
@click.option("--fresh", is_flag=True, help="Try every mutant again, also those whose outcome was kept.")
@output_options(FORMATS)
def verify(protocol: str, *, suggest: bool, strict: bool, witnesses: str | None, **asked: Any) -> int:  # noqa: ANN401 - as click hands them over
    """Prints what was found, and says by its exit code whether anything stands against the protocol."""
    if suggest:
        _suggest(protocol, **asked)
        return DONE
    place = choose_output(asked["format_"], asked["output"], FORMATS)
    refuse_overwriting(place, (asked["site"],))
    options = _options(asked)
    _refuse_lacking(options)
    folder = None if witnesses is None else _folder(witnesses)
    with shown_progress() as progress:
        found = verify_protocol(protocol, load_knowledge(), options, progress)
    if folder is not None:
        _write_witnesses(found, folder)
    place.write(_written(found, place))
    return FAULT_FOUND if found.has_fault or (strict and found.undecided) else DONE


def _suggest(protocol: str, *, format_: str | None, output: str | None, **asked: Any) -> None:  # noqa: ANN401 - as click hands them over
    """Prints the missing cases; they are YAML, whatever the reports can be.

    Raises:
        click.UsageError: where another format is asked for, or what the cases of a protocol do not depend on.
    """
    if format_ is not None:
        raise click.UsageError("missing cases are YAML: leave --format out")
    unused = [f"--{name}" for name, value in asked.items() if value]
    if unused:
        raise click.UsageError(f"with --suggest nothing is verified: leave {' and '.join(unused)} out")
    place = Output(None, YAML) if output is None else choose_output(YAML, output, (YAML,))
    suggestions = suggest_cases(protocol, load_knowledge())
    place.write(suggestions_as_yaml(suggestions))


def _options(asked: dict[str, Any]) -> VerifyOptions:
    site: str | None = asked["site"]
    return VerifyOptions(
        site=None if site is None else (site, read_bytes(site)),
        skip=frozenset(Kind(each) for each in asked["skip"]),
        examples=asked["examples"],
        seed=asked["seed"],
        jobs=asked["jobs"] or os.cpu_count() or 1,
        cache=None if asked["fresh"] else kept_folder(),
    )


def _refuse_lacking(options: VerifyOptions) -> None:
    """A report without its proofs looks like one with them, so that it has to be asked for.

    Raises:
        click.UsageError: where a kind of check needs a library that is not installed.
    """
    kinds = lacking(options.skip)
    if kinds:
        skips = " ".join(f"--skip {each}" for each in kinds)
        message = f"{' and '.join(kinds)} need what is not installed: `pip install posology[prove]`, or add {skips}"
        raise click.UsageError(message)


def _folder(name: str) -> Path:
    """The folder for the witnesses, made where it is not there; found out before the work is done."""
    folder = Path(name)
    try:
        folder.mkdir(exist_ok=True)
    except (OSError, ValueError) as error:
        message = f"there can be no folder `{name}`: {getattr(error, 'strerror', None) or 'its name is not one'}"
        raise Unwritable(message) from error
    return folder


def _write_witnesses(found: Verification, folder: Path) -> None:
    written = 0
    for name, found_by, witness in witnesses(found):
        text = witness_as_yaml(witness, found.protocol, found_by)
        write_file(folder / f"{name}.yaml", text.encode("utf-8"))
        written += 1
    click.echo(f"{written} record{'' if written == 1 else 's'} of invented patients written to {folder}", err=True)


def _written(found: Verification, place: Output) -> str:
    match place.format:
        case "json":
            return verification_as_json(found)
        case "junit":
            return verification_as_junit(found)
        case "sarif":
            return verification_as_sarif(found, Path.cwd())
        case "html":
            return verification_as_html(found)
        case _:
            return verification_as_text(found, place.layout)
