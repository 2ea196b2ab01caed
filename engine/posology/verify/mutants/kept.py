"""What became of mutants in an earlier run, kept so that only what changed since is asked again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from posology.results.verification import Fate, MutantOutcome
from posology.results.witness import Witness
from posology.verify.mutants.mutant import Mutant

CASE: Final = "case: "
DECIMAL: Final = "decimal"


@dataclass(frozen=True, slots=True)
class Kept:
    """The outcomes of an earlier run, by the names of the mutants.

    `stamp` is the hash of everything that they follow from: the program, the rules, the cases. Under the same stamp
    an outcome stands as it is; under another one it only says which case to try first.
    """

    stamp: str
    outcomes: Mapping[str, Mapping[str, Any]]

    def outcome(self, mutant: Mutant, stamp: str) -> MutantOutcome | None:
        """What became of the mutant, if nothing that it follows from is another."""
        found = self.outcomes.get(mutant.name) if stamp == self.stamp else None
        if found is None:
            return None
        told = found["witness"]
        return MutantOutcome(
            id=mutant.name,
            change=mutant.change,
            fate=Fate(found["fate"]),
            by=found["by"],
            witness=None if told is None else _witness(told),
            seen=tuple(found["seen"]),
            span=mutant.span,
        )

    def killer(self, mutant: Mutant) -> str:
        """The case that killed the mutant in the earlier run; empty where none did."""
        by = str(self.outcomes.get(mutant.name, {}).get("by", ""))
        return by.removeprefix(CASE) if by.startswith(CASE) else ""


NOTHING_KEPT: Final = Kept("", {})


def recall(file: Path | None) -> Kept:
    """What the file has; nothing where there is none, or it cannot be read."""
    try:
        found = None if file is None else json.loads(file.read_text("utf-8"), object_hook=_decoded)
        return NOTHING_KEPT if found is None else Kept(found["stamp"], found["outcomes"])
    except (OSError, ValueError, KeyError, TypeError):
        return NOTHING_KEPT


def keep(file: Path, stamp: str, outcomes: Iterable[MutantOutcome]) -> None:
    """Writes the outcomes, whole or not at all; a folder that cannot be written is left alone."""
    document = {"stamp": stamp, "outcomes": {each.id: _told(each) for each in outcomes}}
    text = json.dumps(document, default=_encoded, ensure_ascii=False)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as written:
            written.write(text)
        Path(written.name).replace(file)
    except OSError:
        return


def _told(outcome: MutantOutcome) -> dict[str, Any]:
    witness = outcome.witness
    shown = (
        None
        if witness is None
        else {
            "record": witness.record,
            "as_of": witness.as_of.isoformat(),
            "procedure_date": None if witness.procedure_date is None else witness.procedure_date.isoformat(),
        }
    )
    return {"fate": outcome.fate.value, "by": outcome.by, "witness": shown, "seen": list(outcome.seen)}


def _witness(told: Mapping[str, Any]) -> Witness:
    day = told["procedure_date"]
    return Witness(
        record=told["record"],
        as_of=date.fromisoformat(told["as_of"]),
        procedure_date=None if day is None else date.fromisoformat(day),
    )


def _encoded(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {DECIMAL: str(value)}
    message = f"a record does not hold {type(value).__name__}"
    raise TypeError(message)


def _decoded(value: dict[str, Any]) -> Any:  # noqa: ANN401 - whatever the file holds
    return Decimal(value[DECIMAL]) if set(value) == {DECIMAL} else value
