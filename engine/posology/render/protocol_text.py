"""A protocol to be read, as text, Markdown or HTML: how its source was read, and every rule with its source."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from posology.ir.counts import Counting
from posology.ir.nodes import Node
from posology.ir.plan import (
    CellFormula,
    CellRange,
    CellsNotCounted,
    Limit,
    LimitKind,
    NamedTargets,
    NoCells,
    OneTarget,
    RequestedTargets,
    Step,
    Targets,
)
from posology.ir.protocol import Citation, Criterion, Kind, Protocol, Reading
from posology.ir.visit import Relation, Visit
from posology.ir.washout import (
    Agreement,
    ConditionalHold,
    FixedHold,
    Hold,
    NoHold,
    ReferralHold,
    TaperHold,
    WashoutRule,
)
from posology.knowledge.anatomy import Anatomy
from posology.render.findings_text import citation_with_note, source_parts
from posology.render.html import html_of
from posology.render.markdown import markdown_of
from posology.render.outcome_text import outcome_parts
from posology.render.page import PLAIN_LAYOUT, Layout
from posology.render.parts import (
    ENTRY,
    WITHIN,
    Banner,
    Gap,
    Heading,
    Item,
    Paragraph,
    Part,
    labelled,
    text_of,
)
from posology.results.amounts import (
    amount_in_words,
    bounds_in_words,
    number_wanted,
    product_bounds_in_words,
    range_in_words,
    volume_in_words,
)
from posology.results.check import Cells, Volume
from posology.results.naming import instruments_in_words
from posology.values.numerals import join_in_words


def protocol_as_text(protocol: Protocol, anatomy: Anatomy, layout: Layout = PLAIN_LAYOUT) -> str:
    """The whole protocol as text, with its readings as they are chosen."""
    return text_of(protocol_parts(protocol, anatomy), layout)


def protocol_as_markdown(protocol: Protocol, anatomy: Anatomy) -> str:
    """The whole protocol as Markdown."""
    return markdown_of(protocol.title, protocol_parts(protocol, anatomy))


def protocol_as_html(protocol: Protocol, anatomy: Anatomy) -> str:
    """The whole protocol as a page that stands alone."""
    return html_of(protocol.title, protocol_parts(protocol, anatomy))


def protocol_parts(protocol: Protocol, anatomy: Anatomy) -> Iterator[Part]:
    """The whole protocol part by part, with its readings as they are chosen."""
    yield from _head(protocol)
    yield from _readings(protocol)
    yield from _criteria(protocol)
    yield from _washout(protocol)
    yield from _arms(protocol)
    yield from _plan(protocol)
    yield from _limits(protocol, anatomy)
    yield from _care(protocol)
    yield from _visits(protocol)
    yield from outcome_parts(protocol.outcome)
    yield from _claims(protocol)
    yield from _notes(protocol)
    yield Heading("Sources")
    yield from source_parts(protocol.sources)


def _head(protocol: Protocol) -> Iterator[Part]:
    yield Banner(protocol.banner)
    yield Heading("Protocol")
    yield Paragraph(f"{protocol.title}.")
    yield Gap()
    yield from labelled("Id", f"{protocol.id}, version {protocol.version}")
    yield from labelled("Status", protocol.status)
    yield from labelled("Intended use", protocol.intended_use)
    yield from labelled("Intended user", protocol.intended_user)
    yield from labelled("Population", protocol.population)
    yield from labelled("Hash", f"sha256 {protocol.sha256}")
    yield Heading("Limits of the evidence")
    yield from (Item(each) for each in protocol.evidence_limits)


def _source(citation: Citation) -> Iterator[Part]:
    yield from labelled("Source", f"{citation_with_note(citation)}.", WITHIN)


def _readings(protocol: Protocol) -> Iterator[Part]:
    if not protocol.readings:
        return
    yield Heading("Readings")
    yield Paragraph("Questions that the source leaves open. A site file can choose otherwise.", ENTRY)
    for reading in protocol.readings:
        yield Gap()
        yield from labelled(reading.id, reading.question, ENTRY)
        for option in reading.options:
            yield Item(f"{option.id}{_marks(reading, option.id)}: {option.says}.", WITHIN)
            evidence = f"{citation_with_note(option.citation)}."
            yield from labelled("Evidence", evidence, WITHIN + 1)


def _marks(reading: Reading, option: str) -> str:
    """That an option is the default, or chosen in its place, and by whom that was approved."""
    marks = ["default"] if option == reading.default else []
    if option == reading.chosen:
        marks += ["chosen"] if option != reading.default else []
        marks += [f"approved by {reading.approved_by}" if reading.approved_by else "not approved"]
    return f" ({', '.join(marks)})" if marks else ""


def _criteria(protocol: Protocol) -> Iterator[Part]:
    yield Heading("Criteria")
    for criterion in protocol.criteria:
        yield Gap()
        yield from _criterion(criterion)


def _criterion(criterion: Criterion) -> Iterator[Part]:
    kind = "Inclusion" if criterion.kind is Kind.INCLUSION else "Exclusion"
    yield from labelled(kind, f"{criterion.text} ({criterion.id}).", ENTRY)
    yield from labelled("Condition", _written(criterion.condition), WITHIN, code=True)
    if criterion.applies is not None:
        yield from labelled("Applies", _written(criterion.applies), WITHIN, code=True)
    yield from _counts(criterion.counts)
    yield from labelled("Asked when unknown", criterion.ask, WITHIN)
    yield from _source(criterion.citation)


def _written(node: Node) -> str:
    """The condition as its author wrote it."""
    return node.origin.text


def _counts(counts: tuple[Counting, ...]) -> Iterator[Part]:
    for each in counts:
        asked = [each.method] if each.method else []
        asked += [f"at most {each.within} old"] if each.within else []
        asked += [f"that is one of {join_in_words(each.among)}"] if each.among else []
        yield from labelled("Counts only", f"{each.element} {' and '.join(asked)}.", WITHIN)


def _washout(protocol: Protocol) -> Iterator[Part]:
    if protocol.washout:
        yield Heading("Medicines")
    for rule in protocol.washout:
        yield Gap()
        siblings = any(each.drug_class == rule.drug_class and each.ingredients for each in protocol.washout)
        which = join_in_words(sorted(rule.ingredients)) or f"every {'other' if siblings else 'drug'} of the class"
        yield from labelled(rule.drug_class, f"{which} ({rule.id}).", ENTRY)
        yield from _washout_rule(rule)
    if protocol.together is not None:
        yield Gap()
        yield from labelled(
            "Two or more together",
            f"{join_in_words(protocol.together.classes)}: {protocol.together.why}.",
            ENTRY,
        )
        yield from _source(protocol.together.citation)


def _washout_rule(rule: WashoutRule) -> Iterator[Part]:
    yield from labelled("Before", f"{_hold(rule.hold)}.", WITHIN)
    if rule.course_referral is not None:
        said = f"still being taken for longer than {rule.course_referral.longer_than}: referred for an individual taper"
        yield from labelled("A course", f"{said}.", WITHIN)
    if rule.agreement is not Agreement.NOT_NEEDED:
        yield from labelled("Agreement of the prescriber", f"{rule.agreement}.", WITHIN)
    if rule.resumption is not None:
        after = rule.resumption.after
        again = f"not before {after} after the procedure" if after.amount else "after the procedure"
        condition = f", {rule.resumption.condition}" if rule.resumption.condition else ""
        yield from labelled("Again", f"{again}{condition}.", WITHIN)
    if rule.day_check is not None:
        yield from labelled("On the day", f"{rule.day_check.check}: {rule.day_check.why}.", WITHIN)
    yield from labelled("Why", f"{rule.why}.", WITHIN)
    yield from labelled("Caution", f"{rule.caution}." if rule.caution else "", WITHIN)
    yield from _source(rule.citation)


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


def _arms(protocol: Protocol) -> Iterator[Part]:
    if protocol.arms:
        yield Heading("Arms")
    for arm in protocol.arms:
        yield from labelled(arm.id, f"{arm.text}.", ENTRY)
        yield from _source(arm.citation)


def _plan(protocol: Protocol) -> Iterator[Part]:
    yield Heading("Plan")
    for step in protocol.steps:
        yield Gap()
        yield from _step(step)


def _step(step: Step) -> Iterator[Part]:
    yield from labelled(step.id, f"{_targets(step.targets)}; {step.approach}.", ENTRY)
    if step.when is not None:
        because = f" ({step.because})" if step.because else ""
        yield from labelled("When", f"{_written(step.when)}{because}", WITHIN)
    yield from labelled("Otherwise", f"{step.otherwise}." if step.otherwise else "", WITHIN)
    match step.cells:
        case CellRange(minimum=minimum, maximum=maximum):
            cells = Cells(minimum=minimum, maximum=maximum, planned=None)
            yield from labelled("Cells for each target", f"{range_in_words(cells)}.", WITHIN)
        case CellFormula(expression=expression, says=says):
            yield from labelled("Cells", f"{says}.", WITHIN)
            yield from labelled("Formula", _written(expression), WITHIN, code=True)
        case NoCells():
            yield from labelled("Cells for each target", "none are given.", WITHIN)
        case CellsNotCounted():
            yield from labelled("Cells for each target", "the source states no number.", WITHIN)
        case _:
            assert_never(step.cells)
    if step.volume is not None:
        volume = Volume(minimum=step.volume.minimum, maximum=step.volume.maximum)
        yield from labelled("Volume for each target", f"{volume_in_words(volume)}.", WITHIN)
    yield from labelled("Given as", f"{step.carrier}." if step.carrier else "", WITHIN)
    counted = join_in_words(step.contents)
    yield from labelled("Shown, deciding nothing", f"{counted}." if counted else "", WITHIN)
    yield from _counts(step.counts)
    yield from labelled("Sedation", "planned with this step." if step.sedation else "", WITHIN)
    yield from _source(step.citation)


def _targets(targets: Targets) -> str:
    match targets:
        case OneTarget(place=place):
            return place
        case NamedTargets(joints=joints, sides=sides):
            on = f", {join_in_words(sides)} each" if sides else ""
            return f"{join_in_words(joints)}{on}"
        case RequestedTargets(element=element):
            return f"the places in {element}, {number_wanted(targets)}"
        case _:
            assert_never(targets)


def _limits(protocol: Protocol, anatomy: Anatomy) -> Iterator[Part]:
    if protocol.limits or protocol.product_limits:
        yield Heading("Limits")
    for limit in protocol.limits:
        site = anatomy.sites.get(limit.site)
        name = limit.site if site is None else site.name
        each = ", each target" if limit.each else ""
        yield from labelled(f"{limit.kind} limit", f"{name}{each}: {_bounds(limit)}.", ENTRY)
        yield from _source(limit.citation)
    for bound in protocol.product_limits:
        label = bound.kind if bound.kind is LimitKind.ASSOCIATION else f"{bound.kind} limit of the product"
        said = f"{bound.element} {product_bounds_in_words(bound)}: {bound.says}."
        yield from labelled(label, said, ENTRY)
        yield from _source(bound.citation)


def _bounds(limit: Limit) -> str:
    if limit.minimum is not None and limit.maximum is not None:
        return amount_in_words((Fraction(limit.minimum), Fraction(limit.maximum)), limit.measure)
    if limit.minimum is not None:
        return f"{bounds_in_words(limit)}; no upper limit is stated"
    return "none" if limit.maximum is None else f"{bounds_in_words(limit)}; no lower limit is stated"


def _care(protocol: Protocol) -> Iterator[Part]:
    if protocol.care:
        yield Heading("Care")
    for advice in protocol.care:
        yield from labelled(advice.when, f"{advice.text} ({advice.id})", ENTRY)
        yield from _source(advice.citation)


def _visits(protocol: Protocol) -> Iterator[Part]:
    if protocol.visits:
        yield Heading("Visits")
    for visit, following in zip(protocol.visits, (*protocol.visits[1:], None), strict=False):
        titled = f"{visit.title}, {visit.when}" if visit.title else visit.when
        yield Item(f"{titled}{_window(visit)}{''.join(_done_at(visit, protocol))}.")
        if following is None or following.citation != visit.citation:
            yield from _source(visit.citation)


def _done_at(visit: Visit, protocol: Protocol) -> Iterator[str]:
    scores = instruments_in_words(visit.instruments, protocol)
    for label, named in (("scores", scores), ("assessments", visit.assessments), ("to bring", visit.bring)):
        if named:
            yield f"; {label}: {join_in_words(named)}"


def _window(visit: Visit) -> str:
    if visit.relation is Relation.ON:
        return ""
    if visit.window is None:
        return ", window not stated"
    return f", window in days before and after: {visit.window.days_before} and {visit.window.days_after}"


def _claims(protocol: Protocol) -> Iterator[Part]:
    if protocol.claims:
        yield Heading("Properties claimed for every patient")
    for claim in protocol.claims:
        yield from labelled(claim.id, claim.text, ENTRY)
        yield from labelled("Condition", _written(claim.condition), WITHIN, code=True)


def _notes(protocol: Protocol) -> Iterator[Part]:
    if protocol.notes:
        yield Heading("Contradictions and gaps in the source")
    for note in protocol.notes:
        settled = f" Settled by the reading {join_in_words(note.readings)}." if note.readings else ""
        yield from labelled(note.id, f"{note.text}{settled}", ENTRY)
        yield from _source(note.citation)
