"""How many vials are thawed for a plan, what is drawn for each target, and what is left; or what is missing for it.

Every number is final and every sentence complete: a renderer prints them and computes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from posology.ir.citation import Citation
from posology.ir.site import CountBasis, Pooling


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """One factor of the usable cells, in percent: `viability` 70, `recovery` 80."""

    name: str
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class UsablePerVial:
    """The cells of one vial that can be given: the labelled number times each factor that the label leaves out, once.

    `cells` is exact and may have decimals. `says` is the arithmetic in words.
    """

    labelled: int
    counts: CountBasis
    factors: tuple[Factor, ...]
    cells: Decimal
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VialCount:
    """The vials thawed for one route, or for all together (`site` None), with the arithmetic in words.

    `overage` is in percent. `usable` are the cells in these vials, `leftover` those that are not given, both exact.
    `leftover_volume` is in mL, rounded half up to hundredths; None where the volume of a vial is not known.
    """

    site: str | None
    name: str
    need: int
    overage: Decimal
    vials: int
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

    `drawn` is the thawed product that holds the planned cells, in mL, rounded to hundredths; `exact` is the same as an
    exact decimal or fraction in words, and `difference` how far the rounding moves the cells, in words; all three are
    None where nothing is known to draw from. `given` is the volume that goes into the target: what the clinic or the
    protocol plans, or else what is drawn. `diluent` is what is added to it, None where nothing is known to add.
    `within` is whether `given` keeps every bound, None where there is no bound or no volume. `says` is all of it in
    words.
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
    none of the routes that are blocked.
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
