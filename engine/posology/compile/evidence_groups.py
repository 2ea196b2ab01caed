"""The groups of patients that a source reports on, and its table of them before treatment."""

from __future__ import annotations

from decimal import Decimal

from posology.compile.desk import Desk
from posology.diagnostics.nearest import suggestion
from posology.reader.shape import as_boolean, as_decimal, as_integer, as_sequence
from posology.reader.source import shortened
from posology.reader.tree import Mapping, Node, Scalar
from posology.results.evidence import Band, Baseline, Block, Column, Group, Partition

NOT_REPORTED_ON = "P0461"
NOT_ONE_EACH = "P0463"

BOUNDS = ("from", "to", "below", "above")


def check_named(word: Scalar, known: tuple[str, ...], what: str, desk: Desk) -> None:
    """Reports a word that names none of the things that are there."""
    if word.text not in known:
        help_text = suggestion(word.text, known, "declare it in the file where the others stand")
        message = f"{what} names `{shortened(word.text)}`, which is not there"
        desk.diagnostics.error(NOT_REPORTED_ON, message, word.span, help=help_text)


def named(block: Mapping, key: str, known: tuple[str, ...], what: str, desk: Desk) -> str:
    """The word under a key, which names one of the things that are there; empty where the key is left out."""
    node, word = block.get(key), desk.text(block, key, what)
    if word and isinstance(node, Scalar):
        check_named(node, known, what, desk)
    return word


def compile_groups(root: Mapping | None, baseline: Baseline | None, desk: Desk) -> tuple[Group, ...]:
    """Every group, in its order."""
    columns = () if baseline is None else tuple(each.id for each in baseline.columns)
    entries = desk.entries(None if root is None else root.get("groups"), "`groups`", at_least_one=True)
    found = [_compile_group(key, node, columns, desk) for key, node in entries]
    return tuple(each for each in found if each is not None)


def _compile_group(key: Scalar, node: Node, known: tuple[str, ...], desk: Desk) -> Group | None:
    what = f"the group `{shortened(key.text)}`"
    block = desk.block(node, what, ("says", "columns", "source"), ("says",))
    if block is None:
        return None
    columns = desk.words(block.get("columns"), f"`columns` of {what}")
    for word in columns:
        check_named(word, known, what, desk)
    return Group(
        id=key.text,
        says=desk.text(block, "says", what),
        columns=tuple(each.text for each in columns),
        citation=desk.citation(block, what, key.span, drives=False),
    )


def compile_partition(root: Mapping | None, groups: tuple[str, ...], desk: Desk) -> Partition | None:
    """The groups that divide another, where any do."""
    what = "`partition`"
    node = None if root is None else root.get("partition")
    block = None if node is None else desk.block(node, what, ("whole", "parts"), ("whole", "parts"))
    if block is None:
        return None
    parts = desk.words(block.get("parts"), f"`parts` of {what}", at_least_one=True)
    for word in parts:
        check_named(word, groups, what, desk)
    return Partition(whole=named(block, "whole", groups, what, desk), parts=tuple(each.text for each in parts))


def compile_baseline(root: Mapping | None, desk: Desk) -> Baseline | None:
    """The table of the patients before treatment, where there is one."""
    if root is None:
        return None
    found = [_compile_column(key, node, desk) for key, node in desk.entries(root.get("columns"), "`columns`")]
    columns = tuple(each for each in found if each is not None)
    blocks = [
        _compile_block(key, node, len(columns), desk) for key, node in desk.entries(root.get("blocks"), "`blocks`")
    ]
    return Baseline(
        columns=columns,
        blocks=tuple(each for each in blocks if each is not None),
        citation=desk.citation(root, "the table", drives=False),
    )


def _compile_column(key: Scalar, node: Node, desk: Desk) -> Column | None:
    what = f"the column `{shortened(key.text)}`"
    keys = ("says", "facets", "discs", "patients")
    block = desk.block(node, what, keys, keys)
    if block is None:
        return None
    patients = as_integer(block.get("patients"), desk.diagnostics, what=f"`patients` of {what}", lowest=0)
    return Column(
        id=key.text,
        says=desk.text(block, "says", what),
        facets=bool(as_boolean(block.get("facets"), desk.diagnostics, what=f"`facets` of {what}")),
        discs=bool(as_boolean(block.get("discs"), desk.diagnostics, what=f"`discs` of {what}")),
        patients=patients or 0,
    )


def _compile_block(key: Scalar, node: Node, columns: int, desk: Desk) -> Block | None:
    what = f"the block `{shortened(key.text)}`"
    block = desk.block(node, what, ("unit", "step", "bands"), ("bands",))
    if block is None:
        return None
    bands = [_compile_band(each, columns, what, desk) for each in desk.items(block.get("bands"), f"`bands` of {what}")]
    return Block(
        id=key.text,
        unit=desk.text(block, "unit", what),
        step=_number(block, "step", what, desk),
        bands=tuple(each for each in bands if each is not None),
    )


def _compile_band(node: Node, columns: int, where: str, desk: Desk) -> Band | None:
    what = f"a band of {where}"
    block = desk.block(node, what, ("is", *BOUNDS, "patients"), ("patients",))
    if block is None:
        return None
    patients = whole_numbers(block.get("patients"), f"`patients` of {what}", desk)
    if len(patients) != columns:
        message = f"{what} has {len(patients)} numbers for {columns} columns"
        desk.diagnostics.error(NOT_ONE_EACH, message, block.key_span("patients"), help="write one for each, in order")
    lowest, highest, below, above = (_number(block, each, what, desk) for each in BOUNDS)
    return Band(
        word=desk.text(block, "is", what), lowest=lowest, highest=highest, below=below, above=above, patients=patients
    )


def _number(block: Mapping, key: str, what: str, desk: Desk) -> Decimal | None:
    node = block.get(key)
    return None if node is None else as_decimal(node, desk.diagnostics, what=f"`{key}` of {what}")


def whole_numbers(node: Node | None, what: str, desk: Desk) -> tuple[int, ...]:
    """A list of whole numbers, none below zero; faulty ones are left out and reported."""
    items = as_sequence(node, desk.diagnostics, what=what) or ()
    found = (as_integer(each, desk.diagnostics, what=f"a number of {what}", lowest=0) for each in items)
    return tuple(each for each in found if each is not None)
