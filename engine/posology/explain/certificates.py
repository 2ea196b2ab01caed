"""The certificate of a lot held against what the clinic asks of it: each test with its verdict, and every fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from posology.ir.lot import CertificateLimit, CertificateResult, Lot, ReleaseTest, TestOutcome, compared
from posology.ir.site import CertificateLimits
from posology.results.supply import CertificateLine
from posology.values.numerals import quantity_in_words

NOTHING_ASKED: Final[Mapping[ReleaseTest, CertificateLimit]] = MappingProxyType({})


def certificate_lines(lot: Lot, limits: CertificateLimits | None) -> Iterator[CertificateLine]:
    """One line for each test that the certificate has or that the clinic asks for."""
    asked = NOTHING_ASKED if limits is None else limits.tests
    for test in ReleaseTest:
        result, limit = lot.results.get(test), asked.get(test)
        if result is None and limit is None:
            continue
        fault = _fault(test, result, limit)
        yield CertificateLine(
            test=name_in_words(test),
            found="" if result is None else _found_in_words(result),
            asked="" if limit is None else _asked_in_words(limit),
            method="" if result is None or result.method is None else result.method,
            passes=False if fault is not None else None if limit is None else True,
        )


def certificate_faults(lot: Lot, limits: CertificateLimits | None) -> tuple[str, ...]:
    """What is wrong with the certificate, each as the rest of a sentence about it: `has no result for sterility`."""
    asked = NOTHING_ASKED if limits is None else limits.tests
    found = (_fault(test, lot.results.get(test), asked.get(test)) for test in ReleaseTest)
    return tuple(each for each in found if each is not None)


def name_in_words(test: ReleaseTest) -> str:
    """The test as it is called on paper: `viable cells per vial`."""
    return test.value.replace("_", " ")


def _fault(test: ReleaseTest, result: CertificateResult | None, limit: CertificateLimit | None) -> str | None:
    name = name_in_words(test)
    if result is None:
        return None if limit is None else f"has no result for {name}, which the clinic asks for"
    if result.outcome is TestOutcome.FAILED:
        return f"says that {name} failed"
    if limit is None:
        return None
    return _outside(name, result, limit) if limit.has_number else _unsaid(name, result, limit)


def _unsaid(name: str, result: CertificateResult, limit: CertificateLimit) -> str | None:
    """What a certificate leaves out of a test that the clinic limits in words or not at all."""
    if result.outcome is not TestOutcome.PASSED:
        return f"does not say that {name} was passed"
    # it passed by the specification of the laboratory, which may not be what the clinic asks for
    if limit.says is not None and result.says is None:
        return f"says of {name} only that it was passed, and the clinic asks for {limit.says}"
    return None


def _outside(name: str, result: CertificateResult, limit: CertificateLimit) -> str | None:
    value = result.value
    if value is None:
        return f"has no number for {name}, which the clinic limits"
    orders = [
        (compared(value, limit.minimum) if limit.minimum is not None else 0, -1),
        (compared(value, limit.maximum) if limit.maximum is not None else 0, 1),
    ]
    if any(order is None for order, _ in orders):
        return f"states {name} in {value.unit}, and the clinic limits it in another unit"
    if any(order == wrong for order, wrong in orders):
        return f"states {name} of {quantity_in_words(value)}, outside {_asked_in_words(limit)}"
    return None


def _found_in_words(result: CertificateResult) -> str:
    number = None if result.value is None else quantity_in_words(result.value)
    outcome = None if result.outcome is None else result.outcome.value
    return "; ".join(each for each in (number, outcome, result.says) if each)


def _asked_in_words(limit: CertificateLimit) -> str:
    ends = (
        None if limit.minimum is None else f"at least {quantity_in_words(limit.minimum)}",
        None if limit.maximum is None else f"at most {quantity_in_words(limit.maximum)}",
    )
    said = " and ".join(each for each in ends if each is not None)
    return "; ".join(each for each in (said, limit.says) if each) or "passed"
