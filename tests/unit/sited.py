"""An invented clinic for tests of its site file: every part stated, so that each can be taken out or changed."""

from __future__ import annotations

from datetime import date
from functools import cache

from posology.api import Facts, Rules, load, read_facts, sheet
from posology.diagnostics.diagnostic import Refused
from posology.results.sheet import Sheet
from posology.results.signing import NOTHING_TRAILED, SecondCheck, Trailed
from tests.unit.judged import EXAMPLES, changed, knowledge

SITE = (EXAMPLES / "candidate-site.yaml").read_text("utf-8")
DAY = date(2026, 12, 7)
"""The day of the candidate's procedure."""

AGREED = "last_dose: 2026-12-02, agreement: {prescriber: Dr A, date: 2026-11-21}"

READY = changed(
    (
        "{drug: apixaban, last_dose: ongoing}",
        f"{{drug: apixaban, {AGREED}, taken_for: atrial fibrillation, thrombotic_risk: low}}",
    ),
    ("procedure: {date: 2026-12-07}", "procedure: {date: 2026-12-07, epidural_level: L4-L5}\nproduct: {lot: INV-7}"),
)
"""The candidate on the morning of the procedure: everything followed, and nothing left to renew."""

AUTHOR, SECOND = "Anna Author", "Ben Second"


def site(*changes: tuple[str, str]) -> str:
    """The site file with some of its text changed; what is to be changed must be there."""
    text = SITE
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


@cache
def rules_with(text: str, protocol: str = "allorx-spine") -> Rules:
    """The protocol as the clinic of that file has decided."""
    return load(protocol, knowledge(), site=("site.yaml", text.encode()))


def stated(record: str) -> Facts:
    """What the record says on the day of the procedure."""
    return read_facts(record.encode(), "record.yaml", knowledge(), DAY)[0]


def refusals(text: str, protocol: str = "allorx-spine") -> list[tuple[str, str]]:
    """The codes and messages with which the file is refused; none where it is not."""
    try:
        load(protocol, knowledge(), site=("site.yaml", text.encode()))
    except Refused as refused:
        return [(each.code, each.message) for each in refused.diagnostics]
    return []


def passed(made: Sheet) -> Trailed:
    """What a trail knows of a sheet that a second person has worked out anew."""
    found = SecondCheck(
        sheet=made.id,
        content_sha256=made.content_sha256,
        by=SECOND,
        at="2026-12-07T08:15:00+01:00",
        author=AUTHOR,
        passed=True,
        differences=(),
        entry=2,
    )
    return Trailed(second_check=found)


def drawn(record: str = READY, text: str = SITE, trailed: Trailed = NOTHING_TRAILED, *, final: bool = False) -> Sheet:
    """The sheet of the record on the day of the procedure, by the decisions of the clinic."""
    return sheet(rules_with(text), stated(record), DAY, DAY, trailed=lambda _: trailed, final=final, today=DAY)


def final(record: str = READY, text: str = SITE) -> Sheet:
    """The sheet asked for as final, after a second check of this very sheet that was passed."""
    return drawn(record, text, passed(drawn(record, text)), final=True)
