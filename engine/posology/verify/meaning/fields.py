"""A rule field by field: what decides something, in the words of its author, and what is only read by people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, assert_never

from posology.ir.citation import Citation
from posology.ir.counts import Counting
from posology.ir.nodes import Node
from posology.ir.plan import (
    Arm,
    CellFormula,
    CellRange,
    Cells,
    CellsNotCounted,
    Limit,
    NamedTargets,
    NoCells,
    OneTarget,
    ProductLimit,
    RequestedTargets,
    Step,
    Targets,
)
from posology.ir.protocol import Criterion
from posology.ir.washout import (
    Agreement,
    ConditionalHold,
    FixedHold,
    Hold,
    NoHold,
    ReferralHold,
    TaperHold,
    Together,
    WashoutRule,
)
from posology.results.amounts import (
    bounds_in_words,
    number_wanted,
    product_bounds_in_words,
    range_in_words,
    volume_in_words,
)
from posology.results.check import Cells as CellsFound
from posology.results.check import Volume
from posology.results.wording import written
from posology.values.numerals import join_in_words
from posology.verify.meaning.parts import Rule

ALWAYS = "always"


class Text(NamedTuple):
    """What a field says; `code` where it is text of the condition language."""

    text: str
    code: bool = False


Fields = Mapping[str, Text]


def deciding(rule: Rule | None) -> Fields:  # noqa: PLR0911 - one line for each kind of rule
    """The fields on which an answer may turn; two rules that decide alike have the same."""
    match rule:
        case None:
            return {}
        case Criterion():
            return _criterion(rule)
        case WashoutRule():
            return _washout(rule)
        case Together():
            return {"classes": Text(join_in_words(sorted(rule.classes)))}
        case Arm():
            return {"arm": Text(rule.id)}
        case Step():
            return _step(rule)
        case Limit():
            return {"bounds": Text(bounds_in_words(rule) or "none"), "kind": Text(rule.kind.value)}
        case ProductLimit():
            return {"bounds": Text(product_bounds_in_words(rule)), "kind": Text(rule.kind.value)}
        case _:
            assert_never(rule)


def telling(rule: Rule | None) -> Mapping[str, str]:
    """The texts of a rule that decide nothing: what a person reads of it, and where it comes from."""
    if rule is None:
        return {}
    found = {**dict(_texts(rule))}
    if not isinstance(rule, Together):
        found.update(dict(_source("source", rule.citation)))
    return {name: text for name, text in found.items() if text}


def _texts(rule: Rule) -> Iterator[tuple[str, str]]:  # noqa: C901 - one line for each kind of rule
    match rule:
        case Criterion():
            yield from (("text", rule.text), ("question", rule.ask))
        case WashoutRule():
            yield from (("why", rule.why), ("caution", rule.caution))
            if isinstance(rule.hold, ReferralHold):
                yield "reason of the referral", rule.hold.why
            if rule.day_check is not None:
                yield "why on the day", rule.day_check.why
            if rule.resumption is not None:
                yield "condition of the restart", rule.resumption.condition
                yield from _source("source of the restart", rule.resumption.citation)
        case Together():
            yield from (("why", rule.why), *_source("source", rule.citation))
        case Arm():
            yield "text", rule.text
        case Step():
            yield from (("because", rule.because), ("otherwise", rule.otherwise))
            if isinstance(rule.cells, CellFormula):
                yield "formula in words", rule.cells.says
        case ProductLimit():
            yield "what the source says", rule.says
        case Limit():
            return
        case _:
            assert_never(rule)


def _source(name: str, citation: Citation) -> Iterator[tuple[str, str]]:
    note = f": {citation.note}" if citation.note else ""
    yield name, f"{citation.ref}, {citation.section} ({citation.confidence}){note}"


def source_in_words(citation: Citation) -> str:
    """Where something comes from, on one line."""
    return next(text for _, text in _source("source", citation))


def _criterion(rule: Criterion) -> Fields:
    return {
        "kind": Text(rule.kind.value),
        "condition": _code(rule.condition),
        "applies": Text(ALWAYS) if rule.applies is None else _code(rule.applies),
        **_counts(rule.counts),
    }


def _code(node: Node) -> Text:
    """The condition as the engine takes it; the same text is the same condition."""
    return Text(written(node), code=True)


def _counts(counts: tuple[Counting, ...]) -> Fields:
    found: dict[str, Text] = {}
    for each in counts:
        asked = [each.method] if each.method else []
        asked += [f"at most {each.within} old"] if each.within else []
        asked += [f"one of {join_in_words(each.among)}"] if each.among else []
        found[f"counts of {each.element}"] = Text(" and ".join(asked))
    return found


def _washout(rule: WashoutRule) -> Fields:
    again, course = rule.resumption, rule.course_referral
    return {
        "drug class": Text(f"{rule.drug_class}, the protocol's own" if rule.is_own_class else rule.drug_class),
        "medicines": Text(join_in_words(sorted(rule.ingredients)) or "all others of the class"),
        "block": Text(rule.group),
        "hold": _hold(rule.hold),
        "course": Text("" if course is None else f"longer than {course.longer_than} and still taken: referred"),
        "agreement of the prescriber": Text("" if rule.agreement is Agreement.NOT_NEEDED else rule.agreement.value),
        "taken again": Text("" if again is None else f"{again.after} after the procedure"),
        "check on the day": Text("" if rule.day_check is None else rule.day_check.check),
    }


def _hold(hold: Hold) -> Text:
    match hold:
        case FixedHold():
            return Text(f"{hold.days} drug-free {'day' if hold.days == 1 else 'days'}")
        case ConditionalHold():
            return _code(hold.duration)
        case TaperHold():
            return Text("an individual taper that has ended")
        case ReferralHold():
            return Text("referred to the prescriber")
        case NoHold():
            return Text("allowed")
        case _:
            assert_never(hold)


def _step(rule: Step) -> Fields:
    volume = rule.volume
    return {
        "site": Text(rule.site),
        "when": Text(ALWAYS) if rule.when is None else _code(rule.when),
        "targets": Text(_targets(rule.targets)),
        "cells for each target": _cells(rule.cells),
        "volume for each target": Text(
            "" if volume is None else volume_in_words(Volume(minimum=volume.minimum, maximum=volume.maximum))
        ),
        "given as": Text(rule.carrier),
        "shown of the product": Text(join_in_words(rule.contents)),
        "arms": Text(join_in_words(rule.arms)),
        "approach": Text(rule.approach),
        "sedation": Text("planned" if rule.sedation else ""),
        **_counts(rule.counts),
    }


def _targets(targets: Targets) -> str:
    match targets:
        case OneTarget():
            return targets.place
        case NamedTargets():
            on = f", {join_in_words(targets.sides)}" if targets.sides else ""
            return f"{join_in_words(targets.joints)}{on}"
        case RequestedTargets():
            of = f" by {targets.field}" if targets.field else ""
            sided = ", with their side" if targets.sided else ""
            return f"the places in {targets.element}{of}, {number_wanted(targets)}{sided}"
        case _:
            assert_never(targets)


def _cells(cells: Cells) -> Text:
    match cells:
        case CellRange():
            return Text(range_in_words(CellsFound(minimum=cells.minimum, maximum=cells.maximum, planned=None)))
        case CellFormula():
            return _code(cells.expression)
        case NoCells():
            return Text("none")
        case CellsNotCounted():
            return Text("not counted")
        case _:
            assert_never(cells)
