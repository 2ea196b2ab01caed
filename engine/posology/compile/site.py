"""A site file held against its protocol: what the clinic decided, as everything behind the compiler sees it."""

from __future__ import annotations

from posology.compile.people import compile_people
from posology.compile.planned import planned_durations, planned_volumes
from posology.compile.site_facts import compile_facts
from posology.compile.site_holds import approvals_of, days_of
from posology.compile.site_lots import compile_lots
from posology.compile.site_product import compile_product
from posology.compile.site_zone import compile_zone
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.protocol import Protocol
from posology.ir.site import NOTHING_DECIDED, Approval, SiteDecisions
from posology.knowledge.anatomy import Anatomy
from posology.protocol.promises import check_sayings
from posology.protocol.site import Signed, Site


def compile_site(site: Site, protocol: Protocol | None, anatomy: Anatomy, diagnostics: Diagnostics) -> SiteDecisions:
    """The decisions of the clinic; faults of the file are reported, also where the protocol has some of its own.

    Readings, planned cells and holds are held against the protocol where it is compiled.
    """
    if site.root is None:
        return NOTHING_DECIDED
    product, lots = site.root.get("product"), site.root.get("lots")
    for said in (product, lots):
        if said is not None:
            check_sayings(said, diagnostics)
    facts = compile_facts(site.root, anatomy.sites, diagnostics)
    steps, limits, rules = ((), (), ()) if protocol is None else (protocol.steps, protocol.limits, protocol.washout)
    signed = {each.reading: each.approved for each in site.decisions if each.approved is not None}
    return SiteDecisions(
        name=site.name,
        sha256=site.sha256,
        readings={reading: Approval(by=by, on=on) for reading, (by, on) in signed.items()},
        holds=approvals_of(rules, site),
        lengthened=days_of(rules, site),
        volumes=planned_volumes(site, steps, limits, facts.volume_limits, diagnostics),
        durations=planned_durations(site, steps, diagnostics),
        volume_limits=facts.volume_limits,
        weight_change=facts.weight_change,
        planned={each.step: _approval(each.approved) for each in site.planned},
        product=compile_product(product, anatomy.sites, diagnostics),
        lots=compile_lots(lots, diagnostics),
        legal_basis=facts.legal_basis,
        ethics=facts.ethics,
        consent=facts.consent,
        prescriber=facts.prescriber,
        people=compile_people(site.root.get("people"), diagnostics),
        time_zone=compile_zone(site.root.get("time_zone"), diagnostics),
    )


def _approval(signed: Signed | None) -> Approval | None:
    return None if signed is None else Approval(by=signed[0], on=signed[1])
