"""The parts of a printed sheet in their order: words only, each in its place, for every form of paper.

A field without a text, and a cell of a table without one, is a blank that only people fill in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from posology.render.findings_text import amount_line, capitalised, cumulative_in_words, recorded_in_words
from posology.render.sheet_product import product_fields, use_before_label
from posology.render.sheet_reasons import reasons
from posology.render.sheet_rows import injections_section
from posology.render.sheet_section import BOX, Entry, Field, Section
from posology.render.sheet_words import (
    NO_CELLS,
    NOT_CHOSEN,
    WITHHELD,
    infusion_said,
    moment_in_words,
    vials_in_words,
)
from posology.results.amounts import range_in_words
from posology.results.check import Cells
from posology.results.naming import born_in_words, written_date_in_words
from posology.results.sheet import Measurement, ReasonAsked, Sheet, SheetHold, SheetRoute, SheetStatus
from posology.results.signing import Meaning
from posology.results.supply import VialCount
from posology.values.numerals import cells_in_words, count_in_words, date_in_words
from posology.values.placeholders import stated

TITLE = "Procedure dose sheet"
MISMATCH = (
    "If patient, container and order do not match, nothing is given: keep the container apart, tell the prescriber and "
    "the supplier, and write it down with the time."
)
"""What follows a mismatch; the model is the rule of one state for progenitor cells (New Jersey 8:8-13.20)."""

SIGNERS = (Meaning.AUTHOR, Meaning.VERIFIER, Meaning.APPROVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A sheet in words: what stands on every page, the sections of the sheet itself, and those with the reasons."""

    title: str
    protocol: str
    status: str
    status_says: str
    banner: str
    patient: str
    born: str
    sheet: str
    stamp: tuple[str, ...]
    summary: str
    sections: tuple[Section, ...]
    reasons: tuple[Section, ...]


def page_of(sheet: Sheet) -> Page:
    """The sheet in words."""
    return Page(
        title=TITLE,
        protocol=sheet.protocol.title,
        status=sheet.status.value,
        status_says=_status_says(sheet),
        banner=sheet.banner,
        patient=sheet.patient.id,
        born=born_in_words(sheet.patient.birth_date),
        sheet=sheet.id,
        stamp=tuple(_stamp(sheet)),
        summary=sheet.summary,
        sections=tuple(_sections(sheet)),
        reasons=tuple(reasons(sheet)),
    )


def _status_says(sheet: Sheet) -> str:
    match sheet.status:
        case SheetStatus.DRAFT:
            return "Not for use until verified and signed."
        case SheetStatus.VERIFIED:
            return "Nothing that a final sheet needs is open. For this content only."
        case SheetStatus.VOID:
            voided = sheet.voided
            why = (
                ""
                if voided is None
                else f" Declared void by {voided.by}, {moment_in_words(voided.at)}: {voided.reason}."
            )
            return f"Not to be used.{why}"


def _stamp(sheet: Sheet) -> Iterator[str]:
    """What stands at the foot of every page."""
    protocol = sheet.protocol
    yield f"Protocol {protocol.id}, version {protocol.version}, {protocol.status}, sha256 {protocol.sha256}"
    yield f"Content sha256 {sheet.content_sha256}"
    created = "not stated" if sheet.created is None else moment_in_words(sheet.created)
    yield f"Engine posology {sheet.engine_version}; created {created}"


def _sections(sheet: Sheet) -> Iterator[Section]:
    yield Section(name="order", heading="Order", fields=tuple(_order(sheet)), across=4)
    if sheet.withheld:
        entries = tuple(Entry(text=each) for each in sheet.withheld)
        yield Section(name="withheld", heading="No dose and no plan is laid out", entries=entries)
    else:
        yield _time_out(sheet)
        yield injections_section(sheet)
        yield _totals(sheet)
        yield Section(name="vials", heading="Vials to thaw", entries=tuple(_vials(sheet)), beside=True)
        product = tuple(_product(sheet))
        yield Section(name="product", heading="Product and thaw clock", fields=product, across=6, note=MISMATCH)
        yield from _holds(sheet)
        yield from _day(sheet)
        yield from _checks(sheet)


