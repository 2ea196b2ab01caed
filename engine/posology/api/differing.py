"""Two versions of a protocol, two readings of one, or two site files, held against each other."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, cast

from posology.api.cases import CASES, cases_of
from posology.api.finding import find_protocol, folder_of
from posology.api.knowledge import Knowledge
from posology.api.loading import Workshop, declared_id
from posology.api.reading import raise_if_refused, text_of
from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.diagnostics.span import Span
from posology.protocol.document import read_protocol
from posology.protocol.files import ProtocolFiles
from posology.protocol.readings import settings
from posology.protocol.site import NO_SITE, Decision, Site, read_site
from posology.results.difference import MeaningDiff
from posology.results.witness import Witness
from posology.verify.judge import Judge
from posology.verify.meaning.against import hold_against
from posology.verify.meaning.options import Side
from posology.verify.meaning.searching import Prover

SOLVER: Final = "z3"
PROVER: Final = "posology.verify.differing"
COMPARE: Final = "compare_meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One side: a protocol by id or path, the options chosen beside its site file, and that file with its name."""

    protocol: str
    readings: Mapping[str, str] = field(default_factory=dict[str, str])
    site: tuple[str, bytes] | None = None


def diff(old: Wanted, new: Wanted, knowledge: Knowledge, as_of: date) -> MeaningDiff:
    """What differs in meaning between the two, each difference with the smallest patient who shows it.

    Patients are those of the worked cases of both, and what their rules make of them; with the extra `prove` also those
    that a solver finds. `as_of` is the day of judging where no case says another.

    Raises:
        Refused: where a protocol, a site file or a file of cases has a fault; the faults of both sides are in it.
    """
    sides: list[Side] = []
    refusals: list[Refused] = []
    for wanted in (old, new):
        try:
            sides.append(_side(wanted, knowledge))
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        texts = {name: text for each in refusals for name, text in each.texts.items()}
        found = dict.fromkeys(one for each in refusals for one in each.diagnostics)
        raise Refused(tuple(found), texts)
    return hold_against(sides[0], sides[1], prover_if_installed(), as_of)


def prover_if_installed() -> Prover | None:
    """What proves that two forms say the same of every patient; None without the extra `prove`."""
    if importlib.util.find_spec(SOLVER) is None:
        return None
    return cast("Prover", getattr(importlib.import_module(PROVER), COMPARE))


def _side(wanted: Wanted, knowledge: Knowledge) -> Side:
    """The protocol compiled as it is wanted.

    Raises:
        Refused: where it has a fault.
    """
    diagnostics = Diagnostics()
    texts: dict[str, str] = {}
    files = find_protocol(wanted.protocol, diagnostics)
    site = NO_SITE if files is None else _site(wanted, files, texts, diagnostics)
    workshop = Workshop(knowledge, site, texts)
    rules = None if files is None else workshop.compile(files, {}, diagnostics)
    raise_if_refused(diagnostics, texts)
    if files is None or rules is None:
        raise AssertionError("a protocol that does not compile has a diagnostic")
    sound = files

    def settled(chosen: Mapping[str, str]) -> Judge | None:
        found = Diagnostics()
        other = workshop.compile(sound, chosen, found)
        return None if other is None or found.has_errors else Judge(other, knowledge.drugs)

    document = read_protocol(files, {}, Diagnostics())

    return Side(
        name=wanted.protocol,
        site="" if wanted.site is None else wanted.site[0],
        judge=Judge(rules, knowledge.drugs),
        settled=settled,
        settings=() if document is None else settings(document.written, document.choices),
        cases=_cases(wanted.protocol),
    )


def _site(wanted: Wanted, files: ProtocolFiles, texts: dict[str, str], diagnostics: Diagnostics) -> Site:
    """What the site file decides, and over it the options that are chosen beside it."""
    decided = NO_SITE
    if wanted.site is not None:
        name, content = wanted.site
        texts[name] = text_of(content)
        decided = read_site(content, name, declared_id(files), diagnostics)
    place = Span(wanted.protocol, 0, 0, 0, 0)
    beside = tuple(
        Decision(reading=reading, option=option, approved=None, span=place, option_span=place)
        for reading, option in wanted.readings.items()
    )
    kept = tuple(each for each in decided.decisions if each.reading not in wanted.readings)
    return replace(decided, decisions=(*kept, *beside))


def _cases(protocol: str) -> tuple[Witness, ...]:
    """The patients of its worked cases; none where it has no such file."""
    path = folder_of(protocol) / CASES
    if not path.is_file():
        return ()
    return tuple(
        Witness(record=each.record, as_of=each.as_of, procedure_date=each.procedure_date)
        for each in cases_of(path, protocol)
        if not each.refused
    )
