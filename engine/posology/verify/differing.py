"""Two forms of a protocol held against each other: a patient whom they judge differently, or the proof of none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from posology.diagnostics.diagnostic import Refused
from posology.prove.asking import EFFORT, Session, Witnesses, any_of
from posology.prove.contrast import contrast
from posology.results.check import Cells, Check, PlanLine, WashoutFinding
from posology.results.witness import Witness
from posology.values.numerals import join_in_words
from posology.verify.judge import Judge

LEFT_OUT = ": not planned, "
"""Part of a note that only tells in words why a step is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How two forms of a protocol stand to each other.

    `equivalent` is proved for every patient; `different` has a witness, and in `seen` what differs for that patient;
    `undecided` says in `why` what was in the way.
    """

    answer: Literal["equivalent", "different", "undecided"]
    witness: Witness | None = None
    seen: tuple[str, ...] = ()
    why: str = ""


def compare_meaning(old: Judge, new: Judge, *, effort: int = EFFORT) -> Comparison:
    """Whether some patient is judged differently by the two, with one such patient where there is.

    What both say alike is not looked at. Visits, outcomes and words are no part of what is judged. `effort` is what one
    question may cost the solver, in the units that it counts itself.
    """
    mine, theirs = old.rules, new.rules
    if mine.dictionary != theirs.dictionary:
        return Comparison(answer="undecided", why="the records of the two have different elements")
    held = contrast(mine.protocol, theirs.protocol, (mine.planned, theirs.planned), mine.dictionary, old.drugs)
    if not held.apart:
        return Comparison(answer="equivalent", why="nothing that is judged differs")
    seen: list[tuple[str, ...]] = []

    def shown(witnesses: Witnesses) -> bool:
        found = _differences_for(old, new, witnesses[0])
        seen.append(found)
        return bool(found)

    session = Session(held.patient.desk, effort)
    found = session.search(any_of(held.apart.values()), (held.patient,), shown, preferred=held.clearly)
    match found.answer:
        case "found":
            return Comparison(answer="different", witness=found.witnesses[0], seen=seen[-1])
        case "nobody":
            return Comparison(answer="equivalent", why=f"no patient tells them apart by {_listed(held.apart)}")
        case _:
            return Comparison(answer="undecided", why=found.why)


def _listed(apart: Iterable[str]) -> str:
    return join_in_words(list(apart))


def _differences_for(old: Judge, new: Judge, witness: Witness) -> tuple[str, ...]:
    """What the two say differently of the witness; nothing where its record is refused."""
    try:
        return differences_of(old.check(witness), new.check(witness))
    except Refused:
        return ()


def differences_of(old: Check, new: Check) -> tuple[str, ...]:
    """What the two say differently of one patient, one phrase for each place; empty where they say the same.

    A criterion that only one of them has is no difference in itself. Nor are words.
    """
    return tuple(_differences(old, new))


def _differences(old: Check, new: Check) -> Iterator[str]:
    yield from _of("verdict", old.verdict, new.verdict)
    yield from _of("earliest date", old.earliest_date, new.earliest_date)
    statuses = {each.id: each for each in new.criteria}
    for each in old.criteria:
        other = statuses.get(each.id)
        if other is not None:
            yield from _of(f"criterion {each.id}", each.status, other.status)
            yield from _of(f"criterion {each.id} mends on", each.mends_on, other.mends_on)
    yield from _of_tables("medicine", _washout(old), _washout(new))
    yield from _of_tables("plan", _plan(old), _plan(new))
    yield from _of("total of cells", _cells(old.total), _cells(new.total))
    yield from _of("sedation", old.sedation, new.sedation)
    yield from _of("to renew", *(", ".join(each.element for each in check.to_renew) for check in (old, new)))
    yield from _of("on the day", *("; ".join(each.check for each in check.day_of_procedure) for check in (old, new)))
    yield from _of("notes", *("; ".join(each for each in check.notes if LEFT_OUT not in each) for check in (old, new)))


def _of(place: str, old: object, new: object) -> Iterator[str]:
    if old != new:
        yield f"{place}: {_said(old)}, then {_said(new)}"


def _said(value: object) -> str:
    return "none" if value is None or value == "" else str(value)


def _of_tables(place: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for key in dict.fromkeys((*old, *new)):
        yield from _of(f"{place} {key}", old.get(key), new.get(key))


def _washout(check: Check) -> Mapping[str, str]:
    """How each medicine stands, without the words that say so."""
    return {f"{index + 1}, {each.drug}": _medicine(each) for index, each in enumerate(check.washout)}


def _medicine(finding: WashoutFinding) -> str:
    parts = {
        "drug-free days": finding.drug_free_days,
        "clear on": finding.clear_on,
        "resumed on": finding.resume_on,
        "agreement": finding.agreement,
        "as": finding.drug_class,
    }
    return ", ".join([finding.status, *(f"{name} {value}" for name, value in parts.items() if value is not None)])


def _plan(check: Check) -> Mapping[str, str]:
    """What each line of the plan gives; two of one place are told apart by their number."""
    found: dict[str, str] = {}
    for line in check.plan:
        place = " ".join(part for part in (line.step, line.side, line.joint, line.place) if part)
        times = 1 + sum(each == place or each.startswith(f"{place}, ") for each in found)
        found[place if times == 1 else f"{place}, {times}"] = _line(line)
    return found


def _line(line: PlanLine) -> str:
    volume = "" if line.volume is None else f", {line.volume.minimum} to {line.volume.maximum} mL"
    return f"{line.site}, {_cells(line.cells)}{volume}"


def _cells(cells: Cells) -> str:
    if cells.minimum is None or cells.maximum is None:
        return "cells not known" if cells.counted else "cells not counted"
    planned = "" if cells.planned is None else f", planned {cells.planned}"
    return f"{cells.minimum} to {cells.maximum} cells{planned}"
