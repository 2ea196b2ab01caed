"""The lots of a product: what the certificate of each found, and what can be asked of a test of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from posology.values.quantity import Quantity, compare_quantities


class ReleaseTest(StrEnum):
    """What is tested of a lot before it is released."""

    VIABLE_CELLS = "viable_cells_per_vial"
    VIABILITY = "viability"
    IDENTITY = "identity"
    STERILITY = "sterility"
    MYCOPLASMA = "mycoplasma"
    ENDOTOXIN = "endotoxin"
    POTENCY = "potency"


class TestOutcome(StrEnum):
    """How the laboratory judged a test by its own specification."""

    __test__ = False  # pytest takes any class of this name for its own

    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateResult:
    """What one test found. `value` is the number, `says` the words of the certificate; None where it has none."""

    outcome: TestOutcome | None
    value: Quantity | None
    says: str | None
    method: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate of analysis of one lot: who made it, when, under which number, and each test."""

    by: str
    on: date
    number: str | None
    results: Mapping[ReleaseTest, CertificateResult]


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateLimit:
    """What the clinic asks of one test: it was passed, and the number, where an end is stated, lies inside.

    `says` is what the clinic expects, in words.
    """

    minimum: Quantity | None
    maximum: Quantity | None
    says: str | None

    @property
    def has_number(self) -> bool:
        """Whether an end is stated, so that a number can lie outside."""
        return self.minimum is not None or self.maximum is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lot:
    """One lot in the hands of the clinic; what is None nobody has stated, and the product's own fact holds.

    `identifier` names the donation or the container and is opaque; `is_isbt128` says that it has the form of a donation
    identification number. `expires` is the last day on which it may be given. `cells_per_vial` counts what the label of
    the product counts. Shares are in percent.
    """

    lot: str
    identifier: str | None
    is_isbt128: bool
    donor: str | None
    expires: date | None
    maker: str | None
    cells_per_vial: int | None
    viability: Decimal | None
    recovery: Decimal | None
    certificate: Certificate | None

    @property
    def results(self) -> Mapping[ReleaseTest, CertificateResult]:
        """What the certificate found; nothing where there is none."""
        return _NO_RESULTS if self.certificate is None else self.certificate.results


_NO_RESULTS: Mapping[ReleaseTest, CertificateResult] = MappingProxyType({})


def compared(left: Quantity, right: Quantity) -> int | None:
    """-1, 0 or 1 as the left is less, the same or more; None in units of which nothing says how they compare.

    A laboratory has units that no list of units knows, such as endotoxin units; in one and the same they compare.
    """
    if left.unit == right.unit:
        return (left.magnitude > right.magnitude) - (left.magnitude < right.magnitude)
    return compare_quantities(left, right)
