"""A protocol as readable text: what it is for, how its source was read, and every rule with its number and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from posology.ir.nodes import Node
from posology.ir.protocol import (
    Agreement,
    CellFormula,
    CellRange,
    Citation,
    ConditionalHold,
    Counting,
    Criterion,
    FixedHold,
    Hold,
    Kind,
    Limit,
    NamedTargets,
    NoHold,
    OneTarget,
    Outcome,
    Protocol,
    Reading,
    ReferralHold,
    RequestedTargets,
    Step,
    TaperHold,
    Targets,
    Visit,
    WashoutRule,
)
from posology.knowledge.anatomy import Anatomy
from posology.render.findings_text import WITHIN, citation_with_note, source_lines
from posology.render.page import INDENT, PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph
from posology.results.amounts import range_in_words
from posology.results.check import Cells
from posology.results.naming import instrument_in_words
from posology.values.dates import CalendarDuration, CalendarUnit
from posology.values.numerals import decimal_in_words, join_in_words


def protocol_as_text(protocol: Protocol, anatomy: Anatomy, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole protocol, with its readings as they are chosen."""
    return page_text(
        (
            *_head(protocol, layout),
            *_readings(protocol, layout),
            *_criteria(protocol, layout),
            *_washout(protocol, layout),
            *_plan(protocol, layout),
            *_limits(protocol, anatomy, layout),
            *_care(protocol, layout),
            *_visits(protocol, layout),
            *_outcome(protocol.outcome, layout),
            *_claims(protocol, layout),
            *_notes(protocol, layout),
            *heading("Sources", layout),
            *source_lines(protocol.sources, layout),
        )
    )


def _head(protocol: Protocol, layout: Layout) -> Iterator[str]:
    yield from paragraph(protocol.banner, layout)
    yield from heading("Protocol", layout)
    yield from paragraph(f"{protocol.title}.", layout)
    yield ""
    yield from labelled("Id", f"{protocol.id}, version {protocol.version}", layout)
    yield from labelled("Status", protocol.status, layout)
    yield from labelled("Intended use", protocol.intended_use, layout)
    yield from labelled("Intended user", protocol.intended_user, layout)
    yield from labelled("Population", protocol.population, layout)
    yield from labelled("Hash", f"sha256 {protocol.sha256}", layout)
    yield from heading("Limits of the evidence", layout)
    yield from items(protocol.evidence_limits, layout)


def _source(citation: Citation, layout: Layout) -> Iterator[str]:
    yield from labelled("Source", f"{citation_with_note(citation)}.", layout, WITHIN)


def _readings(protocol: Protocol, layout: Layout) -> Iterator[str]:
    if not protocol.readings:
        return
    yield from heading("Readings", layout)
    yield from paragraph("Questions that the source leaves open. A site file can choose otherwise.", layout, INDENT)
    for reading in protocol.readings:
        yield ""
        yield from labelled(reading.id, reading.question, layout, INDENT)
        for option in reading.options:
            yield from item(f"{option.id}{_marks(reading, option.id)}: {option.says}.", layout, WITHIN)
            evidence = f"{citation_with_note(option.citation)}."
            yield from labelled("Evidence", evidence, layout, WITHIN + INDENT)


def _marks(reading: Reading, option: str) -> str:
    """That an option is the default, or chosen in its place, and by whom that was approved."""
    marks = ["default"] if option == reading.default else []
    if option == reading.chosen:
        marks += ["chosen"] if option != reading.default else []
        marks += [f"approved by {reading.approved_by}" if reading.approved_by else "not approved"]
    return f" ({', '.join(marks)})" if marks else ""


def _criteria(protocol: Protocol, layout: Layout) -> Iterator[str]:
    yield from heading("Criteria", layout)
    for criterion in protocol.criteria:
        yield ""
        yield from _criterion(criterion, layout)


def _criterion(criterion: Criterion, layout: Layout) -> Iterator[str]:
    kind = "Inclusion" if criterion.kind is Kind.INCLUSION else "Exclusion"
    yield from labelled(kind, f"{criterion.text} ({criterion.id}).", layout, INDENT)
    yield from labelled("Condition", _written(criterion.condition), layout, WITHIN)
    if criterion.applies is not None:
        yield from labelled("Applies", _written(criterion.applies), layout, WITHIN)
    yield from _counts(criterion.counts, layout)
    yield from labelled("Asked when unknown", criterion.ask, layout, WITHIN)
    yield from _source(criterion.citation, layout)


