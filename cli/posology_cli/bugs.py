"""What is told when the program itself is at fault. Nothing of the engine is imported: that may be what fails."""

from __future__ import annotations

import os
import traceback

import click

DEBUG = "POSOLOGY_DEBUG"


def tell_bug(error: Exception) -> None:
    """That the program is at fault and gave no result.

    The message of the error may quote a record, so it is told, with the trace, only where the user asks for it.
    """
    if os.environ.get(DEBUG):
        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    click.echo(
        f"posology: an internal error ({type(error).__name__}{place}); there is no result to conclude anything from.\n"
        f"This is a fault of the program. With {DEBUG}=1 it shows where; that trace may quote the record.",
        err=True,
    )
