"""What stands behind a sheet, from its second page on: what is open, the picture, why, how much, by whose decision."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posology.ir.protocol import Kind
from posology.render.findings_text import (
    amount_line,
    bases_in_words,
    capitalised,
    cells_line,
    citation_in_words,
    cumulative_in_words,
    particulars,
    reading_in_words,
    washout_lines,
)
from posology.render.page import Layout
from posology.render.sheet_product import certificate_section, product_section, supply_section, vial_log
from posology.render.sheet_section import Entry, Field, Section
from posology.render.sheet_timeline import sheet_events
from posology.render.sheet_trail import trail_section
from posology.render.sheet_words import moment_in_words
from posology.render.spine_svg import spine_picture
from posology.render.timeline_svg import timeline_pictures
from posology.results.check import CriterionFinding, CriterionStatus, WashoutFinding
from posology.results.sheet import Sheet, SheetRoute
from posology.values.numerals import date_in_words

MOST_HIGH: Final = 880
"""The height of a picture that still fits on one page, whatever the paper."""

ENDLESS: Final = Layout(width=100_000)
"""Lines as long as their text: paper breaks them itself."""

OBSERVATIONS: Final = ("Before", "At the end", "After 15 minutes", "After 30 minutes", "After 60 minutes")


def reasons(sheet: Sheet) -> Iterator[Section]:
    """The sections from the second page on, those without content left out."""
    found = (
        *_picture(sheet),
        _draft(sheet),
        _needs(sheet),
        trail_section(sheet),
        *_logs(sheet),
        _qualifies(sheet),
        _doses(sheet),
        supply_section(sheet),
        _limits_passed(sheet),
        product_section(sheet),
        _readings(sheet),
        _medicines(sheet),
        _restarts(sheet),
        _care(sheet),
        _visits(sheet),
        _derivation(sheet),
        _use(sheet),
        _limits(sheet),
        _sources(sheet),
        _made_from(sheet),
    )
    return (each for each in found if each.fields or each.entries or each.rows or each.pictures)


def _draft(sheet: Sheet) -> Section:
    said = {each.what for each in sheet.needs}
    entries = tuple(Entry(text=each) for each in (*sheet.draft_because, *sheet.cautions) if each not in said)
    return Section(name="draft", heading="What to mind", entries=entries)


def _needs(sheet: Sheet) -> Section:
    rows = tuple((each.what, each.where) for each in sheet.needs)
    columns = ("What is open", "Where it is recorded")
    return Section(
        name="needs", heading="What is open before a final sheet", columns=columns, shares=(60, 40), rows=rows
    )


def _picture(sheet: Sheet) -> Iterator[Section]:
    drawn = spine_picture(sheet.injections)
    if drawn is not None:
        yield Section(name="spine", heading=drawn.title, pictures=(drawn,))


def _logs(sheet: Sheet) -> Iterator[Section]:
    """What is written down on the day beside the injections: vials, the certificate, observations."""
    if sheet.withheld:
        return
    yield vial_log(sheet)
    yield certificate_section(sheet)
    yield Section(
        name="observations",
        heading="Observations",
        columns=("When", "Time", "Pulse", "Blood pressure", "Temperature", "Oxygen saturation", "Reaction"),
        shares=(26, 16, 16, 26, 22, 28, 46),
        rows=tuple((when, *[""] * 6) for when in OBSERVATIONS),
    )


def _qualifies(sheet: Sheet) -> Section:
    return Section(
        name="qualifies",
        heading="How the criteria stand" if sheet.withheld else "Why this patient qualifies",
        columns=("Criterion", "Status", "From what is recorded", "Evaluated", "Source"),
        shares=(42, 20, 40, 52, 32),
        rows=tuple(_criterion(each) for each in sheet.qualifies),
    )


def _criterion(finding: CriterionFinding) -> tuple[str, ...]:
    said = f"{finding.text} ({finding.kind})"
    source = citation_in_words(finding.citation)
    return (said, _status(finding), bases_in_words(finding.because), finding.explanation, source)


def _status(finding: CriterionFinding) -> str:
    """An exclusion that is met excludes: the word says which of the two it is."""
    words = finding.status.value.replace("-", " ")
    if finding.kind is Kind.INCLUSION:
        return words
    return {CriterionStatus.MET: "excluded", CriterionStatus.NOT_MET: "not excluded"}.get(finding.status, words)


def _doses(sheet: Sheet) -> Section:
    entries = [entry for route in sheet.routes for entry in _route(route)]
    if sheet.routes:
        entries.append(Entry(label="Total of all routes", text=f"{cells_line(sheet.total)}."))
    if sheet.cumulative is not None:
        entries.append(Entry(label="With earlier treatments", text=cumulative_in_words(sheet.cumulative)))
    entries.extend(
        Entry(label=f"Row {each.number}", text=said)
        for each in sheet.injections
        for said in particulars(each.volume, each.concentration, each.carrier, each.contents)
    )
    return Section(name="doses", heading="How each dose comes about", entries=tuple(entries))


def _route(route: SheetRoute) -> Iterator[Entry]:
    label = capitalised(route.name)
    if route.blocked is not None:
        yield Entry(label=label, text=f"not laid out: {route.blocked}")
    elif route.count == 0:
        yield Entry(label=label, text=f"{route.formula}.")
    else:
        yield Entry(label=label, text=f"{amount_line(route.cells, route.volume)}.")
        yield Entry(label=f"{label}, formula", text=f"{route.formula}.")
        if route.because:
            yield Entry(label=f"{label}, from", text=f"{bases_in_words(route.because)}.")


def _limits_passed(sheet: Sheet) -> Section:
    """Every soft limit that is passed, with the whole reason and who gave it."""
    rows: list[tuple[str, ...]] = []
    for each in sheet.reasons_asked:
        given = each.given
        said = ("", "", "") if given is None else (given.reason, given.by, moment_in_words(given.at))
        rows.append((each.says, *said))
    return Section(
        name="limits-passed",
        heading="Limits passed, and why",
        columns=("Limit", "Reason", "Given by", "When"),
        shares=(60, 70, 28, 34),
        rows=tuple(rows),
    )


def _readings(sheet: Sheet) -> Section:
    approvals = dict(sheet.reading_approvals)
    rows: list[tuple[str, ...]] = []
    for each in sheet.readings:
        approval = approvals.get(each.id)
        signed = "not approved" if approval is None else f"{approval.by}, {date_in_words(approval.on)}"
        chosen = next((option for option in each.options if option.id == each.chosen), None)
        source = "" if chosen is None else citation_in_words(chosen.citation)
        rows.append((each.question, reading_in_words(each).rpartition(" (")[0], signed, source))
    return Section(
        name="readings",
        heading="Readings used where the source is silent, and who approved them",
        columns=("Question", "Read as", "Approved by", "Evidence"),
        shares=(46, 60, 36, 40),
        rows=tuple(rows),
    )


def _medicines(sheet: Sheet) -> Section:
    entries: list[Entry] = []
    for finding in sheet.washout:
        head, said = _medicine(finding)
        entries.append(Entry(label=head, text=said))
    return Section(name="medicines", heading="Medicines before the procedure", entries=tuple(entries))


def _medicine(finding: WashoutFinding) -> tuple[str, str]:
    lines = [line.strip() for line in washout_lines(finding, ENDLESS)]
    word, _, rest = lines[0].partition(": ")
    return f"{word}, {rest}", " ".join(lines[1:])


def _restarts(sheet: Sheet) -> Section:
    entries: list[Entry] = []
    for each in sheet.restarts:
        unless_given_up = "" if each.held else ", if it is to be taken again"
        condition = f", {each.condition}" if each.condition else ""
        said = f"not before {date_in_words(each.not_before)}{condition}. Source: {citation_in_words(each.citation)}."
        entries.append(Entry(label=f"{each.drug}{unless_given_up}", text=f"{said} Taken again on:", blank=True))
    return Section(name="restarts", heading="When medicines may be taken again", entries=tuple(entries))


def _care(sheet: Sheet) -> Section:
    entries = tuple(Entry(label=capitalised(each.when), text=each.text) for each in sheet.care)
    return Section(name="care", heading="Care and aftercare", entries=entries)


def _visits(sheet: Sheet) -> Section:
    events = sheet_events(sheet)
    entries = tuple(Entry(label=date_in_words(each.date), text=f"{each.title}. {each.detail}") for each in sheet.visits)
    pictures = timeline_pictures(events, MOST_HIGH) if events else ()
    return Section(name="visits", heading="Visits, and all dates in their order", entries=entries, pictures=pictures)


def _derivation(sheet: Sheet) -> Section:
    rows = tuple((each.token, ", ".join(each.premises), each.says) for each in sheet.derivation)
    columns = ("What follows", "From", "Because")
    return Section(name="derivation", heading="What follows from what", columns=columns, shares=(50, 70, 66), rows=rows)


def _use(sheet: Sheet) -> Section:
    use = sheet.use
    said = (("Intended use", use.intended), ("For the use of", use.user), ("For whom", use.population))
    fields = tuple(Field(label, text) for label, text in said if text)
    return Section(name="use", heading="What this is meant for", fields=fields)


def _limits(sheet: Sheet) -> Section:
    entries = tuple(Entry(text=each) for each in sheet.evidence_limits)
    return Section(name="limits", heading="Limits of the evidence", entries=entries)


def _sources(sheet: Sheet) -> Section:
    entries = tuple(
        Entry(
            label=each.id,
            text=f"{each.title}. {each.authors}{'' if each.year is None else f', {each.year}'}. {each.locator}. "
            f"What was read of it: {each.read}.",
        )
        for each in sheet.sources
    )
    return Section(name="sources", heading="Sources", entries=entries)


def _made_from(sheet: Sheet) -> Section:
    site = "none" if sheet.site is None else f"{sheet.site.name}, sha256 {sheet.site.sha256}"
    fields = (
        Field("Protocol", f"{sheet.protocol.id}, version {sheet.protocol.version}, sha256 {sheet.protocol.sha256}"),
        Field("Record", f"{sheet.patient.id}, sha256 {sheet.record_sha256}"),
        Field("Site file", site),
        Field("Content of this sheet", f"sha256 {sheet.content_sha256}"),
        Field("Engine", f"posology {sheet.engine_version}"),
    )
    return Section(name="made-from", heading="What made this sheet", fields=fields)