def _written(node: Node) -> str:
    """The condition as its author wrote it."""
    return node.origin.text


def _counts(counts: tuple[Counting, ...], layout: Layout) -> Iterator[str]:
    for each in counts:
        asked = [each.method] if each.method else []
        asked += [f"at most {each.within} old"] if each.within else []
        yield from labelled("Counts only", f"{each.element} {' and '.join(asked)}.", layout, WITHIN)


def _washout(protocol: Protocol, layout: Layout) -> Iterator[str]:
    if protocol.washout:
        yield from heading("Medicines", layout)
    for rule in protocol.washout:
        yield ""
        siblings = any(each.drug_class == rule.drug_class and each.ingredients for each in protocol.washout)
        which = join_in_words(sorted(rule.ingredients)) or f"every {'other' if siblings else 'drug'} of the class"
        yield from labelled(rule.drug_class, f"{which} ({rule.id}).", layout, INDENT)
        yield from _washout_rule(rule, layout)
    if protocol.together is not None:
        yield ""
        yield from labelled(
            "Two or more together",
            f"{join_in_words(protocol.together.classes)}: {protocol.together.why}.",
            layout,
            INDENT,
        )
        yield from _source(protocol.together.citation, layout)


def _washout_rule(rule: WashoutRule, layout: Layout) -> Iterator[str]:
    yield from labelled("Before", f"{_hold(rule.hold)}.", layout, WITHIN)
    if rule.course_referral is not None:
        said = f"still being taken for longer than {rule.course_referral.longer_than}: referred for an individual taper"
        yield from labelled("A course", f"{said}.", layout, WITHIN)
    if rule.agreement is not Agreement.NOT_NEEDED:
        yield from labelled("Agreement of the prescriber", f"{rule.agreement}.", layout, WITHIN)
    if rule.resumption is not None:
        after = rule.resumption.after
        again = f"not before {after} after the procedure" if after.amount else "after the procedure"
        condition = f", {rule.resumption.condition}" if rule.resumption.condition else ""
        yield from labelled("Again", f"{again}{condition}.", layout, WITHIN)
    if rule.day_check is not None:
        yield from labelled("On the day", f"{rule.day_check.check}: {rule.day_check.why}.", layout, WITHIN)
    yield from labelled("Why", f"{rule.why}.", layout, WITHIN)
    yield from labelled("Caution", f"{rule.caution}." if rule.caution else "", layout, WITHIN)
    yield from _source(rule.citation, layout)


def _hold(hold: Hold) -> str:
    match hold:
        case FixedHold(days=days):
            return f"{days} drug-free {'day' if days == 1 else 'days'}"
        case ConditionalHold(duration=duration):
            return f"drug-free days by the condition {_written(duration)}"
        case TaperHold():
            return "an individual taper, agreed with the prescriber, has ended before the procedure day"
        case ReferralHold(why=why):
            return f"referred: {why}"
        case NoHold():
            return "allowed"
        case _:
            assert_never(hold)


def _plan(protocol: Protocol, layout: Layout) -> Iterator[str]:
    yield from heading("Plan", layout)
    for step in protocol.steps:
        yield ""
        yield from _step(step, layout)


def _step(step: Step, layout: Layout) -> Iterator[str]:
    yield from labelled(step.id, f"{_targets(step.targets)}; {step.approach}.", layout, INDENT)
    if step.when is not None:
        because = f" ({step.because})" if step.because else ""
        yield from labelled("When", f"{_written(step.when)}{because}", layout, WITHIN)
    yield from labelled("Otherwise", f"{step.otherwise}." if step.otherwise else "", layout, WITHIN)
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            cells = Cells(minimum=minimum, maximum=maximum, planned=None)
            yield from labelled("Cells for each target", f"{range_in_words(cells)}.", layout, WITHIN)
        case CellFormula(expression=expression, says=says):
            yield from labelled("Cells", f"{says}.", layout, WITHIN)
            yield from labelled("Formula", _written(expression), layout, WITHIN)
        case _:
            assert_never(step.cells)
    yield from _counts(step.counts, layout)
    yield from labelled("Sedation", "planned with this step." if step.sedation else "", layout, WITHIN)
    yield from _source(step.citation, layout)


