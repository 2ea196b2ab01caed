"""The injection plan of a compiled protocol: its steps, their targets and amounts, its arms and its limits."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from posology.diagnostics.span import Span
from posology.ir.citation import Citation
from posology.ir.counts import Counting
from posology.ir.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRange:
    """How many cells each target gets."""

    minimum: int
    maximum: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFormula:
    """How many cells, as an expression whose value is a quantity of cells, with the formula in words.

    The one rounding of a dose comes after it: half up, to whole cells.
    """

    expression: Node
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoCells:
    """No cells are given: a control, or a carrier alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellsNotCounted:
    """The source doses by volume and states no number of cells; none is computed, and none is missing."""


Cells: TypeAlias = CellRange | CellFormula | NoCells | CellsNotCounted


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumeRange:
    """How many mL each target gets."""

    minimum: Decimal
    maximum: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTargets:
    """Joints, each on the sides named."""

    joints: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedTargets:
    """Places that the record names, such as the levels in `requests.discs`: from `fewest` to `most` of them.

    Where the element lists records, such as `discs`, `field` is that in which each says its level. `sided` places are
    written with their side, as `left L4-L5`.
    """

    element: str
    field: str = ""
    fewest: int = 1
    most: int | None = None
    sided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTarget:
    """One injection or infusion at the place named."""

    place: str


Targets: TypeAlias = NamedTargets | RequestedTargets | OneTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of the plan: a route, its targets, and the cells, the volume or both for each target.

    `carrier` is what the cells are given in or with, and `contents` are elements for which the record gives a count in
    each mL of the product: what a target then contains is shown and decides nothing. `arms` are those in which the step
    is done, none where it is done in all; `when` says so too.
    """

    id: str
    site: str
    when: Node | None
    because: str
    otherwise: str
    targets: Targets
    cells: Cells
    volume: VolumeRange | None
    carrier: str
    contents: tuple[str, ...]
    arms: tuple[str, ...]
    counts: tuple[Counting, ...]
    approach: str
    sedation: bool
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One arm of a trial, to which a patient is assigned."""

    id: str
    text: str
    citation: Citation


class LimitKind(StrEnum):
    """A hard limit cannot be passed; a soft one needs a reason; an association is said and asks for nothing."""

    HARD = "hard"
    SOFT = "soft"
    ASSOCIATION = "association"


class Measure(StrEnum):
    """What a limit bounds: cells, a volume in mL, or the cells in each mL."""

    CELLS = "cells"
    VOLUME = "mL"
    CONCENTRATION = "cells/mL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """Bounds on what a route gives (`site`), each target of it (`each`), or everything (`site` is `total`).

    Bounds on cells are whole numbers, those on a volume or a concentration are exact decimals.
    """

    site: str
    each: bool
    measure: Measure
    minimum: int | Decimal | None
    maximum: int | Decimal | None
    kind: LimitKind
    citation: Citation
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLimit:
    """Bounds on what was measured of the product before it is given, such as its viability, in the element's unit.

    `above` is a bound that the value itself may not have. `says` is what the source says of it, in words.
    """

    element: str
    unit: str
    minimum: Decimal | None
    maximum: Decimal | None
    above: Decimal | None
    kind: LimitKind
    says: str
    citation: Citation
    span: Span = field(compare=False)
