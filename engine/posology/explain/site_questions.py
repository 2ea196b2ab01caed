"""What a protocol asks of a clinic that is to use it, in the order of the site file."""

from __future__ import annotations

from collections.abc import Iterator

from posology.explain.cryoprotectant import INTRAVENOUS
from posology.explain.product_questions import (
    BY,
    ON,
    after_wash_questions,
    approval_questions,
    certificate_questions,
    use_within_questions,
)
from posology.explain.rules import Rules
from posology.explain.site_standing import holds_to_approve
from posology.ir.plan import CellRange, NoCells
from posology.ir.site import NO_AGENT, BasisKind, CountBasis, PercentOf, Pooling
from posology.results.amounts import range_in_words
from posology.results.check import Cells
from posology.results.site_questions import AnswerKind, SiteQuestion

COUNTS = ("product", "counts")


def site_questions(rules: Rules) -> tuple[SiteQuestion, ...]:
    """Every question, each before those that hang on its answer."""
    return (
        SiteQuestion(place=("site",), ask="What is the clinic called?", example="The clinic"),
        SiteQuestion(place=("time_zone",), ask="In which time zone is the clinic?", example="America/New_York"),
        *_readings(rules),
        *_holds(rules),
        *_planned(rules),
        *_volume_limits(rules),
        *_product(),
        *_cryoprotectant(rules),
        *use_within_questions(),
        *certificate_questions(),
        *approval_questions(("product",), "these facts of the product", ("product", "name")),
        *_paperwork(),
    )


def _readings(rules: Rules) -> Iterator[SiteQuestion]:
    for reading in rules.protocol.readings:
        chosen = ("readings", reading.id, "chosen")
        yield SiteQuestion(
            place=chosen,
            ask=f"{reading.question} Without an answer the protocol takes {reading.default}.",
            example=reading.default,
            kind=AnswerKind.OPTION,
            options=tuple((each.id, each.says) for each in reading.options),
        )
        yield from approval_questions(("readings", reading.id), f"the reading {reading.id}", chosen)


def _holds(rules: Rules) -> Iterator[SiteQuestion]:
    for group, days in holds_to_approve(rules):
        yield from approval_questions(("holds", group), f"the holds of {group} ({days})", None)


def _planned(rules: Rules) -> Iterator[SiteQuestion]:
    for step in rules.protocol.steps:
        name = rules.anatomy.sites[step.site].name
        if isinstance(step.cells, NoCells):
            continue
        if isinstance(step.cells, CellRange) and step.cells.minimum != step.cells.maximum:
            cells = Cells(minimum=step.cells.minimum, maximum=step.cells.maximum, planned=None)
            yield SiteQuestion(
                place=("planned", step.id, "cells"),
                ask=f"How many cells are planned for each target of {step.id} ({name})? "
                f"The protocol has {range_in_words(cells)}.",
                example=str(step.cells.minimum),
                kind=AnswerKind.COUNT,
            )
        yield SiteQuestion(
            place=("planned", step.id, "volume"),
            ask=f"In which volume is each target of {step.id} ({name}) given, diluent included?",
            example="1 mL",
            kind=AnswerKind.QUANTITY,
            unit="mL",
        )
        if step.site == INTRAVENOUS:
            yield SiteQuestion(
                place=("planned", step.id, "over"),
                ask=f"Over which time does the {name} of {step.id} run?",
                example="30 min",
                kind=AnswerKind.QUANTITY,
                unit="min",
            )
        yield from approval_questions(
            ("planned", step.id), f"what is planned of {step.id}", ("planned", step.id, "volume")
        )


def _sites(rules: Rules) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.site for each in rules.protocol.steps))


def _volume_limits(rules: Rules) -> Iterator[SiteQuestion]:
    for site in _sites(rules):
        if site == INTRAVENOUS:
            continue
        most = ("volume_limits", site, "maximum")
        target = rules.anatomy.sites[site].target
        yield SiteQuestion(
            place=most,
            ask=f"What is the largest volume that the clinic gives into one {target}?",
            example="1.5 mL",
            kind=AnswerKind.QUANTITY,
            unit="mL",
        )
        yield SiteQuestion(
            place=("volume_limits", site, "source"), ask="Which source has that limit?", example="source", after=most
        )
        yield from approval_questions(("volume_limits", site), "that limit", most)


def _text(key: str, ask: str, example: str) -> SiteQuestion:
    return SiteQuestion(place=("product", key), ask=ask, example=example)


def _quantity(key: str, ask: str, example: str, unit: str, only: tuple[str, ...] = ()) -> SiteQuestion:
    return SiteQuestion(
        place=("product", key),
        ask=ask,
        example=example,
        kind=AnswerKind.QUANTITY,
        unit=unit,
        after=COUNTS if only else None,
        only=only,
    )


def _product() -> Iterator[SiteQuestion]:
    yield _text("name", "What is the product called?", "product")
    yield _text("maker", "Who makes it, and where?", "maker and address")
    yield _text("form", "In which form does it come?", "frozen suspension in vials")
    yield _text("storage", "How is it stored?", "in the vapour of liquid nitrogen")
    yield from _vials()
    yield _text("premedication", "Which premedication does the maker ask for, if any?", "none stated")
    yield _text("residues", "Which residues can the product have that patients react to?", "serum albumin")


