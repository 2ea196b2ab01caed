"""The JSON Schema of a site file (draft 2020-12), for editors: every block with the keys that its intake allows.

What the schema refuses, the intake refuses too. The intake refuses more: what a name refers to, what lies outside a
range, a hold that is too short, and what contradicts itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from posology.compile import site_facts
from posology.ir.site import BasisKind, CountBasis, PercentOf, Pooling
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.json_schema import DRAFT, END, Json, closed
from posology.protocol import site

Drawn: TypeAlias = dict[str, Json]

TEXT: Final[Mapping[str, Json]] = MappingProxyType({"type": "string", "pattern": r"\S", "maxLength": site.LONGEST_TEXT})
DAY: Final[Mapping[str, Json]] = MappingProxyType(
    {"type": "string", "pattern": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}"}
)
CELLS: Final[Mapping[str, Json]] = MappingProxyType({"type": "integer", "minimum": 1, "maximum": site.MOST_PLANNED})
QUANTITY: Final[Mapping[str, Json]] = MappingProxyType(
    {"type": "string", "pattern": rf"^[0-9]+(?:\.[0-9]+)? [!-~]+{END}"}
)

Says: TypeAlias = Mapping[str, tuple[str, Mapping[str, Json]]]
"""What each key is for, and the schema of what stands under it."""

SIGNED: Final[Says] = MappingProxyType({"approved_by": ("who approved it", TEXT), "on": ("on which day", DAY)})


def site_schema(anatomy: Anatomy) -> Drawn:
    """The schema of a site file for protocols that plan at these places."""
    says: Says = {
        "site": ("what the clinic is called", TEXT),
        "protocol": ("the id of the protocol that it decides for", TEXT),
        "readings": ("the option taken for each open question of the protocol", _named(_decision())),
        "holds": ("holds approved, and perhaps lengthened, by washout rule or block of them", _named(_hold())),
        "planned": ("what is planned for each target, by step of the plan", _named(_planned())),
        "volume_limits": ("the largest volume for one target, by site", _by_site(anatomy)),
        "product": ("facts of the product", _product(anatomy)),
        "legal_basis": ("by which legal route the product is given", _legal_basis()),
        "ethics": ("the approval of an ethics board", _ethics()),
        "consent": ("the version of the consent in use", _consent()),
        "prescriber": ("who orders the procedure", _prescriber()),
    }
    return {"$schema": DRAFT, "title": "A site file for posology", **_block(site.KEYS, site.NEEDS, says)}


def _block(keys: tuple[str, ...], needs: tuple[str, ...], says: Says) -> Drawn:
    """A mapping with exactly the keys that the intake allows; whoever approves says when, and the other way round."""
    properties: Drawn = {key: {"description": says[key][0], **says[key][1]} for key in keys}
    drawn = closed(properties, *needs)
    if {"approved_by", "on"} <= set(keys) and "on" not in needs:
        drawn["dependentRequired"] = {"approved_by": ["on"], "on": ["approved_by"]}
    return drawn


def _named(item: Drawn) -> Drawn:
    return {"type": "object", "additionalProperties": item}


def _words(words: type[StrEnum]) -> Drawn:
    return {"enum": [each.value for each in words]}


def _decision() -> Drawn:
    return _block(site.DECISION_KEYS, site.DECISION_NEEDS, {"chosen": ("the option", TEXT), **SIGNED})


def _hold() -> Drawn:
    days: Drawn = {"type": "integer", "minimum": 1, "maximum": site.LONGEST_HOLD}
    return _block(site.HOLD_KEYS, (), {"days": ("drug-free days, no fewer than the protocol's", days), **SIGNED})


def _planned() -> Drawn:
    says: Says = {
        "cells": ("cells for each target", CELLS),
        "volume": ("mL for each target, diluent included, as `1 mL`", QUANTITY),
    }
    return {**_block(site.PLANNED_KEYS, (), says), "minProperties": 1}


def _by_site(anatomy: Anatomy) -> Drawn:
    says: Says = {
        "minimum": ("the least, as `0.5 mL`", QUANTITY),
        "maximum": ("the most, as `1.5 mL`", QUANTITY),
        "source": ("where that is from", TEXT),
        **SIGNED,
    }
    limit = _block(site_facts.LIMIT_KEYS, site_facts.LIMIT_NEEDS, says)
    return closed(dict.fromkeys(anatomy.sites, limit))


def _product(anatomy: Anatomy) -> Drawn:
    says: Says = {
        "name": ("what it is called", TEXT),
        "maker": ("who makes it, and where", TEXT),
        "form": ("in which form it comes", TEXT),
        "storage": ("how it is stored", TEXT),
        "cells_per_vial": ("the number of cells on the label of a vial", CELLS),
        "counts": ("what that number counts", _words(CountBasis)),
        "viability": ("the share of cells that is alive, as `70 %`", QUANTITY),
        "recovery": ("the share that is recovered by thawing, as `80 %`", QUANTITY),
        "overage": ("how much more than the dose is thawed, as `0 %`", QUANTITY),
        "volume_per_vial": ("the volume of a thawed vial, as `1 mL`", QUANTITY),
        "vials": ("whether the vials of all routes are pooled", _words(Pooling)),
        "cryoprotectant": ("what is known of the cryoprotectant", _cryoprotectant(anatomy)),
        "premedication": ("premedication that the maker asks for", TEXT),
        "residues": ("residues that patients can react to", TEXT),
    }
    return _block(site_facts.PRODUCT_KEYS, (), says)


def _cryoprotectant(anatomy: Anatomy) -> Drawn:
    washed: Drawn = {"enum": [True, False, *site_facts.WASHED_WORDS]}
    sites: Drawn = {"type": "array", "items": {"enum": list(anatomy.sites)}}
    says: Says = {
        "agent": ("what it is; `none` where the product has none", TEXT),
        "grams_per_vial": ("in a vial as thawed, as `0.1 g`", QUANTITY),
        "percent": ("its share, as `10 %`, where the certificate has no grams", QUANTITY),
        "percent_of": ("what the share is of", _words(PercentOf)),
        "washed": ("whether it is washed out before the cells are given", washed),
        "cleared_for": ("the routes for which this formulation is cleared, in writing", sites),
    }
    drawn = _block(site_facts.CRYOPROTECTANT_KEYS, site_facts.CRYOPROTECTANT_NEEDS, says)
    return {**drawn, "dependentRequired": {"percent": ["percent_of"], "percent_of": ["percent"]}}


def _legal_basis() -> Drawn:
    says: Says = {
        "kind": ("an IND, or another pathway that is on record", _words(BasisKind)),
        "number": ("its number", TEXT),
        "recorded_by": ("who recorded it", TEXT),
        "on": ("on which day", DAY),
    }
    return _block(site_facts.LEGAL_KEYS, site_facts.LEGAL_KEYS, says)


def _ethics() -> Drawn:
    says: Says = {"board": ("which board", TEXT), "number": ("under which number", TEXT), "on": ("on which day", DAY)}
    return _block(site_facts.ETHICS_KEYS, site_facts.ETHICS_KEYS, says)


def _consent() -> Drawn:
    says: Says = {"version": ("the version", TEXT), "on": ("since which day", DAY)}
    return _block(site_facts.CONSENT_KEYS, site_facts.CONSENT_KEYS, says)


def _prescriber() -> Drawn:
    says: Says = {"name": ("the name", TEXT), "licence": ("the number of the licence", TEXT)}
    return _block(site_facts.PRESCRIBER_KEYS, site_facts.PRESCRIBER_NEEDS, says)
