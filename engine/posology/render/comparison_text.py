"""A comparison as text: a table that fits the page, and below it what each protocol says, to be read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posology.render.findings_text import WITHIN, amount_line, capitalised
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, labelled, page_text, paragraph, status
from posology.results.check import Verdict
from posology.results.comparison import Compared, ComparedDose, Comparison
from posology.values.numerals import count_in_words, date_in_words, join_in_words

HEADS = ("Protocol", "Verdict", "Earliest date", "Fails", "Missing", "Holds")
GAP = 2


def comparison_as_text(comparison: Comparison, layout: Layout = PLAIN_LAYOUT) -> str:
    """The record under each protocol, side by side."""
    return page_text(
        (
            *_banners(comparison, layout),
            "",
            *labelled("Patient", comparison.record_id, layout),
            *labelled("Judged as of", date_in_words(comparison.as_of), layout),
            *heading("Side by side", layout),
            *_table(comparison.compared),
            *(line for each in comparison.compared for line in _protocol(each, layout)),
            *_missing(comparison, layout),
        )
    )


def _banners(comparison: Comparison, layout: Layout) -> Iterator[str]:
    """Each banner once: protocols of one product share theirs."""
    for number, banner in enumerate(dict.fromkeys(each.banner for each in comparison.compared)):
        if number:
            yield ""
        yield from paragraph(banner, layout)


def _table(compared: Sequence[Compared]) -> Iterator[str]:
    """One row for each protocol; a column is as wide as its longest entry."""
    rows = [HEADS, *(_row(each) for each in compared)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADS))]
    for row in rows:
        yield "  " + "".join(text.ljust(width + GAP) for text, width in zip(row, widths, strict=True)).rstrip()


def _row(compared: Compared) -> tuple[str, ...]:
    earliest = "-" if compared.earliest_date is None else compared.earliest_date.isoformat()
    in_the_way = len(compared.held) + len(compared.referred)
    numbers = (len(compared.failures), len(compared.missing), in_the_way)
    return (compared.protocol.id, compared.verdict.value, earliest, *(str(each) if each else "-" for each in numbers))


def _protocol(compared: Compared, layout: Layout) -> Iterator[str]:
    yield from heading(compared.protocol.id, layout)
    yield from labelled("Protocol", f"{compared.protocol.title}.", layout, INDENT)
    yield from status(compared.verdict.value, compared.summary, layout, INDENT)
    for failure in compared.failures:
        mends = "" if failure.mends_on is None else f"; time mends it on {date_in_words(failure.mends_on)}"
        yield from item(f"Fails: {failure.text} ({failure.criterion}){mends}.", layout)
    if compared.missing and compared.verdict is not Verdict.INDETERMINATE:  # whose summary lists them
        yield from labelled("Missing", f"{join_in_words(compared.missing)}.", layout, INDENT)
    yield from labelled("To be held", f"{join_in_words(compared.held)}." if compared.held else "", layout, INDENT)
    yield from labelled("Referred", f"{join_in_words(compared.referred)}." if compared.referred else "", layout, INDENT)
    yield from _doses(compared, layout)


def _doses(compared: Compared, layout: Layout) -> Iterator[str]:
    said = "Doses" if compared.laid_out else "Doses, for information only and not to be given"
    yield from labelled(said, "as the protocol states them for this record.", layout, INDENT)
    for dose in compared.doses:
        yield from item(f"{capitalised(dose.name)}{_targets(dose)}: {_amount(dose)}.", layout, WITHIN)
    yield from item(f"Total: {amount_line(compared.total, None)}.", layout, WITHIN)


def _targets(dose: ComparedDose) -> str:
    return f" ({count_in_words(dose.count)} targets)" if dose.count is not None and dose.count > 1 else ""


def _amount(dose: ComparedDose) -> str:
    return "not planned" if dose.count == 0 else amount_line(dose.cells, dose.volume)


def _missing(comparison: Comparison, layout: Layout) -> Iterator[str]:
    yield from heading("What is missing, and which protocols wait for it", layout)
    for awaited in comparison.awaited:
        yield from item(awaited.ask, layout)
        yield from labelled("Record it as", awaited.element, layout, WITHIN)
        yield from labelled("Asked by", join_in_words(awaited.protocols), layout, WITHIN)
    if not comparison.awaited:
        yield from paragraph("Nothing.", layout, INDENT)
