"""One patient's visits as text: what needs somebody to act comes first, then the rest in the order of the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from posology.render.findings_text import WITHIN, capitalised, citation_in_words, stamp_lines
from posology.render.page import (
    PLAIN_LAYOUT,
    Layout,
    heading,
    item,
    items,
    labelled,
    page_text,
    paragraph,
    status,
)
from posology.results.follow_up import FollowUp, Made, ScoreRow, VisitFinding, VisitStatus
from posology.values.numerals import count_in_words, date_in_words, join_in_words

PARTS: Mapping[str, frozenset[VisitStatus]] = MappingProxyType(
    {
        "To be made": frozenset({VisitStatus.DUE, VisitStatus.LATE}),
        "Not made, or not known to be": frozenset({VisitStatus.MISSED, VisitStatus.UNKNOWN}),
        "Done": frozenset({VisitStatus.DONE}),
        "To come": frozenset({VisitStatus.UPCOMING}),
    }
)
"""The headings of the page with the visits under each."""


def follow_up_as_text(follow_up: FollowUp, layout: Layout = PLAIN_LAYOUT) -> str:
    """Every visit, every row that is set aside, and the rules by which they were told."""
    return page_text(
        (
            *_opening(follow_up, layout),
            *_parts(follow_up, layout),
            *_rows(follow_up, layout),
            *_undated(follow_up, layout),
            *heading("How visits are counted", layout),
            *items((*follow_up.rules, *([follow_up.month_rule] if follow_up.month_rule else ())), layout),
            *heading("Judged by", layout),
            *stamp_lines(
                follow_up.protocol, (follow_up.record_id, follow_up.record_sha256), follow_up.engine_version, layout
            ),
            *labelled("Scores hash", f"sha256 {follow_up.scores_sha256}", layout, 2),
        )
    )


def _opening(follow_up: FollowUp, layout: Layout) -> Iterator[str]:
    yield from paragraph(follow_up.banner, layout)
    yield from heading("Visits", layout)
    yield from paragraph(follow_up.summary, layout)
    yield ""
    yield from labelled("Patient", follow_up.record_id, layout)
    yield from labelled("Procedure date", date_in_words(follow_up.procedure_date), layout)
    yield from labelled("As of", date_in_words(follow_up.as_of), layout)


def _parts(follow_up: FollowUp, layout: Layout) -> Iterator[str]:
    for title, statuses in PARTS.items():
        found = [each for each in follow_up.visits if each.status in statuses]
        if found:
            yield from heading(title, layout)
            for each in found:
                yield ""
                yield from _visit(each, follow_up.names, layout)


def _visit(found: VisitFinding, names: Mapping[str, str], layout: Layout) -> Iterator[str]:
    visit = found.laid_out.visit
    yield from status(found.status, f"{found.title}, {visit.when}, {date_in_words(found.laid_out.on)}.", layout)
    yield from paragraph(_told(found), layout, WITHIN)
    if found.made is not None:
        missing = [names[each] for each in found.made.missing]
        yield from labelled("Missing", f"{join_in_words(missing)}." if missing else "", layout, WITHIN)
    else:
        scores = [names[each] for each in visit.instruments]
        for label, named in (("Scores", scores), ("Assessments", visit.assessments), ("To bring", visit.bring)):
            yield from labelled(label, f"{join_in_words(named)}." if named else "", layout, WITHIN)
    yield from labelled("Source", f"{citation_in_words(visit.citation)}.", layout, WITHIN)


def _told(found: VisitFinding) -> str:
    """The reason, and of a visit that was made also when that was."""
    if found.made is None:
        return f"{capitalised(found.why)}."
    return f"{_made(found.made)}. {capitalised(found.why)}."


def _made(made: Made) -> str:
    on = f"Made on {date_in_words(made.date)}" if made.date is not None else "Made, on a day that is not recorded"
    timing = "" if made.timing is None else f", {made.timing}"
    return f"{on}{timing} (row {made.row})"


def _rows(follow_up: FollowUp, layout: Layout) -> Iterator[str]:
    """What became of the rows that are about no visit."""
    yield from heading("Rows of the scores", layout)
    for row in follow_up.baseline:
        yield from item(f"{capitalised(_row(row))} is the baseline: {_scores(row)}.", layout)
    for each in follow_up.set_aside:
        yield from item(f"{capitalised(_row(each.row))} is set aside: {each.why}.", layout)
    for fault in follow_up.faults:
        where = f", column {fault.column}" if fault.column else ""
        yield from item(f"Row {fault.row}{where} is not used: {fault.why}.", layout)
    yield from items(follow_up.notes, layout)
    others = follow_up.other_patients
    about = "row is" if others == 1 else "rows are"
    yield from item(f"{count_in_words(others)} {about} about other patients.", layout)


def _row(row: ScoreRow) -> str:
    named = [f"{word} {number}" for word, number in (("month", row.month), ("day", row.day)) if number is not None]
    return f"row {row.row}{f' ({join_in_words(named)})' if named else ''}"


def _scores(row: ScoreRow) -> str:
    when = "" if row.date is None else f" on {date_in_words(row.date)}"
    scored = join_in_words(sorted(row.scores)) or "no score"
    return f"{scored}{when}"


def _undated(follow_up: FollowUp, layout: Layout) -> Iterator[str]:
    if follow_up.undated:
        yield from heading("Without a date", layout)
        for each in follow_up.undated:
            yield from item(f"{each.subject}: {each.why}.", layout)
