"""The injection plan, from the blocks of the file."""

from __future__ import annotations

from posology.compile.amounts import compile_amount
from posology.compile.arms import compile_arms_of_step, counting_arms, only_in
from posology.compile.criteria import ALWAYS, check_rule_condition, compile_counts
from posology.compile.desk import Desk
from posology.compile.targets import compile_site, compile_targets
from posology.diagnostics.nearest import suggestion
from posology.ir.nodes import Node
from posology.ir.plan import Arm, Step
from posology.ir.types import Simple
from posology.reader.shape import as_boolean
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Scalar
from posology.reader.tree import Node as Tree

NOT_A_COUNT = "P0469"

COUNT_IN_EACH_ML = "{cells}/mL"

STEP_NEEDS = ("site", "approach")
STEP_KEYS = (
    "site", "arms", "target", "when", "because", "otherwise", "joints", "sides", "levels", "count",
    "approach", "sedation", "cells", "concentration", "volume", "carrier", "contains", "counts", "source",
)  # fmt: skip


def compile_plan(node: Tree | None, arms: tuple[Arm, ...], desk: Desk) -> tuple[Step, ...]:
    """Every step of the plan, in its order; faulty ones are reported and left out."""
    entries = desk.entries(node, "`plan`", at_least_one=True)
    found = [_compile_step(key, each, arms, desk) for key, each in entries]
    return tuple(each for each in found if each is not None)


def _compile_step(key: Scalar, node: Tree, arms: tuple[Arm, ...], desk: Desk) -> Step | None:
    what = f"the plan step `{shortened(key.text)}`"
    block = desk.block(node, what, STEP_KEYS, STEP_NEEDS)
    if block is None:
        return None
    site = compile_site(block, what, desk)
    when = _compile_when(block, what, desk)
    own_arms = compile_arms_of_step(block, what, arms, desk)
    targets = compile_targets(block, site, what, desk)
    cells, volume = compile_amount(block, what, desk)
    counts = compile_counts(block.get("counts"), what, desk)
    because, otherwise = desk.text(block, "because", what), desk.text(block, "otherwise", what)
    approach, carrier = desk.text(block, "approach", what), desk.text(block, "carrier", what)
    sedation = block.get("sedation")
    sedated = sedation is not None and as_boolean(sedation, desk.diagnostics, what=f"`sedation` of {what}")
    contents = _compile_contents(block, what, desk)
    citation = desk.citation(block, what, key.span)
    if site is None or cells is None or targets is None:
        return None
    return Step(
        id=key.text,
        site=site.id,
        when=only_in(own_arms, when, block.get("arms"), desk),
        because=because,
        otherwise=otherwise,
        targets=targets,
        cells=cells,
        volume=volume,
        carrier=carrier,
        contents=contents,
        arms=own_arms,
        counts=(*counts, counting_arms(arms)) if own_arms else counts,
        approach=approach,
        sedation=bool(sedated),
        citation=citation,
        span=key.span,
    )


def _compile_when(block: Mapping, what: str, desk: Desk) -> Node | None:
    """When the step is done; None where it is part of every plan, as one option of a reading may say it is."""
    place = block.get("when")
    if place is None or (isinstance(place, Scalar) and place.value == ALWAYS):
        return None
    when = desk.condition(place, f"`when` of {what}", Simple.BOOLEAN)
    if when is not None:
        check_rule_condition(when, what, place.span, desk)
    return when


def _compile_contents(block: Mapping, what: str, desk: Desk) -> tuple[str, ...]:
    """The elements that count something in each mL of the product; with the volume they say what a target contains."""
    words = desk.words(block.get("contains"), f"`contains` of {what}", at_least_one=True)
    counted = tuple(each.path for each in desk.dictionary.elements.values() if each.unit == COUNT_IN_EACH_ML)
    for word in words:
        if word.text not in counted:
            message = f"`{shortened(word.text)}` is no count of cells in each mL of the product"
            help_text = suggestion(word.text, counted, f"such counts are {', '.join(counted)}" if counted else "")
            desk.diagnostics.error(NOT_A_COUNT, message, word.span, help=help_text)
    if words and block.get("volume") is None:
        message = f"{what} says what the product contains in each mL, and not how many mL are given"
        place = block.key_span("contains")
        desk.diagnostics.error(NOT_A_COUNT, message, place, help="add `volume: {minimum: …, maximum: …, unit: mL}`")
    return tuple(each.text for each in words if each.text in counted)
