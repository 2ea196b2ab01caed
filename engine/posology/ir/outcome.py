"""The outcome of a protocol: which scores it follows, and what makes a patient a responder."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from posology.ir.citation import Citation

PERCENT_OF_BASELINE = "percent of baseline"
"""The unit of a change that is held against the patient's own baseline."""


class Change(StrEnum):
    """What must have become of a score, or of an event, for a part of the definition to be met."""

    FALLS_BY_AT_LEAST = "falls by at least"
    FALLS_BY_MORE_THAN = "falls by more than"
    RISES_BY_AT_LEAST = "rises by at least"
    RISES_BY_MORE_THAN = "rises by more than"
    IS_AT_LEAST = "is at least"
    IS_MORE_THAN = "is more than"
    IS_AT_MOST = "is at most"
    IS_LESS_THAN = "is less than"
    DID_NOT_HAPPEN = "did not happen"


FROM_BASELINE = frozenset(
    {Change.FALLS_BY_AT_LEAST, Change.FALLS_BY_MORE_THAN, Change.RISES_BY_AT_LEAST, Change.RISES_BY_MORE_THAN}
)
"""The changes that need a baseline."""


class Combine(StrEnum):
    """How the parts make the whole: one part met is enough, or every part must be."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The numbers that a score can be. An end is None where no source that was read says it."""

    unit: str
    lowest: Decimal | None
    highest: Decimal | None
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One score, or one event, on the scale on which the protocol takes it.

    `scale` is None for an event, which is answered yes or no. `better` is `lower`, `higher` or `neither`.
    `at_baseline` is False for a score that compares with the baseline itself and so has none.
    """

    id: str
    name: str
    scale: Scale | None
    better: str
    at_baseline: bool
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePart:
    """One part of a responder definition: an instrument, and the change or value that counts as a response.

    `threshold` is None where the source names none that could be read, and for an event.
    """

    id: str
    instrument: str
    change: Change
    threshold: Decimal | None
    unit: str
    citation: Citation

    @property
    def is_open(self) -> bool:
        """Whether the part waits for a threshold that nobody could read: it is unknown for every patient."""
        return self.threshold is None and self.change is not Change.DID_NOT_HAPPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One definition of a responder. `text` is empty where the parts say all."""

    id: str
    text: str
    combine: Combine
    parts: tuple[OutcomePart, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class InitialVisit:
    """The month whose responders are the initial responders, from which duration is counted."""

    month: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is followed and how a responder is told; the first definition is the main one, and there may be none.

    `initial` is None where the source does not say from which visit on a response is followed.
    """

    definitions: tuple[Definition, ...]
    instruments: tuple[Instrument, ...]
    initial: InitialVisit | None
    citation: Citation
