"""The JSON Schema of a site file (draft 2020-12), for editors: every block with the keys that its intake allows.

What the schema refuses, the intake refuses too. The intake refuses more: what a name refers to, what lies outside a
range, a hold that is too short, and what contradicts itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from posology.compile import people, site_facts, site_lots, site_product
from posology.ir.lot import TestOutcome
from posology.ir.site import BasisKind, CountBasis, PercentOf, Pooling
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.json_schema import DRAFT, END, Json, closed
from posology.protocol import site
from posology.values.zones import ZONE

Drawn: TypeAlias = dict[str, Json]

TEXT: Final[Mapping[str, Json]] = MappingProxyType({"type": "string", "pattern": r"\S", "maxLength": site.LONGEST_TEXT})
DAY: Final[Mapping[str, Json]] = MappingProxyType(
    {"type": "string", "pattern": rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{END}"}
)
CELLS: Final[Mapping[str, Json]] = MappingProxyType({"type": "integer", "minimum": 1, "maximum": site.MOST_PLANNED})
CELLS_FOUND: Final[Mapping[str, Json]] = MappingProxyType(
    {"type": "integer", "minimum": 0, "maximum": site.MOST_PLANNED}
)
QUANTITY: Final[Mapping[str, Json]] = MappingProxyType(
    {"type": "string", "pattern": rf"^[0-9]+(?:\.[0-9]+)? [!-~]+{END}"}
)

Says: TypeAlias = Mapping[str, tuple[str, Mapping[str, Json]]]
"""What each key is for, and the schema of what stands under it."""

SIGNED: Final[Says] = MappingProxyType({"approved_by": ("who approved it", TEXT), "on": ("on which day", DAY)})
EXPIRES: Final[Says] = MappingProxyType({"expires": ("the last day on which it holds", DAY)})


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
        "lots": ("the lots in hand, each with its certificate", {"type": "array", "items": _lot()}),
        "legal_basis": ("by which legal route the product is given", _legal_basis()),
        "ethics": ("the approval of an ethics board", _ethics()),
        "consent": ("the version of the consent in use", _consent()),
        "prescriber": ("who orders the procedure", _prescriber()),
        "weight_change": ("the largest change of the weight without weighing again", _weight_change()),
        "time_zone": (
            "the time zone of the clinic, as America/New_York",
            {"type": "string", "pattern": f"^(?:{ZONE.pattern}){END}"},
        ),
        "people": ("who may do what about a sheet, each under the name that `--by` gives", _people()),
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
        "over": ("the time over which an infusion runs, as `30 min`", QUANTITY),
        **SIGNED,
    }
    one_of: list[Json] = [{"required": [each]} for each in ("cells", "volume", "over")]
    return {**_block(site.PLANNED_KEYS, (), says), "anyOf": one_of}


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
        "use_within": ("within which time of the thaw it must be given, and by which source", _use_within()),
        "premedication": ("premedication that the maker asks for", TEXT),
        "residues": ("residues that patients can react to", TEXT),
        "certificate_limits": ("what the certificate of every lot must have", _certificate_limits()),
        **SIGNED,
    }
    return _block(site_product.PRODUCT_KEYS, (), says)


def _use_within() -> Drawn:
    says: Says = {"time": ("from the thaw, as `60 min`", QUANTITY), "source": ("where that is from", TEXT)}
    return _block(site_product.USE_WITHIN_KEYS, site_product.USE_WITHIN_KEYS, says)


def _tests(of_test: Callable[[Mapping[str, Json]], Drawn]) -> Drawn:
    """One block for each test, by its name; a number of cells has no unit, any other has."""
    return closed({each: of_test(CELLS_FOUND if each == "viable_cells_per_vial" else QUANTITY)
                   for each in site_lots.TESTS})  # fmt: skip


def _certificate_limits() -> Drawn:
    def limit(number: Mapping[str, Json]) -> Drawn:
        says: Says = {
            "minimum": ("the least", number),
            "maximum": ("the most", number),
            "says": ("what is expected, in words", TEXT),
        }
        return _block(site_lots.TEST_LIMIT_KEYS, (), says)

    says: Says = {
        "source": ("where the limits are from", TEXT),
        "tests": ("each test that a certificate must have", _tests(limit)),
        **SIGNED,
    }
    return _block(site_lots.LIMITS_KEYS, site_lots.LIMITS_NEEDS, says)


def _lot() -> Drawn:
    isbt128: Says = {"isbt128": ("a donation identification number, as on the label", TEXT)}
    numbered = _block(site_lots.IDENTIFIER_KEYS, site_lots.IDENTIFIER_KEYS, isbt128)
    identifier: Drawn = {"anyOf": [dict(TEXT), numbered]}
    says: Says = {
        "lot": ("the name of the lot", TEXT),
        "identifier": ("what identifies the donation or the container", identifier),
        "donor": ("the code of the donor", TEXT),
        "expires": ("the last day on which it may be given", DAY),
        "maker": ("who made it, where that is not the maker of the product", TEXT),
        "cells_per_vial": ("the number of cells on the label of this lot", CELLS),
        "viability": ("the share of cells that is alive, as `70 %`", QUANTITY),
        "recovery": ("the share that is recovered by thawing, as `80 %`", QUANTITY),
        "certificate": ("its certificate of analysis", _certificate()),
    }
    return _block(site_lots.LOT_KEYS, site_lots.LOT_NEEDS, says)


def _certificate() -> Drawn:
    def result(number: Mapping[str, Json]) -> Drawn:
        says: Says = {
            "outcome": ("how the laboratory judged it", _words(TestOutcome)),
            "value": ("the number that was found", number),
            "says": ("the words of the certificate", TEXT),
            "method": ("by which method", TEXT),
        }
        return _block(site_lots.RESULT_KEYS, (), says)

    says: Says = {
        "by": ("who made it", TEXT),
        "on": ("on which day", DAY),
        "number": ("its number", TEXT),
        "results": ("each test", _tests(result)),
    }
    return _block(site_lots.CERTIFICATE_KEYS, site_lots.CERTIFICATE_NEEDS, says)


def _cryoprotectant(anatomy: Anatomy) -> Drawn:
    washed: Drawn = {"enum": [True, False, *site_product.WASHED_WORDS]}
    sites: Drawn = {"type": "array", "items": {"enum": list(anatomy.sites)}}
    says: Says = {
        "agent": ("what it is; `none` where the product has none", TEXT),
        "grams_per_vial": ("in a vial as thawed, as `0.1 g`", QUANTITY),
        "percent": ("its share, as `10 %`, where the certificate has no grams", QUANTITY),
        "percent_of": ("what the share is of", _words(PercentOf)),
        "washed": ("whether it is washed out before the cells are given", washed),
        "after_wash": ("what is left of a vial after washing", _after_wash()),
        "cleared_for": ("the routes for which this formulation is cleared, in writing", sites),
    }
    drawn = _block(site_product.CRYOPROTECTANT_KEYS, site_product.CRYOPROTECTANT_NEEDS, says)
    return {**drawn, "dependentRequired": {"percent": ["percent_of"], "percent_of": ["percent"]}}


def _after_wash() -> Drawn:
    says: Says = {
        "recovery": ("the share of its usable cells, as `90 %`", QUANTITY),
        "volume_per_vial": ("the volume that holds them, as `0.9 mL`", QUANTITY),
        "grams_per_vial": ("what is left of the cryoprotectant, as `0.001 g`", QUANTITY),
        "source": ("how that is known", TEXT),
    }
    return _block(site_product.AFTER_WASH_KEYS, site_product.AFTER_WASH_NEEDS, says)


def _legal_basis() -> Drawn:
    says: Says = {
        "kind": ("an IND, or another pathway that is on record", _words(BasisKind)),
        "number": ("its number", TEXT),
        "recorded_by": ("who recorded it", TEXT),
        "on": ("on which day", DAY),
    }
    return _block(site_facts.LEGAL_KEYS, site_facts.LEGAL_NEEDS, {**says, **EXPIRES})


def _ethics() -> Drawn:
    says: Says = {"board": ("which board", TEXT), "number": ("under which number", TEXT), "on": ("on which day", DAY)}
    return _block(site_facts.ETHICS_KEYS, site_facts.ETHICS_NEEDS, {**says, **EXPIRES})


def _consent() -> Drawn:
    says: Says = {"version": ("the version", TEXT), "on": ("since which day", DAY)}
    return _block(site_facts.CONSENT_KEYS, site_facts.CONSENT_NEEDS, {**says, **EXPIRES})


def _weight_change() -> Drawn:
    says: Says = {
        "most": ("in percent of the weight before, as `10 %`", QUANTITY),
        "source": ("where that is from", TEXT),
        **SIGNED,
    }
    return _block(site_facts.WEIGHT_CHANGE_KEYS, site_facts.WEIGHT_CHANGE_NEEDS, says)


def _people() -> Drawn:
    says: Says = {
        "name": ("the name", TEXT),
        "roles": ("what this person may do", {"type": "array", "items": {"enum": list(people.ROLES)}}),
        "account": ("the account of the computer; with it nobody acts under this name from another one", TEXT),
        "licence": ("the number of a licence", TEXT),
    }
    return {"type": "array", "items": _block(people.PERSON_KEYS, people.PERSON_NEEDS, says)}


def _prescriber() -> Drawn:
    says: Says = {"name": ("the name", TEXT), "licence": ("the number of the licence", TEXT)}
    return _block(site_facts.PRESCRIBER_KEYS, site_facts.PRESCRIBER_NEEDS, says)
