"""A procedure dose sheet: what it says, line by line, or why it lays nothing out. Complete to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from posology.ir.productions import Conclusion
from posology.ir.protocol import Advice, Citation, Reading, Source
from posology.ir.site import Approval, Ethics, LegalBasis, Prescriber, Product
from posology.ir.washout import DayCheck
from posology.results.check import (
    Basis,
    Cells,
    Concentration,
    Content,
    CriterionFinding,
    Cumulative,
    ProtocolStamp,
    Verdict,
    Volume,
    WashoutFinding,
    WashoutStatus,
)
from posology.results.schedule import Event
from posology.results.signing import PassedOver, Replaced, SecondCheck, Signature, Voided
from posology.results.supply import NO_SUPPLY, StepVolume, Supply

NOT_LAID_OUT = Cells(minimum=None, maximum=None, planned=None)


class SheetStatus(StrEnum):
    """What a sheet is good for; each word stands on every page."""

    DRAFT = "DRAFT"
    VERIFIED = "VERIFIED"
    VOID = "VOID"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPatient:
    """The two identifiers that stand on every page. `birth_date` is as recorded, None where it is not."""

    id: str
    birth_date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteStamp:
    """Whose decisions went in: the name of the clinic, and the hash of its site file."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The value before, and how far this one differs from it, in percent to one decimal and in words."""

    value: str
    date: str | None
    percent: Decimal
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One measured value as recorded, with when, how and from whom or where; None where nobody recorded that."""

    element: str
    value: str | None
    date: str | None
    source: str | None
    method: str | None
    changed: Changed | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetConsent:
    """The consent as recorded, beside the version that the clinic uses now.

    `agrees` is None where either is unknown.
    """

    signed: bool | None
    version: str | None
    dated: str | None
    clinic_version: str | None
    clinic_on: date | None
    agrees: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One thing without which the sheet is not final, as a sentence, and where to put it."""

    what: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonAsked:
    """A soft limit that is passed: by its id, as a phrase with the amount, and the reason where one is given for it."""

    of: str
    says: str
    given: PassedOver | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOutItem:
    """One thing that the team says aloud before the first needle; `recorded` is None where the record does not say."""

    subject: str
    recorded: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Injection:
    """One row to carry out: a target in full words, its cells, and blanks that only people fill in.

    `joint` is also the level of an epidural where the record states it. `over` are the minutes over which an infusion
    runs. `volume` is what the protocol states, `amount` what is drawn and given by the product facts of the clinic.
    Where `blocked` is not None the row has no cells and no volume, and this says why.
    """

    number: int
    step: str
    site: str
    target: str
    joint: str | None
    side: str | None
    approach: str
    cells: Cells
    volume: Volume | None
    amount: StepVolume | None
    concentration: Concentration | None
    carrier: str
    contents: tuple[Content, ...]
    blocked: str | None
    citation: Citation
    over: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRoute:
    """The cells of one route with the formula and every value that went into it; none where it is `blocked`."""

    site: str
    name: str
    count: int
    cells: Cells
    volume: Volume | None
    formula: str
    because: tuple[Basis, ...]
    blocked: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetHold:
    """One medicine that a hold bears on: what was planned, beside which people write what happened.

    `last_dose` is as recorded, `on_or_before` what was asked for; `restart` None means that no date can be named.
    `on_or_before` stays where the hold was kept, beside the actual last dose. `approval` is that of the hold itself by
    the clinic; `agreement` that of the prescriber, in words, None where the protocol asks for none. `indication` and
    `thrombotic_risk` are as recorded; `asks_risk` says whether a final sheet needs both. `rule` names the hold in a
    site file.
    """

    drug: str
    rule: str
    status: WashoutStatus
    drug_free_days: int | None
    last_dose: str | None
    on_or_before: date | None
    clear_on: date | None
    restart: date | None
    restart_condition: str
    agreement: str | None
    approval: Approval | None
    indication: str | None = None
    thrombotic_risk: str | None = None
    asks_risk: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """From when a medicine may be taken again. `condition` is in words, empty where there is none.

    Of a medicine that is not `held` for the procedure nobody knows whether it is meant to be taken again at all.
    """

    drug: str
    held: bool
    not_before: date
    condition: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What the protocol is meant for, by whom and for whom."""

    intended: str
    user: str
    population: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A dose sheet.

    `id` and `content_sha256` depend on nothing but what went in; who made, checked or signed it changes neither.
    `status` is VERIFIED only where `needs` is empty and a final sheet was asked for, VOID wherever the trail says so,
    DRAFT otherwise, with `draft_because` then never empty. `needs` lists what a final sheet lacks, and where to put it;
    `cautions` is what a reader must mind besides, `label_statement` what the law has printed on each label, None where
    it asks for none.
    Where `withheld` is not empty the sheet lays out no injection, no route, no total, no supply and no restart, and
    says there why. `created` is a time with its offset from UTC, None where the caller gave none. `replaces` are the
    sheets of which it takes the place; `head` is the end of the trail before a VERIFIED sheet is put into it, against
    which the trail can be held later, and `begun` the day on which that trail was begun.
    """

    id: str
    content_sha256: str
    status: SheetStatus
    created: str | None = None
    engine_version: str
    protocol: ProtocolStamp
    use: Use
    record_sha256: str
    site: SiteStamp | None = None
    patient: SheetPatient
    measurements: tuple[Measurement, ...] = ()
    as_of: date
    procedure_date: date | None
    verdict: Verdict
    summary: str
    banner: str
    legal_basis: LegalBasis | None = None
    ethics: Ethics | None = None
    consent: SheetConsent
    prescriber: Prescriber | None = None
    indication: str | None = None
    draft_because: tuple[str, ...]
    needs: tuple[Needed, ...]
    withheld: tuple[str, ...]
    time_out: tuple[TimeOutItem, ...]
    injections: tuple[Injection, ...] = ()
    routes: tuple[SheetRoute, ...] = ()
    total: Cells = NOT_LAID_OUT
    cumulative: Cumulative | None = None
    reasons_asked: tuple[ReasonAsked, ...] = ()
    product: Product | None = None
    supply: Supply = NO_SUPPLY
    sedation: bool | None = None
    holds: tuple[SheetHold, ...] = ()
    washout: tuple[WashoutFinding, ...] = ()
    day_of_procedure: tuple[DayCheck, ...] = ()
    restarts: tuple[Restart, ...] = ()
    care: tuple[Advice, ...] = ()
    visits: tuple[Event, ...] = ()
    qualifies: tuple[CriterionFinding, ...]
    derivation: tuple[Conclusion, ...]
    readings: tuple[Reading, ...]
    reading_approvals: tuple[tuple[str, Approval], ...] = ()
    cautions: tuple[str, ...] = ()
    label_statement: str | None = None
    evidence_limits: tuple[str, ...]
    sources: tuple[Source, ...]
    second_check: SecondCheck | None = None
    signatures: tuple[Signature, ...] = ()
    voided: Voided | None = None
    replaces: tuple[Replaced, ...] = ()
    head: str | None = None
    begun: date | None = None
