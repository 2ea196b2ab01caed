"""A check as text that a clinician can read aloud: what stands in the way first, every reason beside its answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from posology.ir.protocol import Citation, Kind, Protocol
from posology.knowledge.anatomy import Anatomy
from posology.knowledge.dictionary import Dictionary
from posology.render.findings_text import (
    WITHIN,
    amount_line,
    bases_in_words,
    capitalised,
    cells_line,
    citation_with_note,
    cumulative_in_words,
    particulars,
    reading_lines,
    source_lines,
    stamp_lines,
    washout_lines,
)
from posology.render.page import PLAIN_LAYOUT, Layout, heading, item, items, labelled, page_text, paragraph, status
from posology.results.check import Check, CriterionFinding, CriterionStatus, RouteDose, WashoutStatus
from posology.results.naming import places_in_words, target_in_words
from posology.results.obstacles import LAID_OUT, is_in_the_way, obstacles
from posology.values.numerals import count_in_words, date_in_words

ATTENTION = (WashoutStatus.UNKNOWN, WashoutStatus.REFER, WashoutStatus.HOLD, WashoutStatus.CLEAR)
"""The medicines that ask something of the reader come before those that ask nothing."""

INCLUSION_WORDS: Mapping[CriterionStatus, str] = MappingProxyType(
    {
        CriterionStatus.MET: "met",
        CriterionStatus.NOT_MET: "not met",
        CriterionStatus.UNKNOWN: "unknown",
        CriterionStatus.NOT_APPLICABLE: "not applicable",
    }
)
# nobody must take a `met` exclusion for good news
EXCLUSION_WORDS: Mapping[CriterionStatus, str] = MappingProxyType(
    {
        CriterionStatus.MET: "excluded",
        CriterionStatus.NOT_MET: "not excluded",
        CriterionStatus.UNKNOWN: "unknown whether excluded",
        CriterionStatus.NOT_APPLICABLE: "not applicable",
    }
)


def check_as_text(
    check: Check, protocol: Protocol, anatomy: Anatomy, dictionary: Dictionary, layout: Layout = PLAIN_LAYOUT
) -> str:
    """The whole check; `protocol`, `anatomy` and `dictionary` are those that judged it."""
    return page_text(
        (
            *_opening(check, layout),
            *_in_the_way(check, layout),
            *_missing(check, dictionary, layout),
            *_to_renew(check, layout),
            *_criteria(check, layout),
            *_washout(check, layout),
            *_day_of_procedure(check, layout),
            *_plan(check, anatomy, layout),
            *_doses(check, anatomy, layout),
            *_care(check, layout),
            *_readings(check, layout),
            *_changes(check, layout),
            *_notes(check, layout),
            *_evidence(protocol, layout),
            *_sources(check, protocol, layout),
            *_stamp(check, layout),
        )
    )


def _opening(check: Check, layout: Layout) -> Iterator[str]:
    yield from paragraph(check.banner, layout)
    yield from heading(f"Verdict: {check.verdict}", layout)
    yield from paragraph(check.summary, layout)
    yield ""
    yield from labelled("Patient", check.record_id, layout)
    procedure = "not known" if check.procedure_date is None else date_in_words(check.procedure_date)
    earliest = "none can be named" if check.earliest_date is None else date_in_words(check.earliest_date)
    yield from labelled("Procedure date", procedure, layout)
    yield from labelled("Earliest date", earliest, layout)
    yield from labelled("Judged as of", date_in_words(check.as_of), layout)


def _in_the_way(check: Check, layout: Layout) -> Iterator[str]:
    found = obstacles(check)
    yield from heading("What stands in the way", layout)
    if found:
        yield from items(found, layout)
    else:
        yield from paragraph("Nothing that is known.", layout, 2)
    to_hold = [
        each.instruction
        for each in check.washout
        if each.status is WashoutStatus.HOLD and not is_in_the_way(each, check)
    ]
    if to_hold:
        yield from heading("What must be followed until then", layout)
        yield from items(to_hold, layout)


def _missing(check: Check, dictionary: Dictionary, layout: Layout) -> Iterator[str]:
    yield from heading("What is missing", layout)
    if not check.missing and not check.unanswered:
        yield from paragraph("Nothing.", layout, 2)
    yield from items((f"Nothing, yet {each.said}." for each in check.unanswered), layout)
    drugs = [each.drug for each in check.washout]
    for each in check.missing:
        yield from item(each.ask, layout)
        owner = dictionary.owner(each.element)
        yield from labelled("Who can supply it", owner.supplied_by if owner is not None else "", layout, WITHIN)
        yield from labelled("Record it as", places_in_words(each.element, drugs), layout, WITHIN)
        yield from labelled("Needed for", ", ".join(each.needed_for), layout, WITHIN)


def _to_renew(check: Check, layout: Layout) -> Iterator[str]:
    yield from heading("What to renew before the procedure", layout)
    if not check.to_renew:
        yield from paragraph("Nothing.", layout, 2)
    yield from items(
        (f"{each.element}, on or after {date_in_words(each.not_before)}." for each in check.to_renew), layout
    )


def _criteria(check: Check, layout: Layout) -> Iterator[str]:
    yield from heading("Criteria", layout)
    yield from paragraph(_count(check), layout, 2)
    # what fails and what is unknown come before what holds: a reader is not to be lulled by a row of `met`
    for finding in sorted(check.criteria, key=_urgency):
        yield from _criterion(finding, layout)


def _urgency(finding: CriterionFinding) -> int:
    if finding.stands_in_the_way:
        return 0
    return 1 if finding.status is CriterionStatus.UNKNOWN else 2


def _count(check: Check) -> str:
    """How many criteria stand how, in the words that the list uses."""
    counts = Counter(_word(each) for each in check.criteria)
    return f"{', '.join(f'{count} {word}' for word, count in counts.items())}."


def _word(finding: CriterionFinding) -> str:
    words = INCLUSION_WORDS if finding.kind is Kind.INCLUSION else EXCLUSION_WORDS
    return words[finding.status]


def _criterion(finding: CriterionFinding, layout: Layout) -> Iterator[str]:
    yield ""
    yield from status(_word(finding), f"{_said(finding)} ({finding.id}).", layout)
    yield from labelled("Why", finding.explanation, layout, WITHIN)
    # the values stand in the explanation; here is what it does not say of them: the day and the source
    beside = [each for each in finding.because if each.date or each.source]
    yield from labelled("Recorded", bases_in_words(beside), layout, WITHIN)
    if finding.mends_on is not None:
        yield from labelled("Time alone settles it from", f"{date_in_words(finding.mends_on)}.", layout, WITHIN)
    yield from labelled("Source", f"{citation_with_note(finding.citation)}.", layout, WITHIN)


def _said(finding: CriterionFinding) -> str:
    """The criterion; an exclusion is named as one, so that its text is never read as what was found."""
    if finding.kind is Kind.INCLUSION:
        return finding.text
    return f'the exclusion "{finding.text}" {_applies(finding.status)}'


def _applies(exclusion: CriterionStatus) -> str:
    match exclusion:
        case CriterionStatus.MET:
            return "applies"
        case CriterionStatus.NOT_MET:
            return "does not apply"
        case CriterionStatus.UNKNOWN:
            return "cannot be judged yet"
        case CriterionStatus.NOT_APPLICABLE:
            return "is not asked for"


def _washout(check: Check, layout: Layout) -> Iterator[str]:
    yield from heading("Medicines", layout)
    if not check.washout:
        unknown = any(each.element == "medications" for each in check.missing)
        yield from paragraph(
            "The medication list is not recorded." if unknown else "None are recorded as taken.", layout, 2
        )
    for finding in sorted(
        check.washout, key=lambda each: (not is_in_the_way(each, check), ATTENTION.index(each.status))
    ):
        yield ""
        yield from washout_lines(finding, layout)


def _day_of_procedure(check: Check, layout: Layout) -> Iterator[str]:
    if check.day_of_procedure:
        yield from heading("Checks on the day of the procedure", layout)
        yield from items((f"{each.check}: {each.why}." for each in check.day_of_procedure), layout)


def _plan(check: Check, anatomy: Anatomy, layout: Layout) -> Iterator[str]:
    yield from heading("Plan", layout)
    if check.verdict not in LAID_OUT:
        said = f"For information only: the verdict is {check.verdict}, and nothing of this is to be given."
        yield from paragraph(said, layout, 2)
    for number, line in enumerate(check.plan, start=1):
        target = target_in_words(line, anatomy)
        approach = "" if target.startswith(line.approach) else f", {line.approach}"
        yield from item(f"{target}{approach}: {amount_line(line.cells, line.volume)}.", layout, mark=f"{number}.")
        for said in particulars(line.volume, line.concentration, line.carrier, line.contents):
            yield from paragraph(said, layout, WITHIN)
    if not check.plan:
        yield from paragraph("No injection can be laid out.", layout, 2)
    sedation = "not known" if check.sedation is None else "planned" if check.sedation else "not planned"
    yield from labelled("Sedation", f"{sedation}.", layout, 2)


def _doses(check: Check, anatomy: Anatomy, layout: Layout) -> Iterator[str]:
    yield from heading("Doses", layout)
    for dose in check.doses:
        yield from _dose(dose, anatomy.sites[dose.site].name, layout)
    yield from labelled("Total of all routes", f"{cells_line(check.total)}.", layout, 2)
    if check.cumulative is not None:
        yield from labelled("With earlier treatments", cumulative_in_words(check.cumulative), layout, 2)


def _dose(dose: RouteDose, name: str, layout: Layout) -> Iterator[str]:
    if dose.count == 0:
        yield from labelled(capitalised(name), f"{dose.formula}.", layout, 2)
        return
    targets = f" ({count_in_words(dose.count)} targets)" if dose.count is not None and dose.count > 1 else ""
    label = f"{capitalised(name)}{targets}"
    yield from labelled(label, f"{amount_line(dose.cells, dose.volume)}.", layout, 2)
    yield from labelled("Formula", f"{dose.formula}.", layout, WITHIN)
    yield from labelled("From", bases_in_words(dose.because), layout, WITHIN)


def _care(check: Check, layout: Layout) -> Iterator[str]:
    if check.care:
        yield from heading("Care", layout)
        for each in check.care:
            yield from labelled(capitalised(each.when), each.text, layout, 2)


def _readings(check: Check, layout: Layout) -> Iterator[str]:
    if not check.readings:
        return
    yield from heading("Readings used", layout)
    yield from paragraph("Where the source is silent or contradicts itself, this is how it was read.", layout, 2)
    for each in check.readings:
        yield from reading_lines(each, layout)


def _changes(check: Check, layout: Layout) -> Iterator[str]:
    if not check.changes:
        return
    yield from heading("What would change the verdict", layout)
    yield from paragraph("Each is a smallest set of changes, verified by judging the record with them.", layout, 2)
    for change in check.changes:
        yield from item(f"It would be {change.verdict} if {'; and '.join(change.conditions)}.", layout)


def _notes(check: Check, layout: Layout) -> Iterator[str]:
    if check.notes:
        yield from heading("Notes", layout)
        drugs = [each.drug for each in check.washout]
        yield from items((f"{places_in_words(each, drugs).rstrip('.')}." for each in check.notes), layout)


def _evidence(protocol: Protocol, layout: Layout) -> Iterator[str]:
    yield from heading("Use and limits of the evidence", layout)
    yield from labelled("Intended use", protocol.intended_use, layout, 2)
    yield from labelled("Intended user", protocol.intended_user, layout, 2)
    yield from labelled("Population", protocol.population, layout, 2)
    yield from items(protocol.evidence_limits, layout)
    if protocol.notes:
        yield from heading("Contradictions and gaps in the source", layout)
        yield from items((each.text for each in protocol.notes), layout)


def _sources(check: Check, protocol: Protocol, layout: Layout) -> Iterator[str]:
    """The sources that this result cites, in the order of the register."""
    cited = {each.ref for each in _cited(check)}
    found = [each for each in protocol.sources if each.id in cited]
    if found:
        yield from heading("Sources", layout)
        yield from source_lines(found, layout)


def _cited(check: Check) -> Iterator[Citation]:
    yield from (each.citation for each in check.criteria)
    yield from (each.citation for each in check.washout if each.citation is not None)
    yield from (each.citation for each in check.plan)
    yield from (option.citation for each in check.readings for option in each.options if option.id == each.chosen)


def _stamp(check: Check, layout: Layout) -> Iterator[str]:
    yield from heading("Judged by", layout)
    yield from stamp_lines(check.protocol, (check.record_id, check.record_sha256), check.engine_version, layout)
