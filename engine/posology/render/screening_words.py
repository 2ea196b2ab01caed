"""What all forms of a screening say alike: its sentences, and the columns of its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from posology.results.check import Verdict
from posology.results.screening import (
    VERDICTS,
    AttritionLine,
    FaultCount,
    Screening,
    Settling,
    StageKind,
    VerdictCounts,
)
from posology.values.numerals import count_in_words, date_in_words

VERDICT_MEANS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.ELIGIBLE: "everything holds on the procedure date as recorded",
        Verdict.CONDITIONAL: "nothing is missing; will be eligible if the listed holds are followed",
        Verdict.DEFERRED: "what stands in the way passes with time or a taper, but not by the procedure date",
        Verdict.INDETERMINATE: "nothing known fails, but something needed is not known",
        Verdict.INELIGIBLE: "a criterion is known to fail, and time alone will not mend it",
    }
)

KIND_WORDS: Final[Mapping[StageKind, str]] = MappingProxyType(
    {
        StageKind.INCLUSION: "inclusion",
        StageKind.EXCLUSION: "exclusion",
        StageKind.MEDICINES: "medicines",
        StageKind.PLAN: "plan",
        StageKind.RENEWAL: "ageing values",
        StageKind.PROCEDURE: "procedure date",
    }
)

MOST_SETTLING: Final = 10
"""Elements that are told in a text; a file of the attrition has them all."""

ATTRITION_COLUMNS: Final = ("id", "kind", "text", "entered", "failed", "waiting", "unknown", "remaining")


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The clinician's words for the ids in a row: why it failed, what is unknown, and what to ask, by element."""

    failed: Mapping[str, str]
    unknown: Mapping[str, str]
    asks: Mapping[str, str]


def summary_sentence(found: Screening) -> str:
    """How many were judged, and how many could go on to a treatment."""
    counts = dict(zip(VERDICTS, found.verdicts.counts, strict=True))
    going_on = counts[Verdict.ELIGIBLE] + counts[Verdict.CONDITIONAL]
    are = "is" if going_on == 1 else "are"
    return (
        f"Of {patients_in_words(found.judged)} judged {day_in_words(found)}, {count_in_words(going_on)} {are} eligible "
        f"or conditional, {count_in_words(counts[Verdict.DEFERRED])} deferred, "
        f"{count_in_words(counts[Verdict.INDETERMINATE])} indeterminate and "
        f"{count_in_words(counts[Verdict.INELIGIBLE])} ineligible."
    )


def day_in_words(found: Screening) -> str:
    """For which days the patients were judged."""
    if found.procedure_date is None:
        return f"on {date_in_words(found.as_of)}, each for the procedure date recorded, else the earliest"
    return f"on {date_in_words(found.as_of)} for a procedure on {date_in_words(found.procedure_date)}"


def patients_in_words(count: int) -> str:
    """`1 patient`, `1,234 patients`."""
    return f"{count_in_words(count)} patient{'' if count == 1 else 's'}"


def reading_sentences(found: Screening) -> Iterator[str]:
    """How many patients the source has, and how many of them could not be judged."""
    aside = f"{count_in_words(found.set_aside)} of them set aside" if found.set_aside else "none set aside"
    yield f"{patients_in_words(found.read)} read from {found.cohort}, {aside}"
    if found.set_aside:
        yield "a patient with a faulty row is not judged: --set-aside FILE lists these rows, by place and fault"


def share_in_words(count: int, total: int) -> str:
    """The share in whole percent; `under 1 %` and `over 99 %` where rounding would say none or all."""
    if not total:
        return "0 %"
    percent = (200 * count + total) // (2 * total)
    if count and not percent:
        return "under 1 %"
    return "over 99 %" if percent == 100 and count < total else f"{percent} %"  # noqa: PLR2004 - all of a hundred


def settling_sentence(found: Settling) -> str:
    """`weight is the only element missing of 12 patients`."""
    return f"{found.element} is the only element missing of {patients_in_words(found.patients)}"


def fault_sentence(fault: FaultCount) -> str:
    """`12 rows of patients.csv, column weight: P0501, a quantity without a unit`."""
    rows = f"{count_in_words(fault.rows)} row{'' if fault.rows == 1 else 's'}"
    column = f", column {fault.column}" if fault.column else ""
    return f"{rows} of {fault.where}{column}: {fault.code}, {fault.title}"


def attrition_cells(line: AttritionLine) -> tuple[str, ...]:
    """The cells of a line in the order of `ATTRITION_COLUMNS`, as they stand in a file."""
    counts = (line.entered, line.failed, line.waiting, line.unknown, line.remaining)
    return (line.id, KIND_WORDS[line.kind], line.text, *map(str, counts))


def group_title(found: Screening, group: VerdictCounts) -> str:
    """`site: north`; the groups that are too small to be named are told as such."""
    return f"{found.by}: {group.name}" if not group.is_rest else f"{group.name} of {found.by}"


def stamp_words(found: Screening) -> str:
    """`allorx-spine 1.0.0, investigational`: what stands on each row of a table that has no room for the banner."""
    return f"{found.protocol.id} {found.protocol.version}, {found.protocol.status}"


def day_text(day: date | None) -> str:
    """The day as a program reads it; empty for none."""
    return "" if day is None else day.isoformat()


def readings_words(found: Screening) -> Sequence[str]:
    """Each reading with the option that was chosen, and whether anybody has approved it."""
    return [
        f"{each.id}: {each.chosen}{'' if each.approved_by is not None else ' (not approved)'}"
        for each in found.readings
    ]
