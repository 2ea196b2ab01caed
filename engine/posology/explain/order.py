"""What an order says beside its doses: what it is given for, the level of an epidural, how long an infusion runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from posology.explain.cryoprotectant import INTRAVENOUS
from posology.ir.site import SiteDecisions
from posology.record.facts import Facts
from posology.results.check import PlanLine
from posology.results.naming import written_date_in_words
from posology.results.sheet import Needed
from posology.values.numerals import join_in_words

EPIDURAL: Final = "epidural"
LEVEL: Final = "procedure.epidural_level"
INDICATION: Final = "procedure.indication"
PAINS: Final = (("back pain", "pain.back.onset"), ("neck pain", "pain.neck.onset"))
REGIONS: Final = (("lumbar", "L"), ("cervical", "C"))
"""How the levels of a region begin, where the place of an injection names the region."""


def indication(facts: Facts) -> str | None:
    """What the treatment is given for, as recorded: in the clinician's words, else the pain and since when."""
    stated = facts.values.get(INDICATION)
    if stated is not None:
        return stated.written
    pains = [(name, facts.values.get(path)) for name, path in PAINS]
    said = [f"{name} since {written_date_in_words(each.written)}" for name, each in pains if each is not None]
    return join_in_words(said) or None


def level_of(line: PlanLine, facts: Facts) -> str | None:
    """The level of an epidural as recorded, None where there is none or it does not lie in the region of its place."""
    stated = facts.values.get(LEVEL)
    if line.site != EPIDURAL or line.joint is not None or stated is None:
        return None
    return stated.written if _lies_there(stated.written, line.place or "") else None


def duration_of(line: PlanLine, site: SiteDecisions) -> Decimal | None:
    """The minutes over which the clinic plans to give it."""
    return site.durations.get(line.step)


def needs_of_order(plan: Sequence[PlanLine], facts: Facts, site: SiteDecisions) -> Iterator[Needed]:
    """What of it a final sheet lacks."""
    if indication(facts) is None:
        yield Needed(what="The indication is not recorded.", where=f"the record: {INDICATION}")
    stated = facts.values.get(LEVEL)
    for place in dict.fromkeys(each.place or "" for each in plan if each.site == EPIDURAL and each.joint is None):
        if stated is None:
            yield Needed(what="The level of the epidural injection is not recorded.", where=f"the record: {LEVEL}")
        elif not _lies_there(stated.written, place):
            yield Needed(
                what=f"{stated.written}, the level of the epidural injection, is none of the {place}.",
                where=f"the record: {LEVEL}",
            )
    for step in dict.fromkeys(each.step for each in plan if each.site == INTRAVENOUS):
        if step not in site.durations:
            yield Needed(
                what=f"Over which time the infusion of {step} runs is not recorded.",
                where=f"the site file: planned.{step}.over",
            )


def _lies_there(level: str, place: str) -> bool:
    letters = [letter for region, letter in REGIONS if region in place.casefold()]
    return not letters or level[:1] in letters
