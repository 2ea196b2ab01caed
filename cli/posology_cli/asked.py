"""What is asked about one record, with everything read and loaded, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from posology.api import Check, Facts, Rules, Schedule, Sheet
from posology.api.knowledge import Knowledge
from posology.results.signing import NOTHING_TRAILED, Trailed
from posology_cli.output import Output

if TYPE_CHECKING:
    from posology.api.trailing import Trail

Result: TypeAlias = "Check | Sheet | Schedule"
Named: TypeAlias = tuple[str, bytes]
"""A file: its name as it was given, and its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The files as they were read, and how the protocol was named."""

    record: Named
    site: Named | None
    protocol: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One record, the protocol that is to judge it, for which days, and where the result goes.

    `when` is the instant of asking, with its offset from UTC. `more` are the options of one command alone, by name.
    `trail` is None where nothing is kept; `read` are then not needed again.
    """

    knowledge: Knowledge
    rules: Rules
    facts: Facts
    as_of: date
    procedure_date: date | None
    output: Output
    when: datetime
    more: Mapping[str, Any] = field(default_factory=dict[str, Any])
    trail: Trail | None = None
    read: Read | None = None

    def trailed(self, sheet: str) -> Trailed:
        """What the trail knows of the sheet of that id, made from what was read: nothing where there is no trail."""
        if self.trail is None or self.read is None:
            return NOTHING_TRAILED
        from posology.api.knowing import Inputs, known_of  # noqa: PLC0415 - the database library, for a trail only

        inputs = Inputs(
            record=self.read.record,
            site=self.read.site,
            rules=self.rules,
            facts=self.facts,
            as_of=self.as_of,
            procedure_date=self.procedure_date,
            when=self.when,
            final=bool(self.more.get("final")),
        )
        return known_of(self.trail, sheet, inputs)
