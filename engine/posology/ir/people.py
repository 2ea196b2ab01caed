"""Who works at a clinic, and what each of them may do about a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do: make a sheet, check it, sign as verifier or approver, void it, pass over a limit."""

    AUTHOR = "author"
    CHECKER = "checker"
    VERIFIER = "verifier"
    APPROVER = "approver"
    VOID = "void"
    OVERRIDE = "override"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person by name. `account` is that of the computer, None where nobody has stated it."""

    name: str
    roles: tuple[Role, ...]
    account: str | None = None
    licence: str | None = None
