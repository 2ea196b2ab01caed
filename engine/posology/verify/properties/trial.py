"""Laws that are tried on the same patients."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hypothesis import strategies as st

from posology.diagnostics.diagnostic import Refused
from posology.plain.protocol import PlainProtocol
from posology.results.witness import Witness
from posology.verify.judge import Judge
from posology.verify.properties.law import PairLaw
from posology.verify.properties.looking import Found
from posology.verify.properties.scene import scene_of

Tried: TypeAlias = tuple[Witness, ...]
"""The patient who is shown, and the one compared with, if any."""

Seen: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The laws with their sentences, the patients, and what tells of one of these which laws it breaks.

    `first` are patients who are tried before any is drawn, and are only given a `glance`.
    """

    laws: Sequence[tuple[str, str]]
    patients: st.SearchStrategy[Tried]
    look: Callable[[Tried], Found]
    first: Callable[[], Iterable[Tried]] = tuple
    glance: Callable[[Tried], Found] = lambda _: ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Where laws about one patient recorded in two ways are tried."""

    judge: Judge
    plain: PlainProtocol

    def trial(self, law: PairLaw, patients: st.SearchStrategy[tuple[Witness, Witness]]) -> Trial:
        """The law, on these pairs."""
        return Trial(
            laws=((law.id, law.claim),),
            patients=patients.map(tuple),
            look=lambda tried: self._look(law, tried),
        )

    def _look(self, law: PairLaw, tried: Tried) -> Found:
        try:
            changed, other = (scene_of(self.judge, self.plain, each) for each in tried)
        except Refused:
            return ()
        seen = tuple(law.broken(changed, other))
        return ((law.id, seen),) if seen else ()
