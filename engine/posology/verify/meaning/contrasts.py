"""Two checks of one patient, place by place: what the new one says otherwise, and which way it leans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from posology.ir.protocol import Kind
from posology.results.amounts import range_in_words, volume_in_words
from posology.results.check import (
    Cells,
    Check,
    CriterionFinding,
    CriterionStatus,
    PlanLine,
    Verdict,
    Volume,
    WashoutFinding,
    WashoutStatus,
)
from posology.results.difference import Aspect, Contrast, Leaning
from posology.values.numerals import date_in_words, join_in_words

NONE = "none"

NO_DIFFERENCE_ALONE = frozenset({Aspect.MISSING})
"""What follows from the questions that are asked, and is no answer about a patient."""

_LEFT_OUT = ": not planned, "
"""Part of a note that only tells in words why a step is left out."""

_VERDICTS = tuple(Verdict)
_STATUSES = (WashoutStatus.CLEAR, WashoutStatus.HOLD, WashoutStatus.REFER, WashoutStatus.UNKNOWN)
_EXCLUSIONS: Mapping[CriterionStatus, str] = MappingProxyType(
    {
        CriterionStatus.MET: "excluded",
        CriterionStatus.NOT_MET: "not excluded",
        CriterionStatus.UNKNOWN: "unknown whether excluded",
        CriterionStatus.NOT_APPLICABLE: "not applicable",
    }
)


def contrasts(old: Check, new: Check) -> tuple[Contrast, ...]:
    """Everything that the two say differently, what concerns the patient most first; texts are not compared.

    A criterion that only one of them asks is no difference in itself, as long as the verdict is the same.
    """
    found = (
        *_verdict(old, new),
        *_medicines(old.washout, new.washout),
        *_doses(old, new),
        *_plan(old.plan, new.plan),
        *_criteria(old, new),
        *_lists(old, new),
        *_days(Aspect.EARLIEST, "", "earliest date", (old.earliest_date, new.earliest_date)),
        *_said(Aspect.SEDATION, "", "sedation", (_yes(old.sedation), _yes(new.sedation))),
    )
    order = list(Aspect)
    return tuple(sorted(found, key=lambda each: order.index(each.aspect)))


def is_different(found: Sequence[Contrast]) -> bool:
    """Whether any of them is a difference in the answer itself."""
    return any(each.aspect not in NO_DIFFERENCE_ALONE for each in found)


def _said(
    aspect: Aspect, about: str, what: str, said: Iterable[str], leaning: Leaning = Leaning.NEITHER
) -> Iterator[Contrast]:
    """The contrast between two words, the old one first; nothing where they are the same."""
    old, new = said
    if old != new:
        yield Contrast(aspect=aspect, about=about, what=what, old=old or NONE, new=new or NONE, leaning=leaning)


def _leaning(old: int, new: int) -> Leaning:
    """Which way it leans where a smaller number lets more through."""
    if old == new:
        return Leaning.NEITHER
    return Leaning.LESS_CAREFUL if new < old else Leaning.MORE_CAREFUL


def _verdict(old: Check, new: Check) -> Iterator[Contrast]:
    leaning = _leaning(_VERDICTS.index(old.verdict), _VERDICTS.index(new.verdict))
    yield from _said(Aspect.VERDICT, "", "verdict", (old.verdict.value, new.verdict.value), leaning)


def _medicines(old: Sequence[WashoutFinding], new: Sequence[WashoutFinding]) -> Iterator[Contrast]:
    """INVARIANT: both checks are of one record, so their medicines are the same in the same order."""
    for one, other in zip(old, new, strict=True):
        about, hold = one.drug, Aspect.HOLD
        status = _leaning(_STATUSES.index(one.status), _STATUSES.index(other.status))
        yield from _said(hold, about, "status", (one.status.value, other.status.value), status)
        yield from _drug_free(one, other)
        yield from _days(hold, about, "clear on", (one.clear_on, other.clear_on))
        before = (one.last_dose_on_or_before, other.last_dose_on_or_before)
        yield from _days(hold, about, "last dose on or before", before, later=True)
        yield from _days(hold, about, "taken again on", (one.resume_on, other.resume_on))
        asked = _leaning(int(one.agreement is not None), int(other.agreement is not None))
        yield from _said(hold, about, "agreement", (one.agreement or "", other.agreement or ""), asked)
        yield from _said(hold, about, "class that governs", (one.drug_class or "", other.drug_class or ""))


def _drug_free(one: WashoutFinding, other: WashoutFinding) -> Iterator[Contrast]:
    """A clear medicine without a number has no days to count; a number that is not known leans nowhere."""
    words = ["" if each.drug_free_days is None else str(each.drug_free_days) for each in (one, other)]
    days = [
        0 if each.drug_free_days is None and each.status is WashoutStatus.CLEAR else each.drug_free_days
        for each in (one, other)
    ]
    leaning = Leaning.NEITHER if days[0] is None or days[1] is None else _leaning(days[0], days[1])
    yield from _said(Aspect.HOLD, one.drug, "drug-free days", words, leaning)


def _days(
    aspect: Aspect, about: str, what: str, days: tuple[date | None, date | None], *, later: bool = False
) -> Iterator[Contrast]:
    """An earlier day is the less careful one; of a day not to be passed, the later."""
    old, new = days
    leaning = Leaning.NEITHER
    if old is not None and new is not None:
        sign = -1 if later else 1
        leaning = _leaning(sign * old.toordinal(), sign * new.toordinal())
    yield from _said(aspect, about, what, ("" if each is None else date_in_words(each) for each in days), leaning)


def _doses(old: Check, new: Check) -> Iterator[Contrast]:
    before, after = ({each.site: each for each in check.doses} for check in (old, new))
    for site in dict.fromkeys((*before, *after)):
        both = before.get(site), after.get(site)
        yield from _cells(site, *(None if each is None else each.cells for each in both))
        volumes = (_volume(None if each is None else each.volume) for each in both)
        yield from _said(Aspect.DOSE, site, "volume", volumes)
        counts = ("" if each is None or each.count is None else str(each.count) for each in both)
        yield from _said(Aspect.DOSE, site, "targets", counts)
    yield from _cells("total", old.total, new.total)


def _cells(about: str, old: Cells | None, new: Cells | None) -> Iterator[Contrast]:
    words = ["" if each is None else range_in_words(each) for each in (old, new)]
    yield from _said(Aspect.DOSE, about, "cells", words, _more_or_fewer(old, new))
    if words[0] == words[1]:
        planned = [None if each is None or each.planned is None else _only(each.planned) for each in (old, new)]
        chosen = ("" if each is None else range_in_words(each) for each in planned)
        grown = Leaning.NEITHER if None in planned else _more_or_fewer(*planned)
        yield from _said(Aspect.DOSE, about, "planned cells", chosen, grown)


def _only(number: int) -> Cells:
    return Cells(minimum=number, maximum=number, planned=number)


def _more_or_fewer(old: Cells | None, new: Cells | None) -> Leaning:
    """More where the most that may be given is more, or as much while the least is more."""
    before, after = _ends(old), _ends(new)
    if before is None or after is None or before == after:
        return Leaning.NEITHER
    return Leaning.MORE_CELLS if after > before else Leaning.FEWER_CELLS


def _ends(cells: Cells | None) -> tuple[int, int] | None:
    """The most and the least; none at all where nothing is given, and None where it is not known or not counted."""
    if cells is None:
        return 0, 0
    if not cells.counted or cells.minimum is None or cells.maximum is None:
        return None
    return cells.maximum, cells.minimum


def _volume(volume: Volume | None) -> str:
    return "" if volume is None else volume_in_words(volume)


def _plan(old: Sequence[PlanLine], new: Sequence[PlanLine]) -> Iterator[Contrast]:
    """What each target gets; a target of only one plan is told whole."""
    before, after = _by_target(old), _by_target(new)
    for target in dict.fromkeys((*before, *after)):
        one, other = before.get(target), after.get(target)
        if one is None or other is None:
            leaning = Leaning.MORE_CELLS if one is None else Leaning.FEWER_CELLS
            given = ("" if each is None else _given(each) for each in (one, other))
            yield from _said(Aspect.PLAN, target, "given", given, leaning)
            continue
        both, plan = (one, other), Aspect.PLAN
        cells = (range_in_words(each.cells) for each in both)
        yield from _said(plan, target, "cells", cells, _more_or_fewer(one.cells, other.cells))
        yield from _said(plan, target, "volume", (_volume(each.volume) for each in both))
        yield from _said(plan, target, "approach", (each.approach for each in both))
        yield from _said(plan, target, "given as", (each.carrier for each in both))
        contents = (join_in_words([each.element for each in line.contents]) for line in both)
        yield from _said(plan, target, "shown of the product", contents)


def _given(line: PlanLine) -> str:
    volume = "" if line.volume is None else f" in {volume_in_words(line.volume)}"
    return f"{range_in_words(line.cells)}{volume}"


def _by_target(plan: Sequence[PlanLine]) -> dict[str, PlanLine]:
    """Each line by its step and place; two of one place are told apart by their number."""
    found: dict[str, PlanLine] = {}
    for line in plan:
        place = " ".join(part for part in (line.side, line.joint, line.place) if part)
        name = f"{line.step}: {place}" if place else line.step
        times = 1 + sum(each == name or each.startswith(f"{name}, ") for each in found)
        found[name if times == 1 else f"{name}, {times}"] = line
    return found


def _criteria(old: Check, new: Check) -> Iterator[Contrast]:
    before, after = ({each.id: each for each in check.criteria} for check in (old, new))
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is not None and other is not None:
            leaning = _leaning(_in_the_way(one), _in_the_way(other))
            yield from _said(Aspect.CRITERION, name, "status", (_status(one), _status(other)), leaning)
            yield from _days(Aspect.CRITERION, name, "mended by time on", (one.mends_on, other.mends_on))


def _in_the_way(finding: CriterionFinding) -> int:
    if finding.stands_in_the_way:
        return 2
    return 1 if finding.status is CriterionStatus.UNKNOWN else 0


def _status(finding: CriterionFinding) -> str:
    """Nobody must take a `met` exclusion for good news."""
    return _EXCLUSIONS[finding.status] if finding.kind is Kind.EXCLUSION else finding.status.value.replace("-", " ")


def _lists(old: Check, new: Check) -> Iterator[Contrast]:
    """What is to be done or supplied besides: one contrast for each entry that only one of them has."""
    both = (old, new)
    yield from _entries(Aspect.DAY_CHECK, *({each.check: "asked for" for each in one.day_of_procedure} for one in both))
    renewed = ({each.element: f"not before {date_in_words(each.not_before)}" for each in one.to_renew} for one in both)
    yield from _entries(Aspect.RENEWAL, *renewed)
    notes = ({each: "told" for each in one.notes if _LEFT_OUT not in each} for one in both)
    yield from _entries(Aspect.NOTE, *notes)
    yield from _entries(Aspect.MISSING, *({each.element: "asked for" for each in one.missing} for one in both))


def _entries(aspect: Aspect, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Contrast]:
    for name in dict.fromkeys((*old, *new)):
        leaning = _leaning(int(name in old), int(name in new))
        yield from _said(aspect, name, aspect.value, (old.get(name, ""), new.get(name, "")), leaning)


def _yes(answer: bool | None) -> str:
    return "unknown" if answer is None else "planned" if answer else "not planned"
