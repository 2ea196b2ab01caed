"""Hypothesis strategies of whole protocols in which every form of the language, and every kind of rule, has a place.

They are those of `protocols`, and beside them criteria, holds, formulas, steps, arms, limits and claims that nobody
would write by hand. What may turn on whether something was recorded stands in holds, where the compiler lets it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any, TypeAlias

from hypothesis import strategies as st

from posology.ir.nodes import Node
from posology.ir.plan import CellFormula
from posology.ir.protocol import Protocol
from posology.ir.washout import ConditionalHold
from tests.strategies.protocols import (
    DATES,
    SCORES,
    SOURCE,
    InventedProtocol,
    conditions,
    date_conditions,
    fact_conditions,
    invented_protocols,
)

Text = st.SearchStrategy[str]
Blocks: TypeAlias = dict[str, Any]

SCORE, OTHER = st.sampled_from(SCORES), st.sampled_from(SCORES)
NUMBER = st.integers(0, 10).map(str)
SIGN = st.sampled_from(("<", "<=", ">", ">=", "=", "!="))
DATE = st.sampled_from(DATES)
PAIRS = st.sampled_from(tuple(permutations(SCORES, 2)))


def _joined(*parts: Text | str) -> Text:
    return st.tuples(*(st.just(each) if isinstance(each, str) else each for each in parts)).map("".join)


def numbers() -> Text:
    """Whole numbers, by every way of making one of two others."""
    return st.one_of(
        PAIRS.map(lambda pair: f"Abs({pair[0]} - {pair[1]})"),
        _joined("-", SCORE),
        _joined(SCORE, st.sampled_from((" + ", " - ", " * ")), NUMBER),
        _joined(st.sampled_from(("Max", "Min")), "({", SCORE, ", ", OTHER, ", ", NUMBER, "})"),
        _joined("if ", SCORE, " > ", NUMBER, " then ", OTHER, " else ", NUMBER),
        _joined("case ", SCORE, " when 0 then 1 when 1 then ", OTHER, " else ", NUMBER, " end"),
        _joined(st.sampled_from(("start", "end")), " of Interval[", SCORE, ", ", NUMBER, "]"),
        st.sampled_from(("Count(contraindications)", "Count(regions)", "Count(medications)")),
    )


def lists() -> Text:
    """Conditions on lists, on intervals and on what is in them."""
    whole = _joined("Interval", st.sampled_from("[("), SCORE, ", ", NUMBER, st.sampled_from("])"))
    days = _joined("Interval[", DATE, ", procedure.date)")
    return st.one_of(
        _joined("{", st.sampled_from(("'lumbar'", "'cervical'")), "} included in regions"),
        _joined("regions includes ", st.sampled_from(("{'lumbar'}", "{'lumbar', 'cervical'}"))),
        _joined(SCORE, " in {", NUMBER, ", ", OTHER, "}"),
        _joined(SCORE, " in ", whole),
        _joined(whole, st.sampled_from((" includes ", " included in ")), whole),
        _joined(DATE, " in ", days),
        _joined("start of ", days, " before ", DATE),
        _joined(whole, " before ", whole),
        _joined(st.sampled_from(("AllTrue", "AnyTrue")), "({", fact_conditions(), ", ", fact_conditions(), "})"),
        _joined("exists (medications M where M.ongoing and M.route ", st.sampled_from(("=", "!=")), " 'epidural')"),
        _joined("Count(medications M where M.last_dose after ", DATE, ") ", SIGN, " ", NUMBER),
    )


def amounts() -> Text:
    """Conditions in which a number is converted or widened before it is compared."""
    return st.one_of(
        _joined("weight ", SIGN, " ", st.integers(55_000, 100_000).map(str), " 'g'"),
        _joined("weight + 500 'g' ", SIGN, " ", st.integers(55, 100).map(str), " 'kg'"),
        _joined("weight / 2 between 30 'kg' and ", st.integers(30, 60).map(str), " 'kg'"),
        _joined(SCORE, " ", SIGN, " ", st.sampled_from(("4.5", "7.0", "2.25"))),
        _joined(SCORE, " / 2 ", SIGN, " ", NUMBER),
    )


def all_conditions() -> Text:
    """Conditions of every form that a criterion may have."""
    pairs = st.tuples(numbers(), SIGN, numbers()).filter(lambda parts: parts[0] != parts[2])
    compared = pairs.map(lambda parts: f"({parts[0]}) {parts[1]} ({parts[2]})")
    atoms = st.one_of(compared, compared, lists(), lists(), amounts(), amounts(), date_conditions())
    inner = atoms.map("({})".format)
    joined = _joined(inner, st.sampled_from((" and ", " or ", " xor ", " implies ")), inner)
    cases = _joined("case when ", inner, " then ", inner, " when ", inner, " then ", inner, " else ", inner, " end")
    return st.one_of(atoms, atoms, joined, inner.map("not {}".format), cases)


def recorded() -> Text:
    """Conditions that turn on whether something was recorded: for holds alone."""
    known = st.sampled_from((" is null", " is not null"))
    true = st.sampled_from((" is true", " is not true", " is false", " is not false"))
    return st.one_of(
        _joined(SCORE, known),
        _joined("(", fact_conditions(), ")", true),
        _joined("Coalesce(", SCORE, ", ", OTHER, ", ", NUMBER, ") > ", NUMBER),
        _joined("Coalesce((", fact_conditions(), "), ", st.sampled_from(("true", "false")), ")"),
    )


@st.composite
def _more_criteria(draw: st.DrawFn) -> Blocks:
    found: Blocks = {}
    for number in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(("inclusion", "exclusion")))
        block = {"kind": kind, "text": "Something more holds", "condition": draw(all_conditions()), "source": SOURCE}
        if draw(st.integers(0, 4)) == 0:
            block["applies"] = draw(conditions(0))
        found[f"more-{number + 1}"] = block
    return found


@st.composite
def _more_washout(draw: st.DrawFn) -> Blocks:
    """A rule for a class of which the other protocols say nothing, and one of ingredients of no class."""
    about = {"why": "somebody said so", "resume": {"after": "2 weeks", "source": SOURCE}, "source": SOURCE}
    hold = draw(_joined("if ", recorded(), " then ", NUMBER, " days else ", NUMBER, " days"))
    chosen = draw(_joined("case when ", recorded(), " then 3 days when plan.iv then ", NUMBER, " days else 1 day end"))
    named = [{"ingredients": ["duloxetine"], "days": chosen}, {"others": True, "refer": "the prescriber decides"}]
    return {
        "ssri": {"class": "ssri", "agreement": "not needed", "hold": hold, **about},
        "snri": {"class": "snri", "agreement": "required", "hold": draw(st.sampled_from((chosen, named))), **about},
    }


@st.composite
def _more_steps(draw: st.DrawFn) -> Blocks:
    """A volume without cells, a dose that every kind of arithmetic makes, and a place that the record names."""
    millilitres = draw(st.integers(1, 4))
    volume = {"minimum": millilitres, "maximum": millilitres + draw(st.integers(0, 2)), "unit": "mL"}
    about = {"approach": "by hand", "source": SOURCE}
    heavy = draw(st.integers(60, 120))
    formula = draw(
        st.sampled_from(
            (
                f"case when weight > {heavy} 'kg' then 90000000 '{{cells}}' else weight * 1000000 '{{cells}}/kg' end",
                "Max({50000000 '{cells}', Min({weight * 1000000 '{cells}/kg', 120000000 '{cells}'})})",
                "weight * 2000000 '{cells}/kg' / 2 - 5000000 '{cells}'",
                "Abs(5000000 '{cells}' - weight * 1000000 '{cells}/kg')",
            )
        )
    )
    steps: Blocks = {
        "carrier": {"site": "epidural", "target": "lumbar epidural space", "cells": "none", "volume": volume, **about},
        "weighed": {"site": "iv", "target": "vein", "cells": {"formula": formula, "says": "as it says"}, **about},
        "named": {
            "site": "disc",
            "levels": "discs.level",
            "count": {"minimum": 1, "maximum": draw(st.integers(1, 3))},
            "cells": "not counted",
            "volume": volume,
            **about,
        },
    }
    chosen = draw(st.sets(st.sampled_from(sorted(steps)), min_size=1))
    found = {name: steps[name] for name in sorted(chosen)}
    for each in found.values():
        if draw(st.booleans()):
            each |= {"when": draw(all_conditions()), "otherwise": "it is not wanted"}
    return found


def _claims() -> st.SearchStrategy[Blocks]:
    """Claims, true or not: over facts, over what is planned and over the verdict."""
    about_result = st.sampled_from(
        (
            "result.verdict = 'eligible' implies consent.signed",
            "result.verdict != 'deferred'",
            "result.cells.total.maximum <= 200000000 '{cells}'",
        )
    )
    text = st.one_of(about_result, all_conditions())
    return text.map(lambda said: {"claimed": {"text": "Something always holds", "condition": said}})


@st.composite
def _in_arms(draw: st.DrawFn, protocol: Blocks) -> Blocks:
    """The protocol with two arms, and some step in only one of them."""
    if not draw(st.booleans()):
        return protocol
    arm = {"text": "something", "source": SOURCE}
    plan = {name: dict(step) for name, step in protocol["plan"].items()}
    bare = [name for name, step in plan.items() if "when" not in step]
    if not bare:
        return protocol
    plan[draw(st.sampled_from(bare))] |= {"arms": ["one"], "otherwise": "the patient is in the other arm"}
    other = next(iter(plan.values()))
    if "when" not in other and "arms" not in other:
        other |= {"arms": ["two"], "otherwise": "the patient is in the other arm"}
    return {**protocol, "arms": {"one": arm, "two": arm}, "plan": plan}


@st.composite
def programs(draw: st.DrawFn) -> InventedProtocol:
    """Whole protocols of every kind of rule."""
    invented = draw(invented_protocols())
    protocol: Blocks = json.loads(invented.protocol)
    protocol["criteria"] |= draw(_more_criteria())
    protocol["washout"] |= draw(_more_washout())
    protocol["plan"] |= draw(_more_steps())
    protocol["properties"] = draw(_claims())
    if "named" in protocol["plan"]:
        # a limit on cells is refused where a step says nothing of them
        protocol["limits"] = [each for each in protocol["limits"] if each["site"] not in {"disc", "total"}]
    return InventedProtocol(json.dumps(draw(_in_arms(protocol)), indent=1), invented.sources)


def expressions_of(protocol: Protocol) -> Iterator[Node]:
    """Every expression of a compiled protocol."""
    for criterion in protocol.criteria:
        yield from (each for each in (criterion.condition, criterion.applies) if each is not None)
    yield from (rule.hold.duration for rule in protocol.washout if isinstance(rule.hold, ConditionalHold))
    for step in protocol.steps:
        yield from () if step.when is None else (step.when,)
        yield from (step.cells.expression,) if isinstance(step.cells, CellFormula) else ()
    yield from (claim.condition for claim in protocol.claims)


def shapes_of(protocol: Protocol) -> Mapping[str, frozenset[str]]:
    """Which shapes of rules the protocol has, by the block that they stand in."""
    return {
        "criteria": frozenset(each.kind for each in protocol.criteria),
        "holds": frozenset(type(each.hold).__name__ for each in protocol.washout),
        "cells": frozenset(type(each.cells).__name__ for each in protocol.steps),
        "targets": frozenset(type(each.targets).__name__ for each in protocol.steps),
        "arms": frozenset("some" for _ in protocol.arms),
        "limits": frozenset(each.kind for each in protocol.limits),
    }
