"""Where a result goes: to standard output in one piece, or into a file that is whole or not there."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final, TypeAlias

import click

from posology.render.page import PLAIN_LAYOUT, Layout
from posology_cli.exits import NobodyReads, Unwritable

WIDEST: Final = 100
"""Longer lines are hard to find the way back from, on however wide a terminal."""

SUFFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        ".json": "json",
        ".txt": "text",
        ".text": "text",
        ".csv": "csv",
        ".md": "markdown",
        ".html": "html",
        ".xml": "junit",
        ".sarif": "sarif",
        ".yaml": "yaml",
        ".parquet": "parquet",
        ".xlsx": "xlsx",
        ".pdf": "pdf",
        ".svg": "svg",
        ".ics": "ics",
    }
)

IN_A_PDF: Final[Mapping[str, str]] = MappingProxyType({"labels": "labels-pdf"})
"""A format of text, and what it is in a file whose suffix says PDF."""

OWNER_ALONE: Final = 0o600
"""Nobody but the owner reads or writes it."""

Command: TypeAlias = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Output:
    """A place and a format. `path` None is standard output. What is `private` is readable by its owner alone."""

    path: Path | None
    format: str
    private: bool = field(default=False, kw_only=True)

    def write(self, text: str) -> None:
        """Puts the text there as UTF-8, all of it or, where that fails, none that anybody could take for a result."""
        self.write_bytes(text.encode("utf-8"))

    def write_bytes(self, content: bytes) -> None:
        """Puts the bytes there; raises and spares what stood there as `write` does."""
        if self.path is None:
            write_out_bytes(content)
        else:
            write_file(self.path, content, private=self.private)

    @property
    def layout(self) -> Layout:
        """As wide as the terminal and bold on it; plain and 80 columns wide into a pipe or a file."""
        if self.path is not None or not sys.stdout.isatty():
            return PLAIN_LAYOUT
        columns = shutil.get_terminal_size((PLAIN_LAYOUT.width, 24)).columns
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
        return Layout(width=min(columns, WIDEST), styled=not plain)


def output_options(formats: Sequence[str]) -> Callable[[Command], Command]:
    """Adds `--format` and `--output`; the first format is the one that is meant where neither says another."""

    def add(command: Command) -> Command:
        into = click.option(
            "--output",
            metavar="FILE",
            help="Write the result into this file instead of standard output.",
        )
        as_format = click.option(
            "--format",
            "format_",
            type=click.Choice(list(formats)),
            help=f"Default: what the suffix of --output says, else {formats[0]}.",
        )
        return as_format(into(command))

    return add


def choose_output(format_: str | None, output: str | None, formats: Sequence[str], *, private: bool = False) -> Output:
    """The place and the format that the options ask for; `private` where a patient's record is in it.

    Raises:
        click.UsageError: where the suffix names no format of the command, or the place cannot take a file.
    """
    if output is None:
        return Output(None, format_ or formats[0], private=private)
    path = Path(output)
    _check_place(path, output)
    named = SUFFIXES.get(path.suffix.lower()) if path.suffix else formats[0]
    if format_ is None and named not in formats:
        message = (
            f"the suffix of `{output}` names no format of this command; choose one with --format: {', '.join(formats)}"
        )
        raise click.UsageError(message)
    form = IN_A_PDF.get(format_ or "", format_) if named == "pdf" else format_
    return Output(path, form or named or formats[0], private=private)


def refuse_overwriting(output: Output, inputs: Sequence[str | None]) -> None:
    """A slip of the shell's completion must not put a result in the place of the record it was made from.

    Raises:
        click.UsageError: where the output is one of the files that are read.
    """
    target = output.path
    if target is None:
        return
    for name in inputs:
        if name is not None and any(_is_same(target, each) for each in _files_of(name)):
            message = f"`{name}` is read, and would be overwritten by the result; name another file for --output"
            raise click.UsageError(message)


def _is_same(target: Path, other: Path) -> bool:
    """Whether the two are one file, or would be: what a database keeps beside itself comes and goes."""
    if target.exists() and other.exists():
        return target.samefile(other)
    return target.resolve() == other.resolve()


def _files_of(name: str) -> Iterator[Path]:
    """The file of that name or, of the URL of a trail in a file, that file with what SQLite keeps beside it."""
    path = name.removeprefix("sqlite:///").partition("?")[0] if name.startswith("sqlite:") else name
    yield Path(path)
    yield from (Path(f"{path}{beside}") for beside in ("-wal", "-shm", "-journal"))


def _check_place(path: Path, written: str) -> None:
    """Found out before the work is done, rather than after it."""
    if "\0" in written or not written:
        message = "the name of the output file is not one"
        raise click.UsageError(message)
    if path.is_dir():
        message = f"`{written}` is a folder; name a file in it"
        raise click.UsageError(message)
    if not path.parent.is_dir():
        message = f"there is no folder `{path.parent}` to write `{path.name}` into"
        raise click.UsageError(message)


def write_out(text: str) -> None:
    """Writes to standard output, always as UTF-8, and at once.

    Raises:
        NobodyReads: where the other end of a pipe is closed, which is no fault.
        Unwritable: where standard output cannot take it, such as a full disk.
    """
    write_out_bytes(text.encode("utf-8"))


def write_out_bytes(content: bytes) -> None:
    """The same for what is bytes already; raises the same."""
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        abandon_standard_output()
        if isinstance(error, BrokenPipeError):
            raise NobodyReads from error
        message = f"standard output cannot take the result: {error.strerror}"
        raise Unwritable(message) from error


def abandon_standard_output() -> None:
    """What is left in the buffer goes nowhere: Python would try again on the way out, complain, and end with 120."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def write_pieces(path: Path | None, pieces: Iterator[bytes], *, private: bool = False) -> None:
    """Writes what comes piece by piece to standard output, or into a file that is whole or not there.

    What is `private` can be read by its owner alone.

    Raises:
        NobodyReads: where the other end of a pipe is closed, which is no fault.
        Unwritable: where the place does not take it.
    """
    if path is not None:
        with new_file(path, private=private) as file:
            file.writelines(pieces)
        return
    for piece in pieces:
        write_out_bytes(piece)


