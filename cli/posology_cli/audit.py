"""`posology audit`: reading the trail, holding its chain against itself, and asking again what was once asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import click

from posology.render.audit_csv import entries_as_csv
from posology.render.audit_json import (
    entries_as_json,
    entry_as_json,
    export_as_json,
    replayed_as_json,
    verified_as_json,
)
from posology.render.audit_shared import shared_as_csv, shared_as_json
from posology.render.audit_text import (
    entries_as_text,
    entry_as_text,
    export_as_text,
    replayed_as_text,
    verified_as_text,
)
from posology.results.trail import Action, Entry, Head
from posology_cli.exits import DONE, FAULT_FOUND
from posology_cli.output import Command, Output, choose_output, output_options, refuse_overwriting
from posology_cli.salt import salt_in
from posology_cli.trail_options import occasion, opened, trail_only, trail_required

if TYPE_CHECKING:
    from posology.api.trailing import Trail

FORMATS: Final = ("text", "json")
EXPORTED: Final = ("json", "csv", "text")
SHARED: Final = ("json", "csv")
_HEAD: Final = re.compile(r"(?P<number>[1-9][0-9]{0,14}):(?P<hash>[0-9a-f]{64})", re.ASCII)

_NUMBER: Final = click.argument("number", metavar="NUMBER", type=click.IntRange(min=1))


@click.group(
    help=(
        "Read the trail of a clinic. Who did what and when is kept there with everything that a result was made from, "
        "each entry bound to the one before it by its hash. Exit code 1: a fault was found."
    )
)
def audit() -> None:
    """The group itself does nothing."""


def _filters(command: Command) -> Command:
    """Adds the options that choose entries."""
    options: Sequence[Callable[[Command], Command]] = (
        click.option("--patient", metavar="ID", help="Only entries about the record with this id."),
        click.option("--sheet", metavar="ID", help="Only entries about the sheet with this id."),
        click.option("--lot", metavar="LOT", help="Only sheets drawn from this lot, identifier or donor."),
        click.option("--action", type=click.Choice([each.value for each in Action]), help="Only entries of this kind."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@audit.command("list", help="List the entries, the oldest first.")
@trail_only
@_filters
@output_options(FORMATS)
def list_entries(  # noqa: PLR0913 - one for each option
    *,
    trail: str,
    patient: str | None,
    sheet: str | None,
    lot: str | None,
    action: str | None,
    format_: str | None,
    output: str | None,
) -> None:
    """Prints a line for each entry."""
    chosen = _chosen(format_, output, FORMATS, trail)

    kind = None if action is None else Action(action)
    entries = opened(trail, create=False).entries(patient=patient, sheet=sheet, action=kind)
    found = [each for each in entries if lot is None or _is_from(each, lot)]
    chosen.write(entries_as_json(found) if chosen.format == "json" else entries_as_text(found, chosen.layout))


def _is_from(entry: Entry, lot: str) -> bool:
    """Whether the product of the entry has that lot, identifier or donor, however it is spaced and spelled."""
    return "".join(lot.split()).casefold() in {"".join(each.split()).casefold() for each in entry.happening.lots}


@audit.command(
    help=(
        "Show the entry of that number in full, or one of the contents that it keeps. Whoever looks at a content is "
        "named with --by, and the look is an entry itself."
    )
)
@_NUMBER
@trail_only
@click.option("--part", metavar="PART", help="Print this content, to the byte: record, site, sheet, output and others.")
@click.option("--by", metavar="NAME", help="Who looks at the content; the trail names them.")
@output_options(FORMATS)
def show(  # noqa: PLR0913 - one for each option
    *, number: int, trail: str, part: str | None, by: str | None, format_: str | None, output: str | None
) -> None:
    """Prints one entry."""
    chosen = _chosen(format_, output, FORMATS, trail)
    if part is not None and by is None:
        raise click.UsageError("a look at what is kept is an entry of the trail: add --by NAME")

    kept = opened(trail, create=False)
    entry = kept.entry(number)
    if part is None or by is None:
        chosen.write(entry_as_json(entry) if chosen.format == "json" else entry_as_text(entry, chosen.layout))
        return
    content = _part(kept, entry, part)
    from posology.api.logged import log_view  # noqa: PLC0415 - the database library, when a trail is known to be there

    said = entry.happening
    seen = f"the {part} of entry {number}"
    log_view(kept, occasion(by), "audit show", new=seen, patient=said.patient, subject=said.subject)
    chosen.write_bytes(content)


@audit.command(
    help="Hold the whole chain against itself: nothing removed, reordered, edited or cut off. Exit code 1 on a fault."
)
@trail_only
@click.option("--head", metavar="NUMBER:HASH", help="A head that was noted elsewhere, which the trail must still hold.")
@output_options(FORMATS)
def verify(*, trail: str, head: str | None, format_: str | None, output: str | None) -> int:
    """Prints what was found of the chain."""
    chosen = _chosen(format_, output, FORMATS, trail)
    noted = None if head is None else _head(head)

    found = opened(trail, create=False).verify(noted)
    chosen.write(verified_as_json(found) if chosen.format == "json" else verified_as_text(found, chosen.layout))
    return FAULT_FOUND if found.faults else DONE


@audit.command(
    help=(
        "Ask again what the entries of these numbers asked, of the files that the trail kept, and compare to the byte. "
        "Without a number every entry is asked again. Exit code 1 where other bytes come out."
    )
)
@click.argument("numbers", metavar="[NUMBER]...", type=click.IntRange(min=1), nargs=-1)
@trail_only
@output_options(FORMATS)
def replay(*, numbers: tuple[int, ...], trail: str, format_: str | None, output: str | None) -> int:
    """Prints for each entry whether the same came out."""
    chosen = _chosen(format_, output, FORMATS, trail)
    kept = opened(trail, create=False)
    from posology_cli.replaying import replay_entries  # noqa: PLC0415 - every command that the trail can hold

    found = replay_entries(kept, [kept.entry(each) for each in numbers] if numbers else kept.entries())
    chosen.write(replayed_as_json(found) if chosen.format == "json" else replayed_as_text(found, chosen.layout))
    return DONE if all(each.same for each in found) else FAULT_FOUND


@audit.command(
    help=(
        "Copy the whole trail out: as JSON with every content, as CSV for a spreadsheet, or as text to be read. The "
        "export is an entry itself, the last one in the copy. With --deidentify a JSON or CSV that can be shared."
    )
)
@trail_required
@click.option("--deidentify", is_flag=True, help="Make a copy that can be shared: see the manual for its limits.")
@click.option(
    "--salt-file", metavar="FILE", help="The salt of the pseudonyms. Default: one that is thrown away afterwards."
)
@output_options(EXPORTED)
def export(  # noqa: PLR0913 - one for each option
    *, trail: str, by: str, deidentify: bool, salt_file: str | None, format_: str | None, output: str | None
) -> None:
    """Prints a complete copy, or what of it can be shared."""
    chosen = _chosen(format_, output, EXPORTED, trail)
    refuse_overwriting(chosen, (salt_file,))
    if salt_file is not None and not deidentify:
        raise click.UsageError("--salt-file is for --deidentify")
    if deidentify and chosen.format not in SHARED:
        raise click.UsageError(f"--deidentify is for {' and '.join(SHARED)}")
    salt = salt_in(salt_file) if deidentify else b""
    who = occasion(by)
    kept = opened(trail, create=False)
    from posology.api.logged import log_export  # noqa: PLC0415 - the database library, when a trail is known to be there

    asked = (("deidentified", "true"), ("format", chosen.format)) if deidentify else (("format", chosen.format),)
    whole = chosen.format == "json" and not deidentify
    entries, contents = log_export(kept, who, asked, with_contents=whole)
    if deidentify:
        from posology.api.sharing import deidentified  # noqa: PLC0415 - the database library, when a trail is known to be there

        shared = deidentified(entries, salt)
        chosen.write(shared_as_csv(shared) if chosen.format == "csv" else shared_as_json(shared))
        return
    match chosen.format:
        case "csv":
            chosen.write(entries_as_csv(entries))
        case "text":
            chosen.write(export_as_text(entries, chosen.layout))
        case _:
            chosen.write(export_as_json(entries, contents))


def _chosen(format_: str | None, output: str | None, formats: Sequence[str], trail: str) -> Output:
    chosen = choose_output(format_, output, formats, private=True)
    refuse_overwriting(chosen, (trail,))
    return chosen


def _part(trail: Trail, entry: Entry, part: str) -> bytes:
    """The content of that part of the entry.

    Raises:
        click.BadParameter: where the entry has none of that name.
        Refused: where the trail no longer has it.
    """
    kept = {each.part.value: each for each in entry.happening.held}
    if part not in kept:
        message = f"entry {entry.number} keeps {', '.join(kept) or 'nothing'}"
        raise click.BadParameter(message, param_hint="--part")
    return trail.content(entry, kept[part])


def _head(written: str) -> Head:
    """The head as `verify` prints it.

    Raises:
        click.BadParameter: where it is none.
    """
    found = _HEAD.fullmatch(written)
    if found is None:
        message = "a head is the number of an entry, a colon and its hash, as `posology audit verify` prints it"
        raise click.BadParameter(message, param_hint="--head")
    return Head(number=int(found["number"]), hash=found["hash"])