def _order(sheet: Sheet) -> Iterator[Field]:
    day = "not known" if sheet.procedure_date is None else date_in_words(sheet.procedure_date)
    yield Field("Procedure date", day)
    yield Field("Verdict", sheet.verdict.value)
    yield Field("Judged as of", date_in_words(sheet.as_of))
    for each in sheet.measurements:
        yield Field(capitalised(each.element), _measured(each))
    yield Field("Prescriber", _prescriber(sheet))
    yield Field("Indication", sheet.indication)
    basis = sheet.legal_basis
    number = None if basis is None else stated(basis.number)
    yield Field("Legal basis", None if basis is None or number is None else f"{basis.kind}, number {number}")
    ethics = sheet.ethics
    board, approved = (None, None) if ethics is None else (stated(ethics.board), stated(ethics.number))
    yield Field("Ethics approval", None if board is None or approved is None else f"{board}, number {approved}")
    yield Field("Consent", _consent(sheet))
    if not sheet.withheld:
        sedation = "not known" if sheet.sedation is None else "planned" if sheet.sedation else "not planned"
        yield Field("Sedation", sedation)
    yield Field("Clinic", None if sheet.site is None or not sheet.site.name else sheet.site.name)


def _prescriber(sheet: Sheet) -> str | None:
    """The name, with the number of a licence where it is one."""
    name = None if sheet.prescriber is None else stated(sheet.prescriber.name)
    licence = None if sheet.prescriber is None else stated(sheet.prescriber.licence)
    return name if name is None or licence is None else f"{name}, licence {licence}"


def _measured(measured: Measurement) -> str | None:
    """The value with how, when and from whom or where it was obtained, and the one before it."""
    if measured.value is None:
        return None
    on = None if measured.date is None else written_date_in_words(measured.date)
    by = None if measured.source is None else f"by {measured.source}"
    said = ", ".join(each for each in (recorded_in_words(measured.value), measured.method, on, by) if each is not None)
    return said if measured.changed is None else f"{said}; {measured.changed.says}"


def _consent(sheet: Sheet) -> str | None:
    """What is recorded of the consent, and whether it is of the version that the clinic uses now."""
    consent = sheet.consent
    if consent.signed is None:
        return None
    version = "version not recorded" if consent.version is None else f"version {consent.version}"
    on = "date not recorded" if consent.dated is None else written_date_in_words(consent.dated)
    now = "" if consent.agrees is not False else f"; the clinic now uses version {consent.clinic_version}"
    return f"{'signed' if consent.signed else 'not signed'}, {version}, {on}{now}"


def _time_out(sheet: Sheet) -> Section:
    entries = tuple(Entry(label=capitalised(each.subject), text=each.recorded, tick=True) for each in sheet.time_out)
    return Section(name="time-out", heading="Time-out, said aloud before the first needle", entries=entries, across=2)


def _totals(sheet: Sheet) -> Section:
    rows = [_total(each) for each in sheet.routes]
    rows.append(("Total of all routes", range_in_words(sheet.total), _planned(sheet.total)))
    cumulative = sheet.cumulative
    note = "" if cumulative is None else f"With earlier treatments: {cumulative_in_words(cumulative)}"
    return Section(
        name="totals",
        heading="Totals",
        columns=("Route", "Dose range", "Planned dose"),
        shares=(33, 43, 27),
        rows=tuple(rows),
        note=note,
        beside=True,
    )


def _total(route: SheetRoute) -> tuple[str, str, str]:
    name = capitalised(route.name)
    if route.blocked is not None:
        return name, f"{WITHHELD}: {route.blocked}", WITHHELD
    if not route.count:
        return name, route.formula, NO_CELLS
    if not route.cells.counted or route.cells.maximum == 0:
        return name, amount_line(route.cells, route.volume), NO_CELLS
    return name, range_in_words(route.cells), _planned(route.cells)


def _planned(cells: Cells) -> str:
    if not cells.counted:
        return NO_CELLS
    return NOT_CHOSEN if cells.planned is None else cells_in_words(cells.planned)


def _vials(sheet: Sheet) -> Iterator[Entry]:
    """How many, with the arithmetic; or what is missing for it."""
    supply = sheet.supply
    if supply.usable is not None:
        yield Entry(label="Usable per vial", text=supply.usable.says)
    for count in supply.vials:
        yield Entry(label=_vials_said(count), text=count.says)
    yield from (_limit_passed(each) for each in sheet.reasons_asked)
    for missing in supply.missing:
        yield Entry(text=missing)
    if not supply.vials:
        yield Entry(label="Vials thawed", text=None)


def _limit_passed(asked: ReasonAsked) -> Entry:
    """That a limit is passed, and by whose reason; the reason itself is as long as somebody made it."""
    if asked.given is None:
        return Entry(label="A reason is needed", text=asked.says)
    given = f"reason by {asked.given.by}, {moment_in_words(asked.given.at)}, behind page one"
    passed = "Limit passed" if asked.of.startswith("limit:") else "Doubt passed over"
    return Entry(label=passed, text=f"{asked.says}; {given}")


