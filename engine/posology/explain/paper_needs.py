"""What a final sheet needs of the paperwork beyond its being there: that it says something, and still holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from posology.explain.approval_needs import SITE_FILE, says_something
from posology.ir.site import SiteDecisions
from posology.results.sheet import Needed
from posology.values.numerals import date_in_words


def needs_of_papers(site: SiteDecisions, as_of: date | None) -> Iterator[Needed]:
    """Each number or name that says nothing, and each paper that is over; without `as_of` no date is compared."""
    for place, said in _stated(site):
        yield from says_something(said, _NAMES[place], f"{SITE_FILE}: {place}")
    for place, what, expires in _ending(site):
        if expires is not None and as_of is not None and expires < as_of:
            yield Needed(
                what=f"{what} ended on {date_in_words(expires)}, before the day of judging.",
                where=f"{SITE_FILE}: {place}",
            )


_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "legal_basis.number": "the number of the legal basis",
        "legal_basis.recorded_by": "who recorded the legal basis",
        "ethics.board": "the name of the ethics board",
        "ethics.number": "the number of the ethics approval",
        "consent.version": "the version of the consent",
        "prescriber.name": "the name of the prescriber",
        "product.name": "the name of the product",
        "product.form": "the form of the product",
        "product.maker": "the maker of the product",
        "site": "the name of the clinic",
    }
)


def _stated(site: SiteDecisions) -> Iterator[tuple[str, str | None]]:
    basis, ethics, consent, prescriber = site.legal_basis, site.ethics, site.consent, site.prescriber
    yield "legal_basis.number", None if basis is None else basis.number
    yield "legal_basis.recorded_by", None if basis is None else basis.recorded.by
    yield "ethics.board", None if ethics is None else ethics.board
    yield "ethics.number", None if ethics is None else ethics.number
    yield "consent.version", None if consent is None else consent.version
    yield "prescriber.name", None if prescriber is None else prescriber.name
    for key in ("name", "form", "maker"):
        yield f"product.{key}", None if site.product is None else getattr(site.product, key)
    yield "site", site.name or None


def _ending(site: SiteDecisions) -> Iterator[tuple[str, str, date | None]]:
    basis, ethics, consent = site.legal_basis, site.ethics, site.consent
    yield "legal_basis.expires", "The legal basis", None if basis is None else basis.expires
    yield "ethics.expires", "The approval of the ethics board", None if ethics is None else ethics.expires
    yield "consent.expires", "The clinic's version of the consent", None if consent is None else consent.expires
