"""What a source reported, as text: group by group and month by month, with what is disputed marked where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from posology.ir.citation import Citation
from posology.ir.protocol import Protocol
from posology.render.findings_text import WITHIN, capitalised, citation_with_note, source_lines
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, labelled, page_text, paragraph, status
from posology.results.evidence import (
    Band,
    Baseline,
    Contradiction,
    Evidence,
    Figure,
    Found,
    Mean,
    Printing,
    whole_percent,
)
from posology.values.numerals import decimal_in_words, join_in_words

DISPUTED = "disputed"
FOREWORD = (
    "What the source reported of its patients, figure by figure as it is printed there. It is shown so that the source "
    "can be judged; it is no proof of what a treatment does."
)
NOTHING_KEPT = "No figures are kept of what the sources of this protocol reported."


def evidence_as_text(protocol: Protocol, evidence: Evidence | None, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole panel, under the banner of the protocol."""
    body = (NOTHING_KEPT,) if evidence is None else _body(protocol, evidence, layout)
    return page_text((*paragraph(protocol.banner, layout), *heading("Reported by the source", layout), *body))


def _body(protocol: Protocol, evidence: Evidence, layout: Layout) -> Iterator[str]:
    yield from paragraph(FOREWORD, layout)
    yield ""
    yield from labelled("Protocol", f"{protocol.id}, version {protocol.version}, {protocol.status}", layout)
    yield from labelled("Hash of the figures", f"sha256 {evidence.sha256}", layout)
    yield from labelled("Recomputed", _recomputed(evidence), layout)
    yield from heading("What is counted", layout)
    for measure in evidence.measures:
        yield from item(f"{capitalised(measure.says)}. {_source(measure.citation)}", layout)
    for group in evidence.groups:
        yield from _group(group.id, group.says, evidence, layout)
    if evidence.baseline is not None:
        yield from _baseline(evidence.baseline, layout)
    yield from _claims(evidence, layout)
    yield from _contradictions(evidence, layout)
    yield from heading("Sources", layout)
    yield from source_lines((each for each in protocol.sources if each.id in _cited(evidence)), layout)


def _source(citation: Citation) -> str:
    return f"Source: {citation_with_note(citation)}."


def _recomputed(evidence: Evidence) -> str:
    pairs = [(each.count, each.base, each.percent) for each in evidence.pairs]
    right = sum(
        1 for count, base, percent in pairs if count is not None and base and percent == whole_percent(count, base)
    )
    disputed = sum(1 for each in evidence.figures if evidence.disputed_by(each.id))
    return (
        f"{right} of {len(pairs)} percentages are those of the fraction beside them, a half rounded up; "
        f"{disputed} of {len(evidence.figures)} figures are disputed."
    )


def _cited(evidence: Evidence) -> frozenset[str]:
    printed = (each.citation.ref for figure in evidence.figures for each in figure.printings)
    stated = (each.citation.ref for one in evidence.contradictions for each in one.statements)
    return frozenset((*printed, *stated))


def _group(group: str, says: str, evidence: Evidence, layout: Layout) -> Iterator[str]:
    figures = [each for each in evidence.figures if each.group == group]
    yield from heading(says, layout)
    for figure in (each for each in figures if each.month is None):
        yield from paragraph(f"{capitalised(_figure(figure, evidence))}.", layout, INDENT)
    for month in sorted({each.month for each in figures if each.month is not None}):
        at_month = _in_order((each for each in figures if each.month == month), evidence)
        said = "; ".join(_figure(each, evidence) for each in at_month)
        yield from labelled(f"Month {month}", f"{said}.", layout, INDENT)
    yield from _means([each for each in evidence.means if each.group == group], layout)
    for contradiction in _disputing(figures, evidence):
        yield from _disputed(contradiction, evidence, layout)


def _in_order(figures: Iterable[Figure], evidence: Evidence) -> list[Figure]:
    """In the order in which the measures are declared."""
    order = {each.id: place for place, each in enumerate(evidence.measures)}
    return sorted(figures, key=lambda each: order[each.measure])


def _figure(figure: Figure, evidence: Evidence) -> str:
    """`reported as improved 29/39 (74%)`, with every different value where it is not the same everywhere."""
    measure = next(each for each in evidence.measures if each.id == figure.measure)
    different = figure.different
    values = " or ".join(_value(each, placed=len(different) > 1) for each in different)
    disputed = [each.id for each in evidence.disputed_by(figure.id)]
    return f"{measure.says} {values}{f' [{DISPUTED}: {join_in_words(disputed)}]' if disputed else ''}"


