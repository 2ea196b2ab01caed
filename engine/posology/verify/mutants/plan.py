"""Every small change of the plan: of a step, of its targets, and of what each target gets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from posology.ir.plan import (
    CellFormula,
    CellRange,
    CellsNotCounted,
    NamedTargets,
    NoCells,
    OneTarget,
    RequestedTargets,
    Step,
    Targets,
    VolumeRange,
)
from posology.values.numerals import cells_in_words, decimal_in_words
from posology.verify.mutants.counts import counting_changes
from posology.verify.mutants.criteria import expression_changes
from posology.verify.mutants.mutant import DROPPED, Change, with_part
from posology.verify.mutants.shifts import THOUSAND, step_of, step_of_cells


def step_changes(step: Step) -> Iterator[Change[Step]]:
    """The step dropped, and every part of it changed."""
    what = f"the plan step {step.id}"
    yield Change(place="", said=DROPPED, words=f"{what} is dropped", old=(), new=None)
    if step.when is not None:
        words = f"when {what} is done is dropped, so that it always is"
        yield Change(place="when", said=DROPPED, words=words, old=step.when, new=replace(step, when=None))
        for change in expression_changes(step.when, "when", f"{what}, where it says when it is done"):
            yield change.lifted(replace(step, when=change.new))
    for each in step.arms:
        rest = tuple(other for other in step.arms if other != each)
        words = f"{what} is no longer done in the arm {each}" if rest else f"{what} is done in every arm"
        yield Change(place="arms", said=f"{each} {DROPPED}", words=words, old=each, new=replace(step, arms=rest))
    for targets in _target_changes(step.targets, what):
        if targets.new is not None:
            yield targets.lifted(replace(step, targets=targets.new))
    yield from _cell_changes(step, what)
    yield from _volume_changes(step, what)
    for counted in counting_changes(step.counts, what):
        yield counted.lifted(replace(step, counts=counted.new or ()))
    for element in step.contents:
        rest = tuple(other for other in step.contents if other != element)
        words = f"{element} is no longer told of what is given in {what}"
        yield Change(
            place="contains", said=f"{element} {DROPPED}", words=words, old=element, new=replace(step, contents=rest)
        )
    words = f"{what} is done {'without' if step.sedation else 'under'} sedation"
    new = replace(step, sedation=not step.sedation)
    yield Change(place="sedation", said="flipped", words=words, old=step.sedation, new=new)


def _target_changes(targets: Targets, what: str) -> Iterator[Change[Targets]]:
    match targets:
        case NamedTargets(joints=joints, sides=sides):
            for name, all_of in (("joints", joints), ("sides", sides)):
                for each in all_of if len(all_of) > 1 else ():
                    rest = tuple(other for other in all_of if other != each)
                    new: Targets = with_part(targets, name, rest)
                    words = f"{each} is dropped from {what}"
                    yield Change(place=name, said=f"{each} {DROPPED}", words=words, old=each, new=new)
        case RequestedTargets(fewest=fewest, most=most):
            for low in (fewest - 1, fewest + 1):
                words = f"the fewest places of {what} become {low} instead of {fewest}"
                new = replace(targets, fewest=low)
                yield Change(place="count.fewest", said=f"{fewest}->{low}", words=words, old=fewest, new=new)
            for high in () if most is None else (most - 1, most + 1, None):
                words = f"the most places of {what} become {'any number' if high is None else high} instead of {most}"
                new = replace(targets, most=high)
                yield Change(
                    place="count.most",
                    said=f"{most}->{'any' if high is None else high}",
                    words=words,
                    old=most,
                    new=new,
                )
        case OneTarget():
            return


def _cell_changes(step: Step, what: str) -> Iterator[Change[Step]]:
    cells = step.cells
    match cells:
        case CellRange(minimum=minimum, maximum=maximum):
            for name, value in (("minimum", minimum), ("maximum", maximum)):
                step_size = step_of_cells(value)
                for other in (value - step_size, value + step_size):
                    words = f"the {name} of {cells_in_words(value)} becomes {cells_in_words(other)} in {what}"
                    new = replace(step, cells=with_part(cells, name, other))
                    yield Change(place=f"cells.{name}", said=f"{value}->{other}", words=words, old=value, new=new)
            both = CellRange(minimum=minimum * THOUSAND, maximum=maximum * THOUSAND)
            words = f"the cells of {what} are counted in thousands"
            yield Change(place="cells", said="in thousands", words=words, old=cells, new=replace(step, cells=both))
        case CellFormula(expression=expression):
            for change in expression_changes(expression, "cells", f"the formula of {what}"):
                if change.new is not None:
                    yield change.lifted(replace(step, cells=replace(cells, expression=change.new)))
        case NoCells() | CellsNotCounted():
            return


def _volume_changes(step: Step, what: str) -> Iterator[Change[Step]]:
    volume = step.volume
    if volume is None:
        return
    for name, value in (("minimum", volume.minimum), ("maximum", volume.maximum)):
        for other in (value - step_of(value), value + step_of(value)):
            words = f"the {name} of {decimal_in_words(value)} mL becomes {decimal_in_words(other)} mL in {what}"
            new = replace(step, volume=with_part(volume, name, other))
            yield Change(place=f"volume.{name}", said=f"{value}->{other}", words=words, old=value, new=new)
    liters = VolumeRange(minimum=volume.minimum * Decimal(THOUSAND), maximum=volume.maximum * Decimal(THOUSAND))
    words = f"the volume of {what} is measured in litres"
    yield Change(place="volume", said="in L", words=words, old=volume, new=replace(step, volume=liters))
