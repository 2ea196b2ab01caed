"""The two forms that are held against each other, each as it is and under the options that it has besides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from posology.ir.protocol import Protocol
from posology.results.witness import Witness
from posology.verify.judge import Judge

Settled: TypeAlias = Callable[[Mapping[str, str]], Judge | None]
"""The form with other options chosen; None where it does not compile so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One form: its judge, the same under other options, those worth asking about, its worked cases as witnesses."""

    name: str
    site: str
    judge: Judge
    settled: Settled
    settings: tuple[Mapping[str, str], ...]
    cases: tuple[Witness, ...]

    @property
    def protocol(self) -> Protocol:
        """What it says."""
        return self.judge.rules.protocol


def forms_otherwise(
    old: Side, new: Side, chosen: Mapping[str, str]
) -> Iterator[tuple[str, Judge | None, Judge | None]]:
    """Both forms under each option that both have and that is not chosen, with that option as `nsaid-hold: five-days`.

    One that cannot be compiled so is None, never both of them. Nothing is given of one file with the same planned
    doses: under the same options the two are the same.
    """
    before, after = old.judge.rules, new.judge.rules
    if before.protocol.sha256 == after.protocol.sha256 and before.planned == after.planned:
        return
    for setting in _shared(old, new):
        if setting.items() <= chosen.items():
            continue
        judges = [side.settled({**chosen, **setting}) for side in (old, new)]
        if any(each is not None for each in judges):
            yield ", ".join(f"{reading}: {option}" for reading, option in sorted(setting.items())), judges[0], judges[1]


def _shared(old: Side, new: Side) -> Iterator[Mapping[str, str]]:
    """Every option that both forms have, then what must be chosen together for some part to be used."""
    options = [
        {each.id: [option.id for option in each.options] for each in side.protocol.readings} for side in (old, new)
    ]
    each_option = ({name: option} for name, some in options[0].items() for option in some)
    seen: set[str] = set()
    for setting in chain(each_option, new.settings, old.settings):
        both = all(option in table.get(reading, ()) for table in options for reading, option in setting.items())
        key = repr(sorted(setting.items()))
        if setting and both and key not in seen:
            seen.add(key)
            yield setting
