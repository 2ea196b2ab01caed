"""What the trail knows of a sheet that is being made: beside its checks and signatures, which others it meets there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from posology import __version__
from posology.api.checking import recorded_procedure_date
from posology.api.passing_over import about_sheets, reasons_of_the_other
from posology.api.shipped import rules_sha256
from posology.api.trailing import Trail
from posology.explain.rules import Rules
from posology.explain.time_out import birth_date
from posology.record.facts import Facts
from posology.results.signing import Altered, Replaced, Trailed
from posology.results.trail import Action, Happening, Part, ProtocolMark
from posology.trail.altered import altered_values
from posology.trail.meaning import meaning_of
from posology.trail.replaced import changed_since, other_sheets, replaced_sheets


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a sheet is made from, as the trail compares it, and when. `final` is whether it is asked for as final."""

    record: tuple[str, bytes]
    site: tuple[str, bytes] | None
    rules: Rules
    facts: Facts
    as_of: date
    procedure_date: date | None
    when: datetime
    final: bool

    @property
    def day(self) -> date | None:
        """The day of the procedure, asked for or recorded."""
        return self.procedure_date or recorded_procedure_date(self.facts)


def known_of(trail: Trail, sheet: str, inputs: Inputs) -> Trailed:
    """What is in the trail about the sheet of that id, which is made from these inputs.

    What stands beside it is asked for a final sheet only; a draft does not depend on it.
    """
    made = _made(sheet, inputs)
    of_patient = trail.entries(patient=inputs.facts.id)
    replaces = tuple(
        Replaced(sheet=other, why=why, altered=_altered(trail, before, inputs.record))
        for other, why, before in replaced_sheets(made, of_patient)
    )
    on = inputs.day or inputs.as_of
    others = other_sheets(made, about_sheets(trail), on) if inputs.final else ()
    head = trail.head()
    known = trail.trailed(sheet)
    given = reasons_of_the_other(trail.entries(action=Action.OVERRIDE), sheet) if others else ()
    return replace(
        known,
        passed_over=(*given, *known.passed_over),
        replaces=replaces,
        others=others,
        changed=changed_since(made, of_patient) if inputs.final else (),
        head=None if head is None else str(head),
        begun=None if head is None else trail.entry(1).happening.when.date(),
    )


def _made(sheet: str, inputs: Inputs) -> Happening:
    """The making of the sheet, as far as it is compared with that of others."""
    protocol, asked = inputs.rules.protocol, inputs.procedure_date
    return Happening(
        who="",
        account="",
        when=inputs.when,
        action=Action.SHEET,
        engine=__version__,
        rules=rules_sha256(),
        patient=inputs.facts.id,
        subject=sheet,
        protocol=ProtocolMark(id=protocol.id, version=protocol.version, sha256=protocol.sha256),
        record=sha256(inputs.record[1]).hexdigest(),
        site=None if inputs.site is None else sha256(inputs.site[1]).hexdigest(),
        asked=() if asked is None else (("procedure_date", asked.isoformat()),),
        born=birth_date(inputs.rules, inputs.facts),
        day=inputs.day,
        facts=meaning_of(inputs.record),
        decisions=None if inputs.site is None else meaning_of(inputs.site),
    )


def _altered(trail: Trail, before: Happening, record: tuple[str, bytes]) -> tuple[Altered, ...]:
    """What of the record is another than in the earlier sheet; nothing where the trail no longer has that record."""
    held = before.part(Part.RECORD)
    old = None if held is None else trail.store.content(held.sha256)
    return () if held is None or old is None else altered_values((held.name, old), record)
