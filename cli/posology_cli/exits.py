"""The exit codes of the public contract, and the faults that the command line finds itself."""

from __future__ import annotations

from typing import Final

import click

DONE: Final = 0
FAULT_FOUND: Final = 1
WRONG_USAGE: Final = 2
BAD_INPUT: Final = 3
BUG: Final = 70
INTERRUPTED: Final = 130
"""What shells expect of a program that the user stopped from the keyboard."""


class Unreadable(click.ClickException):
    """A file that was named as input and cannot be read."""

    exit_code = BAD_INPUT


class Unwritable(click.ClickException):
    """A place that was named for the result and cannot take it."""

    exit_code = WRONG_USAGE


class NobodyReads(Exception):  # noqa: N818 - it is no error: the reader of the pipe has seen enough
    """Whoever read the output has gone. It is not an OSError, which click would take for a failure of its own."""
