"""What is still open of a sheet that somebody wants to approve: it is made again, as final, on the day of approving."""

from __future__ import annotations

from datetime import date, datetime

from posology.api.knowing import Inputs, known_of
from posology.api.knowledge import Knowledge
from posology.api.loading import knowledge_of, load_knowledge
from posology.api.logged import rules_of, sources_of
from posology.api.planning import sheet as make_sheet
from posology.api.reading import read_facts
from posology.api.trailing import Trail
from posology.results.sheet import Sheet
from posology.results.trail import Entry
from posology.values.zones import at_place


def open_of(trail: Trail, made: Entry, when: datetime) -> tuple[str, ...]:
    """What a final sheet lacks at this instant of the sheet in that entry, as sentences.

    Raises:
        Refused: where the trail no longer has what the sheet was made from, or this engine refuses it.
    """
    found = _made_again(trail, made, when, load_knowledge())
    return (*found.withheld, *(each.what for each in found.needs))


def _made_again(trail: Trail, made: Entry, when: datetime, knowledge: Knowledge) -> Sheet:
    sources, said = sources_of(trail, made), dict(made.happening.asked)
    rules = rules_of(sources, knowledge)
    as_of = date.fromisoformat(said["as_of"])
    name, content = sources.record
    facts, _ = read_facts(content, name, knowledge_of(knowledge, rules), as_of)
    asked = said.get("procedure_date")
    day = None if asked is None else date.fromisoformat(asked)
    inputs = Inputs(
        record=sources.record,
        site=sources.site,
        rules=rules,
        facts=facts,
        as_of=as_of,
        procedure_date=day,
        when=when,
        final=True,
    )
    return make_sheet(
        rules,
        facts,
        as_of,
        day,
        trailed=lambda sheet: known_of(trail, sheet, inputs),
        final=True,
        today=at_place(when, rules.site.time_zone).date(),
    )
