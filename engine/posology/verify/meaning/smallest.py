"""The smallest witness that still shows what a larger one shows: fewer recorded elements, then simpler values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, cast

from posology.diagnostics.diagnostic import Refused
from posology.results.witness import Witness
from posology.verify.meaning.simpler import simpler_values
from posology.verify.record_edits import Record, lay, leave_out, read

MOST_TRIALS = 400
"""How often a smaller witness is tried. An ordinary record is at its smallest after about a hundred."""

VALUE = "value"
"""Under which key a measured value stands, where its date, source or method is written beside it."""


def smallest(witness: Witness, still_shows: Callable[[Witness], bool], *, most_trials: int = MOST_TRIALS) -> Witness:
    """A witness that still shows it, and no longer does without any one of its elements.

    What is refused shows nothing, so a required element stays. Where `most_trials` are used up before, the smallest
    found until then is given. The same for the same witness, always.
    """
    search = _Search(still_shows, most_trials)
    found = _drop_many(witness, search)
    while True:
        smaller = _simplify(_drop_each(found, search), search)
        if smaller == found or search.is_over:
            return smaller
        found = smaller


def places_of(record: Record) -> tuple[str, ...]:
    """Every path at which something can be left out, outer ones before those within them, the last of a list first."""
    return tuple(_places(record, ""))


def fewer(witness: Witness) -> Iterator[Witness]:
    """The witness without each one of its elements, and without its procedure date."""
    for place in places_of(witness.record):
        record = leave_out(witness.record, place)
        if record != witness.record:
            yield replace(witness, record=record)
    if witness.procedure_date is not None:
        yield replace(witness, procedure_date=None)


@dataclass(slots=True)
class _Search:
    """What was tried, so that nothing is tried twice."""

    still_shows: Callable[[Witness], bool]
    left: int
    tried: dict[str, bool] = field(default_factory=dict[str, bool])

    @property
    def is_over(self) -> bool:
        """Whether nothing more may be tried."""
        return self.left <= 0

    def shows(self, witness: Witness) -> bool:
        """Whether the witness still shows it; not, once nothing more may be tried."""
        key = repr(witness)
        if key not in self.tried:
            if self.is_over:
                return False
            self.left -= 1
            try:
                self.tried[key] = self.still_shows(witness)
            except Refused:
                self.tried[key] = False
        return self.tried[key]


def _drop_many(witness: Witness, search: _Search) -> Witness:
    """The witness without as many outermost elements as can be dropped half by half, quarter by quarter."""
    size = len(witness.record)
    while size > 1:
        size = (size + 1) // 2
        keys = list(witness.record)
        for start in range(0, len(keys), size):
            chunk = frozenset(keys[start : start + size])
            rest = replace(witness, record={key: each for key, each in witness.record.items() if key not in chunk})
            if search.shows(rest):
                witness = rest
        if size == 1:
            break
    return witness


def _drop_each(witness: Witness, search: _Search) -> Witness:
    """The witness of which no single element can be dropped any more."""
    while True:
        smaller = next((each for each in fewer(witness) if search.shows(each)), None)
        if smaller is None:
            return witness
        witness = smaller


def _simplify(witness: Witness, search: _Search) -> Witness:
    """The witness with each value as simple as it can be, one after the other."""
    for place in places_of(witness.record):
        for simpler in _simpler(read(witness.record, place), witness.as_of):
            tried = replace(witness, record=lay(witness.record, place, simpler))
            if search.shows(tried):
                witness = tried
                break
    return witness


def _simpler(value: Any, as_of: date) -> Iterator[Any]:  # noqa: ANN401 - a record may hold anything
    match value:
        case Mapping():
            group = cast("Record", value)
            if set(group) == {VALUE}:
                yield group[VALUE]
        case list() | tuple() | None:
            return
        case _:
            yield from simpler_values(value, as_of)


def _places(value: Any, path: str) -> Iterator[str]:  # noqa: ANN401 - a record may hold anything
    match value:
        case Mapping():
            for key, each in cast("Record", value).items():
                inner = f"{path}.{key}" if path else key
                yield inner
                yield from _places(each, inner)
        case list() | tuple():
            items = cast("Sequence[Any]", value)
            for index in reversed(range(len(items))):
                yield f"{path}[{index}]"
                yield from _places(items[index], f"{path}[{index}]")
        case _:
            return
