"""What people have done with a sheet: who made, checked, signed or voided it, as the trail has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    """An independent recalculation of one sheet. `differences` is empty exactly where it passed.

    `one_account` is whether it was recorded under an account of the computer under which the sheet was made.
    `failed_before` is how many checks of the sheet that were not passed came before this one.
    """

    sheet: str
    content_sha256: str
    by: str
    at: str
    author: str | None
    passed: bool
    differences: tuple[str, ...]
    entry: int
    one_account: bool = False
    failed_before: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Voided:
    """Who declared a sheet void, when and why."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherSheet:
    """A VERIFIED sheet that stands beside this one, for the same day or a later one.

    `same_id` is false where only the date of birth is the same, so that it may be of the same patient under another id.
    """

    sheet: str
    protocol: str
    day: date
    same_id: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Altered:
    """One value of the record that is another now, by its path; None where there was none, or is none."""

    path: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A sheet of which this one takes the place: why, and what of the record is another since."""

    sheet: str
    why: str
    altered: tuple[Altered, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A limit that somebody passed over, by its id such as `limit:facet`, and why.

    `says` is the excess as it stood then: the reason counts for no other. `at` is a time with its offset from UTC.
    """

    of: str
    says: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailed:
    """What the trail knows of one sheet. `second_check` is the last one.

    `passed_over` is every reason that somebody gave for passing a limit. `others` stand
    VERIFIED beside it, `replaces` are those of which it takes the place. `head` is the last entry of the trail before
    this sheet is put into it, as `41:9f86…`, and `begun` the day of its first one; None where there is no trail, or
    nothing in it. `changed` is what the last evaluation of the patient had as another input than this sheet, in words.
    """

    second_check: SecondCheck | None = None
    signatures: tuple[Signature, ...] = ()
    voided: Voided | None = None
    passed_over: tuple[PassedOver, ...] = ()
    others: tuple[OtherSheet, ...] = ()
    replaces: tuple[Replaced, ...] = ()
    head: str | None = None
    begun: date | None = None
    changed: tuple[str, ...] = ()


NOTHING_TRAILED = Trailed()