def _vials() -> Iterator[SiteQuestion]:
    total, viable = CountBasis.TOTAL_AT_FREEZE.value, CountBasis.VIABLE_AT_FREEZE.value
    yield SiteQuestion(
        place=("product", "cells_per_vial"),
        ask="How many cells does the label of a vial state?",
        example="5000000",
        kind=AnswerKind.COUNT,
    )
    yield SiteQuestion(
        place=COUNTS,
        ask="What does that number count?",
        example=total,
        kind=AnswerKind.OPTION,
        options=(
            (total, "all cells when they were frozen; viability and recovery are both taken off"),
            (viable, "the viable cells when they were frozen; recovery is taken off"),
            (CountBasis.VIABLE_AFTER_THAW.value, "the viable cells after thawing; nothing is taken off"),
        ),
    )
    yield _quantity("viability", "Which share of the cells is alive, in percent?", "70 %", "%", (total,))
    yield _quantity("recovery", "Which share is recovered by thawing, in percent?", "80 %", "%", (total, viable))
    yield _quantity("overage", "How much more than the dose is thawed, in percent?", "0 %", "%")
    yield _quantity("volume_per_vial", "Which volume does a vial hold when thawed?", "1 mL", "mL")
    yield SiteQuestion(
        place=("product", "vials"),
        ask="Are the vials of all routes pooled, or has each route vials of its own?",
        example=Pooling.POOLED.value,
        kind=AnswerKind.OPTION,
        options=tuple((each.value, "") for each in Pooling),
    )


def _cryoprotectant(rules: Rules) -> Iterator[SiteQuestion]:
    place = ("product", "cryoprotectant")
    agent, percent = (*place, "agent"), (*place, "percent")
    yield SiteQuestion(
        place=agent, ask=f"Which cryoprotectant does it have? Write `{NO_AGENT}` if it has none.", example="DMSO"
    )
    yield SiteQuestion(
        place=(*place, "grams_per_vial"),
        ask="How many grams of it are in a vial as thawed?",
        example="0.1 g",
        kind=AnswerKind.QUANTITY,
        unit="g",
        after=agent,
    )
    yield SiteQuestion(
        place=percent,
        ask="Or, where the certificate has no grams: how many percent?",
        example="10 %",
        kind=AnswerKind.QUANTITY,
        unit="%",
        after=agent,
    )
    yield SiteQuestion(
        place=(*place, "percent_of"),
        ask="Percent of what?",
        example=PercentOf.WEIGHT_IN_VOLUME.value,
        kind=AnswerKind.OPTION,
        options=tuple((each.value, "") for each in PercentOf),
        after=percent,
    )
    yield from _clearance(place, rules)


def _clearance(place: tuple[str, ...], rules: Rules) -> Iterator[SiteQuestion]:
    """Whether it is washed out, and where the product may go."""
    agent = (*place, "agent")
    yield SiteQuestion(
        place=(*place, "washed"),
        ask="Is it washed out before the cells are given?",
        example="true",
        kind=AnswerKind.OPTION,
        options=(("true", "it is"), ("false", "it is not"), ("unknown", "nobody knows")),
        after=agent,
    )
    yield from after_wash_questions(place)
    sites = _sites(rules)
    yield SiteQuestion(
        place=(*place, "cleared_for"),
        ask="For which routes is this formulation cleared, in writing?",
        example=f"[{', '.join(sites[:1])}]",
        kind=AnswerKind.OPTIONS,
        options=tuple((each, rules.anatomy.sites[each].name) for each in sites),
        after=agent,
    )


def _paperwork() -> Iterator[SiteQuestion]:
    kind = ("legal_basis", "kind")
    yield SiteQuestion(
        place=kind,
        ask="By which legal route is the product given?",
        example=BasisKind.IND.value,
        kind=AnswerKind.OPTION,
        options=tuple((each.value, "") for each in BasisKind),
    )
    yield SiteQuestion(place=("legal_basis", "number"), ask="Under which number?", example="12345", after=kind)
    yield SiteQuestion(place=("legal_basis", "recorded_by"), ask="Who recorded that?", example=BY, after=kind)
    yield SiteQuestion(place=("legal_basis", "on"), ask="On which day?", example=ON, kind=AnswerKind.DAY, after=kind)
    board = ("ethics", "board")
    yield SiteQuestion(place=board, ask="Which ethics board approved the use?", example="review board")
    yield SiteQuestion(place=("ethics", "number"), ask="Under which number?", example="2026-1", after=board)
    yield SiteQuestion(place=("ethics", "on"), ask="On which day?", example=ON, kind=AnswerKind.DAY, after=board)
    yield SiteQuestion(
        place=("ethics", "expires"), ask="Until which day, if it ends?", example=ON, kind=AnswerKind.DAY, after=board
    )
    version = ("consent", "version")
    yield SiteQuestion(place=version, ask="Which version of the consent is in use?", example="3")
    yield SiteQuestion(place=("consent", "on"), ask="Since which day?", example=ON, kind=AnswerKind.DAY, after=version)
    name = ("prescriber", "name")
    yield SiteQuestion(place=name, ask="Who orders the procedure?", example="name")
    yield SiteQuestion(place=("prescriber", "licence"), ask="With which licence?", example="number", after=name)