def _value(printing: Printing, *, placed: bool) -> str:
    """`29/39 (74%)`, or as much of it as is printed, and where, if it is printed otherwise elsewhere."""
    percent = "" if printing.percent is None else f"{printing.percent}%"
    fraction = "" if printing.count is None else str(printing.count)
    fraction += f"/{printing.base}" if fraction and printing.base is not None else ""
    value = f"{fraction} ({percent})" if fraction and percent else fraction or percent
    return f"{value} in {printing.citation.section}" if placed else value


def _means(means: list[Mean], layout: Layout) -> Iterator[str]:
    rows: dict[tuple[str, str], list[Mean]] = {}
    for mean in means:
        rows.setdefault((mean.population, mean.instrument), []).append(mean)
    for (population, instrument), row in rows.items():
        said = ", ".join(f"{_printed(each)} {_when(each.month)}" for each in row)
        yield from labelled(f"Mean {instrument} of {population.replace('-', ' ')}", f"{said}.", layout, INDENT)


def _printed(mean: Mean) -> str:
    values = dict.fromkeys(decimal_in_words(each.mean) for each in mean.printings)
    return " or ".join(values)


def _when(month: int) -> str:
    return f"at month {month}" if month else "before"


def _disputing(figures: Iterable[Figure], evidence: Evidence) -> tuple[Contradiction, ...]:
    """The contradictions that dispute any of the figures, in their order."""
    ids = {each.id for figure in figures for each in evidence.disputed_by(figure.id)}
    return tuple(each for each in evidence.contradictions if each.id in ids)


def _disputed(contradiction: Contradiction, evidence: Evidence, layout: Layout) -> Iterator[str]:
    yield from status(DISPUTED, f"{contradiction.id}, {_against(contradiction)}", layout)
    yield from labelled("The numbers support", f"{contradiction.supported}.", layout, WITHIN)
    computed = dict.fromkeys(each.says for each in evidence.found_in(contradiction) if each.check != "claim")
    yield from labelled("Computed", f"{'; '.join(computed)}." if computed else "", layout, WITHIN)


def _against(contradiction: Contradiction) -> str:
    return "; against: ".join(each.says for each in contradiction.statements) + "."


def _baseline(baseline: Baseline, layout: Layout) -> Iterator[str]:
    yield from heading("Patients before treatment", layout)
    yield from paragraph(f"{capitalised(citation_with_note(baseline.citation))}.", layout, INDENT)
    for place, column in enumerate(baseline.columns):
        counted = f"{column.patients} {'patient' if column.patients == 1 else 'patients'}."
        yield from labelled(capitalised(column.says), counted, layout, INDENT)
        for block in baseline.blocks:
            said = ", ".join(f"{_band(each)}: {each.patients[place]}" for each in block.bands)
            unit = f" ({block.unit})" if block.unit else ""
            yield from labelled(f"{capitalised(block.id.replace('-', ' '))}{unit}", f"{said}.", layout, WITHIN)


def _band(band: Band) -> str:
    if band.word:
        return band.word
    if band.lowest is not None and band.highest is not None:
        return f"{_bound(band.lowest)} to {_bound(band.highest)}"
    bounds = (("under", band.below), ("over", band.above), ("from", band.lowest), ("up to", band.highest))
    return " and ".join(f"{word} {_bound(bound)}" for word, bound in bounds if bound is not None)


def _bound(number: Decimal) -> str:
    """As printed: a band that ends at 29.9 begins at 25.0."""
    return str(number)


def _claims(evidence: Evidence, layout: Layout) -> Iterator[str]:
    if evidence.claims:
        yield from heading("What the source says of its figures", layout)
    for claim in evidence.claims:
        disputed = [each.id for each in evidence.disputed_by(claim.id)]
        found = [each.says for each in evidence.disagreements if claim.id in each.subjects]
        mark = f" [{DISPUTED}: {join_in_words(disputed)}]" if disputed else ""
        yield from item(f"{capitalised(claim.says)}{mark}. {_source(claim.citation)}", layout)
        shown = found[0] if len(found) == 1 else f"not so for {len(found)} figures"
        yield from labelled("Computed", f"{shown}." if found else "", layout, WITHIN)


def _contradictions(evidence: Evidence, layout: Layout) -> Iterator[str]:
    if evidence.contradictions:
        yield from heading("Where the source contradicts itself", layout)
    for each in evidence.contradictions:
        how = "found by computation" if each.found is Found.ARITHMETIC else "found by reading"
        yield from labelled(each.id, f"{each.where} ({how}).", layout, INDENT)
        for statement in each.statements:
            yield from item(f"{capitalised(statement.says)}. {_source(statement.citation)}", layout, WITHIN)
        yield from labelled("The numbers support", f"{each.supported}.", layout, WITHIN)
        readings = f"{join_in_words(each.readings)}." if each.readings else ""
        yield from labelled("Touches the reading", readings, layout, WITHIN)
