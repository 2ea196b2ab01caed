"""What is thawed and drawn, as JSON: whole numbers of vials, exact decimals as text, sentences with the arithmetic."""

from __future__ import annotations

from posology.render.findings_json import Json, citation_json, day_json
from posology.render.sheet_site_json import exact
from posology.results.check import Volume
from posology.results.supply import (
    CryoprotectantDose,
    CryoprotectantOfTheDay,
    StepVolume,
    Supply,
    SupplyLot,
    UsablePerVial,
    VialCount,
    VolumeBound,
)


def supply_json(supply: Supply) -> Json:
    """The supply; `vials` is the number to thaw in all, null where it is not counted, and `missing` says why."""
    return {
        "vials": supply.total_vials,
        "pooling": None if supply.pooling is None else supply.pooling.value,
        "lot": _lot(supply.lot),
        "refused": [{"what": each.what, "where": each.where} for each in supply.refused],
        "usable_per_vial": _usable(supply.usable),
        "cells_per_mL": exact(supply.concentration),
        "counts": [_count(each) for each in supply.vials],
        "volumes": [_volume(each) for each in supply.volumes],
        "cryoprotectant": _cryoprotectant(supply.cryoprotectant),
        "cryoprotectant_of_the_day": _of_the_day(supply.of_the_day),
        "blocked": [{"site": each.site, "name": each.name, "why": each.why} for each in supply.blocked],
        "missing": list(supply.missing),
    }


def volume_json(stated: Volume | None, amount: StepVolume | None) -> Json:
    """The volume of one target in mL: as the protocol states it, and what is planned or drawn; null without either."""
    given = None if amount is None else amount.given
    if stated is None and given is None:
        return None
    return {
        "minimum": None if stated is None else exact(stated.minimum),
        "maximum": None if stated is None else exact(stated.maximum),
        "planned": exact(given if given is not None else None if stated is None else stated.planned),
        "unit": "mL",
    }


def _usable(usable: UsablePerVial | None) -> Json:
    if usable is None:
        return None
    return {
        "labelled": usable.labelled,
        "counts": usable.counts.value,
        "factors": [
            {"name": each.name, "percent": exact(each.percent), "of": each.of or None} for each in usable.factors
        ],
        "cells": exact(usable.cells),
        "says": usable.says,
    }


def _count(count: VialCount) -> Json:
    return {
        "site": count.site,
        "name": count.name,
        "need": count.need,
        "overage_percent": exact(count.overage),
        "by_cells": count.by_cells,
        "by_volume": count.by_volume,
        "vials": count.vials,
        "drawn": exact(count.drawn),
        "usable": exact(count.usable),
        "leftover": exact(count.leftover),
        "leftover_volume": exact(count.leftover_volume),
        "says": count.says,
    }


def _volume(volume: StepVolume) -> Json:
    return {
        "step": volume.step,
        "site": volume.site,
        "cells": volume.cells,
        "drawn": exact(volume.drawn),
        "exact": volume.exact,
        "difference": volume.difference,
        "given": exact(volume.given),
        "diluent": exact(volume.diluent),
        "unit": "mL",
        "bounds": [_bound(each) for each in volume.bounds],
        "within": volume.within,
        "says": list(volume.says),
    }


def _bound(bound: VolumeBound) -> Json:
    return {
        "minimum": exact(bound.minimum),
        "maximum": exact(bound.maximum),
        "by": bound.by,
        "soft": bound.soft,
        "source": bound.source if bound.citation is None else citation_json(bound.citation),
    }


def _cryoprotectant(dose: CryoprotectantDose | None) -> Json:
    if dose is None:
        return None
    return {
        "agent": dose.agent,
        "grams": exact(dose.grams),
        "grams_per_kg": exact(dose.grams_per_kg),
        "ceiling": exact(dose.ceiling),
        "within": dose.within,
        "says": dose.says,
        "source": dose.citation,
    }


def _of_the_day(day: CryoprotectantOfTheDay | None) -> Json:
    if day is None:
        return None
    return {
        "grams": exact(day.grams),
        "grams_per_kg": exact(day.grams_per_kg),
        "within": day.within,
        "says": day.says,
    }


def _lot(lot: SupplyLot | None) -> Json:
    """The lot that the record names; who asks later where it went finds it here."""
    if lot is None:
        return None
    return {
        "lot": lot.lot,
        "identifier": lot.identifier,
        "donor": lot.donor,
        "expires": day_json(lot.expires),
        "maker": lot.maker,
        "certified": lot.certified,
        "certificate": [
            {
                "test": each.test,
                "found": each.found or None,
                "asked": each.asked or None,
                "method": each.method or None,
                "passes": each.passes,
            }
            for each in lot.certificate
        ],
    }
