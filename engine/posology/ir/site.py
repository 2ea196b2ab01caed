"""What one clinic has decided, held against its protocol: nothing here is a rule, and every part may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from posology.ir.lot import CertificateLimit, Lot, ReleaseTest
from posology.ir.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved something, and on which day."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLimits:
    """Every test that a certificate must have, with its limit; where that is from, and who approved it."""

    source: str
    approval: Approval | None
    tests: Mapping[ReleaseTest, CertificateLimit]


class CountBasis(StrEnum):
    """What the number on the label of a vial counts."""

    TOTAL_AT_FREEZE = "total-at-freeze"
    VIABLE_AT_FREEZE = "viable-at-freeze"
    VIABLE_AFTER_THAW = "viable-after-thaw"


class Pooling(StrEnum):
    """Whether the vials of all routes are pooled, or each route has vials of its own."""

    POOLED = "pooled"
    ONE_PER_ROUTE = "one-per-route"


class Washed(StrEnum):
    """Whether the cryoprotectant is washed out before the cells are given."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PercentOf(StrEnum):
    """What a percentage of a cryoprotectant is a share of: grams in each 100 mL, or mL in each 100 mL."""

    WEIGHT_IN_VOLUME = "weight-in-volume"
    VOLUME_IN_VOLUME = "volume-in-volume"


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterWash:
    """What is left of one vial after washing: the share of its usable cells in percent, the mL that hold them.

    `grams_per_vial` is what is left of the cryoprotectant, None where nobody has stated it. `source` says how all of it
    is known.
    """

    recovery: Decimal
    volume_per_vial: Decimal
    grams_per_vial: Decimal | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cryoprotectant:
    """What is known of the cryoprotectant. `agent` is `none` where the product has none.

    `grams_per_vial` and `percent` are of the vial as thawed, before anything is washed out; `after_wash` says what is
    left of a vial then. `cleared_for` are the sites for which the formulation is cleared; None where nobody has said.
    """

    agent: str | None = None
    grams_per_vial: Decimal | None = None
    percent: Decimal | None = None
    percent_of: PercentOf | None = None
    washed: Washed = Washed.UNKNOWN
    after_wash: AfterWash | None = None
    cleared_for: tuple[str, ...] | None = None

    @property
    def is_absent(self) -> bool:
        """Whether the product is said to have none."""
        return self.agent == NO_AGENT

    @property
    def is_washed(self) -> bool:
        """Whether there is one, and it is washed out before the cells are given."""
        return self.washed is Washed.YES and not self.is_absent


NO_AGENT = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """The facts of the product, each None where nobody has stated it. Percentages are exact, volumes in mL."""

    name: str | None = None
    maker: str | None = None
    form: str | None = None
    storage: str | None = None
    cells_per_vial: int | None = None
    counts: CountBasis | None = None
    viability: Decimal | None = None
    recovery: Decimal | None = None
    overage: Decimal | None = None
    volume_per_vial: Decimal | None = None
    vials: Pooling | None = None
    cryoprotectant: Cryoprotectant | None = None
    use_within: UseWithin | None = None
    premedication: str | None = None
    residues: str | None = None
    certificate_limits: CertificateLimits | None = None
    approval: Approval | None = None

    @property
    def is_washed(self) -> bool:
        """Whether what is drawn from the vial is what a wash has left in it."""
        return self.cryoprotectant is not None and self.cryoprotectant.is_washed

    @property
    def in_hand(self) -> str:
        """What is drawn, in words: `thawed product`, or `washed product`, which may hold other cells in each mL."""
        return "washed product" if self.is_washed else "thawed product"

    @property
    def volume_in_hand(self) -> Decimal | None:
        """The mL of a vial as it is drawn from: after washing, where that is said to be done."""
        stated = self.cryoprotectant
        if stated is None or not stated.is_washed:
            return self.volume_per_vial
        return None if stated.after_wash is None else stated.after_wash.volume_per_vial


@dataclass(frozen=True, slots=True, kw_only=True)
class UseWithin:
    """The minutes from the thaw within which the cells must be given, and where that is from."""

    minutes: Decimal
    source: str


class BasisKind(StrEnum):
    """By which legal route an investigational product is given."""

    IND = "IND"
    OTHER = "other-recorded-pathway"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """The legal basis of the use, and who recorded it when. `expires` is its last day, None where none is stated."""

    kind: BasisKind
    number: str
    recorded: Approval
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ethics:
    """The approval of an ethics board. `expires` is its last day, None where none is stated."""

    board: str
    number: str
    on: date
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentForm:
    """The version of the consent that the clinic uses now, since when, and perhaps the last day on which it does."""

    version: str
    on: date
    expires: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescriber:
    """Who orders the procedure."""

    name: str
    licence: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeLimit:
    """The most, and perhaps the least, mL that the clinic gives into one target of a site, and where that is from."""

    site: str
    minimum: Decimal | None
    maximum: Decimal
    source: str
    approval: Approval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightChange:
    """The largest change of the weight since the time before, in percent, that is taken without weighing again."""

    most: Decimal
    source: str
    approval: Approval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDecisions:
    """Everything that a clinic decided, as it holds for the protocol that it was read for.

    `readings` and `holds` give the approvals: of a reading by its id, of a hold by the id of its washout rule.
    `lengthened` gives the drug-free days of each washout rule that the clinic holds for longer than its protocol.
    `volumes` gives the mL for each target, by plan step; `planned` the approval of what is planned for a step, None
    where something is planned and nobody approved it. `lots` are those in hand, by name. `time_zone` is that of
    the clinic. `sha256` is over the bytes of the site file.
    """

    name: str = ""
    sha256: str | None = None
    readings: Mapping[str, Approval] = field(default_factory=lambda: MappingProxyType({}))
    holds: Mapping[str, Approval] = field(default_factory=lambda: MappingProxyType({}))
    lengthened: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    volumes: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    planned: Mapping[str, Approval | None] = field(default_factory=lambda: MappingProxyType({}))
    durations: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    volume_limits: tuple[VolumeLimit, ...] = ()
    weight_change: WeightChange | None = None
    product: Product | None = None
    lots: Mapping[str, Lot] = field(default_factory=lambda: MappingProxyType({}))
    legal_basis: LegalBasis | None = None
    ethics: Ethics | None = None
    consent: ConsentForm | None = None
    prescriber: Prescriber | None = None
    people: tuple[Person, ...] = ()
    time_zone: str | None = None


NOTHING_DECIDED = SiteDecisions()
