"""Outcomes as a Markdown report: a table for each group, means, and a paragraph of method for a manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from posology.render.diagnostics import visible
from posology.render.findings_text import capitalised, citation_in_words
from posology.render.outcomes_text import fault_in_words
from posology.render.outcomes_words import group_in_words, part_in_counts, reading_in_words, unknown_in_words
from posology.results.outcome_wording import part_in_words
from posology.results.outcomes import Group, Mean, MeanOf, OutcomeRow, Outcomes, Rate
from posology.values.numerals import decimal_in_words

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>|#~])")
NOTHING: Final = "\N{EN DASH}"


def outcomes_as_markdown(outcomes: Outcomes) -> str:
    """The whole report; names from the file cannot make markup."""
    return "\n".join(_lines(outcomes)).rstrip("\n") + "\n"


def _lines(outcomes: Outcomes) -> Iterator[str]:
    yield from (f"# Outcomes: {_text(outcomes.protocol.id)}", "", f"> {_text(outcomes.banner)}", "")
    yield from (_text(outcomes.summary), "")
    yield from _read(outcomes)
    if outcomes.definition is not None:
        yield from ("## Definition", "")
        which = "any part is" if outcomes.definition.combine == "any" else "all parts are"
        yield from (f"A patient responds at a visit where {which} met.", "")
        rows = (
            (part.id, part_in_words(part, outcomes.outcome), citation_in_words(part.citation))
            for part in outcomes.definition.parts
        )
        yield from _table(("part", "is met where", "source"), rows)
    for group in outcomes.groups:
        yield from _group(group, outcomes)
    yield from ("## Method", "", " ".join(_text(each) for each in outcomes.method), "")
    yield from _set_aside(outcomes)
    yield from _stamp(outcomes)


def _read(outcomes: Outcomes) -> Iterator[str]:
    yield from ("## What was read", "")
    yield from (f"- {_text(capitalised(each))}." for each in reading_in_words(outcomes))
    yield from (f"- {_text(each)}" for each in outcomes.notes)
    yield ""


def _group(group: Group, outcomes: Outcomes) -> Iterator[str]:
    rows = [each for each in outcomes.rows if each.group == group]
    yield from (f"## {_text(capitalised(group_in_words(group)))}", "")
    yield from (f"{group.baseline} with a baseline.", "")
    if rows:
        header = ("month", "followed", "responders", "rate", "95 % interval", "missing as failure", "95 % interval")
        yield from _table((*header, "unknown"), (_row(each) for each in rows))
        for each in rows:
            if each.unknown:
                yield from (f"Month {each.month}: {_text(unknown_in_words(each))}.", "")
        yield from _table(("month", "parts"), ((str(each.month), _parts(each)) for each in rows if each.followed))
    lasting = [each for each in rows if each.duration is not None]
    if lasting:
        yield from ("Duration among initial responders:", "")
        header = ("month", "initial responders", "followed", "still responding", "rate", "95 % interval", "unknown")
        yield from _table(header, (_duration(each) for each in lasting))
    yield from _means(group, outcomes)


def _row(row: OutcomeRow) -> tuple[str, ...]:
    return (
        str(row.month),
        f"{row.followed} of {row.group.baseline}",
        f"{row.responders} of {row.followed}",
        *_rate(row.observed),
        *_rate(row.missing_as_failure),
        str(row.unknown),
    )


def _parts(row: OutcomeRow) -> str:
    return "; ".join(part_in_counts(each) for each in row.parts)


def _duration(row: OutcomeRow) -> tuple[str, ...]:
    if row.duration is None:
        raise AssertionError("only rows with a duration stand in this table")
    counts = (row.duration.initial, row.duration.followed, row.duration.continuing)
    return (str(row.month), *map(str, counts), *_rate(row.duration.rate), str(row.duration.unknown))


def _rate(rate: Rate) -> tuple[str, str]:
    if rate.percent is None:
        return NOTHING, NOTHING
    return f"{rate.percent} %", f"{rate.low_percent} to {rate.high_percent} %"


def _means(group: Group, outcomes: Outcomes) -> Iterator[str]:
    months = (0, *outcomes.months)
    for of, title in ((MeanOf.ALL, "Means of all"), (MeanOf.INITIAL_RESPONDERS, "Means of the initial responders")):
        found = {(each.instrument, each.month): each for each in outcomes.means if (each.group, each.of) == (group, of)}
        if not found:
            continue
        yield from (f"{title} (number of patients):", "")
        header = ("score", *("baseline" if month == 0 else f"month {month}" for month in months))
        instruments = dict.fromkeys(instrument for instrument, _ in found)
        rows = ((each, *(_mean(found.get((each, month))) for month in months)) for each in instruments)
        yield from _table(header, rows)


def _mean(mean: Mean | None) -> str:
    return NOTHING if mean is None else f"{decimal_in_words(mean.mean.one_place)} ({mean.patients})"


def _set_aside(outcomes: Outcomes) -> Iterator[str]:
    yield from ("## Rows set aside", "")
    yield from (f"- {_text(fault_in_words(each))}." for each in outcomes.set_aside)
    if not outcomes.set_aside:
        yield "None."
    yield ""


def _stamp(outcomes: Outcomes) -> Iterator[str]:
    stamp = outcomes.protocol
    yield from ("## Counted by", "")
    yield f"- Protocol {_text(stamp.id)}, version {stamp.version}, {stamp.status}; sha256 `{stamp.sha256}`"
    yield f"- Scores: sha256 `{outcomes.scores_sha256}`"
    yield f"- posology {outcomes.engine_version}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{' --- |' * len(header)}"
    yield from (f"| {' | '.join(_text(each) for each in row)} |" for row in rows)
    yield ""


def _text(text: str) -> str:
    """The text with nothing in it that Markdown or a terminal would act on."""
    return _MARKUP.sub(r"\\\1", visible(" ".join(text.split())))
