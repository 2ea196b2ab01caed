"""One record held against several protocols."""

from __future__ import annotations

from collections.abc import Sequence

from posology.knowledge.anatomy import Anatomy
from posology.results.check import Check, Verdict, WashoutStatus
from posology.results.comparison import Awaited, Compared, ComparedDose, Comparison, Failure

LAID_OUT = frozenset({Verdict.ELIGIBLE, Verdict.CONDITIONAL})


def compare(checks: Sequence[tuple[Check, Anatomy]]) -> Comparison:
    """The checks of one record, at least one of them, side by side in their order."""
    first = checks[0][0]
    return Comparison(
        engine_version=first.engine_version,
        record_id=first.record_id,
        record_sha256=first.record_sha256,
        as_of=first.as_of,
        compared=tuple(_compared(check, anatomy) for check, anatomy in checks),
        awaited=_awaited([check for check, _ in checks]),
    )


def _compared(check: Check, anatomy: Anatomy) -> Compared:
    return Compared(
        protocol=check.protocol,
        banner=check.banner,
        verdict=check.verdict,
        summary=check.summary,
        procedure_date=check.procedure_date,
        earliest_date=check.earliest_date,
        failures=tuple(
            Failure(criterion=each.id, text=each.text, mends_on=each.mends_on)
            for each in check.criteria
            if each.stands_in_the_way
        ),
        missing=tuple(each.element for each in check.missing),
        held=tuple(each.drug for each in check.washout if each.status is WashoutStatus.HOLD),
        referred=tuple(each.drug for each in check.washout if each.status is WashoutStatus.REFER),
        laid_out=check.verdict in LAID_OUT,
        doses=tuple(
            ComparedDose(
                site=each.site,
                name=anatomy.sites[each.site].name,
                count=each.count,
                cells=each.cells,
                volume=each.volume,
            )
            for each in check.doses
        ),
        total=check.total,
    )


def _awaited(checks: Sequence[Check]) -> tuple[Awaited, ...]:
    """Every element once, those that most protocols wait for first."""
    asks: dict[str, str] = {}
    waiting: dict[str, list[str]] = {}
    for check in checks:
        for missing in check.missing:
            asks.setdefault(missing.element, missing.ask)
            waiting.setdefault(missing.element, []).append(check.protocol.id)
    found = [Awaited(element=each, ask=asks[each], protocols=tuple(by)) for each, by in waiting.items()]
    return tuple(sorted(found, key=lambda each: -len(each.protocols)))
