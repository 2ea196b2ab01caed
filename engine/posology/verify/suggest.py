"""Patients for what no worked case reaches: a record of the file with as little changed as will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations, islice, product
from typing import Any, Final, cast

from posology.diagnostics.diagnostic import Diagnostics, Refused
from posology.ir.walk import facts_read
from posology.reader.document import read_document
from posology.reader.tree import Mapping as Tree
from posology.results.check import Check
from posology.results.suggestion import Suggestion, Suggestions
from posology.results.witness import Witness
from posology.values.dates import parse_date
from posology.verify.bases import AN_ORDINARY_DAY, constructed_base
from posology.verify.boundaries import boundary_witnesses, days_of
from posology.verify.coverage import Coverage, Goal, goals_of, places_of, reached_by
from posology.verify.judge import Judge
from posology.verify.record_edits import Record, lay
from posology.verify.thresholds import Points, element_of, points_of
from posology.verify.values_near import values_near
from posology.verify.worked_cases import plain

MADE_UP: Final = "made-up"
MOST_STARTS: Final = 2
"""From so many records one thing at a time is changed; of the others each is taken as it is."""

MOST_PAIRS: Final = 100
"""So many ways to change two things at once are tried for each part that nothing else reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """A record of the file of cases, by its name, and the day on which it is judged."""

    name: str
    record: Record
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The protocol under some options, which are all that differ from the defaults."""

    readings: tuple[tuple[str, str], ...]
    judge: Judge


def starts_of(content: bytes, name: str) -> tuple[Start, ...]:
    """The records of a file of cases that was read without a fault before."""
    root = read_document(content, name, Diagnostics())
    if not isinstance(root, Tree):
        return ()
    day = root.get("as_of")
    told = None if day is None else parse_date(str(plain(day)))
    records = root.get("records")
    found: Mapping[str, Record] = plain(records) if isinstance(records, Tree) else {}
    as_of = AN_ORDINARY_DAY if told is None else told.earliest
    return tuple(Start(name=key, record=each, as_of=as_of) for key, each in found.items())


def suggest_cases(coverage: Coverage, starts: Sequence[Start], settings: Iterable[Setting]) -> Suggestions:
    """Patients for what the cases leave unreached. The first setting is that of the defaults.

    Where there is no record to start from, one is made up.
    """
    search = _Search(dict(coverage.unreached()))
    made_up: Mapping[str, Record] = {}
    shared: frozenset[Goal] = frozenset()
    for setting in settings:
        if not starts:
            starts = _made_up(setting.judge)
            made_up = {each.name: each.record for each in starts}
        own = {goal for goal, _ in goals_of(setting.judge.rules.protocol)}
        search.under(setting, starts, frozenset(own) - shared)
        shared |= own
    return Suggestions(
        cases=tuple(search.found),
        unreached=tuple(search.open.values()),
        records=made_up,
        as_of=starts[0].as_of if made_up else None,
    )


def _made_up(judge: Judge) -> tuple[Start, ...]:
    made = constructed_base(judge, AN_ORDINARY_DAY)
    return () if made is None else (Start(name=MADE_UP, record=made.record, as_of=made.as_of),)


@dataclass(slots=True)
class _Search:
    """What is still to be reached, with its sentences, and the patients found so far."""

    open: dict[Goal, str]
    found: list[Suggestion] = field(default_factory=list[Suggestion])

    def under(self, setting: Setting, starts: Sequence[Start], own: frozenset[Goal]) -> None:
        """Looks for what can only be reached, or is first met, under these options."""
        for start in starts:
            self._try(setting, start, _asked(start))
        for start in starts[:MOST_STARTS]:
            for witness in boundary_witnesses(setting.judge, (_asked(start),)):
                if not own & self.open.keys():
                    return
                self._try(setting, start, witness)
        for goal in [each for each in self.open if each in own]:
            for start in starts[:1]:
                for witness in islice(_with_two_changed(setting.judge, start, goal), MOST_PAIRS):
                    if goal in self.open:
                        self._try(setting, start, witness)

    def _try(self, setting: Setting, start: Start, witness: Witness) -> None:
        """Keeps the patient where it reaches something that is open."""
        try:
            facts = setting.judge.facts(witness)
        except Refused:
            return
        check = setting.judge.check_facts(facts, witness)
        reached = [each for each in reached_by(setting.judge.rules, facts, check) if each in self.open]
        if reached:
            said = tuple(self.open.pop(each) for each in dict.fromkeys(reached))
            shown = _Shown(goal=reached[0], reaches=said, witness=witness, check=check)
            self.found.append(_suggestion(shown, start, setting))


def _asked(start: Start) -> Witness:
    return Witness(record=start.record, as_of=start.as_of, procedure_date=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A patient who reaches something that was open."""

    goal: Goal
    reaches: tuple[str, ...]
    witness: Witness
    check: Check


def _suggestion(shown: _Shown, start: Start, setting: Setting) -> Suggestion:
    laid, left_out = difference(start.record, shown.witness.record)
    under = f", {', '.join(f'{name} {option}' for name, option in setting.readings)}" if setting.readings else ""
    return Suggestion(
        name=f"to confirm: {' '.join(shown.goal[1:])}{under}",
        reaches=shown.reaches,
        of=start.name,
        laid=laid,
        left_out=left_out,
        as_of=shown.witness.as_of,
        procedure_date=shown.witness.procedure_date,
        readings=setting.readings,
        says=shown.check.summary,
    )


def difference(old: Record, new: Record) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What must be laid over the one record, by dotted path, and what left out of it, to have the other."""
    laid: dict[str, Any] = {}
    left_out: list[str] = []
    for path, value in _differing(old, new, ""):
        if value is _NOTHING:
            left_out.append(path)
        else:
            laid[path] = value
    return laid, tuple(left_out)


_NOTHING: Final = object()


def _differing(old: Record, new: Record, path: str) -> Iterator[tuple[str, object]]:
    for key in (*old, *(each for each in new if each not in old)):
        here = f"{path}.{key}" if path else key
        if key not in new:
            yield here, _NOTHING
        elif isinstance(old.get(key), Mapping) and isinstance(new[key], Mapping):
            yield from _differing(cast("Record", old[key]), cast("Record", new[key]), here)
        elif key not in old or old[key] != new[key]:
            yield here, new[key]


def _with_two_changed(judge: Judge, start: Start, goal: Goal) -> Iterator[Witness]:
    """The record with two of the elements changed that the part reads, each near where the rules turn."""
    node = dict(places_of(judge.rules.protocol)).get(_place(goal))
    if node is None:
        return
    points, dictionary = points_of(judge.rules.protocol, judge.rules.dictionary), judge.rules.dictionary
    witness = _asked(start)
    values: dict[str, tuple[object, ...]] = {}
    for path in facts_read(node):
        element = element_of(path, dictionary) if path in dictionary.elements else None
        if element is not None:
            found = values_near(element, path, points.get(path, Points()), days_of(witness), start.record)
            values[path] = found
    for left, right in combinations(values, 2):
        for one, other in product(values[left], values[right]):
            yield replace(witness, record=lay(lay(start.record, left, one), right, other))


def _place(goal: Goal) -> str:
    """Where the expression stands that is to be reached, as coverage calls it."""
    match goal:
        case ("criterion", name, _):
            return f"the criterion {name}"
        case ("step", name, _):
            return f"the plan step {name}"
        case ("branch", place, *_):
            return place
        case _:
            return ""
