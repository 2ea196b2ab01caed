"""A screening as text that a coordinator can read aloud: verdicts, attrition, what to ask first, what was set aside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.render.screening_words import (
    MOST_SETTLING,
    VERDICT_MEANS,
    fault_sentence,
    group_title,
    patients_in_words,
    reading_sentences,
    readings_words,
    settling_sentence,
    share_in_words,
    summary_sentence,
)
from posology.results.screening import VERDICTS, AttritionLine, Screening, VerdictCounts
from posology.values.numerals import count_in_words

WITHIN: Final = 2 * INDENT
MOST_FAULTS: Final = 20


def screening_as_text(found: Screening, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole summary; the rows themselves are in the other formats."""
    return page_text(
        (
            *paragraph(found.banner, layout),
            *heading("Screening", layout),
            *paragraph(summary_sentence(found), layout),
            *heading("Verdicts", layout),
            *_verdicts(found.verdicts, layout),
            *_groups(found, layout),
            *_attrition(found, layout),
            *_settling(found, layout),
            *_read(found, layout),
            *_stamp(found, layout),
        )
    )


def _verdicts(counts: VerdictCounts, layout: Layout) -> Iterator[str]:
    for verdict, count in zip(VERDICTS, counts.counts, strict=True):
        share = share_in_words(count, counts.patients)
        text = f"{count_in_words(count)} ({share}): {VERDICT_MEANS[verdict]}."
        yield from labelled(verdict.value.upper(), text, layout, INDENT)


def _groups(found: Screening, layout: Layout) -> Iterator[str]:
    if found.by is None:
        return
    yield from heading(f"Verdicts by {found.by}", layout)
    for group in found.groups:
        counts = ", ".join(
            f"{verdict.value} {count_in_words(count)}" for verdict, count in zip(VERDICTS, group.counts, strict=True)
        )
        text = f"{patients_in_words(group.patients)}: {counts}."
        yield from labelled(group_title(found, group), text, layout, INDENT)


def _attrition(found: Screening, layout: Layout) -> Iterator[str]:
    yield from heading("Attrition", layout)
    yield from paragraph(
        "Each line is asked of those whom nothing above it has ruled out. A patient for whom it is unknown, or who "
        "waits for time to pass or for a hold, goes on.",
        layout,
        INDENT,
    )
    yield ""
    yield from labelled("Start", patients_in_words(found.judged), layout, INDENT)
    for line in found.attrition:
        yield from labelled(line.id, f"{line.text}.", layout, INDENT)
        yield from paragraph(_counts(line), layout, WITHIN)
    going_on = found.attrition[-1].remaining if found.attrition else found.judged
    yield from labelled("Not ruled out", patients_in_words(going_on), layout, INDENT)


def _counts(line: AttritionLine) -> str:
    others = (("waiting", line.waiting), ("unknown", line.unknown))
    said = [f"{count_in_words(count)} {word}" for word, count in others if count]
    failed = [f"{count_in_words(line.failed)} ruled out"] if line.kind.rules_out else []
    remain = f"{count_in_words(line.remaining)} of {count_in_words(line.entered)} go on"
    return f"{', '.join([*failed, *said, remain])}."


def _settling(found: Screening, layout: Layout) -> Iterator[str]:
    yield from heading("What would settle most", layout)
    if not found.settling:
        yield from paragraph("Nobody is indeterminate for want of a single element.", layout, INDENT)
    for each in found.settling[:MOST_SETTLING]:
        yield from item(f"{settling_sentence(each)}. Ask: {each.ask}", layout)
    if len(found.settling) > MOST_SETTLING:
        left = len(found.settling) - MOST_SETTLING
        yield from paragraph(f"{left} more {'is' if left == 1 else 'are'} in the file of --attrition.", layout, INDENT)


def _read(found: Screening, layout: Layout) -> Iterator[str]:
    yield from heading("What was read", layout)
    yield from items((f"{each[:1].upper()}{each[1:]}." for each in reading_sentences(found)), layout)
    yield from items((f"{fault_sentence(each)}." for each in found.faults[:MOST_FAULTS]), layout)
    if len(found.faults) > MOST_FAULTS:
        yield from item(f"{len(found.faults) - MOST_FAULTS} more kinds of fault.", layout)


def _stamp(found: Screening, layout: Layout) -> Iterator[str]:
    stamp = found.protocol
    yield from heading("Judged by", layout)
    yield from labelled("Protocol", f"{stamp.id}, version {stamp.version}, {stamp.status}", layout, INDENT)
    yield from labelled("Protocol hash", f"sha256 {stamp.sha256}", layout, INDENT)
    yield from labelled("Readings", "; ".join(readings_words(found)), layout, INDENT)
    yield from labelled("Engine", f"posology {found.engine_version}, on {found.engine}", layout, INDENT)
    if found.audit is not None:
        again = (
            f"{patients_in_words(found.audit.rows)}, picked by the seed `{found.audit.seed}`, judged again one by one"
        )
        yield from labelled("Audit", f"{again} by `check`: no difference", layout, INDENT)
    yield from labelled(
        "More",
        "one row for each patient with --output FILE.csv, .parquet, .xlsx or .json, its reasons in words with --why; "
        "all of this as a file with --attrition FILE, drawn with --figures FOLDER",
        layout,
        INDENT,
    )