@contextmanager
def new_file(path: Path, *, private: bool = False) -> Generator[BinaryIO]:
    """A file to write into, which takes the place of what stood there when all has been written.

    What is `private` can be read by its owner alone.

    Raises:
        Unwritable: where the folder or the disk does not take it; what stood there before still does.
    """
    try:
        target = path.resolve()
        with _beside(target, private=private) as file:
            yield file
    except OSError as error:
        message = f"`{path}` cannot be written: {error.strerror}"
        raise Unwritable(message) from error


def write_file(path: Path, content: bytes, *, private: bool = False) -> None:
    """Writes beside the file and then puts the new one in its place: a reader sees the old or the new one whole.

    What is `private` can be read by its owner alone, whatever stood there before. A device or a pipe has no place to
    put another file in, and is written to as it is.

    Raises:
        Unwritable: where the folder or the disk does not take it; what stood there before still does.
    """
    try:
        target = path.resolve()
        if target.exists() and not stat.S_ISREG(target.stat().st_mode):
            target.write_bytes(content)
            return
        _replace(target, content, private=private)
    except OSError as error:
        message = f"`{path}` cannot be written: {error.strerror}"
        raise Unwritable(message) from error


def _replace(target: Path, content: bytes, *, private: bool) -> None:
    with _beside(target, private=private) as file:
        file.write(content)


@contextmanager
def _beside(target: Path, *, private: bool = False) -> Generator[BinaryIO]:
    """A new file beside the target, put in its place where nothing goes wrong, and gone where something does."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:100]}.", suffix=".new")
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(OWNER_ALONE if private else _mode_of(target))
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _mode_of(target: Path) -> int:
    """Who may read and write the new file: as with the one that stood there, else as with every new file."""
    return stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask()


def _umask() -> int:
    """The bits that new files of this user do not get; there is no way to read them but to set them."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
