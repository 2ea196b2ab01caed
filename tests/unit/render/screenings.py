"""A screening that was invented, for tests of what is made from one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from posology import __version__
from posology.explain.stamp import stamp_of
from posology.results.screening import (
    AttritionLine,
    Audit,
    Calendar,
    FaultCount,
    HoldLine,
    Screening,
    Settling,
    StageKind,
    VerdictCounts,
)
from tests.unit.judged import AS_OF, rules

PROTOCOL = rules().protocol


def _attrition() -> tuple[AttritionLine, ...]:
    entered, lines = 1000, list[AttritionLine]()
    for place, each in enumerate(PROTOCOL.criteria):
        failed = 40 + 7 * place
        line = AttritionLine(
            id=each.id,
            kind=StageKind(each.kind.value),
            text=each.text,
            entered=entered,
            failed=failed,
            waiting=place % 3,
            unknown=5 * place,
        )
        lines.append(line)
        entered = line.remaining
    for kind in (StageKind.MEDICINES, StageKind.PLAN):
        text = f"Everything about the {kind.value} is known"
        lines.append(
            AttritionLine(id=kind.value, kind=kind, text=text, entered=entered, failed=0, waiting=90, unknown=31)
        )
    return tuple(lines)


def invented() -> Screening:
    """A thousand patients of three sites."""
    lines = _attrition()
    ineligible = sum(each.failed for each in lines)
    return Screening(
        engine_version=__version__,
        engine="duckdb",
        protocol=stamp_of(PROTOCOL),
        banner=PROTOCOL.banner,
        readings=PROTOCOL.readings,
        cohort="clinic.csv",
        as_of=AS_OF,
        procedure_date=None,
        read=1007,
        set_aside=7,
        verdicts=VerdictCounts(name=None, counts=(60, 110, 30, 188, ineligible)),
        attrition=lines,
        settling=(
            Settling(element="weight", ask="What does the patient weigh today?", patients=77),
            Settling(element="scores.quebec", ask="What is the Quebec score?", patients=12),
        ),
        by="site",
        groups=(
            VerdictCounts(name="north", counts=(40, 60, 10, 100, 300)),
            VerdictCounts(name="=south|$x$", counts=(20, 50, 19, 88, 290)),
            VerdictCounts(name="the others", counts=(0, 0, 1, 0, 22), is_rest=True),
        ),
        calendar=Calendar(
            weeks=tuple(AS_OF + timedelta(weeks=each) for each in range(12)),
            possible=(60, 0, 101, 5, 3, 2, 0, 0, 9, 0, 0, 1),
            later=19,
            medicines=(
                HoldLine(drug="naproxen", weeks=(0, 12, 80, *(0,) * 9), later=0, refer=0, unknown=8),
                HoldLine(drug="apixaban", weeks=(41, *(0,) * 11), later=0, refer=0, unknown=2),
                HoldLine(drug="morphine", weeks=(0,) * 12, later=0, refer=24, unknown=0),
                HoldLine(drug="triamcinolone", weeks=(0, 0, 1, 0, 2, 4, 4, 6, 1, 0, 2, 3), later=3, refer=0, unknown=0),
                HoldLine(drug="other medicines", weeks=(1,) * 12, later=2, refer=3, unknown=4),
            ),
        ),
        faults=(
            FaultCount(where="clinic.csv", column="weight", code="P0501", title="a value without its unit", rows=7),
        ),
        audit=None,
        deidentified=False,
    )


def audited() -> Screening:
    """The same for a stated procedure date, some of it judged again."""
    return replace(invented(), procedure_date=date(2026, 12, 7), audit=Audit(rows=1000, seed="a"))
