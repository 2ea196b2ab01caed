"""The JSON Schema of a protocol file (draft 2020-12), for editors: every block with the keys that the compiler allows.

What the schema refuses, the compiler refuses too. The compiler refuses more: what a name refers to, what a condition
means, units and sources that do not fit, and what contradicts itself.
"""

from __future__ import annotations

from typing import Final

from posology.compile import head, limits, protocol
from posology.compile.amounts import FORMULA_KEYS, NOT_COUNTED, RANGE_KEYS, RANGE_NEEDS
from posology.compile.plan import STEP_KEYS, STEP_NEEDS
from posology.compile.protocol_blocks import (
    ADVICE,
    ARM,
    BORROWED,
    CELLS,
    CLAIM,
    CONDITION,
    COUNT,
    COUNTED,
    CRITERION,
    EXEMPTION,
    GROUP,
    NONE,
    NOTE,
    NUMBER,
    OUTCOME,
    READING,
    SOURCE,
    TEXT,
    TOGETHER,
    TRUTH,
    USE,
    VISIT,
    cited,
    one_of,
)
from posology.compile.protocol_shape import ANYTHING, Block, Drawing, Either, Leaf, Listed, Named, Shape, Word
from posology.compile.targets import COUNT_KEYS, WAYS
from posology.ir.limits import TOTAL
from posology.ir.plan import LimitKind, Measure
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.json_schema import DRAFT, Json, closed
from posology.protocol.document import HEAD


def _range(name: str, number: Leaf, unit: str) -> Block:
    says: dict[str, tuple[str, Shape]] = {
        "minimum": ("the least", number),
        "maximum": ("the most", number),
        "unit": ("what is counted", one_of(f"unit-of-{name}", unit)),
    }
    return Block(name, RANGE_KEYS, (*RANGE_NEEDS, "unit"), says)


FORMULA: Final = Block(
    "formula",
    FORMULA_KEYS,
    FORMULA_KEYS,
    {"formula": ("the cells, in the condition language", CONDITION), "says": ("the same in words", TEXT)},
)
AMOUNT: Final = Word((NONE, NOT_COUNTED), Either("formula", FORMULA, _range("range-of-cells", CELLS, "cells")))
LEVELS: Final = Block(
    "number-of-levels", COUNT_KEYS, COUNT_KEYS, {"minimum": ("the fewest", COUNT), "maximum": ("the most", COUNT)}
)


def _step(anatomy: Anatomy) -> Block:
    sites = one_of("site", *anatomy.sites)
    says: dict[str, tuple[str, Shape]] = {
        "site": ("where, as the anatomy calls it", sites),
        "arms": ("the arms of the trial that have this step; all where left out", Listed(TEXT, at_least=1)),
        "target": ("the one place, in words", TEXT),
        "joints": ("the joints, by level", Listed(TEXT, at_least=1)),
        "sides": ("the sides of each joint", Listed(one_of("side", *anatomy.sides), at_least=1)),
        "levels": ("the element in which a record lists the levels", TEXT),
        "count": ("how many of those levels", Either("minimum", LEVELS, COUNT)),
        "when": ("the condition under which the plan has this step; always where left out", CONDITION),
        "because": ("why it is in the plan, where it is", TEXT),
        "otherwise": ("why it is not, where it is not", TEXT),
        "approach": ("how it is done", TEXT),
        "sedation": ("whether it is done under sedation", TRUTH),
        "cells": ("the cells for each target: a range, a formula, `none` or `not counted`", AMOUNT),
        "concentration": ("cells in each mL, instead of cells", _range("range-of-cells-per-mL", NUMBER, "cells/mL")),
        "volume": ("the volume for each target", _range("range-of-mL", NUMBER, "mL")),
        "carrier": ("what the cells are given in", TEXT),
        "contains": ("elements that count something in each mL of the product", Listed(TEXT, at_least=1)),
        "counts": ("which recorded values count, by element", COUNTED),
        "source": SOURCE,
    }
    return Block("step", STEP_KEYS, cited(*STEP_NEEDS), says, one_of=(WAYS, ("cells", "concentration")))


