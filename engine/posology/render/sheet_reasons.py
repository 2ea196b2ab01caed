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
from posology.render.sheet_section import Entry, Field, Section
from posology.render.sheet_timeline import sheet_events
from posology.render.spine_svg import spine_picture
from posology.render.timeline_svg import timeline_pictures
from posology.results.check import CriterionFinding, CriterionStatus, WashoutFinding
from posology.results.sheet import Sheet, SheetRoute
from posology.results.supply import CryoprotectantDose, StepVolume
from posology.values.numerals import date_in_words, decimal_in_words

MOST_HIGH: Final = 880
"""The height of a picture that still fits on one page, whatever the paper."""

ENDLESS: Final = Layout(width=100_000)
"""Lines as long as their text: paper breaks them itself."""

FEWEST_VIALS, MOST_VIALS = 4, 200
CERTIFICATE: Final = (
    "Viable cells per vial", "Viability", "Identity, with markers", "Sterility", "Mycoplasma", "Endotoxin", "Potency",
    "Methods", "Certificate number and date",
)  # fmt: skip
OBSERVATIONS: Final = ("Before", "At the end", "After 15 minutes", "After 30 minutes", "After 60 minutes")


def reasons(sheet: Sheet) -> Iterator[Section]:
    """The sections from the second page on, those without content left out."""
    found = (
        *_picture(sheet),
        _draft(sheet),
        _needs(sheet),
        *_logs(sheet),
        _qualifies(sheet),
        _doses(sheet),
        _supply(sheet),
        _product(sheet),
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
    vials = min(max(sheet.supply.total_vials or 0, FEWEST_VIALS), MOST_VIALS)
    yield Section(
        name="vial-log",
        heading="Vials, one row for each",
        columns=("Vial", "Identifier", "Lot", "Expiry", "Thaw start", "Thaw end", "Inspected by", "Used or discarded"),
        shares=(8, 44, 24, 22, 18, 18, 26, 26),
        rows=tuple((str(number), *[""] * 7) for number in range(1, vials + 1)),
    )
    fields = tuple(Field(each, None) for each in CERTIFICATE)
    yield Section(name="certificate", heading="Certificate of analysis", fields=fields, across=3)
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


def _supply(sheet: Sheet) -> Section:
    supply = sheet.supply
    entries: list[Entry] = []
    if supply.usable is not None:
        entries.append(Entry(label="Usable per vial", text=f"{supply.usable.says}."))
    for count in supply.vials:
        volume = "" if count.leftover_volume is None else f", in {decimal_in_words(count.leftover_volume)} mL"
        entries.append(Entry(label=f"Vials for {count.name}", text=f"{count.says}{volume}."))
    entries.extend(Entry(label=f"Volume for {each.step}", text=_volume(each)) for each in supply.volumes)
    if supply.cryoprotectant is not None:
        entries.append(Entry(label="Cryoprotectant", text=_cryoprotectant(supply.cryoprotectant)))
    entries.extend(Entry(label=f"{capitalised(each.name)}, not laid out", text=each.why) for each in supply.blocked)
    entries.extend(Entry(label="A reason is needed", text=says) for _, says in supply.soft)
    entries.extend(Entry(label="Not computed", text=each) for each in supply.missing)
    return Section(name="supply", heading="Supply: vials, volumes and what limits them", entries=tuple(entries))


def _volume(volume: StepVolume) -> str:
    """What is drawn, what is added, and each bound with its source."""
    sources = [f"limit by {each.by}: {each.source}" for each in volume.bounds if each.source]
    return f"{'; '.join((*volume.says, *sources))}."


def _cryoprotectant(dose: CryoprotectantDose) -> str:
    return f"{dose.says}." if dose.citation is None else f"{dose.says}. Source: {dose.citation}."


def _product(sheet: Sheet) -> Section:
    """What the clinic states of its product beside what page one has."""
    product = sheet.product
    stated = () if product is None else (
        ("Storage", product.storage),
        ("Premedication", product.premedication),
        ("Residues", product.residues),
        ("Cryoprotectant", None if product.cryoprotectant is None else product.cryoprotectant.agent),
    )  # fmt: skip
    fields = tuple(Field(label, text) for label, text in stated if text is not None)
    return Section(name="product-facts", heading="What the clinic states of its product", fields=fields, across=2)


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
