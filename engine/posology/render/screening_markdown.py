"""The attrition of a screening as a Markdown report: what was screened, by what, who remains, what to ask first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from posology.render.markdown import escaped
from posology.render.screening_words import (
    KIND_WORDS,
    fault_sentence,
    group_title,
    reading_sentences,
    readings_words,
    share_in_words,
    summary_sentence,
)
from posology.results.screening import VERDICTS, AttritionLine, Screening
from posology.values.numerals import count_in_words


def attrition_as_markdown(found: Screening) -> str:
    """The whole report; names from the cohort cannot make markup."""
    return "\n".join(_lines(found)).rstrip("\n") + "\n"


def _lines(found: Screening) -> Iterator[str]:
    yield from (f"# Screening: {escaped(found.protocol.id)}", "", f"> {escaped(found.banner)}", "")
    yield from (escaped(summary_sentence(found)), "")
    yield from (f"- {escaped(f'{each[:1].upper()}{each[1:]}')}." for each in reading_sentences(found))
    yield from (f"- {escaped(fault_sentence(each))}." for each in found.faults)
    yield from ("", "## Attrition", "", "A patient who is unknown or waits at a line goes on to the next.", "")
    header = ("", "asked", "entered", "ruled out", "waiting", "unknown", "go on")
    start = ("start", "every patient who was judged", count_in_words(found.judged), "", "", "", "")
    yield from _table(header, (start, *(_line(each) for each in found.attrition)))
    yield from ("## Verdicts", "")
    counts = zip(VERDICTS, found.verdicts.counts, strict=True)
    rows = ((each.value, count_in_words(count), share_in_words(count, found.judged)) for each, count in counts)
    yield from _table(("verdict", "patients", "share"), rows)
    yield from _groups(found)
    yield from ("## What would settle most", "")
    if found.settling:
        settling = ((each.element, count_in_words(each.patients), each.ask) for each in found.settling)
        yield from _table(("the only element missing", "patients", "ask"), settling)
    else:
        yield from ("Nobody is indeterminate for want of a single element.", "")
    yield from _stamp(found)


def _line(line: AttritionLine) -> Sequence[str]:
    failed = count_in_words(line.failed) if line.kind.rules_out else ""
    counts = (line.waiting, line.unknown, line.remaining)
    asked = f"{line.text} ({KIND_WORDS[line.kind]})"
    return (line.id, asked, count_in_words(line.entered), failed, *map(count_in_words, counts))


def _groups(found: Screening) -> Iterator[str]:
    if found.by is None:
        return
    yield from (f"## Verdicts by {escaped(found.by)}", "")
    header = ("group", "patients", *(each.value for each in VERDICTS))
    rows = (
        (group_title(found, each), count_in_words(each.patients), *map(count_in_words, each.counts))
        for each in found.groups
    )
    yield from _table(header, rows)


def _stamp(found: Screening) -> Iterator[str]:
    stamp = found.protocol
    yield from ("## Judged by", "")
    yield f"- Protocol {escaped(stamp.id)}, version {stamp.version}, {stamp.status}; sha256 `{stamp.sha256}`"
    yield from (f"- Reading {escaped(each)}" for each in readings_words(found))
    yield f"- posology {found.engine_version}, on {escaped(found.engine)}"
    if found.audit is not None:
        yield f"- {count_in_words(found.audit.rows)} rows judged again one by one by `check`: no difference"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    yield from (f"| {' | '.join(escaped(each) for each in row)} |" for row in rows)
    yield ""
