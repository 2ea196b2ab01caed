"""How many vials are thawed for a plan, what is drawn for each target, and what is left; or what is missing for it.

Every number is final and every sentence complete: a renderer prints them and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from posology.ir.citation import Citation
from posology.ir.site import CountBasis, Pooling


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One factor of the usable cells, in percent: `viability` 70, `recovery` 80, `recovery after washing` 90.

    `of` says whose number it is, where that is not the product as such: `lot 17`, `the record, 7 December 2026`.
    """

    name: str
    percent: Decimal
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsablePerVial:
    """The cells of one vial that can be given: the labelled number times each factor that the label leaves out, once.

    `cells` is exact and may have decimals. `says` is the arithmetic in words; of a washed product both are of what is
    left of a vial after washing.
    """

    labelled: int
    counts: CountBasis
    factors: tuple[Factor, ...]
    cells: Decimal
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VialCount:
    """The vials thawed for one route, or for all together (`site` None), with the arithmetic in words.

    `overage` is in percent. `vials` is the larger of `by_cells`, which hold the cells with the overage, and
    `by_volume`, which hold all that is drawn; `drawn` is that volume in mL, the sum over the targets. `usable` are the
    cells in these vials, exact, and `leftover` those that are not drawn, without the part of a cell where no decimal
    says it; `leftover_volume` is what is not drawn in mL, exact. Where the volume of a vial is not known, `by_volume`,
    `drawn` and `leftover_volume` are None and `leftover` is what the planned cells leave.
    """

    site: str | None
    name: str
    need: int
    overage: Decimal
    by_cells: int
    by_volume: int | None
    vials: int
    drawn: Decimal | None
    usable: Decimal
    leftover: Decimal
    leftover_volume: Decimal | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeBound:
    """What bounds the volume of one target, in mL. `by` says whose limit it is, `source` where it is from.

    A `soft` one may be passed with a reason.
    """

    minimum: Decimal | None
    maximum: Decimal | None
    by: str
    source: str
    citation: Citation | None
    soft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepVolume:
    """The volume for each target of one step.

    `drawn` is the product in hand that holds the planned cells, in mL, rounded to hundredths; `exact` is the same as
    an exact decimal or fraction in words, and `difference` how far the rounding moves the cells, in words, empty where
    it moves none; all three are None where nothing is known to draw from. `given` is the volume that goes into the
    target: what the clinic or the protocol plans, or else what is drawn. `diluent` is what is added to it, None where
    nothing is known to add. `within` is whether `given` keeps every bound, None where there is no bound or no volume.
    `says` is all of it in words.
    """

    step: str
    site: str
    cells: int | None
    drawn: Decimal | None
    exact: str | None
    difference: str | None
    given: Decimal | None
    diluent: Decimal | None
    bounds: tuple[VolumeBound, ...]
    within: bool | None
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CryoprotectantDose:
    """The cryoprotectant in the intravenous dose.

    `grams` and `grams_per_kg` are rounded up to thousandths, None where they cannot be computed; `ceiling` is in g per
    kg and day, None where none is known for the agent; `within` compares the exact numbers, None where it cannot.
    """

    agent: str
    grams: Decimal | None
    grams_per_kg: Decimal | None
    ceiling: Decimal | None
    within: bool | None
    says: str
    citation: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CryoprotectantOfTheDay:
    """The cryoprotectant of all routes together, as a ceiling for a day means it; the fields are those of one dose."""

    grams: Decimal
    grams_per_kg: Decimal | None
    within: bool | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLine:
    """One test of the certificate of the lot beside what the clinic asks of it, in words; empty where neither says.

    `passes` is None where the clinic asks nothing of the test and the laboratory does not say that it failed.
    """

    test: str
    found: str
    asked: str
    method: str
    passes: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyLot:
    """The lot that the record names; of one that the clinic does not state, all but its name is None or empty."""

    lot: str
    identifier: str | None = None
    donor: str | None = None
    expires: date | None = None
    maker: str | None = None
    certified: str | None = None
    certificate: tuple[CertificateLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing is thawed or drawn of the product at all, as a sentence, and where that is mended."""

    what: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedRoute:
    """A route whose injections are not laid out, and why."""

    site: str
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What is thawed and drawn for one plan.

    `missing` says what is not stated and what is therefore not computed; then there are counts of cells only.
    A volume or an amount outside a bound blocks its route; outside a soft one it stands in `soft`, each with the id by
    which somebody passes it over with a reason. Where `blocked` is not empty no vials are counted, and `volumes` has
    none of the routes that are blocked. Where `refused` is not empty there are counts of cells and nothing else; what
    it says stands first in `missing`.
    """

    pooling: Pooling | None
    usable: UsablePerVial | None
    concentration: Decimal | None
    vials: tuple[VialCount, ...]
    volumes: tuple[StepVolume, ...]
    cryoprotectant: CryoprotectantDose | None
    blocked: tuple[BlockedRoute, ...]
    missing: tuple[str, ...]
    soft: tuple[tuple[str, str], ...]
    of_the_day: CryoprotectantOfTheDay | None = None
    lot: SupplyLot | None = None
    refused: tuple[Refusal, ...] = ()

    @property
    def unstated(self) -> tuple[str, ...]:
        """What is missing and no refusal says already."""
        said = {each.what for each in self.refused}
        return tuple(each for each in self.missing if each not in said)

    @property
    def total_vials(self) -> int | None:
        """All vials to thaw; None where they are not counted."""
        return sum(each.vials for each in self.vials) if self.vials else None

    def volume_of(self, step: str) -> StepVolume | None:
        """The volume for each target of that step."""
        return next((each for each in self.volumes if each.step == step), None)


NO_SUPPLY = Supply(
    pooling=None,
    usable=None,
    concentration=None,
    vials=(),
    volumes=(),
    cryoprotectant=None,
    blocked=(),
    missing=(),
    soft=(),
)
