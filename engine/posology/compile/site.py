"""A site file held against its protocol: what the clinic decided, as everything behind the compiler sees it."""

from __future__ import annotations

from posology.compile.planned import planned_volumes
from posology.compile.site_facts import compile_facts
from posology.compile.site_holds import approvals_of, days_of
from posology.diagnostics.diagnostic import Diagnostics
from posology.ir.protocol import Protocol
from posology.ir.site import NOTHING_DECIDED, Approval, SiteDecisions
from posology.knowledge.anatomy import Anatomy
from posology.protocol.promises import check_sayings
from posology.protocol.site import Site


def compile_site(site: Site, protocol: Protocol | None, anatomy: Anatomy, diagnostics: Diagnostics) -> SiteDecisions:
    """The decisions of the clinic; faults of the file are reported, also where the protocol has some of its own.

    Readings, planned cells and holds are held against the protocol where it is compiled.
    """
    if site.root is None:
        return NOTHING_DECIDED
    product = site.root.get("product")
    if product is not None:
        check_sayings(product, diagnostics)
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
        volume_limits=facts.volume_limits,
        product=facts.product,
        legal_basis=facts.legal_basis,
        ethics=facts.ethics,
        consent=facts.consent,
        prescriber=facts.prescriber,
    )