def _targets(targets: Targets) -> str:
    match targets:
        case OneTarget(place=place):
            return place
        case NamedTargets(joints=joints, sides=sides):
            on = f", {join_in_words(sides)} each" if sides else ""
            return f"{join_in_words(joints)}{on}"
        case RequestedTargets(element=element, count=count):
            return f"the levels in {element}{'' if count is None else f', {count} of them'}"
        case _:
            assert_never(targets)


def _limits(protocol: Protocol, anatomy: Anatomy, layout: Layout) -> Iterator[str]:
    if protocol.limits:
        yield from heading("Limits", layout)
    for limit in protocol.limits:
        site = anatomy.sites.get(limit.site)
        name = limit.site if site is None else site.name
        each = ", each target" if limit.each else ""
        yield from labelled(f"{limit.kind} limit", f"{name}{each}: {_bounds(limit)}.", layout, INDENT)
        yield from _source(limit.citation, layout)


def _bounds(limit: Limit) -> str:
    low = None if limit.minimum is None else range_in_words(_exactly(limit.minimum))
    high = None if limit.maximum is None else range_in_words(_exactly(limit.maximum))
    if limit.minimum is not None and limit.maximum is not None:
        return range_in_words(Cells(minimum=limit.minimum, maximum=limit.maximum, planned=None))
    if low is not None:
        return f"at least {low}; no upper limit is stated"
    return "none" if high is None else f"at most {high}; no lower limit is stated"


def _exactly(count: int) -> Cells:
    return Cells(minimum=count, maximum=count, planned=None)


def _care(protocol: Protocol, layout: Layout) -> Iterator[str]:
    if protocol.care:
        yield from heading("Care", layout)
    for advice in protocol.care:
        yield from labelled(advice.when, f"{advice.text} ({advice.id})", layout, INDENT)
        yield from _source(advice.citation, layout)


def _visits(protocol: Protocol, layout: Layout) -> Iterator[str]:
    if protocol.visits:
        yield from heading("Visits", layout)
    for visit in protocol.visits:
        after = CalendarDuration(visit.month, CalendarUnit.MONTH)
        scores = join_in_words([instrument_in_words(each) for each in visit.instruments])
        yield from item(f"{after} after the procedure, {_window(visit)}: {scores}.", layout)


def _window(visit: Visit) -> str:
    if visit.days_before is None and visit.days_after is None:
        return "window not stated"
    before, after = ("not stated" if each is None else str(each) for each in (visit.days_before, visit.days_after))
    return f"window in days before and after: {before} and {after}"


def _outcome(outcome: Outcome | None, layout: Layout) -> Iterator[str]:
    if outcome is None:
        return
    yield from heading("Outcome", layout)
    which = "any of these parts" if outcome.combine == "any" else f"{outcome.combine} of these parts"
    yield from paragraph(f"A patient has responded at a visit where {which} holds.", layout, INDENT)
    for part in outcome.parts:
        threshold = f"{decimal_in_words(part.threshold)} {part.unit}"
        yield from item(f"{instrument_in_words(part.instrument)} {part.change} {threshold}.", layout)
    yield from _source(outcome.citation, layout)


def _claims(protocol: Protocol, layout: Layout) -> Iterator[str]:
    if protocol.claims:
        yield from heading("Properties claimed for every patient", layout)
    for claim in protocol.claims:
        yield from labelled(claim.id, claim.text, layout, INDENT)
        yield from labelled("Condition", _written(claim.condition), layout, WITHIN)


def _notes(protocol: Protocol, layout: Layout) -> Iterator[str]:
    if protocol.notes:
        yield from heading("Contradictions and gaps in the source", layout)
    for note in protocol.notes:
        settled = f" Settled by the reading {join_in_words(note.readings)}." if note.readings else ""
        yield from labelled(note.id, f"{note.text}{settled}", layout, INDENT)
        yield from _source(note.citation, layout)
