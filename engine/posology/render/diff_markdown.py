"""A diff as Markdown for a change review: a table of what changed, then each change with the patient who shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from posology.render import diff_words as words
from posology.render.findings_text import capitalised
from posology.render.markdown import code_span, escaped
from posology.results.difference import Difference, FieldChange, MeaningDiff, Shown, WordChange

HEADS = ("", "old version", "new version")


def diff_as_markdown(diff: MeaningDiff) -> str:
    """The whole diff; text of a protocol cannot make markup."""
    return "\n".join(_lines(diff)).rstrip("\n") + "\n"


def _lines(diff: MeaningDiff) -> Iterator[str]:
    yield from (f"# Change of meaning: {escaped(diff.new.stamp.id)}", "")
    for banner in words.banners(diff):
        yield from (f"> {escaped(banner)}", "")
    yield from (f"**{escaped(words.headline(diff))}**", "")
    yield f"- old: {escaped(words.side_in_words(diff.old))}"
    yield f"- new: {escaped(words.side_in_words(diff.new))}"
    yield from (f"- {escaped(each)}" for each in words.remarks(diff))
    yield ""
    for number, each in enumerate(diff.differences, start=1):
        yield from _difference(number, each)
    if diff.shown is not None:
        yield from ("## Both versions as they are", "", *_shown(diff.shown))
    yield from _words(diff.words)
    found = [*words.search_in_words(diff), *diff.unasked]
    if found:
        yield from ("## How this was found", "")
        yield from (f"- {escaped(each)}" for each in found)


def _difference(number: int, difference: Difference) -> Iterator[str]:
    yield from (f"## {number}. {escaped(words.title(difference))}", "")
    yield from _table((each.field, _written(each, each.old), _written(each, each.new)) for each in difference.fields)
    at = words.places(difference)
    if at:
        yield from (f"Written at {code_span(at)}.", "")
    answer = words.answer_in_words(difference)
    if answer:
        yield from (escaped(answer), "")
    for said in difference.said:
        yield from (escaped(said), "")
    for each in difference.shown:
        yield from _shown(each)


def _written(field: FieldChange, text: str) -> str:
    """Text of the condition language stands as code; everything is ready for a table."""
    if not text:
        return words.NOTHING
    return code_span(text).replace("|", "\\|") if field.code else escaped(text)


def _shown(shown: Shown) -> Iterator[str]:
    yield from (escaped(shown.sentence), "")
    leaning = words.direction(shown)
    if leaning:
        yield from (f"**Direction:** {escaped(leaning)}.", "")
    for note in words.notes_of(shown):
        yield from (escaped(note), "")
    yield from _table((place, escaped(old), escaped(new)) for place, old, new in words.rows(shown))
    more = words.more_rows(shown)
    if more:
        yield from (escaped(more), "")
    yield from (f"The patient, invented, judged {words.judged_as(shown)}:", "")
    yield from ("```yaml", *words.record_of(shown), "```", "")


def _table(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    lines = [(escaped(capitalised(place)), old, new) for place, old, new in rows]
    if not lines:
        return
    yield f"| {' | '.join(HEADS)} |"
    yield "| --- | --- | --- |"
    yield from (f"| {' | '.join(line)} |" for line in lines)
    yield ""


def _words(changes: Sequence[WordChange]) -> Iterator[str]:
    if not changes:
        return
    yield from ("## Texts that no rule reads", "")
    yield from ("Nothing was judged by them; a person reads them, and must compare them.", "")
    yield from _table(
        (f"{each.part} {each.id}, {each.field}", escaped(each.old) or words.NOTHING, escaped(each.new) or words.NOTHING)
        for each in changes
    )