def _limit(anatomy: Anatomy) -> Either:
    bound = Word((NONE,), NUMBER)
    shared: dict[str, tuple[str, Shape]] = {
        "minimum": ("the least that lies within", bound),
        "maximum": ("the most that lies within", bound),
        "source": SOURCE,
    }
    of_site: dict[str, tuple[str, Shape]] = {
        "site": ("the site, or `total`", one_of("site-or-total", *anatomy.sites, TOTAL)),
        "each": ("whether it is for each target and not for their sum", TRUTH),
        "unit": ("what is bounded", one_of("measure", *Measure)),
        "kind": ("`hard` cannot be passed, `soft` needs a reason", one_of("kind-of-limit", "hard", "soft")),
    }
    of_product: dict[str, tuple[str, Shape]] = {
        "element": ("the quantity of the product that is bounded", TEXT),
        "above": ("what it must be more than", NUMBER),
        "unit": ("the unit of the element", TEXT),
        "kind": ("hard, soft, or an association that asks for nothing", one_of("kind-of-product-limit", *LimitKind)),
        "says": ("what follows, in words", TEXT),
        "minimum": ("the least that lies within", NUMBER),
        "maximum": ("the most that lies within", NUMBER),
    }
    return Either(
        "element",
        Block(
            "limit-of-the-product", limits.PRODUCT_KEYS, (*limits.PRODUCT_NEEDS, "unit", "source"), shared | of_product
        ),
        Block("limit", limits.KEYS, (*limits.NEEDS, "unit", "source"), shared | of_site),
    )


def root_of(anatomy: Anatomy) -> Block:
    """The shape of a protocol file."""
    says: dict[str, tuple[str, Shape]] = {
        "protocol": ("its id, which is the name of its folder", TEXT),
        "version": ("three numbers: meaning, additions, words", TEXT),
        "title": ("what it is called", TEXT),
        "status": ("how far it is approved", one_of("status", *head.STATUSES)),
        "banner": ("what stands on every output of an investigational protocol", TEXT),
        "use": ("what it is for, for whom, about whom", USE),
        "readings": ("what its source leaves open", Named(READING)),
        "criteria": ("who may be treated", Named(CRITERION, at_least=1)),
        "washout": (
            "which medicines are held; `none`, or `as` another protocol",
            Word((NONE,), Either("as", BORROWED, Named(GROUP))),
        ),
        "together": ("classes of which two medicines are not judged one by one", TOGETHER),
        "arms": ("the arms of the trial", Named(ARM, at_least=1)),
        "plan": ("what is injected where", Named(_step(anatomy), at_least=1)),
        "limits": ("bounds of what is given", Listed(_limit(anatomy))),
        "care": ("what is done before, during and after the procedure", Listed(ADVICE)),
        "visits": ("the visits, the earliest first, or `none`", Word((NONE,), Listed(VISIT, at_least=1))),
        "outcome": ("who counts as a responder, or `none`", Word((NONE,), OUTCOME)),
        "notes": ("where the source contradicts itself", Listed(NOTE)),
        "properties": ("claims that must hold for every patient", Named(CLAIM)),
        "exemptions": ("mutants and claims that are right all the same, with the reason", Listed(EXEMPTION)),
    }
    return Block("protocol", protocol.ROOT_KEYS, protocol.REQUIRED, says)


def protocol_schema(anatomy: Anatomy) -> dict[str, Json]:
    """The schema of a protocol file that plans at these places."""
    root, drawing = root_of(anatomy), Drawing()
    properties: dict[str, Json] = {}
    for key in root.keys:
        description, shape = root.says.get(key, ("", ANYTHING))
        drawn = drawing.draw(shape, settled=True) if key in HEAD else drawing.value(shape)
        properties[key] = {"description": description, **drawn} if description else drawn
    about: dict[str, Json] = {"$schema": DRAFT, "title": "A protocol for posology"}
    about |= closed(properties, *root.needs)
    about["$defs"] = drawing.definitions
    return about
