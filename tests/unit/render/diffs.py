"""A diff with one of everything, for tests of what is made from it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from posology.diagnostics.span import Span
from posology.results.check import ProtocolStamp
from posology.results.difference import (
    Aspect,
    Contrast,
    Difference,
    Edit,
    FieldChange,
    Finding,
    Form,
    Leaning,
    MeaningDiff,
    Shown,
    WordChange,
)
from posology.results.witness import Witness

OLD_PLACE = Span("rules/a/protocol.yaml", 12, 3, 12, 8)
NEW_PLACE = Span("mine/protocol.yaml", 13, 3, 13, 8)


def form(name: str, version: str, site: str = "") -> Form:
    """One side."""
    stamp = ProtocolStamp(id="a-trial", version=version, sha256="ab" * 32, status="investigational", title="A trial")
    return Form(name=name, stamp=stamp, banner="INVESTIGATIONAL USE.", chosen={"days": "ten"}, site=site)


def contrast(aspect: Aspect, about: str, what: str, said: tuple[str, str], leaning: Leaning) -> Contrast:
    """One thing said differently."""
    return Contrast(aspect=aspect, about=about, what=what, old=said[0], new=said[1], leaning=leaning)


HOLD = contrast(Aspect.HOLD, "naproxen", "drug-free days", ("14", "10"), Leaning.LESS_CAREFUL)
VERDICT = contrast(Aspect.VERDICT, "", "verdict", ("deferred", "eligible"), Leaning.LESS_CAREFUL)

SHOWN = Shown(
    witness=Witness(
        record={
            "id": "W-1",
            "score": Decimal("7.50"),
            "medications": [{"drug": "naproxen", "last_dose": "2026-11-09"}],
        },
        as_of=date(2026, 11, 20),
        procedure_date=date(2026, 11, 23),
    ),
    contrasts=(VERDICT, HOLD),
    sentence="With 13 drug-free days since naproxen, the old version answers deferred, the new one eligible.",
    alone=False,
    left_out=("`score`, which the old version does not know",),
)

DIFFERENT = Difference(
    part="washout rule",
    id="nsaid",
    edit=Edit.CHANGED,
    fields=(FieldChange(field="hold", old="14 drug-free days", new="10 drug-free days"),),
    under="",
    finding=Finding.DIFFERENT,
    why="a patient shows it",
    shown=(SHOWN,),
    said=(),
    old_span=OLD_PLACE,
    new_span=NEW_PLACE,
)

VISIT = Difference(
    part="visit",
    id="1 month after the procedure",
    edit=Edit.REMOVED,
    fields=(FieldChange(field="window", old="7 days before, 7 after", new=""),),
    under="",
    finding=Finding.DIFFERENT,
    why="the two say different things",
    shown=(),
    said=("The new version has no such visit.",),
    old_span=None,
    new_span=None,
)

UNDECIDED = Difference(
    part="criterion",
    id="adult",
    edit=Edit.ADDED,
    fields=(FieldChange(field="condition", old="", new="a | b", code=True),),
    under="days: ten",
    finding=Finding.UNDECIDED,
    why="none of 40 patients tried shows a difference, and it is not proved that none does",
    shown=(),
    said=(),
    old_span=None,
    new_span=NEW_PLACE,
)

WORDS = (WordChange(part="care", id="rest", field="text", old="Rest *well*.", new=""),)


def meaning_diff(
    *differences: Difference, whole: Finding = Finding.DIFFERENT, why: str = "a patient shows it", words: bool = True
) -> MeaningDiff:
    """The differences of two versions of one protocol."""
    return MeaningDiff(
        engine_version="0.1.0",
        old=form("a-trial", "1.0.0"),
        new=form("mine", "1.1.0", site="clinic.yaml"),
        whole=whole,
        why=why,
        shown=None,
        differences=differences,
        words=WORDS if words else (),
        unasked=("The old version does not know `score`: it is asked about patients without what they record there.",),
        tried=1234,
    )


ALL = meaning_diff(DIFFERENT, VISIT, UNDECIDED)
