"""Faults that a solver must find, whatever the worked cases are: what cannot be, never decides or passes a limit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from tests.verify.kinds import OPPOSITE, By, Fault, Kind
from tests.verify.manuscript import Manuscript, Way

NEVER = "pain.leg.vas > pain.back.vas and pain.back.vas > pain.neck.vas and pain.neck.vas > pain.leg.vas"
"""What no patient can have, which no two of its parts show."""

PLAIN = re.compile(r"[\w.]+ [<>]=? -?[0-9.]+( '[^']+')?")
"""A condition that compares one element with a number."""

FALSE_CLAIMS = (
    ("back-pain-is-bad", "pain.back.vas >= 5"),
    ("nobody-is-a-minor", "birth_date + 18 years same or before procedure.date"),
    ("nobody-waits", "result.verdict != 'deferred'"),
)


def faults_of_logic(file: Manuscript) -> Iterator[Fault]:
    """Every fault that is found without a case."""
    yield from _criteria(file)
    yield from _branches(file)
    yield from _unreachable(file)
    yield from _formulas(file)
    yield from _ranges_by_weight(file)
    yield from _families(file)
    yield from _holds(file)
    yield from _arms(file)
    yield from _claims(file)


def _criteria(file: Manuscript) -> Iterator[Fault]:
    """Criteria put in that stand against the others, or add nothing to them."""
    found = [
        (name, file.value("criteria", name, "condition"), file.value("criteria", name, "kind"))
        for name in file.keys("criteria")
        if file.value("criteria", name, "condition") and not file.has("criteria", name, "applies")
    ]
    for name, condition, kind in found:
        opposed = _inserted(file, f"not ({condition})", kind)
        # what takes no more than comparing two numbers the compiler sees
        by, about = (By.COMPILER, "P0428") if PLAIN.fullmatch(condition) else (By.PROOF, "no-contradiction")
        yield Fault(Kind.CONTRADICTION, name, opposed, by, about)
        again = _inserted(file, f"not ({condition})", OPPOSITE[kind])
        yield Fault(Kind.DEAD, name, again, By.PROOF, "decides-alone:extra")
    included = [each for each in found if each[2] == "inclusion"]
    for (name, condition, _), (other, another, _) in pairwise(included):
        weaker = _inserted(file, f"({condition}) or ({another})", "inclusion")
        yield Fault(Kind.IMPLIED, f"{name} or {other}", weaker, By.PROOF, "decides-alone:extra")
    name, condition, _ = included[0]
    first = _inserted(file, f"({condition}) implies sex = 'female'", "inclusion", "extra-one")
    both = _inserted(Manuscript(first), f"({condition}) implies sex = 'male'", "inclusion", "extra-two")
    yield Fault(Kind.CONTRADICTION_OF_THREE, name, both, By.PROOF, "some-eligible")


def _inserted(file: Manuscript, condition: str, kind: str, called: str = "extra") -> str:
    """The file with one more criterion, which cites what another does."""
    source = file.raw("criteria", file.keys("criteria")[0], "source")
    lines = (f"{called}:", f"  kind: {kind}", "  text: Something more", f'  condition: "{condition}"')
    entry = "\n".join((*lines, f"  source: {source}"))
    return file.with_first(("criteria",), entry)


def _branches(file: Manuscript) -> Iterator[Fault]:
    """Decision blocks with a branch that is never reached, and with two that answer one patient differently."""
    for kind in ("inclusion", "exclusion"):
        shadowed = "case when pain.leg.vas >= 4 then true when pain.leg.vas >= 8 then false else false end"
        text = _inserted(file, shadowed, kind)
        yield Fault(Kind.BRANCH_UNREACHABLE, f"shadowed {kind}", text, By.PROOF, "reached:extra:2")
        common = "case when pain.leg.vas >= 4 then true when pain.leg.vas <= 6 then false else false end"
        text = _inserted(file, common, kind)
        yield Fault(Kind.BRANCH_OVERLAP, f"overlapping {kind}", text, By.PROOF, "branches-apart:extra")


def _unreachable(file: Manuscript) -> Iterator[Fault]:
    for step in file.keys("plan"):
        here, about = ("plan", step, "when"), f"reachable:{step}"
        if not file.has(*here):
            otherwise = "" if file.has("plan", step, "otherwise") else "\notherwise: it is not wanted"
            text = file.with_first(("plan", step), f'when: "{NEVER}"{otherwise}')
            yield Fault(Kind.STEP_UNREACHABLE, step, text, By.PROOF, about)
            continue
        for way in file.scalars(*here):
            said, name = file.value(*way), step if way == here else f"{step}, {way[-1]}"
            changed = NEVER if said in {"always", "never"} else f"({said}) and {NEVER}"
            text = file.quoted(way, changed)
            yield Fault(Kind.STEP_UNREACHABLE, name, text, By.PROOF, about, chosen=_chosen(file, way))
        if file.value(*here):
            guarded = file.quoted(here, f"({file.value(*here)}) and not consent.signed")
            yield Fault(Kind.STEP_UNREACHABLE, f"{step}, without consent", guarded, By.PROOF, about)


def _chosen(file: Manuscript, way: Way) -> tuple[tuple[str, str], ...]:
    """The option under which the part stands."""
    found: list[tuple[str, str]] = []
    for end in range(1, len(way)):
        option = way[end]
        if file.value(*way[:end], "reading") and isinstance(option, str) and option != "reading":
            found.append((file.value(*way[:end], "reading"), option))
    return tuple(found)


def _formulas(file: Manuscript) -> Iterator[Fault]:
    for step in file.keys("plan"):
        cells = ("plan", step, "cells")
        for way in (cells, *((*cells, each) for each in file.keys(*cells))):
            said = file.value(*way, "formula")
            if said:
                yield from _of_formula(file, step, (*way, "formula"), said)


def _of_formula(file: Manuscript, step: str, way: Way, said: str) -> Iterator[Fault]:
    name, chosen, monotone = f"{step}, {way[-2]}", _chosen(file, way), f"dose-monotone:{step}"
    if "weight" in said:
        falling = {
            "at 90 kg": f"if weight > 90 'kg' then 100000000 '{{cells}}' else 101000000 '{{cells}}' + {said}",
            "at 80.5 kg": f"if weight < 80.5 'kg' then {said} + 1000000 '{{cells}}' else {said}",
            "turned": "Max({100000000 '{cells}', 250000000 '{cells}' - weight * 1000000 '{cells}/kg'})",
        }
        for called, formula in falling.items():
            text = file.quoted(way, formula)
            yield Fault(Kind.DOSE_NOT_MONOTONE, f"{name}, {called}", text, By.PROOF, monotone, chosen=chosen)
    if said.startswith("Max("):
        low, high = said.removeprefix("Max({").removesuffix("})").split(", ")
        for called, formula in (("smaller", f"Min({{{low}, {high}}})"), ("by weight alone", high)):
            text = file.quoted(way, formula)
            yield Fault(Kind.DOSE_OUTSIDE, f"{name}, {called}", text, By.PROOF, "within-limits", chosen=chosen)
    if "weight" not in said and file.items("limits"):
        text = file.quoted(way, "weight * 1000000 '{cells}/kg'")
        yield Fault(Kind.DOSE_OUTSIDE, f"{name}, by weight", text, By.PROOF, "within-limits", chosen=chosen)


def _ranges_by_weight(file: Manuscript) -> Iterator[Fault]:
    """A fixed dose turned into one by weight, which passes its limit for some and falls for others."""
    for step in file.keys("plan"):
        cells = ("plan", step, "cells")
        if not file.value(*cells, "maximum"):
            continue
        least, most = int(file.value(*cells, "minimum")), int(file.value(*cells, "maximum"))
        outside = f"weight * {most // 70} '{{cells}}/kg'"
        text = file.written(cells, f'{{formula: "{outside}", says: something by weight}}')
        yield Fault(Kind.DOSE_OUTSIDE, f"{step}, by weight", text, By.PROOF, "within-limits")
        if least < most:  # a dose outside its limits is not given, and is no smaller one
            falling = f"if weight < 80 'kg' then {most} '{{cells}}' else {least} '{{cells}}'"
            text = file.written(cells, f'{{formula: "{falling}", says: something by weight}}')
            yield Fault(Kind.DOSE_NOT_MONOTONE, f"{step}, by weight", text, By.PROOF, f"dose-monotone:{step}")


def _families(file: Manuscript) -> Iterator[Fault]:
    """Two steps at one place of which each patient is meant to have one, with a gap or an overlap between them."""
    source = file.raw("plan", file.keys("plan")[0], "source")

    def step(name: str, when: str) -> str:
        lines = (
            f"{name}:",
            "  site: iv",
            "  target: vein",
            f'  when: "{when}"',
            "  otherwise: the other one is given",
            "  approach: by hand",
            "  cells: none",
            "  volume: {minimum: 1, maximum: 1, unit: mL}",
            f"  source: {source}",
        )
        return "\n".join(lines)

    for called, light, heavy in (("80 kg", "< 80", "> 80"), ("under 80.5 kg", "<= 79", ">= 80.5")):
        both = "\n".join((step("extra-light", f"weight {light} 'kg'"), step("extra-heavy", f"weight {heavy} 'kg'")))
        yield Fault(Kind.STEP_GAP, called, file.with_first(("plan",), both), By.PROOF, "no-gap:iv")
    for called, light, heavy in (("80 kg", "<= 80", ">= 80"), ("a kilogram", "< 80", "> 79")):
        both = "\n".join((step("extra-light", f"weight {light} 'kg'"), step("extra-heavy", f"weight {heavy} 'kg'")))
        about = "no-overlap:extra-light:extra-heavy"
        yield Fault(Kind.STEP_OVERLAP, called, file.with_first(("plan",), both), By.PROOF, about)


def _holds(file: Manuscript) -> Iterator[Fault]:
    """A hold with an answer that nobody is given."""
    for group in file.keys("washout"):
        for number in file.items("washout", group, "hold"):
            way = ("washout", group, "hold", number, "days")
            said = file.value(*way)
            if said.startswith("if "):
                text = file.quoted(way, f"if {NEVER} then {said.partition(' then ')[2]}")
                yield Fault(Kind.BRANCH_UNREACHABLE, f"{group}, hold", text, By.PROOF, "reached")


def _arms(file: Manuscript) -> Iterator[Fault]:
    steps = [step for step in file.keys("plan") if file.has("plan", step, "arms")]
    for one, other in combinations(steps, 2):
        taken = file.written(("plan", one, "arms"), file.raw("plan", other, "arms"))
        name, about = f"{one} in the arm of {other}", f"no-overlap:{one}:{other}"
        yield Fault(Kind.STEP_OVERLAP, name, taken, By.PROOF, about)


def _claims(file: Manuscript) -> Iterator[Fault]:
    """Claims that do not hold of the protocol, and a claim under the option of which it does not hold."""
    for name, condition in FALSE_CLAIMS:
        claim = f'{name}:\n  text: Something always holds\n  condition: "{condition}"'
        yield Fault(Kind.CLAIM_VIOLATED, name, file.with_first(("properties",), claim), By.PROOF, f"claim:{name}")
    for name in file.keys("properties"):
        applies = ("properties", name, "applies")
        options = [each for each in file.keys(*applies) if each != "reading"]
        never = next((each for each in options if file.value(*applies, each) == "never"), None)
        if never is not None:
            text = file.written((*applies, never), "always")
            chosen = ((file.value(*applies, "reading"), never),)
            yield Fault(Kind.CLAIM_VIOLATED, f"{name}, {never}", text, By.PROOF, f"claim:{name}", chosen=chosen)
