"""What a final sheet needs of words: that a name, a number or an answer says something, and is no `tbd`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posology.explain.approval_needs import RECORD, SITE_FILE, says_something
from posology.ir.lot import Lot
from posology.ir.people import Person
from posology.ir.site import SiteDecisions
from posology.record.facts import Facts
from posology.results.sheet import Needed, SheetHold

_OF_RECORD = (("id", "the id of the patient"), ("procedure.indication", "the indication"))


def words_of_record(facts: Facts) -> Iterator[Needed]:
    """What names the patient, and what the treatment is given for."""
    for path, what in _OF_RECORD:
        recorded = facts.values.get(path)
        said = facts.id if path == "id" else None if recorded is None else recorded.written
        yield from says_something(said, what, f"{RECORD}: {path}")


def words_of_medicines(facts: Facts, holds: Sequence[SheetHold]) -> Iterator[Needed]:
    """Who agreed, who tapers, who classified; and the answers asked for of a medicine against clotting."""
    held = {each.drug for each in holds}
    asked = {each.drug for each in holds if each.asks_risk}
    for each in facts.medicines or ():
        agreed, taper, classified = each.agreement, each.taper, each.classified
        said = (
            ("agreement.prescriber", "the prescriber", None if agreed is None else agreed.prescriber, held),
            ("taper.agreed_by", "who agreed to the taper", None if taper is None else taper.agreed_by, held),
            ("class.by", "who classified it", None if classified is None else classified.by, {each.drug}),
            ("taken_for", "what it is taken for", each.taken_for, asked),
            ("thrombotic_risk", "the risk of a clot", each.thrombotic_risk, asked),
        )
        for key, what, text, bears_on in said:
            if each.drug in bears_on:
                yield from says_something(text, f"{what} of {each.drug}", f"{RECORD}: `{key}` of {each.drug}")


def words_of_lot(lot: Lot) -> Iterator[Needed]:
    """The names and numbers of the lot that is given, and of its certificate."""
    certificate = lot.certificate
    said = (
        ("lot", "the name of the lot", lot.lot),
        ("identifier", "the identifier of the lot", lot.identifier),
        ("donor", "the donor of the lot", lot.donor),
        ("maker", "the maker of the lot", lot.maker),
        ("certificate.by", "who made the certificate of the lot", None if certificate is None else certificate.by),
        ("certificate.number", "the number of the certificate", None if certificate is None else certificate.number),
    )
    for key, what, text in said:
        yield from says_something(text, what, f"{SITE_FILE}: lots, `{key}` of {lot.lot}")


def words_of_people(people: Sequence[Person]) -> Iterator[Needed]:
    """The names of those who may do something about a sheet."""
    for each in people:
        yield from says_something(each.name, "the name of a person", f"{SITE_FILE}: people, `name`")


def words_of_sources(site: SiteDecisions) -> Iterator[Needed]:
    """Where the numbers of the clinic are from."""
    product, change = site.product, site.weight_change
    limits = None if product is None else product.certificate_limits
    within = None if product is None else product.use_within
    washed = None if product is None or product.cryoprotectant is None else product.cryoprotectant.after_wash
    said = (
        *((f"volume_limits.{each.site}", each.source) for each in site.volume_limits),
        ("weight_change", None if change is None else change.source),
        ("product.certificate_limits", None if limits is None else limits.source),
        ("product.use_within", None if within is None else within.source),
        ("product.cryoprotectant.after_wash", None if washed is None else washed.source),
    )
    for place, text in said:
        yield from says_something(text, f"the source of {place}", f"{SITE_FILE}: {place}.source")
