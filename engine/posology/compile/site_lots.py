"""The lots of a site file with their certificates, and what the clinic asks of every certificate."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from decimal import Decimal
from types import MappingProxyType

from posology.compile.site_blocks import (
    CONTRADICTS_ITSELF,
    NOT_A_QUANTITY,
    ONE_HUNDRED,
    read_block,
    read_line,
    read_quantity,
    read_signed,
    read_word,
)
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.lot import Certificate, CertificateLimit, CertificateResult, Lot, ReleaseTest, TestOutcome, compared
from posology.ir.site import CertificateLimits
from posology.protocol.site import MOST_PLANNED, read_day, read_text
from posology.reader.shape import as_integer, as_mapping, as_scalar, as_sequence
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node
from posology.results.trail import same_name
from posology.values.isbt128 import Donation, read_donation
from posology.values.quantity import Quantity, parse_quantity

BAD_IDENTIFIER = "P0615"

LOT_KEYS = (
    "lot", "identifier", "donor", "expires", "maker", "cells_per_vial", "viability", "recovery", "certificate",
)  # fmt: skip
LOT_NEEDS = ("lot",)
IDENTIFIER_KEYS = ("isbt128",)
CERTIFICATE_KEYS, CERTIFICATE_NEEDS = ("by", "on", "number", "results"), ("by", "on", "results")
RESULT_KEYS = ("outcome", "value", "says", "method")
LIMITS_KEYS, LIMITS_NEEDS = ("source", "tests", "approved_by", "on"), ("source",)
TEST_LIMIT_KEYS = ("minimum", "maximum", "says")
TESTS = tuple(each.value for each in ReleaseTest)
UNITS: Dict[ReleaseTest, str] = MappingProxyType({ReleaseTest.VIABILITY: "%", ReleaseTest.VIABLE_CELLS: "{cells}"})
"""The unit that the number of a test has to have; that of any other is what the laboratory uses."""


def compile_lots(node: Node | None, diagnostics: Diagnostics) -> dict[str, Lot]:
    """Every lot by its name; a name that stands there twice is reported."""
    items = None if node is None else as_sequence(node, diagnostics, what="`lots`")
    found: dict[str, Lot] = {}
    seen: dict[str, str] = {}
    for each in items or ():
        lot = _lot(each, diagnostics)
        if lot is None:
            continue
        folded = same_name(lot.lot)
        if lot.lot in found:
            message = f"the lot `{shortened(lot.lot)}` stands there twice"
            diagnostics.error(CONTRADICTS_ITSELF, message, each.span, help="keep the one that is right")
        elif folded in seen:
            message = f"the lot `{shortened(lot.lot)}` is the lot `{shortened(seen[folded])}` in other letters"
            help_text = "keep the one that is right: capitals, blanks and full stops make no other lot"
            diagnostics.error(CONTRADICTS_ITSELF, message, each.span, help=help_text)
        seen.setdefault(folded, lot.lot)
        found[lot.lot] = lot
    return found


def compile_certificate_limits(node: Node | None, diagnostics: Diagnostics) -> CertificateLimits | None:
    """The tests that a certificate must have, with their limits."""
    what = "`certificate_limits`"
    block = read_block(node, what, LIMITS_KEYS, LIMITS_NEEDS, diagnostics)
    if block is None:
        return None
    source = read_line(block, "source", what, diagnostics)
    approval = read_signed(block, what, diagnostics)
    tests = block.get("tests")
    limits = None if tests is None else as_mapping(tests, diagnostics, allowed=TESTS, what=f"`tests` of {what}")
    found = {
        ReleaseTest(key.text): _limit(ReleaseTest(key.text), each, diagnostics)
        for key, each in (limits.entries if limits else ())
        if key.text in TESTS
    }
    if source is None:
        return None
    return CertificateLimits(source=source, approval=approval, tests=found)


def _limit(test: ReleaseTest, node: Node, diagnostics: Diagnostics) -> CertificateLimit:
    what = f"the limit of `{test}`"
    block = read_block(node, what, TEST_LIMIT_KEYS, (), diagnostics)
    if block is None:
        return CertificateLimit(minimum=None, maximum=None, says=None)
    minimum = _number(block.get("minimum"), f"`minimum` of {what}", test, diagnostics)
    maximum = _number(block.get("maximum"), f"`maximum` of {what}", test, diagnostics)
    if minimum is not None and maximum is not None:
        order = compared(minimum, maximum)
        if order is None or order > 0:
            message = f"{what} has a `minimum` above its `maximum`, or in another unit"
            diagnostics.error(CONTRADICTS_ITSELF, message, block.span, help="exchange the two, in one unit")
    return CertificateLimit(minimum=minimum, maximum=maximum, says=read_line(block, "says", what, diagnostics))


def _number(node: Node | None, what: str, test: ReleaseTest, diagnostics: Diagnostics) -> Quantity | None:
    """The number of a test: whole cells, a share in percent, or a quantity in the unit of the laboratory."""
    if node is None:
        return None
    if test is ReleaseTest.VIABLE_CELLS:
        cells = as_integer(node, diagnostics, what=what, lowest=0, highest=MOST_PLANNED)
        return None if cells is None else Quantity(Decimal(cells), UNITS[test])
    if test is ReleaseTest.VIABILITY:
        share = read_quantity(node, what, UNITS[test], diagnostics, most=ONE_HUNDRED, may_be_none=True)
        return None if share is None else Quantity(share, UNITS[test])
    scalar = as_scalar(node, diagnostics, what=what)
    found = None if scalar is None else parse_quantity(scalar.text)
    if scalar is not None and (found is None or found.magnitude < 0):
        message = f"{what} is `{shortened(scalar.text)}`, which is no number with its unit"
        diagnostics.error(NOT_A_QUANTITY, message, scalar.span, help="write it with its unit, as `0.5 EU/mL`")
        return None
    return found


def _lot(node: Node, diagnostics: Diagnostics) -> Lot | None:
    what = "a lot"
    block = read_block(node, what, LOT_KEYS, LOT_NEEDS, diagnostics)
    name = None if block is None else read_line(block, "lot", what, diagnostics)
    if block is None or name is None:
        return None
    what = f"the lot `{shortened(name)}`"
    cells = block.get("cells_per_vial")
    identifier = _identifier(block.get("identifier"), what, diagnostics)
    certificate = _certificate(block.get("certificate"), what, diagnostics)
    viability = _share(block, "viability", what, diagnostics)
    return Lot(
        lot=name,
        identifier=None if identifier is None else identifier.identifier,
        is_isbt128=identifier is not None and identifier.is_isbt128,
        donor=read_line(block, "donor", what, diagnostics),
        expires=None
        if block.get("expires") is None
        else read_day(block.get("expires"), f"`expires` of {what}", diagnostics),
        maker=read_line(block, "maker", what, diagnostics),
        cells_per_vial=None
        if cells is None
        else as_integer(cells, diagnostics, what=f"`cells_per_vial` of {what}", lowest=1, highest=MOST_PLANNED),
        viability=_one_viability(block, viability, certificate, what, diagnostics),
        recovery=_share(block, "recovery", what, diagnostics),
        certificate=certificate,
    )


def _share(block: Mapping, key: str, what: str, diagnostics: Diagnostics) -> Decimal | None:
    return read_quantity(block.get(key), f"`{key}` of {what}", "%", diagnostics, most=ONE_HUNDRED)


def _one_viability(
    block: Mapping, stated: Decimal | None, certificate: Certificate | None, what: str, diagnostics: Diagnostics
) -> Decimal | None:
    """The viability of the lot, which is that of its certificate: two different ones are reported."""
    result = None if certificate is None else certificate.results.get(ReleaseTest.VIABILITY)
    found = None if result is None or result.value is None else result.value.magnitude
    if stated is not None and found is not None and stated != found:
        message = f"`viability` of {what} is not that of its certificate"
        help_text = "keep the one that was measured, and leave the other out"
        diagnostics.error(CONTRADICTS_ITSELF, message, block.key_span("viability"), help=help_text)
    return found if stated is None else stated


def _identifier(node: Node | None, what: str, diagnostics: Diagnostics) -> Donation | None:
    """An opaque text, or a donation identification number whose check character, where it has one, is right."""
    if node is None:
        return None
    if not isinstance(node, Mapping):
        text = read_text(node, f"`identifier` of {what}", diagnostics)
        return None if text is None else Donation(identifier=text, is_isbt128=False)
    block = read_block(node, f"`identifier` of {what}", IDENTIFIER_KEYS, IDENTIFIER_KEYS, diagnostics)
    written = None if block is None else read_line(block, "isbt128", f"`identifier` of {what}", diagnostics)
    if block is None or written is None:
        return None
    found = read_donation(written)
    if isinstance(found, Donation):
        return found
    diagnostics.error(
        BAD_IDENTIFIER,
        f"`isbt128` of {what} is `{shortened(written)}`, and {found}",
        block.key_span("isbt128"),
        help="copy it from the label again, check character included",
    )
    return None


def _certificate(node: Node | None, of_lot: str, diagnostics: Diagnostics) -> Certificate | None:
    what = f"the certificate of {of_lot}"
    block = read_block(node, what, CERTIFICATE_KEYS, CERTIFICATE_NEEDS, diagnostics)
    if block is None:
        return None
    by, number = read_line(block, "by", what, diagnostics), read_line(block, "number", what, diagnostics)
    on = None if block.get("on") is None else read_day(block.get("on"), f"`on` of {what}", diagnostics)
    results = block.get("results")
    of_tests = None if results is None else as_mapping(results, diagnostics, allowed=TESTS, what=f"`results` of {what}")
    found = {
        ReleaseTest(key.text): _result(ReleaseTest(key.text), each, what, diagnostics)
        for key, each in (of_tests.entries if of_tests else ())
        if key.text in TESTS
    }
    kept = {test: each for test, each in found.items() if each is not None}
    return None if by is None or on is None else Certificate(by=by, on=on, number=number, results=kept)


def _result(test: ReleaseTest, node: Node, of_lot: str, diagnostics: Diagnostics) -> CertificateResult | None:
    what = f"`{test}` in {of_lot}"
    block = read_block(node, what, RESULT_KEYS, (), diagnostics)
    if block is None:
        return None
    return CertificateResult(
        outcome=read_word(block, "outcome", TestOutcome, what, diagnostics),
        value=_number(block.get("value"), f"`value` of {what}", test, diagnostics),
        says=read_line(block, "says", what, diagnostics),
        method=read_line(block, "method", what, diagnostics),
    )
