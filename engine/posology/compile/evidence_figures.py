"""What a source counted: measures, every printing of every figure, means, and what it says of its counts as a whole."""

from __future__ import annotations

from decimal import Decimal

from posology.compile.desk import Desk
from posology.compile.evidence_groups import NOT_ONE_EACH, named, whole_numbers
from posology.reader.shape import as_decimal, as_integer, as_sequence
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.results.evidence import (
    Claim,
    Figure,
    Mean,
    Measure,
    PrintedMean,
    Printing,
    Taken,
    figure_id,
)

SAYS_NOTHING = "P0462"

LATEST_MONTH = 600
HIGHEST_PERCENT = 100
MOST_PATIENTS = 1_000_000


def compile_measures(root: Mapping | None, desk: Desk) -> tuple[Measure, ...]:
    """Every measure, in its order, each base and complement being one of them."""
    entries = desk.entries(None if root is None else root.get("measures"), "`measures`")
    known = tuple(key.text for key, _ in entries)
    found = [_compile_measure(key, node, known, desk) for key, node in entries]
    return tuple(each for each in found if each is not None)


def _compile_measure(key: Scalar, node: Node, known: tuple[str, ...], desk: Desk) -> Measure | None:
    what = f"the measure `{shortened(key.text)}`"
    block = desk.block(node, what, ("says", "of", "of_month", "others_than", "source"), ("says",))
    if block is None:
        return None
    return Measure(
        id=key.text,
        says=desk.text(block, "says", what),
        base=named(block, "of", known, what, desk) or None,
        base_month=_whole(block, "of_month", what, LATEST_MONTH, desk),
        complement=named(block, "others_than", known, what, desk) or None,
        citation=desk.citation(block, what, key.span, drives=False),
    )


def compile_figures(
    root: Mapping | None, measures: tuple[Measure, ...], groups: tuple[str, ...], desk: Desk
) -> tuple[Figure, ...]:
    """Every figure with its printings, in the order in which each is first printed."""
    known = tuple(each.id for each in measures)
    figures: dict[str, Figure] = {}
    for node in desk.items(None if root is None else root.get("printed"), "`printed`"):
        figure = _compile_printing(node, known, groups, desk)
        if figure is not None:
            before = figures.get(figure.id)
            printings = () if before is None else before.printings
            figures[figure.id] = Figure(
                id=figure.id,
                measure=figure.measure,
                group=figure.group,
                month=figure.month,
                printings=(*printings, *figure.printings),
            )
    return tuple(figures.values())


def _compile_printing(node: Node, measures: tuple[str, ...], groups: tuple[str, ...], desk: Desk) -> Figure | None:
    """One line, as a figure that is printed once."""
    what = "an entry of `printed`"
    keys = ("measure", "group", "month", "count", "of", "percent", "source")
    block = desk.block(node, what, keys, ("measure", "group"))
    if block is None:
        return None
    measure, group = named(block, "measure", measures, what, desk), named(block, "group", groups, what, desk)
    month = _whole(block, "month", what, LATEST_MONTH, desk)
    if block.get("count") is None and block.get("percent") is None:
        desk.diagnostics.error(
            SAYS_NOTHING, f"{what} has neither a count nor a percentage", block.span, help="copy what is printed"
        )
    printing = Printing(
        count=_whole(block, "count", what, MOST_PATIENTS, desk),
        base=_whole(block, "of", what, MOST_PATIENTS, desk, lowest=1),
        percent=_whole(block, "percent", what, HIGHEST_PERCENT, desk),
        citation=desk.citation(block, what, drives=False),
    )
    name = figure_id(measure, group, month)
    return Figure(id=name, measure=measure, group=group, month=month, printings=(printing,))


