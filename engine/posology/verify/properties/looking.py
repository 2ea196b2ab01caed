"""One patient held against every law about one patient."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeAlias

from posology.diagnostics.diagnostic import Refused
from posology.plain.protocol import PlainProtocol, lower_protocol
from posology.results.witness import Witness
from posology.verify.judge import Judge
from posology.verify.properties.laws import laws_of
from posology.verify.properties.scene import scene_of

ANSWERS = "every-record-is-answered"
ANSWERS_CLAIM = "Every record that is taken in has an answer"

Found: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
"""The laws that a patient breaks, by id, each with what was seen that should not be."""

Looker: TypeAlias = Callable[[Witness], Found]


def looker(judge: Judge, plain: PlainProtocol | None = None, without: Collection[str] = ()) -> Looker:
    """What tells of any patient which laws it breaks; a patient whose record is refused breaks none.

    `plain` is the second execution, lowered from the same protocol where it is not given. The laws that are named by
    `without` are left out.
    """
    laws = tuple(each for each in laws_of(judge.rules.protocol) if each.id not in without)
    second = plain or lower_protocol(judge.rules.protocol)

    def look(witness: Witness) -> Found:
        try:
            scene = scene_of(judge, second, witness)
            _ = scene.check, scene.decision
        except Refused:
            return ()
        except Exception as error:  # noqa: BLE001 - whatever goes wrong inside the engine is what this law looks for
            return ((ANSWERS, (f"{type(error).__name__}: {error}",)),)
        found = ((law.id, tuple(law.broken(scene))) for law in laws)
        return tuple((law, seen) for law, seen in found if seen)

    return look
