"""The salt from which pseudonyms are made."""

from __future__ import annotations

import secrets
from typing import Final

import click

from posology_cli.inputs import read_bytes

SHORTEST_SALT: Final = 16
"""Bytes; a shorter one could be guessed."""


def salt_in(file: str | None) -> bytes:
    """The salt of the file; without one a salt that nobody keeps, so that nobody can make the pseudonyms again.

    Raises:
        click.UsageError: where it is too short.
        Unreadable: where the file cannot be read.
    """
    if file is None:
        return secrets.token_bytes(32)
    salt = read_bytes(file).strip()
    if len(salt) < SHORTEST_SALT:
        raise click.UsageError(f"the salt in `{file}` is shorter than {SHORTEST_SALT} bytes, and could be guessed")
    return salt
