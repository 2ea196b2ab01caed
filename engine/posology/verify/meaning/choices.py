"""What two forms let a clinic choose, and what of it is approved: no patient is needed to show a difference."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posology.ir.protocol import Protocol, Reading
from posology.results.difference import Difference
from posology.values.numerals import join_in_words
from posology.verify.meaning.change import change_of
from posology.verify.meaning.fields import Fields, Text

OPTIONS: Final = "options of a reading"
APPROVAL: Final = "approval of a reading"


def choice_differences(old: Protocol, new: Protocol) -> Iterator[Difference]:
    """Each reading with other options, then each that is approved otherwise."""
    before, after = ({each.id: each for each in protocol.readings} for protocol in (old, new))
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        change = change_of(OPTIONS, name, _options(one), _options(other))
        if change is not None:
            yield change.stated(*_refused(name, one, other))
    for name, one in before.items():
        other = after.get(name)
        change = None if other is None else change_of(APPROVAL, name, _approval(one), _approval(other))
        if change is not None:
            yield change.stated(f"A sheet made under {name} is not final before the reading is approved.")


def _options(reading: Reading | None) -> Fields:
    if reading is None:
        return {}
    return {"options": Text(join_in_words([each.id for each in sorted(reading.options, key=lambda each: each.id)]))}


def _refused(name: str, old: Reading | None, new: Reading | None) -> Iterator[str]:
    """Which choices of a site file only one of the two takes."""
    sides = [set[str]() if each is None else {option.id for option in each.options} for each in (old, new)]
    for taken, refuses in ((sides[0] - sides[1], "new"), (sides[1] - sides[0], "old")):
        if taken:
            chosen = join_in_words(sorted(taken))
            yield f"A site file that chooses {chosen} for {name} is refused by the {refuses} version."


def _approval(reading: Reading) -> Fields:
    return {"approved by": Text(reading.approved_by or "not approved")}