def _vials_said(count: VialCount) -> str:
    return f"{vials_in_words(count.vials)} for {count.name}"


def _product(sheet: Sheet) -> Iterator[Field]:
    """What the clinic states of its product, and blanks for what only the vial and the clock say."""
    yield from product_fields(sheet)
    if sheet.product is not None and sheet.product.is_washed:
        yield Field("Washed by, at", None)
    yield Field("Diluent and final volume", None)
    yield Field("Device", None)
    yield Field("Infusion rate or duration", _infusion(sheet))
    for clock in ("Thaw started", "Thaw ended", "Diluted", "Ready", "First injection", "Last injection"):
        yield Field(clock, None)
    yield Field(use_before_label(sheet), None)
    yield Field("Minutes, thaw to last one", None)
    yield Field("Patient, vial, order match 1", None)
    yield Field("Patient, vial, order match 2", None)


def _infusion(sheet: Sheet) -> str | None:
    """How much runs over which time, as the clinic planned it."""
    return "; ".join(infusion_said(each) for each in sheet.injections if infusion_said(each)) or None


def _holds(sheet: Sheet) -> Iterator[Section]:
    if not sheet.holds:
        return
    columns = (
        "Medicine",
        "Planned last dose, at the latest",
        "Actual last dose",
        "Restart not before",
        "Actual restart",
        "Agreed",
        "Confirmed",
    )
    yield Section(
        name="holds",
        heading="Holds confirmed",
        columns=columns,
        shares=(156, 104, 104, 100, 56, 240, 54),
        rows=tuple(_hold(each) for each in sheet.holds),
    )


def _hold(hold: SheetHold) -> tuple[str, ...]:
    """What was planned; the last dose where a day of it is recorded, else a blank; what is asked and open, too."""
    planned = "as agreed with the prescriber"
    if hold.on_or_before is not None:
        planned = date_in_words(hold.on_or_before)
    elif hold.clear_on is not None:
        planned = f"clear from {date_in_words(hold.clear_on)}"
    last = hold.last_dose or ""
    recorded = written_date_in_words(last) if last[:1].isdecimal() else ""
    restart = "" if hold.restart is None else date_in_words(hold.restart)
    return (_medicine(hold), planned, recorded, restart, "", _agreed(hold), BOX)


def _medicine(hold: SheetHold) -> str:
    """The name, and what it is taken for where that is recorded or asked."""
    if hold.indication is not None:
        return f"{hold.drug}, taken for {hold.indication}"
    return f"{hold.drug}, taken for:" if hold.asks_risk else hold.drug


def _agreed(hold: SheetHold) -> str:
    """Who agreed; of a medicine against clotting also what was said of the risk of a clot."""
    said = hold.agreement or "none asked for by the protocol"
    if hold.thrombotic_risk is not None:
        return f"{said}; risk of a clot: {hold.thrombotic_risk}"
    return f"{said}; risk of a clot:" if hold.asks_risk else said


def _day(sheet: Sheet) -> Iterator[Section]:
    entries = [
        Entry(label=capitalised(each.check), text=f"{each.why}; found:", tick=True, blank=True)
        for each in sheet.day_of_procedure
    ]
    if entries:
        yield Section(name="day", heading="Checks on the day", entries=tuple(entries), across=2)


def _checks(sheet: Sheet) -> Iterator[Section]:
    """The second check and the signatures: what the trail has, and room for the rest."""
    check = sheet.second_check
    second = ("second check, independent", "", "", "passed or not passed:")
    if check is not None:
        result = "passed" if check.passed else f"not passed: {'; '.join(check.differences)}"
        before = f", after {count_in_words(check.failed_before)} not passed" if check.failed_before else ""
        one_account = "; one account made and checked" if check.one_account else ""
        said = f"{result}{before}; entry {check.entry} of the trail{one_account}"
        second = ("second check, independent", check.by, moment_in_words(check.at), said)
    signed = [
        (each.meaning.value, each.name, moment_in_words(each.at), _bound(sheet, each.content_sha256))
        for each in sheet.signatures
    ]
    there = {each.meaning for each in sheet.signatures}
    blanks = [(meaning.value, "", "", "") for meaning in SIGNERS if meaning not in there]
    yield Section(
        name="signatures",
        heading="Second check and signatures",
        columns=("Meaning", "Printed name", "Date and time with offset", "Result or signature"),
        shares=(34, 40, 58, 54),
        rows=(second, *signed, *blanks),
    )


def _bound(sheet: Sheet, content_sha256: str) -> str:
    same = content_sha256 == sheet.content_sha256
    return "signed in the trail, for this content" if same else f"for other content, sha256 {content_sha256}"
