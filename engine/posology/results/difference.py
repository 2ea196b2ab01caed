"""What differs in meaning between two forms of a protocol, each difference with a patient who shows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from posology.diagnostics.span import Span
from posology.results.check import ProtocolStamp
from posology.results.witness import Witness


class Finding(StrEnum):
    """How a question about two forms was answered. Undecided is never taken for equivalent."""

    DIFFERENT = "different"
    EQUIVALENT = "equivalent"
    UNDECIDED = "undecided"


class Aspect(StrEnum):
    """Which part of an answer two forms give differently, those that concern a patient most first."""

    VERDICT = "verdict"
    HOLD = "medicine"
    DOSE = "dose"
    PLAN = "plan"
    CRITERION = "criterion"
    DAY_CHECK = "check on the day"
    NOTE = "note"
    RENEWAL = "value to renew"
    EARLIEST = "earliest date"
    SEDATION = "sedation"
    MISSING = "missing"
    RECORD = "record"
    VISIT = "visit"
    OUTCOME = "outcome"


class Leaning(StrEnum):
    """Which way the new form leans where that can be said: it names a direction, and judges nobody."""

    LESS_CAREFUL = "less careful"
    MORE_CAREFUL = "more careful"
    MORE_CELLS = "more cells"
    FEWER_CELLS = "fewer cells"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """One thing that the two forms say differently of one patient.

    `about` is the criterion, medicine, step or route, empty for the whole; `what` says which part of it, as `clear on`.
    """

    aspect: Aspect
    about: str
    what: str
    old: str
    new: str
    leaning: Leaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A patient for whom two forms differ: `contrasts`, at least one, with that first which the patient was sought for.

    `sentence` says it for a clinician. `alone` is false where the two whole forms differ so for this patient too; where
    it is true, other changes hide it, and it shows only while everything else is as it was. `left_out` are elements of
    the record that one of the forms does not know, each with the form, and that were left out for it.
    """

    witness: Witness
    contrasts: tuple[Contrast, ...]
    sentence: str
    alone: bool
    left_out: tuple[str, ...]

    @property
    def lead(self) -> Contrast:
        """What the patient was sought for."""
        return self.contrasts[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a rule as it was and as it is, in words; empty where the rule did not have it or has it no more."""

    field: str
    old: str
    new: str
    code: bool = False


class Edit(StrEnum):
    """What happened to a part of the protocol."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change of one part of the protocol, and what it means.

    `part` is its kind in words (`criterion`, `washout rule`, `plan step`, …), `id` its name there. `under` is the
    option under which it was asked, as `nsaid-hold: five-days`, empty for those that are chosen. `why` says what
    decided, or why nothing could. `shown` has a patient for each way in which the new form leans. `said` is what it
    comes to where no patient is needed to show it, such as the days of a visit.
    """

    part: str
    id: str
    edit: Edit
    fields: tuple[FieldChange, ...]
    under: str
    finding: Finding
    why: str
    shown: tuple[Shown, ...]
    said: tuple[str, ...]
    old_span: Span | None
    new_span: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChange:
    """A text that changed and that no rule reads: of which part, which text, as it was and as it is."""

    part: str
    id: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One side: what the user named, which protocol that is, how its readings are chosen, and by which site file."""

    name: str
    stamp: ProtocolStamp
    banner: str
    chosen: Mapping[str, str]
    site: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningDiff:
    """Two forms of a protocol held against each other.

    `whole` is the answer about both as they are, with everything that changed and under every option that both have;
    `why` says what decided, and `shown` has a patient where no single difference has one. `tried` is how many patients
    were judged in the search. `unasked` are sentences about what could not be asked.
    """

    engine_version: str
    old: Form
    new: Form
    whole: Finding
    why: str
    shown: Shown | None
    differences: tuple[Difference, ...]
    words: tuple[WordChange, ...]
    unasked: tuple[str, ...]
    tried: int

    @property
    def has_fault(self) -> bool:
        """Whether the two differ or may differ: then somebody must look."""
        return self.whole is not Finding.EQUIVALENT
