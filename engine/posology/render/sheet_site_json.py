"""What a clinic decided, as it stands in the JSON of a sheet: paperwork, product, holds. What is not stated is null."""

from __future__ import annotations

from decimal import Decimal

from posology.ir.site import AfterWash, Approval, Cryoprotectant, Ethics, LegalBasis, Prescriber, Product
from posology.render.findings_json import Json, day_json
from posology.results.sheet import SheetConsent, SheetHold, SiteStamp


def exact(number: Decimal | None) -> str | None:
    """The number in digits without a zero at the end, null where it is not known."""
    if number is None:
        return None
    whole, point, decimals = f"{number:f}".partition(".")
    return f"{whole}{point}{decimals}".rstrip("0").rstrip(".") if point else whole


def approval_json(approval: Approval | None) -> Json:
    """Who approved and when."""
    return None if approval is None else {"by": approval.by, "on": approval.on.isoformat()}


def site_json(site: SiteStamp | None) -> Json:
    """Whose decisions went in."""
    return None if site is None else {"name": site.name, "sha256": site.sha256}


def legal_basis_json(basis: LegalBasis | None) -> Json:
    """The legal basis of the use."""
    if basis is None:
        return None
    return {
        "kind": basis.kind.value,
        "number": basis.number,
        "recorded": approval_json(basis.recorded),
        "expires": day_json(basis.expires),
    }


def ethics_json(ethics: Ethics | None) -> Json:
    """The approval of an ethics board."""
    if ethics is None:
        return None
    on = ethics.on.isoformat()
    return {"board": ethics.board, "number": ethics.number, "on": on, "expires": day_json(ethics.expires)}


def consent_json(consent: SheetConsent) -> Json:
    """The consent as recorded, beside the clinic's version."""
    return {
        "signed": consent.signed,
        "version": consent.version,
        "date": consent.dated,
        "clinic_version": consent.clinic_version,
        "clinic_on": day_json(consent.clinic_on),
        "agrees": consent.agrees,
    }


def prescriber_json(prescriber: Prescriber | None) -> Json:
    """Who orders the procedure."""
    return None if prescriber is None else {"name": prescriber.name, "licence": prescriber.licence}


def product_json(product: Product | None) -> Json:
    """The product as the clinic states it, with blanks for what only the vial says; its lot is that of the supply."""
    if product is None:
        return None
    return {
        "name": product.name,
        "maker": product.maker,
        "form": product.form,
        "storage": product.storage,
        "cells_per_vial": product.cells_per_vial,
        "counts": None if product.counts is None else product.counts.value,
        "viability": exact(product.viability),
        "recovery": exact(product.recovery),
        "overage": exact(product.overage),
        "volume_per_vial": exact(product.volume_per_vial),
        "vials": None if product.vials is None else product.vials.value,
        "cryoprotectant": _cryoprotectant(product.cryoprotectant),
        "use_within": None
        if product.use_within is None
        else {"minutes": exact(product.use_within.minutes), "source": product.use_within.source},
        "premedication": product.premedication,
        "residues": product.residues,
        "approval": approval_json(product.approval),
        "lot": None,
        "expiry": None,
        "thaw_started": None,
        "thaw_ended": None,
    }


def _cryoprotectant(stated: Cryoprotectant | None) -> Json:
    if stated is None:
        return None
    return {
        "agent": stated.agent,
        "grams_per_vial": exact(stated.grams_per_vial),
        "percent": exact(stated.percent),
        "percent_of": None if stated.percent_of is None else stated.percent_of.value,
        "washed": stated.washed.value,
        "after_wash": _after_wash(stated.after_wash),
        "cleared_for": None if stated.cleared_for is None else list(stated.cleared_for),
    }


def _after_wash(left: AfterWash | None) -> Json:
    if left is None:
        return None
    return {
        "recovery": exact(left.recovery),
        "volume_per_vial": exact(left.volume_per_vial),
        "grams_per_vial": exact(left.grams_per_vial),
        "source": left.source,
    }


def hold_json(hold: SheetHold) -> Json:
    """What was planned for one medicine; `actual` is filled in by people."""
    return {
        "drug": hold.drug,
        "hold": hold.rule,
        "status": hold.status.value,
        "drug_free_days": hold.drug_free_days,
        "last_dose": hold.last_dose,
        "last_dose_on_or_before": day_json(hold.on_or_before),
        "clear_on": day_json(hold.clear_on),
        "resume_on": day_json(hold.restart),
        "resume_condition": hold.restart_condition,
        "agreement": hold.agreement,
        "indication": hold.indication,
        "thrombotic_risk": hold.thrombotic_risk,
        "asks_risk": hold.asks_risk,
        "approval": approval_json(hold.approval),
        "actual": {"last_dose": None, "resumed_on": None},
    }
