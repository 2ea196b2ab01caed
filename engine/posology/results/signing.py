"""What people have done with a sheet: who made, checked, signed or voided it, as the trail has it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What a signature says of its signer."""

    AUTHOR = "author"
    VERIFIER = "verifier"
    APPROVER = "approver"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, when, and what that means.

    `at` is a time with its offset from UTC, such as 2026-12-07T08:15:00+00:00.
    `content_sha256` is the hash of the content that was signed: it counts for no other.
    """

    name: str
    at: str
    meaning: Meaning
    content_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCheck:
    """An independent recalculation of one sheet. `differences` is empty exactly where it passed."""

    sheet: str
    content_sha256: str
    by: str
    at: str
    author: str | None
    passed: bool
    differences: tuple[str, ...]
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """Who declared a sheet void, when and why."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailed:
    """What the trail knows of one sheet. `second_check` is the last one.

    `passed_over` names what somebody passed over with a reason, each by its id, such as `limit:facet`.
    """

    second_check: SecondCheck | None = None
    signatures: tuple[Signature, ...] = ()
    voided: Voided | None = None
    passed_over: tuple[str, ...] = ()


NOTHING_TRAILED = Trailed()
