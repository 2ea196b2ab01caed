"""Hypothesis strategies of whole protocols, as the text that an author would write, for the elements that are shipped.

Nobody had them in mind when the engine was built: criteria from conditions of every kind over facts and dates, holds that
turn on a fact or on the plan, steps that apply or do not, doses from ranges and from formulas, limits that may be
narrower than the doses. Every text compiles.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

Text = st.SearchStrategy[str]
Block = Mapping[str, Any]

SOURCE = {"ref": "invented", "section": "none"}
SOURCES = {
    "invented": {"title": "Nothing that was published", "authors": "nobody", "locator": "none", "read": "whole text"}
}

DATES = ("pain.back.onset", "pain.neck.onset", "mri.date", "birth_date", "consent.date", "weight.date", "quebec.date")
SCORES = ("pain.back.vas", "pain.neck.vas", "pain.leg.vas", "quebec")
CODES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "conservative_care.physical_therapy": ("failed", "helped", "ongoing", "never"),
        "conservative_care.supervised_exercise": ("failed", "helped", "ongoing", "never"),
        "prior_treatment": ("none", "epidural-facet-iv"),
        "sex": ("female", "male", "other"),
    }
)
MEASURED = ("pain.back.vas", "pain.leg.vas", "quebec", "weight")
DRUG_CLASSES = (
    "nsaid",
    "aspirin",
    "corticosteroid-oral",
    "corticosteroid-injected",
    "anticoagulant",
    "antiplatelet",
    "opioid",
)
INGREDIENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"nsaid": ("naproxen", "celecoxib"), "anticoagulant": ("apixaban", "warfarin"), "antiplatelet": ("clopidogrel",)}
)
JOINTS = ("L2-L3", "L3-L4", "L4-L5", "L5-S1")

ORDERS = st.sampled_from(("before", "after", "same or before", "same or after"))
SIGNS = st.sampled_from(("<", "<=", ">", ">="))
UNITS = st.sampled_from(("years", "months", "weeks", "days"))
LENGTHS: Mapping[str, st.SearchStrategy[int]] = MappingProxyType(
    {"years": st.integers(0, 3), "months": st.integers(0, 20), "weeks": st.integers(0, 60), "days": st.integers(0, 400)}
)


@dataclass(frozen=True)
class InventedProtocol:
    """A protocol and its sources, each as the text of a file."""

    protocol: str
    sources: str


def _joined(*parts: Text | str) -> Text:
    return st.tuples(*(st.just(each) if isinstance(each, str) else each for each in parts)).map("".join)


def durations() -> Text:
    """Calendar durations: `14 days`, `1 months`."""
    return UNITS.flatmap(lambda unit: LENGTHS[unit].map(lambda amount: f"{amount} {unit}"))


def shifted(point: Text) -> Text:
    """The date itself, or moved by one or two durations."""
    moved = _joined(point, st.sampled_from((" + ", " - ")), durations())
    return st.one_of(point, moved, _joined(moved, st.sampled_from((" + ", " - ")), durations()))


RECORDED = st.sampled_from(DATES)
# a month and a year cannot be moved by days and stay what they are, so what is recorded is mostly moved by years
LATER = st.one_of(
    RECORDED, _joined(RECORDED, " + ", st.sampled_from(("1 year", "2 years", "18 months"))), shifted(RECORDED)
)
PROCEDURE = shifted(st.just("procedure.date"))


def date_conditions() -> Text:
    """Conditions that turn as the procedure is put off, and some between two recorded dates."""
    between = UNITS.flatmap(
        lambda unit: _joined(
            st.sampled_from((f"{unit} between ", f"difference in {unit} between ")),
            RECORDED,
            " and ",
            PROCEDURE,
            " ",
            SIGNS,
            " ",
            st.integers(0, 40).map(str),
        )
    )
    return st.one_of(
        _joined(LATER, " ", ORDERS, " ", PROCEDURE),
        _joined(PROCEDURE, " ", ORDERS, " ", LATER),
        _joined(RECORDED, " ", ORDERS, " ", LATER),
        between,
        _joined(RECORDED, " in Interval[", PROCEDURE.map(lambda text: f"({text}) - 2 months"), ", procedure.date)"),
    )


def fact_conditions() -> Text:
    """Conditions that no date changes."""
    codes = st.sampled_from(sorted(CODES)).flatmap(
        lambda path: st.one_of(
            st.sampled_from(CODES[path]).map(lambda option: f"{path} = '{option}'"),
            st.sampled_from(CODES[path]).map(lambda option: f"{path} in {{'{option}', '{CODES[path][0]}'}}"),
        )
    )
    scores = st.sampled_from(SCORES)
    return st.one_of(
        st.sampled_from(("consent.signed", "requests.disc_injection", "exists contraindications", "exists regions")),
        st.sampled_from(("'lumbar' in regions", "'cervical' in regions", "Count(contraindications) < 2")),
        codes,
        _joined(scores, " ", SIGNS, " ", scores),
        _joined(scores, " ", SIGNS, " ", st.integers(0, 10).map(str)),
        _joined(scores, " between ", st.integers(0, 5).map(str), " and ", st.integers(5, 10).map(str)),
        _joined("quebec between ", st.integers(0, 5).map(str), " and ", st.integers(5, 60).map(str)),
        _joined("weight ", SIGNS, " ", st.integers(55, 100).map(lambda kilograms: f"{kilograms} 'kg'")),
    )


def medicine_conditions() -> Text:
    """Conditions on the list of medicines."""
    of_class = st.sampled_from(DRUG_CLASSES).map(lambda name: f"'{name}' in M.classes")
    dose = _joined("M.last_dose ", ORDERS, " ", PROCEDURE)
    where = st.one_of(of_class, st.just("M.ongoing"), _joined(of_class, " and ", dose), dose)
    return _joined("exists (medications M where ", where, ")")


def conditions(depth: int = 2) -> Text:
    """Conditions of a criterion: atoms, and atoms under connectives."""
    atoms = st.one_of(date_conditions(), fact_conditions(), fact_conditions(), medicine_conditions())
    if depth == 0:
        return atoms
    inner = conditions(depth - 1).map(lambda text: f"({text})")
    return st.one_of(
        atoms,
        _joined(inner, st.sampled_from((" and ", " or ", " or ", " implies ", " xor ")), inner),
        inner.map(lambda text: f"not {text}"),
        _joined("if ", inner, " then ", inner, " else ", inner),
    )


def invented_protocols() -> st.SearchStrategy[InventedProtocol]:
    """Whole protocols."""
    criteria = st.lists(_criteria(), min_size=1, max_size=4).map(lambda each: _numbered("criterion", each))
    steps = st.lists(_steps(), min_size=1, max_size=3).map(lambda each: _numbered("step", each))
    blocks: dict[str, st.SearchStrategy[Any]] = {
        "criteria": criteria,
        "washout": st.lists(_washout(), max_size=4, unique_by=lambda each: str(each["class"])).map(
            lambda each: {str(group["class"]): group for group in each}
        ),
        "plan": steps,
        "limits": st.lists(_limits(), max_size=2),
    }
    together = {
        "classes": ["anticoagulant", "antiplatelet", "aspirin"],
        "refer": "the prescribers decide",
        "source": SOURCE,
    }
    optional = {"together": st.just(together)}
    return st.fixed_dictionaries(blocks, optional=optional).map(_written)


def date_protocols() -> st.SearchStrategy[InventedProtocol]:
    """Protocols of one criterion that speaks of little but dates."""
    inner = date_conditions().map(lambda text: f"({text})")
    condition = st.one_of(inner, _joined(inner, st.sampled_from((" and ", " or ")), inner), inner.map("not {}".format))
    plan = {"step-1": {"site": "epidural", "target": "somewhere", **_drawn_range(1, 2)}}
    return condition.map(lambda text: _written({"criteria": _numbered("criterion", [_criterion(text)]), "plan": plan}))


def _numbered(word: str, blocks: list[Block]) -> dict[str, Block]:
    return {f"{word}-{number}": each for number, each in enumerate(blocks, start=1)}


def _written(blocks: Block) -> InventedProtocol:
    head = {
        "protocol": "invented",
        "version": "1.0.0",
        "title": "An invented protocol",
        "status": "investigational",
        "banner": "INVESTIGATIONAL USE. Invented for a test.",
        "use": {"intended": "a test", "user": "nobody", "population": "nobody"},
    }
    # a JSON document is a YAML document
    return InventedProtocol(json.dumps(head | dict(blocks), indent=1), json.dumps(SOURCES, indent=1))


def _criterion(condition: str) -> Block:
    return {"kind": "inclusion", "text": "Something holds", "condition": condition, "source": SOURCE}


def _criteria() -> st.SearchStrategy[Block]:
    within = st.fixed_dictionaries({"within": st.sampled_from(("30 days", "1 month", "90 days", "1 year"))})
    counts = st.dictionaries(st.sampled_from(MEASURED), within, max_size=2)
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(("inclusion", "inclusion", "exclusion")),
            "text": st.just("Something holds"),
            "condition": conditions(),
            "source": st.just(SOURCE),
        },
        optional={"counts": counts, "applies": st.one_of(st.just("never"), conditions(0))},
    )


def _days(most: int = 20) -> Text:
    return st.integers(0, most).map(lambda days: f"{days} days")


ANTITHROMBOTICS = ("aspirin", "anticoagulant", "antiplatelet")


@st.composite
def _washout(draw: st.DrawFn) -> Block:
    """One washout rule, as strict as the compiler wants it for what would harm if it were simply stopped."""
    name = draw(st.sampled_from(DRUG_CLASSES))
    group: dict[str, Any] = {"class": name, "why": "somebody said so", "source": SOURCE}
    group["agreement"] = "required" if name in ANTITHROMBOTICS else draw(st.sampled_from(("not needed", "required")))
    group["resume"] = {"after": draw(st.integers(1, 50).map(lambda days: f"{days} days")), "source": SOURCE}
    turning = st.one_of(fact_conditions(), date_conditions(), st.sampled_from(("plan.disc", "plan.epidural")))
    by_condition = _joined("if ", turning, " then ", _days(), " else ", _days())
    hold = "taper" if name == "opioid" else draw(st.sampled_from(("days", "days", "condition", "listed", "allowed")))
    match hold:
        case "taper":
            group["taper"] = {"source": SOURCE}
        case "allowed":
            group["allowed"] = True
        case "condition":
            group["hold"] = draw(by_condition)
        case "listed" if name in INGREDIENTS:
            named = {"ingredients": [draw(st.sampled_from(INGREDIENTS[name]))], "days": draw(_days())}
            others = draw(
                st.sampled_from(({"others": True, "refer": "somebody decides"}, {"others": True, "days": "9 days"}))
            )
            group["hold"] = [named, others]
        case _:
            group["hold"] = draw(_days())
    if name == "corticosteroid-oral":
        group["course"] = {"longer_than": "3 weeks", "source": SOURCE}
    return group


def _drawn_range(low: int, high: int) -> Block:
    cells = {"minimum": low * 1_000_000, "maximum": high * 1_000_000, "unit": "cells"}
    return {"approach": "by hand", "cells": cells, "source": SOURCE}


def _formulas() -> Text:
    factor = st.sampled_from(("1000000", "1500000.5", "333333.333"))
    per_kg = factor.map(lambda number: f"weight * {number} '{{cells}}/kg'")
    flat = st.integers(1, 150).map(lambda millions: f"{millions}000000 '{{cells}}'")
    either = st.sampled_from(("Max", "Min"))
    bounded = _joined(either, "({", flat, ", ", per_kg, "})")
    chosen = _joined("if ", fact_conditions(), " then ", flat, " else ", per_kg)
    return st.one_of(per_kg, flat, bounded, chosen)


@st.composite
def _steps(draw: st.DrawFn) -> Block:
    low, more = draw(st.tuples(st.integers(1, 30), st.integers(0, 10)))
    step: dict[str, Any] = dict(_drawn_range(low, low + more))
    match draw(st.sampled_from(("iv", "epidural", "facet", "disc"))):
        case "iv":
            step |= {"site": "iv", "target": "vein"}
            step["cells"] = {"formula": draw(_formulas()), "says": "as the formula says"}
            if draw(st.booleans()):
                step["counts"] = {"weight": {"within": "30 days", "method": "measured"}}
        case "epidural":
            step |= {"site": "epidural", "target": "lumbar epidural space"}
        case "facet":
            joints = draw(st.lists(st.sampled_from(JOINTS), min_size=1, max_size=3, unique=True))
            step |= {"site": "facet", "joints": joints, "sides": draw(st.sampled_from((["left"], ["left", "right"])))}
        case _:
            step |= {"site": "disc", "levels": "requests.discs", "sedation": True}
            if draw(st.booleans()):
                step["count"] = 2
    if draw(st.booleans()):
        step["when"] = draw(st.one_of(fact_conditions(), conditions(1)))
        step["otherwise"] = "nobody asked for it"
    return step


def _limits() -> st.SearchStrategy[Block]:
    site = st.sampled_from(
        (("iv", False), ("epidural", False), ("facet", True), ("facet", False), ("disc", True), ("total", False))
    )
    # a range that lies outside a hard limit does not compile; a formula may pass it for some patients
    most = {"iv": st.integers(40, 200)}
    drawn = site.flatmap(
        lambda each: st.tuples(
            st.just(each), st.sampled_from(("hard", "soft")), most.get(each[0], st.integers(150, 900))
        )
    )
    return drawn.map(
        lambda each: {
            "site": each[0][0],
            "each": each[0][1],
            "kind": each[1],
            "maximum": each[2] * 1_000_000,
            "unit": "cells",
            "source": SOURCE,
        }
    )
