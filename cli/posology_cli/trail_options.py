"""The options by which something is put into a trail, and who the trail then names."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, TypeAlias

import click

from posology_cli.dates import now
from posology_cli.output import Command

if TYPE_CHECKING:
    from posology.api.trailing import Occasion, Trail

VARIABLE: Final = "POSOLOGY_TRAIL"
"""The variable that names the trail, so that the password of a server stands on no command line."""
MOST_LETTERS: Final = 200

Kept: TypeAlias = "tuple[Trail, Occasion]"

_TRAIL: Final = click.option(
    "--trail",
    metavar="FILE|URL",
    envvar=VARIABLE,
    help=f"Put this into the trail in that file, or at a postgresql:// URL. [env var: {VARIABLE}]",
)
_BY: Final = click.option("--by", metavar="NAME", help="Who does this; the trail names them.")


def trail_options(command: Command) -> Command:
    """Adds `--trail` and `--by` to a command that works without a trail too."""
    return _TRAIL(_BY(command))


def trail_required(command: Command) -> Command:
    """Adds `--trail` and `--by` to a command that is nothing without a trail."""
    return trail_only(
        click.option("--by", metavar="NAME", required=True, help="Who does this; the trail names them.")(command)
    )


def trail_only(command: Command) -> Command:
    """Adds `--trail` to a command that cannot do without one and names nobody."""
    option: Callable[[Command], Command] = click.option(
        "--trail",
        metavar="FILE|URL",
        envvar=VARIABLE,
        required=True,
        help=f"The trail: a file, or a postgresql:// URL. [env var: {VARIABLE}]",
    )
    return option(command)


def opened(trail: str, *, create: bool) -> Trail:
    """The trail, open.

    Raises:
        click.UsageError: where a library for it is not installed.
        Refused: where there is none there.
    """
    needed = ("sqlalchemy", *(("psycopg",) if trail.startswith("postgres") else ()))
    missing = [each for each in needed if find_spec(each) is None]
    if missing:
        message = f"a trail there needs {' and '.join(missing)}, not installed here: `pip install posology[sheet]`"
        if "psycopg" in missing:
            message = f"{message} and `pip install psycopg[binary]` for a trail on a server"
        raise click.UsageError(message)
    from posology.api.trailing import open_trail  # noqa: PLC0415 - the database library, for a trail only

    return open_trail(trail, create=create)


def occasion(by: str) -> Occasion:
    """Who does something now.

    Raises:
        click.BadParameter: where the name is empty, or no name.
    """
    from posology.api.trailing import Occasion  # noqa: PLC0415 - as above

    name = " ".join(by.split())
    if not name or len(name) > MOST_LETTERS or not name.isprintable():
        message = "the name of a person is needed, such as `Dr. A. Author`"
        raise click.BadParameter(message, param_hint="--by")
    return Occasion(who=name, account=_account(), when=now())


def keep_in(trail: str | None, by: str | None) -> Kept | None:
    """The trail, open, and who does what is put into it; None where nothing is kept.

    A trail that names nobody says nothing, and a name without a trail would be taken for one that is kept.

    Raises:
        click.UsageError: where only one of the two is given.
    """
    if trail is None:
        if by is not None:
            raise click.UsageError("--by is for the trail: add --trail FILE, or leave it out")
        return None
    if by is None:
        raise click.UsageError("a trail names who does this: add --by NAME")
    who = occasion(by)
    return opened(trail, create=True), who


def _account() -> str:
    """The account of the computer; empty where it has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
