"""Outcomes as text that a coordinator can read aloud: what was read, the definition, then group by group."""

from __future__ import annotations

from collections.abc import Iterator

from posology.render.findings_text import WITHIN, capitalised, citation_in_words
from posology.render.outcomes_words import (
    duration_in_words,
    group_in_words,
    mean_in_words,
    part_in_counts,
    rate_in_words,
    reading_in_words,
    unknown_in_words,
)
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.results.outcome_wording import part_in_words
from posology.results.outcomes import Group, Mean, MeanOf, OutcomeRow, Outcomes, SetAside


def outcomes_as_text(outcomes: Outcomes, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole outcome."""
    return page_text(
        (
            *_opening(outcomes, layout),
            *_definition(outcomes, layout),
            *(line for group in outcomes.groups for line in _group(group, outcomes, layout)),
            *_set_aside(outcomes, layout),
            *_method(outcomes, layout),
            *_stamp(outcomes, layout),
        )
    )


def _opening(outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    yield from paragraph(outcomes.banner, layout)
    yield from heading("Outcomes", layout)
    yield from paragraph(outcomes.summary, layout)
    yield from heading("What was read", layout)
    yield from items((f"{capitalised(each)}." for each in reading_in_words(outcomes)), layout)
    yield from items(outcomes.notes, layout)


def _definition(outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    definition = outcomes.definition
    if definition is None:
        return
    yield from heading("Who is a responder", layout)
    which = "any part is" if definition.combine == "any" else "all parts are"
    yield from paragraph(f"A patient responds at a visit where {which} met.", layout, INDENT)
    for part in definition.parts:
        yield from item(f"{part.id}: {part_in_words(part, outcomes.outcome)}.", layout)
        yield from labelled("Source", f"{citation_in_words(part.citation)}.", layout, WITHIN)


def _group(group: Group, outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    yield from heading(group_in_words(group), layout)
    yield from labelled("Patients with a baseline", str(group.baseline), layout, INDENT)
    for row in outcomes.rows:
        if row.group == group:
            yield from _row(row, layout)
    yield from _means(group, outcomes, layout)


def _row(row: OutcomeRow, layout: Layout) -> Iterator[str]:
    yield ""
    month = f"Month {row.month}"
    if not row.followed:
        yield from labelled(month, f"nobody of {row.group.baseline} was followed.", layout, INDENT)
        return
    yield from labelled(month, f"{row.followed} of {row.group.baseline} followed.", layout, INDENT)
    yield from labelled("Responders", f"{rate_in_words(row.observed)}.", layout, WITHIN)
    if row.unknown:
        yield from labelled("Unknown", f"{unknown_in_words(row)}.", layout, WITHIN)
    yield from labelled("Missing as failure", f"{rate_in_words(row.missing_as_failure)}.", layout, WITHIN)
    yield from labelled("Parts", f"{'; '.join(part_in_counts(each) for each in row.parts)}.", layout, WITHIN)
    if row.duration is not None:
        yield from labelled("Still responding", f"{duration_in_words(row.duration)}.", layout, WITHIN)


def _means(group: Group, outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    for of, label in ((MeanOf.ALL, "Means, all"), (MeanOf.INITIAL_RESPONDERS, "Means, initial responders")):
        found = [each for each in outcomes.means if each.group == group and each.of is of]
        if not found:
            continue
        yield ""
        yield from paragraph(f"{label}:", layout, INDENT)
        for month in (0, *outcomes.months):
            yield from _means_of_month(month, [each for each in found if each.month == month], layout)


def _means_of_month(month: int, found: list[Mean], layout: Layout) -> Iterator[str]:
    if found:
        label = f"Month {month}" if month else "Baseline"
        yield from labelled(label, f"{'; '.join(mean_in_words(each) for each in found)}.", layout, WITHIN)


def _set_aside(outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    yield from heading("Rows set aside", layout)
    yield from items((f"{fault_in_words(each)}." for each in outcomes.set_aside), layout)
    if not outcomes.set_aside:
        yield from paragraph("None.", layout, INDENT)


def fault_in_words(fault: SetAside) -> str:
    """`row 14, column vas: …`."""
    column = f", column {fault.column}" if fault.column else ""
    return f"Row {fault.row}{column}: {fault.why}"


def _method(outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    yield from heading("How this was counted", layout)
    yield from items(outcomes.method, layout)


def _stamp(outcomes: Outcomes, layout: Layout) -> Iterator[str]:
    stamp = outcomes.protocol
    yield from heading("Counted by", layout)
    yield from labelled("Protocol", f"{stamp.id}, version {stamp.version}, {stamp.status}", layout, INDENT)
    yield from labelled("Protocol hash", f"sha256 {stamp.sha256}", layout, INDENT)
    yield from labelled("Scores hash", f"sha256 {outcomes.scores_sha256}", layout, INDENT)
    yield from labelled("Engine", f"posology {outcomes.engine_version}", layout, INDENT)


def dry_run_as_text(outcomes: Outcomes, layout: Layout = PLAIN_LAYOUT) -> str:
    """What would be read of the file, and nothing of its result."""
    return page_text(
        (
            *paragraph(outcomes.banner, layout),
            *heading("What would be read", layout),
            *items((f"{capitalised(each)}." for each in reading_in_words(outcomes)), layout),
            *items(outcomes.notes, layout),
            *labelled("Months", ", ".join(str(each) for each in (0, *outcomes.months)), layout, INDENT),
            *labelled("Groups", "; ".join(_group_with_count(each) for each in outcomes.groups), layout, INDENT),
            *_set_aside(outcomes, layout),
        )
    )


def _group_with_count(group: Group) -> str:
    return f"{group_in_words(group)} ({group.baseline})"
