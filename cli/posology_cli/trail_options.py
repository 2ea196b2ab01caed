"""The options by which something is put into a trail, and who the trail then names."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import click

from posology.values.zones import at_place
from posology_cli.clock import now
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
    needed = ("sqlalchemy", *(("psycopg",) if trail.startswith("postgres") and "://" in trail else ()))
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
    from posology.api.trailing import Occasion  # noqa: PLC0415 - the database library, for a trail only

    name = " ".join(by.split())
    if not name or len(name) > MOST_LETTERS or not name.isprintable():
        message = "the name of a person is needed, such as `Dr. A. Author`"
        raise click.BadParameter(message, param_hint="--by")
    return Occasion(who=name, account=_account(), when=at_place(now(), None))


def keep_in(trail: str | None, by: str | None, option: str = "--by") -> Kept | None:
    """The trail, open, and who does what is put into it; None where nothing is kept.

    A trail that names nobody says nothing, and a name without a trail would be taken for one that is kept.

    Raises:
        click.UsageError: where only one of the two is given.
    """
    if trail is None:
        if by is not None:
            raise click.UsageError(f"{option} is for the trail: add --trail FILE, or leave it out")
        return None
    if by is None:
        raise click.UsageError(f"a trail names who does this: add {option} NAME")
    who = occasion(by)
    kept = opened(trail, create=True)
    if kept.is_new:
        # a slip in the name would begin one too, so that nothing of the clinic's own would be known; not to be broken
        click.echo(f"a new trail is begun, in `{kept.store.where}`: nothing was kept there before", err=True)
    return kept, who


def log_look(kept: Kept | None, command: str, **said: Any) -> None:  # noqa: ANN401 - fields of an entry
    """Puts into the trail, where there is one, that something was judged and looked at of which no sheet is made."""
    if kept is None:
        return
    from posology.api.logged import log_view  # noqa: PLC0415 - the database library, for a trail only

    trail, who = kept
    log_view(trail, who, command, **said)


def _account() -> str:
    """The account of the computer under which this runs, as its system has it; no variable says another."""
    if sys.platform == "win32":
        # there is no file of passwords; the system is asked, where `getpass.getuser` would ask variables
        return os.getlogin()
    import pwd  # noqa: PLC0415 - Windows has none

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        # a container may run under a number that has no name
        return f"uid {os.geteuid()}"
