"""The names by which a claim speaks of results: the verdict, criteria, medicines, steps of the plan, and cells.

Each ends in an id as the protocol has it, so that `chronic-pain` is written `result.criterion."chronic-pain"`.
"""

from __future__ import annotations

RESULTS = "result."
"""How the names begin that only a claim may use; those of the plan a hold may use too."""

VERDICT_NAME = "result.verdict"
"""The verdict for the procedure date."""

WASHOUT_FINDINGS = ("clear", "hold", "late", "refer", "unknown")
"""How the medicines of one washout block stand, the mildest first; of several the one that stands last here.

`hold` is still taken and can be clear by the procedure date; `late` cannot.
"""


def criterion_name(criterion: str) -> str:
    """The status of a criterion."""
    return f"result.criterion.{criterion}"


def washout_name(group: str) -> str:
    """The worst finding of the medicines under a washout block; `unknown` where no list of medicines is recorded."""
    return f"result.washout.{group}"


def planned_name(site: str) -> str:
    """Whether the plan has a step at the site."""
    return f"plan.{site}"


def least_name(site: str) -> str:
    """The fewest cells that the plan gives at the site, or in all; null where none is planned or they are unknown."""
    return f"result.cells.{site}.minimum"


def most_name(site: str) -> str:
    """The most cells that the plan gives at the site, or in all; null as the fewest are."""
    return f"result.cells.{site}.maximum"
