"""The shape of one page of the catalogue of diagnostics."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the manual says about one code.

    `code` is `P` and four digits; `title` names the fault in a few words; `severity` is `error` or `warning`;
    `why` says what would go wrong if the input were accepted; `example` is input that has the fault;
    `instead` is how to write it. Texts are for protocol authors and coordinators, not for programmers.
    """

    code: str
    title: str
    severity: str
    why: str
    example: str
    instead: str