def compile_means(root: Mapping | None, groups: tuple[str, ...], desk: Desk) -> tuple[Mean, ...]:
    """Every mean with its printings, in the order in which each is first printed."""
    means: dict[str, Mean] = {}
    for node in desk.items(None if root is None else root.get("printed"), "`printed`"):
        for mean in _compile_row(node, groups, desk):
            before = means.get(mean.id)
            printings = mean.printings if before is None else (*before.printings, *mean.printings)
            means[mean.id] = Mean(
                id=mean.id,
                population=mean.population,
                group=mean.group,
                instrument=mean.instrument,
                month=mean.month,
                printings=printings,
            )
    return tuple(means.values())


def _compile_row(node: Node, groups: tuple[str, ...], desk: Desk) -> tuple[Mean, ...]:
    """The means of one line, one for each month."""
    what = "an entry of `printed`"
    keys = ("of", "group", "instrument", "months", "means")
    block = desk.block(node, what, (*keys, "source"), keys)
    if block is None:
        return ()
    population, group = desk.text(block, "of", what), named(block, "group", groups, what, desk)
    instrument = named(block, "instrument", tuple(desk.reference.instruments.by_id), what, desk)
    months = whole_numbers(block.get("months"), f"`months` of {what}", desk)
    means = _decimals(block.get("means"), f"`means` of {what}", desk)
    citation = desk.citation(block, what, drives=False)
    if len(months) != len(means):
        message = f"{what} has {len(means)} means for {len(months)} months"
        desk.diagnostics.error(NOT_ONE_EACH, message, block.key_span("means"), help="write one for each, in order")
        return ()
    return tuple(
        Mean(
            id=figure_id(f"mean-{instrument}-{population}", group, month),
            population=population,
            group=group,
            instrument=instrument,
            month=month,
            printings=(PrintedMean(mean=mean, citation=citation),),
        )
        for month, mean in zip(months, means, strict=True)
    )


def compile_claims(
    root: Mapping | None, measures: tuple[Measure, ...], groups: tuple[str, ...], desk: Desk
) -> tuple[Claim, ...]:
    """Everything that the source says of its counts as a whole."""
    known = tuple(each.id for each in measures)
    items = desk.items(None if root is None else root.get("claims"), "`claims`")
    found = [_compile_claim(each, known, groups, desk) for each in items]
    return tuple(each for each in found if each is not None)


def _compile_claim(node: Node, measures: tuple[str, ...], groups: tuple[str, ...], desk: Desk) -> Claim | None:
    what = "an entry of `claims`"
    keys = ("id", "says", "measure", "take", "above")
    block = desk.block(node, what, (*keys, "group", "month", "source"), keys)
    if block is None:
        return None
    name = block.get("id")
    if isinstance(name, Scalar):
        desk.check_id(name)
    taken = desk.option(block, "take", what, tuple(each.value for each in Taken))
    return Claim(
        id=desk.text(block, "id", what),
        says=desk.text(block, "says", what),
        measure=named(block, "measure", measures, what, desk),
        group=named(block, "group", groups, what, desk) or None,
        month=_whole(block, "month", what, LATEST_MONTH, desk),
        taken=Taken(taken) if taken is not None else Taken.COUNT,
        above=_whole(block, "above", what, MOST_PATIENTS, desk) or 0,
        citation=desk.citation(block, what, drives=False),
    )


def _whole(  # noqa: PLR0913 - both bounds belong to the one question
    block: Mapping, key: str, what: str, highest: int, desk: Desk, *, lowest: int = 0
) -> int | None:
    """The whole number under a key, None where it is left out."""
    node = block.get(key)
    if node is None:
        return None
    return as_integer(node, desk.diagnostics, what=f"`{key}` of {what}", lowest=lowest, highest=highest)


def _decimals(node: Node | None, what: str, desk: Desk) -> tuple[Decimal, ...]:
    items = as_sequence(node, desk.diagnostics, what=what) or ()
    found = (as_decimal(each, desk.diagnostics, what=f"a number of {what}") for each in items)
    return tuple(each for each in found if each is not None)
